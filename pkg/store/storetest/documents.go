package storetest

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

func testInsert(t *testing.T, w *world) {
	c := w.collection(t)
	body := thing{Name: "one", Group: "red", N: -7, Flag: true, Tags: []string{"b", "a", "b"}, Note: "ünïcode \" ' \\ \x00 <&> 日本"}
	d := must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", body, nil))
	same(t, "version", d.Version, 1)
	got := must[*store.Doc[thing]](t)(c.Get(w.ctx, "a"))
	if diff := cmp.Diff(body, got.Body); diff != "" {
		t.Fatal(diff)
	}
	same(t, "rev", got.Rev, d.Rev)
	same(t, "version", got.Version, 1)
	same(t, "pending", got.Pending(), false)
	_, err := c.Insert(w.ctx, "a", thing{N: 1}, nil)
	refused(t, err, fault.Conflict, "store.exists")
	_, err = c.Get(w.ctx, "b")
	refused(t, err, fault.NotFound, "store.absent")
	same(t, "n", must[*store.Doc[thing]](t)(c.Get(w.ctx, "a")).Body.N, -7)
}

func testUpdate(t *testing.T, w *world) {
	c := w.collection(t)
	_, err := c.Update(w.ctx, "a", add(1))
	refused(t, err, fault.NotFound, "store.absent")
	first := must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{Group: "red", N: 1}, nil))
	d := must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", add(1)))
	same(t, "version", d.Version, 2)
	same(t, "n", d.Body.N, 2)
	same(t, "another rev", d.Rev != first.Rev, true)
	got := must[*store.Doc[thing]](t)(c.Get(w.ctx, "a"))
	same(t, "rev", got.Rev, d.Rev)
	same(t, "n", got.Body.N, 2)

	mine := errors.New("mine")
	_, err = c.Update(w.ctx, "a", func(d *store.Doc[thing]) error { d.Body.N = 99; return mine })
	same(t, "the function's own error", err, mine)
	d = must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", func(d *store.Doc[thing]) error { return store.Unchanged }))
	same(t, "version", d.Version, 2)
	same(t, "rev", d.Rev, got.Rev)

	// A conflict inside: the function is asked again with what is there now.
	asked := 0
	d = must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", func(d *store.Doc[thing]) error {
		if asked++; asked == 1 {
			must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", add(100)))
		}
		d.Body.N++
		return nil
	}))
	same(t, "asked", asked, 2)
	same(t, "n", d.Body.N, 103)
	same(t, "version", d.Version, 4)
	// An update that takes keys away is found by them no more.
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", func(d *store.Doc[thing]) error { d.Body = thing{}; return nil }))
	same(t, "found", must[int64](t)(c.Count(w.ctx, store.Where("group", store.Eq, "red"))), 0)
}

func testUpdateAt(t *testing.T, w *world) {
	s := spec("test_at")
	s.State = true
	c := open(t, w.db, s)
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{}, nil))
	_, err := c.UpdateAt(w.ctx, "a", 2, add(1))
	refused(t, err, fault.Conflict, "store.moved")
	_, err = c.UpdateAt(w.ctx, "a", 0, add(1))
	refused(t, err, fault.Conflict, "store.moved")
	// The relay trims in between: the rev moves, the version does not.
	asked := 0
	d := must[*store.Doc[thing]](t)(c.UpdateAt(w.ctx, "a", 1, func(d *store.Doc[thing]) error {
		if asked++; asked == 1 {
			ok(t, c.Acknowledge(w.ctx, must[store.Raw](t)(c.Raw(w.ctx, "a"))))
		}
		d.Body.N++
		return nil
	}))
	same(t, "asked", asked, 2)
	same(t, "version", d.Version, 2)
	// Somebody else writes in between: it stops.
	_, err = c.UpdateAt(w.ctx, "a", 2, func(d *store.Doc[thing]) error {
		must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", add(10)))
		d.Body.N++
		return nil
	})
	refused(t, err, fault.Conflict, "store.moved")
	same(t, "n", must[*store.Doc[thing]](t)(c.Get(w.ctx, "a")).Body.N, 11)
}

