package rank

import (
	"cmp"
	"math/bits"
	"slices"
	"sync"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/rank/pack"
)

// mentorColumns are the mentors, those with the least price and the quickest answers first, in blocks of 64: as many as a word of a bit set
// has. What they can is kept as they said it, as numbers of a list; bit sets and postings find who can what.
type mentorColumns struct {
	ids       *pack.IDs
	tongue    tongueOf
	rows      []mentorRec
	skills    shortLists  // numbers of said
	said      []said      // in order
	when      [][4]uint16 // the last four numbers of mentorRec.when, where there are many; nil else
	patterns  []uint64
	zones     []zoneOf
	topics    []word     // interests, rising
	interests shortLists // numbers of topics
	few       *pack.Sets[word]
	speaks    *pack.Sets[uint32] // language<<3 | level
	standings []standing
	where     *pack.Sets[uint64] // two numbers each
	paused    []pausedRow        // rising
	odd       map[uint32]*mentorRow

	can    *pack.Tags    // skills, of many
	good   *pack.Tags    // likewise, those who have them well
	taught *pack.Tags    // likewise, those who offer to teach them
	saidBy *pack.Tags    // numbers of said, of skills that few said
	many   map[word]bool // those skills
	levels *pack.Tags    // 2 · skill and which of two bits of levelBits, of skills that many said
	tags   *pack.Tags    // interests, causes and the common language
	voices *pack.Tags    // the other languages, as speaks has them
	ways   [2]ways       // goals and style
	common word          // the language that most speak
	traits [nTraits][]uint64
	slots  [nSlots][]uint64 // who has free hours there
	free   []uint64         // who might take somebody, somewhere
	blocks []mentorBlock
	twins  pack.Twins

	unpacked  sync.Once
	asTheyAre []mentorRow // of unpack
}

// mostUnpacked is how many rows are kept unpacked for who asks for all of them again and again: a row takes about 2 kB then.
const mostUnpacked = 25_000

// unpack gives all rows as they are, where they are not too many; nil else. It is done once, and nobody may change them.
func (c *mentorColumns) unpack() []mentorRow {
	if c.len() > mostUnpacked {
		return nil
	}
	c.unpacked.Do(func() {
		c.asTheyAre = make([]mentorRow, c.len())
		for i := range c.asTheyAre {
			c.row(i, &c.asTheyAre[i])
		}
	})
	return c.asTheyAre
}

// tongueOf knows what a skill implies, and of what it is implied.
type tongueOf struct {
	implies   map[word][]implication
	impliedBy map[word][]implication
}

type implication struct {
	word  word
	share uint8
}

// mentorRec is what is asked of a mentor who could be among the best, side by side: one line of memory or two.
type mentorRec struct {
	when                                           [8]uint8 // local half hours of each day, numbers of patterns, and the zone; where there are many the first four
	from, interests                                uint16   // where theirs begin in skills and interests, from those of the first of 64
	spoken, standing, places, causes, goals, style uint16   // numbers of speaks, standings, where, and of few
	mark, wait                                     uint8
}

// mentorBlock says what none of 64 mentors exceeds.
type mentorBlock struct {
	price        int32
	tongue       uint8 // the best level of the common language, and 1; 0: nobody speaks it
	goals, style codes
}

// trait is a bit of each mentor that is no word of theirs.
type trait int

const (
	silent        trait = iota // did not say what they speak
	picky                      // said what they like to teach
	noInterests                // said none
	noCauses                   // likewise
	inLive                     // wants live sessions
	inWriting                  // wants to write
	answersSoon                // is worth more than promptReply
	answersAtOnce              // is worth more than swiftReply
	noHours                    // did not say when
	nTraits
)

const promptReply, swiftReply = 600_000, 900_000

// traits are a bit of each trait.
func (m *mentorRow) traits() (of uint) {
	for t, is := range [nTraits]bool{
		silent: len(m.spoken) == 0, picky: m.teaches, noInterests: len(m.interests) == 0, noCauses: len(m.causes) == 0,
		inLive: m.format == formatLive, inWriting: m.format == formatWriting,
		answersSoon: m.reply > promptReply, answersAtOnce: m.reply > swiftReply, noHours: m.mask.empty(),
	} {
		if is {
			of |= 1 << t
		}
	}
	return of
}

