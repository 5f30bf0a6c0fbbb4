// Package storetest is the conformance suite of the store: what every engine must do, through the typed Collection as rooms use
// it. An engine's own test calls Run; Main, Kill, Full and Bench need a little help from the engine.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// Run runs the suite. open gives an empty engine that is closed after the test.
func Run(t *testing.T, open func(t testing.TB) store.Engine) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, w *world)
	}{
		{"insert", testInsert}, {"update", testUpdate}, {"update at", testUpdateAt}, {"upsert", testUpsert},
		{"delete", testDelete}, {"drop", testDrop}, {"sweep", testSweep}, {"bulk", testBulk}, {"ops", testOps},
		{"outbox", testOutbox}, {"limits", testLimits}, {"ids", testIDs}, {"unique", testUnique}, {"multi", testMulti},
		{"unique multi", testUniqueMulti}, {"get many", testGetMany}, {"strings", testStrings},
		{"conditions", testConditions}, {"sort", testSort}, {"paging", testPaging}, {"paging while others write", testPagingWhileWriting},
		{"cursors", testCursors}, {"bad queries", testBadQueries}, {"each", testEach}, {"chunks", testChunks},
		{"names", testNames}, {"cancellation", testCancellation}, {"deadlines", testDeadlines},
		{"upcast", testUpcast}, {"newer schema", testNewerSchema}, {"new index", testNewIndex}, {"old binary", testOldBinary},
		{"relay", testRelay}, {"relay of a tombstone", testRelayTombstone}, {"relay races", testRelayRaces}, {"wake", testWake},
		{"lost reply", testLostReply}, {"lost reply of a bulk", testLostBulk},
		{"last places", testLastPlaces}, {"one document", testOneDocument}, {"model", testModel},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel() // each has an engine of its own
			c.test(t, newWorld(t, open(t)))
		})
	}
}

// world is one engine with a clock.
type world struct {
	engine store.Engine
	clock  *testkit.Clock
	db     *store.DB
	ctx    context.Context
}

func newWorld(t testing.TB, e store.Engine) *world {
	w := &world{engine: e, clock: testkit.NewClock(), ctx: t.Context()}
	w.db = store.New(e, w.clock.Now, slog.New(slog.DiscardHandler))
	return w
}

// thing is what the tests keep.
type thing struct {
	Name  string   `json:"name,omitempty"`
	Group string   `json:"group,omitempty"`
	N     int      `json:"n"`
	Flag  bool     `json:"flag,omitempty"`
	Tags  []string `json:"tags,omitempty"`
	Note  string   `json:"note,omitempty"`
}

type colour string

func spec(name string) store.Spec[thing] {
	return store.Spec[thing]{
		Name: name, Schema: 1,
		Indexes: []store.Index{
			{Name: "name", Unique: true}, {Name: "group"}, {Name: "n"}, {Name: "flag"}, {Name: "tag", Multi: true},
		},
		Keys: thingKeys,
	}
}

func thingKeys(_ string, b *thing) store.Keys {
	k := store.Keys{"n": b.N, "flag": b.Flag, "tag": b.Tags}
	if b.Name != "" {
		k["name"] = b.Name
	}
	if b.Group != "" {
		k["group"] = colour(b.Group)
	}
	return k
}

var names atomic.Int64

// collection is a new one.
func (w *world) collection(t testing.TB) *store.Collection[thing] {
	return open(t, w.db, spec(fmt.Sprintf("test_thing%d", names.Add(1))))
}

func open[T any](t testing.TB, db *store.DB, s store.Spec[T]) *store.Collection[T] {
	t.Helper()
	c, err := store.Open(context.Background(), db, s)
	if err != nil {
		t.Fatalf("open %s: %v", s.Name, err)
	}
	return c
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("unexpected: %v", err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected: %v", err)
	}
}

// refused checks that err is a fault of this kind and code.
func refused(t testing.TB, err error, kind fault.Kind, code string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Kind != kind || f.Code != code {
		t.Fatalf("want %s %s, got: %v", kind, code, err)
	}
}

func same[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func add(n int) func(*store.Doc[thing]) error {
	return func(d *store.Doc[thing]) error { d.Body.N += n; return nil }
}

func ids(docs []*store.Doc[thing]) string {
	s := ""
	for _, d := range docs {
		s += d.ID + " "
	}
	return s
}
