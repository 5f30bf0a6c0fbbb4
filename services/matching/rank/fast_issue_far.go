package rank

import "slices"

// far says that runs whose rarest skill is not the newcomer's have nothing that shares something and comes to need.
func (q *issueSearch) far(span *issueSpan) bool {
	b := &span.issueBlock
	s := q.base + q.kinds[b.kinds] + q.voice[b.says>>4&3]
	must := q.ask.must(q.need, uint8(b.load/loadStep), q.weights) - linear(s)
	if others := int(b.needs) - 1; others <= maxOthers {
		if q.sweep.most(float64(q.counts.of(b.low)), 0, others) < must-linear(q.fresh[0][0]+q.mostWords) {
			return true
		}
	}
	must -= q.farSkills(b)
	return must > linear(q.freshBound(b)+q.mostWords) || must > linear(q.freshBound(b))+q.wordsMost(b, &span.blockWords) || !q.may(span)
}

// may says, of what needs something, whether some of it may share something: by its words.
func (q *issueSearch) may(b *issueSpan) bool {
	if !q.says || b.kinds&q.drawn != 0 || !q.skills {
		return true
	}
	some := uint64(0)
	for i, w := range &b.skills {
		some |= w & q.sieve[i]
	}
	return some != 0
}

// sweepLeads rarest skills are worth a sweep.
const sweepLeads = 300

// afar looks at the runs whose rarest skill is not the newcomer's, once enough is found that shares something: few of their blocks have
// what they must, which is asked of the words and the skills of their blocks at once.
func (q *issueSearch) afar(c *issueColumns, dead []uint64) {
	q.sweep.begin(q)
	leads := q.some[:0]
	for i := range c.leads {
		lead := &c.leads[i]
		if lead.low == lead.high && lead.low != foreign && q.scratch.at[lead.low] == 0 && !q.far(lead) {
			leads = append(leads, bounded{at: uint32(i)})
		}
	}
	q.some = leads
	if q.sweep.unit = 0; len(leads) >= sweepLeads {
		q.sweep.learn(q)
	}
	var some [runsAhead]hopeful
	list := q.sharing[:0]
	for _, l := range leads {
		for at := c.leads[l.at].from; at < c.leads[l.at].to; at++ {
			run := &c.runs[at]
			if !q.understands(&run.issueBlock) {
				continue
			}
			apart := linear(q.base + q.kinds[run.kinds] + q.voice[run.says>>4&3] + q.freshBound(&run.issueBlock))
			must := q.ask.must(q.need, uint8(run.load/loadStep), q.weights)
			blocks := q.sweep.reach(q, run, must-apart)
			if blocks == 0 || !q.may(run) {
				continue
			}
			skills := q.farSkills(&run.issueBlock)
			most := apart + skills + q.wordsMost(&run.issueBlock, &run.blockWords)
			if most < must {
				continue
			}
			if blocks = q.promising(run, blocks, apart, skills, &some[0].mosts); blocks != 0 {
				list = append(list, bounded{score: int32(most / 2), both: int32(blocks), at: at})
			}
		}
	}
	q.sharing = list
	for list = q.descending(list); len(list) > 0; {
		n := min(len(list), runsAhead)
		for i := range some[:n] {
			run := &c.runs[list[i].at]
			some[i].run, some[i].blocks = run, uint64(uint32(list[i].both))
			most := q.farSkills(&run.issueBlock) + linear(q.mostWords)
			for j := range some[i].mosts {
				some[i].mosts[j] = most
			}
		}
		list = list[n:]
		q.touch(some[:n])
		for i := range some[:n] {
			q.blocks(c, dead, &some[i])
		}
	}
}

// farSkills is the most that skills add where the rarest is not the newcomer's, in both directions together: whatever others there are.
func (q *issueSearch) farSkills(b *issueBlock) int64 {
	others := int(b.needs) - 1
	if others > maxOthers {
		return linear(q.weights.sum(Skills, Million, Million))
	}
	rare, least := q.counts.of(b.low), q.c.have[b.low]
	if b.second != foreign && q.scratch.at[b.second] == 0 {
		rare, least, others = rare+q.counts.of(b.second), q.c.have[b.second], others-1
	}
	i, _ := slices.BinarySearch(q.common, least)
	return q.sweep.most(float64(rare), i, others)
}
