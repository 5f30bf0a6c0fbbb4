package rank

import (
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

// bound works out for each block the most that everything adds but what features tell. Blocks side by side have the same goals and style.
func (q *mentorSearch) bound() {
	goals, style := codeBoundOf(q.n.goals), codeBoundOf(q.n.style)
	q.bounds = q.bounds[:0]
	q.highest = 0
	var goal, way codes
	var goalAdds, wayAdds int64
	apart := [2]bool{len(q.n.goals) > 0 && !q.knowsWay[0], len(q.n.style) > 0 && !q.knowsWay[1]} // blocks tell
	if len(q.n.goals) == 0 {
		goalAdds = linear(q.weights.sum(Goals, unknownCodes, unknownCodes))
	}
	ways := q.leastFormat
	if len(q.n.style) == 0 {
		ways += unknownCodes
	}
	wayAdds = linear(q.weights.sum(Style, ways/2, ways/2))
	for i := range q.c.blocks {
		b := &q.c.blocks[i]
		if apart[0] && (i == 0 || b.goals != goal) {
			goal = b.goals
			mine, theirs := goals.of(&goal)
			goalAdds = linear(q.weights.sum(Goals, mine, theirs))
		}
		if apart[1] && (i == 0 || b.style != way) {
			way = b.style
			mine, theirs := style.of(&way)
			wayAdds = linear(q.weights.sum(Style, (mine+q.leastFormat)/2, (theirs+q.leastFormat)/2))
		}
		s := q.base + q.commonWorth[b.tongue] + goalAdds + wayAdds
		q.bounds = append(q.bounds, int32(s))
		q.highest = max(q.highest, s)
	}
}

// wayFeatures are who has the newcomer's goals and style, by how many they named: in the wide form, which has time for them.
func (q *mentorSearch) wayFeatures() {
	for which, mine := range [2][]word{q.n.goals, q.n.style} {
		w := &q.c.ways[which]
		if q.knowsWay[which] = isWide && len(w.words) > 0 && len(mine) > 0; !q.knowsWay[which] {
			continue
		}
		part := func(a, b int64) int64 {
			if which == 0 {
				return linear(q.weights.sum(Goals, a, b)) + 4
			}
			return linear(q.weights.sum(Style, a/2+1, b/2+1)) + 4
		}
		size := len(w.count[0])
		none, one, two, some := q.room(size), q.room(size), q.room(size), q.room(size)
		orNone(none, w.count[0], w.count[1])
		orBut(one, w.count[0], w.count[1])
		orBut(two, w.count[1], w.count[0])
		q.add(none, part(unknownCodes, unknownCodes))
		for _, x := range mine {
			at, ok := slices.BinarySearch(w.words, x)
			if !ok {
				continue
			}
			q.add(w.has[at], part(Million/int64(len(mine))+1, Million/3+1))
			or(some, w.has[at])
			pair := q.room(size)
			orBoth(pair, w.has[at], two)
			q.add(pair, part(0, Million/6+1))
		}
		alone := q.room(size)
		orBoth(alone, some, one)
		q.add(alone, part(0, Million*2/3+1))
	}
}