func testUpsert(t *testing.T, w *world) {
	c := w.collection(t)
	d := must[*store.Doc[thing]](t)(c.Upsert(w.ctx, "a", func(d *store.Doc[thing]) error {
		same(t, "version", d.Version, 0)
		same(t, "id", d.ID, "a")
		d.Body.N = 5
		return nil
	}))
	same(t, "version", d.Version, 1)
	d = must[*store.Doc[thing]](t)(c.Upsert(w.ctx, "a", add(1)))
	same(t, "version", d.Version, 2)
	same(t, "n", d.Body.N, 6)
	d = must[*store.Doc[thing]](t)(c.Upsert(w.ctx, "b", func(*store.Doc[thing]) error { return store.Unchanged }))
	same(t, "version", d.Version, 0)
	_, err := c.Get(w.ctx, "b")
	refused(t, err, fault.NotFound, "store.absent")
	// Two at once: both are there.
	d = must[*store.Doc[thing]](t)(c.Upsert(w.ctx, "c", func(d *store.Doc[thing]) error {
		if d.Version == 0 {
			must[*store.Doc[thing]](t)(c.Upsert(w.ctx, "c", add(10)))
		}
		d.Body.N++
		return nil
	}))
	same(t, "n", d.Body.N, 11)
	ok(t, c.Delete(w.ctx, "c", nil))
	_, err = c.Upsert(w.ctx, "c", add(1))
	refused(t, err, fault.Gone, "store.deleted")
}

func testDelete(t *testing.T, w *world) {
	c := w.collection(t)
	refused(t, c.Delete(w.ctx, "a", nil), fault.NotFound, "store.absent")
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{Name: "x", Group: "red", Tags: []string{"t"}, Note: "private"}, nil))
	mine := errors.New("mine")
	same(t, "refusal", c.Delete(w.ctx, "a", func(*store.Doc[thing]) error { return mine }), mine)
	ok(t, c.Delete(w.ctx, "a", nil))
	ok(t, c.Delete(w.ctx, "a", func(*store.Doc[thing]) error { t.Error("asked for a tombstone"); return nil }))
	_, err := c.Get(w.ctx, "a")
	refused(t, err, fault.Gone, "store.deleted")
	_, err = c.Insert(w.ctx, "a", thing{}, nil)
	refused(t, err, fault.Gone, "store.deleted")
	_, err = c.Update(w.ctx, "a", add(1))
	refused(t, err, fault.Gone, "store.deleted")
	_, err = c.UpdateAt(w.ctx, "a", 1, add(1))
	refused(t, err, fault.Gone, "store.deleted")
	errs := c.Bulk(w.ctx, []*store.Doc[thing]{{ID: "a"}})
	refused(t, errs[0], fault.Gone, "store.deleted")
	same(t, "many", len(must[map[string]*store.Doc[thing]](t)(c.GetMany(w.ctx, []string{"a"}))), 0)
	same(t, "found", len(must[*store.Page[thing]](t)(c.Find(w.ctx, store.Query{})).Docs), 0)
	same(t, "count", must[int64](t)(c.Count(w.ctx)), 0)
	// A bare tombstone: nothing of the body, and its unique value is free.
	raw := must[store.Raw](t)(c.Raw(w.ctx, "a"))
	if raw.Body != nil || len(raw.Keys) != 0 || len(raw.Ops) != 0 || !raw.Deleted.Equal(w.clock.Now()) || raw.Version != 2 {
		t.Fatalf("not bare: %+v", raw)
	}
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "b", thing{Name: "x"}, nil))
}

