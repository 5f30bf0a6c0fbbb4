package rank

import (
	"cmp"
	"slices"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/rank/pack"
)

// mentorSearch finds the best mentors of a snapshot. A bit of each mentor says whether they have some skill that matters, share an interest, a
// cause or a language, want to work in some way, might share hours, and the like; each adds so much at most, and 64 mentors at a time are found
// that could reach a score (adder), which is guessed so that few can. Those are looked at, who could have the most first: they soon tell what others
// must have, and whoever falls short of it by the bits alone is not looked at. Whoever is looked at is scored from tables to the last
// millionth, as pair scores everybody.
type mentorSearch struct {
	n       *profile
	sc      *scope
	counts  *counts
	weights *weighed
	top     *best
	says    bool // n.says(), and who shares nothing comes after all others
	skills  bool // n.saysSkills()
	words   []skillWord
	wanted  int64 // rarity of all that is wanted
	known   int64 // and of what is known beside
	later   sum   // criteria at their most
	base    int64 // the most of all that no bit tells, but for what blocks know
	c       *mentorColumns
	delta   bool // c is one
	*scratch

	features                    []feature
	tongues                     []tongueFeature
	commonWorth                 [6]int64    // by mentorBlock.tongue
	highest                     int64       // of bounds
	touched                     uint32      // of touch, so that it is not left out
	told                        []feature   // of skills
	shared                      [2][]uint64 // who has some of the interests and causes
	unknown                     [2]sum      // of interests and causes
	leastFormat                 int64       // of formatFit
	unknownVoice                sum
	voiceAt                     [5]sum   // by the lesser level
	fitScore, fitPrice, fitThen int64    // of fit
	knowsWay                    [2]bool  // goals and style are told by features
	key                         pack.Key // of before
	full                        bool     // there were too many effects
	unknownParts                bool     // of the score, that are not looked up here
}

// skillWord is a skill that the newcomer wants or has, and what a mentor's can add.
type skillWord struct {
	word    word
	rare    int64
	level   uint8 // of the newcomer
	want    bool
	sources int   // of mentorSearch.sources: where its begin
	best    int64 // the most that one of the mentors' adds, as far as rare goes
	well    int64 // the most that one adds who has it well by what it is implied by
	weak    int64 // likewise, who does not have it well
}

// effect is what one thing that mentors said does for one skillWord; of several the one with the greatest order counts, as in able.
type effect struct {
	word   uint16
	order  uint32 // said before implied, then share, then level
	gain   int64  // of Million
	teach  bool
	follow uint16 // the next effect of the same thing; 0 none
}

// feature is a bit of each mentor and the most that it adds, in both directions together.
type feature struct {
	bits []uint64
	gain int64
}

// tongueFeature is who speaks a language so well: it adds to 0, and less by what the block's common language, or who speaks it less well, is worth.
type tongueFeature struct {
	feature
	under int64
}

// over is what it adds to the common language.
func (f *tongueFeature) over(common int64) int64 { return max(f.gain, common) - max(f.under, common) }

func (x *Index) bestMentors(q *question, top *best) {
	memory := x.scratch()
	defer x.back(memory)
	s := newMentorSearch(&q.n, &q.sc, q.w.mentors.counts, &q.weights, top, memory)
	s.segment(q.w.mentors.base.(*mentorColumns), q.w.mentors.dead)
	s.delta = true
	s.segment(q.w.mentors.delta.(*mentorColumns), nil)
}

func newMentorSearch(n *profile, sc *scope, c *counts, weights *weighed, top *best, s *scratch) *mentorSearch {
	q := &mentorSearch{n: n, sc: sc, counts: c, weights: weights, top: top, says: n.says(), skills: n.saysSkills(), scratch: s}
	q.words = make([]skillWord, 0, len(n.wants)+len(n.able))
	for _, w := range n.wants {
		r := c.of(w.skill)
		q.wanted += r
		q.words = append(q.words, skillWord{word: w.skill, rare: r, level: w.level, want: true})
	}
	i := 0
	for _, a := range n.able {
		if a.share < 100 || a.level < uint8(skill.TriedIt) {
			continue
		}
		for i < len(n.wants) && n.wants[i].skill < a.skill {
			i++
		}
		if i < len(n.wants) && n.wants[i].skill == a.skill {
			continue
		}
		r := c.of(a.skill)
		q.known += r
		q.words = append(q.words, skillWord{word: a.skill, rare: r, level: a.level})
	}
	q.later = weights.sum(Criteria, Million, Million)
	q.unknownVoice = weights.sum(Languages, unknownLanguage, unknownLanguage)
	for level := range q.voiceAt {
		v, _ := tongues([]spoken{{0, uint8(level)}}, []spoken{{0, uint8(level)}})
		q.voiceAt[level] = weights.sum(Languages, v, v)
	}
	for p := range Price {
		switch p {
		case Skills, Interests, Causes, Languages, Goals, Style, HoursPart, Reply, Criteria:
		case Kind, Fresh: // people have none
		default:
			most := weights.sum(p, Million, Million) // another part: at its most; pair knows it
			q.later, q.unknownParts = q.later+most, q.unknownParts || most > 0
		}
	}
	return q
}

