package rounds

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"time"

	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

// Deps are what the room stands on. What it asks of the rest of matching, and of other services, are functions.
type Deps struct {
	DB  *store.DB
	Now run.Clock
	Log *slog.Logger
	// Interval between two looks for work that nobody does; 10 s by default.
	Interval time.Duration
	// Organises says whether the caller organises a programme, and gives its organisation.
	Organises func(ctx context.Context, programme string) (org string, ok bool)
	// Ready says why Organises cannot be believed yet; nil once it can. It may be nil.
	Ready func() error
	// Cast is who takes part now: of a cohort, or of the whole programme where it is ""; of newcomers this one alone, unless it is "". Fault
	// Unavailable while that is not known yet.
	Cast func(ctx context.Context, programme, cohort, newcomer string) (*casting.Cast, error)
	// Taxonomy of skills, with what moderators decided.
	Taxonomy func() *skill.Taxonomy
	// Input asks programs for a page of what a cohort's round is solved with.
	Input func(ctx context.Context, q wire.RoundInputQuestion) (wire.RoundInputAnswer, error)
	// Propose asks mentoring to propose a pair.
	Propose func(ctx context.Context, q wire.ProposeQuestion) (wire.ProposeAnswer, error)
	// Replies asks mentoring how the proposals of a round went on.
	Replies func(ctx context.Context, q wire.RepliesQuestion) (wire.RepliesAnswer, error)
	// Match is the status of a match that is proposed, accepted or active, "" of any other.
	Match func(id string) string
	Crash func(point string) // tests end the process there; nil otherwise
}

// Service keeps rounds.
type Service struct {
	d     Deps
	c     collections
	self  string        // this process, in leases
	wake  chan struct{} // there may be work
	cache cache
	// heavy lets one piece of work at a time use the processor: gathering and solving take all of it.
	heavy  chan struct{}
	asking *turns // what a pair is worth that no round looked at
}

// New opens the collections. Nothing runs before Run.
func New(ctx context.Context, d Deps) (*Service, error) {
	if d.Interval <= 0 {
		d.Interval = 10 * time.Second
	}
	c, err := open(ctx, d.DB)
	if err != nil {
		return nil, err
	}
	var id [8]byte
	_, _ = rand.Read(id[:]) // never fails
	return &Service{d: d, c: c, self: hex.EncodeToString(id[:]), wake: make(chan struct{}, 1), heavy: make(chan struct{}, 1),
		asking: newTurns(mostWorths)}, nil
}

// Source is what the relay publishes of it.
func (s *Service) Source() outbox.Source { return outbox.SourceOf(s.c.rounds, "", nil) }

// Run does the work of rounds until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	return run.Loops(ctx, s.d.Log,
		run.Loop{Name: "rounds", Run: s.work},
		run.Every(s.d.Log, "rounds", s.d.Interval, func(context.Context) error { s.stir(); return nil }),
		run.Every(s.d.Log, "rounds_left", time.Hour, s.dropLeft),
	)
}

func (s *Service) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *Service) at(point string) {
	if s.d.Crash != nil {
		s.d.Crash(point)
	}
}

// asks is how many questions to mentoring are on their way at once while a round is published: they wait for a store that makes many writes
// durable together, most of their time, and leave room among the 64 that one process of mentoring answers at once.
const asks = 48
