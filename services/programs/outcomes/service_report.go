package outcomes

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Make freezes how a cohort went, for everybody who may read no names: once, whatever becomes of its people afterwards. Asked again it
// answers the same. The clock does it 28 days after the end where nobody did. Organisers. Conflict "outcomes.not_closed".
func (s *Service) Make(ctx context.Context, id string) (api.CohortOutcomes, error) {
	k, err := s.d.Cohorts.Get(ctx, id)
	if err != nil {
		return api.CohortOutcomes{}, err
	}
	if !k.Seen.Organiser {
		return api.CohortOutcomes{}, refusal.NotOrganiser
	}
	if k.Body.At(s.d.Now()) != cohort.Closed || k.Body.Begins(cohort.Closed).IsZero() {
		return api.CohortOutcomes{}, fault.New(fault.Conflict, "outcomes.not_closed", "The report is made once the cohort is closed.")
	}
	d, err := s.begin(ctx, k.Doc)
	if err != nil {
		return api.CohortOutcomes{}, err
	}
	if d.Body.Part == 0 {
		if err := s.freeze(ctx, id, partEnd); err != nil {
			return api.CohortOutcomes{}, err
		}
	}
	return s.printed(ctx, k.Doc)
}

// freeze takes in a part, unless somebody else did meanwhile.
func (s *Service) freeze(ctx context.Context, id string, part int) error {
	c, err := s.d.Cohorts.Read(ctx, id)
	if err != nil {
		return err
	}
	people, err := s.people(ctx, c)
	if err != nil {
		return err
	}
	_, err = s.c.reports.Update(ctx, id, func(d *store.Doc[Report]) error {
		if d.Body.Part != part {
			return store.Unchanged
		}
		d.Body.freeze(people, s.d.Now(), s.d.Noise)
		return nil
	})
	return err
}
