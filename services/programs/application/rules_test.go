package application

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

var now = time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)

func call() *cohort.Cohort {
	set, _ := cohort.FromTemplate("internship", now)
	return &cohort.Cohort{CohortSettings: set}
}

func said(code string, chosen ...string) api.ApplicationAnswer {
	return api.ApplicationAnswer{Question: code, Chosen: chosen}
}

func codes(wrong []fault.Field) (out []string) {
	for _, f := range wrong {
		out = append(out, f.Pointer+" "+f.Code)
	}
	return out
}

func TestRead(t *testing.T) {
	t.Parallel()
	why := api.ApplicationAnswer{Question: "why", Text: "To learn."}
	for name, x := range map[string]struct {
		within string
		draft  api.ApplicationDraft
		want   []string
	}{
		"whole":            {"", api.ApplicationDraft{Answers: []api.ApplicationAnswer{why, said("time", "up to 5"), said("free", "yes")}}, nil},
		"no such question": {"", api.ApplicationDraft{Answers: []api.ApplicationAnswer{said("age", "yes")}}, []string{"/answers/0/question unknown"}},
		"of mentors": {"", api.ApplicationDraft{Answers: []api.ApplicationAnswer{{Question: "project", Text: "x"}}},
			[]string{"/answers/0/question unknown"}},
		"twice":          {"", api.ApplicationDraft{Answers: []api.ApplicationAnswer{why, why}}, []string{"/answers/1/question repeated"}},
		"no such choice": {"", api.ApplicationDraft{Answers: []api.ApplicationAnswer{said("time", "never")}}, []string{"/answers/0/chosen/0 unknown"}},
		"two of one": {"", api.ApplicationDraft{Answers: []api.ApplicationAnswer{said("time", "up to 5", "more")}},
			[]string{"/answers/0/chosen too_many"}},
		"evidence without":     {"", api.ApplicationDraft{Evidence: []api.ApplicationEvidence{{What: "a"}}}, []string{"/evidence/0/url required"}},
		"no such track":        {"", api.ApplicationDraft{Tracks: []string{"docs"}}, []string{"/tracks/0 unknown"}},
		"places of a newcomer": {"", api.ApplicationDraft{Places: 2}, []string{"/places not_here"}},
		"belongs, not asked":   {"", api.ApplicationDraft{Belongs: "internal"}, []string{"/belongs not_here"}},
		"belongs elsewhere":    {"external", api.ApplicationDraft{Belongs: "internal"}, []string{"/belongs not_here"}},
		"a seventh language":   {"", api.ApplicationDraft{Language: "sw-KE"}, nil},
		"no language":          {"", api.ApplicationDraft{Language: "e-n-"}, []string{"/language unknown_language"}},
		"a made-up language":   {"", api.ApplicationDraft{Language: "wibble-wobble"}, []string{"/language unknown_language"}},
		"belongs":              {"both", api.ApplicationDraft{Belongs: "internal"}, nil},
	} {
		c := call()
		c.Within = x.within
		open, secret, wrong := read(x.draft, c, Newcomer)
		if !slices.Equal(codes(wrong), x.want) {
			t.Errorf("%s: %v", name, codes(wrong))
		}
		if slices.ContainsFunc(open.Answers, func(a api.ApplicationAnswer) bool { return a.Question == "free" }) {
			t.Errorf("%s: an answer about eligibility lies in the application", name)
		}
		if name == "whole" && len(secret) != 1 {
			t.Errorf("%+v", secret)
		}
	}
	c := call()
	c.Within = cohort.External
	if open, _, _ := read(api.ApplicationDraft{}, c, Mentor); open.Belongs != cohort.External {
		t.Errorf("a cohort for people from outside says where they belong: %q", open.Belongs)
	}
	c.Within = cohort.Both
	if got := codes(missing(c, Mentor, "", []api.ApplicationAnswer{{Question: "project"}})); !slices.Equal(got, []string{"/belongs required"}) {
		t.Errorf("%v", got)
	}
}

func TestEligible(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		answers []api.ApplicationAnswer
		want    string
	}{
		"met": {[]api.ApplicationAnswer{said("free", "yes")}, "yes"}, "not met": {[]api.ApplicationAnswer{said("free", "no")}, "no"}, "not said": {nil, "no"},
	} {
		if got := eligible(call(), Newcomer, x.answers); got != x.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := eligible(call(), Mentor, nil); got != "yes" {
		t.Error("mentors are not asked")
	}
}

// What an applicant reads of the version never moves by what is prepared, and always by what they see.
func TestPreparingIsNotSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, version := &Application{State: Sent}, int64(1)
		var looked int64 // the decision that an organiser has looked at
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			tag, state := version-a.Hidden, a.State
			switch rapid.SampledFrom([]string{"accept", "wait", "decline", "look", "release", "stale"}).Draw(t, "step") {
			case "look":
				if a.Decision != nil {
					looked = a.Decision.Number
				}
				continue
			case "release":
				waits := (state == Sent || state == Waiting) && a.Decision != nil && a.Decision.Released.IsZero()
				err := a.release(looked, now)
				if a.Decision != nil && waits && looked > 0 && looked == a.Decision.Number && err != nil {
					t.Fatal(err)
				}
				if err == nil {
					version++
					if version-a.Hidden == tag {
						t.Fatal("they were told, and the tag is the same")
					}
				}
				continue
			case "stale":
				if a.Decision == nil || !a.Decision.Released.IsZero() || state != Sent && state != Waiting {
					continue
				}
				if err := a.release(a.Decision.Number+1, now); !fault.Coded(err, "application.decision_changed") || a.State != state {
					t.Fatalf("%v, %s", err, a.State)
				}
				continue
			case "accept":
				if a.decide(api.ApplicationDecision{Outcome: "accept"}, a.Number(), "org", now) == nil {
					version++
				}
			case "wait":
				if a.decide(api.ApplicationDecision{Outcome: "wait", Reason: "places"}, a.Number(), "org", now) == nil {
					version++
				}
			case "decline":
				if a.decide(api.ApplicationDecision{Outcome: "decline", Reason: "fit"}, a.Number(), "org", now) == nil {
					version++
				}
			}
			if version-a.Hidden != tag || a.State != state {
				t.Fatalf("the tag moved from %d to %d, the state from %s to %s", tag, version-a.Hidden, state, a.State)
			}
		}
	})
}

