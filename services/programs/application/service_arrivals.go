package application

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// MayArrive refuses a badge of somebody whom the cohort declined, or who left it: a badge may have been found, and whoever decided is
// asked first. For the program itself. Conflict "application.not_taken".
func (s *Service) MayArrive(ctx context.Context, cohortID, person, as string) error {
	d, err := s.c.applications.Get(ctx, ID(cohortID, person, as))
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	if d.Body.State == Declined || d.Body.State == Left {
		return errNotTaken
	}
	return nil
}

var errNotTaken = fault.New(fault.Conflict, "application.not_taken", "You do not take part in this: it was declined, or you left. Its organisers can tell "+
	"you more.")

// Arrive lets somebody take part who came to the cohort's event with a badge: whatever its phase, since the badge says that they may. Who
// takes part already is left as they are; who was declined, or left, is refused (MayArrive). For the program itself.
func (s *Service) Arrive(ctx context.Context, c *store.Doc[cohort.Cohort], person, as string) error {
	d, err := s.c.applications.Upsert(ctx, ID(c.ID, person, as), func(d *store.Doc[Application]) error {
		a, now := &d.Body, s.d.Now()
		if a.State == Accepted {
			return store.Unchanged
		}
		if a.State == Declined || a.State == Left {
			return errNotTaken
		}
		a.Org, a.Programme, a.Cohort, a.Person, a.As = c.Body.Org, c.Body.Programme, c.ID, person, as
		if a.Saved.IsZero() {
			a.Saved, a.Version = now, now
		}
		a.join(now)
		return nil
	})
	if err != nil {
		return err
	}
	return s.shorten(ctx, d)
}

// Admitted makes a participant a member of the programme now, where that was not done yet. For the program itself.
func (s *Service) Admitted(ctx context.Context, cohortID, person, as string) {
	if d, err := s.c.applications.Get(ctx, ID(cohortID, person, as)); err == nil {
		s.admit(ctx, d)
	}
}
