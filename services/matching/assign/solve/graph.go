package solve

import (
	"slices"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// graph is what is left of a problem once the pins are set aside and everything that may not be made is gone. Its lists may be those of
// the problem: they are never written.
type graph struct {
	n, m     int
	capacity []int32 // places that the pins left
	start    []int32
	mentor   []int32
	score    []int64
	wants    []int64 // the mentors' scores, for stable
	greatest int64   // the greatest score, at least 0
	least    int64
}

// pairs is how many pairs may be made.
func (g *graph) pairs() int { return len(g.mentor) }

// newGraph leaves out the pairs below least, forbidden and pinned ones, and those of newcomers without a place left. A newcomer who has
// two places and one pin has one left; how many are left is told too.
func newGraph(p *assign.Problem, least int64) (*graph, []int32, error) {
	g := &graph{n: p.Newcomers(), m: p.Mentors(), capacity: p.Capacity, start: p.Start, mentor: p.Mentor, score: p.Score}
	if g.wants = p.MentorScore; len(g.wants) == 0 {
		g.wants = g.score
	}
	places := p.Places
	if len(places) == 0 {
		places = nil
	}
	if len(p.Pinned) > 0 {
		g.capacity = append([]int32(nil), p.Capacity...)
		places = make([]int32, g.n)
		for i := range places {
			places[i] = 1
			if len(p.Places) > 0 {
				places[i] = p.Places[i]
			}
		}
		for _, pin := range p.Pinned {
			places[pin.Newcomer]--
			g.capacity[pin.Mentor]--
			if places[pin.Newcomer] < 0 || g.capacity[pin.Mentor] < 0 {
				return nil, nil, assign.ErrInfeasible
			}
		}
	}
	g.measure()
	if g.pairs() > 0 && g.least < least || len(p.Forbidden) > 0 || places != nil {
		g.filter(p, least, places)
		g.measure()
	}
	if places == nil {
		places = slices.Repeat([]int32{1}, g.n)
	}
	return g, places, nil
}

func (g *graph) measure() {
	g.greatest, g.least = 0, 0
	if len(g.score) == 0 {
		return
	}
	lo, hi := g.score[0], int64(0)
	for _, s := range g.score {
		lo, hi = min(lo, s), max(hi, s)
	}
	g.least, g.greatest = lo, hi
}

// filter makes new lists of the pairs that may be made.
func (g *graph) filter(p *assign.Problem, least int64, places []int32) {
	out := make(map[assign.Pair]bool, len(p.Forbidden)+len(p.Pinned))
	for _, pair := range p.Forbidden {
		out[pair] = true
	}
	for _, pair := range p.Pinned {
		out[pair] = true
	}
	odd := make([]bool, g.n) // whose pairs need a look into out
	for pair := range out {
		odd[pair.Newcomer] = true
	}
	start, mentor, score, wants := make([]int32, g.n+1), []int32(nil), []int64(nil), []int64(nil)
	for i := range g.n {
		if places == nil || places[i] > 0 {
			for k := g.start[i]; k < g.start[i+1]; k++ {
				j := g.mentor[k]
				if g.score[k] < least || odd[i] && out[assign.Pair{Newcomer: int32(i), Mentor: j}] {
					continue
				}
				mentor, score, wants = append(mentor, j), append(score, g.score[k]), append(wants, g.wants[k])
			}
		}
		start[i+1] = int32(len(mentor))
	}
	g.start, g.mentor, g.score, g.wants = start, mentor, score, wants
}

// from is the graph of the pairs with at least this score.
func (g *graph) from(least int64) *graph {
	few := &graph{n: g.n, m: g.m, capacity: g.capacity, start: make([]int32, g.n+1)}
	for i := range g.n {
		for k := g.start[i]; k < g.start[i+1]; k++ {
			if g.score[k] >= least {
				few.mentor, few.score = append(few.mentor, g.mentor[k]), append(few.score, g.score[k])
			}
		}
		few.start[i+1] = int32(len(few.mentor))
	}
	few.measure()
	return few
}

// counted is the same graph with every pair worth 1: its greatest total is the greatest number of pairs.
func (g *graph) counted() *graph {
	one := *g
	one.score = make([]int64, len(g.score))
	for k := range one.score {
		one.score[k] = 1
	}
	one.measure()
	return &one
}
