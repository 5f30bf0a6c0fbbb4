package rank

import "math/bits"

// score is what a sum makes at a load.
func (q *issueSearch) score(s sum, load int64) int64 {
	mine, theirs := halves(s)
	return harmonic(mine, theirs, load, q.weights.price)
}

// segment looks through the rows of one piece of the snapshot: first where the rarest skill is one of the newcomer's, or none is needed.
func (q *issueSearch) segment(c *issueColumns, dead []uint64) {
	q.c = c
	if c.len() == 0 {
		return
	}
	q.count()
	q.abouts.reset(c.words.Len())
	q.voices.reset(c.words.Len())
	q.ask.learn(q, c.latest)
	q.learnNamed()
	q.rests, q.alike, q.past = false, 0, 0
	beside := q.beside()
	if !q.says && !beside { // nothing is shared with anything
		q.plainly(c, dead)
		return
	}
	for _, near := range [...]bool{true, false} {
		q.sharing, q.rest = q.sharing[:0], q.rest[:0]
		if q.need = q.least(); q.need > 0 && !near { // nothing matters more that shares nothing
			q.afar(c, dead)
			break
		}
		for i := range c.leads {
			lead := &c.leads[i]
			own := lead.low != lead.high || lead.low == foreign || q.scratch.at[lead.low] != 0
			if own == near {
				q.lead(c, lead, beside)
			}
		}
		q.runs(c, dead, q.sharing, true)
		if near { // what shares nothing is looked at last
			q.later = append(q.later[:0], q.rest...)
		} else {
			q.rest = append(q.rest, q.later...)
		}
	}
	q.rests = true
	if q.says {
		q.plainly(c, dead)
	}
	q.runs(c, dead, q.rest, false)
}

// lead adds to sharing and rest what could be among the best of the runs of one rarest skill.
func (q *issueSearch) lead(c *issueColumns, lead *issueSpan, beside bool) {
	for i := lead.from; i < lead.to; i++ {
		run := &c.runs[i]
		if !q.understands(&run.issueBlock) {
			continue
		}
		switch score, shares := q.bound(&run.issueBlock, &run.blockWords); {
		case shares:
			q.sharing = append(q.sharing, bounded{score: int32(score), at: i})
		case beside:
			q.rest = append(q.rest, bounded{score: int32(score), at: i})
		}
	}
}

// least is what something must score to be among the best though it shares nothing more than they do; 0 before there are enough. Where
// nothing is left that shares, that is no matter of sharing.
func (q *issueSearch) least() int64 {
	if len(q.top.heap) < q.top.k || q.top.k == 0 || q.top.heap[0].less && !q.rests {
		return 0
	}
	return q.top.heap[0].score
}

// hopeful is a run, and which of its blocks are promising.
type hopeful struct {
	run    *issueSpan
	blocks uint64
	mosts  [runBlocks]int64 // what skills and words add at most, by block
	first  bounded
}

// runsAhead is how many runs are weighed before their blocks are looked at, so that memory brings those all at once.
const runsAhead = 8

func (q *issueSearch) runs(c *issueColumns, dead []uint64, list []bounded, share bool) {
	var some [runsAhead]hopeful
	for list = q.descending(list); len(list) > 0; {
		n, most := 0, runsAhead
		if q.need = q.least(); q.need == 0 { // the first ones tell what others must have
			most = 1
		}
		for ; len(list) > 0 && n < most; list = list[1:] {
			run := &c.runs[list[0].at]
			if !q.hope(c, int64(list[0].score), share, run.first) ||
				q.past-q.alike > blockRows && q.known(c.blocks[run.from].from, c.blocks[run.to-1].to) {
				continue
			}
			able, theirs := q.skillsBound(&run.issueBlock, &run.blockWords)
			h := &some[n]
			h.run, h.first = run, list[0]
			apart := linear(q.base + q.kinds[run.kinds] + q.voice[run.says>>4&3] + q.freshBound(&run.issueBlock))
			if h.blocks = q.promising(run, 1<<(run.to-run.from)-1, apart, linear(q.weights.sum(Skills, able, theirs)), &h.mosts); h.blocks != 0 {
				n++
			}
		}
		q.touch(some[:n])
		for i := range some[:n] {
			if h := &some[i]; i == 0 || q.hope(c, int64(h.first.score), share, h.run.first) {
				q.blocks(c, dead, h)
			}
		}
	}
}

