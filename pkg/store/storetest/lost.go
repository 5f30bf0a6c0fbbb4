package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// unreliable loses replies. put decides what becomes of the next writes; nil is an ordinary one.
type unreliable struct {
	store.Engine
	put  func(ctx context.Context, collection string, w store.Write) error
	bulk func(ctx context.Context, collection string, ws []store.Write) []error
}

func (u *unreliable) Put(ctx context.Context, collection string, w store.Write) error {
	if u.put != nil {
		return u.put(ctx, collection, w)
	}
	return u.Engine.Put(ctx, collection, w)
}

func (u *unreliable) Bulk(ctx context.Context, collection string, ws []store.Write) []error {
	if u.bulk != nil {
		return u.bulk(ctx, collection, ws)
	}
	return u.Engine.Bulk(ctx, collection, ws)
}

// fate is what becomes of one write whose reply is lost.
type fate struct {
	name    string
	arrives bool // the write is done
	between int  // how many others write before the caller reads again
	trim    bool // the relay trims before the caller reads again
	late    int  // the write is done late: 1 before the caller's next write, 2 after it
	unsure  bool // the answer may be "not known"
	times   int  // how many replies are lost in a row; 0 is one

}

var fates = []fate{
	{name: "done"},
	{name: "done, reply lost", arrives: true},
	{name: "request lost"},
	{name: "request lost three times", times: 3},
	{name: "done, then trimmed", arrives: true, trim: true},
	{name: "done, another wrote since", arrives: true, between: 1},
	{name: "done, three wrote since", arrives: true, between: 3},
	{name: "done, ten wrote since", arrives: true, between: 10, unsure: true},
	{name: "not done, another wrote since", between: 1},
	{name: "not done, ten wrote since", between: 10, unsure: true},
	{name: "done late, before the next write", late: 1},
	{name: "done late, after the next write", late: 2},
	{name: "never", times: 1000, unsure: true},
}

func testLostReply(t *testing.T, w *world) {
	for i, f := range fates {
		for _, withOps := range []bool{false, true} {
			if i == 0 {
				continue
			}
			t.Run(fmt.Sprintf("%s, ops %v", f.name, withOps), func(t *testing.T) { lose(t, w, f, withOps) })
		}
	}
	t.Run("insert", func(t *testing.T) { loseInsert(t, w) })
	t.Run("delete", func(t *testing.T) { loseDelete(t, w) })
	t.Run("refusal while a write may still arrive", func(t *testing.T) { loseThenRefuse(t, w) })
}

func lose(t *testing.T, w *world, f fate, withOps bool) {
	u := &unreliable{Engine: w.engine}
	shaky := &world{engine: u, clock: w.clock, ctx: w.ctx, db: store.New(u, w.clock.Now, nil)}
	c := shaky.collection(t)
	s := spec(c.Name())
	others := open(t, w.db, s) // the same documents, over a good connection
	must[*store.Doc[thing]](t)(others.Insert(w.ctx, "a", thing{Group: "red"}, func(d *store.Doc[thing]) { d.Emit(store.Fact{Type: "x"}) }))

	others1 := func() { must[*store.Doc[thing]](t)(others.Update(w.ctx, "a", add(100))) }
	losses := max(1, f.times)
	var held *store.Write
	u.put = func(ctx context.Context, name string, x store.Write) error {
		if held != nil { // the late one, around the caller's next write
			first, second := *held, x
			held = nil
			if f.late == 2 {
				first, second = x, first
			}
			err1 := w.engine.Put(ctx, name, first)
			err2 := w.engine.Put(ctx, name, second)
			if f.late == 1 {
				return err2
			}
			if err2 == nil {
				t.Error("a write that was given up arrived after all")
			}
			return err1
		}
		if losses == 0 {
			return w.engine.Put(ctx, name, x)
		}
		losses--
		if f.arrives {
			ok(t, w.engine.Put(ctx, name, x))
		}
		if f.late > 0 {
			held = &x
		}
		for range f.between {
			others1()
		}
		if f.trim {
			ok(t, others.Acknowledge(w.ctx, must[store.Raw](t)(others.Raw(w.ctx, "a"))))
		}
		return fmt.Errorf("%w: the test says so", store.ErrUnknown)
	}
	d, err := c.Update(w.ctx, "a", func(d *store.Doc[thing]) error {
		d.Body.N++
		d.Body.Group = "blue"
		if withOps {
			d.Record(store.Op{Key: "k", Body: "b"})
		}
		return nil
	})
	got := must[*store.Doc[thing]](t)(others.Get(w.ctx, "a"))
	n := got.Body.N % 100
	switch {
	case err == nil:
		same(t, "done once", n, 1)
		same(t, "the answer shows it", d.Body.N%100, 1)
		same(t, "found by its new key", find(t, w, others, store.Query{Where: []store.Cond{store.Where("group", store.Eq, "blue")}}), "a")
	case f.unsure && (!withOps || f.times > 1):
		refused(t, err, fault.Deadline, "store.unknown")
		if n > 1 {
			t.Fatalf("done %d times", n)
		}
	default:
		t.Fatalf("not settled: %v", err)
	}
	same(t, "the others' writes", got.Body.N/100, f.between)
}