// codes say which words some lists have: a bit of each, and how many the shortest has.
type codes struct {
	bits  uint64
	least uint8 // of those that are not empty; 0 none
	empty bool  // some are
}

func (c *codes) add(list []word) {
	if len(list) == 0 {
		c.empty = true
		return
	}
	for _, w := range list {
		c.bits |= 1 << (w % 64)
	}
	if n := uint8(len(list)); c.least == 0 || n < c.least {
		c.least = n
	}
}

// Marks of a mentor; the lowest two bits are the format.
const (
	markFormat  = 3
	markTeaches = 4
	markPaused  = 8
	markOdd     = 16 // does not fit the columns: kept as it is
)

// least is the smallest price and, per programme, whether somebody might be taken at all.
func (m *mentorRow) least() (price int64, free bool) {
	price = Million
	look := func(p place) {
		price = min(price, priceOf(loadBand(m.answered, p.load(m.taken))))
		free = free || !p.refuses && p.capacity > 0 && p.unanswered < p.most && !p.full && m.taken < p.capacity
	}
	look(place{capacity: m.capacity, unanswered: m.unanswered, most: m.most})
	for _, p := range m.places {
		look(p)
	}
	return price, free && m.foundBy != byNobody
}

// mentorsOf makes columns of rows in any order.
func mentorsOf(rows []*mentorRow, sorted []uint32, w *words, tax *skill.Taxonomy, z *zones) *mentorColumns {
	n := len(rows)
	if sorted == nil {
		sorted, _ = pack.ByID(n, func(i int) string { return rows[i].id })
	}
	b := newMentorMaker(w, tax, z)
	keys := make([]uint64, n)
	common := commonTongue(rows)
	b.common = common
	for i, m := range rows {
		price, free := m.least()
		keys[i] = uint64(price/10_000)<<48 | uint64(m.speaksAt(common))<<44 | uint64(b.fewSets.Put(m.goals)&0xffff)<<28 |
			uint64(m.format)<<26 | uint64(b.fewSets.Put(m.style)&0xffff)<<10
		if !free {
			keys[i] |= 1 << 60
		}
	}
	order := pack.ByKey(slices.Clone(sorted), keys)
	place := make([]uint32, n)
	b.grow(n)
	for i, o := range order {
		place[o] = uint32(i)
		b.add(i, rows[o])
	}
	for i, o := range sorted {
		sorted[i] = place[o]
	}
	c := b.done(func(i int) *mentorRow { return rows[order[i]] })
	c.ids.Sort(sorted)
	c.twins = pack.NewTwins(n)
	for i := 1; i < n; i++ {
		if c.twin(i) {
			c.twins.Set(i)
		}
	}
	c.block(func(i int) *mentorRow { return rows[order[i]] })
	return c
}

// twin says that row i is the same as the one before but for the id, which is greater: rows of one key lie in the order of their ids.
func (c *mentorColumns) twin(i int) bool {
	j := i - 1
	a, b := c.rows[i], c.rows[j]
	a.from, b.from, a.interests, b.interests = 0, 0, 0, 0
	return (a.mark|b.mark)&markOdd == 0 && a == b && c.whenOf(i) == c.whenOf(j) &&
		slices.Equal(c.skillsOf(i), c.skillsOf(j)) && slices.Equal(c.interestsOf(i), c.interestsOf(j)) && (a.mark&markPaused == 0 || c.pausedOf(i) == c.pausedOf(j))
}

// commonTongue is the language that most speak.
func commonTongue(rows []*mentorRow) (most word) {
	have := map[word]int{}
	for _, m := range rows {
		for _, s := range m.spoken {
			if have[s.language]++; have[s.language] > have[most] || have[s.language] == have[most] && s.language < most {
				most = s.language
			}
		}
	}
	return most
}

// speaksAt is 4 less the level at which somebody speaks a language; 5 for not at all.
func (m *mentorRow) speaksAt(language word) uint8 {
	for _, s := range m.spoken {
		if s.language == language {
			return 4 - s.level
		}
	}
	return 5
}

