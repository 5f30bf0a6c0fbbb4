package rank

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func genMentors(t *rapid.T, most int) (out []Mentor) {
	for i := range rapid.IntRange(0, most).Draw(t, "mentors") {
		out = append(out, genMentor(t, fmt.Sprintf("m%02d", i)))
	}
	return out
}

func indexOf(mentors []Mentor) *Index {
	x := NewIndex(testTaxonomy, testNow)
	x.Apply(Change{Mentors: mentors})
	return x
}

// The integers of the index say what the plain formulas say in floating point, to a few millionths.
func TestScoreIsTheFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mentors := genMentors(t, 6)
		var looks []Criterion
		if rapid.Bool().Draw(t, "looks") {
			looks = []Criterion{{Skill: "javascript", Weight: 5}, {Cause: "health", Weight: 3}, {Language: "PT-pt"}}
		}
		x, ref := indexOf(mentors), &naive{mentors, looks}
		n := genPerson(t, "newcomer")
		for i := range mentors {
			m := &mentors[i]
			got, ok := x.ExplainMentor(&n, &Scope{Now: testNow, SignedIn: true, Weights: Weights{Criteria: looks}}, m.ID)
			if !ok {
				t.Fatalf("no %s", m.ID)
			}
			want, possible := ref.score(&n, m, newZones(Week(testNow)))
			fit := got.Score - got.Credits[Price]
			if math.Abs(float64(fit)-want*Million) > 800 { // rarity is in thousandths
				t.Fatalf("%s: %d, the formula says %.0f", m.ID, fit, want*Million)
			}
			if limited := got.Limit == NoLanguage || got.Limit == NoHour; limited && possible {
				t.Fatalf("%s: %s, but they could talk", m.ID, got.Limit)
			}
		}
	})
}

// The best k are the same as scoring everybody one by one, in the same order, whatever was put, replaced and removed before.
func TestTopIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := NewIndex(testTaxonomy, testNow)
		mentors, newcomers, issues := map[string]Mentor{}, map[string]Newcomer{}, map[string]Issue{}
		var ids []string
		for i := range 9 {
			ids = append(ids, fmt.Sprintf("x%d", i))
		}
		for range rapid.IntRange(1, 4).Draw(t, "steps") {
			var c Change
			for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 0, 6, rapid.ID).Draw(t, "ids") {
				switch rapid.IntRange(0, 5).Draw(t, "what") {
				case 0, 1:
					m := genMentor(t, id)
					c.Mentors, mentors[id] = append(c.Mentors, m), m
				case 2:
					n := Newcomer{genPerson(t, id), rapid.SampledFrom(everyFoundBy).Draw(t, "by"), rapid.Bool().Draw(t, "offers"), genWords(t,
						somePrograms, "in"), genWords(t, append(somePrograms, Open), "busy")}
					c.Newcomers, newcomers[id] = append(c.Newcomers, n), n
				case 3, 4:
					i := genIssue(t, id)
					c.Issues, issues[id] = append(c.Issues, i), i
				default:
					c.RemoveMentors, c.RemoveIssues = append(c.RemoveMentors, id), append(c.RemoveIssues, id)
					delete(mentors, id)
					delete(issues, id)
				}
			}
			x.Apply(c)
			if rapid.IntRange(0, 2).Draw(t, "merge") == 0 {
				x.mentors.merge()
				x.issues.merge()
				x.publish(true, true, true)
			}
		}
		n, k := genPerson(t, rapid.SampledFrom(append(ids, "someone")).Draw(t, "who")), rapid.IntRange(0, 6).Draw(t, "k")
		s := genScope(t, ids)

		// An index that was filled at once, in another order, says the same of every pair.
		fresh := NewIndex(testTaxonomy, testNow)
		for _, id := range slices.Backward(ids) {
			var c Change
			if m, ok := mentors[id]; ok {
				c.Mentors = append(c.Mentors, m)
			}
			if i, ok := issues[id]; ok {
				c.Issues = append(c.Issues, i)
			}
			fresh.Apply(c)
		}
		check := func(what string, top []Result, explain func(string) (Result, bool)) {
			var all []Result
			for _, id := range ids {
				if r, ok := explain(id); ok {
					if r.Credits.Sum() != r.Score || r.Score < 0 || r.Score > Million {
						t.Fatalf("%s %s: credits %v, score %d", what, id, r.Credits, r.Score)
					}
					if r.Limit == None {
						all = append(all, r)
					}
				}
			}
			slices.SortFunc(all, func(a, b Result) int {
				return better(scored{a.Less, a.Score, a.ID, 0}, scored{b.Less, b.Score, b.ID, 0})
			})
			if want := all[:min(k, len(all))]; len(want) != len(top) || len(top) > 0 && !reflect.DeepEqual(want, top) {
				t.Fatalf("%s: got %+v\nwant %+v", what, top, want)
			}
		}
		check("mentors", x.TopMentors(&n, &s, k), func(id string) (Result, bool) { return fresh.ExplainMentor(&n, &s, id) })
		check("issues", x.TopIssues(&n, &s, k), func(id string) (Result, bool) { return fresh.ExplainIssue(&n, &s, id) })
		m := genMentor(t, "mentor")
		for _, r := range x.TopNewcomers(&m, &s, k) {
			c, known := newcomers[r.ID]
			if !known || slices.Contains(s.Blocked, r.ID) || slices.Contains(s.Taken, r.ID) ||
				slices.Contains(c.BusyIn, cmp.Or(s.Programme, Open)) || !c.Offers && !slices.Contains(s.Asked, r.ID) {
				t.Fatalf("shown %+v, who is %+v", r, c)
			}
			if r.Credits.Sum() != r.Score {
				t.Fatalf("credits %v, score %d", r.Credits, r.Score)
			}
		}
	})
}

