package main

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/programs/application"
)

// TestEventLostBadge: a badge that was lost lets nobody in once another took its place; who arrived with it stays with their friends, and the
// new one stands for them.
func TestEventLostBadge(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWeekend(t, open(), eventSolver{})
		codes, mentors := w.codes(6, "newcomer"), w.codes(1, "mentor")
		org, ada, bo, cy := by(t.Context(), boss), by(t.Context(), attendee(0)), by(t.Context(), attendee(1)), by(t.Context(), attendee(2))
		arrive := func(i int, code string) error {
			_, err := w.s.Arrive(by(t.Context(), attendee(i)), api.Arrival{Code: code})
			return err
		}
		replace := func(lost, code string) error {
			return w.s.Replace(org, w.id, api.BadgeReplacement{Lost: lost, Code: code})
		}
		w.no(arrive(0, codes[0]))
		w.no(arrive(1, codes[1]))
		mine, _, err := w.s.Befriend(bo, w.id, codes[0]) // ada and bo are friends
		w.no(err)

		if err := w.s.Replace(ada, w.id, api.BadgeReplacement{Lost: codes[0], Code: codes[2]}); err == nil {
			t.Error("somebody replaces their badge themselves")
		}
		for name, x := range map[string]struct{ lost, code, want string }{
			"mistyped":    {codes[0], "AAAA", "invalid"},
			"used":        {codes[0], codes[1], "event.badge_taken"},
			"itself":      {codes[2], codes[2], "event.badge_taken"},
			"of a mentor": {codes[0], mentors[0], "event.badge_other"},
		} {
			if err := replace(x.lost, x.code); !fault.Coded(err, x.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for range 2 {
			w.no(replace(codes[0], codes[2]))
		}
		if err := replace(codes[0], codes[3]); !fault.Coded(err, "event.badge_replaced_already") {
			t.Error(err)
		}
		if err := arrive(2, codes[0]); !fault.Coded(err, "event.badge_replaced") {
			t.Error("a lost badge lets somebody in:", err)
		}
		if err := arrive(2, codes[2]); !fault.Coded(err, "event.badge_used") {
			t.Error("the new one is hers, and good for nobody else:", err)
		}
		if a, _, err := w.s.Mine(ada, w.id); err != nil || !a.Here || a.Group != mine.Group {
			t.Error("who arrived stays, with their friends", a, err)
		}
		if _, err := w.applications.Read(t.Context(), application.ID(w.id, attendee(0), "newcomer")); err != nil {
			t.Error(err)
		}
		// The new code names her to friends, the lost one nobody.
		w.no(arrive(2, codes[3]))
		if _, _, err := w.s.Befriend(cy, w.id, codes[0]); !fault.Has(err, fault.Invalid) {
			t.Error("a lost badge names somebody:", err)
		}
		if a, _, err := w.s.Befriend(cy, w.id, codes[2]); err != nil || a.Group != mine.Group {
			t.Error(a, err)
		}
		// One that nobody had used yet: the new one is good in its place, and lost in its turn.
		w.no(replace(codes[4], codes[5]))
		if err := arrive(3, codes[4]); !fault.Coded(err, "event.badge_replaced") {
			t.Error(err)
		}
		w.no(arrive(3, codes[5]))
		if e := w.idle(); e.Counts.Used != 4 || e.Counts.Arrived != 4 {
			t.Errorf("%+v", e.Counts)
		}
	})
}
