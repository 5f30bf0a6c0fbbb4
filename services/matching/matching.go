package matching

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/telemetry"
	"github.com/waymark-dev/waymark/services/matching/attention"
	"github.com/waymark-dev/waymark/services/matching/rounds"
)

// self is the name on subjects, streams and collections.
const self = "matching"

// Config of the service. The zero value is whole.
type Config struct {
	// Interval between two looks at the calendar (daylight saving); 30 s by default.
	Interval time.Duration
	// Rounds is the interval between two looks for work of rounds that nobody does; 10 s by default.
	Rounds time.Duration
	// Taxonomy of skills and causes; nil is the shipped one.
	Taxonomy *skill.Taxonomy
}

// Deps are what the service stands on. Of recommendations it keeps nothing; the store is for rounds. Verifier nil is Guard, Checks nil
// counts nothing.
type Deps struct {
	DB       *store.DB
	Bus      *bus.Bus
	Guard    *auth.Guard
	Verifier httpserver.Verifier
	Now      run.Clock
	Log      *slog.Logger
	Checks   *telemetry.Checks
	LeftOut  *telemetry.LeftOut // views that no price follows; nil counts nothing
	// Granted says whether somebody has a role on a scope; nil is Guard.Granted, and without a guard administrators only.
	Granted func(p auth.Principal, roles []string, scopes ...string) bool
}

// Service is the matching service.
type Service struct {
	cfg    Config
	d      Deps
	live   *live
	router *httpserver.Router

	checked atomic.Uint32 // turns of Check

	attention *attention.Ledger // what was shown lately, in this process

	rounds   *rounds.Service
	relay    *outbox.Relay
	dead     *outbox.DeadLetters
	erasures *outbox.Erasures
}

// New makes the service with an empty index. Nothing runs before Run.
func New(ctx context.Context, cfg Config, d Deps) (*Service, error) {
	if cfg.Interval <= 0 {
		cfg.Interval = 30 * time.Second
	}
	if cfg.Taxonomy == nil {
		cfg.Taxonomy = skill.Shipped()
	}
	if d.Verifier == nil {
		d.Verifier = d.Guard
	}
	if d.Granted == nil {
		d.Granted = func(p auth.Principal, roles []string, scopes ...string) bool {
			return d.Guard != nil && d.Guard.Granted(p, roles, scopes...) || d.Guard == nil && p.Has(auth.Administrator)
		}
	}
	s := &Service{cfg: cfg, d: d, live: newLive(cfg.Taxonomy, d.Now()), attention: attention.NewLedger()}
	if err := s.keepRounds(ctx); err != nil {
		return nil, err
	}
	s.router = s.routes()
	return s, nil
}

// Router is the service's HTTP side.
func (s *Service) Router() *httpserver.Router { return s.router }

// Run follows the states of others and keeps the index until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	loops := []run.Loop{
		{Name: "index", Run: func(ctx context.Context) error { return s.live.keep(ctx, s.d.Now) }},
		run.Every(s.d.Log, "matching calendar", s.cfg.Interval, s.Tick),
		run.Every(s.d.Log, "matching check", checkEvery, s.Check),
		{Name: "matching relay", Run: s.relay.Run},
		{Name: "matching rounds", Run: s.rounds.Run},
		{Name: "matching forget", Run: func(ctx context.Context) error { return s.d.Bus.Consume(ctx, s.forgetter()) }},
	}
	for from, subjects := range sources {
		loops = append(loops, run.Loop{Name: "follow " + from, Run: func(ctx context.Context) error {
			return s.d.Bus.Follow(ctx, from, subjects, 0, func(m bus.Message) { s.hear(m.Envelope) }, func() { s.live.caughtUp(from) })
		}})
	}
	return run.Loops(ctx, s.d.Log, loops...)
}

// Tick moves the reference week of hours when a new one has begun, and makes the index anew once it is full of dead words.
func (s *Service) Tick(context.Context) error {
	s.live.tick(s.d.Now())
	return nil
}

// Ready says whether everything that was there at the start is in the index; fault Unavailable before.
func (s *Service) Ready() error { return s.live.ready() }

// Drain waits until all that was heard so far can be seen; tests use it.
func (s *Service) Drain(ctx context.Context) error { return s.live.flushed(ctx) }
