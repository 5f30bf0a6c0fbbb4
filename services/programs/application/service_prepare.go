package application

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Prepare prepares one decision about several applications of a cohort, each in a step of its own; what cannot be decided says why. Organisers.
// seen are the numbers of the decisions that stood when the caller looked, in the order of ids; none where none stood. Errors: NotFound
// "cohort.absent"; Forbidden; Invalid for a decision that nothing could be decided with, and for as many numbers as are no use.
func (s *Service) Prepare(ctx context.Context, cohortID string, b api.ApplicationDecision, ids []string, seen ...int64) ([]api.DecisionPrepared, error) {
	k, err := s.d.Cohorts.Get(ctx, cohortID)
	if err != nil {
		return nil, err
	}
	if !k.Seen.Organiser {
		return nil, refusal.NotOrganiser
	}
	if len(seen) > 0 && len(seen) != len(ids) {
		return nil, fault.InvalidFields(fault.Field{Pointer: "/replaces", Code: "required"})
	}
	out := make([]api.DecisionPrepared, 0, len(ids))
	for i, id := range ids {
		number := int64(0)
		if len(seen) > 0 {
			number = seen[i]
		}
		err := s.prepare(ctx, cohortID, id, b, number)
		one := api.DecisionPrepared{Application: id, Prepared: err == nil}
		switch {
		case err == nil:
		case ctx.Err() != nil, fault.Has(err, fault.Invalid): // of the decision, which is the same for all
			return nil, err
		default:
			one.Code = fault.As(err).Code
		}
		out = append(out, one)
	}
	return out, nil
}

func (s *Service) prepare(ctx context.Context, cohortID, id string, b api.ApplicationDecision, seen int64) error {
	if !store.ValidID(id) {
		return errAbsent
	}
	d, err := s.c.applications.Get(ctx, id)
	if err != nil {
		return absent(err) // of who was erased too: nobody learns by an id that they have been here
	}
	if d.Body.Cohort != cohortID {
		return errAbsent
	}
	_, err = s.Decide(ctx, id, b, seen)
	return err
}
