package rank

import (
	"math/bits"

	"github.com/waymark-dev/waymark/services/matching/rank/pack"
)

// segment looks through the mentors of one piece of the snapshot.
func (q *mentorSearch) segment(c *mentorColumns, dead []uint64) {
	if c.len() == 0 || q.top.k == 0 {
		return
	}
	q.prepare(c)
	if q.full {
		for i := range c.len() {
			q.plainly(i, dead)
		}
		return
	}
	for i := range c.odd {
		q.plainly(int(i), dead)
	}
	q.done = cleared(q.done, len(c.blocks))
	for i := range q.done {
		q.done[i] = ^(c.free[i] & q.understood[i])
		if dead != nil {
			q.done[i] |= dead[i]
		}
	}
	if q.says {
		q.steps(q.any, true) // whoever shares nothing comes after all of these
	}
	q.steps(nil, !q.says)
}

// plainly scores one as everybody would be.
func (q *mentorSearch) plainly(i int, dead []uint64) {
	var row mentorRow
	if dead != nil && dead[i/64]&(1<<(i%64)) != 0 {
		return
	}
	if q.c.row(i, &row); q.sc.mentor(q.n, &row) == None {
		q.offer(i, &row)
	}
}

func (q *mentorSearch) offer(i int, row *mentorRow) {
	v := pair(q.n, row, q.counts, q.sc.criteria)
	q.top.offer(scored{q.says && lessPeople(q.n, &row.profile, &v), q.weights.score(&v, row.price(q.sc.programme)), row.id, q.place(i)})
}

// threshold is what somebody must score to be among the best, who shares something or not; ok is false where nobody can.
func (q *mentorSearch) threshold(share bool) (score int64, ok bool) {
	if len(q.top.heap) < q.top.k {
		return 0, true
	}
	worst := &q.top.heap[0]
	if worst.less == share {
		return 0, share
	}
	return worst.score, true
}

// steps looks at those who could reach a score, until all others are below the worst of the best: first a score that few could reach.
func (q *mentorSearch) steps(among []uint64, share bool) {
	high := q.highest
	for _, f := range q.features {
		high += f.gain
	}
	floor, step := q.guess(among), max(1, high/64)
	for ; ; floor, step = floor-step, step*2 {
		least, ok := q.threshold(share)
		if !ok {
			return
		}
		if len(q.top.heap) == q.top.k { // nobody below matters, and it rises on the way
			floor = least
		}
		floor = max(floor, 0)
		for t := range q.sums {
			q.sums[t].units = 0
		}
		if !q.pass(among, share, floor) {
			return
		}
		if least, ok = q.threshold(share); !ok || least >= floor && len(q.top.heap) == q.top.k || floor == 0 {
			return
		}
	}
}

// mostCollected bounds how many wait to be looked at.
const mostCollected = 4096

// pass looks at all who could reach floor and were not looked at yet, those who could have the most first; false if nobody else matters.
func (q *mentorSearch) pass(among []uint64, share bool, floor int64) bool {
	e := &q.octet
	q.some = q.some[:0]
	for e.first = 0; e.first < len(q.c.blocks); e.first += lanes {
		for tongues := q.opening(among, floor); tongues != 0; tongues &= tongues - 1 {
			t, some := uint8(bits.TrailingZeros8(tongues)), uint8(0)
			for l := range e.open {
				if e.open[l] != 0 && e.tongue[l] == t {
					some |= 1 << l
				}
			}
			q.sums[t].reachIn(e, some)
			q.collect(&q.sums[t], some)
		}
		if len(q.some) >= mostCollected {
			least, ok := q.collected(share)
			if !ok {
				return false
			}
			if len(q.top.heap) == q.top.k && least > floor {
				floor = least
			}
		}
	}
	_, ok := q.collected(share)
	return ok
}

