package safety

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestTheReportedBarNobody: what the reported person does alone, before the report or after it, takes no moderator off the case.
func TestTheReportedBarNobody(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	sees := func(m, id string, want bool) {
		t.Helper()
		_, err := w.mod(m).Case(ctx, id)
		if (err == nil) != want || err != nil && !fault.Has(err, fault.NotFound) {
			t.Errorf("%s sees it: %v, want %v (%v)", m, err == nil, want, err)
		}
	}
	offer := func(id, newcomer, mentor, status, state string) {
		m := wire.MatchState{Match: id, Newcomer: newcomer, Status: status, Offers: []wire.OfferState{{Mentor: mentor, State: state}}}
		if state == "accepted" {
			m.Mentor = mentor
		}
		testkit.Heard(t, w.s.m.matches, id, w.publish("mentoring", "state.mentoring.match", id, m))
	}
	w.blocks("bo", "mo", "mia")
	offer("asked", "bo", "max", "open", "asked")
	r, err := w.as("ada").Report(ctx, aboutBo())
	w.must(err)
	w.blocks("bo", "max", "adm")
	offer("again", "bo", "mia", "open", "asked")
	offer("no", "bo", "mo", "exhausted", "declined")
	for _, m := range []string{"mo", "mia", "max"} {
		sees(m, r.ID, true)
	}
	n, err := w.mod("mo").CaseCounts(ctx)
	w.must(err)
	if n.Received != 1 || len(w.s.Notes()) != 0 {
		t.Fatalf("%+v %v", n, w.s.Notes())
	}
	// What they do themselves bars them: a block, a match they accepted. And what the reporter wants.
	w.blocks("mo", "bo")
	offer("again", "bo", "mia", "accepted", "accepted")
	sees("mo", r.ID, false)
	sees("mia", r.ID, false)
	sees("max", r.ID, true)
	w.blocks("ada", "max")
	sees("max", r.ID, false)
}

// TestWhoWantsABlockUnknown: as long as mentoring does not say whose a block is, it counts as a conflict, and no longer.
func TestWhoWantsABlockUnknown(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	w.blocks("bo", "mo")
	r, err := w.as("ada").Report(ctx, aboutBo())
	w.must(err)
	w.turnAway(true)
	if _, err := w.mod("mo").Case(ctx, r.ID); !fault.Has(err, fault.NotFound) {
		t.Fatal(err)
	}
	w.turnAway(false)
	if _, err := w.mod("mo").Case(ctx, r.ID); err != nil {
		t.Fatal(err)
	}
}

func (w *world) turnAway(away bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.away = away
}
