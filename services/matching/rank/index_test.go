package rank

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"
)

// On a catalogue large enough for the early way out, the best are still those of everybody.
func TestTopOfManyIsExact(t *testing.T) {
	all := tasks(800)
	x := NewIndex(testTaxonomy, testNow)
	x.Apply(Change{Issues: all[:700]})
	x.Apply(Change{Issues: all[700:]})
	r := rand.New(rand.NewPCG(8, 9))
	for range 12 {
		n := asker
		n.Have, n.Want = nil, nil
		for range r.IntN(4) {
			n.Have = append(n.Have, Skill{someSkills[r.IntN(len(someSkills))], 1 + r.IntN(5)})
			n.Want = append(n.Want, Skill{someSkills[r.IntN(len(someSkills))], 1})
		}
		s := Scope{Now: testNow}
		var want []Result
		for _, i := range all {
			if e, _ := x.ExplainIssue(&n, &s, i.ID); e.Limit == None {
				want = append(want, e)
			}
		}
		slices.SortFunc(want, func(a, b Result) int {
			return better(scored{a.Less, a.Score, a.ID, 0}, scored{b.Less, b.Score, b.ID, 0})
		})
		for _, k := range []int{1, 5, 50} {
			if got := x.TopIssues(&n, &s, k); !reflect.DeepEqual(got, want[:k]) {
				t.Fatalf("best %d of %+v: got %v, want %v", k, n, got, want[:k])
			}
		}
	}
}

// Of two that fit as well as can be, the lesser id is first, though it came later and a quick bound says that it cannot be better.
func TestTiesGoToTheLesserID(t *testing.T) {
	x := NewIndex(testTaxonomy, testNow)
	perfect := func(id string) Issue {
		return Issue{
			ID: id, Kind: Design, Topics: []string{"maps"}, Causes: []string{"health"}, Language: "en", Seen: testNow, Opened: testNow,
			Skills: []Skill{{"design", 1}},
		}
	}
	n := Person{
		Have: []Skill{{"design", 5}}, Want: []Skill{{"design", 5}}, Interests: []string{"maps"}, Causes: []string{"health"},
		Languages: []Spoken{{"en", 4}},
	}
	x.Apply(Change{Issues: []Issue{perfect("z")}})
	x.issues.merge()
	x.Apply(Change{Issues: []Issue{perfect("a")}})
	top := x.TopIssues(&n, &Scope{Now: testNow}, 1)
	if top[0].ID != "a" || top[0].Score < 999_990 {
		t.Errorf("first %+v", top)
	}
}

// Who asks sees one moment: what is applied meanwhile changes nothing for them. Run with -race.
func TestQuestionsSeeOneMoment(t *testing.T) {
	x := NewIndex(testTaxonomy, testNow)
	all := crowd(60)
	x.Apply(Change{Mentors: all})
	x.mentors.merge()
	x.publish(true, true, true)
	before := x.now.Load()
	x.Apply(Change{RemoveMentors: []string{all[3].ID}, Mentors: all[5:6]})
	if _, ok := before.mentors.get(all[3].ID); !ok || before.mentors.live != 60 || before.mentors.counts.rows != 60 {
		t.Error("what was removed later is missing from the moment before")
	}
	var wg sync.WaitGroup
	for g := range 3 {
		wg.Go(func() {
			for i := range 50 {
				if g == 0 {
					m := all[i%60]
					m.Unanswered = i % 3
					x.Apply(Change{Mentors: []Mentor{m}, RemoveMentors: []string{all[(i+7)%60].ID}})
					x.SetWeek(testNow.AddDate(0, 0, 7*i))
					continue
				}
				for _, r := range x.TopMentors(&asker, &Scope{Now: testNow, SignedIn: true}, 10) {
					if r.Credits.Sum() != r.Score {
						t.Errorf("credits %v, score %d", r.Credits, r.Score)
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestSetWeekMovesTheMentorsToo(t *testing.T) {
	x := NewIndex(testTaxonomy, week(2026, time.January, 14))
	for _, c := range []Change{
		{Mentors: []Mentor{{Person: Person{ID: "m", Zone: "America/New_York", Hours: at(2, 12), Format: Live}, Capacity: 1,
			FoundBy: ByEverybody}}},
		{Newcomers: []Newcomer{{Person: Person{ID: "n", Zone: "America/New_York", Hours: at(2, 12), Format: Live}, Offers: true,
			FoundBy: ByEverybody}}},
	} {
		x.Apply(c)
	}
	berlin := Person{ID: "b", Zone: "Europe/Berlin", Hours: at(2, 18), Format: Live}
	s := Scope{Now: testNow}
	count := func() string {
		return fmt.Sprint(len(x.TopMentors(&berlin, &s, 5)), len(x.TopNewcomers(&Mentor{Person: berlin, Capacity: 1}, &s, 5)))
	}
	if got := count(); got != "1 1" {
		t.Errorf("in January: %s", got)
	}
	x.SetWeek(week(2026, time.March, 18))
	if got := count(); got != "0 0" {
		t.Errorf("in the middle of March: %s", got)
	}
	x.SetWeek(week(2026, time.April, 15))
	if got := count(); got != "1 1" {
		t.Errorf("in April: %s", got)
	}
}

// TestWordsAreBounded: what rows say beyond the bound matches nothing, and takes no memory.
func TestWordsAreBounded(t *testing.T) {
	x := NewIndex(testTaxonomy, testNow)
	mentor := func(id, interest string) Mentor {
		return Mentor{Person: Person{ID: id, Interests: []string{interest}}, FoundBy: ByEverybody, Capacity: 1}
	}
	x.Apply(Change{Mentors: []Mentor{mentor("a", "chess")}})
	x.words.most = x.words.len()
	x.Apply(Change{Mentors: []Mentor{mentor("b", "music"), mentor("c", "dance")}})
	p, s := Person{ID: "me", Interests: []string{"chess", "music", "dance", "art"}}, Scope{Now: testNow}
	for _, r := range x.TopMentors(&p, &s, 10) {
		if shares := r.Credits[Interests] > 0; shares != (r.ID == "a") {
			t.Error(r.ID, r.Credits[Interests])
		}
	}
	if x.words.len() != x.words.most || !x.CheckMentors(&p, &s, 10).Same {
		t.Error(x.words.len(), "words, or not the same as everybody scored")
	}
}
