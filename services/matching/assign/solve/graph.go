package solve

import (
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
	greatest int64 // the greatest score, at least 0
	least    int64
}

// pairs is how many pairs may be made.
func (g *graph) pairs() int { return len(g.mentor) }

// newGraph leaves out the pairs below least, forbidden and pinned ones, and those of newcomers without a place left. A newcomer who has
// two places and one pin has one left.
func newGraph(p *assign.Problem, least int64) (*graph, []int32, error) {
	g := &graph{n: p.Newcomers(), m: p.Mentors(), capacity: p.Capacity, start: p.Start, mentor: p.Mentor, score: p.Score}
	places := p.Places
	if len(p.Pinned) > 0 {
		g.capacity = append([]int32(nil), p.Capacity...)
		places = make([]int32, g.n)
		for i := range places {
			places[i] = 1
			if p.Places != nil {
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
	if g.least < least || len(p.Forbidden) > 0 || places != nil {
		g.filter(p, least, places)
		g.measure()
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
	start, mentor, score := make([]int32, g.n+1), []int32(nil), []int64(nil)
	for i := range g.n {
		if places == nil || places[i] > 0 {
			for k := g.start[i]; k < g.start[i+1]; k++ {
				j := g.mentor[k]
				if g.score[k] < least || odd[i] && out[assign.Pair{Newcomer: int32(i), Mentor: j}] {
					continue
				}
				mentor, score = append(mentor, j), append(score, g.score[k])
			}
		}
		start[i+1] = int32(len(mentor))
	}
	g.start, g.mentor, g.score = start, mentor, score
}
