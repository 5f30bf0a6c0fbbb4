package matching

import (
	"fmt"
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestHistory: what somebody did elsewhere moves issues of that sort up, what they said themselves stands, and nothing of it stays.
func TestHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	states := []wire.State{newcomer("nia", "python"), wire.ProjectState{Project: "old", Skills: []wire.SkillLevel{{Skill: "rust"}}, Topics: []string{"astronomy"}}}
	for i, s := range []string{"python", "rust", "java"} {
		p := fmt.Sprint("p", i)
		states = append(states, wire.ProjectState{Project: p, Shown: true},
			wire.IssueState{Issue: s, Project: p, Skills: []wire.SkillLevel{{Skill: s}}, Kind: "code", Shown: true})
	}
	states = append(states, wire.ProjectState{Project: "p9", Shown: true},
		wire.IssueState{Issue: "docs", Project: "p9", Kind: "documentation", Shown: true})
	w.says(states...)
	w.run()
	ask := func(history ...api.RecommendWork) []string {
		t.Helper()
		got, err := w.as("nia").RecommendIssues(t.Context(), api.RecommendQuestion{History: history, Credits: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got.Items {
			sum := int64(0)
			for _, c := range r.Credits {
				sum += c
			}
			if sum != *r.Score {
				t.Errorf("credits add up to %d, the score is %d", sum, *r.Score)
			}
		}
		return people(got)
	}
	plain := ask()
	at := func(list []string, id string) int { return slices.Index(list, id) }
	if at(plain, "python") != 0 {
		t.Fatal(plain)
	}
	with := ask(api.RecommendWork{Project: "old"}, api.RecommendWork{Project: "never-heard"})
	if at(with, "rust") > at(with, "java") || at(with, "rust") != 1 || at(with, "python") != 0 {
		t.Errorf("with work in rust: %v, without: %v", with, plain)
	}
	wrote := ask(api.RecommendWork{Project: "never-heard", Kind: "documentation"})
	if at(wrote, "docs") > at(plain, "docs") || at(wrote, "docs") != 1 {
		t.Errorf("with work on documentation: %v, without: %v", wrote, plain)
	}
	if again := ask(); !slices.Equal(again, plain) {
		t.Errorf("something of the history stayed: %v, before: %v", again, plain)
	}
	why, err := w.as("nia").WhyNot(t.Context(), api.WhyNotQuestion{Issue: "rust", History: []api.RecommendWork{{Project: "old"}}})
	if err != nil || len(why.Reasons) == 0 || why.Reasons[0].Code != "uses_what_you_did" {
		t.Errorf("%+v, %v", why, err)
	}
	// What a profile says is used like it, and beside it; it changes nothing about mentors.
	own := newcomer("nia", "python")
	own.Contributed = []wire.Contribution{{Project: "old"}}
	w.says(own)
	w.seen()
	if stored := ask(); !slices.Equal(stored, with) {
		t.Errorf("with work in the profile: %v, sent along: %v", stored, with)
	}
	why, err = w.as("nia").WhyNot(t.Context(), api.WhyNotQuestion{Issue: "rust"})
	if err != nil || len(why.Reasons) == 0 || why.Reasons[0].Code != "uses_what_you_did" {
		t.Errorf("%+v, %v", why, err)
	}
	for _, bad := range []api.RecommendWork{{}, {Project: "Not An Id"}, {Project: "old", Kind: "magic"}} {
		if _, err := w.as("nia").RecommendIssues(t.Context(), api.RecommendQuestion{History: []api.RecommendWork{bad}}); !fault.Has(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}
