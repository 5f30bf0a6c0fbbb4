package rank

import (
	"cmp"
	"slices"

	"github.com/waymark-dev/waymark/pkg/skill"
)

// Reason is one reason for or against, as a code that pages translate. It only holds what the one who asks has said, or the other
// side shows to everybody: never the other side's private wishes.
type Reason struct {
	Code   string
	Words  []string // ids of skills, causes, interests, languages or kinds; at most three
	From   []string // skills from which Words were concluded; at most three
	Band   string   // where something is told by its band only
	Credit int64
}

// Codes of reasons for.
const (
	CanTeach        = "can_teach"            // skills that the newcomer wants to learn, and the mentor lists among what to teach
	KnowsWanted     = "knows_what_you_learn" // skills that the newcomer wants to learn, and the mentor said to know
	BothKnow        = "both_know"            // skills
	KnowsRelated    = "knows_related"        // skills that the newcomer wants to learn, from skills that the mentor has
	SharedInterests = "shared_interests"     // words
	SharedCauses    = "shared_causes"        // causes
	SpeaksWithYou   = "speaks_with_you"      // a language
	GoalsFit        = "goals_fit"            // no words: goals are private
	StyleFits       = "style_fits"           // no words
	HoursOverlap    = "hours_overlap"        // a band
	SameTimes       = "same_part_of_day"     // a band: hours_overlap for who sends a profile along
	AnswersSoon     = "answers_soon"         // measured
	CriteriaMet     = "criteria_met"         // the programme's
	UsesWanted      = "uses_what_you_learn"  // an issue and what the newcomer wants to learn
	UsesKnown       = "uses_what_you_know"
	NearKnown       = "near_what_you_know" // skills, from those that the newcomer said
	UsesDone        = "uses_what_you_did"  // skills that earlier work shows, where none is one that the newcomer said
	NearDone        = "near_what_you_did"  // likewise, from skills that earlier work shows
	AboutDone       = "about_what_you_did" // topics of earlier work, likewise
	KindDone        = "kind_you_did"       // of earlier work, likewise
	KindFits        = "kind_fits"          // of work
	KindWanted      = "kind_you_learn"     // likewise; in place of kind_fits where it is a skill that the newcomer wants to learn
	InYourLanguage  = "in_your_language"
	IntoYours       = "into_your_language" // the language that a translation is to be in
	SeenOpen        = "recently_seen_open" // a band
)

// Codes of what is missing.
const (
	DoesNotTeach   = "does_not_cover" // skills that the newcomer wants to learn
	OtherInterests = "other_interests"
	OtherCauses    = "other_causes"
	LittleLanguage = "little_common_language"
	OtherGoals     = "other_goals"
	OtherStyle     = "other_style"
	FewHours       = "few_common_hours" // a band
	AnswersLate    = "answers_late"
	Unmeasured     = "new_here"
	CriteriaUnmet  = "criteria_not_met"
	NeedsMore      = "needs_more" // skills of an issue that the newcomer neither said nor wants, nor that go with one of those
	OtherKind      = "other_kind_of_work"
	LongAgo        = "seen_open_long_ago" // a band
	InDemand       = "in_demand"          // the price
)

const maxReasons, maxReasonWords = 3, 3

// told is one part in words: what speaks for it, or what is missing; "" where there is nothing to say.
type told struct {
	good, bad           string
	goodWords, badWords []string
	from                []string // of goodWords
	band                string
	above               bool // bad goes before all other gaps
}

func explainMentor(r *profiler, n *profile, m *mentorRow, w *world, s *scope, weights *weighed) Result {
	c := w.mentors.counts
	v := pair(n, m, c, s.criteria)
	var t [nParts]told
	tellPeople(r, n, &m.profile, c, &t)
	switch {
	case m.answered < newHere:
		t[Reply].bad = Unmeasured
	case m.reply >= 700_000:
		t[Reply].good = AnswersSoon
	default:
		t[Reply].bad = AnswersLate
	}
	if len(s.criteria) > 0 {
		t[Criteria].good = CriteriaMet
		if v.mine[Criteria] < Million/2 {
			t[Criteria] = told{bad: CriteriaUnmet}
		}
	}
	out := assemble(r, &v, &t, m.price(s.programme), weights)
	out.Less = lessPeople(n, &m.profile, &v)
	out.ID, out.Wait, out.Load, out.Limit, out.Week = m.id, m.waitBand(), m.loadBand(s.programme), s.mentor(n, m), w.zones.week
	return out
}

func explainNewcomer(r *profiler, n *newcomerRow, m *mentorRow, w *world, s *scope, weights *weighed) Result {
	c := w.mentors.counts
	v := pair(&n.profile, m, c, s.criteria)
	var t [nParts]told
	tellPeople(r, &n.profile, &m.profile, c, &t)
	out := assemble(r, &v, &t, 0, weights)
	out.Less = !s.asked[n.id] && lessPeople(&n.profile, &m.profile, &v)
	out.ID, out.Limit, out.Week = n.id, s.newcomer(&m.profile, n), w.zones.week
	return out
}