func voices(list []spoken) []uint32 {
	out := make([]uint32, len(list))
	for i, s := range list {
		out[i] = voice(s.language, s.level)
	}
	return out
}

func voice(language word, level uint8) uint32 { return uint32(language)<<3 | uint32(level) }

// block makes the bounds, bit sets and postings.
func (c *mentorColumns) block(row func(i int) *mentorRow) {
	n := c.len()
	words := (n + 63) / 64
	c.free, c.blocks = make([]uint64, words), make([]mentorBlock, words)
	for t := range c.traits {
		c.traits[t] = make([]uint64, words)
	}
	for s := range c.slots {
		c.slots[s] = make([]uint64, words)
	}
	for i := range n {
		m, b, bit := row(i), &c.blocks[i/64], uint64(1)<<(i%64)
		price, free := m.least()
		if i%64 == 0 {
			*b = mentorBlock{price: int32(price)}
		}
		b.goals.add(m.goals)
		b.style.add(m.style)
		b.tongue = max(b.tongue, 5-m.speaksAt(c.common))
		b.price = min(b.price, int32(price))
		for t := m.traits(); t != 0; t &= t - 1 {
			c.traits[bits.TrailingZeros(t)][i/64] |= bit
		}
		for s := m.mask.slots(); s != 0; s &= s - 1 {
			c.slots[bits.TrailingZeros16(s)][i/64] |= bit
		}
		if free && c.rows[i].mark&markOdd == 0 {
			c.free[i/64] |= bit
		}
	}
	const share = 16 // a bit set is as small as postings of one row in sixteen
	common := max(1, n/share)
	c.can = pack.MakeTags(n, common, false, func(yield func(uint32, int)) {
		for i := range n {
			for _, a := range row(i).able {
				yield(uint32(a.skill), i)
			}
		}
	})
	c.good = pack.MakeTags(n, max(1, n/12), false, func(yield func(uint32, int)) {
		for i := range n {
			for _, a := range row(i).able {
				if a.good() {
					yield(uint32(a.skill), i)
				}
			}
		}
	})
	c.taught = pack.MakeTags(n, max(1, n/32), false, func(yield func(uint32, int)) {
		for i := range n {
			for _, s := range row(i).said {
				if s.teach {
					yield(uint32(s.skill), i)
				}
			}
		}
	})
	c.many = c.saidByMany(common)
	many := c.many
	c.saidBy = pack.MakeTags(n, n+1, true, func(yield func(uint32, int)) {
		for i := range n {
			for _, k := range c.skillsOf(i) {
				if !many[c.said[k].skill] {
					yield(uint32(k), i)
				}
			}
		}
	})
	c.levels = pack.MakeTags(n, 1, false, func(yield func(uint32, int)) {
		for i := range n {
			for _, k := range c.skillsOf(i) {
				if s := c.said[k]; many[s.skill] {
					for of := s.levelBits(); of != 0; of &= of - 1 {
						yield(2*uint32(s.skill)+uint32(bits.TrailingZeros8(of)), i)
					}
				}
			}
		}
	})
	c.tags = pack.MakeTags(n, common, true, func(yield func(uint32, int)) {
		for i := range n {
			m := row(i)
			for _, w := range m.interests {
				yield(uint32(w), i)
			}
			for _, w := range m.causes {
				yield(uint32(w), i)
			}
			if m.speaksAt(c.common) < 5 {
				yield(uint32(c.common), i)
			}
		}
	})
	c.voices = pack.MakeTags(n, common, true, func(yield func(uint32, int)) {
		for i := range n {
			for _, s := range row(i).spoken {
				if s.language != c.common && s.language < mostVoices {
					yield(voice(s.language, s.level), i)
				}
			}
		}
	})
	c.ways = [2]ways{waysOf(n, func(i int) []word { return row(i).goals }), waysOf(n, func(i int) []word { return row(i).style })}
}

// goodShare is from which share on what is implied can be had well.
const goodShare = 65

// good: a mentor who has it well has it with help at least, and it is meant for the greater part.
func (a *able) good() bool { return a.level >= uint8(skill.WithHelp) && a.share >= goodShare }

