package outcomes

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/participation/dp"
	"github.com/waymark-dev/waymark/services/programs/refusal"
	"github.com/waymark-dev/waymark/services/programs/running"
)

// Request is one mentor's turn in a request, as far as is known. Ended is zero while it waits.
type Request struct {
	Asked, Ended time.Time
	Answered     bool // with a yes or a "not this time"
}

// Deps are what the room stands on. What it asks of the rest of programs are functions.
type Deps struct {
	DB           *store.DB
	Now          run.Clock
	Cohorts      *cohort.Service
	Applications *application.Service
	Running      *running.Service
	// Matched is when a mentor said yes to somebody in a programme, for the first time from a time on; ok is false without one. SaidYes says
	// whether a mentor said yes to anybody from then on.
	Matched func(ctx context.Context, programme, newcomer string, from time.Time) (at time.Time, ok bool, err error)
	SaidYes func(ctx context.Context, programme, mentor string, from time.Time) (bool, error)
	// Mentors says whether somebody mentors or mentored in a programme, in a mentorship that was asked for after a time.
	Mentors func(ctx context.Context, programme, mentor string, after time.Time) (bool, error)
	// Requests are those of a programme that came to a mentor after a time; Live is how many people they accompany in it now.
	Requests func(ctx context.Context, programme, mentor string, after time.Time) ([]Request, error)
	Live     func(ctx context.Context, programme, mentor string) (int, error)
	// Maintains says whether one of these people looks after a project.
	Maintains func(ctx context.Context, project string, people []string) (bool, error)
	// Offered are the projects of a cohort that wait for an organiser, and those that are approved and that none of these mentors is named for.
	Offered func(ctx context.Context, cohort string, mentors []string) ([]api.ConsoleItem, error)
	// Partners are those with a cohort, with the projects that they bring.
	Partners func(ctx context.Context, c *store.Doc[cohort.Cohort]) ([]api.CohortPartner, error)
	// Helped is how much help mentors offer on issues of a cohort's projects, and how many projects were left out.
	Helped func(ctx context.Context, c *store.Doc[cohort.Cohort]) ([]api.ConsoleHelp, int, error)
	// Proofs is what the tokens of an account's mails are bound to; ok is false where it may not take part.
	Proofs func(ctx context.Context, account string) (n int64, ok bool, err error)
	// Key signs the tokens of mails; nil has one made and kept in the store.
	Key []byte
	// Noise is secret; nil is the system's secure source. Tests hand in another.
	Noise Noise
}

// Service counts, asks, and freezes what was counted.
type Service struct {
	d   Deps
	c   collections
	key []byte
}

// New opens the collections. Nothing runs: whoever made it calls Begin and Tick.
func New(ctx context.Context, d Deps) (*Service, error) {
	if d.Noise == nil {
		d.Noise = dp.Source(dp.Secure).Noise
	}
	s := &Service{d: d, key: d.Key}
	var err error
	if s.c, err = open(ctx, d.DB); err == nil && s.key == nil {
		s.key, err = s.c.key(ctx)
	}
	return s, err
}

// Source is what the relay publishes of it.
func (s *Service) Source() outbox.Source { return outbox.SourceOf(s.c.stills, "", nil) }

// Get is how a cohort went: exactly for organisers and reviewers, what was frozen for everybody else with a role on the programme, and if
// that is asked for. Forbidden "programs.organisers_only"; NotFound "cohort.absent".
func (s *Service) Get(ctx context.Context, id string, protected bool) (api.CohortOutcomes, error) {
	k, err := s.d.Cohorts.Get(ctx, id)
	if err != nil {
		return api.CohortOutcomes{}, err
	}
	if !k.Seen.Role {
		return api.CohortOutcomes{}, refusal.NotOrganiser
	}
	if protected || !k.Seen.Organiser && !k.Seen.Reviewer {
		return s.printed(ctx, k.Doc)
	}
	people, err := s.people(ctx, k.Doc)
	if err != nil {
		return api.CohortOutcomes{}, err
	}
	part := known(k.Body.Begins(cohort.Closed), s.d.Now())
	out := Count(people, tracksOf(&k.Body), part)
	if k.Body.Within == cohort.Both {
		out.Groups = append(out.Groups, split(people, part)...)
	}
	return out, nil
}

