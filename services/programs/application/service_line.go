package application

import (
	"context"
	"errors"
	"math"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// moveUp gives places that are free, where people register, to those who wait: in each cohort who sent first is first. Where organisers decide
// nobody moves up by the clock. Whoever may not take part at the moment is passed over and keeps their place in the line. Once no place is given
// any more, the line ends: who still waits is told so, mentors too.
func (s *Service) moveUp(ctx context.Context) error {
	return errors.Join(s.eachLine(ctx, byLine, s.moveUpIn), s.eachLine(ctx, byHope, s.endHopes))
}

// eachLine goes through the cohorts in which somebody waits.
func (s *Service) eachLine(ctx context.Context, index string, fn func(ctx context.Context, cohort string) error) error {
	var errs []error
	after := ""
	for {
		page, err := s.c.applications.Find(ctx, store.Query{Where: []store.Cond{store.Where(index, store.Ge, after)},
			Sort: []store.Order{{Index: index}}, Limit: 1})
		if err != nil || len(page.Docs) == 0 {
			return errors.Join(append(errs, err)...)
		}
		id := page.Docs[0].Body.Cohort
		after = lineEnd(id)
		if err := fn(ctx, id); err != nil && len(errs) < 10 { // one that fails keeps none of the others
			errs = append(errs, err)
		}
	}
}

func (s *Service) moveUpIn(ctx context.Context, cohortID string) error {
	c, err := s.d.Cohorts.Read(ctx, cohortID)
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	over, at := c.Body.GivesNoMore(s.d.Now()), c.Body.At(s.d.Now())
	if c.Body.Way(Newcomer) != cohort.ByApplication && at != cohort.Closed && (over || c.Body.GivesOn(s.d.Now())) {
		n, err := s.free(ctx, c)
		if err == nil && over && n > 0 { // what was free before the clock came, and nothing since
			n, err = s.freeBefore(ctx, c, n)
		}
		if err != nil {
			return err
		}
		if n > 0 { // mostly there is none
			if err := s.give(ctx, c, n); err != nil {
				return err
			}
		}
	}
	if over {
		return s.endLine(ctx, byLine, cohortID)
	}
	return nil
}

// freeBefore is how many of the places that are free were so before the cohort gave no more.
func (s *Service) freeBefore(ctx context.Context, c *store.Doc[cohort.Cohort], free int64) (int64, error) {
	since := c.Body.GaveLast()
	err := s.c.applications.Each(ctx, where(byStanding, standing(c.ID, Left), 200, ""), func(d *store.Doc[Application]) error {
		if d.Body.As == Newcomer && !d.Body.Gone.Before(since) {
			free--
		}
		return ctx.Err()
	})
	return free, err
}

// give gives at most so many places of a cohort to those who wait.
func (s *Service) give(ctx context.Context, c *store.Doc[cohort.Cohort], most int64) error {
	cohortID := c.ID
	err := s.c.applications.Each(ctx, store.Query{Where: line(cohortID), Sort: []store.Order{{Index: byLine}}, Limit: 100},
		func(d *store.Doc[Application]) error {
			if !d.Body.next() {
				return ctx.Err()
			}
			if most <= 0 {
				return errFull
			}
			err := s.d.Confirmed(ctx, d.Body.Person)
			if fault.Has(err, fault.Conflict) || fault.Absent(err) {
				return ctx.Err()
			}
			if err != nil { // whether they may is not known: nobody behind them has their place meanwhile
				return err
			}
			free := func() {}
			if c.Body.Places > 0 {
				if free, err = s.hold(ctx, cohortID, d.ID, c.Body.Places); err != nil {
					return err
				}
			}
			defer free()
			most--
			return s.place(ctx, d.ID)
		})
	if errors.Is(err, errFull) {
		return nil
	}
	return err
}

// endHopes tells the mentors who wait in a cohort that nobody is accepted there any more, once it is so.
func (s *Service) endHopes(ctx context.Context, cohortID string) error {
	c, err := s.d.Cohorts.Read(ctx, cohortID)
	if err != nil || !c.Body.GivesNoMore(s.d.Now()) {
		return fault.UnlessAbsent(err)
	}
	return s.endLine(ctx, byHope, cohortID)
}

// endLine ends the line of a cohort: of newcomers (byLine) or of mentors (byHope).
func (s *Service) endLine(ctx context.Context, index, cohortID string) error {
	return s.c.applications.Each(ctx, store.Query{Where: lineBy(index, cohortID), Sort: []store.Order{{Index: index}}, Limit: 100},
		func(d *store.Doc[Application]) error {
			now := s.d.Now()
			if err := s.shortenTo(ctx, d.ID, now.Add(cohort.EligibilityKept)); err != nil { // before: in doubt early, never late
				return err
			}
			d, err := s.c.applications.Update(ctx, d.ID, func(d *store.Doc[Application]) error {
				if !d.Body.lineEnds(now) {
					return store.Unchanged
				}
				s.emit(ctx, d, wire.ApplicationDecided{Application: d.ID, Cohort: d.Body.Cohort, Person: d.Body.Person, Outcome: "decline"})
				return nil
			})
			if err != nil {
				return fault.UnlessAbsent(err)
			}
			return s.shorten(ctx, d)
		})
}

// free are the places of a cohort that nobody has.
func (s *Service) free(ctx context.Context, c *store.Doc[cohort.Cohort]) (int64, error) {
	if c.Body.Places == 0 {
		return math.MaxInt64, nil
	}
	taken, err := s.c.applications.Count(ctx, store.Where(byPlace, store.Eq, c.ID))
	return int64(c.Body.Places) - taken, err
}

// couldMoveUp is how many of those who wait could be given a place that is free, where organisers decide.
func (s *Service) couldMoveUp(ctx context.Context, c *store.Doc[cohort.Cohort]) (int64, error) {
	if c.Body.Way(Newcomer) != cohort.ByApplication || !c.Body.GivesOn(s.d.Now()) {
		return 0, nil
	}
	waiting, err := s.c.applications.Count(ctx, line(c.ID)...)
	if err != nil || waiting == 0 {
		return 0, err
	}
	free, err := s.free(ctx, c)
	return max(0, min(waiting, free)), err
}

// place lets somebody take part who waits, and tells them.
func (s *Service) place(ctx context.Context, id string) error {
	d, err := s.c.applications.Update(ctx, id, func(d *store.Doc[Application]) error {
		if !d.Body.moveUp(s.d.Now()) {
			return store.Unchanged
		}
		s.emit(ctx, d, wire.ApplicationDecided{Application: id, Cohort: d.Body.Cohort, Person: d.Body.Person, Outcome: "accept"})
		return nil
	})
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	s.admit(ctx, d)
	return s.shorten(ctx, d)
}