// linear is a sum of both directions together.
func linear(s sum) int64 {
	a, b := halves(s)
	return a + b
}

// prepare learns what the mentors of one piece can add.
func (q *mentorSearch) prepare(c *mentorColumns) {
	q.c = c
	q.causes.reset(c.few.Len())
	q.goals.reset(c.few.Len())
	q.style.reset(c.few.Len() * 3)
	q.effects, q.sources = append(q.effects[:0], effect{}), q.sources[:0]
	if len(q.does) < len(c.said) {
		q.does = make([]uint16, len(c.said)+len(c.said)/8)
	}
	clear(q.does[:len(c.said)])
	for i := range q.words {
		q.words[i].best, q.words[i].well, q.words[i].weak = 0, 0, 0
		q.words[i].sources = len(q.sources)
		q.note(i, q.words[i].word, 100, true)
		for _, by := range c.tongue.impliedBy[q.words[i].word] {
			q.note(i, by.word, by.share, false)
		}
	}
	q.feature()
	q.bound()
	q.adders()
}

// note adds what everybody who said a skill adds to word i.
func (q *mentorSearch) note(i int, by word, share uint8, direct bool) {
	from, to := q.c.saidRange(by)
	w := &q.words[i]
	implied := int64(0)
	for n := from; n < to; n++ {
		s := q.c.said[n]
		e := effect{word: uint16(i), follow: q.does[n]}
		var level uint8
		switch {
		case direct:
			e.teach, e.order, level = s.teach, 1<<16, s.canDo()
		case s.level <= uint8(skill.WantToLearn):
			continue
		default:
			level = impliedLevel(s.level, share)
		}
		e.order |= uint32(share)<<8 | uint32(level)
		if w.want {
			e.gain = gapFit(level, w.level) * int64(share) / 100
		} else if level >= uint8(skill.WithHelp) {
			e.gain = int64(share) * (Million / 100)
		}
		w.best = max(w.best, e.gain)
		switch a := (able{level: level, share: share}); {
		case direct:
			q.sources = append(q.sources, source{uint32(n), uint32(n + 1), e.gain, e.teach, level})
		case a.good():
			w.well, implied = max(w.well, e.gain), max(implied, e.gain)
		default:
			w.weak, implied = max(w.weak, e.gain), max(implied, e.gain)
		}
		if len(q.effects) > 1<<16-2 { // of a taxonomy that implies nearly everything by everything
			q.full = true
			return
		}
		q.does[n] = uint16(len(q.effects))
		q.effects = append(q.effects, e)
	}
	if implied > 0 {
		q.sources = append(q.sources, source{uint32(from), uint32(to), implied, false, 0})
	}
}

// value is skillParts by what is got of what is wanted, and shared of what is known.
func (q *mentorSearch) value(got, shared int64) int64 {
	switch {
	case q.wanted == 0 && q.known == 0:
		return unknownSkills
	case q.wanted == 0:
		return shared / q.known
	case q.known == 0:
		return got / q.wanted
	}
	return (got/q.wanted*8 + shared/q.known*2) / 10
}

// mostFeatures bounds the work of one block: of more, the lesser ones are one.
const mostFeatures = 80

// feature finds the bits and what they add.
func (q *mentorSearch) feature() {
	words := (q.c.len() + 63) / 64
	q.bits = q.bits[:0]
	q.any = q.room(words)
	skills := q.skills0[:0]
	for i := range q.words {
		if w := &q.words[i]; w.best > 0 && w.word < foreign {
			end := len(q.sources)
			if i+1 < len(q.words) {
				end = q.words[i+1].sources
			}
			skills = q.skillFeatures(skills, w, q.sources[w.sources:end])
		}
	}
	q.told, q.skills0 = skills, skills
	q.features = append(q.features[:0], skills...)
	if q.base = linear(q.later); len(q.words) == 0 {
		q.base += linear(q.weights.sum(Skills, unknownSkills, unknownSkills))
	}
	q.wordFeatures(0, Interests, q.n.interests, noInterests)
	q.wordFeatures(1, Causes, q.n.causes, noCauses)
	q.replyFeatures()
	q.tongueFeatures()
	q.hourFeatures()
	q.wayFeatures()
	if len(q.features) > mostFeatures {
		slices.SortFunc(q.features, func(a, b feature) int { return cmp.Compare(b.gain, a.gain) })
		rest := feature{bits: q.room(words)}
		for _, f := range q.features[mostFeatures-1:] {
			or(rest.bits, f.bits)
			rest.gain += f.gain
		}
		q.features = append(q.features[:mostFeatures-1], rest)
	}
}

