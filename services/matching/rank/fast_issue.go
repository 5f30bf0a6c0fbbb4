package rank

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/skill"
)

// issueSearch finds the best issues of a snapshot without looking at most of them. What a part of the score adds is looked up in tables
// of the question, both directions in one number; a block of issues has at most what its best marks add up to (block-max pruning, after
// Ding and Suel, "Faster top-k document retrieval using block-max indexes", 2011), and whatever could be among the best is scored by fit,
// as everybody would be. All bounds rise with every part, for the parts are cut off one by one and the harmonic mean rises with both.
type issueSearch struct {
	n       *profile
	sc      *scope
	counts  *counts
	weights *weighed
	top     *best
	says    bool // n.says()
	skills  bool // n.saysSkills()

	base    sum // of parts that nothing below knows
	kind    [nKinds]sum
	kinds   [1 << nKinds]sum // the most of some kinds
	drawn   uint8            // kinds that are never less
	fresh   [len(seenBands) + 1][len(openedDays) + 2]sum
	says64  [nSays]sum // the most of interests, causes and language
	without [nKinds][2]int64
	hits    []issueHit // what a skill is worth; 0 nothing
	rarest  int64      // the greatest rarity of hits
	most    [2]int64   // the most that a hit is worth
	words   []word     // of hits, in order
	*scratch
}

// sum is what parts add in both directions: mine above, theirs below 2^32.
type sum = uint64

func halves(s sum) (mine, theirs int64) { return int64(s >> 32), int64(s & (1<<32 - 1)) }

func (w *weighed) sum(p Part, mine, theirs int64) sum {
	var out sum
	if w.mine.w[p] != 0 {
		out = sum(w.mine.part(p, mine)) << 32
	}
	if w.theirs.w[p] != 0 {
		out |= sum(w.theirs.part(p, theirs))
	}
	return out
}

// issueHit is a skill that the newcomer wants or has: how much they are drawn to it, and what they bring by the level asked for.
type issueHit struct {
	drawn  int64
	brings [6]int64
	able   int64 // the most of brings
}

// openedDays are the ages of an issue that fresh tells apart.
var openedDays = [...]int64{60, 180, 365, 730}

func newIssueSearch(n *profile, sc *scope, c *counts, weights *weighed, top *best, s *scratch) *issueSearch {
	q := &issueSearch{
		n: n, sc: sc, counts: c, weights: weights, top: top, says: n.says(), skills: n.saysSkills(), scratch: s,
		hits: make([]issueHit, 1, 32),
	}
	for p := range Price {
		switch p {
		case Skills, Interests, Causes, Languages, Kind, Fresh:
		case Goals, Style, HoursPart, Reply, Criteria: // an issue has none
		default:
			q.base += weights.sum(p, Million, Million)
		}
	}
	for k := range nKinds {
		v := drawn(n, k)
		q.kind[k] = weights.sum(Kind, v, v)
		if k != kindCode && k != kindOther && n.kinds[k] != 0 {
			q.drawn |= 1 << k
		}
		q.without[k][0], q.without[k][1] = issueSkills(n, &issueRow{kind: k}, c)
	}
	for set := 1; set < len(q.kinds); set++ {
		for k := range nKinds {
			if set&(1<<k) != 0 {
				q.kinds[set] = max(q.kinds[set], q.kind[k]) // both directions rise together
			}
		}
	}
	for b := range q.fresh {
		for o := range q.fresh[b] {
			v := freshValue(b, o)
			q.fresh[b][o] = weights.sum(Fresh, v, v)
		}
	}
	q.learnSkills()
	q.learnSays()
	return q
}

// freshValue is fresh by bands; the last ones are of what nobody knows.
func freshValue(seenBand, openedBand int) int64 {
	seen, opened := int64(unknownSeen), int64(400_000)
	if seenBand < len(seenBands) {
		seen = seenBands[seenBand].worth
	}
	if openedBand <= len(openedDays) {
		opened = Million - 200_000*int64(openedBand)
	}
	return (seen*4 + opened) / 5
}

// freshOf is what freshness adds; 0 is unknown.
func (q *issueSearch) freshOf(seen, opened int64) sum {
	b, o := len(seenBands), len(openedDays)+1
	if seen != 0 {
		age := q.sc.now - seen
		for b = 0; b < len(seenBands)-1 && age >= (seenBands[b].days+1)*day; b++ {
		}
	}
	if opened != 0 {
		age := q.sc.now - opened
		for o = 0; o < len(openedDays) && age >= (openedDays[o]+1)*day; o++ {
		}
	}
	return q.fresh[b][o]
}

