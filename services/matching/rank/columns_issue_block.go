package rank

import (
	"math/bits"
	"slices"
)

// issueBlock says what no issue of some exceeds, but for their words, which issueColumns.named has. It fits one line of the cache.
type issueBlock struct {
	from, to     uint32 // rows; of a run: blocks; of a lead: runs
	low, high    word   // the rarest skills; foreign where nothing is needed
	second       word   // the second rarest of all; foreign: of some there is none, or they differ
	needs        uint8  // the most of one
	kinds        uint8  // bit set
	says         uint8  // bit set of what there is at all
	load         int32  // the least
	seen, opened int64  // the latest known
	first        uint32 // row of the least id
	tongue       word   // the language that somebody must speak to do any of it; mixedTongues: it differs
}

// blockWords has a bit of each word, so that most that are not there are known not to be.
type blockWords struct {
	skills [nSkillBits / 64]uint64
	topics [nTopicBits / 64]uint64
	causes uint64
}

// issueSpan is a run of blocks, or a lead of runs, with its words.
type issueSpan struct {
	issueBlock
	blockWords
}

const (
	nSkillBits = 8 * 64
	nTopicBits = 4 * 64
	nWordBits  = nSkillBits + nTopicBits + 64
)

// Where the bit of a word is in issueColumns.named.
func skillBit(w word) int { return int(w % nSkillBits) }
func topicBit(w word) int { return nSkillBits + int(w%nTopicBits) }
func causeBit(w word) int { return nSkillBits + nTopicBits + int(w%64) }

// mixedTongues is no language, nor the one that nobody knows (foreign).
const mixedTongues word = 1<<32 - 1

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
	blockRows = 24
	runBlocks = 32
	// commonLead rows of one rarest skill have blocks of their own.
	commonLead = 12
)

// issueCutter makes blocks and runs of them.
type issueCutter struct {
	c     *issueColumns
	size  map[word]int // of each rarest skill
	b     issueSpan
	id    uint32      // the least of b, by its order
	spans []issueSpan // the blocks
}

func newIssueCutter(c *issueColumns, leads []word) *issueCutter {
	cut := &issueCutter{c: c, size: map[word]int{}, spans: make([]issueSpan, 0, len(leads)/(blockRows/2))}
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

func (cut *issueCutter) row(i int, it *issueRow, l, second word, id uint32) {
	b := &cut.b
	if n := b.to - b.from; n == blockRows || n > 0 && l != b.high && (cut.own(l) || cut.own(b.high)) ||
		n >= blockRows/2 && (b.kinds != 1<<it.kind || seenAge(it, b.seen) > 0) {
		cut.spans = append(cut.spans, *b)
		*b = issueSpan{}
	}
	one := issueBlock{
		from: uint32(i), to: uint32(i) + 1, low: l, high: l, second: second, needs: uint8(min(len(it.needs), 255)), kinds: 1 << it.kind,
		says: issueSays(it), load: int32(it.load), seen: it.seen, opened: it.opened, first: uint32(i),
		tongue: it.speaks(),
	}
	if b.to == b.from {
		b.issueBlock, cut.id = one, id
	} else {
		b.join(&one, id < cut.id)
		cut.id = min(cut.id, id)
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
		cut.spans = append(cut.spans, cut.b)
	}
	c.blocks = make([]issueBlock, len(cut.spans))
	var run issueSpan
	for i := range cut.spans {
		c.blocks[i] = cut.spans[i].issueBlock
		c.name(i, &cut.spans[i].blockWords)
		b := cut.spans[i]
		b.from, b.to = uint32(i), uint32(i)+1
		switch n := run.to - run.from; {
		case n == 0:
			run = b
		case n == runBlocks || b.low != run.high && (cut.own(b.low) || cut.own(run.high)):
			c.runs = append(c.runs, run)
			run = b
		default:
			run.join(&b.issueBlock, c.ids.Less(int(b.first), int(run.first)))
			run.unite(&b.blockWords)
		}
	}
	if run.to > run.from {
		c.runs = append(c.runs, run)
	}
	c.runs = slices.Clip(c.runs)
	c.lead()
}

// lead brings the runs of one rarest skill together.
func (c *issueColumns) lead() {
	for i := range c.runs {
		run := c.runs[i]
		run.from, run.to = uint32(i), uint32(i)+1
		if n := len(c.leads); n > 0 && c.leads[n-1].low == run.low && c.leads[n-1].high == run.high {
			c.leads[n-1].join(&run.issueBlock, c.ids.Less(int(run.first), int(c.leads[n-1].first)))
			c.leads[n-1].unite(&run.blockWords)
		} else {
			c.leads = append(c.leads, run)
		}
	}
	c.leads = slices.Clip(c.leads)
}

// name notes which words block i has.
func (c *issueColumns) name(i int, words *blockWords) {
	note := func(first int, w uint64) {
		for ; w != 0; w &= w - 1 {
			has := &c.named[first+bits.TrailingZeros64(w)]
			if *has == nil {
				*has = make([]uint64, (len(c.blocks)+63)/64+1) // one more, so that those of a run are read without asking
			}
			(*has)[i/64] |= 1 << (i % 64)
		}
	}
	for n, w := range words.skills {
		note(n*64, w)
	}
	for n, w := range words.topics {
		note(nSkillBits+n*64, w)
	}
	note(nSkillBits+nTopicBits, words.causes)
}

// join adds what comes after but its words; first says that its least id is the lesser one.
func (b *issueBlock) join(o *issueBlock, first bool) {
	b.to, b.low, b.high = o.to, min(b.low, o.low), max(b.high, o.high)
	b.needs, b.kinds, b.says, b.load = max(b.needs, o.needs), b.kinds|o.kinds, b.says|o.says, min(b.load, o.load)
	b.seen, b.opened = max(b.seen, o.seen), max(b.opened, o.opened)
	if first {
		b.first = o.first
	}
	if b.second != o.second {
		b.second = foreign
	}
	if b.tongue != o.tongue {
		b.tongue = mixedTongues
	}
}

// unite adds words.
func (b *blockWords) unite(o *blockWords) {
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
