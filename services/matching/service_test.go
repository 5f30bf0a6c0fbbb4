package matching

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func question(want ...string) api.RecommendQuestion {
	p := &api.RecommendProfile{Languages: []api.RecommendLanguage{{Language: "en-GB", Level: 3}}}
	for _, w := range want {
		p.Want = append(p.Want, api.RecommendSkill{Skill: w})
	}
	return api.RecommendQuestion{Profile: p}
}

func TestWhoCanBeFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hidden, members, programme, unapproved, invited, learner := mentor("hidden", "go"), mentor("members", "go"), mentor("programme", "go"),
		mentor("unapproved", "go"), mentor("invited", "go"), mentor("learner", "go")
	hidden.FoundBy, members.FoundBy, programme.FoundBy = "nobody", "members", "programme"
	unapproved.Approved, invited.Invited, learner.Mentor = false, true, false
	w.says(mentor("everybody", "go"), hidden, members, programme, unapproved, invited, learner, newcomer("nia", "go"),
		newcomer("outsider", "go"),
		wire.ProgrammeState{Programme: "spring", Org: "club", Open: true, Rules: wire.Rules{Version: 3, MentorApproval: true,
			Weights: map[string]int{"skills": 90}}},
		wire.MemberState{Programme: "spring", Person: "nia", Newcomer: true},
		wire.MemberState{Programme: "spring", Person: "programme", Mentor: true, Approved: true},
		wire.MemberState{Programme: "spring", Person: "members", Mentor: true},
		wire.MemberState{Programme: "spring", Person: "unapproved", Mentor: true, Approved: true}, // there, but not as a mentor at all
	)
	w.run()
	check := func(who string, q api.RecommendQuestion, want ...string) *api.Recommendations {
		t.Helper()
		got, err := w.as(who).RecommendMentors(t.Context(), q, w.seen())
		if err != nil {
			t.Fatalf("%q: %v", who, err)
		}
		found := people(got)
		slices.Sort(found)
		if !slices.Equal(found, want) {
			t.Errorf("%q finds %v, want %v", who, found, want)
		}
		return got
	}
	check("", question("GoLang"), "everybody")
	check("outsider", api.RecommendQuestion{}, "everybody", "members")
	check("nia", api.RecommendQuestion{}, "everybody", "members", "programme")
	got := check("nia", api.RecommendQuestion{Programme: "spring"}, "programme")
	if got.Weights != "v2+spring@3" {
		t.Errorf("weights %q", got.Weights)
	}
	for _, who := range []string{"", "outsider"} {
		if _, err := w.as(who).RecommendMentors(t.Context(), api.RecommendQuestion{Profile: question("go").Profile,
			Programme: "spring"}); !fault.Has(err, fault.NotFound) {
			t.Errorf("%q asks in a programme: %v", who, err)
		}
	}
	if _, err := w.as("").RecommendMentors(t.Context(), api.RecommendQuestion{}); !fault.Has(err, fault.Invalid) {
		t.Errorf("signed out without a profile: %v", err)
	}
	if _, err := w.as("stranger").RecommendMentors(t.Context(), api.RecommendQuestion{}); !fault.Coded(err, "profile.none_yet") {
		t.Errorf("signed in without a profile: %v", err)
	}
	for _, id := range []string{"hidden", "unapproved", "invited", "learner", "nobody-at-all"} {
		if _, err := w.as("nia").WhyNot(t.Context(), api.WhyNotQuestion{Mentor: id}); !fault.Has(err, fault.NotFound) {
			t.Errorf("why not %s: %v", id, err)
		}
	}
	// A programme of its own that wants no approval shows the mentor there, and nowhere else.
	w.says(
		wire.ProgrammeState{Programme: "summer", Org: "club", Open: true, Rules: wire.Rules{Version: 1}},
		wire.MemberState{Programme: "summer", Person: "nia", Newcomer: true}, wire.MemberState{Programme: "summer",
			Person: "unapproved", Mentor: true},
	)
	check("nia", api.RecommendQuestion{Programme: "summer"}, "unapproved")
	check("", question("go"), "everybody")
	if _, err := w.as("outsider").WhyNot(t.Context(), api.WhyNotQuestion{Mentor: "unapproved"}); !fault.Has(err, fault.NotFound) {
		t.Errorf("why not somebody who is a mentor in another programme: %v", err)
	}
	// Whom moderators refused is found nowhere, whatever the programme's rules.
	unapproved.Refused = true
	w.says(unapproved)
	check("nia", api.RecommendQuestion{Programme: "summer"})
	unapproved.Refused = false
	w.says(unapproved)
	// Open communities switch approval off.
	w.says(wire.ProgrammeState{Programme: wire.AlwaysOpen, Open: true, Rules: wire.Rules{Version: 2, DefaultPlaces: 1, Unanswered: 3}})
	check("", question("go"), "everybody", "unapproved")
}

