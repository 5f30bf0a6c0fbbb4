package matching

import (
	"context"
	"fmt"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// TestAttention: two mentors who fit alike are first for about as many people, though the order of ties is one; what is shown with a price
// adds up, is the same in why-not, and does not come from asking with profiles or again and again.
func TestAttention(t *testing.T) {
	w := newWorld(t)
	person := func(id string, mentor bool) wire.PersonState {
		return wire.PersonState{Person: id, Newcomer: !mentor, Mentor: mentor, Approved: true, FoundBy: "everybody", Format: "either",
			Have: []wire.SkillLevel{{Skill: "go", Level: 5}}, Want: []wire.SkillLevel{{Skill: "go", Level: 4}}, Teach: []wire.SkillLevel{{Skill: "go", Level: 4}},
			Languages: []wire.SpokenLanguage{{Language: "en", Level: 4}}}
	}
	w.says(person("mentor-a", true), person("mentor-b", true))
	for i := range 12 {
		w.says(person(fmt.Sprint("newcomer-", i), false))
	}
	w.run()
	ask := func(who string, profile *api.RecommendProfile) api.Recommendations {
		t.Helper()
		ctx := context.Background()
		if who != "" {
			ctx = auth.With(ctx, auth.Principal{ID: who})
		}
		out, err := w.s.Mentors(ctx, api.RecommendQuestion{Profile: profile, Credits: true})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	said := &api.RecommendProfile{Want: []api.RecommendSkill{{Skill: "go"}}, Languages: []api.RecommendLanguage{{Language: "en", Level: 4}}}
	for range 20 {
		ask("", said)
		ask("newcomer-0", said)
		ask("newcomer-0", nil)
	}
	if got := w.s.attention.Attention("", "mentor-a", w.clock.Now()); got >= 1_000_000 {
		t.Errorf("one person who asks often pushes a mentor down: %d", got)
	}
	first := map[string]int{}
	for i := range 12 {
		who := fmt.Sprint("newcomer-", i)
		out := ask(who, nil)
		first[out.Items[0].Person]++
		for _, r := range out.Items {
			sum := int64(0)
			for _, c := range r.Credits {
				sum += c
			}
			if sum != *r.Score {
				t.Errorf("credits add up to %d, the score is %d", sum, *r.Score)
			}
		}
	}
	if first["mentor-a"] < 4 || first["mentor-b"] < 4 {
		t.Errorf("who is first: %v", first)
	}
	ctx := auth.With(context.Background(), auth.Principal{ID: "newcomer-3"})
	list := ask("newcomer-3", nil)
	why, err := w.s.WhyNot(ctx, api.WhyNotQuestion{Mentor: list.Items[0].Person})
	if err != nil {
		t.Fatal(err)
	}
	if *why.Score != *list.Items[0].Score || why.Credits["price"] != list.Items[0].Credits["price"] || why.Credits["price"] == 0 {
		t.Errorf("why-not says %d with price %d, the list %d with %d", *why.Score, why.Credits["price"], *list.Items[0].Score,
			list.Items[0].Credits["price"])
	}
	if got := priceWeight(rank.Weights{ByName: map[string]int{"price": 0}}); got != 0 {
		t.Error("a programme that wants no price has one")
	}
}
