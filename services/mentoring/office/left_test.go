package office

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/mentoring/session"
)

// TestWhoLeftHoldsNothing: a slot that was written while its mentor's erasure passed, and the place of somebody who left, do not outlive
// them, also where the process was killed before it looked again.
func TestWhoLeftHoldsNothing(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		ctx, clock := context.Background(), testkit.NewClock()
		left := map[string]bool{}
		db := open()
		s, err := New(ctx, Deps{
			DB: store.New(db.Engine, clock.Now, slog.New(slog.DiscardHandler)), Now: clock.Now, Log: slog.New(slog.DiscardHandler),
			Finds: func(_ context.Context, _, _ string, mentors []string) (map[string]bool, error) {
				out := map[string]bool{}
				for _, m := range mentors {
					out[m] = true
				}
				return out, nil
			},
			Holds:  func(context.Context, string, string) (string, bool, error) { return "org", true, nil },
			Barred: func(context.Context, string) (bool, error) { return false, nil },
			Parted: func(context.Context, string, []string) (map[string]bool, error) { return nil, nil },
			Left: func(_ context.Context, p string) error {
				if left[p] {
					return fault.New(fault.Gone, "account.closed", "This account is closed.")
				}
				return nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		as := func(p string) context.Context { return auth.With(ctx, auth.Principal{ID: p}) }
		w := Wish{Plan: session.Plan{Starts: clock.Now().Add(48 * time.Hour), Minutes: 60, Zone: "Europe/Lisbon"}, Most: 3}
		there := func(id string) *Slot {
			t.Helper()
			d, err := s.slots.Get(ctx, id)
			if fault.Absent(err) {
				return nil
			}
			if err != nil {
				t.Fatal(err)
			}
			return &d.Body
		}
		left["mo"] = true
		if _, err := s.Hold(as("mo"), "s1", "p", w, store.Op{}); !fault.Has(err, fault.Gone) || there("s1") != nil {
			t.Errorf("a slot of who has left: %v", err)
		}
		left["mo"] = false
		for _, id := range []string{"s2", "s3"} {
			if _, err := s.Hold(as("mo"), id, "p", w, store.Op{}); err != nil {
				t.Fatal(err)
			}
		}
		left["ann"] = true
		if _, err := s.Come(as("ann"), "s2"); !fault.Has(err, fault.Gone) || there("s2").has("ann") {
			t.Errorf("who has left comes: %v", err)
		}
		left["ann"] = false
		for _, p := range []string{"ann", "bea"} {
			if _, err := s.Come(as(p), "s2"); err != nil {
				t.Fatal(err)
			}
		}
		left["ann"] = true // after a crash nobody looked again
		if err := s.Sweep(ctx); err != nil || there("s2").has("ann") || !there("s2").has("bea") {
			t.Errorf("the sweep: %+v %v", there("s2"), err)
		}
		left["mo"] = true
		if _, err := s.Come(as("cleo"), "s2"); !fault.Has(err, fault.NotFound) || there("s2") != nil {
			t.Errorf("to the slot of who has left: %v", err)
		}
		if err := s.Sweep(ctx); err != nil || there("s3") != nil {
			t.Errorf("the slot outlives its mentor: %v", err)
		}
	})
}
