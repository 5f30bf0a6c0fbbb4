package matching

import (
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestLearnsIsNoHelp: who is both newcomer and mentor is recommended for what they help with, never for what they want to learn, and is
// themselves recommended mentors for the latter alone; also where their state was published when profiles had one list for both.
func TestLearnsIsNoHelp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	level := func(s string, n int) wire.SkillLevel { return wire.SkillLevel{Skill: s, Level: n} }
	both := func(id string, want, teach []wire.SkillLevel) wire.PersonState {
		p := mentor(id)
		p.Newcomer, p.Want, p.Teach = true, want, teach
		return p
	}
	alone := mentor("alone")
	alone.Want = []wire.SkillLevel{level("go", 1), level("rust", 5)} // of a mentor alone it was all help, whatever its level
	w.says(both("now", []wire.SkillLevel{level("go", 1)}, []wire.SkillLevel{level("rust", 4)}),
		both("quiet", []wire.SkillLevel{level("go", 1)}, []wire.SkillLevel{}),
		both("older", []wire.SkillLevel{level("go", 1), level("rust", 4)}, nil),
		alone, newcomer("wants-go", "go"), newcomer("wants-rust", "rust"))
	w.run()
	asked := func(who string) map[string]api.Recommendation {
		got, err := w.as(who).OwnMentors(t.Context(), "", 10, w.seen())
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]api.Recommendation{}
		for _, i := range got.Items {
			out[i.Person] = i
		}
		return out
	}
	of := func(r api.Recommendation, word string) string {
		for _, x := range r.Reasons {
			if slices.Contains(x.Params.Words, word) {
				return x.Code
			}
		}
		return ""
	}
	for _, c := range []struct {
		who, word string
		helps     []string
	}{{"wants-go", "go", []string{"alone"}}, {"wants-rust", "rust", []string{"alone", "now", "older"}}} {
		got := asked(c.who)
		for _, id := range []string{"alone", "now", "older", "quiet"} {
			want := ""
			if slices.Contains(c.helps, id) {
				want = "can_teach"
			}
			if code := of(got[id], c.word); code != want {
				t.Errorf("%s is shown %s for %s by %q, it should be %q: %+v", c.who, id, c.word, code, want, got[id])
			}
		}
	}
	for _, id := range []string{"now", "quiet", "older"} {
		got := asked(id)
		if of(got["alone"], "go") != "can_teach" || of(got["alone"], "rust") == "can_teach" {
			t.Errorf("%s wants to learn Go alone, and is shown %+v", id, got["alone"])
		}
	}
}