// wordFeatures are those who share an interest (0) or a cause (1), all of them, by each word, and who named none.
func (q *mentorSearch) wordFeatures(which int, p Part, mine []word, none trait) {
	unknown := q.weights.sum(p, unknownWords, unknownWords)
	q.unknown[which], q.shared[which] = unknown, nil
	if len(mine) == 0 {
		q.base += linear(unknown)
		return
	}
	words := len(q.c.free)
	q.add(q.c.traits[none], linear(unknown))
	shared, all := q.room(words), int64(0)
	for _, w := range mine {
		all += q.counts.of(w)
	}
	for _, w := range mine {
		if w >= foreign {
			continue
		}
		bits := q.c.tags.Bits(uint32(w))
		if bits == nil {
			bits = q.room(words)
			q.c.tags.Or(uint32(w), bits) // postings
		}
		or(shared, bits)
		// What is cut off at two divisions is made good, here and below.
		q.add(bits, linear(q.weights.sum(p, min(Million, q.counts.of(w)*Million/all+1), 0))+1)
	}
	q.add(shared, linear(q.weights.sum(p, 0, Million)))
	or(q.any, shared)
	q.shared[which] = shared
}

func (q *mentorSearch) add(bits []uint64, gain int64) {
	if gain > 0 {
		q.features = append(q.features, feature{bits, gain})
	}
}

func (q *mentorSearch) replyFeatures() {
	part := func(v int64) int64 { return linear(q.weights.sum(Reply, v, v)) }
	q.base += part(promptReply)
	q.add(q.c.traits[answersSoon], part(swiftReply)-part(promptReply))
	q.add(q.c.traits[answersAtOnce], part(Million)-part(swiftReply))
}

// tongueFeatures are who speaks one of the newcomer's languages, but for the common one, of which the block knows the level.
func (q *mentorSearch) tongueFeatures() {
	part := func(v int64) int64 { return linear(q.weights.sum(Languages, v, v)) }
	words := len(q.c.free)
	q.tongues, q.commonWorth = q.tongues[:0], [6]int64{}
	q.understood = q.room(words)
	unknown := part(unknownLanguage)
	if len(q.n.spoken) == 0 {
		for i := range q.understood {
			q.understood[i] = ^uint64(0)
		}
		for t := range q.commonWorth {
			q.commonWorth[t] = unknown
		}
		return
	}
	copy(q.understood, q.c.traits[silent])
	q.tongues = append(q.tongues, tongueFeature{feature{q.c.traits[silent], unknown}, 0})
	for i, s := range q.n.spoken {
		if s.language >= foreign {
			continue
		}
		if s.language == q.c.common {
			for t := 1; t < len(q.commonWorth); t++ {
				v, _ := tongues(q.n.spoken[i:i+1], []spoken{{s.language, uint8(t - 1)}})
				q.commonWorth[t] = part(v)
			}
			if bits := q.c.tags.Bits(uint32(s.language)); bits != nil {
				or(q.understood, bits)
			} else {
				q.c.tags.Or(uint32(s.language), q.understood)
			}
			continue
		}
		q.voiceFeatures(s, part)
	}
}

// mostVoices is below which words of languages have a level beside them in 32 bits.
const mostVoices = 1 << 28

// voiceFeatures are who speaks a language so well, or better.
func (q *mentorSearch) voiceFeatures(s spoken, part func(int64) int64) {
	var last []uint64
	for level := 4; level >= 0; level-- {
		tag := voice(s.language, uint8(level))
		if last == nil || level < int(s.level) {
			if !q.c.voices.Any(tag) {
				continue
			}
			bits := q.room(len(q.c.free))
			or(bits, last)
			v, _ := tongues([]spoken{s}, []spoken{{s.language, uint8(level)}})
			if n := len(q.tongues); last != nil {
				q.tongues[n-1].under = part(v)
			}
			q.tongues = append(q.tongues, tongueFeature{feature{bits, part(v)}, 0})
			last = bits
		}
		if bits := q.c.voices.Bits(tag); bits != nil {
			or(last, bits)
		} else {
			q.c.voices.Or(tag, last)
		}
	}
	or(q.understood, last)
}