func (q *issueSearch) learnSkills() {
	note := func(w word) *issueHit {
		if w >= foreign {
			return nil
		}
		if q.scratch.at[w] == 0 {
			q.scratch.mark(w, uint16(len(q.hits)))
			q.hits = append(q.hits, issueHit{})
			q.rarest = max(q.rarest, q.counts.of(w))
		}
		return &q.hits[q.scratch.at[w]]
	}
	for _, a := range q.n.able {
		if h := note(a.skill); h != nil {
			h.drawn = 4500 * int64(a.share)
			for l := range h.brings {
				h.brings[l] = reach(uint8(l), a.level) * int64(100+a.share) / 200
			}
		}
	}
	for _, w := range q.n.wants {
		if h := note(w.skill); h != nil {
			h.drawn = Million
			for l := range h.brings {
				h.brings[l] = max(h.brings[l], reach(uint8(l), uint8(skill.WantToLearn)))
			}
		}
	}
	for i := range q.hits {
		h := &q.hits[i]
		h.able = slices.Max(h.brings[:])
		q.most[0], q.most[1] = max(q.most[0], h.drawn), max(q.most[1], h.able)
	}
	q.words = slices.Clone(q.scratch.marked)
	slices.Sort(q.words)
}

func (q *issueSearch) learnSays() {
	words := func(p Part, mine []word, yes, no int) (with [4]sum) {
		most := q.weights.sum(p, Million, Million)
		if len(mine) == 0 {
			most = q.weights.sum(p, unknownWords, unknownWords)
		}
		least := q.weights.sum(p, unknownWords, unknownWords)
		return [4]sum{0, most, least, max(most, least)}
	}
	interests := words(Interests, q.n.interests, saysTopics, saysNoTopics)
	causes := words(Causes, q.n.causes, saysCauses, saysNoCauses)
	known := int64(unknownLanguage)
	if len(q.n.spoken) > 0 {
		known = 0
		for _, s := range q.n.spoken {
			v, _, _ := tongues(q.n.spoken, []spoken{{s.language, 4}})
			known = max(known, v)
		}
	}
	least := q.weights.sum(Languages, unknownLanguage, unknownLanguage)
	most := q.weights.sum(Languages, known, known)
	for says := range q.says64 {
		q.says64[says] = interests[says&3] + causes[says>>2&3] + [4]sum{0, most, least, max(most, least)}[says>>4&3]
	}
}

// bound is a score that no issue of a block exceeds, and whether some of them may share something with who asks.
func (q *issueSearch) bound(b *issueBlock) (score int64, shares bool) {
	out := q.base + q.kinds[b.kinds] + q.says64[b.says%nSays]
	fresh := q.freshOf(b.seen, b.opened)
	if b.says&(saysNoSeen|saysNoOpened) != 0 {
		seen, opened := b.seen, b.opened
		for _, no := range [...][2]int64{{0, opened}, {seen, 0}, {0, 0}} {
			if b.says&saysNoSeen == 0 && no[0] == 0 || b.says&saysNoOpened == 0 && no[1] == 0 {
				continue
			}
			fresh = max(fresh, q.freshOf(no[0], no[1]))
		}
	}
	skills := q.skillsBound(b)
	shares = !q.says || b.kinds&q.drawn != 0 || skills[0] > 0 ||
		b.says&(saysTopics|saysCauses) != 0 && (b.high == foreign || !q.skills)
	mine, theirs := halves(out + fresh + q.weights.sum(Skills, skills[0], skills[1]))
	return harmonic(mine, theirs, int64(b.load), q.weights.price), shares
}

// skillsBound is the most that skills are worth in a block: the rarest skill of each is known, and it weighs at least as much as its
// rarity among skills that the newcomer has or wants, all of them.
func (q *issueSearch) skillsBound(b *issueBlock) (most [2]int64) {
	if b.low == foreign { // none needs anything
		for k := range nKinds {
			if b.kinds&(1<<k) != 0 {
				most = [2]int64{max(most[0], q.without[k][0]), max(most[1], q.without[k][1])}
			}
		}
		return most
	}
	rare, hit := int64(1000), &q.hits[0]
	if b.low == b.high {
		rare, hit = q.counts.of(b.low), &q.hits[q.scratch.at[b.low]]
	} else if i, _ := slices.BinarySearch(q.words, b.low); b.high == foreign || i < len(q.words) && q.words[i] <= b.high {
		return [2]int64{Million, Million}
	}
	others := int64(b.needs-1) * q.rarest
	if others == 0 && hit.able == 0 {
		return most
	}
	most[0] = min(Million, (rare*hit.drawn+others*q.most[0])/(rare+others)+1)
	most[1] = min(Million, (rare*hit.able+others*q.most[1])/(rare+others)+1)
	return most
}

