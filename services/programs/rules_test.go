package programs

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func codes(fields []fault.Field) []string {
	out := []string{}
	for _, f := range fields {
		out = append(out, f.Pointer+" "+f.Code)
	}
	return out
}

func TestDefaultRulesHold(t *testing.T) {
	if _, wrong := CheckRules(wire.DefaultRules(), ""); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if diff := cmp.Diff(api.RuleWeights, WeightNames); diff != "" {
		t.Fatal(diff)
	}
}

func TestCheckRules(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*wire.Rules)
		want   []string
	}{
		{"clocks", func(r *wire.Rules) { r.FirstClock, r.NextClock, r.MoveOn = 0, 31*day, -1 },
			[]string{"/first_clock out_of_range", "/next_clock out_of_range", "/move_on out_of_range"}},
		{"pauses", func(r *wire.Rules) { r.InfoPause, r.WaitClock = 1, 1<<62 }, []string{"/info_pause out_of_range", "/wait_clock out_of_range"}},
		{"counts", func(r *wire.Rules) { r.OpenRequests, r.Unanswered, r.MentorCap = 0, 51, -1 },
			[]string{"/open_requests out_of_range", "/unanswered out_of_range", "/mentor_cap out_of_range"}},
		{"more counts", func(r *wire.Rules) { r.DefaultPlaces, r.SilentPause, r.Weeks = 0, 0, 53 },
			[]string{"/default_places out_of_range", "/silent_pause out_of_range", "/weeks out_of_range"}},
		{"no cap", func(r *wire.Rules) { r.MentorCap = 0 }, nil},
		{"no reminder", func(r *wire.Rules) { r.SilenceReminder = nil }, []string{"/silence_reminder out_of_range"}},
		{"reminders", func(r *wire.Rules) { r.SilenceReminder = []int64{14 * day, 7 * day, 28 * day} },
			[]string{"/silence_reminder/1 not_ascending", "/silence_reminder/2 not_before_silence_end"}},
		{"a reminder within the day", func(r *wire.Rules) { r.SilenceReminder = []int64{hour} }, []string{"/silence_reminder/0 out_of_range"}},
		{"weights", func(r *wire.Rules) { r.Weights = map[string]int{"skills": 101, "hours": 0, "reply": -1} },
			[]string{"/weights/reply out_of_range", "/weights/skills out_of_range"}},
		{"looked for", func(r *wire.Rules) {
			r.LooksFor = []wire.LookedFor{{Kind: "skill", ID: "GoLang", Weight: 3}, {Kind: "cause", ID: "health", Weight: 1},
				{Kind: "language", ID: "pt-BR", Weight: 10}}
		}, nil},
		{"looked for, and unknown", func(r *wire.Rules) {
			r.LooksFor = []wire.LookedFor{{Kind: "skill", ID: "flower-arranging-9", Weight: 1}, {Kind: "cause", ID: "go", Weight: 1},
				{Kind: "language", ID: "!", Weight: 0}, {Kind: "star sign", ID: "lion", Weight: 1}}
		}, []string{"/looks_for/0/id unknown_skill", "/looks_for/1/id unknown_cause", "/looks_for/2/id not_a_language",
			"/looks_for/2/weight out_of_range", "/looks_for/3/kind not_one_of"}},
		{"looked for twice", func(r *wire.Rules) {
			r.LooksFor = []wire.LookedFor{{Kind: "skill", ID: "go", Weight: 1}, {Kind: "skill", ID: "golang", Weight: 11}}
		}, []string{"/looks_for/1/id duplicate", "/looks_for/1/weight out_of_range"}},
		{"too much looked for", func(r *wire.Rules) { r.LooksFor = make([]wire.LookedFor, maxLooks+1) }, []string{"/looks_for too_many"}},
		{"a weight that is none", func(r *wire.Rules) { r.Weights = map[string]int{"looks": 1} }, []string{"/weights unknown_weight"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := wire.DefaultRules()
			c.change(&r)
			if c.want == nil {
				c.want = []string{}
			}
			_, wrong := CheckRules(r, "")
			if diff := cmp.Diff(c.want, codes(wrong)); diff != "" {
				t.Fatal(diff)
			}
		})
	}
}

// TestRulesBothWays: a body loses nothing.
func TestRulesBothWays(t *testing.T) {
	r := wire.DefaultRules()
	r.Weights, r.LooksFor = map[string]int{"skills": 3}, []wire.LookedFor{{Kind: "language", ID: "fr", Weight: 2}}
	back := rulesOf(rulesBody(r))
	back.Version = r.Version
	if diff := cmp.Diff(r, back); diff != "" {
		t.Fatal(diff)
	}
}

