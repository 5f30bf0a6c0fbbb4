package participation

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// TestPoolAtOnce: people agreed to two cycles together; of several that join at the same moment one does.
func TestPoolAtOnce(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		pooled := Setup{Way: report.Tables, Pool: 2}
		w.set("c0", func(c *Cycle) { *c = Cycle{Programme: "p1"} })
		_, err := w.s.SetUp(as(t, organiser), "c0", pooled)
		w.no(err)
		pooled.PoolWith = "c0"
		var in atomic.Int32
		var all sync.WaitGroup
		for i := range 6 {
			id := fmt.Sprint("c", i+1)
			w.set(id, func(c *Cycle) { *c = Cycle{Programme: "p1"} })
			all.Go(func() {
				if _, err := w.s.SetUp(as(t, organiser), id, pooled); err == nil {
					in.Add(1)
				}
			})
		}
		all.Wait()
		if n := in.Load(); n != 1 {
			t.Errorf("%d joined", n)
		}
		cycles, err := w.s.c.poolOf(t.Context(), "c0")
		w.no(err)
		if len(cycles) != 2 {
			t.Errorf("the pool has %d cycles", len(cycles))
		}
	})
}

// TestPoolWhileOneJoins: between the claim of a place and taking it the pool stands as it was joined: nobody changes what it asks, and nobody
// publishes it without who joins.
func TestPoolWhileOneJoins(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		first := Setup{Way: report.Tables, Pool: 3}
		w.set("c0", func(c *Cycle) { *c = Cycle{Programme: "p1"} })
		w.set("c1", func(c *Cycle) { *c = Cycle{Programme: "p1"} })
		_, err := w.s.SetUp(as(t, organiser), "c0", first)
		w.no(err)
		joining, wrong := Setup{Way: report.Tables, Pool: 3, PoolWith: "c0"}.Check()
		joining.Programme = "p1"
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		if wrong, err = w.s.join(t.Context(), "c1", &joining); err != nil || len(wrong) > 0 {
			t.Fatal(wrong, err)
		}
		other := first
		other.ByRole = true
		_, err = w.s.SetUp(as(t, organiser), "c0", other)
		w.refused(err, "participation.fixed")
		w.close("c0")
		_, err = w.s.Publish(as(t, organiser), "c0")
		w.refused(err, "participation.not_closed")
		w.clock.Advance(claimHolds + time.Second) // whoever claimed it never came
		_, err = w.s.SetUp(as(t, organiser), "c0", other)
		w.no(err)
		// What changed since it was looked at is not joined.
		if wrong, err = w.s.join(t.Context(), "c1", &joining); err != nil || len(wrong) != 1 || wrong[0].Code != "absent" {
			t.Fatal(wrong, err)
		}
	})
}

// TestPoolChangesWhileOneLooks: the first cycle is set up anew after who joins has read it, and before the place is claimed.
func TestPoolChangesWhileOneLooks(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		w.set("c0", func(c *Cycle) { *c = Cycle{Programme: "p1"} })
		w.set("c1", func(c *Cycle) { *c = Cycle{Programme: "p1"} })
		first := Setup{Way: report.Tables, Pool: 3}
		_, err := w.s.SetUp(as(t, organiser), "c0", first)
		w.no(err)
		now := w.s.d.Now
		w.s.d.Now = func() time.Time { // join asks the time between reading and claiming
			w.s.d.Now = now
			first.ByRole = true
			_, err := w.s.SetUp(as(t, organiser), "c0", first)
			w.no(err)
			return now()
		}
		joining := Setup{Way: report.Tables, Pool: 3, PoolWith: "c0"}
		_, err = w.s.SetUp(as(t, organiser), "c1", joining)
		w.refused(err, "invalid")
	})
}

// TestPoolsThatCannotBePublished: what was said in the first cycle of a pool is deleted before one that ends years later has closed; it does not
// join, and may be set up by itself.
func TestPoolsThatCannotBePublished(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		pooled := Setup{Way: report.Tables, Pool: 3}
		w.set("c0", func(c *Cycle) { *c = Cycle{Programme: "p1"} })
		_, err := w.s.SetUp(as(t, organiser), "c0", pooled)
		w.no(err)
		first, err := w.s.setup(t.Context(), "c0")
		w.no(err)
		pooled.PoolWith = "c0"
		for id, x := range map[string]struct {
			weeks int
			joins bool
		}{"a-year": {52, true}, "as-late-as-can-be": {PoolWeeks - publishWeeks, true}, "too-late": {PoolWeeks - publishWeeks + 1, false}, "years": {150, false}} {
			pooled := pooled
			w.set(id, func(c *Cycle) { *c = Cycle{Programme: "p1", Ends: first.Body.Ends.AddDate(0, 0, 7*x.weeks)} })
			_, err := w.s.SetUp(as(t, organiser), id, pooled)
			if (err == nil) != x.joins {
				t.Errorf("%s: %v", id, err)
			}
			if f := fault.As(err); err != nil && (len(f.Fields) != 1 || f.Fields[0].Pointer != "/pool_with" || f.Fields[0].Code != "too_late") {
				t.Errorf("%s: %+v", id, f)
			}
			if pooled.PoolWith = ""; err != nil {
				w.set(id, func(c *Cycle) { c.Programme = "p-" + id }) // so that what others of p1 ask does not count
				_, err = w.s.SetUp(as(t, organiser), id, pooled)
				w.no(err)
			}
		}
	})
}
