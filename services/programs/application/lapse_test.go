package application

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// lapseWorld has one draft, of a cohort without dates.
func lapseWorld(t *testing.T, db *store.DB) (*Service, *testkit.Clock, *store.Doc[Application]) {
	t.Helper()
	clock := testkit.NewClock()
	cohorts, err := cohort.New(t.Context(), cohort.Deps{DB: db, Now: clock.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(t.Context(), Deps{DB: db, Now: clock.Now, Log: slog.New(slog.DiscardHandler), Cohorts: cohorts})
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.c.applications.Insert(t.Context(), ID("c", "ada", Newcomer), Application{
		Cohort: "c", Person: "ada", As: Newcomer, State: Draft, Saved: clock.Now(), Version: clock.Now(),
		ApplicationDraft: api.ApplicationDraft{Tracks: []string{"docs"}},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s, clock, d
}

// counted is how many there are and were, as the figures count.
func counted(t *testing.T, s *Service) (is, was int) {
	t.Helper()
	err := s.EachCounted(t.Context(), "c", func(context.Context, *store.Doc[Application]) (func(), error) {
		return func() { is++ }, nil
	}, func(u *Unnamed) error {
		if was++; u.As != Newcomer || u.State != Draft || len(u.Tracks) != 1 {
			t.Errorf("%+v", u)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return is, was
}

// TestALapseThatStoppedCountsOnce: after each of its steps, and when somebody wrote in between.
func TestALapseThatStoppedCountsOnce(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		s, clock, d := lapseWorld(t, open())
		clock.Advance(364 * 24 * time.Hour)
		if err := s.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if is, was := counted(t, s); is != 1 || was != 0 {
			t.Fatal("early", is, was)
		}
		d, err := s.c.applications.Get(t.Context(), d.ID) // the clock has looked at it
		if err != nil || d.Body.LookAt.IsZero() || d.Body.Hidden != 1 {
			t.Fatalf("%+v %v", d, err)
		}
		clock.Advance(24 * time.Hour)
		if _, err := s.c.unnamed.Insert(t.Context(), unnamedID(d.ID, d.Rev), d.Body.unnamed(), nil); err != nil { // and it stopped here
			t.Fatal(err)
		}
		if is, was := counted(t, s); is != 1 || was != 0 {
			t.Fatal("counted twice while it goes", is, was)
		}
		// Somebody writes after it was read to be deleted: it stays, counted once.
		if _, err := s.c.applications.Update(t.Context(), d.ID, func(d *store.Doc[Application]) error {
			d.Body.Saved = clock.Now()
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.remove(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if is, was := counted(t, s); is != 1 || was != 0 {
			t.Fatal("what somebody wrote is gone, or counted twice", is, was)
		}
		clock.Advance(365 * 24 * time.Hour)
		for range 2 {
			if err := s.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if is, was := counted(t, s); is != 0 || was != 1 {
			t.Fatal(is, was)
		}
		if _, err := s.c.applications.Get(t.Context(), d.ID); !fault.Coded(err, "store.absent") { // no tombstone: they can apply again
			t.Fatal(err)
		}
	})
}

// TestWhoTakesPartDoesNotLapse: nor does who did.
func TestWhoTakesPartDoesNotLapse(t *testing.T) {
	t.Parallel()
	for _, state := range []string{Accepted, Left} {
		a := Application{State: state, Saved: now, Joined: now}
		if !a.lapses(call()).IsZero() || !a.looked().IsZero() {
			t.Error(state)
		}
	}
}