// opening says who of eight blocks was not looked at yet, where the block leaves hope to reach floor, and which tongues these blocks have.
func (q *mentorSearch) opening(among []uint64, floor int64) (tongues uint8) {
	c, e := q.c, &q.octet
	e.open = [lanes]uint64{}
	for b := e.first; b < min(e.first+lanes, len(c.blocks)); b++ {
		open := ^q.done[b]
		if among != nil {
			open &= among[b]
		}
		if open == 0 {
			continue
		}
		l, block := b-e.first, &c.blocks[b]
		both := int64(q.bounds[b]) + q.sums[block.tongue].rest
		slack := both - 2*q.fit(floor, int64(block.price))
		if slack < 0 {
			continue
		}
		e.open[l], e.both[l], e.slack[l], e.tongue[l] = open, both, slack, block.tongue
		tongues |= 1 << block.tongue
	}
	return tongues
}

// collect puts those who are open in some of eight blocks among those who wait to be looked at.
func (q *mentorSearch) collect(a *adder, some uint8) {
	e := &q.octet
	for ; some != 0; some &= some - 1 {
		l := bits.TrailingZeros8(some)
		b := e.first + l
		for open := e.open[l]; open != 0; open &= open - 1 {
			i := bits.TrailingZeros64(open)
			most := e.both[l] - a.lacks(e, l, i)
			q.some = append(q.some, bounded{int32(q.upTo(&q.c.blocks[b], most)), int32(most), uint32(b*64 + i)})
		}
	}
}

// ahead is how many are read from memory at once.
const ahead = 16

// touch reads what is asked first of some, so that memory brings it all at once instead of one after the other; what it gives means nothing.
func (c *mentorColumns) touch(list []bounded, least int64) (sum uint32) {
	switch score := int64(list[0].score); {
	case score < least:
		return 0
	case score == least: // the id decides first
		for _, s := range list {
			sum += uint32(c.ids.Touch(int(s.at)))
		}
		return sum
	}
	for _, s := range list {
		i := s.at
		sum += uint32(c.rows[i].when[0]) + uint32(c.rows[i].wait) // both ends of it
	}
	for _, s := range list[:min(len(list), len(c.skills.all))] {
		i := s.at
		sum += uint32(c.skills.all[min(int(c.skills.first[i/64])+int(c.rows[i].from), len(c.skills.all)-1)])
	}
	return sum
}

// collected looks at those who wait, and says what others must score then.
func (q *mentorSearch) collected(share bool) (least int64, ok bool) {
	var row mentorRow
	least, ok = q.threshold(share)
	list := q.descending(q.some)
	for n, s := range list {
		if n%ahead == 0 {
			q.touched += q.c.touch(list[n:min(len(list), n+ahead)], least)
		}
		i := int(s.at)
		if int64(s.score) < least || q.done[i/64]&(1<<(i%64)) != 0 {
			continue
		}
		q.done[i/64] |= 1 << (i % 64)
		saw := refused
		if int64(s.score) > least || q.hope(i, least, share) {
			saw = q.look(i, least, int64(s.both), &row)
		}
		switch saw {
		case refused:
			if q.c.twins.Has(i + 1) {
				q.refuse(i+1, q.c.twins.End(i+1))
			}
		case added:
			if least, ok = q.threshold(share); !ok {
				return least, false
			}
		}
	}
	q.some = q.some[:0]
	return least, ok
}

// fit is fitFor, of which the same is asked again and again.
func (q *mentorSearch) fit(score, price int64) int64 {
	if score != q.fitScore || price != q.fitPrice {
		q.fitScore, q.fitPrice, q.fitThen = score, price, q.weights.fitFor(score, price)
	}
	return q.fitThen
}

// refuse leaves out those who are the same as one who is not among the best, but for greater ids.
func (q *mentorSearch) refuse(from, to int) {
	for to = min(to, q.c.len()); from < to; from = (from/64 + 1) * 64 {
		some := ^uint64(0) << (from % 64)
		if to/64 == from/64 {
			some &= 1<<(to%64) - 1
		}
		q.done[from/64] |= some
	}
}

// seen is what came of looking at one.
type seen uint8

const (
	refused seen = iota
	apart        // refused for what only this one is
	added        // among the best for now
)