// tellPeople puts the parts of two people into words.
func tellPeople(r *profiler, n, m *profile, c *counts, t *[nParts]told) {
	var teaches, knows, related, misses, both []weightedWord
	for _, x := range n.wants {
		i, ok := findAble(m.able, x.skill)
		switch {
		case ok && m.able[i].teach && gapFit(m.able[i].level, x.level) < 400_000: // offered, though the newcomer knows as much: neither
		case !ok || gapFit(m.able[i].level, x.level) < 400_000:
			misses = append(misses, weightedWord{x.skill, c.of(x.skill)})
		case m.able[i].share == 100 && !m.able[i].teach:
			knows = append(knows, weightedWord{x.skill, c.of(x.skill)})
		case m.able[i].share == 100:
			teaches = append(teaches, weightedWord{x.skill, c.of(x.skill)})
		default:
			related = append(related, weightedWord{x.skill, c.of(x.skill) * int64(m.able[i].share)})
		}
	}
	for _, a := range n.able {
		if i, ok := findAble(m.able, a.skill); ok && a.share == 100 && m.able[i].share == 100 && m.able[i].level >= uint8(skill.WithHelp) &&
			a.level >= uint8(skill.TriedIt) {
			both = append(both, weightedWord{a.skill, c.of(a.skill)})
		}
	}
	switch {
	case len(teaches) > 0:
		t[Skills].good, t[Skills].goodWords = CanTeach, heaviest(r, teaches)
	case len(knows) > 0:
		t[Skills].good, t[Skills].goodWords = KnowsWanted, heaviest(r, knows)
	case len(related) > 0:
		t[Skills].good, t[Skills].goodWords = KnowsRelated, heaviest(r, related)
		t[Skills].from = impliers(r, m, t[Skills].goodWords, false)
	case len(both) > 0:
		t[Skills].good, t[Skills].goodWords = BothKnow, heaviest(r, both)
	}
	if len(misses) > 0 {
		t[Skills].bad, t[Skills].badWords = DoesNotTeach, heaviest(r, misses)
	}
	tellWords(r, n.interests, m.interests, c, &t[Interests], SharedInterests, OtherInterests)
	tellWords(r, n.causes, m.causes, c, &t[Causes], SharedCauses, OtherCauses)
	if v, best := bestTongue(r, n.spoken, m.spoken); best != "" {
		t[Languages] = told{good: SpeaksWithYou, goodWords: []string{best}}
		if v < 700_000 {
			t[Languages] = told{bad: LittleLanguage, badWords: []string{best}}
		}
	}
	if len(n.goals) > 0 && len(m.goals) > 0 {
		t[Goals] = told{good: GoalsFit}
		if a, _ := codeParts(n.goals, m.goals); a == 0 {
			t[Goals] = told{bad: OtherGoals}
		}
	}
	a, _ := codeParts(n.style, m.style)
	switch f := formatFit(n.format, m.format); {
	case f < 500_000, len(n.style) > 0 && len(m.style) > 0 && a == 0:
		t[Style] = told{bad: OtherStyle}
	case len(n.style) > 0 && len(m.style) > 0, f == Million && n.format != formatEither:
		t[Style] = told{good: StyleFits}
	}
	if _, band, _ := meeting(n, m); !n.mask.empty() && !m.mask.empty() && !(n.format == formatWriting && m.format == formatWriting) {
		t[HoursPart] = told{good: HoursOverlap, band: shareNames[band]}
		switch {
		case band < shareTwo:
			t[HoursPart] = told{bad: FewHours, band: shareNames[band]}
		case n.coarse:
			t[HoursPart].good = SameTimes
		}
	}
}

// bestTongue is the language that tongues scores, and "" where nobody said one in common; ties by id, since the numbers of words depend
// on what the index met first.
func bestTongue(r *profiler, x, y []spoken) (value int64, id string) {
	for _, s := range x {
		v := inTongue(s, y)
		if v < max(value, 1) {
			continue
		}
		if text := r.text(s.language); v > value || text < id {
			value, id = v, text
		}
	}
	return value, id
}

func tellWords(r *profiler, mine, theirs []word, c *counts, t *told, good, bad string) {
	var both []weightedWord
	for _, w := range mine {
		if _, ok := slices.BinarySearch(theirs, w); ok {
			both = append(both, weightedWord{w, c.of(w)})
		}
	}
	switch {
	case len(both) > 0:
		t.good, t.goodWords = good, heaviest(r, both)
	case len(mine) > 0 && len(theirs) > 0:
		t.bad = bad
	}
}

