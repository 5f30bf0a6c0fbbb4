package rank

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever is put in or asked, nothing panics, and what comes out adds up.
func TestNothingPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "go", "en", "health", string(make([]byte, 1000))}))
		texts := rapid.SliceOfN(text, 0, 70)
		number := rapid.OneOf(rapid.Int(), rapid.IntRange(-3, 10))
		skills := func() (out []Skill) {
			for _, w := range texts.Draw(t, "skills") {
				out = append(out, Skill{w, number.Draw(t, "level")})
			}
			return out
		}
		person := func() Person {
			p := Person{
				ID: text.Draw(t, "id"), Have: skills(), Want: skills(), Teach: skills(), Interests: texts.Draw(t, "i"), Causes: texts.Draw(t, "c"),
				Zone:   text.Draw(t, "z"),
				Format: text.Draw(t, "f"), Goals: texts.Draw(t, "g"), Style: texts.Draw(t, "y"), Hours: genHours(t),
			}
			for _, l := range texts.Draw(t, "l") {
				p.Languages = append(p.Languages, Spoken{l, number.Draw(t, "level")})
			}
			return p
		}
		moment := func() time.Time {
			return rapid.SampledFrom([]time.Time{{}, testNow, time.Unix(1<<40, 0), time.Unix(-1<<40, 0)}).Draw(t, "when")
		}
		m := Mentor{
			Person: person(), FoundBy: text.Draw(t, "by"), Capacity: number.Draw(t, "n"), Taken: number.Draw(t, "n"),
			Unanswered: number.Draw(t, "n"),
			MostAsked:  number.Draw(t, "n"), PausedUntil: moment(), Answers: rapid.SliceOf(rapid.Int64()).Draw(t, "answers"),
			Asked: number.Draw(t, "n"),
			Places: []Place{{
				Programme: text.Draw(t, "p"), Member: true, Capacity: number.Draw(t, "n"), Unanswered: number.Draw(t, "n"),
				MostAsked: number.Draw(t, "n"),
			}},
		}
		i := Issue{
			ID: text.Draw(t, "id"), Project: text.Draw(t, "p"), Skills: skills(), Topics: texts.Draw(t, "t"), Causes: texts.Draw(t, "c"),
			Kind: text.Draw(t, "k"), Language: text.Draw(t, "l"), Level: number.Draw(t, "n"), Opened: moment(), Seen: moment(),
			Comments: number.Draw(t, "n"), Stars: number.Draw(t, "n"), Asked: number.Draw(t, "n"),
		}
		x := NewIndex(testTaxonomy, moment())
		x.Apply(Change{Mentors: []Mentor{m}, Issues: []Issue{i}, Newcomers: []Newcomer{{Person: person(), Offers: true, FoundBy: ByEverybody}}})
		x.SetWeek(moment())
		n := person()
		s := Scope{
			Now: moment(), Programme: text.Draw(t, "programme"), SignedIn: true, Programmes: texts.Draw(t, "p"), Taken: texts.Draw(t, "t"),
			Weights: Weights{ByName: map[string]int{"skills": number.Draw(t, "w"), "price": number.Draw(t, "w"), "criteria": number.Draw(t, "w")},
				Criteria: []Criterion{{Skill: text.Draw(t, "c"), Weight: number.Draw(t, "w")}}},
			Filter: Filter{Skills: texts.Draw(t, "f"), Kinds: texts.Draw(t, "f")},
		}
		all := append(x.TopMentors(&n, &s, number.Draw(t, "k")), x.TopIssues(&n, &s, 3)...)
		all = append(all, x.TopNewcomers(&m, &s, 3)...)
		r, _ := x.ExplainMentor(&n, &s, clip(m.ID))
		q, _ := x.ExplainIssue(&n, &s, clip(i.ID))
		for _, r := range append(all, r, q) {
			if r.Credits.Sum() != r.Score || r.Score < 0 || r.Score > Million {
				t.Fatalf("credits %v, score %d", r.Credits, r.Score)
			}
		}
	})
}