// sumOf adds up what one has by tables, but for criteria; false where a limit between the two forbids it, or where it cannot come to need, of which
// both is the most by bits. What refuses most is asked first.
func (q *mentorSearch) sumOf(i int, need, both int64) (s sum, load int64, shares, ok bool) {
	c := q.c
	r, block := &c.rows[i], &c.blocks[i/64]
	mark := r.mark
	format, band := mark&markFormat, q.hoursOf(i)
	if q.hours.never[format][band] {
		return 0, 0, false, false
	}
	s = q.hours.exact[format][band]
	needs := 2 * q.fit(need, int64(block.price))
	if both += linear(s) - q.hours.mostOf(i, format); both < needs && need > 0 {
		return 0, 0, false, false
	}
	able, theirs := q.skillsOf(i, mark&markTeaches != 0)
	skills := q.weights.sum(Skills, able, theirs)
	if len(q.words) > 0 && both+linear(skills)-q.toldOf(i) < needs && need > 0 {
		return 0, 0, false, false
	}
	spoken, understands := q.voiceOf(r.spoken)
	if !understands {
		return 0, 0, false, false
	}
	st := &c.standings[r.standing]
	load = q.priceOf(i, st)
	interests, sharesInterest := q.sharedInterests(i)
	causes, sharesCause := q.sharedCauses(i, uint32(r.causes))
	s += skills + spoken + interests + causes + q.goalsOf(r.goals) + q.styleOf(r.style, format) + q.weights.sum(Reply, st.reply, st.reply)
	if q.quick(s+q.later, load) < need {
		return 0, 0, false, false
	}
	return s, load, !q.says || able > 0 && q.skills || sharesInterest || sharesCause, true
}

// whole says that a row must be looked at as a whole, because tables do not know all that counts.
func (q *mentorSearch) whole() bool {
	return len(q.sc.criteria) > 0 || !q.sc.filter.plain || q.unknownParts
}

// look scores one.
func (q *mentorSearch) look(i int, need, both int64, row *mentorRow) seen {
	c := q.c
	s, load, shares, ok := q.sumOf(i, need, both)
	if !ok {
		return refused
	}
	whole := q.whole()
	if !whole {
		s += q.weights.sum(Criteria, Million, Million)
		if !q.hope(i, q.score(s, load), shares) {
			return refused
		}
	}
	limit := None
	if whole {
		c.row(i, row)
		limit = q.sc.mentor(q.n, row)
	} else { // sumOf asked what is between the two
		c.standing(i, row)
		row.id = c.ids.At(i)
		limit = q.sc.standing(q.n, row)
	}
	if limit != None {
		if q.sc.blocked[row.id] || q.sc.taken[row.id] || row.id == q.n.id {
			return apart
		}
		return refused
	}
	if whole {
		q.offer(i, row)
	} else {
		q.top.offer(scored{!shares, q.score(s, load), row.id, q.place(i)})
	}
	return added
}

// place is where scored finds row i of the piece.
func (q *mentorSearch) place(i int) int {
	if q.delta {
		return ^i
	}
	return i
}

// hope says whether this one is among the best so far.
func (q *mentorSearch) hope(i int, score int64, shares bool) bool {
	if len(q.top.heap) < q.top.k {
		return true
	}
	worst := &q.top.heap[0]
	if worst.less == shares {
		return shares
	}
	return score > worst.score || score == worst.score && q.before(i, worst.id)
}

// before says whether the id of row i is before another, of which the same is asked again and again.
func (q *mentorSearch) before(i int, id string) bool {
	if !q.key.Of(id) {
		q.key = pack.KeyOf(id)
	}
	return q.c.ids.Before(i, &q.key)
}

func (q *mentorSearch) score(s sum, load int64) int64 {
	mine, theirs := halves(s)
	return harmonic(mine, theirs, load, q.weights.price)
}

// quick is no less than score, and found without a division.
func (q *mentorSearch) quick(s sum, load int64) int64 {
	mine, theirs := halves(s)
	fit := (mine + theirs) / 2
	return fit - price(fit, load, q.weights.price)
}

