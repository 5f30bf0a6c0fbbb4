package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

type thing2 struct {
	Title string `json:"title"` // was name
	N     int    `json:"n"`
}

func spec2(name string) store.Spec[thing2] {
	return store.Spec[thing2]{
		Name: name, Schema: 3, Indexes: []store.Index{{Name: "title", Unique: true}, {Name: "n"}},
		Upcast: func(schema int, body json.RawMessage) (json.RawMessage, error) {
			var m map[string]any
			if err := json.Unmarshal(body, &m); err != nil {
				return nil, err
			}
			switch schema {
			case 1:
				m["title"] = m["name"]
				delete(m, "name")
			case 2:
				m["n"] = m["n"].(float64) * 10
			default:
				return nil, errors.New("no such schema")
			}
			return json.Marshal(m)
		},
		Keys: func(_ string, b *thing2) store.Keys { return store.Keys{"title": b.Title, "n": b.N} },
	}
}

func testUpcast(t *testing.T, w *world) {
	old := open(t, w.db, spec("test_lift"))
	for i := range 5 {
		must[*store.Doc[thing]](t)(old.Insert(w.ctx, "i"+itoa(i), thing{Name: "name" + itoa(i), N: i}, nil))
	}
	ok(t, old.Delete(w.ctx, "i4", nil))
	c := open(t, w.db, spec2("test_lift"))
	d := must[*store.Doc[thing2]](t)(c.Get(w.ctx, "i3"))
	same(t, "body", d.Body, thing2{Title: "name3", N: 30})
	same(t, "version", d.Version, 1)
	same(t, "stored as it was", must[store.Raw](t)(c.Raw(w.ctx, "i3")).Schema, 1)
	// The keys of those not written yet are the new ones already.
	both := []store.Cond{store.Where("title", store.Prefix, "name"), store.Where("n", store.Ge, 20)}
	page := must[*store.Page[thing2]](t)(c.Find(w.ctx, store.Query{Where: both}))
	same(t, "found", len(page.Docs), 2)
	_, err := c.Insert(w.ctx, "dup", thing2{Title: "name1"}, nil)
	refused(t, err, fault.Conflict, "store.duplicate")
	must[*store.Doc[thing2]](t)(c.Update(w.ctx, "i3", func(d *store.Doc[thing2]) error { d.Body.N++; return nil }))
	same(t, "stored anew", must[store.Raw](t)(c.Raw(w.ctx, "i3")).Schema, 3)
	same(t, "body", must[*store.Doc[thing2]](t)(c.Get(w.ctx, "i3")).Body, thing2{Title: "name3", N: 31})
}

func testNewerSchema(t *testing.T, w *world) {
	old := open(t, w.db, spec("test_newer"))
	old0 := must[*store.Doc[thing]](t)(old.Insert(w.ctx, "a", thing{Name: "x"}, nil))
	must[*store.Doc[thing]](t)(old.Insert(w.ctx, "b", thing{Name: "y"}, nil))
	c := open(t, w.db, spec2("test_newer"))
	must[*store.Doc[thing2]](t)(c.Update(w.ctx, "a", func(d *store.Doc[thing2]) error {
		d.Body.N = 5
		d.Emit(store.Fact{Type: "x"})
		return nil
	}))
	before := must[store.Raw](t)(c.Raw(w.ctx, "a"))
	is := func(err error) { t.Helper(); refused(t, err, fault.Conflict, "store.newer_schema") }
	_, err := old.Get(w.ctx, "a")
	is(err)
	_, err = old.GetMany(w.ctx, []string{"b", "a"})
	is(err)
	_, err = old.Update(w.ctx, "a", add(1))
	is(err)
	_, err = old.Upsert(w.ctx, "a", add(1))
	is(err)
	_, err = old.UpdateAt(w.ctx, "a", 2, add(1))
	is(err)
	is(old.Delete(w.ctx, "a", nil))
	is(old.Acknowledge(w.ctx, before))
	_, err = old.Find(w.ctx, store.Query{})
	is(err)
	_, err = old.Decode(before)
	is(err)
	// A document that was read before the newer binary wrote cannot be written any more.
	if err := old.Bulk(w.ctx, []*store.Doc[thing]{old0})[0]; !fault.Coded(err, "store.moved") {
		t.Fatal(err)
	}
	after := must[store.Raw](t)(c.Raw(w.ctx, "a"))
	same(t, "untouched", after.Rev, before.Rev)
	// What the newer one has not written is the old one's to read and write.
	must[*store.Doc[thing]](t)(old.Update(w.ctx, "b", add(1)))
}

