package cohort

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// removable refuses what people have read, or may have come to. Conflict "cohort.was_open".
func (c *Cohort) removable() error {
	if c.Published || c.Called {
		return fault.New(fault.Conflict, "cohort.was_open",
			"People can read this cohort, or could when its call had begun, so it stays. Its dates say when it is over.")
	}
	return nil
}

// Remove deletes a cohort that was made by mistake: one that nobody can read, whose call never began, and to which nothing belongs. Organisers.
// NotFound "cohort.absent"; Forbidden; Conflict "cohort.was_open", "cohort.in_use".
func (s *Service) Remove(ctx context.Context, id string) error {
	k, err := s.own(ctx, id)
	if err == nil {
		err = k.Body.removable()
	}
	if err != nil {
		return err
	}
	if s.d.Used != nil { // before: nothing comes to a cohort that nobody can read, but by its organisers
		used, err := s.d.Used(ctx, id)
		if err != nil {
			return err
		}
		if used {
			return errInUse
		}
	}
	err = s.cohorts.Delete(ctx, id, func(d *store.Doc[Cohort]) error {
		if err := d.Body.removable(); err != nil { // it was published meanwhile
			return err
		}
		s.say(ctx, d, "deleted")
		return nil
	})
	if err != nil {
		return refusal.Absent(err, errAbsent)
	}
	for v := 1; v < k.Body.AgreementVersion; v++ {
		if err := s.past.Drop(ctx, pastID(id, v)); err != nil {
			return err
		}
	}
	return nil
}

var errInUse = fault.New(fault.Conflict, "cohort.in_use",
	"Something belongs to this cohort already: an application, an offered project, an event, or figures that are published with those of others. "+
		"It stays.")
