package rank

import "math/bits"

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

// bound works out for each block the most that everything adds but what features tell. Blocks side by side have the same goals and style.
func (q *mentorSearch) bound() {
	goals, style := codeBoundOf(q.n.goals), codeBoundOf(q.n.style)
	q.bounds = q.bounds[:0]
	q.highest = 0
	var goal, way codes
	var goalAdds, wayAdds int64
	for i := range q.c.blocks {
		b := &q.c.blocks[i]
		if i == 0 || b.goals != goal {
			goal = b.goals
			mine, theirs := goals.of(&goal)
			goalAdds = linear(q.weights.sum(Goals, mine, theirs))
		}
		if i == 0 || b.style != way {
			way = b.style
			mine, theirs := style.of(&way)
			wayAdds = linear(q.weights.sum(Style, (mine+q.leastFormat)/2, (theirs+q.leastFormat)/2))
		}
		s := q.base + q.commonWorth[b.tongue] + goalAdds + wayAdds
		q.bounds = append(q.bounds, int32(s))
		q.highest = max(q.highest, s)
	}
}
