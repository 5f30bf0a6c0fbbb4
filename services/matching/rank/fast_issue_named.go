package rank

import (
	"math/bits"
	"slices"
)

// named is an interest (0) or a cause (1) of who asks, which blocks have it, and what it adds to how much the newcomer is drawn, at most.
type named struct {
	bits  []uint64
	which int
	word  word // or another one of the same bit
	gain  int64
}

// needed is a skill of who asks, and which blocks have it.
type needed struct {
	bits          []uint64
	word          word
	have          int32 // how many of the piece need it
	drawn, brings int64 // as hitChain has them
}

// learnNamed looks up which blocks of the piece share words with who asks.
func (q *issueSearch) learnNamed() {
	q.named = q.named[:0]
	for i, list := range q.sharedBy {
		for _, w := range list {
			bit := topicBit(w.bit)
			if i == 1 {
				bit = causeBit(w.bit)
			}
			if bits := q.c.named[bit]; bits != nil {
				q.named = append(q.named, named{bits, i, w.bit, w.gain})
			}
		}
	}
	q.needed = q.needed[:0]
	for _, h := range q.chain[1:] {
		if bits := q.c.named[skillBit(h.word)]; bits != nil {
			q.needed = append(q.needed, needed{bits, h.word, h.have, h.drawn, h.brings})
		}
	}
}

// wordsAt are the words of a block that are of who asks.
func (q *issueSearch) wordsAt(block int) (has blockWords) {
	at, shift := block/64, block%64
	for i := range q.needed {
		n := &q.needed[i]
		has.skills[n.word/64%8] |= n.bits[at] >> shift & 1 << (n.word % 64)
	}
	for i := range q.named {
		n := &q.named[i]
		if bit := n.bits[at] >> shift & 1; n.which == 0 {
			has.topics[n.word/64%4] |= bit << (n.word % 64)
		} else {
			has.causes |= bit << (n.word % 64)
		}
	}
	return has
}

// promising says which of some blocks of a run could reach need, by their words and skills alone: a bit of each; what those add at most stays in
// mosts. The most that skills add in the run is given, and apart, the most that all adds but them and words. Before what shares nothing is looked
// at, that does not count as promising.
func (q *issueSearch) promising(run *issueSpan, all uint64, apart, skills int64, mosts *[runBlocks]int64) uint64 {
	var unknown [2]int64 // of who names none
	for i := range unknown {
		if run.says>>(2*i)&2 != 0 || !q.saidBy[i] {
			unknown[i] = linear(q.unknown[i])
		}
	}
	left := int64(-1 << 40) // of everything, before there are enough
	if q.need > 0 {
		left = q.ask.must(q.need, uint8(run.load/loadStep), q.weights) - apart
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
	if left-skills <= unknown[0]+unknown[1] {
		out = all &^ (some[0] | some[1])
	}
	for has := some[0] | some[1]; has != 0; has &= has - 1 {
		j, most := bits.TrailingZeros64(has)%runBlocks, int64(0)
		for i := range gains {
			most += max(unknown[i], gains[i][j]+q.allTheirs[i]&-int64(some[i]>>j&1))
		}
		if mosts[j] = most; most >= left-skills {
			out |= 1 << j
		}
	}
	for has := out &^ (some[0] | some[1]); has != 0; has &= has - 1 {
		mosts[bits.TrailingZeros64(has)%runBlocks] = unknown[0] + unknown[1]
	}
	if out != 0 && run.low == run.high && run.low != foreign {
		return q.skilled(run, out, mosts, left)
	}
	for has := out; has != 0; has &= has - 1 {
		mosts[bits.TrailingZeros64(has)%runBlocks] += skills
	}
	return out
}

// skilled leaves out those blocks of a run of one rarest skill whose skills do not add what is left beside words; to those in mosts it adds them.
func (q *issueSearch) skilled(run *issueSpan, blocks uint64, mosts *[runBlocks]int64, left int64) uint64 {
	rare, hit := q.counts.of(run.low), &q.hits[q.scratch.at[run.low]]
	drawn, able, least, others := rare*hit.drawn, rare*hit.able, q.c.have[run.low], int(run.needs)-1
	if run.second != foreign {
		r, hit := q.counts.of(run.second), &q.hits[q.scratch.at[run.second]]
		rare, drawn, able, least, others = rare+r, drawn+r*hit.drawn, able+r*hit.able, q.c.have[run.second], others-1
	}
	var x, y [runBlocks]int64
	at, shift := run.from/64, run.from%64
	for i := range q.needed {
		n := &q.needed[i]
		if n.have < least || n.word == run.low || n.word == run.second {
			continue
		}
		for has := (n.bits[at]>>shift | n.bits[at+1]<<1<<(63-shift)) & blocks; has != 0; has &= has - 1 {
			j := bits.TrailingZeros64(has) % runBlocks
			x[j] += n.drawn
			y[j] += n.brings
		}
	}
	mostX, mostY := int64(1<<62), int64(1<<62)
	if others <= maxOthers {
		i, _ := slices.BinarySearch(q.common, least)
		mostX, mostY = q.together[i][0][others], q.together[i][1][others]
	}
	out, all := uint64(0), q.rests || q.need == 0 || !q.says || !q.skills || run.kinds&q.drawn != 0 || drawn > 0
	for ; blocks != 0; blocks &= blocks - 1 {
		j := bits.TrailingZeros64(blocks) % runBlocks
		mosts[j] += shareMost(rare, drawn, min(x[j], mostX), q.share[0]) + shareMost(rare, able, min(y[j], mostY), q.share[1])
		if mosts[j] >= left && (all || x[j] > 0) {
			out |= 1 << j
		}
	}
	return out
}

// shareMost is share as it counts in one direction, or a little more; counts is what skills weigh there of all.
func shareMost(rare, worth, y int64, counts float64) int64 {
	part := float64(worth+y) / (float64(rare) + float64(y)*(1.0/Million))
	return int64(min(Million, part)*counts) + 3
}
