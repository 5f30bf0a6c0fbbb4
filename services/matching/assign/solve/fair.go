package solve

import (
	"slices"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// fair finds the greatest number of pairs, then the highest score that this many can all have, then the greatest total.
func fair(p *assign.Problem, w *watch) (*assign.Result, error) {
	g, _, err := newGraph(p, p.MinScore)
	if err != nil {
		return nil, err
	}
	most, err := maximise(g.counted(), 0, quiet(w))
	if err != nil {
		return nil, err
	}
	proof := &assign.FairProof{Cover: g.cover(most)}
	w.reached(20)
	people := most.people()
	if people > 0 {
		if g, err = g.highest(people, proof, w); err != nil {
			return nil, err
		}
	}
	best, bonus, err := g.totalOf(people, w)
	if err != nil {
		return nil, err
	}
	proof.Prices, proof.Bonus = best.price, bonus
	r := answer(p, best.mentor)
	r.Certificate = assign.Certificate{Objective: assign.Fair, Total: r.Total, People: r.People, Fair: proof}
	return r, nil
}

// quiet is a watch that stops as w does, and tells no progress.
func quiet(w *watch) *watch { return &watch{stop: w.stop, left: glance, told: 100} }

// cover is who must be in every pair, by an optimum of the counted graph: prices and margins are 0 or 1 there.
func (g *graph) cover(o *optimum) assign.Cover {
	c := assign.Cover{Newcomers: []int32{}, Mentors: []int32{}}
	for i, margin := range o.margin {
		if margin > 0 {
			c.Newcomers = append(c.Newcomers, int32(i))
		}
	}
	for j, price := range o.price {
		if price > 0 {
			c.Mentors = append(c.Mentors, int32(j))
		}
	}
	return c
}

// highest halves the scores until it knows the highest one at which as many people still have a mentor, and gives the pairs from there.
func (g *graph) highest(people int, proof *assign.FairProof, w *watch) (*graph, error) {
	scores := slices.Clone(g.score)
	slices.Sort(scores)
	scores = slices.Compact(scores)
	lo, hi := 0, len(scores) // possible at lo, not at hi; at the end of the list there is no pair left
	for hi-lo > 1 {
		mid := int(uint(lo+hi) >> 1)
		few := g.from(scores[mid])
		o, err := maximise(few.counted(), 0, quiet(w))
		if err != nil {
			return nil, err
		}
		if o.people() == people {
			lo = mid
		} else {
			hi = mid
			proof.Above = few.cover(o)
		}
		w.reached(min(w.told+3, 70))
	}
	if hi == len(scores) {
		proof.Above = assign.Cover{Newcomers: []int32{}, Mentors: []int32{}}
	}
	proof.Worst = scores[lo]
	return g.from(scores[lo]), nil
}

// totalOf finds the greatest total of so many pairs: each gets a bonus, which grows until it is worth it to make them all.
func (g *graph) totalOf(people int, w *watch) (*optimum, int64, error) {
	lowest := int64(0)
	if len(g.score) > 0 {
		lowest = g.least
	}
	spread := max(g.greatest, 0) - min(lowest, 0) + 1
	enough := spread * int64(people+1)
	for bonus := spread; ; bonus = min(bonus*64, enough) {
		best, err := maximise(g, bonus, quiet(w))
		if err != nil {
			return nil, 0, err
		}
		if best.people() == people {
			return best, bonus, nil
		}
		if bonus == enough {
			return nil, 0, errUnproved
		}
	}
}
