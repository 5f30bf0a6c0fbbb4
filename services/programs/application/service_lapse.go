package application

import (
	"context"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// lapse deletes the applications whose time has come, with everything that was said about them, and looks at the others again later. Each
// document is one step: what stays is counted first, under an id that the same document gives again, then what hangs on the application
// goes, then itself. Whatever stops in between goes on from there.
func (s *Service) lapse(ctx context.Context) error {
	var errs []error
	err := s.c.applications.Each(ctx, lapsing(store.At(s.d.Now())), func(d *store.Doc[Application]) error {
		if err := s.look(ctx, d); err != nil && len(errs) < 10 { // one that fails keeps none of the others
			errs = append(errs, err)
		}
		return ctx.Err()
	})
	return errors.Join(append(errs, err)...)
}

func (s *Service) look(ctx context.Context, d *store.Doc[Application]) error {
	at, err := s.keptUntil(ctx, &d.Body)
	if err != nil {
		return err
	}
	if now := s.d.Now(); at.After(now) {
		return s.lookLater(ctx, d, at, now)
	}
	return s.remove(ctx, d)
}

// keptUntil is when an application is deleted as things stand; zero of who takes part or did.
func (s *Service) keptUntil(ctx context.Context, a *Application) (time.Time, error) {
	if a.Was() {
		return time.Time{}, nil
	}
	c, err := s.d.Cohorts.Read(ctx, a.Cohort)
	switch {
	case fault.Has(err, fault.NotFound):
		return a.lapses(&cohort.Cohort{}), nil
	case err != nil:
		return time.Time{}, err
	}
	return a.lapses(&c.Body), nil
}

func (s *Service) lookLater(ctx context.Context, d *store.Doc[Application], at, now time.Time) error {
	next := now.Add(lookEvery)
	if at.Before(next) {
		next = at
	}
	_, err := s.c.applications.Update(ctx, d.ID, func(d *store.Doc[Application]) error {
		if d.Body.Was() || d.Body.looked().After(now) {
			return store.Unchanged
		}
		d.Body.LookAt = next
		d.Body.Hidden++
		return nil
	})
	return fault.UnlessAbsent(err)
}

// remove counts an application and deletes it, as long as it is what was read: otherwise it is counted no more, and looked at again.
func (s *Service) remove(ctx context.Context, d *store.Doc[Application]) error {
	stays := unnamedID(d.ID, d.Rev)
	if _, err := s.c.unnamed.Insert(ctx, stays, d.Body.unnamed(), nil); err != nil && !fault.Coded(err, "store.exists") {
		return err
	}
	if err := s.dropSaid(ctx, d.ID); err != nil {
		return err
	}
	moved := false
	if err := s.c.applications.DropIf(ctx, d.ID, func(now *store.Doc[Application]) bool {
		moved = now.Rev != d.Rev
		return !moved
	}); err != nil {
		return err
	}
	if moved {
		return s.c.unnamed.Drop(ctx, stays)
	}
	return s.dropSaid(ctx, d.ID) // what a reviewer wrote in between
}

// dropSaid deletes what lies beside an application: its answers about eligibility and its reviews.
func (s *Service) dropSaid(ctx context.Context, id string) error {
	return errors.Join(s.dropSecret(ctx, id), each(ctx, s.c.opinions, byApplication, id, func(o string) error { return s.c.opinions.Drop(ctx, o) }))
}

// EachCounted goes through all applications of a cohort, drafts too, and then through what stays of those that were deleted: each is counted
// once, also one that is deleted meanwhile. For the program itself.
func (s *Service) EachCounted(ctx context.Context, cohortID string, is Look, was func(*Unnamed) error) error {
	counted, all := map[string]bool{}, abreast{look: is}
	err := s.c.applications.Each(ctx, where(byCohort, cohortID, 200, ""), func(d *store.Doc[Application]) error {
		if !d.Body.Was() {
			counted[unnamedID(d.ID, d.Rev)] = true
		}
		return all.put(ctx, d)
	})
	if err == nil {
		err = all.end(ctx)
	}
	if err != nil {
		return err
	}
	return s.c.unnamed.Each(ctx, where(byCohort, cohortID, 500, ""), func(d *store.Doc[Unnamed]) error {
		if counted[d.ID] {
			return ctx.Err()
		}
		return errors.Join(was(&d.Body), ctx.Err())
	})
}