func TestWithin(t *testing.T) {
	top := Programme{Org: "o1"}
	second, third, fourth, fifth := Programme{Org: "o1"}, Programme{Org: "o1"}, Programme{Org: "o1"}, Programme{Org: "o1"}
	for _, wrong := range [][]fault.Field{second.Within("top", &top), third.Within("second", &second), fourth.Within("third", &third)} {
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
	}
	if diff := cmp.Diff([]string{"programme:4", "programme:third", "programme:second", "programme:top", "org:o1"}, fourth.Scopes("4")); diff != "" {
		t.Fatal(diff)
	}
	if wrong := codes(fifth.Within("fourth", &fourth)); !slices.Equal(wrong, []string{"/parent too_deep"}) {
		t.Fatal(wrong)
	}
	other := Programme{Org: "o2"}
	if wrong := codes(other.Within("top", &top)); !slices.Equal(wrong, []string{"/parent unknown"}) {
		t.Fatal(wrong)
	}
	if wrong := codes(other.Within("none", nil)); !slices.Equal(wrong, []string{"/parent unknown"}) {
		t.Fatal(wrong)
	}
	if wrong := codes(other.Within(wire.AlwaysOpen, nil)); !slices.Equal(wrong, []string{"/parent always_open"}) {
		t.Fatal(wrong)
	}
}

func TestScopes(t *testing.T) {
	for v, ok := range map[string]bool{
		"org:o1": true, "programme:open": true, "project:abc_1": true, "org:": false, "org:O1": false, "team:x": false, "org": false,
		"org:a:b": false, "programme:../x": false, "": false, "org:*": false,
	} {
		if _, got := ParseScope(v); got != ok {
			t.Errorf("%q: %t", v, got)
		}
	}
	for kind, known := range maps.All(roles) {
		s := Scope{kind, "x"}
		if s.Knows("administrator") || s.Knows("") {
			t.Errorf("%s knows roles that are none", kind)
		}
		for _, r := range known {
			if !s.Knows(r) {
				t.Errorf("%s does not know %s", kind, r)
			}
		}
	}
	if (Scope{ScopeProject, "x"}).Knows(RoleOrganiser) || (Scope{ScopeOrg, "x"}).Knows("maintainer") {
		t.Error("roles are mixed up")
	}
}

func TestBecome(t *testing.T) {
	m := Member{Programme: "p1", Person: "a"}
	type step struct {
		newcomer, mentor, approval bool
		events                     int
		state                      string
	}
	for i, s := range []step{
		{true, false, true, 1, NotOffered},
		{true, true, true, 1, Waiting},
		{true, true, true, 0, Waiting},
		{true, true, false, 0, Approved}, // the programme approves nobody any more
		{false, true, true, 1, Approved}, // and begins to again: what was given stays
		{false, false, true, 1, Approved},
		{false, true, true, 1, Approved},
	} {
		if got := m.Become(s.newcomer, s.mentor, s.approval, m.Joined); len(got) != s.events || m.Approval != s.state {
			t.Fatalf("step %d: %d events, %q", i, len(got), m.Approval)
		}
	}
	if _, err := m.Decide(false, "nonsense", "org"); !fault.Has(err, fault.Invalid) {
		t.Fatal(err)
	}
	if _, err := m.Decide(true, "conduct", "org"); !fault.Has(err, fault.Invalid) {
		t.Fatal(err)
	}
	if changed, err := m.Decide(false, "conduct", "org"); !changed || err != nil || MemberStateOf(&m).Approved {
		t.Fatal(changed, err)
	}
	if changed, err := m.Decide(false, "conduct", "org"); changed || err != nil {
		t.Fatal(changed, err)
	}
	m.Become(false, false, true, m.Joined)
	if m.Become(false, true, true, m.Joined); m.Approval != Waiting {
		t.Fatalf("refused and back: %q", m.Approval)
	}
}

func TestGrantsAreBounded(t *testing.T) {
	var g Grants
	for i := range MaxGrants {
		if ok, err := g.Give("observer", "org:o"+string(rune('a'+i%26))+string(rune('a'+i/26)), "x", time.Time{}); !ok || err != nil {
			t.Fatal(i, ok, err)
		}
	}
	if _, err := g.Give("observer", "org:zz", "x", time.Time{}); !fault.Coded(err, "grant.too_many") {
		t.Fatal(err)
	}
	if ok, err := g.Give("observer", g.List[3].Scope, "x", time.Time{}); ok || err != nil {
		t.Fatal("one that is there is no refusal", ok, err)
	}
}
