package rank

import (
	"cmp"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/skill"
)

// Limits of one row: what is beyond is not looked at. The services that own the data have stricter ones.
const (
	maxWords   = 60  // of one list of a person or issue, as it was said
	maxAble    = 250 // with what it implies
	maxID      = 200
	maxAnswers = 20
)

// able is what somebody can do: a level, and how much of it is meant (percent; 100 unless implied by something else). teach: it
// is on the mentor's list.
type able struct {
	skill word
	level uint8
	share uint8
	teach bool
	said  bool // not only implied
}

// said is a skill that a mentor said, with the level that they said: what it implies depends on that, not on what they offer to teach.
type said struct {
	skill word
	level uint8
	teach bool
}

// want is what somebody wants to learn, with where they stand.
type want struct {
	skill word
	level uint8
}

type spoken struct {
	language word
	level    uint8
}

// profile is a person as rank compares them. All lists are sorted by word and have no doubles.
type profile struct {
	id        string
	able      []able // direct and implied
	said      []said // of a mentor: what able is made of
	wants     []want
	interests []word
	causes    []word
	spoken    []spoken
	goals     []word
	style     []word
	format    uint8
	teaches   bool // has a list of what to teach
	kinds     [nKinds]uint8
	work      *fromWork // nil: nothing
	zone      word
	hours     Hours
	mask      mask
	coarse    bool     // of who sends a profile along
	quarters  quarters // of mask, where coarse
	sieve     uint64   // bit word%64 of every skill in able and wants: most words of an issue fall through at once
}

// fromWork is what of a profile earlier work shows and nobody said: skills of able, words of interests, and kinds. Sorted by word.
type fromWork struct {
	skills, topics []word
	kinds          [nKinds]bool
}

// shows says that a skill is known by earlier work alone.
func (p *profile) shows(n word) bool {
	if p.work == nil {
		return false
	}
	_, ok := slices.BinarySearch(p.work.skills, n)
	return ok
}

const (
	formatEither uint8 = iota
	formatLive
	formatWriting
)

// profiler makes profiles.
type profiler struct {
	reader
	tax      *skill.Taxonomy
	zones    *zones
	allParts bool // results have all parts in words
	work     bool // somebody asks for issues: what their earlier work shows counts
}

func (r *profiler) profile(p *Person, mentor bool) profile {
	out := profile{id: clip(p.ID), hours: p.Hours, mask: r.zones.utc(p.Hours, p.Zone), zone: r.word(ofZone, clip(p.Zone))}
	if p.Coarse && !mentor {
		out.coarse, out.quarters = true, out.mask.quarters()
	}
	switch p.Format {
	case Live:
		out.format = formatLive
	case Writing:
		out.format = formatWriting
	}
	have := first(p.Have)
	if mentor {
		out.teaches = len(p.Teach) > 0
		have = slices.Concat(have, first(p.Teach))
	}
	var shown []Shown
	var about []string
	if r.work {
		shown, about = first(p.Shown), first(p.About)
	}
	out.able = r.able(have, shown)
	if len(shown)+len(about) > 0 {
		out.work = &fromWork{}
		for _, s := range shown {
			if w := r.word(ofSkill, clip(s.ID)); !slices.Contains(out.work.skills, w) {
				if at, ok := findAble(out.able, w); ok && !out.able[at].said {
					out.work.skills = append(out.work.skills, w)
				}
			}
		}
		slices.Sort(out.work.skills)
	}
	if mentor {
		for _, a := range out.able {
			if a.said {
				out.said = append(out.said, said{skill: a.skill, level: a.level})
			}
		}
		for _, w := range first(p.Teach) {
			n := r.word(ofSkill, clip(w.ID))
			if i, ok := findAble(out.able, n); ok {
				out.able[i].teach = true
				if at, ok := slices.BinarySearchFunc(out.said, n, func(x said, n word) int { return cmp.Compare(x.skill, n) }); ok {
					out.said[at].teach = true
				}
				out.able[i].level = max(out.able[i].level, uint8(skill.OnMyOwn)) // who offers to teach it knows it
			}
		}
	} else {
		out.wants = r.wants(p.Want, out.able)
		var did [nKinds]bool
		if out.kinds, did = r.kinds(p, shown); out.work != nil {
			out.work.kinds = did
		}
	}
	for _, a := range out.able {
		out.sieve |= 1 << (a.skill % 64)
	}
	for _, w := range out.wants {
		out.sieve |= 1 << (w.skill % 64)
	}
	out.interests = r.list(ofInterest, p.Interests)
	if out.work != nil {
		out.work.topics = slices.DeleteFunc(r.list(ofInterest, about), func(w word) bool { return slices.Contains(out.interests, w) })
		out.interests = slices.Concat(out.interests, out.work.topics)
		slices.Sort(out.interests)
	}
	out.causes = r.list(ofCause, p.Causes)
	out.goals = r.list(ofGoal, p.Goals)
	out.style = r.list(ofStyle, p.Style)
	for _, s := range first(p.Languages) {
		n := r.word(ofLanguage, tongue(s.Language))
		i, ok := slices.BinarySearchFunc(out.spoken, n, func(s spoken, n word) int { return cmp.Compare(s.language, n) })
		if ok {
			out.spoken[i].level = max(out.spoken[i].level, level(s.Level, 4))
		} else {
			out.spoken = slices.Insert(out.spoken, i, spoken{n, level(s.Level, 4)})
		}
	}
	return out
}

