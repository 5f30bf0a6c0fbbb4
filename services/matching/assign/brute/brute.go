// Package brute makes small random cohorts and solves them by trying every answer, for tests: it is slow, and too simple to be wrong in
// the same way as a solver.
package brute

import (
	"github.com/waymark-dev/waymark/services/matching/assign"
)

// Answers calls f with every set of pairs that keeps capacities, places, pins, bans, quotas and the least score. The slice is reused.
func Answers(p *assign.Problem, f func(pairs []assign.Pair)) {
	w := &walk{p: p, f: f, left: append([]int32(nil), p.Capacity...), places: make([]int32, p.Newcomers())}
	for i := range w.places {
		w.places[i] = 1
		if len(p.Places) > 0 {
			w.places[i] = p.Places[i]
		}
	}
	w.out = map[assign.Pair]bool{}
	for _, pair := range p.Forbidden {
		w.out[pair] = true
	}
	for _, pair := range p.Pinned {
		w.out[pair] = true
		w.left[pair.Mentor]--
		w.places[pair.Newcomer]--
		w.pairs = append(w.pairs, pair)
		if w.left[pair.Mentor] < 0 || w.places[pair.Newcomer] < 0 {
			return
		}
	}
	w.from(0, 0)
}

type walk struct {
	p      *assign.Problem
	f      func([]assign.Pair)
	left   []int32
	places []int32
	out    map[assign.Pair]bool
	pairs  []assign.Pair
}

func (w *walk) from(i int, k int32) {
	if i == w.p.Newcomers() {
		if w.quotas() {
			w.f(w.pairs)
		}
		return
	}
	if k < w.p.Start[i] {
		k = w.p.Start[i]
	}
	if k == w.p.Start[i+1] {
		w.from(i+1, k)
		return
	}
	w.from(i, k+1)
	pair := assign.Pair{Newcomer: int32(i), Mentor: w.p.Mentor[k]}
	if w.places[i] > 0 && w.left[pair.Mentor] > 0 && w.p.Score[k] >= w.p.MinScore && !w.out[pair] {
		w.places[i]--
		w.left[pair.Mentor]--
		w.pairs = append(w.pairs, pair)
		w.from(i, k+1)
		w.pairs = w.pairs[:len(w.pairs)-1]
		w.left[pair.Mentor]++
		w.places[i]++
	}
}

func (w *walk) quotas() bool {
	filled := make([]int32, len(w.p.Quotas))
	for _, pair := range w.pairs {
		if len(w.p.Track) > 0 && w.p.Track[pair.Newcomer] >= 0 {
			filled[w.p.Track[pair.Newcomer]]++
		}
	}
	for t, q := range w.p.Quotas {
		if filled[t] < q.AtLeast || q.AtMost >= 0 && filled[t] > q.AtMost {
			return false
		}
	}
	return true
}

// Total is what the pairs are worth, and People how many newcomers are in them.
func Total(p *assign.Problem, pairs []assign.Pair) (total int64, people int) {
	seen := map[int32]bool{}
	for _, pair := range pairs {
		total += p.ScoreOf(pair)
		seen[pair.Newcomer] = true
	}
	return total, len(seen)
}

// Worst is the lowest score of the pairs that are not pinned; 0 if there are none.
func Worst(p *assign.Problem, pairs []assign.Pair) int64 {
	pinned := map[assign.Pair]bool{}
	for _, pair := range p.Pinned {
		pinned[pair] = true
	}
	worst, any := int64(0), false
	for _, pair := range pairs {
		if s := p.ScoreOf(pair); !pinned[pair] && (!any || s < worst) {
			worst, any = s, true
		}
	}
	return worst
}

// Stable says whether no pair that may be made would rather have each other. Everybody has one place at most.
func Stable(p *assign.Problem, pairs []assign.Pair) bool {
	wants := p.MentorScore
	if len(wants) == 0 {
		wants = p.Score
	}
	fixed, bad := map[assign.Pair]bool{}, map[assign.Pair]bool{}
	done, left := map[int32]bool{}, append([]int32(nil), p.Capacity...)
	for _, pair := range p.Pinned {
		fixed[pair], done[pair.Newcomer] = true, true
		left[pair.Mentor]--
	}
	for _, pair := range p.Forbidden {
		bad[pair] = true
	}
	has, held := map[int32]int{}, map[int32][]assign.Pair{}
	for _, pair := range pairs {
		if !fixed[pair] {
			at, _ := p.Find(pair)
			has[pair.Newcomer] = at
			held[pair.Mentor] = append(held[pair.Mentor], pair)
		}
	}
	for i := range int32(p.Newcomers()) {
		for k := p.Start[i]; k < p.Start[i+1]; k++ {
			j := p.Mentor[k]
			if done[i] || len(p.Places) > 0 && p.Places[i] == 0 || p.Score[k] < p.MinScore || bad[assign.Pair{Newcomer: i, Mentor: j}] {
				continue
			}
			if at, ok := has[i]; ok && (p.Score[at] > p.Score[k] || p.Score[at] == p.Score[k] && p.Mentor[at] <= j) {
				continue
			}
			would := int32(len(held[j])) < left[j]
			for _, other := range held[j] {
				at, _ := p.Find(other)
				would = would || wants[k] > wants[at] || wants[k] == wants[at] && i < other.Newcomer
			}
			if would {
				return false
			}
		}
	}
	return true
}
