package rank

import (
	"cmp"
	"slices"

	"github.com/waymark-dev/waymark/pkg/skill"
)

func explainIssue(r *profiler, n *profile, it *issueRow, w *world, s *scope, weights *weighed) Result {
	c := w.issues.counts
	v := fit(n, it, c, s.now)
	var t [nParts]told
	tellSkills(r, n, it, c, &t[Skills])
	tellWords(r, n.interests, it.topics, c, &t[Interests], SharedInterests, OtherInterests)
	tellWords(r, n.causes, it.causes, c, &t[Causes], SharedCauses, OtherCauses)
	if it.language < foreign && speaks(n.spoken, it.language) {
		t[Languages] = told{good: InYourLanguage, goodWords: []string{r.text(it.language)}}
		if v.mine[Languages] < 700_000 {
			t[Languages] = told{bad: LittleLanguage, badWords: []string{r.text(it.language)}}
		}
	}
	switch {
	case v.mine[Kind] >= 900_000:
		t[Kind] = told{good: KindFits, goodWords: []string{kindName(it.kind)}}
	case v.mine[Kind] < 400_000:
		t[Kind] = told{bad: OtherKind, badWords: []string{kindName(it.kind)}}
	}
	switch {
	case v.mine[Fresh] >= 700_000:
		t[Fresh] = told{good: SeenOpen}
	case v.mine[Fresh] < 400_000 && it.seen != 0:
		t[Fresh] = told{bad: LongAgo}
	}
	out := assemble(&v, &t, it.load, weights)
	out.ID, out.Project, out.Load, out.Limit, out.Week = it.id, r.text(it.project), it.loadBand(), s.issue(n, it), w.zones.week
	return out
}

// tellSkills names what of an issue's skills the newcomer wants or knows, and what is beyond reach.
func tellSkills(r *profiler, n *profile, it *issueRow, c *counts, t *told) {
	var wanted, known, beyond []weightedWord
	for _, s := range it.needs {
		ww := weightedWord{s.skill, c.of(s.skill)}
		_, wants := slices.BinarySearchFunc(n.wants, s.skill, func(x want, w word) int { return cmp.Compare(x.skill, w) })
		at, has := findAble(n.able, s.skill)
		level := uint8(skill.WantToLearn)
		if has {
			level = n.able[at].level
		}
		switch {
		case !has && !wants, reach(s.level, level) < 900_000:
			beyond = append(beyond, ww)
		case wants:
			wanted = append(wanted, ww)
		default:
			known = append(known, ww)
		}
	}
	switch {
	case len(wanted) > 0:
		t.good, t.goodWords = UsesWanted, heaviest(r, wanted)
	case len(known) > 0:
		t.good, t.goodWords = UsesKnown, heaviest(r, known)
	}
	if len(beyond) > 0 {
		t.bad, t.badWords = NeedsMore, heaviest(r, beyond)
	}
}