func testNewIndex(t *testing.T, w *world) {
	s := spec("test_index")
	s.Indexes = []store.Index{{Name: "n"}, {Name: "flag"}}
	s.Keys = func(_ string, b *thing) store.Keys { return store.Keys{"n": b.N, "flag": b.Flag} }
	c := open(t, w.db, s)
	for i := range 450 {
		must[*store.Doc[thing]](t)(c.Insert(w.ctx, "i"+itoa(i), thing{Name: "n" + itoa(i), N: i, Tags: []string{"t" + itoa(i%2)}}, nil))
		if i == 20 && testing.Short() {
			break
		}
	}
	before := must[store.Raw](t)(c.Raw(w.ctx, "i7"))
	s.Indexes = []store.Index{{Name: "n"}, {Name: "name", Unique: true}, {Name: "tag", Multi: true}}
	s.Keys = func(_ string, b *thing) store.Keys { return store.Keys{"n": b.N, "name": b.Name, "tag": b.Tags} }
	c = open(t, w.db, s)
	d := must[*store.Page[thing]](t)(c.Find(w.ctx, store.Query{Where: []store.Cond{store.Where("name", store.Eq, "n7")}})).Docs
	same(t, "found", ids(d), "i7 ")
	same(t, "no new version", d[0].Version, before.Version)
	if n := must[int64](t)(c.Count(w.ctx, store.Where("tag", store.Eq, "t1"))); n < 10 {
		t.Fatalf("only %d have the new key", n)
	}
	_, err := c.Insert(w.ctx, "again", thing{Name: "n7"}, nil)
	refused(t, err, fault.Conflict, "store.duplicate")
	if keys := must[store.Raw](t)(c.Raw(w.ctx, "i7")).Keys; keys["flag"] != nil {
		t.Fatalf("values of a dropped index are left: %v", keys)
	}
	// Multi becomes single, unique becomes plain, and what cannot be unique is said so.
	s.Indexes = []store.Index{{Name: "n"}, {Name: "name"}, {Name: "tag"}}
	s.Keys = func(_ string, b *thing) store.Keys {
		return store.Keys{"n": b.N, "name": b.Name, "tag": b.Note + "one"}
	}
	c = open(t, w.db, s)
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "again", thing{Name: "n7"}, nil))
	both := []store.Cond{store.Where("tag", store.Prefix, "o"), store.Where("n", store.Eq, 7)}
	same(t, "single now", find(t, w, c, store.Query{Where: both}), "i7")
	s.Indexes = []store.Index{{Name: "n"}, {Name: "name", Unique: true}, {Name: "tag"}}
	if _, err = store.Open(w.ctx, w.db, s); err == nil {
		t.Fatal("a unique index over equal values was made")
	}
}

// testOldBinary starts an old binary after a newer one: it must leave the newer one's indexes alone.
func testOldBinary(t *testing.T, w *world) {
	s := spec("test_rolling")
	older := open(t, w.db, s)
	must[*store.Doc[thing]](t)(older.Insert(w.ctx, "a", thing{Name: "x", N: 1}, nil))
	s2 := s
	s2.Schema, s2.Upcast = 2, func(_ int, b json.RawMessage) (json.RawMessage, error) { return b, nil }
	s2.Indexes = append([]store.Index{{Name: "note"}}, s.Indexes...)
	s2.Keys = func(id string, b *thing) store.Keys { k := thingKeys(id, b); k["note"] = "note of " + b.Name; return k }
	newer := open(t, w.db, s2)
	older = open(t, w.db, s)
	must[*store.Doc[thing]](t)(older.Update(w.ctx, "a", add(1)))
	must[*store.Doc[thing]](t)(older.Insert(w.ctx, "b", thing{Name: "y"}, nil))
	_, err := older.Insert(w.ctx, "c", thing{Name: "y"}, nil)
	refused(t, err, fault.Conflict, "store.duplicate")
	same(t, "still found", find(t, w, newer, store.Query{Where: []store.Cond{store.Where("note", store.Eq, "note of x")}}), "a")
	same(t, "n", must[*store.Doc[thing]](t)(newer.Get(w.ctx, "a")).Body.N, 2)
}

