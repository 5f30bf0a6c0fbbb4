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

// TestPoolsWhoseCyclesMoveApart: a cycle that joined a pool and has not begun does not move so far from it that the pool runs out before it
// closes; where it has moved all the same, it stands by itself when the others are purged, and can be chosen anew.
func TestPoolsWhoseCyclesMoveApart(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		pooled := Setup{Way: report.Tables, Pool: 3}
		for _, id := range []string{"c0", "c1", "c2", "c3"} {
			w.set(id, func(c *Cycle) { *c = Cycle{Programme: "p1"} })
			_, err := w.s.SetUp(as(t, organiser), id, pooled)
			w.no(err)
			if pooled.PoolWith = "c0"; id == "c2" {
				pooled = Setup{Way: report.Tables} // by itself
			}
		}
		first, err := w.s.setup(t.Context(), "c0")
		w.no(err)
		near, far := first.Body.Ends.AddDate(0, 0, 7*(PoolWeeks-publishWeeks)), first.Body.Ends.AddDate(0, 0, 7*(PoolWeeks+1))
		for id, ends := range map[string]time.Time{"c1": near, "c2": first.Body.Ends, "c3": far, "none": far} {
			w.no(w.s.Moves(t.Context(), id, "/phases", ends))
		}
		err = w.s.Moves(t.Context(), "c1", "/phases", far)
		w.refused(err, "invalid")
		if f := fault.As(err).Fields; len(f) != 1 || f[0].Pointer != "/phases" || f[0].Code != "pool_apart" || f[0].Detail == "" {
			t.Fatalf("%+v", f)
		}
		// The dates have moved, as they could before; c2 has begun, and nobody can choose anything there.
		w.set("c1", func(c *Cycle) { c.Ends = far })
		w.set("c2", func(c *Cycle) { c.Called = true })
		w.no(w.s.Tick(t.Context()))
		w.no(w.s.Moves(t.Context(), "c2", "/phases", far)) // fixed
		w.close("c0")
		w.clock.Advance((PoolWeeks*7 + 1) * 24 * time.Hour)
		w.no(w.s.Tick(t.Context()))
		for id, state := range map[string]string{"c0": Purged, "c1": Open, "c2": Purged} {
			d, err := w.s.setup(t.Context(), id)
			w.no(err)
			if d.Body.State != state {
				t.Errorf("%s is %s, not %s", id, d.Body.State, state)
			}
		}
		alone, err := w.s.Cycle(as(t, organiser), "c1", 0)
		w.no(err)
		if alone.Fixed || alone.Setup.Pool != 1 || alone.Setup.PoolWith != "" {
			t.Errorf("%+v", alone.Setup)
		}
		_, err = w.s.SetUp(as(t, organiser), "c1", Setup{Way: report.Tables, ByRole: true})
		w.no(err)
	})
}
