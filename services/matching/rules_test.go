package matching

import (
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// limits asks why-not about some mentors in a programme, and sees that the list agrees.
func (w *world) limits(newcomer, programme string, want map[string]string) {
	w.t.Helper()
	list, err := w.as(newcomer).OwnMentors(w.t.Context(), programme, 50, w.seen())
	if err != nil {
		w.t.Fatal(err)
	}
	for id, limit := range want {
		got, err := w.as(newcomer).WhyNot(w.t.Context(), api.WhyNotQuestion{Mentor: id, Programme: programme})
		if err != nil || got.Limit != limit {
			w.t.Errorf("%s in %q: %q, want %q, %v", id, programme, got.Limit, limit, err)
		}
		if slices.Contains(people(list), id) != (limit == "") {
			w.t.Errorf("%s in %q: the list is %v", id, programme, people(list))
		}
	}
}

func listed(id, programme, mentor string) wire.MatchState {
	return wire.MatchState{Match: id, Programme: programme, Newcomer: "n-" + id, Status: "open",
		Offers: []wire.OfferState{{Mentor: mentor, State: "asked"}}}
}

// A cap of 0 is a cap: nobody in that programme. None is none.
func TestCaps(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	none, zero, one, shut := standing("none"), standing("zero"), standing("one"), standing("shut")
	zero.Caps, one.Caps, shut.Caps = map[string]int{"spring": 0}, map[string]int{"spring": 1}, map[string]int{wire.AlwaysOpen: 0}
	w.says(newcomer("nia", "go"), wire.MemberState{Programme: "spring", Person: "nia", Newcomer: true},
		wire.ProgrammeState{Programme: "spring", Org: "club", Open: true, Rules: wire.Rules{MentorApproval: true}}, none, zero, one, shut)
	for _, id := range []string{"none", "zero", "one", "shut"} {
		w.says(mentor(id, "go"), wire.MemberState{Programme: "spring", Person: id, Mentor: true, Approved: true})
	}
	w.run()
	w.limits("nia", "spring", map[string]string{"none": "", "zero": "paused", "one": "", "shut": ""})
	w.limits("nia", "", map[string]string{"none": "", "zero": "", "one": "", "shut": "paused"})
	live := wire.MatchState{Match: "m1", Programme: "spring", Newcomer: "x", Mentor: "one", Status: "accepted"}
	w.says(live)
	w.limits("nia", "spring", map[string]string{"one": "full", "none": ""})
	live.Status = "completed"
	w.says(live)
	w.limits("nia", "spring", map[string]string{"one": "", "none": ""})
	// The programme's own cap stands beside it.
	live.Match, live.Mentor, live.Status = "m2", "none", "active"
	w.says(live, wire.ProgrammeState{Programme: "spring", Org: "club", Open: true,
		Rules: wire.Rules{MentorApproval: true, MentorCap: 1}})
	w.limits("nia", "spring", map[string]string{"one": "", "none": "full"})
	w.limits("nia", "", map[string]string{"none": ""})
}

// Each programme counts by its own rules: how many unanswered requests a mentor can have, and how many places somebody new has.
func TestProgrammesOwnRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	busy, set := standing("busy"), standing("set")
	busy.Unanswered = 3
	set.Capacity, set.CapacitySet, set.Taken = 1, true, 1
	w.says(newcomer("nia", "go"), mentor("busy", "go"), busy, mentor("set", "go"), set, mentor("fresh", "go"),
		wire.ProgrammeState{Programme: "spring", Org: "club", Open: true, Rules: wire.Rules{Unanswered: 4, DefaultPlaces: 3}},
		wire.ProgrammeState{Programme: "summer", Org: "club", Open: true, Rules: wire.Rules{Unanswered: 1}})
	for _, p := range []string{"spring", "summer"} {
		w.says(wire.MemberState{Programme: p, Person: "nia", Newcomer: true})
		for _, id := range []string{"busy", "set", "fresh"} {
			w.says(wire.MemberState{Programme: p, Person: id, Mentor: true})
		}
	}
	w.run()
	// Three requests of which nothing is known count everywhere.
	w.limits("nia", "spring", map[string]string{"busy": "", "set": "full", "fresh": ""})
	w.limits("nia", "summer", map[string]string{"busy": "queue_full", "set": "full", "fresh": ""})
	w.limits("nia", "", map[string]string{"busy": "queue_full", "set": "full", "fresh": ""})
	// Once they are known they count where they are.
	w.says(listed("a", "spring", "busy"), listed("b", "spring", "busy"), listed("c", "spring", "busy"))
	w.limits("nia", "summer", map[string]string{"busy": ""})
	w.limits("nia", "", map[string]string{"busy": ""})
	busy.Unanswered = 4
	w.says(busy, listed("d", "spring", "busy"))
	w.limits("nia", "spring", map[string]string{"busy": "queue_full"})
	// A newer mentoring says of which programmes they are.
	busy.Unanswered, busy.UnansweredIn = 5, map[string]int{"spring": 3, "elsewhere": 2}
	w.says(busy)
	w.limits("nia", "spring", map[string]string{"busy": ""})
	w.limits("nia", "summer", map[string]string{"busy": ""})
	busy.UnansweredIn = map[string]int{"spring": 4, "summer": 1}
	w.says(busy)
	w.limits("nia", "spring", map[string]string{"busy": "queue_full"})
	w.limits("nia", "summer", map[string]string{"busy": "queue_full"})
	w.limits("nia", "", map[string]string{"busy": ""})
	// A standing whose places were never chosen has as many as the programme gives; one that was set to none takes nobody.
	fresh := wire.StandingState{Person: "fresh", Capacity: 1, Taken: 1}
	w.says(fresh)
	w.limits("nia", "spring", map[string]string{"fresh": ""})
	w.limits("nia", "", map[string]string{"fresh": "full"})
	fresh.CapacitySet = true
	w.says(fresh)
	w.limits("nia", "spring", map[string]string{"fresh": "full"})
	fresh.Capacity, fresh.Taken = 0, 0
	w.says(fresh)
	w.limits("nia", "spring", map[string]string{"fresh": "paused"})
	w.deletes(fresh)
	w.limits("nia", "spring", map[string]string{"fresh": ""})
	// Somebody new has as many places as the programme gives them.
	w.s.live.mu.Lock()
	m, ok := w.s.live.picture.mentor("fresh")
	w.s.live.mu.Unlock()
	places := map[string]int{}
	for _, p := range m.Places {
		places[p.Programme] = p.Capacity
	}
	if !ok || places["spring"] != 3 || places["summer"] != 1 || places[wire.AlwaysOpen] != 1 {
		t.Errorf("places %v", places)
	}
}