func TestCreditsAndReasons(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	best, other := mentor("best", "go", "python"), mentor("other", "rust")
	best.Causes, best.Interests = []string{"health"}, []string{"maps"}
	busy := standing("other")
	busy.Unanswered, busy.Answers, busy.Asked = 2, []int64{100, 200, 300, 400, 500, 600}, 6
	w.says(best, other, standing("best"), busy)
	w.run()
	q := question("go")
	q.Profile.Causes, q.Credits = []string{"Healthcare"}, true
	got, err := w.as("").RecommendMentors(t.Context(), q, w.seen())
	if err != nil || len(got.Items) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	for _, i := range got.Items {
		sum := int64(0)
		for _, c := range i.Credits {
			sum += c
		}
		if i.Score == nil || sum != *i.Score {
			t.Errorf("%s: credits %v, score %v", i.Person, i.Credits, i.Score)
		}
	}
	first := got.Items[0]
	if first.Person != "best" || first.Reasons[0].Code != "knows_what_you_learn" || !slices.Equal(first.Reasons[0].Params.Words,
		[]string{"go"}) || first.Wait != "new_here" || first.Load != "new_here" {
		t.Errorf("first %+v", first)
	}
	if !slices.ContainsFunc(first.Reasons, func(r api.Reason) bool { return r.Code == "shared_causes" && r.Params.Words[0] == "health" }) {
		t.Errorf("reasons %+v", first.Reasons)
	}
	second := got.Items[1]
	if second.Wait != "within_a_day" || second.Load != "some" || second.Credits["price"] >= 0 || second.Gap == nil {
		t.Errorf("second %+v", second)
	}
	if week := got.Week; !week.Equal(time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("week %v", week)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	german, full, paused, asked := mentor("german", "go"), standing("full"), standing("paused"), standing("asked")
	german.Languages = []wire.SpokenLanguage{{Language: "de", Level: 4}}
	full.Taken, paused.PausedUntil, asked.Unanswered = 2, w.clock.Now().Add(time.Hour), 3
	blocked := standing("blocked")
	w.says(newcomer("nia", "go"), german, mentor("full", "go"), full, mentor("paused", "go"), paused, mentor("asked", "go"), asked,
		mentor("blocked", "go"), blocked,
		mentor("free", "go"), mentor("mine", "go"), wire.MatchState{
			Match: "m1", Programme: wire.AlwaysOpen, Newcomer: "nia", Status: "open", Offers: []wire.OfferState{{Mentor: "mine", State: "waiting"}},
		})
	w.run()
	find := func() []string {
		t.Helper()
		got, err := w.as("nia").OwnMentors(t.Context(), "", 50, w.seen())
		if err != nil {
			t.Fatal(err)
		}
		ids := people(got)
		slices.Sort(ids)
		return ids
	}
	if got := find(); !slices.Equal(got, []string{"blocked", "free"}) {
		t.Errorf("found %v", got)
	}
	// The block is in one standing only yet: hidden at once, from whichever side it comes.
	blocked.Blocked = []string{"nia"}
	w.says(blocked)
	if got := find(); !slices.Equal(got, []string{"free"}) {
		t.Errorf("after the block: %v", got)
	}
	for id, want := range map[string]string{
		"german": "no_common_language", "full": "full", "paused": "paused", "asked": "queue_full", "mine": "taken", "free": "",
	} {
		got, err := w.as("nia").WhyNot(t.Context(), api.WhyNotQuestion{Mentor: id})
		if err != nil || got.Limit != want {
			t.Errorf("why not %s: %+v, %v", id, got, err)
		}
		if want == "paused" && (len(got.Reasons) > 0 || got.Credits != nil || got.Load != "" || got.Gap != nil) {
			t.Errorf("%s says more than that: %+v", id, got)
		}
	}
	// Whom a block parts reads like nobody: from either side, on leave or not, and as somebody who was never there.
	w.says(wire.StandingState{Person: "nia", Blocked: []string{"paused"}}, newcomer("other", "go"))
	w.seen()
	_, nobody := w.as("nia").WhyNot(t.Context(), api.WhyNotQuestion{Mentor: "nobody-at-all"})
	for _, id := range []string{"blocked", "paused"} {
		_, err := w.as("nia").WhyNot(t.Context(), api.WhyNotQuestion{Mentor: id})
		if !fault.Coded(err, "matching.absent") || err.Error() != nobody.Error() {
			t.Errorf("why not %s: %v; nobody: %v", id, err, nobody)
		}
	}
	if got, err := w.as("other").WhyNot(t.Context(), api.WhyNotQuestion{Mentor: "paused"}); err != nil || got.Limit != "paused" {
		t.Errorf("why not, asked by somebody else: %+v, %v", got, err)
	}
	w.says(wire.StandingState{Person: "nia"})
	// A pause ends by itself.
	w.clock.Advance(2 * time.Hour)
	if got := find(); !slices.Equal(got, []string{"free", "paused"}) {
		t.Errorf("after the pause: %v", got)
	}
	w.deletes(mentor("free"))
	if got := find(); !slices.Equal(got, []string{"paused"}) {
		t.Errorf("after somebody left: %v", got)
	}
}

func TestNewcomersForMentor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	offers, private, asking, waiting, taken, blocked := newcomer("offers", "go"), newcomer("private", "go"), newcomer("asking", "rust"),
		newcomer("waiting", "go"), newcomer("taken", "go"), newcomer("blocked", "go")
	offers.Offers, taken.Offers, blocked.Offers = true, true, true
	unfound := newcomer("unfound", "go")
	unfound.Offers, unfound.FoundBy = true, "nobody"
	st := standing("mo")
	st.Blocked = []string{"blocked"}
	w.says(mentor("mo", "go"), st, offers, private, asking, waiting, taken, blocked, unfound,
		wire.MatchState{Match: "a", Programme: "open", Newcomer: "asking", Status: "open", Offers: []wire.OfferState{{Mentor: "mo",
			State: "asked"}}},
		wire.MatchState{Match: "b", Programme: "open", Newcomer: "waiting", Status: "open", Offers: []wire.OfferState{{Mentor: "x",
			State: "asked"}, {Mentor: "mo", State: "waiting"}}},
		wire.MatchState{Match: "c", Programme: "open", Newcomer: "taken", Mentor: "x", Status: "active"},
	)
	w.run()
	got, err := w.as("mo").RecommendNewcomers(t.Context(), api.RecommendQuestion{Credits: true}, w.seen())
	if err != nil {
		t.Fatal(err)
	}
	if ids := people(got); !slices.Equal(ids, []string{"offers", "asking"}) {
		t.Errorf("shown %v", ids)
	}
	if _, err := w.as("private").RecommendNewcomers(t.Context(), api.RecommendQuestion{}); !fault.Coded(err, "matching.not_a_mentor") {
		t.Errorf("a newcomer asks for newcomers: %v", err)
	}
	if _, err := w.as("").RecommendNewcomers(t.Context(), api.RecommendQuestion{}); !fault.Has(err, fault.Unauthenticated) {
		t.Errorf("nobody asks for newcomers: %v", err)
	}
}

