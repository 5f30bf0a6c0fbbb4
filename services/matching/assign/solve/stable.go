package solve

import (
	"cmp"
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/matching/assign"
)

// stable lets one side ask in the order of its wishes and the other keep the best it is asked by, until nobody asks any more.
func stable(p *assign.Problem, side assign.Side, w *watch) (*assign.Result, error) {
	if side == "" {
		side = assign.NewcomerSide
	}
	if side != assign.NewcomerSide && side != assign.MentorSide {
		return nil, fault.InvalidFields(fault.Field{Pointer: "/side", Code: "not_one_of",
			Params: map[string]any{"allowed": []string{string(assign.NewcomerSide), string(assign.MentorSide)}}})
	}
	g, _, err := newGraph(p, p.MinScore)
	if err != nil {
		return nil, err
	}
	d := &deferred{g: g, holder: make([]int32, g.n), pair: make([]int32, g.n), watch: w}
	for i := range d.holder {
		d.holder[i] = -1
	}
	if side == assign.NewcomerSide {
		d.newcomersAsk()
	} else {
		d.mentorsAsk()
	}
	if w.stopped {
		return nil, assign.ErrStopped
	}
	r := answer(p, d.holder)
	r.Certificate = assign.Certificate{Objective: assign.Stable, Total: r.Total, People: r.People, Stable: &assign.StableClaim{Side: side}}
	return r, nil
}

// deferred is the state of deferred acceptance.
type deferred struct {
	g      *graph
	holder []int32 // mentor of each newcomer, or -1
	pair   []int32 // position of their pair
	watch  *watch
}

// newcomerOrder compares two pairs of one newcomer: the better first.
func (d *deferred) newcomerOrder(x, y int32) int {
	return cmp.Or(cmp.Compare(d.g.score[y], d.g.score[x]), cmp.Compare(x, y))
}

// newcomersAsk gives each newcomer the best mentor that they have in any stable answer.
func (d *deferred) newcomersAsk() {
	g := d.g
	order := make([]int32, g.pairs())
	for k := range order {
		order[k] = int32(k)
	}
	next := slices.Clone(g.start[:g.n])
	held := make([][]int32, g.m) // newcomers; once full, a heap with the least wanted first
	asking := make([]int32, 0, g.n)
	for i := int32(g.n) - 1; i >= 0; i-- {
		slices.SortFunc(order[g.start[i]:g.start[i+1]], d.newcomerOrder)
		asking = append(asking, i)
	}
	d.watch.reached(50)
	for len(asking) > 0 && !d.watch.stopped {
		i := asking[len(asking)-1]
		if next[i] == g.start[i+1] {
			asking = asking[:len(asking)-1]
			continue
		}
		k := order[next[i]]
		next[i]++
		d.watch.did(1)
		j := g.mentor[k]
		if int32(len(held[j])) < g.capacity[j] {
			held[j] = append(held[j], i)
			d.holder[i], d.pair[i] = j, k
			asking = asking[:len(asking)-1]
			if int32(len(held[j])) == g.capacity[j] {
				for x := len(held[j])/2 - 1; x >= 0; x-- {
					d.sink(held[j], x)
				}
			}
			continue
		}
		if g.capacity[j] == 0 || !d.wantedLess(held[j][0], d.pair[held[j][0]], i, k) {
			continue
		}
		out := held[j][0]
		d.holder[out] = -1
		d.holder[i], d.pair[i] = j, k
		held[j][0] = i
		d.sink(held[j], 0)
		asking[len(asking)-1] = out
	}
}

// wantedLess says whether the mentor of both pairs wants newcomer a less than b.
func (d *deferred) wantedLess(a, pairA, b, pairB int32) bool {
	return cmp.Or(cmp.Compare(d.g.wants[pairA], d.g.wants[pairB]), cmp.Compare(b, a)) < 0
}

func (d *deferred) sink(h []int32, x int) {
	less := func(a, b int32) bool { return d.wantedLess(a, d.pair[a], b, d.pair[b]) }
	for {
		c := 2*x + 1
		if c >= len(h) {
			return
		}
		if c+1 < len(h) && less(h[c+1], h[c]) {
			c++
		}
		if !less(h[c], h[x]) {
			return
		}
		h[x], h[c] = h[c], h[x]
		x = c
	}
}

// mentorsAsk gives each mentor the best newcomers that they have in any stable answer.
func (d *deferred) mentorsAsk() {
	g := d.g
	start := make([]int32, g.m+2)
	at := start[1:]
	for _, j := range g.mentor {
		at[j+1]++
	}
	for j := range g.m {
		at[j+1] += at[j]
	}
	order, newcomer := make([]int32, g.pairs()), make([]int32, g.pairs())
	for i := range g.n {
		for k := g.start[i]; k < g.start[i+1]; k++ {
			order[at[g.mentor[k]]] = k
			at[g.mentor[k]]++
			newcomer[k] = int32(i)
		}
	}
	next, open := slices.Clone(start[:g.m]), slices.Clone(g.capacity)
	asking := make([]int32, 0, g.m)
	for j := int32(g.m) - 1; j >= 0; j-- {
		slices.SortFunc(order[start[j]:start[j+1]], func(x, y int32) int {
			return cmp.Or(cmp.Compare(g.wants[y], g.wants[x]), cmp.Compare(x, y))
		})
		asking = append(asking, j)
	}
	d.watch.reached(50)
	for len(asking) > 0 && !d.watch.stopped {
		j := asking[len(asking)-1]
		if open[j] == 0 || next[j] == start[j+1] {
			asking = asking[:len(asking)-1]
			continue
		}
		k := order[next[j]]
		next[j]++
		d.watch.did(1)
		i := newcomer[k]
		h := d.holder[i]
		if h >= 0 && d.newcomerOrder(d.pair[i], k) < 0 {
			continue
		}
		d.holder[i], d.pair[i] = j, k
		open[j]--
		if h >= 0 {
			open[h]++
			asking = append(asking, h)
		}
	}
}
