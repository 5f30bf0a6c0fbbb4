package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/run"
)

const (
	readyWithin = 2 * time.Second
	readyPoll   = 10 * time.Millisecond
)

type serveCommand struct {
	Settings `embed:""`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, s streams) error {
	return serve(ctx, c.Settings, s, nil)
}

// serve runs a world behind its HTTP address until ctx ends. once is called when it is ready (nil: nothing more to do).
func serve(ctx context.Context, settings Settings, s streams, once func(ctx context.Context, w *world, address string) error) error {
	if err := settings.check(); err != nil {
		return errors.Join(errUsage, err)
	}
	log := logger(s.err, settings.LogLevel)
	began := time.Now()
	ln, err := net.Listen("tcp", settings.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %s cannot be listened on; is Waymark running there already? Stop what has it, or give another address: %w",
			settings.Listen, err)
	}
	defer ln.Close()
	address := settings.public(ln.Addr().String())
	w, err := open(ctx, settings, run.System, log, address)
	if err != nil {
		return err
	}
	defer w.close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// HTTP stops first, so that no request meets loops that have ended: loops have a context of their own.
	inner, stopLoops := context.WithCancel(context.WithoutCancel(ctx))
	defer stopLoops()
	loops := make(chan error, 1)
	go func() {
		loops <- w.run(inner)
		cancel()
	}()
	if settings.Metrics != "" {
		if err := w.serveMetrics(ctx, settings.Metrics, log); err != nil {
			return err
		}
	}
	handler, err := w.front(address)
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- httpserver.Serve(ctx, ln, handler, log) }()
	err = w.awaitReady(ctx)
	if err == nil {
		log.Info("ready", "address", address, "after", time.Since(began).String())
		if err = w.greet(ctx, s, address); err == nil && once != nil {
			err = once(ctx, w, address)
		}
	}
	if err == nil {
		<-ctx.Done()
	}
	cancel()
	err = errors.Join(ignoreCanceled(err), ignoreCanceled(<-served))
	stopLoops()
	select {
	case loopErr := <-loops:
		err = errors.Join(err, ignoreCanceled(loopErr))
	case <-time.After(stopWithin):
		err = errors.Join(err, errors.New("some work did not stop in time; nothing is lost by that"))
	}
	log.Info("stopped")
	return err
}

func ignoreCanceled(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// awaitReady waits until everything answers.
func (w *world) awaitReady(ctx context.Context) error {
	for {
		if w.ready() == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it did not become ready: %w", errors.Join(w.ready(), context.Cause(ctx)))
		case <-time.After(readyPoll):
		}
	}
}

// greet prints the link for the first administrator, as long as there is none.
func (w *world) greet(ctx context.Context, s streams, address string) error {
	fmt.Fprintf(s.out, "Address: %s\n", address)
	if w.settings.runs(gatewayName) {
		fmt.Fprintf(s.out, "The API is described at %s/docs\nA token for scripts: waymark sign-in --url %s --address ADDRESS --password-file FILE\n",
			address, address)
	}
	if w.accounts == nil {
		return nil
	}
	token, needed, err := w.accounts.Bootstrap(ctx)
	if err != nil || !needed {
		return err
	}
	_, err = fmt.Fprintf(s.out, "There is no administrator yet. Become the first with this link (it works once):\n"+
		"%s/links/first-administrator#%s\nIf that page asks for the code, it is what stands behind #.\n", address, token)
	return err
}

func (w *world) serveMetrics(ctx context.Context, address string, log *slog.Logger) error {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("--listen-metrics: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", w.metrics())
	go func() { _ = httpserver.Serve(ctx, ln, mux, log) }()
	return nil
}
