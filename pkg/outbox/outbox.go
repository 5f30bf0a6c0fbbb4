package outbox

import (
	"context"
	"log/slog"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Scope says to which organisation and programme a fact belongs; both may be "".
type Scope struct{ Org, Programme string }

// Fact makes a fact of an event, with actor (auth.From) and trace from ctx. It panics if the payload breaks wire.MaxFact:
// that is a programming mistake.
func Fact(ctx context.Context, db *store.DB, ev wire.Event, scope Scope) store.Fact {
	panic("outbox: not built yet")
}

// Source is one collection whose documents are relayed. Make it with SourceOf.
type Source struct {
	collection string
}

// SourceOf relays a collection's facts, and its latest state if render is given. render gives nil for a document that
// others do not mirror. kind is the state's kind ("" without render).
func SourceOf[T any](c *store.Collection[T], kind string, render func(d *store.Doc[T]) wire.State) Source {
	panic("outbox: not built yet")
}

// Relay publishes for one service.
type Relay struct{}

// NewRelay makes the relay of a service. It keeps the service's fact log (14 days) and its checkpoint of each stream in
// collections of its own.
func NewRelay(ctx context.Context, db *store.DB, b *bus.Bus, service string, log *slog.Logger, sources ...Source) (*Relay, error) {
	panic("outbox: not built yet")
}

// Run relays until ctx ends: at once when woken, every second what was missed. Safe with several replicas.
func (r *Relay) Run(ctx context.Context) error { panic("outbox: not built yet") }

// Drain relays all that is pending and returns; tests use it.
func (r *Relay) Drain(ctx context.Context) error { panic("outbox: not built yet") }

// Mirror keeps the states of one kind of another service as documents in this service's store: the highest version wins.
type Mirror[S wire.State] struct{}

// NewMirror declares the mirror's collection ("<self>_mirror_<from>_<kind>") with these indexes.
func NewMirror[S wire.State](ctx context.Context, db *store.DB, b *bus.Bus, self string, log *slog.Logger,
	indexes []store.Index, keys func(id string, s *S) store.Keys) (*Mirror[S], error) {
	panic("outbox: not built yet")
}

// Run mirrors until ctx ends.
func (m *Mirror[S]) Run(ctx context.Context) error { panic("outbox: not built yet") }

// OnChange calls f after a state was mirrored in this process (s is nil for a deleted one). Before Run.
func (m *Mirror[S]) OnChange(f func(id string, version int64, s *S)) { panic("outbox: not built yet") }

// Get reads one; NotFound if unknown or deleted.
func (m *Mirror[S]) Get(ctx context.Context, id string) (*S, error) { panic("outbox: not built yet") }

// GetMany reads those that are known.
func (m *Mirror[S]) GetMany(ctx context.Context, ids []string) (map[string]*S, error) {
	panic("outbox: not built yet")
}

// Find finds by the mirror's indexes; next as in store.Page.
func (m *Mirror[S]) Find(ctx context.Context, q store.Query) (found []*S, next string, err error) {
	panic("outbox: not built yet")
}

// Count counts.
func (m *Mirror[S]) Count(ctx context.Context, where ...store.Cond) (int64, error) {
	panic("outbox: not built yet")
}

// Wait waits until the mirror has at least this version of id, at most 2 s (then it returns false: stale).
func (m *Mirror[S]) Wait(ctx context.Context, id string, version int64) bool {
	panic("outbox: not built yet")
}

// Name is "<from>.<kind>", as the Waymark-Version header names it.
func (m *Mirror[S]) Name() string { panic("outbox: not built yet") }

// DeadLetters keeps what consumers of a service gave up. It is a bus.DeadLetters.
type DeadLetters struct{}

// NewDeadLetters declares the collection.
func NewDeadLetters(ctx context.Context, db *store.DB, b *bus.Bus, service string) (*DeadLetters, error) {
	panic("outbox: not built yet")
}

// Put keeps a letter; the same one twice is kept once.
func (d *DeadLetters) Put(ctx context.Context, l bus.DeadLetter) error {
	panic("outbox: not built yet")
}

// List pages through them, newest first.
func (d *DeadLetters) List(ctx context.Context, limit int, after string) (letters []bus.DeadLetter, next string, err error) {
	panic("outbox: not built yet")
}

// Bind says which consumer handles letters that are sent again, by its name.
func (d *DeadLetters) Bind(c bus.Consumer) { panic("outbox: not built yet") }

// SendAgain hands a letter to its consumer once more and removes it when that succeeds.
func (d *DeadLetters) SendAgain(ctx context.Context, id string) error { panic("outbox: not built yet") }
