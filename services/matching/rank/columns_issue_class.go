package rank

import (
	"slices"

	"github.com/waymark-dev/waymark/services/matching/rank/pack"
)

// issueClass are the issues that can be taken and are alike in all that counts for who shares nothing with them, but for load and, if languages
// is set, the language; in issueColumns.classed by load, then by id.
type issueClass struct {
	from, to     uint32
	seen, opened int64  // the latest; 0: of none it is known
	voice        uint32 // of the first
	load         int32  // the least
	kind         uint8
	languages    bool
	topics       bool // all name some
	causes       bool // likewise
	needs        bool // likewise
}

const (
	classLoads = 7  // bits of digest.load
	classBits  = 14 // of classOf
)

// classes sorts issues into classes, once they have their ids in the order sorted.
func (c *issueColumns) classes(sorted []uint32) {
	n := c.len()
	keys := make([]uint64, n)
	var lately issueRow
	have := map[uint32]int{}
	for i := range n {
		lately.seen, lately.opened = max(lately.seen, c.seen[i]), max(lately.opened, c.opened[i])
		have[c.voices[i]]++
	}
	common := uint32(0)
	for v, some := range have {
		if some > have[common] || some == have[common] && v < common {
			common = v
		}
	}
	kept := 0
	for i := range n {
		if keys[i] = 1 << (classBits + classLoads); c.marks[i]&(markClaimed|markFull) == 0 { // nobody is offered the others: they come last
			keys[i] = c.classOf(i, common, &lately)<<classLoads | uint64(c.digests[i].steps())
			kept++
		}
	}
	c.classed = pack.ByKey(slices.Clone(sorted), keys)[:kept]
	for at := 0; at < kept; {
		i := int(c.classed[at])
		topics, causes := c.aboutOf(c.abouts[i])
		k := issueClass{
			from: uint32(at), voice: c.voices[i], load: int32(c.loadOf(i)), kind: c.marks[i] & markKind, topics: len(topics) > 0,
			causes: len(causes) > 0, needs: len(c.needs.at(i)) > 0,
		}
		for key := keys[i] >> classLoads; at < kept && keys[c.classed[at]]>>classLoads == key; at++ {
			i := c.classed[at]
			k.seen, k.opened, k.load = max(k.seen, c.seen[i]), max(k.opened, c.opened[i]), min(k.load, int32(c.loadOf(int(i))))
			k.languages = k.languages || c.voices[i] != k.voice
		}
		k.to = uint32(at)
		c.kinds = append(c.kinds, k)
	}
	c.kinds = slices.Clip(c.kinds)
}

// classOf numbers the class of a row.
func (c *issueColumns) classOf(i int, common uint32, lately *issueRow) (key uint64) {
	put := func(bits int, n int) { key = key<<bits | uint64(n) }
	bit := func(is bool) { put(1, int(mark(is, 1))) }
	seen := issueRow{seen: c.seen[i]}
	put(3, int(c.marks[i]&markKind))
	put(3, seenAge(&seen, lately.seen))
	opened := len(openedDays) + 1
	if c.opened[i] != 0 {
		opened, _ = slices.BinarySearch(openedDays[:], (lately.opened-c.opened[i])/day)
	}
	put(3, opened)
	topics, causes := c.aboutOf(c.abouts[i])
	bit(len(topics) > 0)
	bit(len(causes) > 0)
	bit(len(c.needs.at(i)) > 0)
	switch l := c.words.At(c.voices[i]); {
	case c.voices[i] == common:
		put(2, 0)
	case l[0] >= foreign && l[1] >= foreign:
		put(2, 1)
	default:
		put(2, 2)
	}
	return key
}