func loseInsert(t *testing.T, w *world) {
	for _, f := range fates {
		u := &unreliable{Engine: w.engine}
		shaky := &world{engine: u, clock: w.clock, ctx: w.ctx, db: store.New(u, w.clock.Now, nil)}
		c := shaky.collection(t)
		others := open(t, w.db, spec(c.Name()))
		losses := max(1, f.times)
		var held *store.Write
		u.put = func(ctx context.Context, name string, x store.Write) error {
			if held != nil {
				if f.late == 1 {
					_ = w.engine.Put(ctx, name, *held)
					return w.engine.Put(ctx, name, x)
				}
				err := w.engine.Put(ctx, name, x)
				if w.engine.Put(ctx, name, *held) == nil {
					t.Error("two inserts of one id")
				}
				return err
			}
			if losses == 0 {
				return w.engine.Put(ctx, name, x)
			}
			losses--
			if f.arrives {
				ok(t, w.engine.Put(ctx, name, x))
			}
			if f.late > 0 {
				held = &x
			}
			for range f.between {
				must[*store.Doc[thing]](t)(others.Upsert(w.ctx, "a", add(100)))
			}
			return store.ErrUnknown
		}
		_, err := c.Insert(w.ctx, "a", thing{N: 1}, nil)
		got, absent := others.Get(w.ctx, "a")
		switch {
		case err == nil:
			ok(t, absent)
			same(t, f.name, got.Body.N%100, 1)
		case f.unsure:
			refused(t, err, fault.Deadline, "store.unknown")
		case f.between > 0 && !f.arrives: // somebody else was first
			refused(t, err, fault.Conflict, "store.exists")
		default:
			t.Fatalf("%s: %v", f.name, err)
		}
	}
}

func loseDelete(t *testing.T, w *world) {
	for _, f := range fates {
		if f.late > 0 || f.between > 0 {
			continue
		}
		u := &unreliable{Engine: w.engine}
		shaky := &world{engine: u, clock: w.clock, ctx: w.ctx, db: store.New(u, w.clock.Now, nil)}
		c := shaky.collection(t)
		must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{N: 1}, nil))
		losses := max(1, f.times)
		u.put = func(ctx context.Context, name string, x store.Write) error {
			if losses == 0 {
				return w.engine.Put(ctx, name, x)
			}
			losses--
			if f.arrives {
				ok(t, w.engine.Put(ctx, name, x))
			}
			return store.ErrUnknown
		}
		err := c.Delete(w.ctx, "a", func(d *store.Doc[thing]) error { d.Emit(store.Fact{Type: "gone"}); return nil })
		if f.unsure {
			refused(t, err, fault.Deadline, "store.unknown")
			continue
		}
		ok(t, err)
		same(t, "one fact", len(must[store.Raw](t)(c.Raw(w.ctx, "a")).Outbox), 1)
	}
}

// loseThenRefuse: the first try is lost on its way; asked again, the function refuses. The refusal must be true: the lost
// write may not arrive after it.
func loseThenRefuse(t *testing.T, w *world) {
	u := &unreliable{Engine: w.engine}
	shaky := &world{engine: u, clock: w.clock, ctx: w.ctx, db: store.New(u, w.clock.Now, nil)}
	c := shaky.collection(t)
	must[*store.Doc[thing]](t)(c.Insert(w.ctx, "a", thing{}, nil))
	var held *store.Write
	u.put = func(ctx context.Context, name string, x store.Write) error {
		if held == nil {
			held = &x
			return store.ErrUnknown
		}
		return w.engine.Put(ctx, name, x)
	}
	asked := 0
	_, err := c.Update(w.ctx, "a", func(d *store.Doc[thing]) error {
		if asked++; asked > 1 {
			return fault.New(fault.Conflict, "too_late", "Too late.")
		}
		d.Body.N++
		return nil
	})
	refused(t, err, fault.Conflict, "too_late")
	if w.engine.Put(w.ctx, c.Name(), *held) == nil {
		t.Fatal("the lost write arrived after the refusal")
	}
}

func testLostBulk(t *testing.T, w *world) {
	for _, arrives := range []bool{true, false} {
		u := &unreliable{Engine: w.engine}
		shaky := &world{engine: u, clock: w.clock, ctx: w.ctx, db: store.New(u, w.clock.Now, nil)}
		c := shaky.collection(t)
		d := must[*store.Doc[thing]](t)(c.Insert(w.ctx, "old", thing{}, nil))
		d.Body.N = 1
		u.bulk = func(ctx context.Context, name string, ws []store.Write) []error {
			errs := make([]error, len(ws))
			if arrives {
				errs = w.engine.Bulk(ctx, name, ws)
			}
			for i := range errs {
				errs[i] = store.ErrUnknown
			}
			return errs
		}
		for _, err := range c.Bulk(w.ctx, []*store.Doc[thing]{d, {ID: "new", Body: thing{N: 1}}}) {
			if arrives {
				ok(t, err)
			} else if !fault.Coded(err, "store.unknown") && !fault.Coded(err, "store.exists") {
				t.Fatal(err)
			}
		}
		// A relay settles an unknown outcome by trying again.
		u.bulk = nil
		must[*store.Doc[thing]](t)(c.Update(w.ctx, "old", func(d *store.Doc[thing]) error { d.Emit(store.Fact{Type: "x"}); return nil }))
		raw := must[store.Raw](t)(c.Raw(w.ctx, "old"))
		u.bulk = func(ctx context.Context, name string, ws []store.Write) []error {
			if arrives {
				_ = w.engine.Bulk(ctx, name, ws)
			}
			return []error{store.ErrUnknown}
		}
		ok(t, c.Acknowledge(w.ctx, raw))
		same(t, "trimmed", len(must[store.Raw](t)(c.Raw(w.ctx, "old")).Outbox), 0)
	}
}
