// Package embedded starts nats-server with JetStream in this process. It is the only room that knows nats-server.
package embedded

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/nats-io/nats-server/v2/server"
)

// Options of a server. Only Dir is needed.
type Options struct {
	Dir string // where the streams are kept; one server at a time (a lock says so)
	// MaxMemory and MaxStore bound in bytes what all streams together may reserve; 0 is 64 MB and 1 TB. Each stream reserves
	// its own bound (bus.Options.MaxBytes), so MaxStore is not what the disk must have today.
	MaxMemory, MaxStore int64
	// SyncAlways syncs the file at every message. Without it, once a second: enough, since documents are the truth and a
	// stream that was cut short is filled again.
	SyncAlways bool
	// Listen is "host:port" for other processes; "" listens nowhere. Port 0 takes a free one.
	Listen string
}

// Server is a running nats-server. Safe for concurrent use.
type Server struct {
	ns   *server.Server
	lock *flock.Flock
}

// ErrTaken says that another process has the folder open: two servers on one folder destroy each other's streams.
var ErrTaken = errors.New("embedded: the folder of the streams is in use by another process")

// Start starts a server that keeps its streams below dir and listens nowhere.
func Start(dir string) (*Server, error) { return StartWith(Options{Dir: dir}) }

// StartWith starts a server and waits until it takes connections, 10 s at most. ErrTaken if another process has the folder.
func StartWith(o Options) (_ *Server, err error) {
	if o.Dir == "" {
		return nil, errors.New("embedded: no directory for the streams")
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("embedded: directory for the streams: %w", err)
	}
	lock := flock.New(filepath.Join(o.Dir, "lock"))
	switch ok, err := lock.TryLock(); {
	case err != nil:
		return nil, fmt.Errorf("embedded: lock of the folder: %w", err)
	case !ok:
		return nil, fmt.Errorf("%w: %s", ErrTaken, o.Dir)
	}
	defer func() {
		if err != nil {
			_ = lock.Unlock()
		}
	}()
	if o.MaxMemory == 0 {
		o.MaxMemory = 64 << 20
	}
	if o.MaxStore == 0 {
		o.MaxStore = 1 << 40
	}
	opts := &server.Options{
		ServerName: "waymark", DontListen: o.Listen == "", NoSigs: true, NoLog: true, NoSystemAccount: true,
		JetStream: true, StoreDir: o.Dir, JetStreamMaxMemory: o.MaxMemory, JetStreamMaxStore: o.MaxStore,
		SyncInterval: time.Second, SyncAlways: o.SyncAlways,
	}
	if o.Listen != "" {
		addr, err := net.ResolveTCPAddr("tcp", o.Listen)
		if err != nil {
			return nil, fmt.Errorf("embedded: address to listen on: %w", err)
		}
		opts.Host, opts.Port = addr.IP.String(), addr.Port
		if addr.Port == 0 {
			opts.Port = server.RANDOM_PORT
		}
	}
	ns, err := server.NewServer(opts)
	if err != nil {
		return nil, fmt.Errorf("embedded: %w", err)
	}
	ns.Start()
	if !ns.ReadyForConnections(10 * time.Second) {
		ns.Shutdown()
		ns.WaitForShutdown()
		return nil, errors.New("embedded: nats-server did not get ready; is another process using " + o.Dir + "?")
	}
	if !ns.JetStreamEnabled() {
		ns.Shutdown()
		ns.WaitForShutdown()
		return nil, errors.New("embedded: JetStream could not open " + o.Dir)
	}
	return &Server{ns: ns, lock: lock}, nil
}

// InProcessConn connects within the process (bus.InProcess).
func (s *Server) InProcessConn() (net.Conn, error) { return s.ns.InProcessConn() }

// Address is "nats://host:port" of a server that listens.
func (s *Server) Address() string { return s.ns.ClientURL() }

// Stop stops it, waits, and gives the folder free. Doing it again changes nothing.
func (s *Server) Stop() {
	s.ns.Shutdown()
	s.ns.WaitForShutdown()
	_ = s.lock.Unlock()
}
