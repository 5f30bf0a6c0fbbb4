package profiles

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestManyMatches: an old mentorship is found behind any number of newer ones with others, and behind more of the same two than one
// page of the mirror has.
func TestManyMatches(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	w.confirm(ada, bo)
	w.save(ada, full)
	w.save(bo, `{"display_name":"Bo Example"}`)
	say := func(m wire.MatchState) { w.say(m, m.Match) }
	say(wire.MatchState{Match: "m0000", Newcomer: ada, Mentor: bo, Status: "active", Created: w.clock.Now()})
	for i := range 1100 {
		m := wire.MatchState{Match: fmt.Sprintf("m%04d", i+1), Newcomer: ada, Mentor: bo, Status: "void", Created: w.clock.Now()}
		if i%2 == 0 {
			m.Mentor = fmt.Sprintf("01990000-0000-7000-a000-%012d", i)
		}
		say(m)
	}
	w.until("all are mirrored", func() bool {
		n, err := w.s.m.matches.Count(t.Context())
		return err == nil && n == 1101
	})
	w.ask(testkit.Token(bo), http.MethodGet, "/api/v1/people/"+ada, "").is(http.StatusOK)
	between, err := w.s.m.matchesBetween(t.Context(), bo, []string{ada})
	if err != nil || len(between) != 551 {
		t.Fatalf("%v: %d between the two", err, len(between))
	}
}

// TestMentorsByEachProgrammesRules: who waits for the moderators' approval has a page in a programme that approves nobody, for those in
// it; a programme that approves shows its own mentors only; whom moderators refused has no page anywhere.
func TestMentorsByEachProgrammesRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	w.confirm(ada, bo, cy)
	w.save(ada, full)
	w.save(bo, mentor)
	w.save(cy, full)
	a, c, m := testkit.Token(ada), testkit.Token(cy), testkit.Token(mo, "moderator")
	page := "/api/v1/people/" + bo
	programme := func(id string, approval bool) {
		s := wire.ProgrammeState{Programme: id, Org: "o1", Open: true, Rules: wire.Rules{MentorApproval: approval}}
		testkit.Heard(t, w.s.m.programmes, id, w.say(s, id))
	}
	member := func(programme, person string, mentor, approved bool) {
		id := programme + "_" + person
		s := wire.MemberState{Programme: programme, Person: person, Newcomer: !mentor, Mentor: mentor, Approved: approved}
		testkit.Heard(t, w.s.m.members, id, w.say(s, id))
	}
	w.ask(a, http.MethodGet, page, "").is(http.StatusNotFound)
	programme("p1", false)
	member("p1", ada, false, false)
	member("p1", bo, true, false)
	if p := read1[api.PersonPage](w.ask(a, http.MethodGet, page, "").is(http.StatusOK)); !p.Mentor {
		t.Fatalf("not shown as a mentor: %+v", p)
	}
	w.ask(c, http.MethodGet, page, "").is(http.StatusNotFound) // not in the programme
	w.ask(testkit.Token(bo), http.MethodGet, "/api/v1/people/"+ada, "").is(http.StatusNotFound)
	w.ask(a, http.MethodPatch, "/api/v1/people/me", `{"offers":true}`).is(http.StatusOK)
	w.ask(testkit.Token(bo), http.MethodGet, "/api/v1/people/"+ada, "").is(http.StatusOK) // a mentor of hers there

	// Moderators refuse: nowhere. They approve: where the programme has too, for those who are found by programmes only.
	w.ask(m, http.MethodPost, "/api/v1/mentor-approvals/"+bo+"/refuse", `{"reason":"conduct"}`).is(http.StatusOK)
	w.ask(a, http.MethodGet, page, "").is(http.StatusNotFound)
	w.approve(m, bo).is(http.StatusOK)
	w.ask(c, http.MethodGet, page, "").is(http.StatusOK)
	w.ask(testkit.Token(bo), http.MethodPatch, "/api/v1/people/me", `{"found_by":"programme"}`).is(http.StatusOK)
	w.ask(c, http.MethodGet, page, "").is(http.StatusNotFound)
	w.ask(a, http.MethodGet, page, "").is(http.StatusOK)
	programme("p1", true)
	w.ask(a, http.MethodGet, page, "").is(http.StatusNotFound)
	member("p1", bo, true, true)
	w.ask(a, http.MethodGet, page, "").is(http.StatusOK)
}
