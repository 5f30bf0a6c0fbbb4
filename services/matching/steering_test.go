package matching

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// reasonsOf are the words of the reasons with this code, by whom they are about.
func reasonsOf(t *testing.T, r *api.Recommendations, code string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, i := range r.Items {
		for _, x := range i.Reasons {
			if x.Code == code {
				out[i.Person+i.Issue] = x.Params.Words
			}
		}
	}
	return out
}

// TestSteering: what moderators decide about words is put over what was heard before, in everybody's words and in questions, and taking
// it back brings back what was there. Decisions that were there at the start count too.
func TestSteering(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	baked, vue := skill.Opaque("loaves"), wire.SkillState{Of: skill.Opaque("svelte"), Skill: "svelte", Into: "vue"}
	w.says(mentor("m-bakes", skill.Opaque("bread-baking")), mentor("m-svelte", "svelte"), mentor("m-git", "git"), newcomer("n", baked, "vue"), vue)
	w.run()
	ctx := t.Context()
	ask := func() map[string][]string {
		t.Helper()
		r, err := w.as("n").OwnMentors(ctx, "", 0, w.seen())
		if err != nil {
			t.Fatal(err)
		}
		return reasonsOf(t, r, "knows_what_you_learn")
	}
	if diff := cmp.Diff(map[string][]string{"m-svelte": {"vue"}}, ask()); diff != "" {
		t.Fatal(diff)
	}
	w.says(
		wire.SkillState{Of: skill.Opaque("bread-baking"), Skill: "bread-baking", Written: "Bread baking", Kind: "craft"},
		wire.SkillState{Of: baked, Into: "bread-baking"},
	)
	if diff := cmp.Diff(map[string][]string{"m-svelte": {"vue"}, "m-bakes": {"bread-baking"}}, ask()); diff != "" {
		t.Fatal(diff)
	}
	profile := &api.RecommendProfile{Want: []api.RecommendSkill{{Skill: "Loaves"}}, Languages: []api.RecommendLanguage{{Language: "en", Level: 3}}}
	r, err := w.as("").RecommendMentors(ctx, api.RecommendQuestion{Profile: profile, Filter: api.RecommendFilter{Skills: []string{"loaves"}}})
	if err != nil || len(r.Items) != 1 || r.Items[0].Person != "m-bakes" {
		t.Fatal(r, err)
	}
	w.deletes(vue)
	w.deletes(wire.SkillState{Of: baked})
	if got := ask(); len(got) != 0 {
		t.Fatal(got)
	}
}

// TestIssueLife: what somebody works on is recommended to nobody, and what a mentor helps with is shown and can be asked for.
func TestIssueLife(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	issue := func(id string) wire.IssueState {
		return wire.IssueState{Issue: id, Project: "p", Kind: "code", Skills: []wire.SkillLevel{{Skill: "go"}}, Shown: true, Seen: w.clock.Now()}
	}
	w.says(wire.ProjectState{Project: "p", Shown: true}, issue("i-one"), issue("i-two"), issue("i-three"), newcomer("n", "go"),
		wire.ClaimState{Issue: "i-one", Waiting: 2}, wire.HelpState{Issue: "i-two", Mentors: 1})
	w.run()
	ctx := t.Context()
	life := func(f api.RecommendFilter) map[string]api.IssueLife {
		t.Helper()
		r, err := w.as("n").RecommendIssues(ctx, api.RecommendQuestion{Filter: f}, w.seen())
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]api.IssueLife{}
		for _, i := range r.Items {
			out[i.Issue] = i.IssueLife
		}
		return out
	}
	if diff := cmp.Diff(map[string]api.IssueLife{"i-two": {Mentored: true}, "i-three": {}}, life(api.RecommendFilter{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]api.IssueLife{"i-two": {Mentored: true}}, life(api.RecommendFilter{Mentored: true})); diff != "" {
		t.Error(diff)
	}
	why, err := w.as("n").WhyNot(ctx, api.WhyNotQuestion{Issue: "i-one"})
	if err != nil || why.Limit != "taken" || why.IssueLife != (api.IssueLife{Claimed: true, Waiting: 2}) {
		t.Error(why, err)
	}
	w.deletes(wire.HelpState{Issue: "i-two"})
	w.deletes(wire.ClaimState{Issue: "i-one"})
	if diff := cmp.Diff(map[string]api.IssueLife{"i-one": {}, "i-two": {}, "i-three": {}}, life(api.RecommendFilter{})); diff != "" {
		t.Error(diff)
	}
}
