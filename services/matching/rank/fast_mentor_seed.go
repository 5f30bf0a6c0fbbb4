package rank

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// seed looks at those of some blocks who could have the most, so that others must have more than they.
func (q *mentorSearch) seed(among []uint64, share bool) {
	var row mentorRow
	some := q.some[:0]
	most, worst := 2*q.top.k+8, int64(math.MinInt64)
	for _, at := range q.seeds {
		b := int(at)
		open := ^q.done[b]
		if among != nil {
			open &= among[b]
		}
		if open == 0 {
			continue
		}
		var sums [64]int64
		block := &q.c.blocks[b]
		for i := range q.sums[block.tongue].terms {
			t := &q.sums[block.tongue].terms[i]
			for w := t.bits[b] & open; w != 0; w &= w - 1 {
				sums[bits.TrailingZeros64(w)&63] += t.gain
			}
		}
		for ; open != 0; open &= open - 1 {
			i := bits.TrailingZeros64(open)
			fit := (sums[i&63] + int64(q.bounds[b])) / 2
			if score := fit - price(fit, int64(block.price), q.weights.price); score > worst {
				if some = append(some, bounded{int32(score), uint32(b*64 + i)}); len(some) == 4*most {
					slices.SortFunc(some, func(a, b bounded) int { return cmp.Compare(b.score, a.score) })
					some = some[:most]
					worst = int64(some[most-1].score)
				}
			}
		}
	}
	slices.SortFunc(some, func(a, b bounded) int { return cmp.Compare(b.score, a.score) })
	q.some = some
	for _, s := range some[:min(len(some), most)] {
		least, ok := q.threshold(share)
		if !ok || int64(s.score) < least {
			return
		}
		i := int(s.at)
		if q.done[i/64]&(1<<(i%64)) == 0 {
			q.done[i/64] |= 1 << (i % 64)
			if q.look(i, least, &row) == refused && q.c.twins.Has(i+1) {
				q.refuse(i+1, q.c.twins.End(i+1), -1)
			}
		}
	}
}

// seedBlocks are how many blocks tell what a score must be.
const seedBlocks = 32

// promising finds the blocks whose mentors need the least beside to score so much, as well as it need be.
func (q *mentorSearch) promising(score int64) {
	const places = 64
	q.needs, q.seeds = q.needs[:0], q.seeds[:0]
	least, most := int64(math.MaxInt64), int64(math.MinInt64)
	price, fit := int32(-1), int64(0)
	for b := range q.c.blocks {
		if at := q.c.blocks[b].price; at != price {
			price, fit = at, q.fitFor(score, int64(at))
		}
		need := 2*fit - int64(q.bounds[b])
		q.needs = append(q.needs, need)
		least, most = min(least, need), max(most, need)
	}
	var have [places + 1]int
	wide := (most-least)/places + 1
	for _, need := range q.needs {
		have[(need-least)/wide]++
	}
	upTo, some := least, 0
	for p := 0; p < places && (some == 0 || some+have[p] <= 2*seedBlocks); p++ {
		upTo, some = upTo+wide, some+have[p]
	}
	for b, need := range q.needs {
		if need < upTo && len(q.seeds) < seedBlocks {
			q.seeds = append(q.seeds, uint32(b))
		}
	}
}
