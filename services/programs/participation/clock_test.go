package participation

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// TestTheClockLooksAtWhatIsDue: not at every cycle each time.
func TestTheClockLooksAtWhatIsDue(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		var looked atomic.Int64
		cycle := w.s.d.Cycle
		for i := range 6 {
			w.set(fmt.Sprint("c", i), func(c *Cycle) { *c = Cycle{Org: "o1", Programme: "p1", Called: i < 3} })
			d := Setup{Org: "o1", Programme: "p1", Way: report.Tables, State: Open, Pool: 1, PoolWith: fmt.Sprint("c", i), Ends: w.clock.Now()}
			_, err := w.s.c.setups.Insert(t.Context(), fmt.Sprint("c", i), d, nil)
			w.no(err)
		}
		w.s.d.Cycle = func(ctx context.Context, id string) (Cycle, error) {
			looked.Add(1)
			return cycle(ctx, id)
		}
		for _, step := range []struct {
			after time.Duration
			look  int64
		}{{0, 6}, {time.Minute, 0}, {2 * time.Hour, 3}, {25 * time.Hour, 6}} {
			w.clock.Advance(step.after)
			looked.Store(0)
			w.no(w.s.Tick(t.Context()))
			if n := looked.Load(); n != step.look {
				t.Errorf("after %v it looks at %d, not %d", step.after, n, step.look)
			}
		}
		w.set("c1", func(c *Cycle) { c.Closed = w.clock.Now() })
		w.clock.Advance((KeptWeeks*7 + 2) * 24 * time.Hour)
		w.no(w.s.Tick(t.Context()))
		d, err := w.s.c.setups.Get(t.Context(), "c1")
		w.no(err)
		if d.Body.State != Purged {
			t.Errorf("%+v", d.Body)
		}
	})
}

// TestAnOrganisationAsksInSoManyCohorts: what a set-up keeps is as large whether anybody answers or not.
func TestAnOrganisationAsksInSoManyCohorts(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		var docs []*store.Doc[Setup]
		for i := range maxAsking - 1 {
			id := fmt.Sprint("other", i)
			docs = append(docs, &store.Doc[Setup]{ID: id, Body: Setup{Org: "o1", Programme: "p2", Way: report.Tables, State: Open, Pool: 1, PoolWith: id}})
		}
		for _, err := range w.s.c.setups.Bulk(t.Context(), docs) {
			w.no(err)
		}
		setUp := func(org, id string) error {
			w.set(id, func(c *Cycle) { *c = Cycle{Org: org, Programme: "p1", Newcomers: 40} })
			_, err := w.s.SetUp(as(t, organiser), id, Setup{Way: report.Tables})
			return err
		}
		w.no(setUp("o1", "c1"))
		w.refused(setUp("o1", "c2"), "participation.asking_enough")
		w.no(setUp("o1", "c1")) // one that is there is changed
		w.no(setUp("o2", "c3"))
		w.close("c1")
		_, err := w.s.Publish(as(t, organiser), "c1")
		w.no(err)
		w.no(setUp("o1", "c2"))
	})
}
