package notifications

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
)

// Config of the service. The zero value sends no mail and is whole otherwise.
type Config struct {
	// PublicURL is where people reach the deployment; links in mails begin with it.
	PublicURL string
	Mail      MailConfig
}

// Deps are what the service stands on. Verifier nil is Guard.
type Deps struct {
	DB       *store.DB
	Bus      *bus.Bus
	Guard    *auth.Guard
	Verifier httpserver.Verifier
	Now      run.Clock
	Log      *slog.Logger
}

// Service is the notifications service.
type Service struct {
	cfg      Config
	d        Deps
	c        collections
	dead     *outbox.DeadLetters
	composer *composer
	sender   *sender // nil where no mail is configured
	key      []byte  // signs unsubscribe links
	router   *httpserver.Router
	live     *audience
	zones    *outbox.Mirror[knownZone]

	relay    *outbox.Relay // of erasures alone: nothing else is said from here
	erasures *outbox.Erasures
}

// New opens the collections and makes the routes. Nothing runs before Run.
func New(ctx context.Context, cfg Config, d Deps) (*Service, error) {
	s := &Service{cfg: cfg, d: d, live: newAudience()}
	var err error
	if s.c, err = openCollections(ctx, d.DB); err != nil {
		return nil, err
	}
	if s.dead, err = outbox.NewDeadLetters(ctx, d.DB, d.Bus, "notifications"); err != nil {
		return nil, err
	}
	if s.composer, err = newComposer(cfg.PublicURL); err != nil {
		return nil, err
	}
	if cfg.Mail.Host != "" {
		if s.sender, err = newSender(cfg.Mail); err != nil {
			return nil, err
		}
	}
	fresh := make([]byte, 32)
	rand.Read(fresh)
	if s.key, err = s.c.unsubscribeKey(ctx, fresh); err != nil {
		return nil, err
	}
	if s.zones, err = outbox.NewMirror[knownZone](ctx, d.DB, d.Bus, "notifications", d.Log, nil, nil); err != nil {
		return nil, err
	}
	s.dead.Bind(s.zones.Consumer())
	if err = s.openErasures(ctx); err != nil {
		return nil, err
	}
	for _, c := range s.consumers() {
		s.dead.Bind(c)
	}
	s.router = s.routes()
	return s, nil
}

// Router is the service's HTTP side.
func (s *Service) Router() *httpserver.Router { return s.router }

// Run consumes facts, wakes live streams and sends mails until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	stop, err := s.d.Bus.OnWake(wakeTopic, func(person []byte) { s.live.wake(string(person)) })
	if err != nil {
		return err
	}
	defer stop()
	loops := []run.Loop{
		run.Every(s.d.Log, "notifications sweep", 10*time.Minute, func(ctx context.Context) error {
			return s.c.sweep(ctx, s.d.Now())
		}),
		run.Every(s.d.Log, "letters", 2*time.Second, s.Tick),
		run.Every(s.d.Log, "digests", 30*time.Second, s.TickDigests),
		{Name: "zones", Run: s.zones.Run},
		{Name: "notifications relay", Run: s.relay.Run},
	}
	for _, c := range s.consumers() {
		loops = append(loops, run.Loop{Name: c.Name, Run: func(ctx context.Context) error { return s.d.Bus.Consume(ctx, c) }})
	}
	return run.Loops(ctx, s.d.Log, loops...)
}
