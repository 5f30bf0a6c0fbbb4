package stipend

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// between is a store in which something happens once, right after a stipend was read.
type between struct {
	store.Engine
	then func()
}

func (b *between) Get(ctx context.Context, collection, id string) (store.Raw, error) {
	raw, err := b.Engine.Get(ctx, collection, id)
	if then := b.then; then != nil && collection == "programs_stipend" {
		b.then = nil
		then()
	}
	return raw, err
}

// TestNamesCrossing: a name that is given at the moment at which the stipend moves, or becomes somebody else's, is neither dropped for what
// was before nor written over by whom it was due to before.
func TestNamesCrossing(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		db := open()
		b := &between{Engine: db.Engine}
		db.Engine = b
		ctx, now := t.Context(), time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
		s, err := New(ctx, Deps{DB: db, Now: func() time.Time { return now },
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
		is := func(person string) context.Context { return auth.With(ctx, auth.Principal{ID: person}) }
		gives := func(person, name string) error { return s.GiveName(is(person), "x", name, []string{"reader"}) }
		due := func(person, state string) {
			t.Helper()
			_, err := s.c.stipends.Upsert(ctx, "x", func(d *store.Doc[Stipend]) error {
				d.Body = Stipend{Programme: "p", State: state, StipendBody: api.StipendBody{Person: person}}
				return nil
			})
			must(err)
		}
		reads := func(want string) {
			t.Helper()
			if got, err := s.ReadName(is("reader"), "x"); got != want {
				t.Errorf("%q %v, want %q", got, err, want)
			}
		}
		// Given up and planned again: the end of the first step is late.
		due("ada", Planned)
		must(gives("ada", "Ada Before"))
		due("ada", Cancelled)
		b.then = func() {
			due("ada", Planned)
			must(gives("ada", "Ada Legally"))
		}
		must(s.wind(ctx, "x"))
		reads("Ada Legally")
		// Due to somebody else, who gives theirs before the one of before is taken away.
		due("bo", Planned)
		b.then = func() { must(gives("bo", "Bo Legally")) }
		must(s.wind(ctx, "x"))
		reads("Bo Legally")
		// Taken back by whom it was due to.
		due("ada", Planned)
		must(gives("ada", "Ada Legally"))
		b.then = func() {
			due("bo", Planned)
			must(gives("bo", "Bo Legally"))
		}
		must(s.TakeName(is("ada"), "x"))
		reads("Bo Legally")
		// Given by whom it was due to, after whom it is due to now.
		due("ada", Planned)
		must(s.wind(ctx, "x"))
		b.then = func() {
			due("bo", Planned)
			must(gives("bo", "Bo Legally"))
		}
		if err := gives("ada", "Ada Late"); !fault.Coded(err, "stipend.absent") {
			t.Error(err)
		}
		reads("Bo Legally")
	})
}

// TestNotedAtOnce: requests that come at the same time do not exceed what a programme notes together.
func TestNotedAtOnce(t *testing.T) {
	now := testkit.NewClock().Now
	s, err := New(t.Context(), Deps{DB: testkit.SQLite(t, now), Now: now,
		Sees:   func(context.Context, string) (cohort.Seen, error) { return cohort.Seen{Organiser: true}, nil },
		Closed: func(context.Context, string) (bool, error) { return false, nil }})
	if err != nil {
		t.Fatal(err)
	}
	var docs []*store.Doc[Stipend]
	for i := range stipendsMost - 2 {
		docs = append(docs, &store.Doc[Stipend]{ID: "s" + strconv.Itoa(i), Body: Stipend{Programme: "p", State: Planned}})
	}
	for part := range slices.Chunk(docs, store.MaxLimit) {
		for _, err := range s.c.stipends.Bulk(t.Context(), part) {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	ctx := auth.With(t.Context(), auth.Principal{ID: "org"})
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			_, _, errs[i] = s.Make(ctx, "new"+strconv.Itoa(i), "p", api.StipendBody{Kind: "event", What: "A room", Currency: "EUR", Minor: 100,
				Funder: api.StipendFunder{Name: "The foundation"}, Due: now()}, store.Op{Key: "k" + strconv.Itoa(i)})
		})
	}
	wg.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else if !fault.Coded(err, "stipend.too_many") {
			t.Error(err)
		}
	}
	if done != 2 {
		t.Errorf("%d for 2 places", done)
	}
}