func testDrop(t *testing.T, w *world) {
	c := w.collection(t)
	ok(t, c.Drop(w.ctx, "a"))
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{Name: "x", Tags: []string{"t"}}, nil))
	ok(t, c.Drop(w.ctx, "a"))
	_, err := c.Get(w.ctx, "a")
	refused(t, err, fault.NotFound, "store.absent")
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{Name: "x"}, nil))
	same(t, "found by the old one's tag", must[int64](t)(c.Count(w.ctx, store.Where("tag", store.Eq, "t"))), 0)
	if err := w.engine.Remove(w.ctx, c.Name(), "a", "another"); !errors.Is(err, store.ErrMoved) {
		t.Fatalf("removed at another rev: %v", err)
	}
	ok(t, w.engine.Remove(w.ctx, c.Name(), "absent", "another"))
	// On a condition, of what is stored when it goes.
	asked := 0
	ok(t, c.DropIf(w.ctx, "a", func(d *store.Doc[thing]) bool {
		if asked++; asked == 1 { // it moves between the answer and the removal
			_, err := c.Update(w.ctx, "a", func(d *store.Doc[thing]) error { d.Body.Name = "y"; return nil })
			ok(t, err)
		}
		return d.Body.Name == "x"
	}))
	same(t, "asked", asked, 2)
	same(t, "what came meanwhile", must[*store.Doc[thing]](t)(c.Get(w.ctx, "a")).Body.Name, "y")
	ok(t, c.DropIf(w.ctx, "a", func(d *store.Doc[thing]) bool { return d.Body.Name == "y" }))
	_, err = c.Get(w.ctx, "a")
	refused(t, err, fault.NotFound, "store.absent")
	ok(t, c.DropIf(w.ctx, "a", func(*store.Doc[thing]) bool { t.Error("asked about nothing"); return true }))
}

func testSweep(t *testing.T, w *world) {
	s := spec("test_sweep")
	c := open(t, w.db, s)
	for _, id := range []string{"a", "b", "c", "kept"} {
		must[*store.Doc[thing]](t)(c.Insert(w.ctx, id, thing{}, nil))
	}
	ok(t, c.Delete(w.ctx, "a", nil))
	ok(t, c.Delete(w.ctx, "b", nil))
	ok(t, c.Delete(w.ctx, "c", func(d *store.Doc[thing]) error { d.Emit(store.Fact{Type: "gone"}); return nil }))
	w.clock.Advance(store.Tombstones)
	same(t, "too young", must[int](t)(c.Sweep(w.ctx, 10)), 0)
	w.clock.Advance(time.Second)
	same(t, "first", must[int](t)(c.Sweep(w.ctx, 1)), 1)
	same(t, "rest, not the one that is pending", must[int](t)(c.Sweep(w.ctx, 10)), 1)
	ok(t, c.Acknowledge(w.ctx, must[store.Raw](t)(c.Raw(w.ctx, "c"))))
	same(t, "published now", must[int](t)(c.Sweep(w.ctx, 10)), 1)
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{}, nil))
	same(t, "left", must[int64](t)(c.Count(w.ctx)), 2)
}

func testBulk(t *testing.T, w *world) {
	c := w.collection(t)
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "moved", thing{}, nil))
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "fine", thing{}, nil))
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "named", thing{Name: "taken"}, nil))
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "dup", thing{}, nil))
	get := func(id string) *store.Doc[thing] { return must[*store.Doc[thing]](t)(c.Get(w.ctx, id)) }
	moved, fine, dup := get("moved"), get("fine"), get("dup")
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "moved", add(5)))
	fine.Body.N, dup.Body.Name, moved.Body.N = 3, "taken", 4
	docs := []*store.Doc[thing]{
		{ID: "new", Body: thing{N: 1, Tags: []string{"x", "y"}}}, {ID: "named", Body: thing{}}, {ID: "Bad Id"}, moved, fine, dup,
		{ID: "dup2", Body: thing{Name: "taken", Tags: []string{"x"}}}, {ID: "new2", Body: thing{Tags: []string{"x"}}},
		{ID: "large", Body: thing{Note: strings.Repeat("x", store.MaxBody)}},
	}
	errs := c.Bulk(w.ctx, docs)
	for i, want := range []string{
		"", "store.exists", "store.bad_id", "store.moved", "", "store.duplicate", "store.duplicate", "", "store.too_large",
	} {
		if want == "" && errs[i] != nil || want != "" && !fault.Coded(errs[i], want) {
			t.Errorf("%s: got %v, want %q", docs[i].ID, errs[i], want)
		}
	}
	same(t, "fine", get("fine").Body.N, 3)
	same(t, "its version", fine.Version, 2)
	same(t, "its rev", get("fine").Rev, fine.Rev)
	same(t, "moved", get("moved").Body.N, 5)
	same(t, "tagged", must[int64](t)(c.Count(w.ctx, store.Where("tag", store.Eq, "x"))), 2)
	fine.Body.N = 9 // what was written can be written again
	same(t, "again", c.Bulk(w.ctx, []*store.Doc[thing]{fine})[0], nil)

	many := make([]*store.Doc[thing], 2500)
	for i := range many {
		many[i] = &store.Doc[thing]{ID: "m" + strings.Repeat("0", i%3) + string(rune('a'+i%26)) + itoa(i), Body: thing{N: i}}
	}
	for i, err := range c.Bulk(w.ctx, many) {
		if err != nil {
			t.Fatal(i, err)
		}
	}
	same(t, "all", must[int64](t)(c.Count(w.ctx, store.Where("_id", store.Prefix, "m"))), 2501)
	same(t, "none", len(c.Bulk(w.ctx, nil)), 0)
}

