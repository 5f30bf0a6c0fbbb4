package rank

import (
	"cmp"
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

	base  sum // of parts that nothing below knows
	kind  [nKinds]sum
	kinds [1 << nKinds]sum // the most of some kinds
	drawn uint8            // kinds that are never less
	fresh [len(seenBands) + 1][len(openedDays) + 2]sum
	mind  uint64 // bits of the newcomer's interests and causes, as in issueColumns.sieves
	hears [2]struct {
		mind uint64    // of the newcomer's interests, and of their causes
		gain [64]int64 // what those of a bit add to how much the newcomer is drawn, at most
	}
	apart                [2][2]sum // what interests and causes add of which none are shared, by whether there are any
	allTheirs            [2]int64  // what interests and causes add to the other direction, at most
	voice                [4]sum    // the most that language adds, by what is known of some
	sharedBy             [2][]sharedWord
	saidBy               [2]bool
	unknown              [2]sum     // interests and causes where they are not known
	mostWords            sum        // both, at their most
	need                 int64      // least(), while bounds are made
	skillsMost, saysMost sum        // of boundOf
	share                [2]float64 // what skills weigh of all, in both directions
	without              [nKinds][2]int64
	hits                 []issueHit                // what a skill is worth; 0 nothing
	drawnTo              []hitWord                 // hits, by what they add to how much the newcomer is drawn
	brings               []hitWord                 // likewise, to what they bring
	sieve                [8]uint64                 // bits of hits, as issueBlock.skills has them
	sieved               [8 * 64]uint16            // by bit: the first of chain; 0 none
	chain                []hitChain                // hits
	common               []int32                   // how many of the piece need each hit, rising
	together             [][2][maxOthers + 1]int64 // by it: what the most of this hit and the more common ones add up to
	c                    *issueColumns
	delta                bool   // c is one
	rests                bool   // nothing is left that shares
	alike, past          uint32 // rows of c: those between are known
	touched              uint64 // of touch, so that it is not left out
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

// hitWord is a hit with its rarity, as far as it counts (thousandths of millionths).
type hitWord struct {
	word   word
	have   int32 // how many of the piece need it
	weight int64
}

// hitChain is a hit with both weights, and the next one of the same bit.
type hitChain struct {
	word          word
	have          int32
	next          uint16
	drawn, brings int64
}

// maxOthers: of more skills of one issue nothing is told apart.
const maxOthers = 8

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
		default: // another part: at its most; fit knows it
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
	for i, d := range [...]*direction{&weights.mine, &weights.theirs} {
		q.share[i] = float64(d.w[Skills]) / float64(d.sum)
	}
	q.learnSkills()
	q.learnSays()
	return q
}

// freshValue is fresh by bands; the last ones are of what nobody knows.
func freshValue(seenBand, openedBand int) int64 {
	seen, opened := freshParts(seenBand, openedBand)
	return (seen*4 + opened) / 5
}

// freshParts are what freshValue is made of.
func freshParts(seenBand, openedBand int) (seen, opened int64) {
	seen, opened = int64(unknownSeen), int64(400_000)
	if seenBand < len(seenBands) {
		seen = seenBands[seenBand].worth
	}
	if openedBand <= len(openedDays) {
		opened = Million - 200_000*int64(openedBand)
	}
	return seen, opened
}

// freshOf is what freshness adds; 0 is unknown.
func (q *issueSearch) freshOf(seen, opened int64) sum {
	b, o := len(seenBands), len(openedDays)+1
	if seen != 0 {
		b = int(bandsOfDay[daysOf(q.sc.now-seen)].seen)
	}
	if opened != 0 {
		o = int(bandsOfDay[daysOf(q.sc.now-opened)].opened)
	}
	return q.fresh[b][o]
}

// daysOf are whole days, as far as bandsOfDay goes.
func daysOf(age int64) uint64 { return min(uint64(max(0, age))/day, uint64(len(bandsOfDay)-1)) }

// bandsOfDay are the bands of what was seen, or opened, so many days ago; of the last, more.
var bandsOfDay = func() (of [732]struct{ seen, opened uint8 }) {
	for days := range of {
		at := &of[days]
		for int64(days) > seenBands[at.seen].days {
			at.seen++
		}
		for int(at.opened) < len(openedDays) && int64(days) > openedDays[at.opened] {
			at.opened++
		}
	}
	return of
}()

