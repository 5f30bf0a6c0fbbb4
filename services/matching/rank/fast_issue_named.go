package rank

import "math/bits"

// named is an interest (0) or a cause (1) of who asks, which blocks have it, and what it adds to how much the newcomer is drawn, at most.
type named struct {
	bits  []uint64
	which int
	gain  int64
}

// learnNamed looks up which blocks of the piece share words with who asks.
func (q *issueSearch) learnNamed() {
	q.named = q.named[:0]
	for i, list := range q.sharedBy {
		for _, w := range list {
			bit := int(w.bit)
			if i == 1 {
				bit = 256 + bit%64
			}
			if bits := q.c.named[bit]; bits != nil {
				q.named = append(q.named, named{bits, i, w.gain})
			}
		}
	}
}

// promising says which blocks of a run could reach need, with the most that skills add in the run, by their words alone: a bit of each.
func (q *issueSearch) promising(run *issueBlock, skills sum) uint64 {
	all := uint64(1)<<(run.to-run.from) - 1
	if q.need == 0 {
		return all
	}
	var unknown [2]int64 // of who names none
	for i := range unknown {
		if run.says>>(2*i)&2 != 0 || !q.saidBy[i] {
			unknown[i] = linear(q.unknown[i])
		}
	}
	must := q.ask.must(q.need, uint8(run.load/loadStep), q.weights) -
		linear(q.base+q.kinds[run.kinds]+q.voice[run.says>>4&3]+q.freshBound(run)+skills)
	if must <= unknown[0]+unknown[1] {
		return all
	}
	var gains [2][runBlocks]int64
	var some [2]uint64
	at, shift := run.from/64, run.from%64
	for i := range q.named {
		n := &q.named[i]
		has := (n.bits[at]>>shift | n.bits[at+1]<<1<<(63-shift)) & all
		some[n.which] |= has
		for ; has != 0; has &= has - 1 {
			gains[n.which][bits.TrailingZeros64(has)%runBlocks] += n.gain
		}
	}
	out := uint64(0)
	for has := some[0] | some[1]; has != 0; has &= has - 1 {
		j, most := bits.TrailingZeros64(has)%runBlocks, int64(0)
		for i := range gains {
			most += max(unknown[i], gains[i][j]+q.allTheirs[i]&-int64(some[i]>>j&1))
		}
		if most >= must {
			out |= 1 << j
		}
	}
	return out
}