func testOps(t *testing.T, w *world) {
	c := w.collection(t)
	record := func(key string) func(*store.Doc[thing]) error {
		return func(d *store.Doc[thing]) error {
			d.Record(store.Op{Key: key, Body: "b" + key, Status: 201, ID: "i" + key})
			return nil
		}
	}
	d := must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{}, func(d *store.Doc[thing]) { _ = record("first")(d) }))
	if o, found := d.Op("first"); !found || o.Status != 201 || o.Body != "bfirst" || o.ID != "ifirst" || !o.At.Equal(w.clock.Now()) {
		t.Fatalf("%+v %v", o, found)
	}
	w.clock.Advance(store.OpsAge - time.Second)
	d = must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", record("second")))
	_, found := d.Op("first")
	same(t, "first is still known", found, true)
	w.clock.Advance(2 * time.Second)
	d = must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", record("third")))
	_, found = d.Op("first")
	same(t, "first is forgotten", found, false)
	for i := range store.MaxOps {
		must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", record(itoa(i))))
	}
	d = must[*store.Doc[thing]](t)(c.Get(w.ctx, "a"))
	_, found = d.Op("third")
	same(t, "third has made room", found, false)
	_, found = d.Op("0")
	same(t, "the latest are known", found, true)
	same(t, "how many", len(must[store.Raw](t)(c.Raw(w.ctx, "a")).Ops), store.MaxOps)
}

func testOutbox(t *testing.T, w *world) {
	c := w.collection(t)
	emit := func(n int) func(*store.Doc[thing]) error {
		return func(d *store.Doc[thing]) error {
			for range n {
				d.Emit(store.Fact{Type: "happened", Actor: "p1", Org: "o", Programme: "q", Trace: "tr", Data: json.RawMessage(`{"a":1}`)})
			}
			return nil
		}
	}
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{}, func(d *store.Doc[thing]) { _ = emit(2)(d) }))
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", emit(1)))
	d := must[*store.Doc[thing]](t)(c.Get(w.ctx, "a"))
	same(t, "pending", d.Pending(), true)
	fact := func(version int64, n int) store.Fact {
		return store.Fact{Version: version, N: n, Type: "happened", At: w.clock.Now(), Actor: "p1", Org: "o", Programme: "q", Trace: "tr",
			Data: json.RawMessage(`{"a":1}`)}
	}
	if diff := cmp.Diff([]store.Fact{fact(1, 1), fact(1, 2), fact(2, 1)}, d.Facts()); diff != "" {
		t.Fatal(diff)
	}
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", emit(store.MaxOutbox-3)))
	_, err := c.Update(w.ctx, "a", emit(1))
	refused(t, err, fault.Unavailable, "store.outbox_full")
	same(t, "come back later", fault.As(err).RetryAfter > 0, true)
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", emit(0)))
	_, err = c.Update(w.ctx, "a", func(d *store.Doc[thing]) error {
		d.Emit(store.Fact{Type: "x", Data: json.RawMessage(`"` + strings.Repeat("x", store.MaxFact) + `"`)})
		return nil
	})
	refused(t, err, fault.TooLarge, "store.too_large")
}

