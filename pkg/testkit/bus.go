package testkit

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/bus/embedded"
)

// NATS is a nats-server with JetStream of one test. It can be stopped and started again while others stay connected.
type NATS struct {
	t   testing.TB
	Dir string

	mu sync.Mutex
	s  *embedded.Server
}

// Server starts a nats-server that stops with the test.
func Server(t testing.TB) *NATS {
	t.Helper()
	n := &NATS{t: t, Dir: t.TempDir()}
	n.Start()
	t.Cleanup(n.Stop)
	return n
}

// Start starts it again on the same directory.
func (n *NATS) Start() {
	n.t.Helper()
	s, err := embedded.Start(n.Dir)
	if err != nil {
		n.t.Fatal(err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.s = s
}

// Stop stops it; whoever is connected goes on trying to connect.
func (n *NATS) Stop() {
	n.mu.Lock()
	s := n.s
	n.s = nil
	n.mu.Unlock()
	if s != nil {
		s.Stop()
	}
}

// InProcessConn connects to the server that runs now.
func (n *NATS) InProcessConn() (net.Conn, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.s == nil {
		return nil, errors.New("the server is down")
	}
	return n.s.InProcessConn()
}

// Connect connects a service; the connection closes with the test.
func (n *NATS) Connect(service string) *bus.Bus {
	n.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	b, err := bus.Connect(ctx, bus.Options{Service: service, InProcess: n, MaxBytes: 256 << 20, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(b.Close)
	return b
}

// Bus connects a service to a nats-server of its own, which stops with the test. Use Server to connect several services
// to one.
func Bus(t testing.TB, service string) *bus.Bus {
	t.Helper()
	return Server(t).Connect(service)
}
