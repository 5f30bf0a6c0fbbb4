package running

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// saidAfter is how long after the close of a cohort its last check-ins are still listed for a mentor.
const saidAfter = 14 * day

// Mentored are those whose mentor the caller is in a programme, where they take part in a cohort, with how many check-ins wait for the caller.
// Whoever mentors nobody there gets an empty list, whether or not there is such a programme.
func (s *Service) Mentored(ctx context.Context, programme string) ([]api.Mentored, error) {
	out, p := []api.Mentored{}, auth.From(ctx).ID
	newcomers, err := s.d.Newcomers(ctx, programme, p)
	if err != nil {
		return nil, err
	}
	for _, newcomer := range newcomers {
		// As the check-ins themselves see it: of two mentors one is theirs.
		if mentor, err := s.d.Mentor(ctx, programme, newcomer); err != nil {
			return nil, err
		} else if mentor != p {
			continue
		}
		taking, err := s.d.Applications.TakingIn(ctx, programme, newcomer)
		if err != nil {
			return nil, err
		}
		for _, a := range taking {
			c, err := s.d.Cohorts.Read(ctx, a.Body.Cohort)
			if err != nil {
				return nil, err
			}
			if end := c.Body.Begins(cohort.Closed); !end.IsZero() && s.d.Now().After(end.Add(saidAfter)) {
				continue
			}
			r, err := s.run(ctx, a.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, api.Mentored{Application: a.ID, Cohort: a.Body.Cohort, Person: newcomer,
				Waiting: r.waiting(r.days(&c.Body, &a.Body), Mentor, s.d.Now())})
		}
	}
	return out, nil
}
