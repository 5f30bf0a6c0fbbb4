package outbox

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// erased says that a service has forgotten somebody; its id is the closed account's, which is nobody's any more.
type erased struct {
	At time.Time `json:"at"`
}

// keepErased is how long that is kept: as long as a tombstone, and longer than the fact is in the streams.
const keepErased = store.Tombstones

// Erasures tells accounts, by a fact, whom a service has forgotten: once for each account, however often it is told.
type Erasures struct {
	db    *store.DB
	c     *store.Collection[erased]
	event func(account string) wire.Event
}

// NewErasures opens a service's record of whom it forgot. event makes its fact.
func NewErasures(ctx context.Context, db *store.DB, service string, event func(account string) wire.Event) (*Erasures, error) {
	c, err := store.Open(ctx, db, store.Spec[erased]{
		Name: service + "_erased", Schema: 1, Indexes: []store.Index{{Name: "at"}},
		Keys: func(_ string, e *erased) store.Keys { return store.Keys{"at": store.At(e.At)} },
	})
	return &Erasures{db: db, c: c, event: event}, err
}

// Source is what the service's relay publishes of it.
func (e *Erasures) Source() Source { return SourceOf(e.c, "", nil) }

// Confirm says that an account is forgotten. Call it once the service's documents are: it waits until the relay has taken back what
// others mirror of them. An error means that nothing was said; do it again.
func (e *Erasures) Confirm(ctx context.Context, relay *Relay, account string) error {
	if err := relay.Drain(ctx); err != nil {
		return err
	}
	_, err := e.c.Insert(ctx, account, erased{At: e.db.Now()}, func(d *store.Doc[erased]) {
		d.Emit(Fact(ctx, e.db, e.event(account), Scope{}))
	})
	if err != nil && !fault.Coded(err, "store.exists") {
		return err
	}
	return e.sweep(ctx)
}

// sweep forgets that somebody was forgotten long ago, at most 500 of them; each confirmation does it, so that they never pile up.
func (e *Erasures) sweep(ctx context.Context) error {
	page, err := e.c.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("at", store.Lt, store.At(e.db.Now().Add(-keepErased)))}, Sort: []store.Order{{Index: "at"}}, Limit: 500,
	})
	if err != nil {
		return err
	}
	for _, d := range page.Docs {
		if d.Pending() {
			continue
		}
		if err := e.c.Drop(ctx, d.ID); err != nil {
			return err
		}
	}
	return nil
}
