package bus

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// InProcess is what bus/embedded hands in: a server in this process.
type InProcess interface{ InProcessConn() (net.Conn, error) }

// Options say how to connect. Exactly one of InProcess and URL.
type Options struct {
	Service   string // who connects: the client's name
	InProcess InProcess
	URL       string // nats://host:port, comma separated
	SeedFile  string // NKEY seed of the service's user; "" without
	Replicas  int    // of streams; 1 by default
	MaxBytes  int64  // of each stream; 0 is 1 GB
	Now       func() time.Time
	Log       *slog.Logger
}

// Bus is one connection. Safe for concurrent use.
type Bus struct{}

// Connect connects and goes on reconnecting for ever.
func Connect(ctx context.Context, o Options) (*Bus, error) { panic("bus: not built yet") }

// Close drains and closes.
func (b *Bus) Close() { panic("bus: not built yet") }

// Ready says whether the connection is up.
func (b *Bus) Ready() error { panic("bus: not built yet") }

// EnsureStreams makes the two streams of a service if they are missing.
func (b *Bus) EnsureStreams(ctx context.Context, service string) error { panic("bus: not built yet") }

// StreamInfo is what the relay checks before it publishes.
type StreamInfo struct {
	Created  time.Time
	LastSeq  uint64
	Messages uint64
}

// EventStream and StateStream describe the streams of a service; fault NotFound where missing.
func (b *Bus) EventStream(ctx context.Context, service string) (StreamInfo, error) {
	panic("bus: not built yet")
}

// StateStream is EventStream for the states.
func (b *Bus) StateStream(ctx context.Context, service string) (StreamInfo, error) {
	panic("bus: not built yet")
}

// Publish publishes a fact or a state (by its Type) and returns its sequence once the stream has it. The envelope's ID is
// the Msg-Id.
func (b *Bus) Publish(ctx context.Context, e wire.Envelope) (seq uint64, err error) {
	panic("bus: not built yet")
}

// EraseState deletes the state message of an aggregate securely (its bytes are overwritten).
func (b *Bus) EraseState(ctx context.Context, service, kind, aggregate string) error {
	panic("bus: not built yet")
}

// Hopeless wraps an error that trying again cannot mend: the message goes to the dead letters with the reason code.
func Hopeless(code string, err error) error { return &hopeless{code, err} }

type hopeless struct {
	code string
	err  error
}

func (h *hopeless) Error() string { return "hopeless (" + h.code + "): " + h.err.Error() }
func (h *hopeless) Unwrap() error { return h.err }

// IsHopeless gives the reason code.
func IsHopeless(err error) (code string, ok bool) {
	var h *hopeless
	if errors.As(err, &h) {
		return h.code, true
	}
	return "", false
}

// Message is what a consumer is handed.
type Message struct {
	Envelope  wire.Envelope
	Subject   string
	Sequence  uint64
	Delivered int // 1 the first time
}

// DeadLetter is a message that a consumer gave up.
type DeadLetter struct {
	ID       string // derives from consumer and message: giving up twice is one letter
	Service  string // of the consumer
	Consumer string
	Subject  string
	Envelope wire.Envelope
	Reason   string // a code: no text of an error
	At       time.Time
	Tries    int
}

// DeadLetters keeps them (pkg/outbox has the one on a store).
type DeadLetters interface {
	Put(ctx context.Context, l DeadLetter) error
}

// Consumer is a durable one, shared by all replicas of a service.
type Consumer struct {
	Service  string   // who consumes
	Name     string   // unique within the service, never renamed
	From     string   // the service whose facts or states these are
	Subjects []string // of wire.FactSubject or wire.StateSubject
	// Handle answers: nil, done; Hopeless, to the dead letters; any other error, again later with a growing, jittered
	// delay, and to the dead letters after MaxTries.
	Handle   func(ctx context.Context, m Message) error
	InFlight int // at once in this process; 0 is 16
	MaxTries int // 0 is 12 (about an hour)
	Dead     DeadLetters
}

// Consume runs the consumer until ctx ends. A consumer or stream that vanished is made again.
func (b *Bus) Consume(ctx context.Context, c Consumer) error { panic("bus: not built yet") }

// Follow hands every message (for states: the last per subject) to handle in order, with an ordered consumer of this
// process alone: for in-memory indexes and live streams. caughtUp (may be nil) is called once when all that was there at
// the start has been handed over, and again after a lost stream was followed anew. It runs until ctx ends. from is the
// service; startAfter 0 is everything (for facts: only new ones unless startAfter says otherwise).
func (b *Bus) Follow(ctx context.Context, from string, subjects []string, startAfter uint64, handle func(Message), caughtUp func()) error {
	panic("bus: not built yet")
}

// Wake and OnWake carry a hint without promise between the replicas of a service (core NATS): "waymark.wake.<topic>".
func (b *Bus) Wake(topic string, data []byte) error { panic("bus: not built yet") }

// OnWake calls f for each hint until the returned function is called.
func (b *Bus) OnWake(topic string, f func(data []byte)) (stop func(), err error) {
	panic("bus: not built yet")
}

// Answer answers a question of other services with fn (nats.go/micro) until ctx ends or the bus closes. Faults survive.
func Answer[In, Out any](ctx context.Context, b *Bus, service, question string, fn func(ctx context.Context, in In) (Out, error)) error {
	panic("bus: not built yet")
}

// Ask asks another service and waits for its answer, 5 s at most (or ctx). Nobody there is Unavailable, too late Deadline.
func Ask[In, Out any](ctx context.Context, b *Bus, service, question string, in In) (Out, error) {
	panic("bus: not built yet")
}
