package safety

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/safety/audit"
)

// self is the name on subjects, streams and collections.
const self = "safety"

// Config of the service. KeyFile is needed; all else has a usable zero value.
type Config struct {
	// KeyFile names a file with 32 random bytes (base64 or hex): the key of the room. All replicas have the same one. Whoever
	// loses it loses what is sealed; KeyIn makes one where there is a single process.
	KeyFile string
	// Interval between two scans of what is due; 30 s by default.
	Interval time.Duration
	// PerDay is how many reports one person may make in 24 hours; 10 by default.
	PerDay int
	// AddressBurst is how many reports may come from one network address at once without signing in, then one in two minutes; 30 by
	// default.
	AddressBurst int
	// TrustedProxies are the addresses whose X-Forwarded-For is believed.
	TrustedProxies []string
}

// Deps are what the service stands on. Verifier nil is Guard.
type Deps struct {
	DB       *store.DB
	Bus      *bus.Bus
	Guard    *auth.Guard
	Verifier httpserver.Verifier
	Now      run.Clock
	Log      *slog.Logger
	// Crash is called at every named point before and after a write; nil in production. Tests stop there.
	Crash func(point string)
}

// Service is the safety service.
type Service struct {
	cfg      Config
	d        Deps
	room     RoomKey
	c        collections
	m        mirrors
	relay    *outbox.Relay
	erasures *outbox.Erasures
	audit    *audit.Log
	dead     *outbox.DeadLetters
	router   *httpserver.Router
	people   *httpserver.Paces // reports of one person
	doors    *doors            // reports of those who are not signed in

	mu    sync.Mutex
	alone int // cases that nobody can look at
	// appealsAlone are those whose appeal nobody else can decide.
	appealsAlone int
	chain        audit.Report
	chained      time.Time // when the chain was last verified
	round        string    // where lookRound goes on
}

// KeyIn is the key file of a process that is the only one on its data folder; it makes one (0600) where there is none. The file is
// there whole or not at all, also after a crash; an empty one, with which nothing was ever sealed, is made anew.
func KeyIn(folder string) (string, error) {
	file := filepath.Join(folder, "safety.key")
	if info, err := os.Stat(file); err == nil && info.Size() > 0 {
		return file, nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("safety: the key file cannot be read: %w", err)
	}
	if err := writeKey(folder, file); err != nil {
		return "", fmt.Errorf("safety: the key file cannot be made: %w", err)
	}
	return file, nil
}

func writeKey(folder, file string) error {
	f, err := os.CreateTemp(folder, "safety.key.*") // 0600
	if err != nil {
		return err
	}
	_, err = f.WriteString(FreshKeyText())
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	dir, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// New reads the key, opens the collections and mirrors and makes the routes. Nothing runs before Run.
func New(ctx context.Context, cfg Config, d Deps) (*Service, error) {
	if cfg.Interval <= 0 {
		cfg.Interval = 30 * time.Second
	}
	if cfg.PerDay <= 0 {
		cfg.PerDay = 10
	}
	if cfg.AddressBurst <= 0 {
		cfg.AddressBurst = 30
	}
	s := &Service{cfg: cfg, d: d, people: httpserver.NewPaces(24*time.Hour/time.Duration(cfg.PerDay), cfg.PerDay),
		doors: newDoors(cfg.AddressBurst)}
	text, err := os.ReadFile(cfg.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("safety: key file: %w", err)
	}
	if s.room, err = NewRoomKey(string(text)); err != nil {
		return nil, fmt.Errorf("safety: %w", err)
	}
	if s.c, err = openCollections(ctx, d.DB); err != nil {
		return nil, err
	}
	if err = s.c.sameRoom(ctx, s.room.Mark()); err != nil {
		return nil, err
	}
	if s.audit, err = audit.Open(ctx, d.DB, s.room.AuditKey()); err != nil {
		return nil, err
	}
	if err = s.audit.Begin(ctx); err != nil {
		return nil, err
	}
	if s.m, err = openMirrors(ctx, d); err != nil {
		return nil, err
	}
	if err = d.Bus.EnsureStreams(ctx, self); err != nil {
		return nil, err
	}
	if s.dead, err = outbox.NewDeadLetters(ctx, d.DB, d.Bus, self); err != nil {
		return nil, err
	}
	s.erasures, err = outbox.NewErasures(ctx, d.DB, self, func(account string) wire.Event { return wire.ReportsErased{Account: account} })
	if err != nil {
		return nil, err
	}
	s.relay, err = outbox.NewRelay(ctx, d.DB, d.Bus, self, d.Log,
		outbox.SourceOf(s.c.cases, "", nil), outbox.SourceOf(s.c.weeks, "", nil), s.erasures.Source(),
		s.dead.Source())
	if err != nil {
		return nil, err
	}
	mirrored := []bus.Consumer{s.m.accounts.Consumer(), s.m.matches.Consumer(), s.m.standings.Consumer(), s.m.grants.Consumer()}
	for _, c := range append(mirrored, s.consumers()...) {
		s.dead.Bind(c)
	}
	s.router = s.routes()
	return s, nil
}

// OpenAudit opens the audit of a store that no service runs on, to verify it; the key file is that of the room.
func OpenAudit(ctx context.Context, db *store.DB, keyFile string) (*audit.Log, error) {
	text, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, fmt.Errorf("safety: key file: %w", err)
	}
	room, err := NewRoomKey(string(text))
	if err != nil {
		return nil, fmt.Errorf("safety: %w", err)
	}
	return audit.Open(ctx, db, room.AuditKey())
}