// assemble joins the parts, and picks the three best reasons and the greatest gap: the part that lost most of its weight.
func assemble(r *profiler, v *values, t *[nParts]told, load int64, weights *weighed) Result {
	mine, a := weights.mine.add(&v.mine)
	theirs, b := weights.theirs.add(&v.theirs)
	out := Result{Weights: weights.version}
	out.Credits, out.Score = join(mine, theirs, a, b, load, weights.price)
	var some [nParts]Part // that speak for it, the greatest credit first
	n := 0
	for p := range Price {
		if t[p].good == "" || out.Credits[p] <= 0 {
			continue
		}
		at := n
		for ; at > 0 && out.Credits[some[at-1]] < out.Credits[p]; at-- {
			some[at] = some[at-1]
		}
		some[at] = p
		n++
	}
	good := some[:n]
	var words [nParts * 2 * maxReasonWords]string
	named := namedBy(words[:0], t, good)
	above := false
	for p := range Price {
		part := PartResult{Part: p, Credit: out.Credits[p]}
		if r.allParts && slices.Contains(good, p) {
			reason := t[p].reason(out.Credits[p])
			part.Good = &reason
		}
		lost := out.Credits[p] - max(weights.mine.w[p]*Million/weights.mine.sum, weights.theirs.w[p]*Million/weights.theirs.sum)
		if words, ok := unnamed(&t[p], named); ok && lost < 0 {
			gap := t[p].above || !above && (out.Gap == nil || lost < out.Gap.Credit)
			if gap || r.allParts {
				part.Bad = &Reason{Code: t[p].bad, Words: words, Band: t[p].band, Credit: lost}
			}
			if gap {
				out.Gap, above = part.Bad, t[p].above
			}
		}
		if r.allParts && (weights.mine.w[p] > 0 || weights.theirs.w[p] > 0) {
			out.Parts = append(out.Parts, part)
		}
	}
	if load >= 200_000 && out.Credits[Price] < 0 && !above && (out.Gap == nil || out.Credits[Price] < out.Gap.Credit) {
		out.Gap = &Reason{Code: InDemand, Credit: out.Credits[Price]}
	}
	out.Reasons = different(t, good, &out.Credits)
	return out
}

// reason is what speaks for it.
func (t *told) reason(credit int64) Reason {
	return Reason{t.good, t.goodWords, t.from, t.band, credit}
}

// namedBy adds the skills, topics and kinds of work that reasons name; ids of languages are not those of skills.
func namedBy(out []string, t *[nParts]told, good []Part) []string {
	for _, p := range good {
		if !ofLanguages(t[p].good) {
			out = append(append(out, t[p].goodWords...), t[p].from...)
		}
	}
	return out
}

func ofLanguages(code string) bool {
	return code == SpeaksWithYou || code == InYourLanguage || code == IntoYours || code == LittleLanguage
}

// unnamed are the words of a gap that no reason of the same answer names, whatever its part; false if there is no gap, or none is left of it.
func unnamed(t *told, named []string) ([]string, bool) {
	if len(t.badWords) == 0 || ofLanguages(t.bad) {
		return t.badWords, t.bad != ""
	}
	out := without(t.badWords, named)
	return out, len(out) > 0
}

// without are the words of a list that others do not have; the list itself where they have none of it.
func without(list, others []string) []string {
	has := func(w string) bool { return slices.Contains(others, w) }
	if !slices.ContainsFunc(list, has) {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), has)
}

// different are the first reasons, at most three, that say something new: one word, be it a skill, a topic or a kind of work, is said once.
func different(t *[nParts]told, good []Part, credits *Credits) []Reason {
	out, said := make([]Reason, 0, min(len(good), maxReasons)), make([]string, 0, maxReasons*maxReasonWords)
	for _, p := range good {
		if len(out) == maxReasons {
			break
		}
		x := t[p].reason(credits[p])
		if !ofLanguages(x.Code) {
			fresh := without(x.Words, said)
			if len(fresh) == 0 && len(x.Words) > 0 {
				continue
			}
			if len(x.From) == 0 { // else which of them the words come from is not known any more
				x.Words = fresh
			}
			said = append(said, x.Words...)
		}
		out = append(out, x)
	}
	return out
}

// impliers are the skills that somebody said, or that their earlier work shows, and that say most of some others; at most three.
func impliers(r *profiler, p *profile, words []string, shown bool) []string {
	var out []string
	for _, w := range words {
		best, share := "", 0
		for _, a := range p.able {
			if shown != p.shows(a.skill) || !shown && a.share < 100 || a.level <= uint8(skill.WantToLearn) {
				continue
			}
			id := r.text(a.skill)
			for _, i := range r.tax.Implied(id) {
				if i.ID == w && (i.Share > share || i.Share == share && id < best) {
					best, share = id, i.Share
				}
			}
		}
		if best != "" && !slices.Contains(out, best) {
			out = append(out, best)
		}
	}
	return out
}

type weightedWord struct {
	word   word
	weight int64
}

// heaviest gives the ids of the heaviest words; ties by id.
func heaviest(r *profiler, list []weightedWord) []string {
	slices.SortFunc(list, func(x, y weightedWord) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(r.text(x.word), r.text(y.word)))
	})
	out := make([]string, 0, min(len(list), maxReasonWords))
	for _, w := range list[:min(len(list), maxReasonWords)] {
		out = append(out, r.text(w.word))
	}
	return out
}
