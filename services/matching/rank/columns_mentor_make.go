package rank

import (
	"cmp"
	"slices"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/rank/pack"
)

// mentorMaker makes mentorColumns.
type mentorMaker struct {
	mentorColumns
	words     *words
	tax       *skill.Taxonomy
	week      *zones
	topicBy   map[word]uint16
	fewSets   *pack.SetsMaker[word]
	speakSets *pack.SetsMaker[uint32]
	whereSets *pack.SetsMaker[uint64]
	number    map[said]uint16
	pattern   map[uint64]uint16
	zoneBy    map[word]uint16
	whens     [][8]uint16 // by row: of patterns and zones
	standBy   map[standing]uint16
}

func newMentorMaker(w *words, tax *skill.Taxonomy, z *zones) *mentorMaker {
	return &mentorMaker{
		words: w, tax: tax, week: z, topicBy: map[word]uint16{}, fewSets: pack.NewSets[word](), speakSets: pack.NewSets[uint32](),
		whereSets: pack.NewSets[uint64](), number: map[said]uint16{}, pattern: map[uint64]uint16{}, zoneBy: map[word]uint16{},
		standBy: map[standing]uint16{},
	}
}

func (b *mentorMaker) grow(n int) {
	c := &b.mentorColumns
	c.rows, b.whens = make([]mentorRec, n), make([][8]uint16, n)
	c.odd = map[uint32]*mentorRow{}
	c.tongue = tongueOf{map[word][]implication{}, map[word][]implication{}}
	b.patternOf(0)
}

const mostFew = 1<<16 - 1

// numbered gives a thing its number, while there are few enough.
func numbered[K comparable](by map[K]uint16, list *[]K, k K) (uint16, bool) {
	if n, ok := by[k]; ok {
		return n, true
	}
	if len(*list) >= mostFew {
		return 0, false
	}
	n := uint16(len(*list))
	by[k] = n
	*list = append(*list, k)
	return n, true
}

func (b *mentorMaker) patternOf(day uint64) (uint16, bool) {
	return numbered(b.pattern, &b.patterns, day)
}

// add puts a row in place i; one that fits no column is odd.
func (b *mentorMaker) add(i int, m *mentorRow) {
	ok := len(m.able) < maxAble && m.reply >= 0 && m.reply <= Million
	c, all := &b.mentorColumns, true
	few := func(n uint32) uint16 {
		all = all && n <= mostFew
		return uint16(n)
	}
	r := &c.rows[i]
	r.mark = m.format | mark(m.teaches, markTeaches) | mark(m.paused != 0, markPaused)
	if m.paused != 0 {
		c.paused = append(c.paused, pausedRow{uint32(i), m.paused})
	}
	begin := len(c.skills.all)
	for _, s := range m.said {
		n, fits := numbered(b.number, &c.said, s)
		c.skills.all, all = append(c.skills.all, n), all && fits
		b.learn(s.skill)
	}
	for d := range 7 {
		n, fits := b.patternOf(m.hours.day(d))
		b.whens[i][d], all = n, all && fits
	}
	zone, fits := b.zoneOf(m.zone)
	b.whens[i][7], all = zone, all && fits
	topics := len(c.interests.all)
	for _, w := range m.interests {
		n, fits := numbered(b.topicBy, &c.topics, w)
		c.interests.all, all = append(c.interests.all, n), all && fits
	}
	r.causes = few(b.fewSets.Put(m.causes))
	r.goals, r.style = few(b.fewSets.Put(m.goals)), few(b.fewSets.Put(m.style))
	r.spoken = few(b.speakSets.Put(voices(m.spoken)))
	price := priceOf(loadBand(m.answered, m.alone().load(m.taken)))
	st, fits := numbered(b.standBy, &c.standings, standing{
		m.foundBy, m.answered, m.notOpen, m.capacity, m.taken, m.unanswered, m.most, int32(price), m.reply,
	})
	r.standing, all = st, all && fits
	r.wait = m.wait
	var at []uint64
	for _, p := range m.places {
		x, y := packPlace(p)
		at = append(at, x, y)
	}
	r.places = few(b.whereSets.Put(at))
	if !ok || !all {
		c.odd[uint32(i)] = m
		r.mark |= markOdd
		c.skills.all, c.interests.all = c.skills.all[:begin], c.interests.all[:topics]
	}
	r.from, r.interests = c.skills.end(i, begin), c.interests.end(i, topics)
}

