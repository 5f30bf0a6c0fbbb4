package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/waymark-dev/waymark/pkg/fault"
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
type Bus struct {
	o     Options
	nc    *nats.Conn
	js    jetstream.JetStream
	log   *slog.Logger
	epoch atomic.Uint64 // counts connections: what was sent in one epoch was not sent over two connections

	mu    sync.Mutex
	again chan struct{} // closed when connected again

	handles sync.Map // Stream: jetstream.Stream
	had     sync.Map // Stream: true, once this process has seen it there
}

// Limits of what travels.
const (
	MaxPayload = 512 << 10 // bytes of one message; TooLarge beyond

	apiTimeout = 5 * time.Second
)

// inbox is where answers to an NKEY user come, by its public key.
func inbox(public string) string { return "_INBOX_" + public }

// Connect connects and goes on reconnecting for ever. It waits for the first connection until ctx ends.
func Connect(ctx context.Context, o Options) (*Bus, error) {
	if (o.InProcess == nil) == (o.URL == "") {
		return nil, errors.New("bus: exactly one of InProcess and URL is needed")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = func() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
	}
	if o.Replicas == 0 {
		o.Replicas = 1
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 1 << 30
	}
	b := &Bus{o: o, log: o.Log.With("bus", o.Service), again: make(chan struct{})}
	b.epoch.Store(1)
	up := make(chan struct{}, 1)
	opts := []nats.Option{
		nats.Name("waymark-" + o.Service), nats.MaxReconnects(-1), nats.RetryOnFailedConnect(true),
		nats.CustomReconnectDelay(reconnectDelay), nats.Timeout(apiTimeout), nats.IgnoreAuthErrorAbort(),
		nats.PingInterval(20 * time.Second), nats.MaxPingsOutstanding(2), nats.DrainTimeout(5 * time.Second),
		nats.ConnectHandler(func(*nats.Conn) { b.epoch.Add(1); up <- struct{}{} }),
		nats.ReconnectHandler(func(*nats.Conn) { b.reconnected() }),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			b.epoch.Add(1)
			if err != nil {
				b.log.Warn("connection lost; connecting again", "err", err)
			}
		}),
		nats.ErrorHandler(func(_ *nats.Conn, s *nats.Subscription, err error) {
			subject := ""
			if s != nil {
				subject = s.Subject
			}
			b.log.Warn("nats", "subject", subject, "err", err)
		}),
	}
	if o.InProcess != nil {
		opts = append(opts, nats.InProcessServer(o.InProcess))
	}
	if o.SeedFile != "" {
		nkey, err := nats.NkeyOptionFromSeed(o.SeedFile)
		if err != nil {
			return nil, fmt.Errorf("bus: the seed file cannot be read: %w", err)
		}
		public, err := publicKey(o.SeedFile)
		if err != nil {
			return nil, err
		}
		// Answers go to an inbox that this user alone may listen to: they can hold an address.
		opts = append(opts, nkey, nats.CustomInboxPrefix(inbox(public)))
	}
	nc, err := nats.Connect(o.URL, opts...)
	if err != nil {
		return nil, fmt.Errorf("bus: %w", err)
	}
	if !nc.IsConnected() {
		select {
		case <-up:
		case <-ctx.Done():
			nc.Close()
			return nil, fmt.Errorf("bus: no server answered: %w", context.Cause(ctx))
		}
	}
	js, err := jetstream.New(nc, jetstream.WithDefaultTimeout(apiTimeout), jetstream.WithPublishAsyncMaxPending(4096),
		jetstream.WithPublishAsyncTimeout(apiTimeout))
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("bus: %w", err)
	}
	b.nc, b.js = nc, js
	return b, nil
}

// reconnectDelay: soon at first, then every two seconds or so; replicas do not come in step.
func reconnectDelay(attempts int) time.Duration {
	d := min(50*time.Millisecond<<min(attempts, 6), 2*time.Second)
	return d/2 + rand.N(d)
}

// Close drains and closes.
func (b *Bus) Close() {
	closed := make(chan struct{})
	b.nc.SetClosedHandler(func(*nats.Conn) { close(closed) })
	if err := b.nc.Drain(); err != nil { // not connected, or closed before
		b.nc.Close()
		return
	}
	select {
	case <-closed:
	case <-time.After(6 * time.Second):
		b.nc.Close()
	}
}

// Ready says whether the connection is up.
func (b *Bus) Ready() error {
	if !b.nc.IsConnected() {
		return fault.New(fault.Unavailable, "bus.disconnected", "The message bus is not connected; try again in a moment.")
	}
	return nil
}

// Epoch changes whenever the connection is lost or made. Who saw the same epoch before and after sent all over one
// connection, to one server that did not stop meanwhile.
func (b *Bus) Epoch() uint64 { return b.epoch.Load() }

func (b *Bus) reconnected() {
	b.epoch.Add(1)
	b.mu.Lock()
	close(b.again)
	b.again = make(chan struct{})
	b.mu.Unlock()
	b.log.Info("connected again")
}

// Reconnected is closed when the connection has been made again.
func (b *Bus) Reconnected() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.again
}

// oneConnection ends with ctx, or as soon as the connection was made again: whoever reads from a stream then looks anew
// whether it is still the same.
func (b *Bus) oneConnection(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	again := b.Reconnected()
	go func() {
		select {
		case <-again:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// call gives one request to the server its own time limit within ctx.
func call(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, apiTimeout)
}

// unavailable turns what nats.go says into a fault; the caller's own cancellation stays itself.
func unavailable(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if fault.Coded(err, "bus.no_room") {
		return err
	}
	return fault.New(fault.Unavailable, "bus.unavailable", "The message bus did not answer; try again in a moment.").With(err)
}