// A programme that takes no requests recommends nobody and nothing.
func TestClosedProgramme(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	spring := wire.ProgrammeState{Programme: "spring", Org: "club", Open: true}
	w.says(newcomer("nia", "go"), mentor("mo", "go"), spring, wire.MemberState{Programme: "spring", Person: "nia", Newcomer: true},
		wire.MemberState{Programme: "spring", Person: "mo", Mentor: true})
	w.run()
	w.limits("nia", "spring", map[string]string{"mo": ""})
	spring.Open = false
	w.says(spring)
	w.seen()
	q := api.RecommendQuestion{Programme: "spring"}
	_, mentors := w.as("nia").RecommendMentors(t.Context(), q)
	_, issues := w.as("nia").RecommendIssues(t.Context(), q)
	_, newcomers := w.as("mo").RecommendNewcomers(t.Context(), q)
	_, why := w.as("nia").WhyNot(t.Context(), api.WhyNotQuestion{Mentor: "mo", Programme: "spring"})
	for what, err := range map[string]error{"mentors": mentors, "issues": issues, "newcomers": newcomers, "why": why} {
		if !fault.Coded(err, "programme.closed") {
			t.Errorf("%s: %v", what, err)
		}
	}
	// Who is not in it learns nothing; elsewhere nothing changes.
	if _, err := w.as("mo").RecommendMentors(t.Context(), q); !fault.Coded(err, "programme.absent") {
		t.Errorf("somebody who is no newcomer there: %v", err)
	}
	w.limits("nia", "", map[string]string{"mo": ""})
}