func testLimits(t *testing.T, w *world) {
	c := w.collection(t)
	overhead := len(must[[]byte](t)(json.Marshal(thing{Note: "x"}))) - 1
	full := strings.Repeat("x", store.MaxBody-overhead)
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{Note: full}, nil))
	same(t, "read back", must[*store.Doc[thing]](t)(c.Get(w.ctx, "a")).Body.Note == full, true)
	_, err := c.Insert(w.ctx, "b", thing{Note: full + "x"}, nil)
	refused(t, err, fault.TooLarge, "store.too_large")
	_, err = c.Update(w.ctx, "a", func(d *store.Doc[thing]) error { d.Body.Note += "x"; return nil })
	refused(t, err, fault.TooLarge, "store.too_large")
	_, err = c.Insert(w.ctx, "b", thing{Name: strings.Repeat("x", store.MaxKey+1)}, nil)
	refused(t, err, fault.Invalid, "store.bad_key")
	_, err = c.Insert(w.ctx, "b", thing{Tags: []string{"a\x00b"}}, nil)
	refused(t, err, fault.Invalid, "store.bad_key")
	_, err = c.Insert(w.ctx, "b", thing{Group: "\xff"}, nil)
	refused(t, err, fault.Invalid, "store.bad_key")
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "b", thing{Name: strings.Repeat("x", store.MaxKey)}, nil))
	_, err = c.GetMany(w.ctx, make([]string, store.MaxLimit+1))
	refused(t, err, fault.TooLarge, "store.too_large")
}

func testIDs(t *testing.T, w *world) {
	c := w.collection(t)
	for _, id := range []string{"a", "0", "-", "_", "0190b5f0-7e1b-7c3a-8f00-000000000001", strings.Repeat("z", store.MaxID)} {
		must[*store.Doc[thing]](t)(c.Insert(w.ctx, id, thing{}, nil))
		same(t, "id", must[*store.Doc[thing]](t)(c.Get(w.ctx, id)).ID, id)
	}
	for _, id := range []string{"", "A", "a b", "a.b", "ä", "a\x00", "a'", `a"`, "$a", "a/b", strings.Repeat("z", store.MaxID+1), "\xff"} {
		_, err := c.Insert(w.ctx, id, thing{}, nil)
		refused(t, err, fault.Invalid, "store.bad_id")
		_, err = c.Upsert(w.ctx, id, add(1))
		refused(t, err, fault.Invalid, "store.bad_id")
		_, err = c.Get(w.ctx, id)
		refused(t, err, fault.NotFound, "store.absent")
		_, err = c.Update(w.ctx, id, add(1))
		refused(t, err, fault.NotFound, "store.absent")
		refused(t, c.Delete(w.ctx, id, nil), fault.NotFound, "store.absent")
	}
}

func testUnique(t *testing.T, w *world) {
	c := w.collection(t)
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{Name: "x"}, nil))
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "b", thing{}, nil))
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "c", thing{}, nil)) // absent is no value
	_, err := c.Insert(w.ctx, "d", thing{Name: "x", Tags: []string{"left behind"}}, nil)
	refused(t, err, fault.Conflict, "store.duplicate")
	same(t, "index", fault.As(err).Fields[0].Params["index"], any("name"))
	_, err = c.Insert(w.ctx, "a", thing{Name: "x"}, nil) // both: the id says more
	refused(t, err, fault.Conflict, "store.exists")
	_, err = c.Update(w.ctx, "b", func(d *store.Doc[thing]) error {
		d.Body.Name, d.Body.Tags = "x", []string{"left behind"}
		return nil
	})
	refused(t, err, fault.Conflict, "store.duplicate")
	same(t, "nothing left behind", must[int64](t)(c.Count(w.ctx, store.Where("tag", store.Eq, "left behind"))), 0)
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "a", func(d *store.Doc[thing]) error { d.Body.Name = "y"; return nil }))
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "b", func(d *store.Doc[thing]) error { d.Body.Name = "x"; return nil }))
	must[*store.Doc[thing]](t)(c.Update(w.ctx, "b", add(1)))
}
