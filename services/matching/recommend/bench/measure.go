package main

import (
	"cmp"
	"fmt"
	"slices"
)

// measure are the figures of a protocol over ranks of the answer, counted from 1.
type measure struct {
	ranks []float64
}

// within is the share of answers among the first k.
func (m *measure) within(k float64) float64 {
	n := 0
	for _, r := range m.ranks {
		if r <= k {
			n++
		}
	}
	return float64(n) / float64(len(m.ranks))
}

// mrr is the mean of one by the rank.
func (m *measure) mrr() float64 {
	sum := 0.0
	for _, r := range m.ranks {
		sum += 1 / r
	}
	return sum / float64(len(m.ranks))
}

func (m *measure) String() string {
	if len(m.ranks) == 0 {
		return "no queries"
	}
	sorted := slices.Clone(m.ranks)
	slices.Sort(sorted)
	half := len(sorted) / 2
	first := sorted[half]
	if len(sorted)%2 == 0 {
		first = (sorted[half-1] + sorted[half]) / 2
	}
	return fmt.Sprintf("n=%d R@1=%.3f R@3=%.3f R@5=%.3f R@10=%.3f FH=%.1f MRR=%.3f", len(sorted), m.within(1), m.within(3), m.within(5),
		m.within(10), first, m.mrr())
}

// place is the answer's rank among scores: those with the same score are half before it and half behind.
func place[S cmp.Ordered](scores []S, answer int) float64 {
	rank := 1.0
	for i, s := range scores {
		switch c := cmp.Compare(s, scores[answer]); {
		case i == answer:
		case c > 0:
			rank++
		case c == 0:
			rank += 0.5
		}
	}
	return rank
}
