package stipend

import (
	"context"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// TestNamesLeftBehind: what a crash between a stipend's write and its name's leaves is read by nobody, and Tick deletes it.
func TestNamesLeftBehind(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		ctx, now := t.Context(), time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
		s, err := New(ctx, Deps{DB: open(), Now: func() time.Time { return now },
			Sees:   func(context.Context, string) (cohort.Seen, error) { return cohort.Seen{}, nil },
			Closed: func(context.Context, string) (bool, error) { return false, nil }})
		if err != nil {
			t.Fatal(err)
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err = s.c.finance.Insert(ctx, "p", Finance{Readers: []string{"reader"}}, nil)
		must(err)
		for id, x := range map[string]Stipend{
			"another": {Programme: "p", State: Planned, StipendBody: api.StipendBody{Person: "bo"}},
			"given":   {Programme: "p", State: Cancelled, StipendBody: api.StipendBody{Person: "ada"}},
			"kept":    {Programme: "p", State: Planned, StipendBody: api.StipendBody{Person: "ada"}},
			"paid":    {Programme: "p", State: Paid, StipendBody: api.StipendBody{Person: "ada"}},
		} {
			_, err := s.c.stipends.Insert(ctx, id, x, nil)
			must(err)
		}
		for _, id := range []string{"another", "given", "kept", "paid", "gone"} {
			_, err := s.c.names.Insert(ctx, id, Name{Programme: "p", Person: "ada", Name: "Ada Legally", Readers: []string{"reader"},
				CheckAt: now.Add(NameChecked)}, nil)
			must(err)
		}
		reader := auth.With(ctx, auth.Principal{ID: "reader"})
		if got, err := s.ReadName(reader, "another"); got != "" || !fault.Coded(err, "stipend.no_name") {
			t.Fatalf("the name of who it was due to before is read: %q %v", got, err)
		}
		if got, err := s.ReadName(reader, "kept"); got == "" || err != nil {
			t.Fatal(got, err)
		}
		if x, _, err := s.Get(reader, "another"); err != nil || x.Named || x.Readable {
			t.Fatalf("%+v %v", x, err)
		}
		now = now.Add(NameChecked)
		must(s.Tick(ctx))
		for id, stays := range map[string]bool{"another": false, "given": false, "gone": false, "kept": true, "paid": true} {
			if _, err := s.c.names.Get(ctx, id); (err == nil) != stays {
				t.Errorf("%s: %v", id, err)
			}
		}
		now = now.Add(NameKept)
		must(s.Tick(ctx))
		if _, err := s.c.names.Get(ctx, "paid"); !fault.Absent(err) {
			t.Error("the name of what was paid stays", err)
		}
	})
}
