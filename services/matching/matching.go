package matching

import (
	"context"
	"log/slog"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/skill"
)

// Config of the service. The zero value is whole.
type Config struct {
	// Interval between two looks at the calendar (daylight saving); 30 s by default.
	Interval time.Duration
	// Taxonomy of skills and causes; nil is the shipped one.
	Taxonomy *skill.Taxonomy
}

// Deps are what the service stands on. It keeps nothing, so it needs no store. Verifier nil is Guard.
type Deps struct {
	Bus      *bus.Bus
	Guard    *auth.Guard
	Verifier httpserver.Verifier
	Now      run.Clock
	Log      *slog.Logger
}

// Service is the matching service.
type Service struct {
	cfg    Config
	d      Deps
	live   *live
	router *httpserver.Router
}

// New makes the service with an empty index. Nothing runs before Run.
func New(_ context.Context, cfg Config, d Deps) (*Service, error) {
	if cfg.Interval <= 0 {
		cfg.Interval = 30 * time.Second
	}
	if cfg.Taxonomy == nil {
		cfg.Taxonomy = skill.Shipped()
	}
	if d.Verifier == nil {
		d.Verifier = d.Guard
	}
	s := &Service{cfg: cfg, d: d, live: newLive(cfg.Taxonomy, d.Now())}
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
