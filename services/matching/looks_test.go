package matching

import (
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// What a programme looks for decides its lists, its explanations and its rounds; elsewhere it says nothing.
func TestProgrammeLooksFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(newcomer("nia", "go"), wire.MemberState{Programme: "spring", Person: "nia", Newcomer: true})
	for id, cause := range map[string]string{"ada": "education", "zoe": "health"} {
		m := mentor(id, "go")
		m.Causes = []string{cause}
		w.says(m, standing(id), wire.MemberState{Programme: "spring", Person: id, Mentor: true, Approved: true})
	}
	rules := wire.DefaultRules()
	says := func() {
		w.says(wire.ProgrammeState{Programme: "spring", Org: "club", Open: true, Rules: rules})
	}
	says()
	w.run()
	list := func(programme string, want ...string) *api.Recommendations {
		t.Helper()
		got, err := w.as("nia").RecommendMentors(t.Context(), api.RecommendQuestion{Programme: programme, Credits: true}, w.seen())
		if err != nil || !slices.Equal(people(got), want) {
			t.Fatalf("in %q: %v, want %v, %v", programme, people(got), want, err)
		}
		return got
	}
	before := list("spring", "ada", "zoe") // alike: by id
	if before.Weights != rank.DefaultVersion {
		t.Errorf("weights %q", before.Weights)
	}
	// A weight alone, of nothing that is looked for, changes no score.
	rules.Version, rules.Weights = 2, map[string]int{"criteria": 100}
	says()
	if got := list("spring", "ada", "zoe"); *got.Items[0].Score != *before.Items[0].Score || got.Weights != "v2+spring@2" {
		t.Errorf("score %d by %s, before %d", *got.Items[0].Score, got.Weights, *before.Items[0].Score)
	}
	rules.Version, rules.Weights = 3, map[string]int{}
	rules.LooksFor = []wire.LookedFor{{Kind: "cause", ID: "health", Weight: 2}, {Kind: "skill", ID: "go", Weight: 1}, {Kind: "moon", ID: "full", Weight: 9}}
	says()
	got := list("spring", "zoe", "ada")
	codes := func(list []api.Reason) (out []string) {
		for _, r := range list {
			out = append(out, r.Code)
		}
		return out
	}
	if got.Weights != "v2+spring@3" || !slices.Contains(codes(got.Items[0].Reasons), rank.CriteriaMet) {
		t.Errorf("by %s: %+v", got.Weights, got.Items[0])
	}
	list("", "ada", "zoe")
	why, err := w.as("nia").WhyNot(t.Context(), api.WhyNotQuestion{Mentor: "ada", Programme: "spring"})
	if err != nil || why.Weights != "v2+spring@3" || why.Credits["criteria"] <= 0 || slices.Contains(codes(why.Reasons), rank.CriteriaMet) {
		t.Errorf("why not: %+v, %v", why, err)
	}
	side, err := w.as("nia").CompareMentors(t.Context(), api.CompareQuestion{Mentors: []string{"ada", "zoe"}, Programme: "spring"})
	if err != nil || len(side.Items) != 2 {
		t.Fatalf("%+v, %v", side, err)
	}
	for i, want := range []string{rank.CriteriaUnmet, rank.CriteriaMet} {
		at := slices.IndexFunc(side.Items[i].Parts, func(p api.ComparedPart) bool { return p.Part == "criteria" })
		if at < 0 {
			t.Fatalf("no part of it: %+v", side.Items[i])
		}
		p := side.Items[i].Parts[at]
		if p.Reason != nil && p.Reason.Code != want || p.Gap != nil && p.Gap.Code != want || p.Reason == nil && p.Gap == nil {
			t.Errorf("%s: %+v, want %s", side.Items[i].Person, p, want)
		}
	}
	// A round of the whole programme counts it too.
	w.s.live.mu.Lock()
	weights := w.s.live.picture.weights("spring")
	w.s.live.mu.Unlock()
	cast, err := w.s.cast(t.Context(), "spring", "", "")
	if err != nil || cast.Weights.Version != "spring@3" || !slices.Equal(cast.Weights.Criteria, weights.Criteria) || len(weights.Criteria) != 2 {
		t.Errorf("cast %+v, %v", cast.Weights, err)
	}
	// And it goes as it came.
	rules.Version, rules.LooksFor = 4, nil
	says()
	if got := list("spring", "ada", "zoe"); *got.Items[0].Score != *before.Items[0].Score {
		t.Errorf("score %d, before %d", *got.Items[0].Score, *before.Items[0].Score)
	}
}
