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
	tellTopics(r, n, it, c, &t[Interests])
	tellWords(r, n.causes, it.causes, c, &t[Causes], SharedCauses, OtherCauses)
	if l := it.speaks(); l < foreign && speaks(n.spoken, l) {
		switch {
		case v.mine[Languages] < 700_000:
			t[Languages] = told{bad: LittleLanguage, badWords: []string{r.text(l)}}
		case it.target < foreign:
			t[Languages] = told{good: IntoYours, goodWords: []string{r.text(l)}}
		case it.kind != kindTranslation: // of a translation, the language it is written in says too little
			t[Languages] = told{good: InYourLanguage, goodWords: []string{r.text(l)}}
		}
	}
	switch {
	case v.mine[Kind] >= 900_000:
		t[Kind] = told{good: KindFits, goodWords: []string{kindName(it.kind)}}
		if n.work != nil && n.work.kinds[it.kind] {
			t[Kind].good = KindDone
		}
		if slices.ContainsFunc(n.wants, func(x want) bool { return r.text(x.skill) == kindName(it.kind) }) {
			t[Kind].good = KindWanted
		}
	case v.mine[Kind] < 400_000:
		t[Kind] = told{bad: OtherKind, badWords: []string{kindName(it.kind)}}
	}
	if b, ok := it.seenBand(s.now); ok {
		switch band := string(seenBands[b].band); {
		case b <= seenLately:
			t[Fresh] = told{good: SeenOpen, band: band}
		case b >= seenLongAgo:
			t[Fresh] = told{bad: LongAgo, band: band, above: b >= seenVeryLongAgo}
		}
	}
	out := assemble(r, &v, &t, it.load, weights)
	out.Less = lessIssue(n, it, &v)
	out.ID, out.Project, out.Load, out.Limit, out.Week = it.id, r.text(it.project), it.loadBand(), s.issue(n, it), w.zones.week
	return out
}

// tellSkills names what of an issue's skills the newcomer wants or knows, and what they did not mention. A skill that they said or want is
// never missing, however much of it the issue asks for (its level is told by itself), nor is one that goes with those.
func tellSkills(r *profiler, n *profile, it *issueRow, c *counts, t *told) {
	var wanted, known, done, near, beyond []weightedWord
	for _, s := range it.needs {
		ww := weightedWord{s.skill, c.of(s.skill)}
		_, wants := slices.BinarySearchFunc(n.wants, s.skill, func(x want, w word) int { return cmp.Compare(x.skill, w) })
		at, has := findAble(n.able, s.skill)
		switch {
		case wants:
			wanted = append(wanted, ww)
		case !has && !r.goesWith(n.wants, s.skill):
			beyond = append(beyond, ww)
		case !has, reach(s.level, n.able[at].level) < 900_000: // neither a reason nor unheard of
		case n.shows(s.skill):
			done = append(done, ww)
		case n.able[at].share == 100:
			known = append(known, ww)
		default:
			near = append(near, ww)
		}
	}
	switch {
	case len(wanted) > 0:
		t.good, t.goodWords = UsesWanted, heaviest(r, wanted)
	case len(known) > 0:
		t.good, t.goodWords = UsesKnown, heaviest(r, known)
	case len(done) > 0:
		t.good, t.goodWords = UsesDone, heaviest(r, done)
	case len(near) > 0:
		t.good, t.goodWords = NearKnown, heaviest(r, near)
		if t.from = impliers(r, n, t.goodWords, false); len(t.from) == 0 {
			t.good, t.from = NearDone, impliers(r, n, t.goodWords, true)
		}
	}
	if len(beyond) > 0 {
		t.bad, t.badWords = NeedsMore, heaviest(r, beyond)
	}
}

// tellTopics names what an issue and a newcomer share: interests that they named, else topics of their earlier work. Of somebody who named
// none nothing is said of other interests.
func tellTopics(r *profiler, n *profile, it *issueRow, c *counts, t *told) {
	if n.work == nil || len(n.work.topics) == 0 {
		tellWords(r, n.interests, it.topics, c, t, SharedInterests, OtherInterests)
		return
	}
	named := slices.DeleteFunc(slices.Clone(n.interests), func(w word) bool { return slices.Contains(n.work.topics, w) })
	tellWords(r, named, it.topics, c, t, SharedInterests, OtherInterests)
	if t.good == "" {
		var done told
		if tellWords(r, n.work.topics, it.topics, c, &done, AboutDone, ""); done.good != "" {
			*t = done
		}
	}
}

// goesWith is whether one of the skills that somebody wants to learn implies another.
func (r *profiler) goesWith(wants []want, other word) bool {
	id := r.text(other)
	return slices.ContainsFunc(wants, func(x want) bool {
		return slices.ContainsFunc(r.tax.Implied(r.text(x.skill)), func(i skill.Implication) bool { return i.ID == id })
	})
}
