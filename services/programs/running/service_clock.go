package running

import (
	"context"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// Tick tells what is due. Any number of replicas may call it.
func (s *Service) Tick(ctx context.Context) error {
	var errs []error
	err := s.c.runs.Each(ctx, dueRuns(store.At(s.d.Now())), func(d *store.Doc[Run]) error {
		if err := s.wind(ctx, d.ID); err != nil && len(errs) < 10 {
			errs = append(errs, err)
		}
		return ctx.Err()
	})
	return errors.Join(append(errs, err)...)
}

// wind looks at one participant's clock, whose document is made where there is none.
func (s *Service) wind(ctx context.Context, id string) error {
	a, err := s.d.Applications.Read(ctx, id)
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	c, err := s.d.Cohorts.Read(ctx, a.Body.Cohort)
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	x := sight{a: a, c: c}
	if x.mentor, err = s.d.Mentor(ctx, a.Body.Programme, a.Body.Person); err != nil {
		return err
	}
	_, err = s.c.runs.Upsert(ctx, id, func(d *store.Doc[Run]) error {
		before, told := d.Body.DueAt, len(d.Body.Told)
		d.Body.Org, d.Body.Programme, d.Body.Cohort, d.Body.Person = a.Body.Org, a.Body.Programme, a.Body.Cohort, a.Body.Person
		s.tell(ctx, d, x, s.d.Now())
		if d.Version > 0 && before.Equal(d.Body.DueAt) && told == len(d.Body.Told) && (d.Body.DueAt.IsZero() || d.Body.DueAt.After(s.d.Now())) {
			return store.Unchanged
		}
		return nil
	})
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	return fault.UnlessAbsent(s.still(ctx, id))
}

// Begin winds the clocks of everybody who takes part in a cohort that runs: those who came since, and those whose dates were moved.
func (s *Service) Begin(ctx context.Context) error {
	return s.d.Cohorts.EachRunning(ctx, func(c *store.Doc[cohort.Cohort]) error {
		if c.Body.CheckInEvery == 0 {
			return nil
		}
		return s.d.Applications.EachTaking(ctx, c.ID, func(a *store.Doc[application.Application]) error {
			if a.Body.As != application.Newcomer {
				return nil
			}
			return s.wind(ctx, a.ID)
		})
	})
}

// Late counts the check-ins of a cohort that are late. For the checklist.
func (s *Service) Late(ctx context.Context, c *store.Doc[cohort.Cohort]) (n int64, err error) {
	if c.Body.CheckInEvery == 0 {
		return 0, nil
	}
	err = s.d.Applications.LookAtTaking(ctx, c.ID, func(ctx context.Context, a *store.Doc[application.Application]) (func(), error) {
		r, err := s.run(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		x := sight{a: a, c: c}
		if x.mentor, err = s.d.Mentor(ctx, a.Body.Programme, a.Body.Person); err != nil {
			return nil, err
		}
		late := r.lateOf(r.days(&c.Body, &a.Body), x.sides(), s.d.Now())
		return func() { n += int64(late) }, nil
	})
	return n, err
}

// Figures are what a cohort's outcomes count of a participant.
type Figures struct {
	Completed   bool
	Due, InTime int // check-ins of both sides: how many were due, and how many of them came in time
	Evidence    int // pieces
}

// Figures counts one participant. For the program itself.
func (s *Service) Figures(ctx context.Context, c *store.Doc[cohort.Cohort], a *store.Doc[application.Application]) (f Figures, err error) {
	r, x, err := s.watched(ctx, c, a)
	if err != nil {
		return f, err
	}
	f.Completed, f.Evidence = !r.Completed.IsZero(), len(r.Evidence)
	end := s.d.Now()
	if !a.Body.Gone.IsZero() {
		end = a.Body.Gone
	}
	for i, at := range r.days(&c.Body, &a.Body) {
		if end.Before(at.Add(late)) {
			break // there is still time
		}
		for _, side := range x.sides() {
			f.Due++
			if said := r.said(i+1, side); said != nil && said.At.Before(at.Add(late)) {
				f.InTime++
			}
		}
	}
	return f, nil
}

func (s *Service) watched(ctx context.Context, c *store.Doc[cohort.Cohort], a *store.Doc[application.Application]) (*Run, sight, error) {
	x := sight{a: a, c: c}
	r, err := s.run(ctx, a.ID)
	if err == nil && a.Body.As == application.Newcomer {
		x.mentor, err = s.d.Mentor(ctx, a.Body.Programme, a.Body.Person)
	}
	return r, x, err
}

// Waits is what of one side's check-ins waits for an organiser.
type Waits struct {
	Side  string
	Late  int       // how many are late
	Since time.Time // the first of them
	Stuck time.Time // when the side last said that it is stuck, if that was the last that it said
}

// Waits are what waits of a participant's two sides, and whose newcomer they are; over: they completed the cohort, and nothing waits. For the
// program itself.
func (s *Service) Waits(ctx context.Context, c *store.Doc[cohort.Cohort], a *store.Doc[application.Application],
) (out []Waits, mentor string, over bool, err error) {
	r, x, err := s.watched(ctx, c, a)
	if err != nil {
		return nil, "", false, err
	}
	if r.over() {
		return nil, x.mentor, true, nil
	}
	days := r.days(&c.Body, &a.Body)
	for _, side := range x.sides() {
		w := Waits{Side: side}
		for i, at := range days {
			if r.said(i+1, side) == nil && !s.d.Now().Before(at.Add(late)) {
				if w.Late++; w.Since.IsZero() {
					w.Since = at
				}
			}
		}
		var last time.Time
		for _, said := range r.CheckIns {
			if said.Side == side && said.At.After(last) {
				last, w.Stuck = said.At, time.Time{}
				if said.Going == "stuck" {
					w.Stuck = said.At
				}
			}
		}
		if w.Late > 0 || !w.Stuck.IsZero() {
			out = append(out, w)
		}
	}
	return out, x.mentor, false, nil
}