// Of languages that two people speak equally well the first by id is named, whatever the index met first.
func TestTongueOfTies(t *testing.T) {
	speak := func(levels ...int) []Spoken {
		return []Spoken{{"hi", levels[0]}, {"pt", levels[1]}, {"sw", levels[2]}}
	}
	for _, first := range []string{"hi", "pt", "sw"} {
		x := NewIndex(testTaxonomy, testNow)
		x.Apply(Change{Mentors: []Mentor{{Person: Person{ID: "first", Languages: []Spoken{{first, 4}}}}}})
		x.Apply(Change{Mentors: []Mentor{{Person: Person{ID: "mentor", Languages: speak(1, 3, 3)}, Capacity: 1}}})
		got, ok := x.ExplainMentor(&Person{ID: "n", Languages: speak(4, 3, 3)}, &Scope{Now: testNow, SignedIn: true}, "mentor")
		if !ok || !slices.ContainsFunc(got.Reasons, func(r Reason) bool { return r.Code == SpeaksWithYou && r.Words[0] == "pt" }) {
			t.Errorf("%s first: %v %+v", first, ok, got.Reasons)
		}
	}
}

// Nothing depends on the order of what was said.
func TestOrderOfInputDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mentors := genMentors(t, 5)
		n, s := genPerson(t, "n"), genScope(t, nil)
		want := indexOf(mentors).TopMentors(&n, &s, 10)
		shuffle := func(p *Person) {
			p.Have, p.Want = rapid.Permutation(p.Have).Draw(t, "have"), rapid.Permutation(p.Want).Draw(t, "want")
			p.Teach = rapid.Permutation(p.Teach).Draw(t, "teach")
			p.Interests, p.Causes = rapid.Permutation(p.Interests).Draw(t, "i"), rapid.Permutation(p.Causes).Draw(t, "c")
			p.Languages, p.Goals = rapid.Permutation(p.Languages).Draw(t, "l"), rapid.Permutation(p.Goals).Draw(t, "g")
		}
		shuffle(&n)
		again := rapid.Permutation(mentors).Draw(t, "mentors")
		for i := range again {
			shuffle(&again[i].Person)
			again[i].Places = rapid.Permutation(again[i].Places).Draw(t, "places")
		}
		if got := indexOf(again).TopMentors(&n, &s, 10); len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v\nwant %+v", got, want)
		}
	})
}

// Other ids for the same people change nothing but ties.
func TestRelabelling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mentors := genMentors(t, 5)
		n := genPerson(t, "n")
		s := Scope{Now: testNow, SignedIn: true}
		before := indexOf(mentors)
		for i := range mentors {
			mentors[i].ID = fmt.Sprintf("other-%d", 9-i)
		}
		after := indexOf(mentors)
		for i := range mentors {
			a, _ := before.ExplainMentor(&n, &s, fmt.Sprintf("m%02d", i))
			b, _ := after.ExplainMentor(&n, &s, mentors[i].ID)
			a.ID = b.ID
			if !reflect.DeepEqual(a, b) {
				t.Fatalf("%+v\n%+v", a, b)
			}
		}
	})
}

