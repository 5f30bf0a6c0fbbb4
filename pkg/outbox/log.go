package outbox

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// logged is one published fact in the service's own log.
type logged struct {
	Envelope wire.Envelope `json:"e"`
	At       int64         `json:"at"` // when it came into the log
}

func openLog(ctx context.Context, db *store.DB, service string) (*store.Collection[logged], error) {
	return store.Open(ctx, db, store.Spec[logged]{
		Name: service + "_factlog", Schema: 1, Indexes: []store.Index{{Name: "at"}},
		Keys: func(_ string, l *logged) store.Keys { return store.Keys{"at": l.At} },
	})
}

// record copies facts into the log; one that is there already is fine. The error is the first that is not.
func (r *Relay) record(ctx context.Context, facts []wire.Envelope) error {
	docs := make([]*store.Doc[logged], len(facts))
	at := store.At(r.db.Now())
	for i, e := range facts {
		docs[i] = &store.Doc[logged]{ID: e.ID, Body: logged{Envelope: e, At: at}}
	}
	for _, err := range r.logged.Bulk(ctx, docs) {
		if err != nil && !fault.Coded(err, "store.exists") {
			return err
		}
	}
	return nil
}

// sweep drops what is older than the stream keeps.
func (r *Relay) sweep(ctx context.Context) error {
	old := store.Query{Where: []store.Cond{store.Where("at", store.Lt, store.At(r.db.Now().Add(-bus.FactAge)))}, Limit: 500}
	for {
		page, err := r.logged.Find(ctx, old)
		if err != nil {
			return err
		}
		for _, d := range page.Docs {
			if err := r.logged.Drop(ctx, d.ID); err != nil && !fault.Has(err, fault.NotFound) {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
	}
}
