package main

import (
	"fmt"
	"slices"

	"github.com/waymark-dev/waymark/services/matching/history"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// byHand is what stood before anything was learned: twelve skills and twelve topics, all in full.
var byHand = history.Table{Shares: []history.Share{{From: 0, Share: 100}}, MostSkills: 12, MostTopics: 12}

// knobs are what is tried of a table, one at a time. No share is 0: what somebody did only now and then counts little, but they find it.
var knobs = []struct {
	values []int
	set    func(t *tried, n int)
}{
	{[]int{100, 75, 50, 25, 10}, func(t *tried, n int) { t.share(0, n) }},
	{[]int{100, 75, 50, 25, 10}, func(t *tried, n int) { t.share(1, n) }},
	{[]int{100, 75, 50, 25, 10}, func(t *tried, n int) { t.share(2, n) }},
	{[]int{100, 75, 50, 25, 10}, func(t *tried, n int) { t.share(3, n) }},
	{[]int{3, 6, 12, 20}, func(t *tried, n int) { t.skills = n }},
	{[]int{0, 5, 10, 20}, func(t *tried, n int) { t.topicsFrom = n }},
	{[]int{6, 9, 12, 16, 20, 25}, func(t *tried, n int) { t.topics = n }},
}

// bandsFrom are the percentages of the work of which the shares are learned.
var bandsFrom = [4]int{50, 25, 10, 0}

// tried is a table as it is searched for.
type tried struct {
	shares                     [4]int
	skills, topicsFrom, topics int
}

// share sets the share of a band, and moves the others as far as they must: a share never rises as the work falls.
func (t *tried) share(band, n int) {
	for i := range t.shares {
		switch {
		case i < band:
			t.shares[i] = max(t.shares[i], n)
		case i > band:
			t.shares[i] = min(t.shares[i], n)
		default:
			t.shares[i] = n
		}
	}
}

// table is it in the form that ships: bands of one share are one.
func (t *tried) table() *history.Table {
	out := &history.Table{MostSkills: t.skills, TopicsFrom: t.topicsFrom, MostTopics: t.topics}
	for i, n := range t.shares {
		if last := len(out.Shares) - 1; last >= 0 && out.Shares[last].Share == n {
			out.Shares[last].From = bandsFrom[i]
		} else {
			out.Shares = append(out.Shares, history.Share{From: bandsFrom[i], Share: n})
		}
	}
	return out
}

// A step must gain so much over all seasons, and be no worse in more than one of three: what helps one year alone is not learned.
const leastGain = 0.0005

// learnTable begins with what stands by hand and changes one number at a time, as long as that helps.
func learnTable(shelves []*shelf) *history.Table {
	now := tried{[4]int{100, 100, 100, 100}, byHand.MostSkills, byHand.TopicsFrom, byHand.MostTopics}
	table := now.table()
	good := goodness(shelves, table)
	for round, better := 0, true; better && round < 4; round++ {
		better = false
		for _, k := range knobs {
			best := now
			for _, n := range k.values {
				next := now
				k.set(&next, n)
				if next == now || next == best {
					continue
				}
				t := next.table()
				if g := goodness(shelves, t); gains(g, good) {
					best, good, table, better = next, g, t, true
				}
			}
			now = best
		}
	}
	return table
}

// gains compares season by season.
func gains(next, now []float64) bool {
	sum, worse := 0.0, 0
	for i := range next {
		sum += next[i] - now[i]
		if next[i] < now[i] {
			worse++
		}
	}
	return sum > leastGain*float64(len(next)) && worse*3 <= len(next)
}

// goodness is, by season, the mean of R@10 and MRR of lists of other projects, and of MRR of lists of one, over the ways in which somebody's
// history is known.
func goodness(shelves []*shelf, t *history.Table) []float64 {
	out := make([]float64, len(shelves))
	ways := []knows{named, linked, worked}
	for i, s := range shelves {
		for _, k := range ways {
			b, one := s.known("B", k, t), s.known("S", k, t)
			for _, v := range []float64{b.within(10), b.mrr(), one.mrr()} {
				out[i] += v / float64(3*len(ways))
			}
		}
	}
	return out
}

// known is ranks of the weights that ship; who is the same by two tables is asked for once.
func (s *shelf) known(protocol string, k knows, t *history.Table) (m measure) {
	if s.seen == nil {
		s.seen = map[string]float64{}
	}
	for i := range s.asks {
		a := &s.asks[i]
		l, ok := a.lists[protocol]
		if !ok {
			continue
		}
		p := a.person(k, t)
		key := fmt.Sprint(protocol, i, len(p.Have), p.Shown, p.About)
		at, ok := s.seen[key]
		if !ok {
			at = place(s.values(&p, &l, rank.Weights{}), l.answer)
			s.seen[key] = at
		}
		m.ranks = append(m.ranks, at)
	}
	return m
}

// once keeps each piece of work once, as a profile has it.
func once(work []history.Work, projects []string) (out []history.Work) {
	type key struct{ project, kind string }
	var seen []key
	for i, w := range work {
		if k := (key{projects[i], w.Kind}); !slices.Contains(seen, k) && len(out) < mostNamed {
			seen = append(seen, k)
			out = append(out, w)
		}
	}
	return out
}