// known is the last part whose question was asked by a time, for those who read exact counts.
func known(ended, now time.Time) int {
	part := partEnd
	for i, m := range Months {
		if !ended.IsZero() && !now.Before(ended.AddDate(0, m, 0)) {
			part = i + 1
		}
	}
	return part
}

func tracksOf(c *cohort.Cohort) (out []string) {
	for _, t := range c.Tracks {
		out = append(out, t.Code)
	}
	return out
}

// printed is what was frozen.
func (s *Service) printed(ctx context.Context, c *store.Doc[cohort.Cohort]) (api.CohortOutcomes, error) {
	d, err := s.c.reports.Get(ctx, c.ID)
	switch {
	case err != nil && !fault.Absent(err):
		return api.CohortOutcomes{}, err
	case err == nil && d.Body.Part > 0:
		return Printed(d.Body.Figures, len(d.Body.Tracks)), nil
	case c.Body.At(s.d.Now()) != cohort.Closed:
		return Waiting(tracksOf(&c.Body), "not_closed"), nil
	}
	return Waiting(tracksOf(&c.Body), "not_made"), nil
}

// people are all that is counted of a cohort.
func (s *Service) people(ctx context.Context, c *store.Doc[cohort.Cohort]) ([]Person, error) {
	said, err := s.said(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	var out []Person
	err = s.d.Applications.EachCounted(ctx, c.ID, func(ctx context.Context, a *store.Doc[application.Application]) (func(), error) {
		p, err := s.person(ctx, c, a)
		for i, m := range Months {
			if q := said[a.ID]; q != nil && q.said(m) != nil {
				p.Said[i], p.Still[i] = true, q.said(m).Still
			}
		}
		return func() { out = append(out, p) }, err
	}, func(u *application.Unnamed) error {
		out = append(out, Person{As: u.As, Tracks: u.Tracks, Sent: u.Sent, Days: -1})
		return nil
	})
	return out, err
}

// said are the answers of a cohort's newcomers, by application.
func (s *Service) said(ctx context.Context, cohortID string) (map[string]*Still, error) {
	out := map[string]*Still{}
	err := s.c.stills.Each(ctx, where(byCohort, cohortID), func(d *store.Doc[Still]) error {
		if len(d.Body.Said) > 0 {
			out[d.ID] = &d.Body
		}
		return ctx.Err()
	})
	return out, err
}

func (s *Service) person(ctx context.Context, c *store.Doc[cohort.Cohort], d *store.Doc[application.Application]) (p Person, err error) {
	a := &d.Body
	p = Person{As: a.As, Belongs: a.Belongs, Tracks: a.Tracks, Sent: !a.Sent.IsZero(), Accepted: a.Was(), HasLeft: a.State == application.Left, Days: -1}
	if !p.Accepted {
		return p, nil
	}
	if a.As == application.Mentor {
		err = s.mentor(ctx, a, &p)
	} else {
		err = s.newcomer(ctx, a, &p)
	}
	if err != nil {
		return p, err
	}
	f, err := s.d.Running.Figures(ctx, c, d)
	p.Completed, p.Due, p.InTime, p.Second = f.Completed, f.Due, f.InTime, f.Evidence > 1
	return p, err
}

func (s *Service) mentor(ctx context.Context, a *application.Application, p *Person) (err error) {
	if p.Matched, err = s.d.SaidYes(ctx, a.Programme, a.Person, a.Joined); err != nil {
		return err
	}
	list, err := s.d.Requests(ctx, a.Programme, a.Person, a.Joined)
	for _, r := range list {
		if r.Ended.IsZero() {
			continue
		}
		if p.Asked++; r.Answered {
			p.Hours = append(p.Hours, int(r.Ended.Sub(r.Asked)/time.Hour))
		}
	}
	return err
}

func (s *Service) newcomer(ctx context.Context, a *application.Application, p *Person) error {
	at, ok, err := s.d.Matched(ctx, a.Programme, a.Person, a.Joined)
	if err != nil {
		return err
	}
	if p.Matched = ok; ok {
		p.Days = max(0, int(at.Sub(a.Joined)/day))
	}
	if p.Mentors, err = s.d.Mentors(ctx, a.Programme, a.Person, a.Joined); err != nil || p.Mentors {
		return err
	}
	p.Mentors, err = s.d.Applications.MentorsSince(ctx, a.Person, a.Joined)
	return err
}