// able joins what somebody said, what their earlier work shows and what these imply, the former before the latter. Of two that were said or
// shown the higher level counts, of two implied ones the greater share. What is shown implies as much less as it counts less itself.
func (r *profiler) able(have []Skill, shown []Shown) []able {
	said := map[word]able{}
	for _, s := range have {
		n := r.word(ofSkill, clip(s.ID))
		a := able{skill: n, level: level(s.Level, 5), share: 100, said: true}
		if a.level == 0 {
			a.level = uint8(skill.TriedIt)
		}
		if old, ok := said[n]; !ok || a.level > old.level {
			said[n] = a
		}
	}
	for _, s := range shown {
		n := r.word(ofSkill, clip(s.ID))
		a := able{skill: n, level: max(1, level(s.Level, 5)), share: uint8(min(max(s.Share, 1), 100))}
		if old, ok := said[n]; !ok || !old.said && (a.level > old.level || a.level == old.level && a.share > old.share) {
			said[n] = a
		}
	}
	implied := map[word]able{}
	imply := func(id string) {
		from := said[r.word(ofSkill, clip(id))]
		if from.level <= uint8(skill.WantToLearn) {
			return
		}
		for _, i := range r.tax.Implied(id) {
			n := r.word(ofSkill, i.ID)
			share := uint8(min(100, i.Share/10_000))
			a := able{skill: n, level: impliedLevel(from.level, share), share: uint8(max(1, int(share)*int(from.share)/100))}
			if old, ok := implied[n]; !ok || a.share > old.share || a.share == old.share && a.level > old.level {
				implied[n] = a
			}
		}
	}
	for _, s := range have {
		imply(s.ID)
	}
	for _, s := range shown {
		imply(s.ID)
	}
	out := make([]able, 0, len(said)+len(implied))
	for _, a := range said {
		out = append(out, a)
	}
	for n, a := range implied {
		if _, ok := said[n]; !ok {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b able) int { return cmp.Compare(a.skill, b.skill) })
	if len(out) > maxAble {
		// By id, not by word: which are kept must not depend on the order in which words were first seen.
		slices.SortFunc(out, func(a, b able) int {
			return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(b.level, a.level), strings.Compare(r.text(a.skill), r.text(b.skill)))
		})
		out = out[:maxAble]
		slices.SortFunc(out, func(a, b able) int { return cmp.Compare(a.skill, b.skill) })
	}
	return out
}

// impliedLevel is one below the level of what implies it, and no more than the share allows.
func impliedLevel(level, share uint8) uint8 {
	return max(1, min(level-1, uint8((5*int(share)+50)/100)))
}

// wants are what to learn. Where somebody stands is what they have of it (an implied level too), at least "want to learn".
func (r *profiler) wants(list []Skill, have []able) (out []want) {
	for _, s := range first(list) {
		w := want{r.word(ofSkill, clip(s.ID)), uint8(skill.WantToLearn)}
		if s.Level == int(skill.TriedIt) {
			w.level = uint8(skill.TriedIt)
		}
		if i, ok := findAble(have, w.skill); ok {
			w.level = max(w.level, have[i].level)
		}
		i, ok := slices.BinarySearchFunc(out, w.skill, func(x want, n word) int { return cmp.Compare(x.skill, n) })
		if ok {
			out[i].level = max(out[i].level, w.level)
		} else {
			out = slices.Insert(out, i, w)
		}
	}
	return out
}

func (r *profiler) list(space byte, ids []string) []word {
	out := r.lists.list(len(first(ids)))
	for _, id := range first(ids) {
		out = append(out, r.word(space, clip(id)))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func findAble(list []able, n word) (int, bool) {
	return slices.BinarySearchFunc(list, n, func(a able, n word) int { return cmp.Compare(a.skill, n) })
}

func first[T any](list []T) []T { return list[:min(len(list), maxWords)] }

func clip(s string) string { return s[:min(len(s), maxID)] }

func level(n, most int) uint8 { return uint8(min(max(n, 0), most)) }

// tongue is the primary language of a BCP 47 tag: who speaks pt-BR can talk with who speaks pt.
func tongue(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	return strings.ToLower(clip(tag))
}
