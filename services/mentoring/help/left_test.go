package help

import (
	"context"
	"log/slog"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestWhoLeftHelpsNobody: an offer that was written while its mentor's erasure passed goes with the next sweep, also where the process was
// killed before it looked again; others' offers stay.
func TestWhoLeftHelpsNobody(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		ctx, clock := context.Background(), testkit.NewClock()
		left := map[string]bool{}
		s, err := New(ctx, Deps{
			DB: store.New(open().Engine, clock.Now, slog.New(slog.DiscardHandler)), Now: clock.Now, Log: slog.New(slog.DiscardHandler),
			Issues: func(_ context.Context, issues, people []string) ([]wire.IssueKnown, error) {
				return []wire.IssueKnown{{Issue: issues[0], Known: true, Open: true, Project: "p1", Maintainers: people}}, nil
			},
			ToBeHad: func(wire.IssueKnown) error { return nil },
			Mentors: func(context.Context, string) (bool, error) { return true, nil },
			Free:    func(context.Context, []string) (map[string]bool, error) { return map[string]bool{}, nil },
			Left: func(_ context.Context, p string) error {
				if left[p] {
					return errLeft
				}
				return nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		helps := func(p string) bool {
			t.Helper()
			mine, err := s.Of(ctx, p)
			if err != nil {
				t.Fatal(err)
			}
			return len(mine) > 0
		}
		as := func(p string) context.Context { return auth.With(ctx, auth.Principal{ID: p}) }
		left["max"] = true
		if _, err := s.Offer(as("max"), "i1", true); !fault.Has(err, fault.Gone) || helps("max") {
			t.Fatalf("who has left offers help: %v", err)
		}
		for _, p := range []string{"mo", "mia"} {
			if _, err := s.Offer(as(p), "i1", true); err != nil {
				t.Fatal(err)
			}
		}
		left["mo"] = true
		if err := s.Sweep(ctx); err != nil || helps("mo") || !helps("mia") {
			t.Errorf("after the sweep: mo %v, mia %v, %v", helps("mo"), helps("mia"), err)
		}
	})
}
