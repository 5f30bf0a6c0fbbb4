package rank

import (
	"slices"

	"github.com/waymark-dev/waymark/services/matching/rank/pack"
)

// issueColumns are the issues: by the rarest skill that each needs, below it by kind of work, by when it was last seen, and by load. So an
// issue that suits somebody stands near others that do, and what is said of a block says much of each in it.
type issueColumns struct {
	ids      *pack.IDs
	projects []word
	needs    lists[need]
	topics   []uint32 // of words
	causes   []uint32 // likewise
	voices   []uint32 // of words: language, target
	words    *pack.Sets[word]
	marks    []uint8
	opened   []int64
	seen     []int64
	load     []int32
	asked    []int32
	have     []int32 // by word: how many need it
	blocks   []issueBlock
	runs     []issueBlock // of blocks
	twins    pack.Twins
}

// What marks say, above the kind.
const (
	markKind     = 7
	markClaimed  = 8
	markMentored = 16
	markFull     = 32
)

// issueBlock says what no issue of some exceeds.
type issueBlock struct {
	from, to     uint32 // rows; of a run: blocks
	low, high    word   // the rarest skills; foreign where nothing is needed
	needs        uint8  // the most of one
	kinds        uint8  // bit set
	says         uint8  // bit set of what there is at all
	load         int32  // the least
	seen, opened int64  // the latest known
	first        uint32 // row of the least id
	skills       [8]uint64
	topics       [4]uint64
	causes       uint64 // of all three a bit of each word, so that most that are not there are known not to be
}

// What says says.
const (
	saysTopics = 1 << iota
	saysNoTopics
	saysCauses
	saysNoCauses
	saysLanguage
	saysNoLanguage
	nSays

	saysNoSeen   = nSays
	saysNoOpened = nSays << 1
)

const (
	blockRows = 32
	runBlocks = 16
	// commonLead rows of one rarest skill have blocks of their own.
	commonLead = 12
)

func issuesOf(rows []*issueRow) columns[issueRow] {
	n := len(rows)
	sorted := pack.ByID(n, func(i int) string { return rows[i].id })
	leads, seconds, have := leadsOf(rows)
	keys := make([]uint64, n)
	latest := int64(0)
	for _, it := range rows {
		latest = max(latest, it.seen)
	}
	for i, it := range rows {
		keys[i] = uint64(leads[i])<<39 | uint64(seconds[i]&(1<<14-1))<<25 | uint64(it.kind)<<22 | uint64(seenAge(it, latest))<<18 |
			uint64(firstOf(it.causes))<<9 | uint64(firstOf(it.topics))
	}
	order := pack.ByKey(append([]uint32(nil), sorted...), keys)
	c := &issueColumns{
		projects: make([]word, n), topics: make([]uint32, n), causes: make([]uint32, n), voices: make([]uint32, n),
		marks: make([]uint8, n), opened: make([]int64, n), seen: make([]int64, n), load: make([]int32, n), asked: make([]int32, n),
		have: have, twins: pack.NewTwins(n),
	}
	words, needs := pack.NewSets[word](), 0
	for _, it := range rows {
		needs += len(it.needs)
	}
	c.needs = lists[need]{make([]uint32, 1, n+1), make([]need, 0, needs)}
	ids, place := pack.NewIDs(n), make([]uint32, n)
	cut := newIssueCutter(c, leads)
	for i, o := range order { // rows lie here and there: each is looked at once
		it := rows[o]
		place[o] = uint32(i)
		ids.Add(it.id)
		c.projects[i], c.opened[i], c.seen[i], c.load[i], c.asked[i] = it.project, it.opened, it.seen, int32(it.load), it.asked
		c.needs.add(it.needs)
		c.topics[i], c.causes[i] = words.Put(it.topics), words.Put(it.causes)
		c.voices[i] = words.Put([]word{it.language, it.target})
		c.marks[i] = it.kind | mark(it.claimed, markClaimed) | mark(it.mentored, markMentored) | mark(it.full, markFull)
		cut.row(i, it, leads[o])
		if c.twin(i) {
			c.twins.Set(i)
		}
	}
	for i, o := range sorted {
		sorted[i] = place[o]
	}
	c.ids, c.words = ids.Done(), words.Done()
	c.ids.Sort(sorted)
	cut.done()
	return c
}

// twin says that row i is the same as the one before but for the id, which is greater: rows of one key lie in the order of their ids.
func (c *issueColumns) twin(i int) bool {
	return i > 0 && c.opened[i] == c.opened[i-1] && c.seen[i] == c.seen[i-1] && c.load[i] == c.load[i-1] && c.topics[i] == c.topics[i-1] &&
		c.causes[i] == c.causes[i-1] && c.voices[i] == c.voices[i-1] && c.marks[i] == c.marks[i-1] && c.asked[i] == c.asked[i-1] &&
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
		leads[i], seconds[i] = foreign, foreign
		for _, s := range it.needs {
			switch {
			case leads[i] == foreign || have[s.skill] < have[leads[i]]:
				leads[i], seconds[i] = s.skill, leads[i]
			case seconds[i] == foreign || have[s.skill] < have[seconds[i]]:
				seconds[i] = s.skill
			}
		}
	}
	return leads, seconds, have
}