// Router is the service's HTTP side.
func (s *Service) Router() *httpserver.Router { return s.router }

// Drain publishes what waits; tests use it.
func (s *Service) Drain(ctx context.Context) error { return s.relay.Drain(ctx) }

// What the operator should know, by codes.
const (
	noteCase   = "case_alone"
	noteAppeal = "appeal_alone"
	noteAudit  = "audit_broken"
)

// Codes are those of Notes, in their order.
func (s *Service) Codes() []string {
	codes, _ := s.notes()
	return codes
}

// Notes are what the operator should know and the log says too, without a word about any case; none if all is well.
func (s *Service) Notes() []string {
	_, notes := s.notes()
	return notes
}

func (s *Service) notes() (codes, notes []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	add := func(code, note string) { codes, notes = append(codes, code), append(notes, note) }
	if s.alone > 0 {
		add(noteCase, "A case waits for somebody independent: everybody who could look at it has something to do with one of the "+
			"two sides. Make somebody else a moderator.")
	}
	if s.appealsAlone > 0 {
		add(noteAppeal, "An appeal waits for somebody who did not decide the first time, and there is nobody. Make somebody else a "+
			"moderator: until then it is not decided.")
	}
	if s.chain.Broken != "" {
		add(noteAudit, "The audit of what staff did does not verify: "+s.chain.Broken+". Somebody has changed the store by hand, or a "+
			"backup was put back.")
	}
	return codes, notes
}

// Run relays, mirrors, consumes, answers and keeps the clocks until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	loops := []run.Loop{
		{Name: "safety relay", Run: s.relay.Run},
		{Name: "safety mirror of accounts", Run: s.m.accounts.Run},
		{Name: "safety mirror of matches", Run: s.m.matches.Run},
		{Name: "safety mirror of standings", Run: s.m.standings.Run},
		{Name: "safety mirror of grants", Run: s.m.grants.Run},
		{Name: "safety questions", Run: s.answer},
		run.Every(s.d.Log, "safety clocks", s.cfg.Interval, s.Tick),
	}
	for _, c := range s.consumers() {
		loops = append(loops, run.Loop{Name: "safety " + c.Name, Run: func(ctx context.Context) error { return s.d.Bus.Consume(ctx, c) }})
	}
	return run.Loops(ctx, s.d.Log, loops...)
}

// at is a named crash point.
func (s *Service) at(point string) {
	if s.d.Crash != nil {
		s.d.Crash(point)
	}
}
