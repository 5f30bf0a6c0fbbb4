package event

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// between is a store in which something happens once, right after a lease was read.
type between struct {
	store.Engine
	then func()
}

func (b *between) Get(ctx context.Context, collection, id string) (store.Raw, error) {
	raw, err := b.Engine.Get(ctx, collection, id)
	if then := b.then; then != nil && collection == "programs_event_lease" {
		b.then = nil
		then()
	}
	return raw, err
}

// TestLeaseCrossing: a lease that ran out and that another process takes at the moment at which this one gives it up stays the other's.
func TestLeaseCrossing(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		db, clock := open(), testkit.NewClock()
		b := &between{Engine: db.Engine}
		db.Engine = b
		process := func() *Service {
			s, err := New(t.Context(), Deps{DB: db, Now: clock.Now, Log: slog.New(slog.DiscardHandler)})
			no(t, err)
			return s
		}
		one, other := process(), process()
		no(t, one.sign(t.Context(), "e", &progress{}))
		clock.Advance(leaseFor + time.Second)
		b.then = func() { no(t, other.sign(t.Context(), "e", &progress{})) }
		no(t, one.dropLease(t.Context(), "e"))
		d, err := one.c.leases.Get(t.Context(), "e")
		if err != nil || d.Body.Owner != other.self {
			t.Fatalf("the other's lease is gone: %v", err)
		}
		no(t, other.dropLease(t.Context(), "e"))
		if _, err := one.c.leases.Get(t.Context(), "e"); err == nil {
			t.Error("its own lease stays")
		}
		no(t, other.dropLease(t.Context(), "e")) // none is no error
	})
}