func TestIssues(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	states := []wire.State{newcomer("nia", "go"), wire.ProjectState{Project: "p", Shown: true, Cap: 2},
		wire.ProjectState{Project: "q", Shown: true}}
	for i := range 6 {
		states = append(states, wire.IssueState{Issue: fmt.Sprintf("p%d", i), Project: "p", Skills: []wire.SkillLevel{{Skill: "go"}},
			Kind: "code", Shown: true})
	}
	states = append(states,
		wire.IssueState{Issue: "q1", Project: "q", Skills: []wire.SkillLevel{{Skill: "rust"}, {Skill: "go"}}, Kind: "code", Shown: true},
		wire.IssueState{Issue: "q2", Project: "q", Kind: "code"},
		wire.IssueState{Issue: "q3", Project: "q", Kind: "translation", Language: "de", Shown: true},
	)
	states = append(states,
		wire.IssueState{Issue: "q4", Project: "q", Kind: "translation", Language: "en", Into: "sw", Shown: true})
	w.says(states...)
	w.run()
	find := func(limit int) []string {
		t.Helper()
		got, err := w.as("nia").OwnIssues(t.Context(), "", limit, w.seen())
		if err != nil {
			t.Fatal(err)
		}
		return people(got)
	}
	if got := find(4); !slices.Equal(got, []string{"p0", "p1", "p2", "q1"}) {
		t.Errorf("found %v", got)
	}
	if got := find(50); len(got) != 7 {
		t.Errorf("found %v", got)
	}
	match := wire.MatchState{Match: "m1", Programme: "open", Newcomer: "x", Mentor: "y", Status: "active", Issue: "p0"}
	w.says(match)
	if got := find(50); slices.Contains(got, "p0") || len(got) != 6 {
		t.Errorf("with p0 claimed: %v", got)
	}
	other := match
	other.Match, other.Issue = "m2", "p1"
	w.says(other)
	if got := find(50); !slices.Equal(got, []string{"q1"}) {
		t.Errorf("with the project full: %v", got)
	}
	other.Status = "ended"
	w.says(other)
	if got := find(50); len(got) != 6 {
		t.Errorf("with one ended: %v", got)
	}
	why, err := w.as("nia").WhyNot(t.Context(), api.WhyNotQuestion{Issue: "q3"})
	if err != nil || why.Limit != "no_common_language" {
		t.Errorf("why not q3: %+v, %v", why, err)
	}
	if why, err = w.as("nia").WhyNot(t.Context(), api.WhyNotQuestion{Issue: "q4"}); err != nil || why.Limit != "no_common_language" || why.Into != "sw" {
		t.Errorf("a translation into a language that nia does not speak: %+v, %v", why, err)
	}
	w.says(wire.ProjectState{Project: "p", Shown: false})
	if got := find(50); !slices.Equal(got, []string{"q1"}) {
		t.Errorf("with the project paused: %v", got)
	}
}

