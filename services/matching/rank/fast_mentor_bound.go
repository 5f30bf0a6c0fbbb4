package rank

import (
	"cmp"
	"math/bits"
	"slices"
)

// codeBound says what goals or style are worth in a block, at most.
type codeBound struct {
	mine  int // how many words the newcomer has
	words uint64
}

func codeBoundOf(list []word) codeBound {
	b := codeBound{mine: len(list)}
	for _, w := range list {
		b.words |= 1 << (w % 64)
	}
	return b
}

// of is codeParts at its most. Two of the newcomer's words may have one bit.
func (q *codeBound) of(c *codes) (mine, theirs int64) {
	if q.mine == 0 {
		return unknownCodes, unknownCodes
	}
	if both := bits.OnesCount64(q.words & c.bits); both > 0 {
		both += q.mine - bits.OnesCount64(q.words)
		mine, theirs = int64(both)*Million/int64(q.mine), min(Million, int64(both)*Million/int64(c.least))
	}
	if c.empty {
		mine, theirs = max(mine, unknownCodes), max(theirs, unknownCodes)
	}
	return mine, theirs
}

// voiceBound is a language and a level of mentors, and what it is worth.
type voiceBound struct {
	bit uint64
	sum int64
}

// bound works out for each block the most that everything adds but what features tell.
func (q *mentorSearch) bound() {
	goals, style := codeBoundOf(q.n.goals), codeBoundOf(q.n.style)
	unknown := linear(q.weights.sum(Languages, unknownLanguage, unknownLanguage))
	var voices []voiceBound
	for _, s := range q.n.spoken {
		for level := range uint8(5) {
			v, _ := tongues([]spoken{s}, []spoken{{s.language, level}})
			voices = append(voices, voiceBound{voiceBit(s.language, level), linear(q.weights.sum(Languages, v, v))})
		}
	}
	slices.SortFunc(voices, func(a, b voiceBound) int { return cmp.Compare(b.sum, a.sum) })
	var formats [8]int64
	for set := range formats {
		for f := range uint8(3) {
			if set&(1<<f) != 0 {
				formats[set] = max(formats[set], formatFit(q.n.format, f))
			}
		}
	}
	base, last, reply := linear(q.base), int32(-1), int64(0)
	q.bounds = q.bounds[:0]
	q.highest = 0
	for i := range q.c.blocks {
		b := &q.c.blocks[i]
		if b.reply != last {
			last, reply = b.reply, linear(q.weights.sum(Reply, int64(b.reply), int64(b.reply)))
		}
		s := base + reply
		mine, theirs := goals.of(&b.goals)
		s += linear(q.weights.sum(Goals, mine, theirs))
		mine, theirs = style.of(&b.style)
		f := formats[b.formats&7]
		s += linear(q.weights.sum(Style, (mine+f)/2, (theirs+f)/2))
		voice := int64(0)
		if b.silent || len(voices) == 0 {
			voice = unknown
		}
		for _, v := range voices {
			if b.spoken&v.bit != 0 {
				voice = max(voice, v.sum)
				break
			}
		}
		s += voice
		q.bounds = append(q.bounds, int32(s))
		q.highest = max(q.highest, s)
	}
}
