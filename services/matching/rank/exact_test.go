package rank_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rank/worlds"
)

var scopes = []rank.Scope{
	{Now: worlds.Now, SignedIn: true},
	{Now: worlds.Now},
	{Now: worlds.Now.AddDate(1, 0, 0), SignedIn: true, Programme: "spring", Programmes: []string{"spring"}},
	{Now: worlds.Now, SignedIn: true, Weights: rank.Weights{Version: "x@1", ByName: map[string]int{
		"skills": 5, "goals": 90, "hours": 70, "reply": 100, "price": 100, "criteria": 40, "fresh": 0, "kind": 3},
		Criteria: []rank.Criterion{{Skill: "python", Weight: 3}, {Language: "es", Weight: 1}}}},
	{Now: worlds.Now, SignedIn: true, Weights: rank.Weights{Version: "x@2", Criteria: []rank.Criterion{{Cause: "health", Weight: 1}}}},
	{Now: worlds.Now, SignedIn: true, Filter: rank.Filter{Skills: []string{"python", "go"}, Kinds: []string{rank.Code, rank.Testing}}},
	{Now: worlds.Now, SignedIn: true, Filter: rank.Filter{Languages: []string{"es"}, Mentored: true}},
	{Now: worlds.Now, SignedIn: true, Weights: rank.Weights{ByName: map[string]int{"price": 0, "skills": 100, "interests": 0, "causes": 100,
		"languages": 0, "style": 1}}},
}

// exact compares the index with scoring everybody.
func exact(t *testing.T, x *rank.Index, people []rank.Person) {
	t.Helper()
	for i := range people {
		s, k := scopes[i%len(scopes)], []int{10, 1, 40, 0, 200}[i%5]
		n := people[i]
		n.Coarse = i%3 == 0
		if got := x.CheckMentors(&n, &s, k); !got.Same {
			t.Fatalf("mentors, scope %d, k %d: %+v\nindex %v\nnaive %v", i%len(scopes), k, n, got.Index, got.Naive)
		}
		if got := x.CheckIssues(&n, &s, k); !got.Same {
			t.Fatalf("issues, scope %d, k %d: %+v\nindex %v\nnaive %v", i%len(scopes), k, n, got.Index, got.Naive)
		}
	}
}

// In every world, with a base, a delta and tombstones, the index gives the same as scoring everybody.
func TestWorldsAreExact(t *testing.T) {
	for seed, name := range []string{"projects", "loose", "alike", "strangers"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := worlds.New(uint64(seed))
			mentors, issues, people := w.Mentors(900), w.Issues(1800, name == "loose"), w.Newcomers(35)
			switch name {
			case "alike":
				mentors, issues = w.AlikeMentors(900), w.AlikeIssues(1800)
			case "strangers":
				people = w.Strangers(35)
			}
			x := rank.NewIndex(skill.Shipped(), worlds.Now)
			x.Apply(rank.Change{Mentors: mentors[:750], Issues: issues[:1650]})
			exact(t, x, people[:14])
			c := rank.Change{Mentors: mentors[750:], Issues: issues[1650:]}
			for i := range 100 {
				m, it := mentors[i*3], issues[i*7]
				m.Capacity, m.Places, it.Seen, it.Topics = 3, nil, worlds.Now, issues[i].Topics
				c.Mentors, c.Issues = append(c.Mentors, m), append(c.Issues, it)
				c.RemoveMentors, c.RemoveIssues = append(c.RemoveMentors, mentors[i*3+1].ID), append(c.RemoveIssues, issues[i*7+1].ID)
			}
			x.Apply(c)
			exact(t, x, people[14:])
			x.SetWeek(worlds.Now.AddDate(0, 5, 0))
			exact(t, x, people[:7])
		})
	}
}

// While the next base is made beside, what is put is seen at once, and nothing of it is lost when the base is taken.
func TestBasesAreMadeBeside(t *testing.T) {
	w := worlds.New(9)
	mentors, issues, people := w.Mentors(2400), w.Issues(2400, false), w.Newcomers(7)
	x := rank.NewIndex(skill.Shipped(), worlds.Now)
	x.Apply(rank.Change{Mentors: mentors[:1200], Issues: issues[:1200]})
	have := map[string]bool{}
	for i := range 1200 {
		have[mentors[i].ID], have[issues[i].ID] = true, true
	}
	check := func(when string) {
		t.Helper()
		for i := range mentors {
			_, m := x.ExplainMentor(&people[0], &scopes[0], mentors[i].ID)
			_, it := x.ExplainIssue(&people[0], &scopes[0], issues[i].ID)
			if m != have[mentors[i].ID] || it != have[issues[i].ID] {
				t.Fatalf("%s: row %d: a mentor %v, an issue %v; want %v, %v", when, i, m, it, have[mentors[i].ID], have[issues[i].ID])
			}
		}
		exact(t, x, people)
	}
	for from := 1200; from < 2400; from += 40 { // each put makes news of more rows than one base bears
		gone := from - 1100
		x.Apply(rank.Change{Mentors: mentors[from : from+40], Issues: issues[from : from+40],
			RemoveMentors: []string{mentors[gone].ID}, RemoveIssues: []string{issues[gone].ID}})
		for i := from; i < from+40; i++ {
			have[mentors[i].ID], have[issues[i].ID] = true, true
		}
		have[mentors[gone].ID], have[issues[gone].ID] = false, false
		if from == 1800 || from == 2000 {
			check(fmt.Sprint("after ", from))
		}
	}
	x.Settle()
	check("at the end")
	fresh := rank.NewIndex(skill.Shipped(), worlds.Now)
	var c rank.Change
	for i := range mentors {
		if have[mentors[i].ID] {
			c.Mentors = append(c.Mentors, mentors[i])
		}
		if have[issues[i].ID] {
			c.Issues = append(c.Issues, issues[i])
		}
	}
	slices.Reverse(c.Mentors)
	fresh.Apply(c)
	for i := range people {
		if got, want := x.TopMentors(&people[i], &scopes[0], 20), fresh.TopMentors(&people[i], &scopes[0], 20); !reflect.DeepEqual(got, want) {
			t.Fatalf("got  %+v\nwant %+v", got, want)
		}
	}
}

// Scores alone are those of the results.
func TestBestIsTop(t *testing.T) {
	w := worlds.New(4)
	x := rank.NewIndex(skill.Shipped(), worlds.Now)
	x.Apply(rank.Change{Mentors: w.Mentors(400), Issues: w.Issues(400, false)})
	for _, n := range w.Newcomers(5) {
		for what, f := range map[string]func(func(string, int64)) []rank.Result{
			"mentors": func(yield func(string, int64)) []rank.Result {
				x.BestMentors(&n, &scopes[0], 20, yield)
				return x.TopMentors(&n, &scopes[0], 20)
			},
			"issues": func(yield func(string, int64)) []rank.Result {
				x.BestIssues(&n, &scopes[0], 20, yield)
				return x.TopIssues(&n, &scopes[0], 20)
			},
		} {
			var got []string
			top := f(func(id string, score int64) { got = append(got, fmt.Sprint(id, " ", score)) })
			var want []string
			for _, r := range top {
				want = append(want, fmt.Sprint(r.ID, " ", r.Score))
			}
			if !slices.Equal(got, want) || len(got) == 0 {
				t.Errorf("%s: got %v, want %v", what, got, want)
			}
		}
	}
}