// touch reads a little of all promising blocks; what it gives means nothing.
func (q *issueSearch) touch(list []hopeful) {
	sum := uint64(0)
	for i := range list {
		for some := list[i].blocks; some != 0; some &= some - 1 {
			b := &q.c.blocks[int(list[i].run.from)+bits.TrailingZeros64(some)]
			sum += uint64(b.from)
		}
	}
	q.touched += sum
}

// opened is a block whose rows are to be looked at, with what is known of all of them.
type opened struct {
	b            *issueBlock
	score        int64
	skills, says sum // at most
	shares       bool
}

// blocks looks at the promising blocks of a run; while one is looked at, memory brings the next.
func (q *issueSearch) blocks(c *issueColumns, dead []uint64, h *hopeful) {
	var ready opened
	open := func() {
		if ready.b != nil && q.hope(c, ready.score, ready.shares, ready.b.first) {
			q.block(c, dead, &ready)
		}
	}
	for some := h.blocks; some != 0; some &= some - 1 {
		at := int(h.run.from) + bits.TrailingZeros64(some)
		b := &c.blocks[at]
		q.need = q.least()
		if q.outside(b.kinds) || !q.understands(b) || q.known(b.from, b.to) {
			continue
		}
		apart := q.base + q.kinds[b.kinds] + q.voice[b.says>>4&3] + q.freshBound(b)
		if q.short(b, apart, h.mosts[bits.TrailingZeros64(some)%runBlocks]) {
			continue
		}
		q.has = q.wordsAt(at)
		if score, shares := q.boundOf(b, &q.has, apart, q.wordsMost(b, &q.has)); q.hope(c, score, shares, b.first) {
			next := opened{b, score, q.skillsMost, q.saysMost, shares}
			q.touchRows(b)
			open()
			ready = next
		}
	}
	open()
}

// touchRows reads a little of all rows of a block; what it gives means nothing.
func (q *issueSearch) touchRows(b *issueBlock) {
	c, sum := q.c, uint64(0)
	for i := int(b.from); i < int(b.to); i += 16 {
		sum += uint64(c.digests[i]) + uint64(c.abouts[i]) + uint64(c.needs.from[i])
	}
	q.touched += sum
}

// short says, at less cost than bound, that a block has not what it needs, with the most that its skills and words add.
func (q *issueSearch) short(b *issueBlock, apart sum, most int64) bool {
	return q.need > 0 && linear(apart)+most < q.ask.must(q.need, uint8(b.load/loadStep), q.weights)
}

// understands says that the newcomer may understand some of a block.
func (q *issueSearch) understands(b *issueBlock) bool {
	if b.tongue >= foreign || len(q.n.spoken) == 0 {
		return true
	}
	return speaks(q.n.spoken, b.tongue)
}

// outside says that a filter wants none of these kinds.
func (q *issueSearch) outside(kinds uint8) bool {
	if q.sc.filter.anyKind {
		return false
	}
	for k, wanted := range q.sc.filter.kinds {
		if wanted && kinds&(1<<k) != 0 {
			return false
		}
	}
	return true
}

// hope says whether something of at most this score could be among the best; first is the row of the least id.
func (q *issueSearch) hope(c *issueColumns, score int64, shares bool, first uint32) bool {
	if len(q.top.heap) < q.top.k {
		return true
	}
	if q.top.k == 0 {
		return false
	}
	worst := &q.top.heap[0]
	if worst.less == shares {
		return shares // what shares nothing comes after all that does
	}
	return score > worst.score || score == worst.score && c.ids.Compare(int(first), q.top.idOf(worst)) < 0
}

// known says that these rows are all like one before them that was not good enough, so that none of them, with greater ids, is.
func (q *issueSearch) known(from, to uint32) bool { return from >= q.alike && to <= q.past }

// refuse notes that a row is not among the best, for no reason of its own: those after it that are the same but for the id are not either.
func (q *issueSearch) refuse(i int) {
	if q.c.twins.Has(i + 1) {
		q.alike, q.past = uint32(i), uint32(q.c.twins.End(i+1))
	}
}

// place is where scored finds row i of the piece.
func (q *issueSearch) place(i int) int {
	if q.delta {
		return ^i
	}
	return i
}