// A late, older state changes nothing; a deleted one does not come back.
func TestOldStatesChangeNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.run()
	old := mentor("mo", "rust")
	w.says(old, mentor("mo", "go"), mentor("gone", "go"))
	w.deletes(mentor("gone"))
	if err := w.s.live.until(t.Context(), func() bool { return w.s.live.heard["profiles.person.gone"] == 2 }); err != nil {
		t.Fatal(err)
	}
	w.s.hear(envelope("mo", 1, old, false))
	w.s.hear(envelope("gone", 1, mentor("gone", "go"), false))
	if err := w.s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := w.as("").RecommendMentors(t.Context(), question("go"))
	if err != nil || len(got.Items) != 1 || got.Items[0].Person != "mo" || got.Items[0].Reasons[0].Code != "knows_what_you_learn" {
		t.Errorf("%+v, %v", got, err)
	}
}

// A process that starts late, and one whose streams were all lost and filled again, show the same.
func TestStartsFromStates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.run()
	for i := range 30 {
		w.says(mentor(fmt.Sprintf("m%02d", i), "go"))
	}
	w.deletes(mentor("m07"))
	first, err := w.as("").RecommendMentors(t.Context(), question("go"), w.seen())
	if err != nil || len(first.Items) != 10 || slices.Contains(people(first), "m07") {
		t.Fatalf("%v, %v", first, err)
	}
	w.run() // a second process
	second, err := w.as("").RecommendMentors(t.Context(), question("go"), w.seen())
	if err != nil || strings.Join(people(second), " ") != strings.Join(people(first), " ") {
		t.Fatalf("%v, %v", second, err)
	}
}

func TestBadQuestions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(newcomer("nia", "go"))
	w.run()
	for name, q := range map[string]api.RecommendQuestion{
		"no such zone":      {Profile: &api.RecommendProfile{Zone: "Mars/Olympus"}},
		"hours but no zone": {Profile: &api.RecommendProfile{Hours: []api.ProfileHours{{Day: "mon", From: "09:00", To: "10:00"}}}},
		"an hour backwards": {Profile: &api.RecommendProfile{Zone: "Europe/Berlin", Hours: []api.ProfileHours{{Day: "mon",
			From: "10:00", To: "09:00"}}}},
		"level 9":            {Profile: &api.RecommendProfile{Have: []api.RecommendSkill{{Skill: "go", Level: 9}}}},
		"limit 51":           {Limit: 51},
		"a strange format":   {Profile: &api.RecommendProfile{Format: "telepathy"}},
		"programme in words": {Programme: "Spring Cohort!"},
	} {
		if _, err := w.as("nia").RecommendMentors(t.Context(), q); !fault.Has(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, q := range []api.WhyNotQuestion{{}, {Mentor: "a", Issue: "b"}} {
		if _, err := w.as("nia").WhyNot(t.Context(), q); !fault.Has(err, fault.Invalid) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	// Words that nobody has ever seen, and none at all, are no mistake.
	for _, p := range []*api.RecommendProfile{{}, {Have: []api.RecommendSkill{{Skill: "🙂"}, {Skill: "underwater basket weaving"}}}} {
		if _, err := w.as("").RecommendIssues(t.Context(), api.RecommendQuestion{Profile: p}); err != nil {
			t.Error(err)
		}
	}
}

func TestNotReadyIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s, err := New(t.Context(), Config{}, Deps{DB: testkit.SQLite(t, w.clock.Now), Bus: w.hand, Now: w.clock.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(); !fault.Has(err, fault.Unavailable) {
		t.Errorf("ready before it has heard anything: %v", err)
	}
	if _, err := s.Mentors(t.Context(), question("go")); !fault.Has(err, fault.Unavailable) {
		t.Errorf("answers before it has heard anything: %v", err)
	}
}
