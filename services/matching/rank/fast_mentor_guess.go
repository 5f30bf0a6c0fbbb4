package rank

import "math/bits"

// guessBlocks are how many blocks tell what the best could have, and guessRank is which of their mentors' bounds is taken: about one in a hundred
// and thirty of all reach it.
const guessBlocks, guessRank = 16, 8

// guess says what a score must be so that some reach it by what bits tell of them: many more than are asked for, and few of all. It is told by
// blocks here and there; 0 where there are few.
func (q *mentorSearch) guess(among []uint64) int64 {
	n := len(q.c.blocks)
	if n < 4*guessBlocks {
		return 0
	}
	var most [guessRank]int64 // of those blocks, rising
	for s := range guessBlocks {
		b := (2*s + 1) * n / (2 * guessBlocks)
		open := ^q.done[b]
		if among != nil {
			open &= among[b]
		}
		if open == 0 {
			continue
		}
		block, sums := &q.c.blocks[b], q.sumsOf(b, open)
		for ; open != 0; open &= open - 1 {
			both := sums[bits.TrailingZeros64(open)&63] + int64(q.bounds[b])
			if both/2 <= most[0] { // before any price
				continue
			}
			score := q.upTo(block, both)
			if score <= most[0] {
				continue
			}
			i := 1
			for ; i < len(most) && most[i] < score; i++ {
				most[i-1] = most[i]
			}
			most[i-1] = score
		}
	}
	return most[0]
}

// sumsOf is what the bits of a block add.
func (q *mentorSearch) sumsOf(b int, open uint64) *[64]int64 {
	a, sums := &q.sums[q.c.blocks[b].tongue], &q.ofBits
	if e := &q.octet; isWide && b-b%lanes+lanes <= len(q.c.blocks) {
		e.first = b - b%lanes
		l := b % lanes
		e.open[l], e.slack[l] = open, a.rest
		a.reachIn(e, 1<<l)
		for i, n := range &e.sums[l] {
			sums[i] = int64(n) * a.unit
		}
		return sums
	}
	*sums = [64]int64{}
	for i := range a.terms {
		t := &a.terms[i]
		for w := t.bits[b] & open; w != 0; w &= w - 1 {
			sums[bits.TrailingZeros64(w)&63] += t.gain
		}
	}
	return sums
}

// upTo is the score of both directions together at the least price of a block.
func (q *mentorSearch) upTo(block *mentorBlock, both int64) int64 {
	fit := both / 2
	return fit - price(fit, int64(block.price), q.weights.price)
}
