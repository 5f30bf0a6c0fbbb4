package rank

// Bytes is what the columns of mentors and issues take, with what stands beside them to answer fast.
func (x *Index) Bytes() (mentors, issues int) {
	w := x.now.Load()
	m := w.mentors.base.(*mentorColumns).bytes() + w.mentors.delta.(*mentorColumns).bytes() + 8*len(w.mentors.dead)
	return m, w.issues.base.(*issueColumns).bytes() + w.issues.delta.(*issueColumns).bytes() + 8*len(w.issues.dead)
}

func (c *mentorColumns) bytes() int {
	n := c.ids.Bytes() + 4*cap(c.topics) + c.few.Bytes() + c.speaks.Bytes() + c.where.Bytes() + c.can.Bytes()
	n += c.good.Bytes() + c.taught.Bytes() + c.saidBy.Bytes() + c.levels.Bytes() + c.voices.Bytes() + c.ways[0].bytes() + c.ways[1].bytes() + c.tags.Bytes()
	n += 26*cap(c.rows) + 8*len(c.when) + 4*cap(c.skills.first) +
		2*cap(c.skills.all) + 4*cap(c.interests.first) + 2*cap(c.interests.all) + 8*cap(c.said) + 8*cap(c.patterns) + 16*cap(c.paused)
	n += len(c.zones)*64 + len(c.standings)*40 + 8*(1+len(c.traits)+len(c.slots))*len(c.free) + 8*len(c.twins) + 48*len(c.blocks) + 16*len(c.many) + len(c.odd)*900
	for _, l := range c.tongue.implies {
		n += 48 + 16*len(l)
	}
	return n
}