// firstOf brings those together that have a word in common, as far as 9 bits go.
func firstOf(list []word) word {
	if len(list) == 0 {
		return 0
	}
	return list[0] & (1<<9 - 1)
}

// seenAge is 0 for what was seen within a week of the latest, and so on by the bands; what is not known comes last.
func seenAge(it *issueRow, latest int64) int {
	if b, ok := it.seenBand(latest); ok {
		return b
	}
	return len(seenBands)
}

// issueCutter makes blocks and runs of them.
type issueCutter struct {
	c    *issueColumns
	size map[word]int // of each rarest skill
	b    issueBlock
	id   string // the least of b
}

func newIssueCutter(c *issueColumns, leads []word) *issueCutter {
	cut := &issueCutter{c: c, size: map[word]int{}}
	for i := 0; i < len(leads); {
		j := i
		for j < len(leads) && leads[j] == leads[i] {
			j++
		}
		cut.size[leads[i]] += j - i
		i = j
	}
	return cut
}

// own says whether a skill has blocks of its own.
func (cut *issueCutter) own(l word) bool { return cut.size[l] >= commonLead }

func (cut *issueCutter) row(i int, it *issueRow, l word) {
	b := &cut.b
	if n := b.to - b.from; n == blockRows || n > 0 && l != b.high && (cut.own(l) || cut.own(b.high)) ||
		n >= blockRows/2 && (b.kinds != 1<<it.kind || seenAge(it, b.seen) > 0) {
		cut.c.blocks = append(cut.c.blocks, *b)
		*b = issueBlock{}
	}
	one := issueBlock{
		from: uint32(i), to: uint32(i) + 1, low: l, high: l, needs: uint8(min(len(it.needs), 255)), kinds: 1 << it.kind,
		says: issueSays(it), load: int32(it.load), seen: it.seen, opened: it.opened, first: uint32(i),
	}
	if b.to == b.from {
		*b, cut.id = one, it.id
	} else {
		b.join(&one, it.id < cut.id)
		cut.id = min(cut.id, it.id)
	}
	for _, x := range it.needs {
		b.skills[x.skill/64%8] |= 1 << (x.skill % 64)
	}
	for _, w := range it.topics {
		b.topics[w/64%4] |= 1 << (w % 64)
	}
	for _, w := range it.causes {
		b.causes |= 1 << (w % 64)
	}
}

// done makes runs of the blocks, once the columns have their ids.
func (cut *issueCutter) done() {
	c := cut.c
	if cut.b.to > cut.b.from {
		c.blocks = append(c.blocks, cut.b)
	}
	c.blocks = append(make([]issueBlock, 0, len(c.blocks)), c.blocks...)
	var run issueBlock
	for i := range c.blocks {
		b := c.blocks[i]
		b.from, b.to = uint32(i), uint32(i)+1
		switch n := run.to - run.from; {
		case n == 0:
			run = b
		case n == runBlocks || b.low != run.high && (cut.own(b.low) || cut.own(run.high)):
			c.runs = append(c.runs, run)
			run = b
		default:
			run.join(&b, c.ids.Less(int(b.first), int(run.first)))
			run.unite(&b)
		}
	}
	if run.to > run.from {
		c.runs = append(c.runs, run)
	}
}

// join adds what comes after but its words; first says that its least id is the lesser one.
func (b *issueBlock) join(o *issueBlock, first bool) {
	b.to, b.low, b.high = o.to, min(b.low, o.low), max(b.high, o.high)
	b.needs, b.kinds, b.says, b.load = max(b.needs, o.needs), b.kinds|o.kinds, b.says|o.says, min(b.load, o.load)
	b.seen, b.opened = max(b.seen, o.seen), max(b.opened, o.opened)
	if first {
		b.first = o.first
	}
}

// unite adds words.
func (b *issueBlock) unite(o *issueBlock) {
	b.causes |= o.causes
	for i, w := range o.skills {
		b.skills[i] |= w
	}
	for i, w := range o.topics {
		b.topics[i] |= w
	}
}

func issueSays(it *issueRow) (says uint8) {
	either := func(is bool, yes, no uint8) {
		if !is {
			yes = no
		}
		says |= yes
	}
	either(len(it.topics) > 0, saysTopics, saysNoTopics)
	either(len(it.causes) > 0, saysCauses, saysNoCauses)
	either(it.speaks() < foreign, saysLanguage, saysNoLanguage)
	either(it.seen != 0, 0, saysNoSeen)
	either(it.opened != 0, 0, saysNoOpened)
	return says
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
	*it = issueRow{
		project: c.projects[i], needs: c.needs.at(i), topics: c.words.At(c.topics[i]), causes: c.words.At(c.causes[i]),
		kind: mark & markKind, language: voice[0], target: voice[1], opened: c.opened[i], seen: c.seen[i],
		load: int64(c.load[i]), asked: c.asked[i], claimed: mark&markClaimed != 0, mentored: mark&markMentored != 0,
		full: mark&markFull != 0,
	}
}

// bytes is what the columns take.
func (c *issueColumns) bytes() int {
	const block = 160
	return c.ids.Bytes() + c.words.Bytes() + 4*len(c.needs.from) + 8*cap(c.needs.all) + c.len()*(4+3*4+1+16+8) +
		4*len(c.have) + block*(cap(c.blocks)+cap(c.runs))
}
