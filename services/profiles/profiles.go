package profiles

import (
	"context"
	"log/slog"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/profiles/skills"
)

const self = "profiles"

// Config of the service. The zero value is whole: mentors are invisible as such until a moderator has approved them.
type Config struct {
	// ApprovalOff lets everybody who offers to mentor be found at once: for communities that want it open. The rules of the
	// always-open programme (mentor_approval false) do the same while the service runs.
	ApprovalOff bool
	// Guides are free guides that the operator chose, by skill in any spelling: https addresses, at most 500.
	Guides map[string]skills.Guide
}

// Deps are what the service stands on. Verifier nil is Guard. Without a Guard nobody organises anything.
type Deps struct {
	DB       *store.DB
	Bus      *bus.Bus
	Guard    *auth.Guard
	Verifier httpserver.Verifier
	Now      run.Clock
	Log      *slog.Logger
}

// Service is the profiles service.
type Service struct {
	cfg      Config
	d        Deps
	c        collections
	m        mirrors
	tax      *skill.Taxonomy
	relay    *outbox.Relay
	erasures *outbox.Erasures
	dead     *outbox.DeadLetters
	skills   *skills.Service
	router   *httpserver.Router
	imports  chan struct{}     // an import was posted here: do not wait for the timer
	looks    *httpserver.Paces // by name, of one person or network
}

// New opens the collections and mirrors and makes the routes. Nothing runs before Run.
func New(ctx context.Context, cfg Config, d Deps) (*Service, error) {
	s := &Service{cfg: cfg, d: d, tax: skill.Shipped(), imports: make(chan struct{}, 1), looks: httpserver.NewPaces(looksEvery, looksAtOnce)}
	var err error
	if s.c, err = openCollections(ctx, d.DB); err != nil {
		return nil, err
	}
	if s.m, err = openMirrors(ctx, d); err != nil {
		return nil, err
	}
	if err = d.Bus.EnsureStreams(ctx, self); err != nil {
		return nil, err
	}
	s.skills, err = skills.New(ctx, cfg.Guides, skills.Deps{DB: d.DB, Bus: d.Bus, Now: d.Now, Log: d.Log, Used: s.wordsInUse})
	if err != nil {
		return nil, err
	}
	s.erasures, err = outbox.NewErasures(ctx, d.DB, self, func(account string) wire.Event { return wire.ProfileErased{Account: account} })
	if err != nil {
		return nil, err
	}
	if s.dead, err = outbox.NewDeadLetters(ctx, d.DB, d.Bus, self); err != nil {
		return nil, err
	}
	s.relay, err = outbox.NewRelay(ctx, d.DB, d.Bus, self, d.Log,
		outbox.SourceOf(s.c.people, "person", func(doc *store.Doc[Profile]) wire.State { return StateOf(doc.ID, &doc.Body, s.tax) }),
		outbox.SourceOf(s.c.imports, "", nil), outbox.SourceOf(s.c.lookers, "", nil), s.skills.Source(), s.erasures.Source(), s.dead.Source())
	if err != nil {
		return nil, err
	}
	for _, c := range append(s.consumers(), s.m.accounts.Consumer(), s.m.standings.Consumer(), s.m.matches.Consumer(),
		s.m.programmes.Consumer(), s.m.members.Consumer(), s.m.places.Consumer()) {
		s.dead.Bind(c)
	}
	s.router = s.routes()
	return s, nil
}

// Router is the service's HTTP side.
func (s *Service) Router() *httpserver.Router { return s.router }

// Drain publishes what waits; tests use it.
func (s *Service) Drain(ctx context.Context) error { return s.relay.Drain(ctx) }

// Run relays, mirrors, consumes and carries out imports until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	loops := []run.Loop{
		{Name: "profiles relay", Run: s.relay.Run},
		{Name: "profiles mirror of accounts", Run: s.m.accounts.Run},
		{Name: "profiles mirror of standings", Run: s.m.standings.Run},
		{Name: "profiles mirror of matches", Run: s.m.matches.Run},
		{Name: "profiles mirror of programmes", Run: s.m.programmes.Run},
		{Name: "profiles mirror of members", Run: s.m.members.Run},
		{Name: "profiles mirror of places at events", Run: s.m.places.Run},
		{Name: "profiles imports", Run: s.posted},
		{Name: "profiles evidence", Run: s.answerEvidence},
		{Name: "profiles skills", Run: s.skills.Run},
		run.Every(s.d.Log, "profiles", 30*time.Second, s.Tick),
	}
	for _, c := range s.consumers() {
		loops = append(loops, run.Loop{Name: "profiles " + c.Name, Run: func(ctx context.Context) error {
			return s.d.Bus.Consume(ctx, c)
		}})
	}
	return run.Loops(ctx, s.d.Log, loops...)
}

// posted carries out imports at once that were posted to this process.
func (s *Service) posted(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.imports:
			if err := s.carryOut(ctx); err != nil && ctx.Err() == nil {
				s.d.Log.Warn("import stopped; it goes on later", "err", err)
			}
		}
	}
}

// Tick does what is due once: looks up accounts that were not there yet, lets those be found who wait for an approval that nobody
// gives any more, goes on with imports, sweeps what is over.
func (s *Service) Tick(ctx context.Context) error {
	if err := s.lookUp(ctx); err != nil {
		return err
	}
	if err := s.approveWaiting(ctx); err != nil {
		return err
	}
	if err := s.carryOut(ctx); err != nil {
		return err
	}
	return s.sweep(ctx)
}
