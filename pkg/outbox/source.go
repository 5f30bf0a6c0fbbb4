package outbox

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Source is one collection whose documents are relayed. Make it with SourceOf.
type Source struct {
	collection  string
	kind        string // of the state; "" if there is none
	pending     func(ctx context.Context, after string, limit int) ([]store.Raw, error)
	walk        func(ctx context.Context, after string, limit int) ([]store.Raw, error)
	raw         func(ctx context.Context, id string) (store.Raw, error)
	acknowledge func(ctx context.Context, read []store.Raw) []error
	render      func(raw store.Raw) (data json.RawMessage, err error) // nil data: others do not mirror it
}

// SourceOf relays a collection's facts, and its latest state if render is given. render gives nil for a document that
// others do not mirror; one that was mirrored before then is deleted there. kind is the state's kind ("" without render).
// render is pure. The collection's Spec.State must be true exactly if render is given.
func SourceOf[T any](c *store.Collection[T], kind string, render func(d *store.Doc[T]) wire.State) Source {
	s := Source{collection: c.Name(), pending: c.Pending, walk: c.Walk, raw: c.Raw, acknowledge: c.AcknowledgeMany}
	if render == nil {
		return s
	}
	s.kind = kind
	s.render = func(raw store.Raw) (json.RawMessage, error) {
		d, err := c.Decode(raw)
		if err != nil {
			return nil, err
		}
		st := render(d)
		if v := reflect.ValueOf(st); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
			return nil, nil
		}
		return json.Marshal(st)
	}
	return s
}

// facts of a document that wait, oldest first, as envelopes.
func (s Source) facts(service string, raw store.Raw) []wire.Envelope {
	waiting := slices.Clone(raw.Outbox)
	slices.SortFunc(waiting, func(a, b store.Fact) int {
		if a.Version != b.Version {
			return int(a.Version - b.Version)
		}
		return a.N - b.N
	})
	out := make([]wire.Envelope, len(waiting))
	for i, f := range waiting {
		out[i] = wire.Envelope{
			SpecVersion: "1.0", ID: wire.FactID(s.collection, raw.ID, f.Version, f.N), Source: "/waymark/" + service,
			Type: "waymark.evt." + service + "." + f.Type + ".v1", Subject: raw.ID, Time: f.At.UTC(), Version: f.Version,
			Actor: f.Actor, Org: f.Org, Programme: f.Programme, TraceParent: f.Trace, Data: f.Data,
		}
	}
	return out
}

// state is the envelope of the latest state. refill says that the stream may have lost what was published before. ok is
// false if there is nothing to say: others never heard of the document.
func (r *Relay) state(ctx context.Context, s Source, raw store.Raw, refill bool) (out bus.Outgoing, ok bool, err error) {
	e := wire.Envelope{
		SpecVersion: "1.0", ID: wire.StateID(s.collection, raw.ID, raw.Version), Source: "/waymark/" + r.service,
		Type: "waymark.state." + r.service + "." + s.kind + ".v1", Subject: raw.ID, Time: r.db.Now(), Version: raw.Version,
	}
	if raw.Deleted.IsZero() {
		if e.Data, err = s.render(raw); err != nil {
			return out, false, err
		}
	} else {
		e.Time = raw.Deleted.UTC()
	}
	if e.Data != nil {
		return bus.Outgoing{Envelope: e, Nonce: nonce()}, true, nil
	}
	e.Deleted = true
	out = bus.Outgoing{Envelope: e, Nonce: nonce(), TTL: deletedAge}
	switch {
	case raw.Version == 1: // never shown to anybody
		return out, false, nil
	case refill: // what others had heard is not known any more: say it to be sure
		return out, true, nil
	}
	last, _, err := r.bus.LastState(ctx, r.service, s.kind, raw.ID)
	switch {
	case fault.Coded(err, "bus.no_message"):
		return out, !raw.Deleted.IsZero(), nil
	case err != nil:
		return out, false, err
	case last.Deleted:
		return out, !raw.Deleted.IsZero() && last.Version < raw.Version, nil
	}
	if raw.Deleted.IsZero() {
		return out, true, nil
	}
	// Whoever was deleted is not left in the stream's files. A crash from here on is harmless: a tombstone is said again.
	return out, true, r.bus.EraseState(ctx, r.service, s.kind, raw.ID)
}