// Sharing a language, at any level, never lowers a score; nor does a free hour in common, a mentor's free place or a request less.
func TestMoreInCommonNeverLowers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, n := genMentor(t, "m"), genPerson(t, "n")
		s := Scope{Now: testNow, SignedIn: true}
		before, _ := indexOf([]Mentor{m}).ExplainMentor(&n, &s, "m")
		what := rapid.IntRange(0, 2).Draw(t, "what")
		switch what {
		case 0:
			l := Spoken{rapid.SampledFrom(someTongues).Draw(t, "l"), rapid.IntRange(1, 4).Draw(t, "level")}
			m.Languages, n.Languages = append(slices.Clone(m.Languages), l), append(slices.Clone(n.Languages), l)
		case 1:
			m.Unanswered = max(0, m.Unanswered-1)
			for i := range m.Places {
				m.Places[i].Unanswered = max(0, m.Places[i].Unanswered-1)
			}
		case 2:
			m.Taken = max(0, m.Taken-1)
		}
		after, _ := indexOf([]Mentor{m}).ExplainMentor(&n, &s, "m")
		if after.Score < before.Score || after.Limit == NoLanguage && what == 0 {
			t.Fatalf("was %d (%s), is %d (%s)", before.Score, before.Limit, after.Score, after.Limit)
		}
	})
}

// A block reads like somebody who is found by nobody, to the last byte, whatever else stands against the two.
func TestBlockReadsLikeNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, n := genMentor(t, "m"), genPerson(t, "n")
		s := genScope(t, nil)
		if rapid.IntRange(0, 3).Draw(t, "same") == 0 {
			n.ID = "m"
		}
		s.Taken, s.Blocked = rapid.SampledFrom([][]string{nil, {"m"}}).Draw(t, "taken"), []string{"m"}
		blocked, _ := indexOf([]Mentor{m}).ExplainMentor(&n, &s, "m")
		m.FoundBy, s.Blocked = ByNobody, nil
		absent, _ := indexOf([]Mentor{m}).ExplainMentor(&n, &s, "m")
		if blocked.Limit != NotFoundBy || !reflect.DeepEqual(blocked, absent) {
			t.Fatalf("blocked %+v\nabsent  %+v", blocked, absent)
		}
	})
}

func TestWeights(t *testing.T) {
	all := map[string]int{}
	for _, n := range Names() {
		all[n] = 0
	}
	w := Weights{ByName: all}.over(people)
	if w.mine.sum == 0 || w.theirs.sum == 0 || w.price != 0 {
		t.Errorf("all weights taken away: %+v", w)
	}
	looks := []Criterion{{Skill: "go", Weight: 1}}
	own := Weights{Version: "x@3", ByName: map[string]int{"skills": 100, "causes": 0, "nonsense": 7, "criteria": 10, "reply": 200}, Criteria: looks}
	w = own.over(people)
	if w.mine.w[Skills] != 100 || w.theirs.w[Causes] != 0 || w.theirs.w[Criteria] != 10 || w.mine.w[Reply] != 100 ||
		w.theirs.w[Reply] != 0 || w.version != "v2+x@3" {
		t.Errorf("weights %+v", w)
	}
	if w := own.over(issues); w.mine.w[Criteria] != 0 || w.theirs.w[Criteria] != 0 {
		t.Errorf("issues have no criteria: %+v", w)
	}
	// Where nothing is looked for, a weight for it changes nothing; where something is, it counts without being weighed.
	own.Criteria = nil
	delete(own.ByName, "criteria")
	plain := own.over(people)
	own.ByName["criteria"] = 90
	if w := own.over(people); w != plain || w.mine.w[Criteria] != 0 {
		t.Errorf("nothing is looked for: %+v, want %+v", w, plain)
	}
	if w := (Weights{Criteria: looks}).over(people); w.mine.w[Criteria] == 0 || w.theirs.w[Criteria] == 0 {
		t.Errorf("something is looked for: %+v", w)
	}
}