func (q *issueSearch) learnSkills() {
	note := func(w word) *issueHit {
		if w >= foreign {
			return nil
		}
		if q.scratch.at[w] == 0 {
			q.scratch.mark(w, uint16(len(q.hits)))
			q.hits = append(q.hits, issueHit{})
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
	for _, w := range q.scratch.marked {
		h := &q.hits[q.scratch.at[w]]
		h.able = slices.Max(h.brings[:])
		rare := q.counts.of(w)
		q.drawnTo = append(q.drawnTo, hitWord{w, 0, rare * h.drawn})
		q.brings = append(q.brings, hitWord{w, 0, rare * h.able})
	}
	for _, list := range [...][]hitWord{q.drawnTo, q.brings} {
		slices.SortFunc(list, func(a, b hitWord) int { return cmp.Compare(b.weight, a.weight) })
	}
}

// count looks up how many need what, in one piece.
func (q *issueSearch) count() {
	q.common, q.together = q.common[:0], q.together[:0]
	for _, list := range [...][]hitWord{q.drawnTo, q.brings} {
		for i := range list {
			if list[i].have = 0; int(list[i].word) < len(q.c.have) {
				list[i].have = q.c.have[list[i].word]
			}
		}
	}
	q.sieve, q.sieved, q.chain = [8]uint64{}, [8 * 64]uint16{}, append(q.chain[:0], hitChain{})
	for _, w := range q.drawnTo {
		q.common = append(q.common, w.have)
		first := &q.sieved[w.word%(8*64)]
		rare, h := q.counts.of(w.word), &q.hits[q.scratch.at[w.word]]
		q.chain = append(q.chain, hitChain{w.word, w.have, *first, rare * h.drawn, rare * h.able})
		*first = uint16(len(q.chain) - 1)
		q.sieve[w.word/64%8] |= 1 << (w.word % 64)
	}
	slices.Sort(q.common)
	q.common = slices.Compact(q.common)
	for i := 0; i <= len(q.common); i++ {
		var t [2][maxOthers + 1]int64
		for d, list := range [...][]hitWord{q.drawnTo, q.brings} {
			n := 0
			for j := 0; j < len(list) && n < maxOthers && i < len(q.common); j++ {
				if list[j].have >= q.common[i] {
					n++
					t[d][n] = t[d][n-1] + list[j].weight
				}
			}
			for ; n < maxOthers; n++ {
				t[d][n+1] = t[d][n]
			}
		}
		q.together = append(q.together, t)
	}
}

func (q *issueSearch) learnSays() {
	for i, list := range [...][]word{q.n.interests, q.n.causes} {
		p := [...]Part{Interests, Causes}[i]
		q.unknown[i] = q.weights.sum(p, unknownWords, unknownWords)
		most := q.unknown[i]
		if q.saidBy[i] = len(list) > 0; q.saidBy[i] {
			a, b := halves(q.weights.sum(p, Million, Million))
			x, y := halves(most)
			most = sum(max(a, x))<<32 | sum(max(b, y))
			q.allTheirs[i] = b
		}
		q.mostWords += most
		all := int64(0)
		for _, w := range list {
			all += q.counts.of(w)
			q.mind |= sieveBit(w)
		}
		for _, w := range list {
			if w >= foreign { // no row has it
				continue
			}
			part := q.counts.of(w) * Million / all
			gain := linear(q.weights.sum(p, min(Million, part+1), 0)) + 1 // what is cut off at a division is made good
			q.sharedBy[i] = append(q.sharedBy[i], sharedWord{w % 256, part, gain})
			q.hears[i].mind |= sieveBit(w)
			q.hears[i].gain[w%sieveCauses] += gain
		}
	}
	for i := range q.apart {
		for j := range q.apart[i] {
			if i == 0 || !q.saidBy[0] {
				q.apart[i][j] += q.unknown[0]
			}
			if j == 0 || !q.saidBy[1] {
				q.apart[i][j] += q.unknown[1]
			}
		}
	}
	known := int64(unknownLanguage)
	if len(q.n.spoken) > 0 {
		known = 0
		for _, s := range q.n.spoken {
			v, _ := tongues(q.n.spoken, []spoken{{s.language, 4}})
			known = max(known, v)
		}
	}
	least := q.weights.sum(Languages, unknownLanguage, unknownLanguage)
	most := q.weights.sum(Languages, known, known)
	q.voice = [4]sum{0, most, least, max(most, least)}
}

// sharedWord is an interest or a cause of the newcomer, and what of theirs it is.
type sharedWord struct {
	bit  word
	part int64
	gain int64 // what it adds to how much the newcomer is drawn, at most
}
