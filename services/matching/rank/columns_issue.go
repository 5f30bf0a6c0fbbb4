package rank

import (
	"slices"

	"github.com/waymark-dev/waymark/services/matching/rank/pack"
)

// issueColumns are the issues: by the rarest skill that each needs, below it by kind of work, by when it was last seen, by what it is about, and by load
// (issueRow.place).
type issueColumns struct {
	ids      *pack.IDs
	projects []word
	needs    lists[need]
	digests  []digest
	latest   int64    // seen or opened: digests count days before it
	abouts   []uint32 // of words: topics and causes
	sieves   []uint64 // by number of abouts: a bit of each word, and whether there are topics and causes
	voices   []uint32 // of words: language, target
	words    *pack.Sets[word]
	marks    []uint8
	opened   []int64
	seen     []int64
	asked    []int32
	have     []int32 // by word: how many need it
	blocks   []issueBlock
	runs     []issueSpan         // of blocks
	leads    []issueSpan         // of runs
	named    [nWordBits][]uint64 // by skillBit, topicBit or causeBit: which blocks have it
	twins    pack.Twins
	kinds    []issueClass
	classed  []uint32 // rows by class
}

// What marks say, above the kind.
const (
	markKind     = 7
	markClaimed  = 8
	markMentored = 16
	markFull     = 32
)

func issuesOf(rows []*issueRow, sorted []uint32) columns[issueRow] {
	n := len(rows)
	if sorted == nil {
		sorted, _ = pack.ByID(n, func(i int) string { return rows[i].id })
	}
	leads, seconds, have := leadsOf(rows)
	keys := make([]uint64, n)
	latest := int64(0)
	for _, it := range rows {
		latest = max(latest, it.seen)
	}
	for i, it := range rows {
		keys[i] = it.place(leads[i], seconds[i], latest, leads[i] == foreign || have[leads[i]] >= manyNeed)
	}
	order := pack.ByKey(append([]uint32(nil), sorted...), keys)
	c := &issueColumns{
		projects: make([]word, n), digests: make([]digest, n), abouts: make([]uint32, n), voices: make([]uint32, n),
		marks: make([]uint8, n), opened: make([]int64, n), seen: make([]int64, n), asked: make([]int32, n),
		have: have, twins: pack.NewTwins(n),
	}
	c.gather(rows, order)
	byID, place := make([]uint32, n), make([]uint32, n) // where each row stands by id, and which is the how-manieth
	for i, o := range order {
		place[o] = uint32(i)
	}
	for i, o := range sorted {
		sorted[i] = place[o]
	}
	for i, at := range sorted {
		byID[at] = uint32(i)
	}
	c.ids.Sort(sorted)
	cut := newIssueCutter(c, leads)
	var row issueRow
	for i := range n {
		c.rowSans(i, &row)
		lead, second := rarest(row.needs, have) // as leads say, which lie elsewhere
		cut.row(i, &row, lead, second, byID[i])
		if c.twin(i) {
			c.twins.Set(i)
		}
	}
	cut.done()
	c.classes(sorted)
	return c
}

// issueRec is a row without its lists.
type issueRec struct {
	project, about, voices uint32
	opened, seen           int64
	load, asked            int32
	from                   uint32 // of its needs; they end where those of the next begin
	marks                  uint8
}

// gather fills the columns in an order: every row is read once as they come, and only what is left of it here and there, by loops so
// short that the machine reads many at once.
func (c *issueColumns) gather(rows []*issueRow, order []uint32) {
	n := len(rows)
	words, ids, count := pack.NewSets[word](), pack.NewIDs(n), 0
	for _, it := range rows {
		count += len(it.needs)
	}
	recs, needs, both := make([]issueRec, n+1), make([]need, 0, count), []word(nil)
	for i, it := range rows {
		both = joinAbout(both[:0], it.topics, it.causes)
		recs[i] = issueRec{
			uint32(it.project), words.Put(both), words.Put([]word{it.language, it.target}), it.opened, it.seen,
			int32(it.load), it.asked, uint32(len(needs)),
			it.kind | mark(it.claimed, markClaimed) | mark(it.mentored, markMentored) | mark(it.full, markFull),
		}
		needs = append(needs, it.needs...)
		ids.Add(it.id)
		c.latest = max(c.latest, it.seen, it.opened)
	}
	recs[n].from = uint32(len(needs))
	c.words, c.ids = words.Done(), ids.In(order)
	c.sieves = make([]uint64, c.words.Len())
	for i, o := range order {
		r := &recs[o]
		c.projects[i], c.abouts[i], c.voices[i] = word(r.project), r.about, r.voices
		c.opened[i], c.seen[i], c.asked[i], c.marks[i] = r.opened, r.seen, r.asked, r.marks
		c.digests[i] = digestOf(r, c.latest)
		if s := &c.sieves[r.about]; *s == 0 {
			*s = sieveOf(c.aboutOf(r.about))
		}
	}
	c.needs = lists[need]{make([]uint32, n+1), make([]need, count)}
	at := c.needs.from
	for i, o := range order {
		at[i+1] = at[i] + recs[o+1].from - recs[o].from
	}
	for i, o := range order {
		copy(c.needs.all[at[i]:at[i+1]], needs[recs[o].from:])
	}
}

