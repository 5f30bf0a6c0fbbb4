package programs

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/rehearsal"
)

// Rehearsing is what rehearsals need that is not of this service.
type Rehearsing struct {
	// Scratch opens a store that is thrown away by the function it gives; nil: cohorts cannot be rehearsed here, and there is no route.
	Scratch func(ctx context.Context, now run.Clock) (*store.DB, func(), error)
	// Preview says what a fact would tell whom, in the language of each.
	Preview func(e wire.Envelope, language func(person string) string) ([]rehearsal.Told, error)
	// Pair gives people of a round their mentors. Its criteria are JSON as the public API has it (CohortCriteria).
	Pair func(ctx context.Context, r rehearsal.Round) (mentorOf map[string]string, err error)
}

// openRehearsal makes the room of rehearsals; once the others are there.
func (s *Service) openRehearsal() {
	if s.d.Rehearse.Scratch == nil {
		return
	}
	s.rehearsal = rehearsal.New(rehearsal.Deps{
		Now: s.d.Now, Log: s.d.Log, Cohorts: s.cohorts, Scratch: s.d.Rehearse.Scratch, Preview: s.d.Rehearse.Preview, Pair: s.d.Rehearse.Pair,
		Rules: func(ctx context.Context, programme string) (wire.Rules, error) {
			at, err := s.Rules(ctx, programme, 0)
			return at.Rules, err
		},
		Never: s.neverPublished, Chosen: s.participation.Chosen, Sizes: s.applications.Sizes,
	})
}

// neverPublished are the questions of a cohort's figures whose tables so many people can never publish.
func (s *Service) neverPublished(ctx context.Context, id string, expected int) (out []string, known bool, err error) {
	c, err := s.participation.Cycle(ctx, id, expected)
	if err != nil || c.State == "none" || expected == 0 {
		return nil, false, err
	}
	for _, o := range c.Outlook {
		if o.Can == "never" {
			out = append(out, o.Question)
		}
	}
	return out, true, nil
}
