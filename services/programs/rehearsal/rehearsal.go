package rehearsal

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Bounds.
const (
	atOnce       = 2
	longest      = time.Minute
	messagesMost = 3000
	newcomers    = 12 // without being asked for more
	mentors      = 5
)

// Told is what a fact would tell one person.
type Told struct {
	Person, Kind, How string
	Mailed            bool
	Subject           string
	Lines             []string
	Action            string
}

// Round is what people are paired by. Criteria is JSON as the cohort has it, "" for none.
type Round struct {
	At       time.Time
	Criteria string
	Rules    wire.Rules // the programme's: of them the weights, and what it looks for
	People   []Standing
}

// Standing is somebody whom a round pairs: what they answered, and the profile that they are made up to have.
type Standing struct {
	wire.RoundParticipant
	Profile
}

// Deps are what the room stands on.
type Deps struct {
	Now     run.Clock
	Log     *slog.Logger
	Cohorts *cohort.Service
	// Scratch opens a store that is thrown away by the function it gives.
	Scratch func(ctx context.Context, now run.Clock) (*store.DB, func(), error)
	// Preview says what a fact would tell whom.
	Preview func(e wire.Envelope, language func(person string) string) ([]Told, error)
	// Pair gives people of a round their mentors, newcomer by newcomer.
	Pair func(ctx context.Context, r Round) (mentorOf map[string]string, err error)
	// Rules are the programme's.
	Rules func(ctx context.Context, programme string) (wire.Rules, error)
	// Never are the questions of the figures whose table so many people can never publish; known is false where nothing is set up, and where
	// nobody knows how many come (expected 0, and nobody is there yet).
	Never func(ctx context.Context, cohort string, expected int) (questions []string, known bool, err error)
	// Chosen says whether it was chosen what is asked for the figures of who takes part.
	Chosen func(ctx context.Context, cohort string) (bool, error)
	// Sizes are who takes part in the real cohort so far.
	Sizes func(ctx context.Context, cohort string) (newcomers, mentors int, err error)
}

// Service plays rehearsals. It keeps nothing.
type Service struct {
	d    Deps
	busy chan struct{}
}

// New is ready at once.
func New(d Deps) *Service { return &Service{d: d, busy: make(chan struct{}, atOnce)} }

// Play rehearses a cohort; its organisers. Errors: NotFound "cohort.absent"; Forbidden "programs.organisers_only"; Invalid for settings
// that could not be published; Unavailable "rehearsal.busy", "rehearsal.too_long".
func (s *Service) Play(ctx context.Context, id string, in api.RehearsalBody) (*api.Rehearsal, error) {
	k, err := s.d.Cohorts.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if !k.Seen.Organiser {
		return nil, refusal.NotOrganiser
	}
	select {
	case s.busy <- struct{}{}:
		defer func() { <-s.busy }()
	default:
		return nil, fault.New(fault.Unavailable, "rehearsal.busy", "Others rehearse at this moment. Try again in a minute.")
	}
	if in.Newcomers == 0 {
		in.Newcomers = newcomers
	}
	if in.Mentors == 0 {
		in.Mentors = mentors
	}
	warnings, rules, err := s.look(ctx, k)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	out, err := s.play(limited, k.Doc, rules, in)
	if err != nil {
		if errors.Is(limited.Err(), context.DeadlineExceeded) {
			return nil, fault.New(fault.Unavailable, "rehearsal.too_long", "The rehearsal took longer than a minute. Try it with fewer people.")
		}
		return nil, err
	}
	out.Warnings = append(warnings, out.Warnings...)
	return out, nil
}

// look is what can be said without playing.
func (s *Service) look(ctx context.Context, k cohort.Known) ([]api.RehearsalWarning, wire.Rules, error) {
	rules, err := s.d.Rules(ctx, k.Body.Programme)
	if err != nil {
		return nil, rules, err
	}
	chosen, err := s.d.Chosen(ctx, k.ID)
	if err != nil {
		return nil, rules, err
	}
	out := unchosen(&k.Body, chosen, s.d.Now())
	out = append(out, warnings(&k.Body, rules, s.d.Now())...)
	others, _, err := s.d.Cohorts.List(ctx, k.Body.Programme, 100, "")
	if err != nil {
		return nil, rules, err
	}
	for _, o := range others {
		if o.ID != k.ID && o.Body.Published && meet(&k.Body, &o.Body) {
			out = append(out, api.RehearsalWarning{Code: "runs_beside", Name: o.Body.Name, Day: o.Body.Begins(cohort.Running)})
		}
	}
	some, guides, err := s.d.Sizes(ctx, k.ID)
	if err != nil {
		return nil, rules, err
	}
	expected := max(some, k.Body.Places)
	if expected > 0 {
		expected += guides
	}
	never, known, err := s.d.Never(ctx, k.ID, expected)
	if err != nil {
		return nil, rules, err
	}
	for _, q := range never {
		if known {
			out = append(out, api.RehearsalWarning{Code: "table_never", Name: q, Number: expected})
		}
	}
	return out, rules, nil
}