// skillsOf is skillParts by effects.
func (q *mentorSearch) skillsOf(i int, teaches bool) (mine, theirs int64) {
	if len(q.words) == 0 {
		return unknownSkills, unknownSkills
	}
	if cap(q.found) < len(q.words) {
		q.found = make([]uint16, 2*len(q.words))
	}
	found := q.found[:len(q.words)]
	clear(found)
	any := false
	for _, n := range q.c.skillsOf(i) {
		for e := q.does[n]; e != 0; e = q.effects[e].follow {
			any = true
			if at := &found[q.effects[e].word]; *at == 0 || q.effects[e].order > q.effects[*at].order {
				*at = e
			}
		}
	}
	if !any {
		return 0, 0
	}
	var got, gotTheirs, shared int64
	for w, e := range found {
		if e == 0 {
			continue
		}
		f, x := q.effects[e].gain, &q.words[w]
		if !x.want {
			shared += x.rare * f
			continue
		}
		got += x.rare * f
		if teaches && !q.effects[e].teach {
			f = f * 60 / 100
		}
		gotTheirs += x.rare * f
	}
	return q.value(got, shared), q.value(gotTheirs, shared)
}

// toldOf is the most that skills add by the bits of one, in both directions together.
func (q *mentorSearch) toldOf(i int) (most int64) {
	for f := range q.told {
		most += q.told[f].gain & -int64(q.told[f].bits[i/64]>>(i%64)&1)
	}
	return most
}

// sharedInterests is what interests add, and whether some are shared. Most share none, which a bit says.
func (q *mentorSearch) sharedInterests(i int) (sum, bool) {
	bits, list := q.shared[0], q.c.interestsOf(i)
	switch {
	case bits == nil || len(list) == 0:
		return q.unknown[0], false
	case bits[i/64]&(1<<(i%64)) == 0:
		return 0, false
	}
	q.theirs = q.theirs[:0]
	for _, n := range list {
		q.theirs = append(q.theirs, q.c.topics[n])
	}
	a, b := wordParts(q.n.interests, q.theirs, q.counts, unknownWords)
	return q.weights.sum(Interests, a, b), a > 0
}

// sharedCauses is likewise what causes add.
func (q *mentorSearch) sharedCauses(i int, set uint32) (sum, bool) {
	bits := q.shared[1]
	switch {
	case bits == nil || set == 0:
		return q.unknown[1], false
	case bits[i/64]&(1<<(i%64)) == 0:
		return 0, false
	}
	if v, flag, ok := q.causes.get(set); ok {
		return v, flag
	}
	a, b := wordParts(q.n.causes, q.c.few.At(set), q.counts, unknownWords)
	v := q.weights.sum(Causes, a, b)
	q.causes.put(set, v, a > 0)
	return v, a > 0
}

func (q *mentorSearch) goalsOf(set uint16) sum {
	if v, _, ok := q.goals.get(uint32(set)); ok {
		return v
	}
	a, b := codeParts(q.n.goals, q.c.few.At(uint32(set)))
	v := q.weights.sum(Goals, a, b)
	q.goals.put(uint32(set), v, true)
	return v
}

func (q *mentorSearch) styleOf(set uint16, format uint8) sum {
	key := uint32(set)*3 + uint32(format)
	if v, _, ok := q.style.get(key); ok {
		return v
	}
	a, b := codeParts(q.n.style, q.c.few.At(uint32(set)))
	f := formatFit(q.n.format, format)
	v := q.weights.sum(Style, (a+f)/2, (b+f)/2)
	q.style.put(key, v, true)
	return v
}

// voiceOf is what languages add, and whether there is one in common, or somebody did not say.
func (q *mentorSearch) voiceOf(set uint16) (sum, bool) {
	theirs := q.c.speaks.At(uint32(set))
	if len(q.n.spoken) == 0 || len(theirs) == 0 {
		return q.unknownVoice, true
	}
	best := -1
	for _, v := range theirs {
		for _, s := range q.n.spoken {
			if s.language == word(v>>3) {
				best = max(best, int(min(s.level, uint8(v&7))))
			}
		}
	}
	if best < 0 {
		return 0, false
	}
	return q.voiceAt[best], true
}
