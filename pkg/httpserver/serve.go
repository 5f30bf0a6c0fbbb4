package httpserver

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Limits of a server.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 5 * time.Minute // of a whole request; routes set shorter ones for what they read
	writeTimeout  = 2 * time.Minute // of an answer; streams set one for each event
	idleTimeout   = 75 * time.Second
	maxHeader     = 64 << 10 // bytes, the path and its query too
	maxConns      = 20_000   // open at a time; the next wait
	stopTimeout   = 10 * time.Second
)

type stopKey struct{}

// Stopping ends when the server of a request begins to stop. Outside of Serve it never does. For what has no end of its own.
func Stopping(ctx context.Context) context.Context {
	if s, ok := ctx.Value(stopKey{}).(context.Context); ok {
		return s
	}
	return context.Background()
}

// Serve serves h on ln until ctx ends, then stops gracefully: no new connections, streams end at once, other requests have
// 10 s to finish. It closes ln. The error is nil after a graceful stop.
func Serve(ctx context.Context, ln net.Listener, h http.Handler, log *slog.Logger) error {
	stop, stopped := context.WithCancel(context.Background())
	defer stopped()
	base, cut := context.WithCancel(context.WithValue(context.WithoutCancel(ctx), stopKey{}, stop))
	defer cut()
	srv := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader, BaseContext: func(net.Listener) context.Context { return base },
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug), // clients that break off
	}
	srv.RegisterOnShutdown(stopped)
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(bounded(ln, maxConns)) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err := srv.Shutdown(limit)
	if err != nil { // some did not finish in time
		cut()
		err = errors.Join(err, srv.Close())
	}
	if f := <-failed; !errors.Is(f, http.ErrServerClosed) {
		err = errors.Join(err, f)
	}
	return err
}