// Every state and what can be done in it.
func TestStates(t *testing.T) {
	t.Parallel()
	all := []string{Draft, Sent, Withdrawn, Waiting, Declined, Accepted, Left}
	for name, x := range map[string]struct {
		do  func(a *Application) error
		may []string
	}{
		"withdraw": {func(a *Application) error { return a.withdraw(now) }, []string{Draft, Sent, Withdrawn, Waiting}},
		"accept": {func(a *Application) error {
			return a.decide(api.ApplicationDecision{Outcome: "accept"}, a.Number(), "", now)
		}, []string{Sent, Waiting}},
		"wait": {func(a *Application) error {
			return a.decide(api.ApplicationDecision{Outcome: "wait", Reason: "places"}, a.Number(), "", now)
		}, []string{Sent}},
		"decline without a reason": {func(a *Application) error {
			return a.decide(api.ApplicationDecision{Outcome: "decline"}, a.Number(), "", now)
		}, nil},
		"accept with a reason": {func(a *Application) error {
			return a.decide(api.ApplicationDecision{Outcome: "accept", Reason: "fit"}, a.Number(), "", now)
		}, nil},
		"release": {func(a *Application) error {
			a.Decision = &Decision{ApplicationDecision: api.ApplicationDecision{Outcome: "decline"}}
			return a.release(0, now)
		}, []string{Sent, Waiting}},
		"leave": {func(a *Application) error {
			if !a.leave("", "own", now) {
				return errDecided
			}
			return nil
		}, []string{Accepted}},
	} {
		for _, state := range all {
			if err := x.do(&Application{State: state}); (err == nil) != slices.Contains(x.may, state) {
				t.Errorf("%s in %s: %v", name, state, err)
			}
		}
	}
}

// Who has a conflict of interests counts in nothing.
func TestSum(t *testing.T) {
	t.Parallel()
	list := []Opinion{{Reviewer: "a", ReviewBody: api.ReviewBody{Rating: 5, Flags: []string{"outstanding"}}},
		{Reviewer: "b", ReviewBody: api.ReviewBody{Rating: 2}},
		{Reviewer: "c", ReviewBody: api.ReviewBody{Conflict: true, Flags: []string{"incomplete"}}}, {Reviewer: "d"}}
	got := sum(list, "c")
	if got.Count != 2 || got.Mean != 350 || !slices.Equal(got.Flags, []string{"outstanding"}) || !got.Conflict || got.Mine {
		t.Errorf("%+v", got)
	}
	if mine := sum(list, "a"); !mine.Mine || mine.Conflict {
		t.Errorf("%+v", mine)
	}
}

// Texts before the current one are kept, a few, and only those that stood for a while.
func TestEarlierTexts(t *testing.T) {
	t.Parallel()
	a, at := &Application{}, now
	for i := range 20 {
		a.save(api.ApplicationDraft{Answers: []api.ApplicationAnswer{{Question: "why", Text: string(rune('a' + i))}}}, at)
		at = at.Add(pause)
	}
	if len(a.Earlier) != earlierMost || a.Earlier[0].Answers[0].Text != "s" || a.Answers[0].Text != "t" {
		t.Errorf("%+v", a.Earlier)
	}
	if a.save(a.ApplicationDraft, at) {
		t.Error("the same is nothing new")
	}
	n := len(a.Earlier)
	a.save(api.ApplicationDraft{}, at)
	a.save(api.ApplicationDraft{Tracks: []string{"x"}}, at.Add(time.Second))
	if len(a.Earlier) > n {
		t.Errorf("what stood for a second is kept: %d", len(a.Earlier))
	}
}

// TestProjectsFillTheirColumn: no question takes the column of projects, and an older one that has it does not overwrite what was wished for.
func TestProjectsFillTheirColumn(t *testing.T) {
	t.Parallel()
	c := call()
	c.Questions[0].Column = cohort.ByProject
	if _, wrong := cohort.Check(c.CohortSettings, nil, nil, now); !slices.Contains(codes(wrong), "/questions/0/column reserved") {
		t.Error(codes(wrong))
	}
	a := &Application{As: Newcomer, ApplicationDraft: api.ApplicationDraft{Projects: []string{"p"},
		Answers: []api.ApplicationAnswer{{Question: c.Questions[0].Code, Text: "Anything."}}}}
	if got := columns(c, a, []Offered{{ID: "p", Name: "Bus times"}})[cohort.ByProject]; got != "Bus times" {
		t.Error(got)
	}
	if got := columns(c, a, nil)[cohort.ByProject]; got != "Anything." {
		t.Error(got)
	}
}
