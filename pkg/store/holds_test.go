package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

type thing struct {
	Owner string `json:"owner"`
}

var errFull = errors.New("full")

// limited are things of which an owner has so many at most, with the holds that keep to it.
func limited(t *testing.T, db *store.DB) (*store.Collection[thing], *store.Holds) {
	t.Helper()
	things, err := store.Open(t.Context(), db, store.Spec[thing]{
		Name: "things", Schema: 1, Indexes: []store.Index{{Name: "owner"}},
		Keys: func(_ string, x *thing) store.Keys { return store.Keys{"owner": x.Owner} },
	})
	if err != nil {
		t.Fatal(err)
	}
	holds, err := store.OpenHolds(t.Context(), db, "holds")
	if err != nil {
		t.Fatal(err)
	}
	return things, holds
}

// TestHoldsKeepALimit: 24 at once for 5 places, as often as there are stores; who holds counts, who stored counts once, a hold whose
// holder never came back ends by itself, and a forgotten owner holds nothing.
func TestHoldsKeepALimit(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		ctx := t.Context()
		db := open()
		things, holds := limited(t, db)
		const most = 5
		room := func(owner string) func(ctx context.Context, others store.Held) error {
			return func(ctx context.Context, others store.Held) error {
				return store.Room(ctx, things, others, most, errFull, store.Where("owner", store.Eq, owner))
			}
		}
		var added atomic.Int32
		var wg sync.WaitGroup
		for i := range 24 {
			wg.Go(func() {
				id := fmt.Sprint("t", i)
				free, err := holds.Take(ctx, "ann", id, "", room("ann"))
				defer free()
				if errors.Is(err, errFull) {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := things.Insert(ctx, id, thing{Owner: "ann"}, nil); err != nil {
					t.Error(err)
				}
				added.Add(1)
			})
		}
		wg.Wait()
		if added.Load() != most {
			t.Errorf("%d of 24 were added, for %d places", added.Load(), most)
		}

		// The same thing twice counts once; tags are told; another's hold counts until it is freed.
		one, err := holds.Take(ctx, "ben", "a", "p1", room("ben"))
		if err != nil {
			t.Fatal(err)
		}
		var seen store.Held
		two, err := holds.Take(ctx, "ben", "a", "p1", func(_ context.Context, others store.Held) error {
			seen = others
			return nil
		})
		if err != nil || seen.Len() != 0 {
			t.Errorf("the same again sees %v %v", seen, err)
		}
		one()
		look := func() store.Held {
			_, err := holds.Take(ctx, "ben", "b", "", func(_ context.Context, others store.Held) error {
				seen = others
				return errFull
			})
			if !errors.Is(err, errFull) {
				t.Error(err)
			}
			return seen
		}
		if x := look(); x.Len() != 1 || !x.Has("a") || x.Has("b") || !slices.Equal(x.Tags(), []string{"p1"}) {
			t.Errorf("with one of two freed: %+v", x)
		}
		two()
		if x := look(); x.Len() != 0 {
			t.Errorf("freed: %+v", x)
		}
		if err := errors.Join(holds.Forget(ctx, "ben"), holds.Forget(ctx, "ben"), holds.Forget(ctx, "nobody")); err != nil {
			t.Error(err)
		}
		if _, err := holds.Take(ctx, "ben", "a", "", room("ben")); !fault.Has(err, fault.Gone) {
			t.Errorf("a forgotten owner: %v", err)
		}
	})
}

// TestAHoldEnds when its holder never came back.
func TestAHoldEnds(t *testing.T) {
	clock := testkit.NewClock()
	holds, err := store.OpenHolds(t.Context(), testkit.SQLite(t, clock.Now), "holds")
	if err != nil {
		t.Fatal(err)
	}
	alone := func(_ context.Context, others store.Held) error {
		if others.Len() > 0 {
			return errFull
		}
		return nil
	}
	if _, err := holds.Take(t.Context(), "ann", "a", "", alone); err != nil {
		t.Fatal(err)
	}
	clock.Advance(store.HoldLasts - time.Millisecond)
	if _, err := holds.Take(t.Context(), "ann", "b", "", alone); !errors.Is(err, errFull) {
		t.Errorf("a moment before its end: %v", err)
	}
	clock.Advance(time.Millisecond)
	if _, err := holds.Take(t.Context(), "ann", "b", "", alone); err != nil {
		t.Errorf("after its end: %v", err)
	}
}

// TestHoldsAloneFillALimit: as many as there may be are held, and none of them is stored yet.
func TestHoldsAloneFillALimit(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		ctx := t.Context()
		things, holds := limited(t, open())
		take := func(key string) (free func(), err error) {
			return holds.Take(ctx, "ann", key, "", func(ctx context.Context, others store.Held) error {
				return store.Room(ctx, things, others, 2, errFull, store.Where("owner", store.Eq, "ann"))
			})
		}
		for _, key := range []string{"t1", "t1", "t2"} { // the first by two clicks, which is one thing
			free, err := take(key)
			if err != nil {
				t.Fatal(key, err)
			}
			defer free()
		}
		if free, err := take("t3"); !errors.Is(err, errFull) {
			free()
			t.Fatal("a third of two:", err)
		}
	})
}
