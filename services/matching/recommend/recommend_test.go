package recommend

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// small is a world of some people, projects and tasks.
func small(seed uint64) (*World, []*Task) {
	r := rand.New(rand.NewPCG(seed, 1))
	w := NewWorld()
	var all []*Task
	texts := []string{"Fix typo in README", "feat(http): handle timeouts", "Bump tokio to 1.0", "Add docs for camelCaseThing", "", "Ünïcode 修复 \xff broken"}
	for i := range 300 {
		t := &Task{ID: i, Repo: fmt.Sprintf("o%d/p%d", r.IntN(3), r.IntN(9)), Opened: 1000 + i, Merged: 1002 + i, Resolver: fmt.Sprint("u", r.IntN(40)),
			HasIssue: r.IntN(2) == 0, Langs: [][]string{{"Go"}, {"Rust", "TOML"}, {"Markdown"}, nil, {"Unheard"}}[r.IntN(5)],
			Areas: [][]string{{"."}, {"src/net"}, {"docs", ".github/workflows"}, nil}[r.IntN(4)], Title: texts[r.IntN(len(texts))]}
		w.Read(t)
		all = append(all, t)
	}
	for _, t := range all[:200] {
		w.Merged(t)
	}
	return w, all
}

func TestFeaturesReadNothingThatTells(t *testing.T) {
	for seed := range uint64(5) {
		w, all := small(seed)
		q := &Query{At: 1203, History: all[10:13], Among: all[220:260]}
		want := w.Features(q)
		other := *q
		other.Among = nil
		for _, c := range q.Among {
			x := *c
			x.ID, x.Opened, x.Merged, x.Resolver = 0, 0, 5, "somebody else"
			other.Among = append(other.Among, &x)
		}
		if got := w.Features(&other); !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatal("who did a candidate, or when it was opened, changes its features")
		}
		slices.Reverse(other.Among)
		got := w.Features(&other)
		slices.Reverse(got)
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatal("the order of candidates changes their features")
		}
		doubled := *q
		doubled.Among = append(slices.Clone(q.Among), q.Among[0], q.Among[0])
		again := w.Features(&doubled)
		for f := range nBase + len(relative) { // how many candidates of a project a list has is an accident of how it was drawn
			if again[0][f] != want[0][f] {
				t.Fatalf("%s counts how often something is in the list", FeatureName(f))
			}
		}
	}
}

func TestFeaturesOfNothing(t *testing.T) {
	w := NewWorld()
	c := &Task{ID: 1}
	w.Read(c)
	rows := w.Features(&Query{Among: []*Task{c, c}})
	if len(rows) != 2 || len(rows[0]) != NFeatures() {
		t.Fatal(len(rows))
	}
	if got := w.Features(&Query{}); len(got) != 0 {
		t.Fatal("no candidates have no rows")
	}
}

func TestWhoIsUnknownTellsTheWorldNothing(t *testing.T) {
	w, all := small(3)
	q := &Query{At: 1203, History: all[10:13], Among: all[220:260]}
	want := w.Features(q)
	w.Merged(&Task{Repo: "o1/p1", Merged: 1100, Title: "Fix everything"})
	w.Merged(&Task{Repo: "o1/p1", Resolver: "u1", Title: "Fix everything"})
	if got := w.Features(q); !slices.EqualFunc(got, want, slices.Equal) {
		t.Fatal("a row without resolver or day of merging changed something")
	}
}

func TestCreditsAddUp(t *testing.T) {
	set, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	w, all := small(5)
	for _, name := range []string{"A", "S", "B"} {
		m, ok := set.Models[name]
		if !ok || len(m.Trees) < 100 {
			t.Fatalf("no model for protocol %s", name)
		}
		moved := map[Group]bool{}
		for i := range 8 {
			for _, row := range w.Features(&Query{At: 1210, History: all[i : i+4], Among: all[210:250]}) {
				credits, sum := m.Credits(row)
				for g, c := range credits {
					sum += c
					moved[Group(g)] = moved[Group(g)] || c != 0
				}
				if sum != m.Score(row) {
					t.Fatalf("credits add up to %d, the score is %d", sum, m.Score(row))
				}
			}
		}
		if len(moved) != int(NGroups) {
			t.Errorf("%s: only %v have credits", name, moved)
		}
	}
}

func TestBrokenModelsAreRefused(t *testing.T) {
	good := Set{Features: FeatureNames(), Models: map[string]Model{"B": {Trees: []Tree{
		{Feature: []int16{0, 0, 0}, Cut: []int32{1, 0, 0}, Left: []int16{1, 0, 0}, Value: []int32{0, -5, 5}}}}}}
	b, err := good.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadSet(bytes.NewReader(b)); err != nil {
		t.Fatal(err)
	}
	for what, spoil := range map[string]func(s *Set, t *Tree){
		"a way that goes round":  func(_ *Set, t *Tree) { t.Left[0] = 0; t.Left[1] = 1 },
		"a way out of the tree":  func(_ *Set, t *Tree) { t.Left[0] = 2 },
		"a feature that is none": func(_ *Set, t *Tree) { t.Feature[0] = int16(NFeatures()) },
		"a missing value":        func(_ *Set, t *Tree) { t.Value = t.Value[:2] },
		"other features":         func(s *Set, _ *Tree) { s.Features = s.Features[1:] },
	} {
		s := Set{Features: FeatureNames(), Models: map[string]Model{"B": {Trees: []Tree{
			{Feature: []int16{0, 0, 0}, Cut: []int32{1, 0, 0}, Left: []int16{1, 0, 0}, Value: []int32{0, -5, 5}}}}}}
		spoil(&s, &s.Models["B"].Trees[0])
		b, _ := s.Bytes()
		if _, err := ReadSet(bytes.NewReader(b)); err == nil {
			t.Errorf("%s is not refused", what)
		}
	}
}

func TestWords(t *testing.T) {
	if got := strings.Join(split("Fixes parseURLs in my_module (#12)"), " "); got != "fix parseurl parse url in my_module my module 12" {
		t.Error(got)
	}
	if k := kindsOf(&Task{Title: "Bump deps", Langs: []string{"TOML"}, Areas: []string{".github/workflows"}}); k != 1<<kDeps|1<<kBuild {
		t.Errorf("%b", k)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Fix a\tthing", "src/,", "Go", "a/b")
	f.Add("\xff\xfe ÀÉ_", "..", "", "")
	f.Fuzz(func(t *testing.T, title, area, lang, repo string) {
		w := NewWorld()
		x := &Task{ID: 1, Repo: repo, Title: title, Areas: []string{area}, Langs: []string{lang}, Resolver: "u", Merged: 3}
		w.Read(x)
		w.Merged(x)
		if rows := w.Features(&Query{At: 9, History: []*Task{x}, Among: []*Task{x, x}}); !slices.Equal(rows[0], rows[1]) {
			t.Fatal("the same task has two rows")
		}
	})
}
