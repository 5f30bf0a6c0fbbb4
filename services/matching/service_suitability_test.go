package matching

import (
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestHowNewcomersFared: it is a reason or what is missing, adds nothing to a score, and is not said where nobody can say.
func TestHowNewcomersFared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(newcomer("nia", "go"), wire.ProjectState{Project: "big", Shown: true, Stars: 40_000}, wire.ProjectState{Project: "mid", Shown: true, Stars: 6000},
		wire.ProjectState{Project: "small", Shown: true, Stars: 40}, wire.ProjectState{Project: "dark", Shown: true})
	for _, p := range []string{"big", "mid", "small", "dark"} {
		w.says(wire.IssueState{Issue: "of-" + p, Project: p, Skills: []wire.SkillLevel{{Skill: "go"}}, Kind: "code", Shown: true})
	}
	w.run()
	got, err := w.as("nia").RecommendIssues(t.Context(), api.RecommendQuestion{Credits: true})
	if err != nil || len(got.Items) != 4 {
		t.Fatal(got, err)
	}
	for _, r := range got.Items {
		more := slices.ContainsFunc(r.Reasons, func(x api.Reason) bool { return x.Code == "newcomers_finish_these" })
		less := r.Gap != nil && r.Gap.Code == "newcomers_seldom_finish_these"
		if more != (r.Project == "big") || less != (r.Project == "small") {
			t.Errorf("%s: %+v, gap %+v", r.Project, r.Reasons, r.Gap)
		}
		if len(r.Reasons) > mostReasons {
			t.Errorf("%d reasons", len(r.Reasons))
		}
		sum := int64(0)
		for _, c := range r.Credits {
			sum += c
		}
		if sum != *r.Score {
			t.Errorf("%s: credits add up to %d, the score is %d", r.Project, sum, *r.Score)
		}
	}
}
