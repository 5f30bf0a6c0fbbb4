package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/bus/embedded"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/mongostore"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
	"github.com/waymark-dev/waymark/pkg/telemetry"
	"github.com/waymark-dev/waymark/services/accounts"
	"github.com/waymark-dev/waymark/services/catalog"
)

// service is what every room hands to the process that runs it.
type service interface {
	Router() *httpserver.Router
	Run(ctx context.Context) error
}

// world is everything that one process runs. It is the only place that knows which services are here and which elsewhere.
type world struct {
	settings Settings
	log      *slog.Logger
	now      run.Clock

	db    *store.DB        // nil where nothing here keeps anything
	apart *store.DB        // what people say about themselves; nil where programs run elsewhere
	nats  *embedded.Server // nil with an external NATS
	buses []*bus.Bus
	guard *auth.Guard
	rooms map[string]service
	own   *httpserver.Router // the gateway's routes; nil before front, and where there is no gateway

	accounts *accounts.Service // nil where they run elsewhere
	catalog  *catalog.Service

	registry *prometheus.Registry
	figures  *telemetry.HTTP
}

// open opens stores and connections and makes the services of this process. Nothing runs before run.
func open(ctx context.Context, s Settings, now run.Clock, log *slog.Logger, public string) (_ *world, err error) {
	w := &world{settings: s, log: log, now: now, rooms: map[string]service{}, registry: telemetry.NewRegistry()}
	w.figures = telemetry.NewHTTP(w.registry)
	defer func() {
		if err != nil {
			w.close()
		}
	}()
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder cannot be made; give another (--data): %w", err)
	}
	if !canWrite(s.Data) {
		return nil, fmt.Errorf("the data folder %s cannot be written: give this user the right to, or give another (--data)", s.Data)
	}
	if folder, err := os.Stat(s.Data); err == nil && folder.Mode().Perm()&0o002 != 0 && folder.Mode()&os.ModeSticky == 0 {
		return nil, fmt.Errorf("everybody on this machine may write to the data folder %s: close it (chmod o-w), or give another (--data)", s.Data)
	}
	if s.keeps() {
		engine, err := openEngine(ctx, s, "waymark.db", "")
		if errors.Is(err, sqlitestore.ErrTaken) {
			return nil, fmt.Errorf("another Waymark is using the data folder %s: stop that one first, or give another (--data)", s.Data)
		}
		if err != nil {
			return nil, err
		}
		w.db = store.New(engine, now, log)
	}
	if s.runs("programs") {
		engine, err := openEngine(ctx, s, answersFile, "_answers")
		if err != nil {
			return nil, fmt.Errorf("the store of what people say about themselves: %w", err)
		}
		w.apart = store.New(engine, now, log)
	}
	if s.NATS.URL == "" {
		w.nats, err = embedded.Start(filepath.Join(s.Data, "nats"))
		if errors.Is(err, embedded.ErrTaken) {
			return nil, fmt.Errorf("another Waymark is using the data folder %s: stop that one first, or give another (--data)", s.Data)
		}
		if err != nil {
			return nil, err
		}
	}
	b, err := w.connect(ctx, gatewayName)
	if err != nil {
		return nil, err
	}
	w.guard = auth.NewGuard(b, now, log)
	for _, name := range names {
		if !s.runs(name) {
			continue
		}
		if err := w.add(ctx, name, public); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return w, nil
}

// answersFile is the embedded store of what people say about themselves; with MongoDB it is the database whose name ends in _answers.
const answersFile = "answers.db"

// openEngine opens a file of the data folder, or the MongoDB database whose name ends in suffix.
func openEngine(ctx context.Context, s Settings, file, suffix string) (store.Engine, error) {
	uri := s.MongoDB.URI
	if s.MongoDB.URIFile != "" {
		var err error
		if uri, err = secret(s.MongoDB.URIFile); err != nil {
			return nil, fmt.Errorf("--mongodb-uri-file: %w", err)
		}
	}
	if uri != "" {
		return mongostore.Open(ctx, uri, s.MongoDB.Database+suffix)
	}
	return sqlitestore.Open(ctx, filepath.Join(s.Data, file))
}

// connect makes a connection of its own for a service, so that each can have its own user in a cluster.
func (w *world) connect(ctx context.Context, name string) (*bus.Bus, error) {
	o := bus.Options{
		Service: name, URL: w.settings.NATS.URL, SeedFile: w.settings.NATS.SeedFile, Replicas: w.settings.NATS.Replicas,
		Now: w.now, Log: w.log.With("room", name),
	}
	if w.nats != nil {
		o.InProcess = w.nats
	}
	b, err := bus.Connect(ctx, o)
	if err == nil {
		w.buses = append(w.buses, b)
	}
	return b, err
}

// run runs every loop of this process until ctx ends, then stops in the reverse order: HTTP first (by the caller), then the
// loops, then connections and stores (close).
func (w *world) run(ctx context.Context) error {
	loops := []run.Loop{{Name: "guard", Run: w.guard.Run}}
	for name, room := range w.rooms {
		loops = append(loops, run.Loop{Name: name, Run: room.Run})
	}
	return run.Loops(ctx, w.log, loops...)
}

// ready says whether everything this process needs answers.
func (w *world) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), readyWithin)
	defer cancel()
	errs := []error{w.guard.Ready()}
	if w.db != nil {
		errs = append(errs, w.db.Engine.Ping(ctx))
	}
	if w.apart != nil {
		errs = append(errs, w.apart.Engine.Ping(ctx))
	}
	for _, b := range w.buses {
		errs = append(errs, b.Ready())
	}
	for _, name := range names {
		if r, ok := w.rooms[name].(interface{ Ready() error }); ok {
			errs = append(errs, r.Ready())
		}
	}
	return errors.Join(errs...)
}

func (w *world) close() {
	for _, b := range slices.Backward(w.buses) {
		b.Close()
	}
	if w.nats != nil {
		w.nats.Stop()
	}
	for _, db := range []*store.DB{w.apart, w.db} {
		if db == nil {
			continue
		}
		if err := db.Engine.Close(); err != nil {
			w.log.Error("the store did not close cleanly", "err", err)
		}
	}
}