// segment looks through the rows of one piece of the snapshot.
func (q *issueSearch) segment(c *issueColumns, dead []uint64) {
	q.interests.reset(c.words.Len())
	q.causes.reset(c.words.Len())
	q.voices.reset(c.words.Len())
	q.sharing, q.rest = q.sharing[:0], q.rest[:0]
	for i := range c.runs {
		score, shares := q.bound(&c.runs[i])
		if shares {
			q.sharing = append(q.sharing, bounded{int32(score), uint32(i)})
		} else {
			q.rest = append(q.rest, bounded{int32(score), uint32(i)})
		}
	}
	for shares, list := range [...][]bounded{q.sharing, q.rest} {
		for _, r := range q.descending(list) {
			run := &c.runs[r.at]
			if !q.hope(c, int64(r.score), shares == 0, run.first) {
				continue
			}
			for i := run.from; i < run.to; i++ {
				b := &c.blocks[i]
				if q.outside(b.kinds) {
					continue
				}
				if score, shares := q.bound(b); q.hope(c, score, shares, b.first) {
					q.block(c, dead, b)
				}
			}
		}
	}
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
	return score > worst.score || score == worst.score && c.ids.Compare(int(first), worst.id) < 0
}

// block looks at every row of a block.
func (q *issueSearch) block(c *issueColumns, dead []uint64, b *issueBlock) {
	var row issueRow
	for i := int(b.from); i < int(b.to); i++ {
		mark := c.marks[i]
		if mark&(markClaimed|markFull) != 0 || dead != nil && dead[i/64]&(1<<(i%64)) != 0 {
			continue
		}
		spoken, understands := q.voiceOf(c, c.voices[i])
		if !understands {
			continue
		}
		kind := mark & markKind
		interests, sharesInterest := q.wordsOf(&q.interests, Interests, q.n.interests, c, c.topics[i])
		causes, sharesCause := q.wordsOf(&q.causes, Causes, q.n.causes, c, c.causes[i])
		able, theirs := q.without[kind][0], q.without[kind][1]
		needs := c.needs.at(i)
		if len(needs) > 0 {
			able, theirs = q.skillsOf(needs)
		}
		mine, other := halves(q.base + q.kind[kind] + q.freshOf(c.seen[i], c.opened[i]) + spoken + interests + causes +
			q.weights.sum(Skills, able, theirs))
		score := harmonic(mine, other, int64(c.load[i]), q.weights.price)
		shares := !q.says || q.drawn&(1<<kind) != 0
		if !shares {
			if shares = sharesInterest || sharesCause; len(needs) > 0 && q.skills {
				shares = able > 0
			}
		}
		if !q.hope(c, score, shares, uint32(i)) {
			continue
		}
		c.row(i, &row)
		if q.sc.issue(q.n, &row) != None {
			continue
		}
		v := fit(q.n, &row, q.counts, q.sc.now)
		_, x := q.weights.mine.add(&v.mine)
		_, y := q.weights.theirs.add(&v.theirs)
		q.top.offer(scored{lessIssue(q.n, &row, &v), harmonic(x, y, row.load, q.weights.price), row.id})
	}
}

// skillsOf is issueSkills by hits.
func (q *issueSearch) skillsOf(needs []need) (mine, theirs int64) {
	var all, drawnTo, able int64
	for _, s := range needs {
		r := int64(q.counts.rare[s.skill])
		all += r
		if at := q.scratch.at[s.skill]; at != 0 {
			h := &q.hits[at]
			drawnTo += r * h.drawn
			able += r * h.brings[s.level]
		}
	}
	if drawnTo|able == 0 {
		return 0, 0
	}
	return drawnTo / all, able / all
}

// wordsOf is what one set of words adds, and whether some are shared.
func (q *issueSearch) wordsOf(m *memo, p Part, mine []word, c *issueColumns, set uint32) (sum, bool) {
	if v, flag, ok := m.get(set); ok {
		return v, flag
	}
	theirs := c.words.At(set)
	a, b := wordParts(mine, theirs, q.counts, unknownWords)
	v, shares := q.weights.sum(p, a, b), len(mine) > 0 && len(theirs) > 0 && a > 0
	m.put(set, v, shares)
	return v, shares
}

// voiceOf is what a language adds, and whether it is one of the newcomer's.
func (q *issueSearch) voiceOf(c *issueColumns, voice uint32) (sum, bool) {
	if v, flag, ok := q.voices.get(voice); ok {
		return v, flag
	}
	l := c.words.At(voice)
	a, ok := issueLanguage(q.n, &issueRow{language: l[0], target: l[1]})
	v := q.weights.sum(Languages, a, a)
	q.voices.put(voice, v, ok)
	return v, ok
}
