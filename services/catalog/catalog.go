package catalog

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/steering"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// service is the name on subjects, streams and collections.
const service = "catalog"

// Config of the service. The zero value is whole.
type Config struct {
	// Interval between two scans of what is due; 30 s by default.
	Interval time.Duration
}

// Deps are what the service stands on.
type Deps struct {
	DB    *store.DB
	Bus   *bus.Bus
	Guard *auth.Guard
	Now   run.Clock
	Log   *slog.Logger
	// Verifier verifies tokens; nil is Guard.
	Verifier httpserver.Verifier
	// Given are the scopes on which a person has the role of a maintainer; nil asks Guard.
	Given func(person string) []string
	// New is until when an account is new, zero if it is not; nil asks Guard.
	New func(person string) time.Time
}

// Service is the catalogue.
type Service struct {
	cfg      Config
	d        Deps
	c        collections
	tax      *skill.Taxonomy
	relay    *outbox.Relay
	erasures *outbox.Erasures
	dead     *outbox.DeadLetters
	router   *httpserver.Router
	steering *steering.Steering // tax with what moderators decided; tax alone says what is kept
	// importing has one place: imports of one process run one after the other.
	importing chan struct{}
	// crash is called at named points of an import; tests stop it there.
	crash func(point string) error
	chunk int // documents that an import reads and writes at a time
}

// New opens the collections and makes the routes. Nothing runs before Run.
func New(ctx context.Context, cfg Config, d Deps) (*Service, error) {
	if cfg.Interval <= 0 {
		cfg.Interval = 30 * time.Second
	}
	if d.Verifier == nil {
		d.Verifier = d.Guard
	}
	s := &Service{cfg: cfg, d: d, tax: skill.Shipped(), importing: make(chan struct{}, 1), chunk: importChunk}
	s.steering = steering.New(s.tax, d.Bus, d.Log)
	s.crash = func(string) error { return nil }
	var err error
	if s.c, err = openCollections(ctx, d.DB); err != nil {
		return nil, err
	}
	if err = d.Bus.EnsureStreams(ctx, service); err != nil {
		return nil, err
	}
	s.erasures, err = outbox.NewErasures(ctx, d.DB, service, func(account string) wire.Event { return wire.MarksErased{Account: account} })
	if err != nil {
		return nil, err
	}
	if s.dead, err = outbox.NewDeadLetters(ctx, d.DB, d.Bus, service); err != nil {
		return nil, err
	}
	s.relay, err = outbox.NewRelay(ctx, d.DB, d.Bus, service, d.Log,
		outbox.SourceOf(s.c.projects, "project", renderProject),
		outbox.SourceOf(s.c.issues, "issue", renderIssue),
		outbox.SourceOf(s.c.imports, "", nil),
		s.erasures.Source(), s.dead.Source())
	if err != nil {
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

// Run relays, consumes and keeps the clocks until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	loops := []run.Loop{
		{Name: "catalog relay", Run: s.relay.Run},
		{Name: "catalog questions", Run: s.answerIssues},
		{Name: "catalog evidence", Run: s.answerEvidence},
		{Name: "catalog skills", Run: s.steering.Run},
		run.Every(s.d.Log, "catalog clocks", s.cfg.Interval, s.Tick),
	}
	for _, c := range s.consumers() {
		loops = append(loops, run.Loop{Name: "catalog " + c.Name, Run: func(ctx context.Context) error {
			return s.d.Bus.Consume(ctx, c)
		}})
	}
	return run.Loops(ctx, s.d.Log, loops...)
}

// Drain relays all that waits and returns; tests and the tour use it instead of waiting.
func (s *Service) Drain(ctx context.Context) error { return s.relay.Drain(ctx) }

// granted says whether the caller has a role on a project.
func (s *Service) granted(p auth.Principal, project string) bool {
	if s.d.Guard == nil {
		return slices.Contains(s.given(p.ID), project)
	}
	return s.d.Guard.Granted(p, []string{auth.Maintainer}, "project:"+project)
}

// newUntil is until when a person's account is new; zero if it is not.
func (s *Service) newUntil(person string) time.Time {
	switch {
	case s.d.New != nil:
		return s.d.New(person)
	case s.d.Guard != nil:
		return s.d.Guard.NewUntil(person)
	}
	return time.Time{}
}

// given are the projects that a person maintains by a role, at most 200, by id.
func (s *Service) given(person string) []string {
	var scopes, ids []string
	switch {
	case s.d.Given != nil:
		scopes = s.d.Given(person)
	case s.d.Guard != nil:
		scopes = s.d.Guard.Scopes(person, auth.Maintainer)
	}
	for _, scope := range scopes {
		if id, ok := strings.CutPrefix(scope, "project:"); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
