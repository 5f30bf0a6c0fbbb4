package participation

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

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
