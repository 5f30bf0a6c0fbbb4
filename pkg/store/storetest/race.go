package storetest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// testLastPlaces lets 64 callers race for the last 3 places: exactly 3 win, each of the others is refused by the rule and by
// nothing else. Half of them come by another Collection, as if from another process.
func testLastPlaces(t *testing.T, w *world) {
	const callers, places = 64, 3
	rounds := 200
	if testing.Short() || raceDetector {
		rounds = 20
	}
	c := w.collection(t)
	other := open(t, store.New(w.engine, w.clock.Now, nil), spec(c.Name()))
	full := fault.New(fault.Conflict, "full", "Full.")
	for round := range rounds {
		id := "r" + itoa(round)
		must[*store.Doc[thing]](t)(c.Insert(w.ctx, id, thing{N: places}, nil))
		var wg sync.WaitGroup
		start := make(chan struct{})
		var mu sync.Mutex
		won := 0
		for i := range callers {
			by := c
			if i%2 == 1 {
				by = other
			}
			wg.Go(func() {
				<-start
				_, err := by.Update(w.ctx, id, func(d *store.Doc[thing]) error {
					if d.Body.N == 0 {
						return full
					}
					d.Body.N--
					d.Body.Tags = append(d.Body.Tags, "p"+itoa(i))
					d.Emit(store.Fact{Type: "taken"})
					return nil
				})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
				case !fault.Coded(err, "full"):
					t.Errorf("round %d: %v", round, err)
				}
			})
		}
		close(start)
		wg.Wait()
		d := must[*store.Doc[thing]](t)(c.Get(w.ctx, id))
		if won != places || d.Body.N != 0 || len(d.Body.Tags) != places || len(d.Facts()) != places || d.Version != places+1 {
			t.Fatalf("round %d: %d won, %+v at version %d with %d facts", round, won, d.Body, d.Version, len(d.Facts()))
		}
	}
}

// testOneDocument lets 64 callers write the same document: all of them finish.
func testOneDocument(t *testing.T, w *world) {
	c := w.collection(t)
	other := open(t, store.New(w.engine, w.clock.Now, nil), spec(c.Name()))
	const callers, each = 64, 3
	var wg sync.WaitGroup
	for i := range callers {
		by := c
		if i%2 == 1 {
			by = other
		}
		wg.Go(func() {
			for range each {
				if _, err := by.Upsert(w.ctx, "a", add(1)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	d := must[*store.Doc[thing]](t)(c.Get(w.ctx, "a"))
	same(t, "all", fmt.Sprint(d.Body.N, d.Version), fmt.Sprint(callers*each, callers*each))
}
