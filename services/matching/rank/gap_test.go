package rank

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A guide of some experience, for somebody who wants to learn to write them: it is a reason, and no gap "which you did not mention".
func TestWantedIsNoGap(t *testing.T) {
	x := NewIndex(testTaxonomy, testNow)
	x.Apply(Change{Issues: []Issue{
		{ID: "guide", Kind: Documentation, Level: 4, Skills: []Skill{{"documentation", 4}}, Seen: testNow.AddDate(0, 0, -60)},
		{ID: "page", Kind: Documentation, Seen: testNow.AddDate(0, 0, -60)},
	}})
	n := Person{Want: []Skill{{"documentation", 1}}}
	s := Scope{Now: testNow, SignedIn: true}
	guide, _ := x.ExplainIssue(&n, &s, "guide")
	if guide.Gap != nil && guide.Gap.Code == NeedsMore {
		t.Errorf("%+v, gap %+v", guide.Reasons, guide.Gap)
	}
	for _, id := range []string{"guide", "page"} {
		got, _ := x.ExplainIssue(&n, &s, id)
		if !says(&got, UsesWanted, KindWanted) || says(&got, KindFits) {
			t.Errorf("%s does not say that it was wanted: %+v", id, got.Reasons)
		}
	}
	knows := Person{Have: []Skill{{"documentation", 3}}}
	if got, _ := x.ExplainIssue(&knows, &s, "page"); !says(&got, KindFits) {
		t.Errorf("who knows it: %+v", got.Reasons)
	}
}

// says is whether a reason with one of these codes names documentation.
func says(r *Result, codes ...string) bool {
	return slices.ContainsFunc(r.Reasons, func(x Reason) bool { return slices.Contains(codes, x.Code) && slices.Contains(x.Words, Documentation) })
}

// Who offers to teach a skill is not said to leave it out, though the newcomer knows as much of it.
func TestTaughtIsNoGap(t *testing.T) {
	n := Person{Have: []Skill{{"go", 5}}, Want: []Skill{{"go", 1}}}
	m := Mentor{Person: Person{ID: "m", Have: []Skill{{"go", 4}}, Teach: []Skill{{"go", 4}}}, FoundBy: ByEverybody, Capacity: 1}
	if got, ok := indexOf([]Mentor{m}).ExplainMentor(&n, &Scope{Now: testNow}, "m"); !ok || got.Gap != nil && got.Gap.Code == DoesNotTeach {
		t.Errorf("%+v", got.Gap)
	}
}

// No answer contradicts itself or the newcomer's answers: what a gap names no reason names, an issue asks for nothing "more" that the
// newcomer knows or wants (or that goes with it), and no mentor "does not cover" what was not wanted or what they offer.
func TestGapsContradictNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mentors := genMentors(t, 4)
		x := indexOf(mentors)
		it := genIssue(t, "i")
		x.Apply(Change{Issues: []Issue{it}})
		n, s := genPerson(t, "n"), genScope(t, nil)
		if rapid.Bool().Draw(t, "words for interests") { // ids of skills, topics and kinds are alike
			n.Interests, it.Topics = genWords(t, someSkills, "interests"), genWords(t, someSkills, "topics")
			for i := range mentors {
				mentors[i].Interests = genWords(t, someSkills, "their interests")
			}
			x.Apply(Change{Mentors: mentors, Issues: []Issue{it}})
		}
		mine, wants := map[string]bool{}, map[string]bool{}
		for _, list := range [][]Skill{n.Have, n.Want} {
			for _, k := range list {
				mine[k.ID] = true
			}
		}
		for _, k := range n.Want {
			wants[k.ID] = true
			for _, i := range testTaxonomy.Implied(k.ID) {
				mine[i.ID] = true
			}
		}
		for _, k := range n.Have {
			if k.Level == 1 {
				continue // implies nothing: it is not known yet
			}
			for _, i := range testTaxonomy.Implied(k.ID) {
				mine[i.ID] = true
			}
		}
		sane := func(r *Result, offers []Skill) {
			named := map[string]bool{}
			note := func(x *Reason) {
				if x != nil && x.Code != SpeaksWithYou && x.Code != InYourLanguage && x.Code != IntoYours {
					for _, w := range slices.Concat(x.Words, x.From) {
						named[w] = true
					}
				}
			}
			gaps := []*Reason{r.Gap}
			for i := range r.Reasons {
				note(&r.Reasons[i])
			}
			for i := range r.Parts {
				note(r.Parts[i].Good)
				gaps = append(gaps, r.Parts[i].Bad)
			}
			for _, g := range gaps {
				if g == nil || g.Code == LittleLanguage {
					continue
				}
				for _, w := range g.Words {
					taught := slices.ContainsFunc(offers, func(k Skill) bool { return k.ID == w })
					if named[w] || g.Code == NeedsMore && mine[w] || g.Code == DoesNotTeach && (!wants[w] || taught) {
						t.Fatalf("%s: gap %s %v of %+v", r.ID, g.Code, g.Words, r.Reasons)
					}
				}
			}
		}
		issue, _ := x.ExplainIssue(&n, &s, "i")
		sane(&issue, nil)
		for i := range mentors {
			m := &mentors[i]
			r, _ := x.ExplainMentor(&n, &s, m.ID)
			sane(&r, m.Teach)
			r = x.ExplainNewcomer(m, &s, &Newcomer{Person: n, Offers: true, FoundBy: ByEverybody})
			sane(&r, m.Teach)
			for _, r := range x.CompareMentors(&n, &s, []string{m.ID}) {
				sane(&r, m.Teach)
			}
		}
	})
}