// learn looks up what a skill implies.
func (b *mentorMaker) learn(w word) {
	t := &b.tongue
	if _, ok := t.implies[w]; ok {
		return
	}
	t.implies[w] = nil
	for _, i := range b.tax.Implied(b.words.text(w)) {
		if n, ok := b.words.find(ofSkill, clip(i.ID)); ok { // it is: rows have what they imply
			share := uint8(min(100, i.Share/10_000))
			t.implies[w] = append(t.implies[w], implication{n, share})
			t.impliedBy[n] = append(t.impliedBy[n], implication{w, share})
		}
	}
}

// done puts the numbers of said in the order of skills, so that those of one stand together, and those of topics in theirs.
func (b *mentorMaker) done(row func(i int) *mentorRow) *mentorColumns {
	c := &b.mentorColumns
	c.few, c.speaks, c.where = b.fewSets.Done(), b.speakSets.Done(), b.whereSets.Done()
	c.said = sorted(&c.skills, c.said, func(x, y said) int { return cmp.Compare(x.skill, y.skill) })
	c.topics = sorted(&c.interests, c.topics, cmp.Compare[word])
	c.keepWhen(b.whens)
	c.ids = pack.MakeIDs(c.len(), func(i int) string { return row(i).id })
	// The columns are a part of the maker: what only made them must not stay with them.
	b.topicBy, b.fewSets, b.speakSets, b.whereSets, b.number, b.pattern, b.zoneBy, b.standBy, b.whens = nil, nil, nil, nil, nil, nil, nil, nil, nil
	return c
}

// saidRange is where the numbers of a skill stand.
func (c *mentorColumns) saidRange(w word) (from, to int) {
	for end := len(c.said); from < end; { // a question asks for hundreds
		if mid := (from + end) / 2; c.said[mid].skill < w {
			from = mid + 1
		} else {
			end = mid
		}
	}
	for to = from; to < len(c.said) && c.said[to].skill == w; to++ {
	}
	return from, to
}

// packPlace keeps a place in two numbers: counts are below 2^21, words below 2^32.
func packPlace(p place) (x, y uint64) {
	x = uint64(p.programme) << 3
	for i, is := range [...]bool{p.member, p.refuses, p.full} {
		if is {
			x |= 1 << i
		}
	}
	return x, uint64(p.capacity)<<42 | uint64(p.unanswered)<<21 | uint64(p.most)
}

func unpackPlace(x, y uint64) place {
	const count = 1<<21 - 1
	return place{
		word(x >> 3), x&1 != 0, x&2 != 0, x&4 != 0, int32(y >> 42), int32(y >> 21 & count), int32(y & count),
	}
}

// shortLists are lists of at most maxWords numbers and a few, one after the other: where each begins is told from the first of 64.
type shortLists struct {
	first []uint32
	all   []uint16
}

// end ends list i, that began at begin, and says how far from the first that is.
func (l *shortLists) end(i, begin int) (from uint16) {
	if i%64 == 0 {
		l.first = append(l.first, uint32(begin))
	}
	return uint16(begin - int(l.first[i/64]))
}

// skillsOf are the numbers of what a mentor said of skills.
func (c *mentorColumns) skillsOf(i int) []uint16 {
	l := &c.skills
	from, to := int(l.first[i/64])+int(c.rows[i].from), len(l.all)
	if i+1 < len(c.rows) {
		to = int(l.first[(i+1)/64]) + int(c.rows[i+1].from)
	}
	return l.all[from:to:to]
}

// interestsOf are the numbers of what interests a mentor, rising.
func (c *mentorColumns) interestsOf(i int) []uint16 {
	l := &c.interests
	from, to := int(l.first[i/64])+int(c.rows[i].interests), len(l.all)
	if i+1 < len(c.rows) {
		to = int(l.first[(i+1)/64]) + int(c.rows[i+1].interests)
	}
	return l.all[from:to:to]
}

// sorted puts the things that lists have the numbers of in order, and numbers them anew.
func sorted[E any](l *shortLists, things []E, by func(x, y E) int) []E {
	order := make([]uint16, len(things))
	for i := range order {
		order[i] = uint16(i)
	}
	slices.SortFunc(order, func(x, y uint16) int { return by(things[x], things[y]) })
	list, place := make([]E, len(order)), make([]uint16, len(order))
	for i, o := range order {
		list[i], place[o] = things[o], uint16(i)
	}
	for i, n := range l.all {
		l.all[i] = place[n]
	}
	l.clip()
	return list
}

func (l *shortLists) clip() {
	l.first = append(make([]uint32, 0, len(l.first)), l.first...)
	l.all = append(make([]uint16, 0, len(l.all)), l.all...)
}
