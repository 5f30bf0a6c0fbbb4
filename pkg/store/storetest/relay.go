package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/waymark-dev/waymark/pkg/store"
)

func pending(t testing.TB, w *world, c *store.Collection[thing]) []store.Raw {
	t.Helper()
	return must[[]store.Raw](t)(c.Pending(w.ctx, "", 100))
}

func testRelay(t *testing.T, w *world) {
	s := spec("test_relay")
	s.State = true
	c := open(t, w.db, s)
	emit := func(d *store.Doc[thing]) error { d.Emit(store.Fact{Type: "x"}); d.Body.N++; return nil }
	for i := range 5 {
		must[*store.Doc[thing]](t)(c.Insert(w.ctx, "i"+itoa(i), thing{}, nil))
	}
	raws := pending(t, w, c)
	same(t, "state waits", len(raws), 5)
	same(t, "in order, from after", must[[]store.Raw](t)(c.Pending(w.ctx, "i2", 1))[0].ID, "i3")
	d := must[*store.Doc[thing]](t)(c.Decode(raws[1]))
	same(t, "decoded", d.ID+itoa(int(d.Version)), "i11")
	ok(t, errors.Join(c.AcknowledgeMany(w.ctx, raws)...))
	same(t, "published", len(pending(t, w, c)), 0)
	got := must[*store.Doc[thing]](t)(c.Get(w.ctx, "i1"))
	same(t, "version stays", got.Version, 1)
	same(t, "rev moves", got.Rev != raws[1].Rev, true)
	ok(t, c.Acknowledge(w.ctx, raws[1])) // again is no harm

	must[*store.Doc[thing]](t)(c.Update(w.ctx, "i1", emit))
	read := pending(t, w, c)[0]
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "i1", emit))
	ok(t, c.Acknowledge(w.ctx, read))
	still := pending(t, w, c)
	same(t, "something newer came", len(still), 1)
	same(t, "only that waits", fmt.Sprint(len(still[0].Outbox), still[0].Outbox[0].Version), "1 3")
	ok(t, c.Acknowledge(w.ctx, still[0]))
	same(t, "all published", len(pending(t, w, c)), 0)
	same(t, "no facts left", len(must[*store.Doc[thing]](t)(c.Get(w.ctx, "i1")).Facts()), 0)

	// Without facts, but with a newer state.
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "i2", add(1)))
	read = pending(t, w, c)[0]
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "i2", add(1)))
	ok(t, c.Acknowledge(w.ctx, read))
	same(t, "the newer state waits", len(pending(t, w, c)), 1)
	// An old copy of something already published does not clear it either.
	ok(t, c.Acknowledge(w.ctx, raws[2]))
	same(t, "the newer state waits", len(pending(t, w, c)), 1)

	ok(t, c.Drop(w.ctx, "i2"))
	ok(t, c.Acknowledge(w.ctx, read))
	all := must[[]store.Raw](t)(c.Walk(w.ctx, "", 3))
	same(t, "walk", len(all), 3)
	all = must[[]store.Raw](t)(c.Walk(w.ctx, all[2].ID, 100))
	same(t, "walk on", len(all), 1)

	plain := open(t, w.db, spec("test_relay_plain"))
	must[*store.Doc[thing]](t)(plain.Insert(w.ctx, "a", thing{}, nil))
	same(t, "no state, no facts", len(pending(t, w, plain)), 0)
	must[*store.Doc[thing]](t)(plain.Update(w.ctx, "a", emit))
	must[*store.Doc[thing]](t)(plain.Update(w.ctx, "a", add(1)))
	read = pending(t, w, plain)[0]
	must[*store.Doc[thing]](t)(plain.Update(w.ctx, "a", add(1)))
	ok(t, plain.Acknowledge(w.ctx, read))
	same(t, "no facts left", len(pending(t, w, plain)), 0)
}

func testRelayTombstone(t *testing.T, w *world) {
	s := spec("test_relay_gone")
	s.State = true
	c := open(t, w.db, s)
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{Note: "private"}, nil))
	ok(t, c.Acknowledge(w.ctx, pending(t, w, c)[0]))
	ok(t, c.Delete(w.ctx, "a", func(d *store.Doc[thing]) error { d.Emit(store.Fact{Type: "gone"}); return nil }))
	raws := pending(t, w, c)
	same(t, "the tombstone waits", len(raws), 1)
	same(t, "is one", raws[0].Deleted.IsZero(), false)
	same(t, "with its fact", raws[0].Outbox[0].Type, "gone")
	d := must[*store.Doc[thing]](t)(c.Decode(raws[0]))
	same(t, "nothing private", d.Body.Note, "")
	ok(t, c.Acknowledge(w.ctx, raws[0]))
	same(t, "published", len(pending(t, w, c)), 0)
	raw := must[store.Raw](t)(c.Raw(w.ctx, "a"))
	if raw.Deleted.IsZero() || raw.Version != 2 || len(raw.Outbox) != 0 {
		t.Fatalf("%+v", raw)
	}
	same(t, "still walked", len(must[[]store.Raw](t)(c.Walk(w.ctx, "", 10))), 1)
}

// testRelayRaces publishes while others write: every fact exactly once after trimming, the last state at last.
func testRelayRaces(t *testing.T, w *world) {
	s := spec("test_relay_race")
	s.State = true
	c := open(t, w.db, s)
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{}, nil))
	const writers, each = 4, 15
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range each {
				_, err := c.Update(w.ctx, "a", func(d *store.Doc[thing]) error { d.Body.N++; d.Emit(store.Fact{Type: "x"}); return nil })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	written := make(chan struct{})
	go func() { wg.Wait(); close(written) }()
	published := map[string]bool{}
	state := 0
	for last := false; ; {
		select {
		case <-written:
			last = true
		default:
		}
		raws, err := c.Pending(w.ctx, "", 10)
		ok(t, err)
		for _, raw := range raws {
			for _, f := range raw.Outbox {
				published[fmt.Sprint(f.Version, ".", f.N)] = true
			}
			d, err := c.Decode(raw)
			ok(t, err)
			state = d.Body.N
			ok(t, c.Acknowledge(w.ctx, raw))
		}
		if last && len(raws) == 0 {
			break
		}
	}
	same(t, "facts", len(published), writers*each)
	same(t, "state", state, writers*each)
}

func testWake(t *testing.T, w *world) {
	s := spec("test_wake")
	s.State = true
	c := open(t, w.db, s)
	var woken []string
	w.db.OnPending(c.Name(), func(id string) { woken = append(woken, id) })
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{}, nil))
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", add(1)))
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", func(*store.Doc[thing]) error { return store.Unchanged }))
	ok(t, c.Delete(w.ctx, "a", nil))
	ok(t, c.Bulk(w.ctx, []*store.Doc[thing]{{ID: "b"}})[0])
	same(t, "woken", fmt.Sprint(woken), "[a a a b]")
}
