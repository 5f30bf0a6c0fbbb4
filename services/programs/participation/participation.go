package participation

import (
	"context"
	"log/slog"
	"time"

	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/participation/dp"
	"github.com/waymark-dev/waymark/services/programs/participation/protect"
)

// Cycle is what the room must know of a cohort.
type Cycle struct {
	Org       string // its organisation
	Programme string
	Called    bool      // its call has begun: the set-up is fixed
	Closed    time.Time // since when it is closed for good; zero before
	Ends      time.Time // when it closes or closed; zero without a closing date
	Newcomers int       // who take part, or took part until the end; for the outlook, no report counts them
	Mentors   int
	Places    int  // for newcomers, while more can come; 0 no bound
	Full      bool // nobody comes any more
}

// Kin is where a programme is among others.
type Kin struct {
	Root string   // the outermost programme around it: the reports of its tree are made one after another
	Near []string // itself, the programmes around it and those within it: their reports are compared
	Tree []string // all programmes of the tree: they spend from one ledger
}

// Deps are what the room stands on. What it asks of the rest of programs are functions.
type Deps struct {
	DB      *store.DB // the service's: set-ups, keys, reports, ledgers
	Answers *store.DB // a store of its own, for what people answered and nothing else
	Now     run.Clock
	Log     *slog.Logger
	// Cycle finds a cohort, whoever asks. NotFound if there is none.
	Cycle func(ctx context.Context, cohort string) (Cycle, error)
	// TakesPart says whether a person takes or took part in a cohort, and as what: "newcomer" or "mentor".
	TakesPart func(ctx context.Context, cohort, person string) (as string, ok bool, err error)
	// Took are all who take or took part in a cohort, whoever has left since, and as what, as TakesPart has it.
	Took func(ctx context.Context, cohort string) (map[string]string, error)
	// CyclesOf are the cohorts in which a person takes or took part.
	CyclesOf func(ctx context.Context, person string) ([]string, error)
	// Organises is nil if the caller organises the programme; NotFound or Forbidden else.
	Organises func(ctx context.Context, programme string) error
	// Sees is nil if the caller may see the programme; NotFound else.
	Sees func(ctx context.Context, programme string) error
	// Kin says where a programme is among others.
	Kin func(ctx context.Context, programme string) (Kin, error)
	// Coins and Random are secret; nil is the system's secure source. Tests hand in others.
	Coins  protect.Coins
	Random dp.Source
}

// Service keeps participation.
type Service struct {
	d Deps
	c collections
}

// New opens the collections. Nothing runs: whoever made it calls Tick.
func New(ctx context.Context, d Deps) (*Service, error) {
	if d.Coins == nil {
		d.Coins = protect.Fair
	}
	if d.Random == nil {
		d.Random = dp.Secure
	}
	c, err := open(ctx, d.DB, d.Answers)
	if err != nil {
		return nil, err
	}
	return &Service{d: d, c: c}, nil
}

// moved is the fact of what an organiser did, for the audit. It says nothing of who answers.
func (s *Service) moved(ctx context.Context, cycle, programme, how string) store.Fact {
	return outbox.Fact(ctx, s.d.DB, wire.ParticipationMoved{Cohort: cycle, Programme: programme, How: how}, outbox.Scope{Programme: programme})
}

// Source is what the relay publishes of it.
func (s *Service) Source() outbox.Source { return outbox.SourceOf(s.c.setups, "", nil) }
