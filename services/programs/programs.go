package programs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/event"
	"github.com/waymark-dev/waymark/services/programs/outcomes"
	"github.com/waymark-dev/waymark/services/programs/participation"
	"github.com/waymark-dev/waymark/services/programs/rehearsal"
	"github.com/waymark-dev/waymark/services/programs/running"
)

const self = "programs"

// Config of the service. The zero value is whole.
type Config struct {
	// TrustedProxies are the addresses whose X-Forwarded-For is believed: guesses of codes are counted by network.
	TrustedProxies []string
}

// Deps are what the service stands on. Verifier nil is Guard. Grants are read from this service's own documents, so that one
// that was taken away counts here at once.
type Deps struct {
	DB       *store.DB
	Bus      *bus.Bus
	Guard    *auth.Guard
	Verifier httpserver.Verifier
	Now      run.Clock
	Log      *slog.Logger
	// Answers is a store of its own for what people say about themselves (participation); nil is DB, for tests.
	Answers *store.DB
	// AnswerKey signs the tokens with which people answer from a mail; nil has one made and kept in the store.
	AnswerKey []byte
	// CheckCriteria says what is wrong with the criteria of a cohort; nil checks nothing.
	CheckCriteria func(api.CohortCriteria) []fault.Field
	// Teams makes the teams of events; nil makes none.
	Teams event.Solver
	// Rehearse is what rehearsals need of others.
	Rehearse Rehearsing
	// Noise is what frozen counts of cohorts are moved by; nil is the system's secure source. Tests hand in another.
	Noise outcomes.Noise
}

// Service is the programs service.
type Service struct {
	d        Deps
	c        collections
	m        mirrors
	relay    *outbox.Relay
	erasures *outbox.Erasures
	dead     *outbox.DeadLetters
	router   *httpserver.Router

	cohorts      *cohort.Service
	applications *application.Service
	running      *running.Service
	outcomes     *outcomes.Service
	events       *event.Service

	participation *participation.Service
	beside        beside
	rehearsal     *rehearsal.Service // nil where there are none
}

// New opens the collections and mirrors, makes the always-open programme if it is not there yet, and the routes.
func New(ctx context.Context, cfg Config, d Deps) (*Service, error) {
	s := &Service{d: d}
	var err error
	if s.c, err = openCollections(ctx, d.DB); err != nil {
		return nil, err
	}
	if s.m, err = openMirrors(ctx, d); err != nil {
		return nil, err
	}
	if err = s.openRooms(ctx); err != nil {
		return nil, err
	}
	if err = s.openParticipation(ctx); err != nil {
		return nil, err
	}
	if err = s.openBeside(ctx); err != nil {
		return nil, err
	}
	s.openRehearsal()
	if err = d.Bus.EnsureStreams(ctx, self); err != nil {
		return nil, err
	}
	s.erasures, err = outbox.NewErasures(ctx, d.DB, self, func(account string) wire.Event { return wire.MembershipsErased{Account: account} })
	if err != nil {
		return nil, err
	}
	if s.dead, err = outbox.NewDeadLetters(ctx, d.DB, d.Bus, self); err != nil {
		return nil, err
	}
	s.relay, err = outbox.NewRelay(ctx, d.DB, d.Bus, self, d.Log, append(append(s.beside.sources(), s.events.Sources()...),
		outbox.SourceOf(s.c.programmes, "programme", func(x *store.Doc[Programme]) wire.State { return ProgrammeStateOf(x.ID, &x.Body) }),
		outbox.SourceOf(s.c.members, "member", func(x *store.Doc[Member]) wire.State { return MemberStateOf(&x.Body) }),
		outbox.SourceOf(s.c.orgs, "", nil),
		outbox.SourceOf(s.c.grants, "grants", func(x *store.Doc[Grants]) wire.State { return GrantsStateOf(x.ID, &x.Body) }),
		s.erasures.Source(), s.dead.Source(), s.cohorts.Source(), s.applications.Source(), s.running.Source(),
		s.participation.Source(), s.outcomes.Source(),
	)...)
	if err != nil {
		return nil, err
	}
	for _, c := range append(s.consumers(), s.m.accounts.Consumer(), s.m.persons.Consumer(), s.m.matches.Consumer(), s.m.standings.Consumer(),
		s.m.projects.Consumer(), s.m.helps.Consumer()) {
		s.dead.Bind(c)
	}
	if err = s.begin(ctx); err != nil {
		return nil, err
	}
	s.router = s.routes(cfg.TrustedProxies)
	return s, nil
}

// begin makes what exists from the start. Any number of replicas may do it at once.
func (s *Service) begin(ctx context.Context) error {
	org, programme := alwaysOpen(s.d.Now())
	if _, err := s.c.orgs.Insert(ctx, wire.AlwaysOpenOrg, org, nil); err != nil && !fault.Coded(err, "store.exists") {
		return err
	}
	if _, err := s.c.programmes.Insert(ctx, wire.AlwaysOpen, programme, nil); err != nil && !fault.Coded(err, "store.exists") {
		return err
	}
	return nil
}

// Router is the service's HTTP side.
func (s *Service) Router() *httpserver.Router { return s.router }

// Drain publishes what waits; tests use it.
func (s *Service) Drain(ctx context.Context) error { return s.relay.Drain(ctx) }

// Run relays, mirrors and consumes until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	loops := []run.Loop{
		{Name: "programs relay", Run: s.relay.Run},
		{Name: "programs mirror of accounts", Run: s.m.accounts.Run},
		{Name: "programs mirror of people", Run: s.m.persons.Run},
		{Name: "programs mirror of matches", Run: s.m.matches.Run},
		{Name: "programs mirror of blocks", Run: s.m.standings.Run},
		{Name: "programs mirror of projects", Run: s.m.projects.Run},
		{Name: "programs mirror of help", Run: s.m.helps.Run},
		{Name: "programs answers", Run: s.answer},
		{Name: "programs answers for mails", Run: s.answerStill},
		{Name: "programs answers about boards", Run: s.answerBoards},
		{Name: "programs answers about tools", Run: s.answerTools},
		{Name: "programs events", Run: s.events.Run},
		run.Every(s.d.Log, "programs", 10*time.Minute, s.Tick),
		run.Every(s.d.Log, "programs clocks", 30*time.Second, s.Clocks),
	}
	for _, c := range s.consumers() {
		loops = append(loops, run.Loop{Name: "programs " + c.Name, Run: func(ctx context.Context) error {
			return s.d.Bus.Consume(ctx, c)
		}})
	}
	return run.Loops(ctx, s.d.Log, loops...)
}

// Tick sweeps tombstones that are past their age.
func (s *Service) Tick(ctx context.Context) error {
	if _, err := s.c.members.Sweep(ctx, store.MaxLimit); err != nil {
		return err
	}
	if _, err := s.c.grants.Sweep(ctx, store.MaxLimit); err != nil {
		return err
	}
	if err := s.participation.Tick(ctx); err != nil {
		return err
	}
	return errors.Join(s.applications.Sweep(ctx), s.events.Sweep(ctx), s.running.Begin(ctx), s.outcomes.Begin(ctx), s.outcomes.Sweep(ctx),
		s.beside.tick(ctx), s.tickHubs(ctx), s.tickRegistrations(ctx))
}

// Clocks lets everything happen that is due. Any number of replicas may call it.
func (s *Service) Clocks(ctx context.Context) error {
	return errors.Join(s.cohorts.Tick(ctx), s.applications.Tick(ctx), s.running.Tick(ctx), s.outcomes.Tick(ctx))
}