// An issue is shown only while its project is known and shown.
func TestProjectOfIssue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	project := wire.ProjectState{Project: "p", Shown: true}
	w.says(newcomer("nia", "go"), wire.IssueState{Issue: "i", Project: "p", Kind: "code", Shown: true})
	w.run()
	shown := func(want bool) {
		t.Helper()
		got, err := w.as("nia").OwnIssues(t.Context(), "", 10, w.seen())
		if err != nil || (len(got.Items) == 1) != want {
			t.Errorf("%v, %v, want it shown: %v", people(got), err, want)
		}
	}
	shown(false)
	w.says(project)
	shown(true)
	project.Shown = false
	w.says(project)
	shown(false)
	project.Shown = true
	w.says(project)
	shown(true)
	w.deletes(project)
	shown(false)
}

// Whom a newcomer asked can be found again once that has ended: the offer, or the whole match.
func TestTakenMentorsComeFree(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(newcomer("nia", "go"), mentor("mo", "go"), mentor("mia", "go"))
	w.run()
	m := wire.MatchState{Match: "m", Programme: wire.AlwaysOpen, Newcomer: "nia", Status: "open"}
	state := func(status, accepted, mo, mia string) {
		m.Status, m.Mentor = status, accepted
		m.Offers = []wire.OfferState{{Mentor: "mo", State: mo}, {Mentor: "mia", State: mia}}
		w.says(m)
	}
	state("open", "", "asked", "waiting")
	w.limits("nia", "", map[string]string{"mo": "taken", "mia": "taken"})
	state("open", "", "declined", "asked")
	w.limits("nia", "", map[string]string{"mo": "", "mia": "taken"})
	state("active", "mia", "declined", "accepted")
	w.limits("nia", "", map[string]string{"mo": "", "mia": "taken"})
	for _, ended := range []string{"completed", "ended", "withdrawn", "exhausted", "void"} {
		state("active", "mia", "declined", "accepted")
		w.limits("nia", "", map[string]string{"mia": "taken"})
		state(ended, "mia", "cancelled", "cancelled")
		w.limits("nia", "", map[string]string{"mo": "", "mia": ""})
	}
	state("open", "", "asked", "waiting")
	w.deletes(m)
	w.limits("nia", "", map[string]string{"mo": "", "mia": ""})
}

// What is over is forgotten after a day, and not before; what came back is kept.
func TestOverIsForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.run()
	m := wire.MatchState{Match: "m", Programme: wire.AlwaysOpen, Newcomer: "nia", Mentor: "mo", Status: "active"}
	w.says(m, mentor("gone", "go"), mentor("back", "go"))
	m.Status = "ended"
	w.says(m)
	w.deletes(mentor("gone"))
	w.deletes(mentor("back"))
	w.says(mentor("back", "go"))
	w.seen()
	if err := w.s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	remembered := func() int {
		w.s.live.mu.Lock()
		defer w.s.live.mu.Unlock()
		return len(w.s.live.heard)
	}
	if err := w.s.live.until(t.Context(), func() bool { return w.s.live.heard["mentoring.match.m"] == 2 }); err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(keepOver - time.Minute)
	_ = w.s.Tick(t.Context())
	if n := remembered(); n != 3 {
		t.Errorf("%d remembered within the day", n)
	}
	w.clock.Advance(time.Hour)
	_ = w.s.Tick(t.Context())
	if n := remembered(); n != 1 || len(w.s.live.over) != 0 {
		t.Errorf("%d remembered after it, %d to be forgotten", n, len(w.s.live.over))
	}
}
