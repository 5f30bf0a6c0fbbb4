package outcomes

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/running"
)

// Deps are what the room stands on.
type Deps struct {
	Now          run.Clock
	Cohorts      *cohort.Service
	Applications *application.Service
	Running      *running.Service
	// Matched is when the request was made that led somebody to a mentor in a programme; ok is false without one.
	Matched func(ctx context.Context, programme, newcomer string) (at time.Time, ok bool, err error)
	// Mentors says whether somebody mentors or mentored in a programme.
	Mentors func(ctx context.Context, programme, mentor string) (bool, error)
}

// Service counts.
type Service struct{ d Deps }

// New needs nothing but its neighbours.
func New(d Deps) *Service { return &Service{d: d} }

// Get counts a cohort's outcomes: exactly for organisers and reviewers, protected for everybody else with a role on the programme, and if
// that is asked for. Protected ones are all hidden until the cohort is closed; one without a closing date never
// has any. Forbidden "programs.organisers_only"; NotFound "cohort.absent".
func (s *Service) Get(ctx context.Context, id string, protected bool) (api.CohortOutcomes, error) {
	k, err := s.d.Cohorts.Get(ctx, id)
	if err != nil {
		return api.CohortOutcomes{}, err
	}
	if !k.Seen.Role {
		return api.CohortOutcomes{}, fault.New(fault.Forbidden, "programs.organisers_only", "Only organisers can do this.")
	}
	protected = protected || !k.Seen.Organiser && !k.Seen.Reviewer
	var tracks []string
	for _, t := range k.Body.Tracks {
		tracks = append(tracks, t.Code)
	}
	if protected && k.Body.At(s.d.Now()) != cohort.Closed {
		return waiting(tracks), nil
	}
	var people []Person
	err = s.d.Applications.EachOf(ctx, id, func(a *store.Doc[application.Application]) error {
		p, err := s.person(ctx, k.Doc, a)
		people = append(people, p)
		return err
	})
	if err != nil {
		return api.CohortOutcomes{}, err
	}
	return Count(people, tracks, protected), nil
}

func (s *Service) person(ctx context.Context, c *store.Doc[cohort.Cohort], d *store.Doc[application.Application]) (Person, error) {
	a := &d.Body
	p := Person{As: a.As, Tracks: a.Tracks, Sent: !a.Sent.IsZero(), Accepted: a.Was(), HasLeft: a.State == application.Left, Days: -1}
	if !p.Accepted {
		return p, nil
	}
	var err error
	if a.As == application.Mentor {
		p.Matched, err = s.d.Mentors(ctx, a.Programme, a.Person)
	} else {
		var at time.Time
		at, p.Matched, err = s.d.Matched(ctx, a.Programme, a.Person)
		if p.Matched && at.After(a.Joined) {
			p.Days = int(at.Sub(a.Joined) / (24 * time.Hour))
		} else if p.Matched {
			p.Days = 0
		}
	}
	if err != nil {
		return p, err
	}
	p.Completed, p.Due, p.InTime, err = s.d.Running.Figures(ctx, c, d)
	return p, err
}
