package mentoring

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/help"
	"github.com/waymark-dev/waymark/services/mentoring/office"
)

// service is the name on subjects, streams and collections.
const service = "mentoring"

// Config of the service. The zero value is whole.
type Config struct {
	// Interval between two scans of what is due; 30 s by default.
	Interval time.Duration
	// KeyFile names a file with 32 random bytes (base64 or hex) that the tokens of mails are signed with; all replicas have the same one.
	// Without it the key lies in the store.
	KeyFile string
	// Unpaced lets one person ask as often as they like. A test sets it in which the same few people do everything within minutes; no
	// setting of a deployment does.
	Unpaced bool
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
	// Granted says whether somebody has a role on a scope; nil is Guard.Granted, and without a guard administrators only.
	Granted func(p auth.Principal, roles []string, scopes ...string) bool
}

// Service is the mentoring service.
type Service struct {
	cfg    Config
	d      Deps
	c      collections
	stops  *store.Collection[Stop]
	m      mirrors
	relay  *outbox.Relay
	dead   *outbox.DeadLetters
	router *httpserver.Router
	steps  steps
	crash  func(point string) // tests kill the process at a named point; nil otherwise

	// What others own, read from their mirrors.
	programme func(ctx context.Context, id string) (programme, error)
	confirmed func(ctx context.Context, person string) error
	askable   func(ctx context.Context, issue string) error // by asking catalog
	issues    func(ctx context.Context, issues, people []string) ([]wire.IssueKnown, error)
	mentors   func(ctx context.Context, p programme, person string) (bool, error)
	mentorIDs func(ctx context.Context, programme, after string, limit int) ([]string, error)
	eligible  func(ctx context.Context, p programme, newcomer string, mentors []string, parted map[string]bool) error
	without   func(ctx context.Context, p programme, cohort, newcomer, mentor string) (absence, error)

	key      []byte   // signs the tokens of mails
	scanned  sync.Map // by programme: where looking for mentors with a place stopped; nothing is lost with it
	erasures *outbox.Erasures
	office   *office.Service
	help     *help.Service
}

// New opens the collections and mirrors and makes the routes. Nothing runs before Run.
func New(ctx context.Context, cfg Config, d Deps) (*Service, error) {
	if cfg.Interval <= 0 {
		cfg.Interval = 30 * time.Second
	}
	if d.Verifier == nil {
		d.Verifier = d.Guard
	}
	if d.Granted == nil {
		d.Granted = func(p auth.Principal, roles []string, scopes ...string) bool {
			return d.Guard != nil && d.Guard.Granted(p, roles, scopes...) || d.Guard == nil && p.Has(auth.Administrator)
		}
	}
	s := &Service{cfg: cfg, d: d, steps: protocol()}
	s.programme, s.eligible, s.askable, s.mentors = s.mirroredProgramme, s.mirroredEligible, s.askCatalog, s.mirroredMentors
	s.without = s.mirroredWithout
	s.issues = s.askIssues
	if cfg.Unpaced {
		s.steps.listNewcomer = func(st *Standing, l Listing, r wire.Rules) error {
			st.Made, st.Rests = nil, nil
			return st.listNewcomer(l, r)
		}
	}
	s.mentorIDs, s.confirmed = s.mirroredMentorIDs, s.mirroredConfirmed
	var err error
	if s.c, err = openCollections(ctx, d.DB); err != nil {
		return nil, err
	}
	if s.stops, err = openStops(ctx, d.DB); err != nil {
		return nil, err
	}
	if err = d.Bus.EnsureStreams(ctx, service); err != nil {
		return nil, err
	}
	if s.m, err = openMirrors(ctx, d); err != nil {
		return nil, err
	}
	if s.dead, err = outbox.NewDeadLetters(ctx, d.DB, d.Bus, service); err != nil {
		return nil, err
	}
	s.erasures, err = outbox.NewErasures(ctx, d.DB, service, func(account string) wire.Event { return wire.MentoringErased{Account: account} })
	if err != nil {
		return nil, err
	}
	if s.key, err = s.c.answerKey(ctx, cfg.KeyFile); err != nil {
		return nil, err
	}
	if s.help, err = s.helpOnIssues(ctx); err != nil {
		return nil, err
	}
	if s.office, err = s.officeHours(ctx); err != nil {
		return nil, err
	}
	s.relay, err = outbox.NewRelay(ctx, d.DB, d.Bus, service, d.Log, s.erasures.Source(), s.dead.Source(),
		outbox.SourceOf(s.c.matches, "match", renderMatch),
		outbox.SourceOf(s.c.standings, "standing", renderStanding),
		outbox.SourceOf(s.c.sessions, "", nil),
		s.office.Source(),
		outbox.SourceOf(s.c.claims, "claim", renderClaim),
		s.help.Source())
	if err != nil {
		return nil, err
	}
	mirrored := []bus.Consumer{s.m.accounts.Consumer(), s.m.persons.Consumer(), s.m.programmes.Consumer(), s.m.members.Consumer(),
		s.m.participants.Consumer()}
	for _, c := range append(mirrored, s.consumers()...) {
		s.dead.Bind(c)
	}
	s.router = s.routes()
	return s, nil
}

// Router is the service's HTTP side.
func (s *Service) Router() *httpserver.Router { return s.router }

// Run relays, mirrors, consumes, answers and keeps the clocks until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	loops := []run.Loop{
		{Name: "mentoring relay", Run: s.relay.Run},
		{Name: "mentoring accounts", Run: s.m.accounts.Run},
		{Name: "mentoring persons", Run: s.m.persons.Run},
		{Name: "mentoring programmes", Run: s.m.programmes.Run},
		{Name: "mentoring members", Run: s.m.members.Run},
		{Name: "mentoring participants", Run: s.m.participants.Run},
		{Name: "mentoring questions", Run: s.answer},
		{Name: "mentoring answer tokens", Run: s.answerTokens},
		{Name: "mentoring stops", Run: s.answerStops},
		{Name: "mentoring evidence", Run: s.answerEvidence},
		run.Every(s.d.Log, "mentoring clocks", s.cfg.Interval, s.Tick),
		run.Every(s.d.Log, "mentoring sweep", time.Hour, s.sweep),
		run.Every(s.d.Log, "mentoring sweep of stops", time.Hour, s.sweepStops),
	}
	for _, c := range s.consumers() {
		loops = append(loops, run.Loop{Name: c.Name, Run: func(ctx context.Context) error { return s.d.Bus.Consume(ctx, c) }})
	}
	return run.Loops(ctx, s.d.Log, loops...)
}

// at is a named crash point.
func (s *Service) at(point string) {
	if s.crash != nil {
		s.crash(point)
	}
}

// programme is what mentoring needs to know of one.
type programme struct {
	ID, Org string
	Parent  string // the programme around it
	Open    bool   // people may ask
	Rules   wire.Rules
}
