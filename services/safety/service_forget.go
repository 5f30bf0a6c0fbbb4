package safety

import (
	"context"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/store"
)

// forget takes somebody who has left out of every case and week. It may run many times.
func (s *Service) forget(ctx context.Context, person string) error {
	ctx = quiet(ctx)
	q := store.Query{Where: []store.Cond{store.Where(byPeople, store.Eq, person)}, Limit: 200}
	var errs []error
	err := s.c.cases.Each(ctx, q, func(d *store.Doc[Case]) error {
		if _, err := s.forgetIn(ctx, d.ID, person); err != nil {
			errs = append(errs, err)
		}
		return ctx.Err()
	})
	if err := errors.Join(append(errs, err)...); err != nil {
		return err
	}
	if err := errors.Join(s.c.reporting.Forget(ctx, person), s.audit.Forget(ctx, person)); err != nil {
		return err
	}
	return s.c.weeks.Each(ctx, q, func(d *store.Doc[Week]) error {
		_, err := s.c.weeks.Update(ctx, d.ID, func(d *store.Doc[Week]) error {
			if !d.Body.forget(person) {
				return store.Unchanged
			}
			return nil
		})
		return err
	})
}

func (s *Service) forgetIn(ctx context.Context, id, person string) (*store.Doc[Case], error) {
	return s.update(quiet(ctx), "forget", id, Key{}, func(d *store.Doc[Case], now time.Time) error { return d.Body.forget(id, person, now) })
}

// Exported is everything of a person in here.
type Exported struct {
	Reports  []ExportedReport
	Outcomes []Outcome
}

// ExportedReport is a report of one's own with what was written.
type ExportedReport struct {
	*store.Doc[Case]
	Words string
	Wrote []Said
}

// Export is a page of everything that the caller reported, wrote, and was told: reports, the newest first, then outcomes that fell on them,
// then those that fell on projects that they maintain. Whether somebody reported the caller is in none of it.
func (s *Service) Export(ctx context.Context, limit int, cursor string) (out Exported, next string, err error) {
	p := auth.From(ctx).ID
	outcome := func(d *store.Doc[Case]) error {
		o, err := s.outcomeOf(d, p)
		out.Outcomes = append(out.Outcomes, o)
		return err
	}
	next, err = store.Sections(limit, cursor,
		store.Listed(ctx, s.c.cases, newest(byReporter, p, 0, ""), func(d *store.Doc[Case]) (err error) {
			x := ExportedReport{Doc: d}
			if x.Words, err = s.unseal(d, "words"); err != nil {
				return err
			}
			x.Wrote, err = s.conversation(d)
			out.Reports = append(out.Reports, x)
			return err
		}),
		store.Listed(ctx, s.c.cases, newest(byFellOn, p, 0, ""), outcome),
		store.Listed(ctx, s.c.cases, newest(byProject, p, 0, ""), outcome))
	return out, next, err
}
