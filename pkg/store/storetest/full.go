package storetest

import (
	"strings"
	"sync"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// Full fills the disk: fill makes it full (soon) and gives what makes room again. Writers get a clear error, nothing that was
// acknowledged is lost, readers go on, and with room writers go on too.
func Full(t *testing.T, e store.Engine, fill func(t *testing.T) (room func())) {
	w := newWorld(t, e)
	c := w.collection(t)
	for i := range 20 {
		must[*store.Doc[thing]](t)(c.Insert(w.ctx, "before"+itoa(i), thing{N: i, Note: strings.Repeat("x", 2000)}, nil))
	}
	room := fill(t)
	var mu sync.Mutex
	written := map[string]int{}
	refusals := 0
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for k := range 4000 {
				id := "before" + itoa((i+k)%20)
				var err error
				if k%2 == 0 {
					_, err = c.Update(w.ctx, id, func(d *store.Doc[thing]) error { d.Body.Note += strings.Repeat("y", 3000); return nil })
				} else {
					id = "new-" + itoa(i) + "-" + itoa(k)
					_, err = c.Insert(w.ctx, id, thing{N: k, Note: strings.Repeat("x", 5000), Tags: []string{"a" + itoa(k), "b"}}, nil)
				}
				mu.Lock()
				if err == nil && k%2 == 1 {
					written[id] = k
				}
				if err != nil && !fault.Coded(err, "store.full") {
					t.Errorf("not a clear error: %v", err)
				}
				if err != nil {
					refusals++
				}
				done := refusals > 50
				mu.Unlock()
				if done {
					return
				}
			}
		})
	}
	wg.Wait()
	if refusals == 0 {
		t.Fatal("it was never full")
	}
	_, err := w.db.PutChunk(w.ctx, make([]byte, store.MaxChunk))
	refused(t, err, fault.Unavailable, "store.full")
	check := func() {
		t.Helper()
		for id, n := range written {
			same(t, id, must[*store.Doc[thing]](t)(c.Get(w.ctx, id)).Body.N, n)
		}
		same(t, "and no other", int(must[int64](t)(c.Count(w.ctx, store.Where("_id", store.Prefix, "new-")))), len(written))
		for i := range 20 {
			same(t, "before", must[*store.Doc[thing]](t)(c.Get(w.ctx, "before"+itoa(i))).Body.N, i)
		}
	}
	check()
	room()
	check()
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "after", thing{}, nil))
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "before1", add(0)))
	t.Logf("%d refused, %d new ones kept", refusals, len(written))
}