func testNames(t *testing.T, w *world) {
	for _, name := range []string{"", "A", "a b", `a"b`, "a'b", "1a", "_a", "a.b", "a:b", "a\x00", "store_collections", "a$"} {
		s := spec(name)
		if _, err := store.Open(w.ctx, w.db, s); err == nil {
			t.Errorf("collection %q was made", name)
		}
		s = spec("test_names")
		s.Indexes[1].Name = name
		if _, err := store.Open(w.ctx, w.db, s); err == nil && name != "store_collections" {
			t.Errorf("index %q was made", name)
		}
		if name != "store_collections" {
			if err := w.engine.Declare(w.ctx, name, nil); err == nil && name != "1a" && name != "_a" {
				t.Errorf("collection %q was declared", name)
			}
		}
	}
	if _, err := w.engine.Get(w.ctx, "never_declared", "a"); err == nil || errors.Is(err, store.ErrAbsent) {
		t.Errorf("a collection that was not declared: %v", err)
	}
	s := spec("test_keys")
	s.Keys = func(string, *thing) store.Keys { return store.Keys{"undeclared": 1} }
	c := open(t, w.db, s)
	if _, err := c.Insert(w.ctx, "a", thing{}, nil); err == nil {
		t.Error("a key of no index was written")
	}
}

func testCancellation(t *testing.T, w *world) {
	c := w.collection(t)
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{}, nil))
	ctx, cancel := context.WithCancel(w.ctx)
	cancel()
	is := func(err error) {
		t.Helper()
		if !fault.Has(err, fault.Deadline) || !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
	}
	_, err := c.Insert(ctx, "b", thing{}, nil)
	is(err)
	_, err = c.Update(ctx, "a", add(1))
	is(err)
	_, err = c.Get(ctx, "a")
	is(err)
	_, err = c.Find(ctx, store.Query{})
	is(err)
	_, err = c.Count(ctx)
	is(err)
	is(c.Delete(ctx, "a", nil))
	is(c.Bulk(ctx, []*store.Doc[thing]{{ID: "b"}})[0])
	_, err = w.db.PutChunk(ctx, []byte("x"))
	is(err)
	same(t, "n", must[*store.Doc[thing]](t)(c.Get(w.ctx, "a")).Body.N, 0)
	_, err = c.Get(w.ctx, "b")
	refused(t, err, fault.NotFound, "store.absent")
	// While it streams.
	ctx, cancel = context.WithCancel(w.ctx)
	is(c.Each(ctx, store.Query{Limit: 1}, func(*store.Doc[thing]) error { cancel(); _, err := c.Get(ctx, "a"); return err }))
}

// testDeadlines lets many callers run out of time at any moment: what was answered as done is there, what was answered
// otherwise may be there once.
func testDeadlines(t *testing.T, w *world) {
	c := w.collection(t)
	for i := range 8 {
		must[*store.Doc[thing]](t)(c.Insert(w.ctx, "d"+itoa(i), thing{}, nil))
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	done, tried := map[string]int{}, map[string]int{}
	for i := range 32 {
		wg.Go(func() {
			id := "d" + itoa(i%8)
			for k := range 20 {
				ctx, cancel := context.WithTimeout(w.ctx, time.Duration((i*37+k*101)%3000)*time.Microsecond)
				_, err := c.Update(ctx, id, add(1))
				cancel()
				mu.Lock()
				tried[id]++
				if err == nil {
					done[id]++
				} else if !fault.Has(err, fault.Deadline) {
					t.Errorf("got %v", err)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for i := range 8 {
		id := "d" + itoa(i)
		n := must[*store.Doc[thing]](t)(c.Get(w.ctx, id)).Body.N
		if n < done[id] || n > tried[id] {
			t.Errorf("%s: %d, but %d were answered as done and %d asked for", id, n, done[id], tried[id])
		}
	}
	if testing.Verbose() {
		t.Log("done in time:", done)
	}
}