// twin says that row i is the same as the one before but for the id, which is greater: rows of one key lie in the order of their ids.
func (c *issueColumns) twin(i int) bool {
	return i > 0 && c.digests[i] == c.digests[i-1] && c.opened[i] == c.opened[i-1] && c.seen[i] == c.seen[i-1] &&
		c.abouts[i] == c.abouts[i-1] && c.voices[i] == c.voices[i-1] && c.marks[i] == c.marks[i-1] && c.asked[i] == c.asked[i-1] &&
		c.projects[i] == c.projects[i-1] && slices.Equal(c.needs.at(i), c.needs.at(i-1))
}

func mark(is bool, as uint8) uint8 {
	if is {
		return as
	}
	return 0
}

// leadsOf are the rarest skill that each row needs and the second; foreign for none.
func leadsOf(rows []*issueRow) (leads, seconds []word, have []int32) {
	most := word(0)
	for _, it := range rows {
		for _, s := range it.needs {
			most = max(most, s.skill+1)
		}
	}
	have = make([]int32, most)
	for _, it := range rows {
		for _, s := range it.needs {
			have[s.skill]++
		}
	}
	leads, seconds = make([]word, len(rows)), make([]word, len(rows))
	for i, it := range rows {
		leads[i], seconds[i] = rarest(it.needs, have)
	}
	return leads, seconds, have
}

// rarest are the rarest skill of some and the second; foreign for none.
func rarest(needs []need, have []int32) (lead, second word) {
	lead, second = foreign, foreign
	for _, s := range needs {
		switch {
		case lead == foreign || have[s.skill] < have[lead]:
			lead, second = s.skill, lead
		case second == foreign || have[s.skill] < have[second]:
			second = s.skill
		}
	}
	return lead, second
}

// firstOf brings those together that have a word in common.
func firstOf(list []word) word {
	if len(list) == 0 {
		return 0
	}
	return list[0]
}

// place is where an issue stands: those that the same newcomers want lie side by side, and among them those whose load and age are alike, so
// that what is said of a block says much of each in it. Of a rarest skill that not many need, those that are about the same come first: they are
// found by that, if not by the skill.
func (it *issueRow) place(lead, second word, latest int64, many bool) (key uint64) {
	type part struct {
		bits int
		n    uint64
	}
	opened, _ := slices.BinarySearch(openedDays[:], (latest-it.opened)/day)
	parts := [...]part{
		{22, uint64(min(lead, 1<<22-1))}, {13, uint64(second)}, {3, uint64(it.kind)}, {3, uint64(seenAge(it, latest))},
		{8, uint64(it.about())}, {8, uint64(firstOf(it.topics))}, {4, uint64(min(max(0, it.load/loadStep-3)/2, 15))}, {3, uint64(opened)},
	}
	if !many {
		about := parts[4]
		copy(parts[2:5], parts[1:4])
		parts[1] = about
	}
	for _, p := range parts {
		key = key<<p.bits | p.n&(1<<p.bits-1)
	}
	return key
}

// manyNeed is how many need a skill of which place says so.
const manyNeed = 3000

// about brings those together that one looks for, before their topics: translations into one language, and others of a cause.
func (it *issueRow) about() word {
	if it.kind == kindTranslation {
		return it.speaks()
	}
	return firstOf(it.causes)
}

// seenAge is 0 for what was seen within a week of the latest, and so on by the bands; what is not known comes last.
func seenAge(it *issueRow, latest int64) int {
	if b, ok := it.seenBand(latest); ok {
		return b
	}
	return len(seenBands)
}

func (c *issueColumns) len() int                        { return len(c.marks) }
func (c *issueColumns) id(i int) string                 { return c.ids.At(i) }
func (c *issueColumns) find(id string) (i int, ok bool) { return c.ids.Find(id) }

func (c *issueColumns) row(i int, it *issueRow) {
	c.rowSans(i, it)
	it.id = c.ids.At(i)
}

// rowSans is row without the id, which takes memory to spell.
func (c *issueColumns) rowSans(i int, it *issueRow) {
	voice, mark := c.words.At(c.voices[i]), c.marks[i]
	topics, causes := c.aboutOf(c.abouts[i])
	*it = issueRow{
		project: c.projects[i], needs: c.needs.at(i), topics: topics, causes: causes,
		kind: mark & markKind, language: voice[0], target: voice[1], opened: c.opened[i], seen: c.seen[i],
		load: c.loadOf(i), asked: c.asked[i], claimed: mark&markClaimed != 0, mentored: mark&markMentored != 0,
		full: mark&markFull != 0,
	}
}

// bytes is what the columns take.
func (c *issueColumns) bytes() int {
	const block, span = 56, 160
	named := 0
	for _, bits := range c.named {
		named += 8 * len(bits)
	}
	return named + 8*len(c.sieves) + c.ids.Bytes() + c.words.Bytes() + 4*len(c.needs.from) + 8*cap(c.needs.all) + c.len()*(4+3*4+1+16+4) +
		4*len(c.have) + block*cap(c.blocks) + span*(cap(c.runs)+cap(c.leads)) + 40*cap(c.kinds) + 4*cap(c.classed)
}
