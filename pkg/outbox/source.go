package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"sync"

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
	s.render = func(raw store.Raw) (data json.RawMessage, err error) {
		defer func() { // a mistake in rendering one document must not stop the others
			if p := recover(); p != nil {
				data, err = nil, fmt.Errorf("outbox: rendering panicked: %v\n%s", p, debug.Stack())
			}
		}()
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

// Waiting are the facts that no relay has published yet, at most those of limit documents, as others would read them: by document, each
// document's oldest first. For rehearsals, whose store has no relay.
func (s Source) Waiting(ctx context.Context, service string, limit int) ([]wire.Envelope, error) {
	raws, err := s.pending(ctx, "", limit)
	if err != nil {
		return nil, err
	}
	var out []wire.Envelope
	for _, raw := range raws {
		out = append(out, s.facts(service, raw)...)
	}
	return out, nil
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

// saying is what there is to say about one document's state: a message to publish, or the one that says it already.
type saying struct {
	out     bus.Outgoing
	publish bool
	already ack
}

// say renders the latest state, and looks what the stream has. refill says that the stream may have lost what was published
// before.
func (r *Relay) say(ctx context.Context, s Source, raw store.Raw, refill bool) (saying, error) {
	e := wire.Envelope{
		SpecVersion: "1.0", ID: wire.StateID(s.collection, raw.ID, raw.Version), Source: "/waymark/" + r.service,
		Type: "waymark.state." + r.service + "." + s.kind + ".v1", Subject: raw.ID, Time: r.db.Now(), Version: raw.Version,
	}
	buried := !raw.Deleted.IsZero()
	if buried {
		e.Time = raw.Deleted.UTC()
	} else {
		data, err := s.render(raw)
		if err != nil {
			return saying{}, err
		}
		e.Data = data
	}
	out := bus.Outgoing{Envelope: e, Nonce: nonce()}
	if e.Data == nil {
		out.Envelope.Deleted, out.TTL = true, deletedAge
		if raw.Version == 1 { // never shown to anybody
			return saying{}, nil
		}
	}
	last, err := r.bus.LastState(ctx, r.service, s.kind, raw.ID)
	switch {
	case fault.Coded(err, "bus.no_message"):
		// One that was never mirrored needs no deletion, unless what others had heard is not known any more.
		return saying{out: out, publish: e.Data != nil || buried || refill}, nil
	case fault.Coded(err, "bus.no_stream"):
		return saying{}, err
	case err != nil && last.Seq == 0:
		return saying{}, err
	case err == nil && last.Envelope.Version >= raw.Version && last.Envelope.Deleted == out.Envelope.Deleted:
		return saying{already: ack{seq: last.Seq, nonce: last.Nonce, kind: s.kind, id: raw.ID, version: last.Envelope.Version}}, nil
	}
	return saying{out: out, publish: true}, nil
}

// forget overwrites what the stream has of a document's older states, now that it has this one: nothing of a person is left in
// its files once the last state is. It comes after the successor, so that at every moment there is a state to read. If we stop in
// between, the document still waits, and whoever relays it again comes here again.
func (r *Relay) forget(ctx context.Context, a ack) error {
	if a.seq == 0 || a.version <= 1 { // there is nothing older than the first
		return nil
	}
	return r.bus.EraseOlder(ctx, r.service, a.kind, a.id, a.seq, a.version)
}

// forgetAll is forget for many; an error for each, by position.
func (r *Relay) forgetAll(ctx context.Context, acks []ack) []error {
	errs := make([]error, len(acks))
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for i, a := range acks {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			errs[i] = r.forget(ctx, a)
		})
	}
	wg.Wait()
	return errs
}

// sayAll is say for many documents; errs has an error for each, by position.
func (r *Relay) sayAll(ctx context.Context, s Source, raws []store.Raw, refill bool) (said []saying, errs []error) {
	said, errs = make([]saying, len(raws)), make([]error, len(raws))
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for i, raw := range raws {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			said[i], errs[i] = r.say(ctx, s, raw, refill)
		})
	}
	wg.Wait()
	return said, errs
}