// saidByMany are the skills that so many said as theirs, or more: whoever has what these imply is one of many, too.
func (c *mentorColumns) saidByMany(common int) map[word]bool {
	have := make([]int, len(c.said))
	for _, k := range c.skills.all {
		have[k]++
	}
	all, many := map[word]int{}, map[word]bool{}
	for k, s := range c.said {
		if s.level > uint8(skill.WantToLearn) {
			all[s.skill] += have[k]
		}
		if all[s.skill] >= common {
			many[s.skill] = true
		}
	}
	return many
}

// canDo is the level that somebody who said this has: who offers to teach it knows it.
func (s said) canDo() uint8 {
	if s.teach {
		return max(s.level, uint8(skill.OnMyOwn))
	}
	return s.level
}

// levelBits are two bits of a level: at least 4; and 3 or 5. What is lower has none.
func (s said) levelBits() uint8 {
	return [...]uint8{0, 0, 0, 2, 1, 3}[s.canDo()]
}

func (c *mentorColumns) len() int                   { return len(c.rows) }
func (c *mentorColumns) id(i int) string            { return c.ids.At(i) }
func (c *mentorColumns) find(id string) (int, bool) { return c.ids.Find(id) }

func (c *mentorColumns) row(i int, m *mentorRow) {
	if odd, ok := c.odd[uint32(i)]; ok {
		*m = *odd
		// The lists of m are written over by the next row.
		m.said, m.able, m.spoken, m.places = slices.Clone(m.said), slices.Clone(m.able), slices.Clone(m.spoken), slices.Clone(m.places)
		m.interests = slices.Clone(m.interests)
		return
	}
	saidOf, ableOf := m.said[:0], m.able[:0]
	c.rowSans(i, m)
	m.id = c.ids.At(i)
	for _, n := range c.skillsOf(i) {
		saidOf = append(saidOf, c.said[n])
	}
	m.said, m.able = saidOf, c.tongue.able(saidOf, ableOf)
	for _, a := range m.able {
		m.sieve |= 1 << (a.skill % 64)
	}
}

// rowSans is row without id and skills, of one that is not odd. What it lists is used again.
func (c *mentorColumns) rowSans(i int, m *mentorRow) {
	voice := c.speaks.At(uint32(c.rows[i].spoken))
	spokenOf, interestsOf := m.spoken[:0], m.interests[:0]
	for _, n := range c.interestsOf(i) {
		interestsOf = append(interestsOf, c.topics[n])
	}
	for _, v := range voice {
		spokenOf = append(spokenOf, spoken{word(v >> 3), uint8(v & 7)})
	}
	*m = mentorRow{places: m.places}
	c.standing(i, m)
	m.interests, m.causes = interestsOf, c.few.At(uint32(c.rows[i].causes))
	m.goals, m.style, m.spoken = c.few.At(uint32(c.rows[i].goals)), c.few.At(uint32(c.rows[i].style)), spokenOf
	m.format, m.teaches = c.rows[i].mark&markFormat, c.rows[i].mark&markTeaches != 0
	m.zone = c.zones[c.whenOf(i)[7]].word
	m.hours, m.mask = c.hoursOf(i), c.maskOf(i)
}

// able is what somebody has who said this: as profiler.able, from numbers.
func (t *tongueOf) able(list []said, out []able) []able {
	for _, s := range list {
		a := able{skill: s.skill, level: s.level, share: 100, teach: s.teach, said: true}
		if s.teach {
			a.level = max(a.level, uint8(skill.OnMyOwn))
		}
		out = append(out, a)
	}
	direct := len(out)
	for _, s := range list {
		if s.level <= uint8(skill.WantToLearn) {
			continue
		}
	next:
		for _, i := range t.implies[s.skill] {
			a := able{skill: i.word, level: impliedLevel(s.level, i.share), share: i.share}
			for j := range out {
				if out[j].skill != i.word {
					continue
				}
				if old := &out[j]; j >= direct && (a.share > old.share || a.share == old.share && a.level > old.level) {
					*old = a
				}
				continue next
			}
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b able) int { return cmp.Compare(a.skill, b.skill) })
	return out
}
