package catalog

import (
	"context"
	"errors"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

const (
	sweepBatch  = 200  // what one Tick takes up of each kind, and issues written at a time
	sweepAtOnce = 2000 // issues that a wish sweeps before it answers; more are left to the clock
)

// Tick is one scan of what is due: pauses that end, projects whose issues must follow, and people who left. Every replica may run it.
func (s *Service) Tick(ctx context.Context) error {
	now := s.d.Now()
	waking, err := s.c.projects.Find(ctx, store.Query{Where: []store.Cond{store.Where("wakes", store.Le, store.At(now))}, Limit: sweepBatch})
	if err != nil {
		return err
	}
	for _, d := range waking.Docs {
		_, err := s.c.projects.Update(ctx, d.ID, func(d *store.Doc[Project]) error {
			inherited := d.Body.inherits()
			if !d.Body.Wishes.Wake(s.d.Now()) {
				return store.Unchanged
			}
			d.Body.passOn(inherited)
			d.Emit(outbox.Fact(ctx, s.d.DB, wire.ProjectWished{Project: d.ID, Wish: "resume"}, outbox.Scope{}))
			return nil
		})
		if err != nil {
			return err
		}
	}
	flagged, err := s.c.projects.Find(ctx, store.Query{Where: []store.Cond{store.Where("sweep", store.Eq, true)}, Limit: sweepBatch})
	if err != nil {
		return err
	}
	for _, d := range flagged.Docs {
		if err := s.sweepProject(ctx, d.ID, false); err != nil {
			return err
		}
	}
	if err := s.tendMarks(ctx); err != nil {
		return err
	}
	_, err = s.c.claiming.Sweep(ctx, sweepBatch)
	_, err2 := s.c.marking.Sweep(ctx, sweepBatch)
	return errors.Join(err, err2, s.tickLeavers(ctx))
}

// sweepProject brings a project's issues up to date with it, recounts them and clears the flag, unless the project changed
// meanwhile: then it tries again, and leaves it to the next Tick after that. It may be stopped anywhere and run again, and
// several may run at once: an issue never goes back to an earlier epoch. force looks also where there is no flag.
func (s *Service) sweepProject(ctx context.Context, id string, force bool) error {
	for range 3 {
		p, err := s.c.projects.Get(ctx, id)
		if err != nil {
			return err
		}
		if !p.Body.Sweep && !force {
			return nil
		}
		if err := s.sweepIssues(ctx, p); err != nil {
			return err
		}
		open, err := s.c.issues.Count(ctx, store.Where("open_in", store.Eq, id))
		if err != nil {
			return err
		}
		if err := s.crash("before clearing"); err != nil {
			return err
		}
		_, err = s.c.projects.UpdateAt(ctx, id, p.Version, func(d *store.Doc[Project]) error {
			if !d.Body.Sweep && d.Body.OpenIssues == int(open) {
				return store.Unchanged
			}
			d.Body.OpenIssues, d.Body.Sweep = int(open), false
			return nil
		})
		if !fault.Coded(err, "store.moved") {
			return err
		}
	}
	return nil
}

func (s *Service) sweepIssues(ctx context.Context, p *store.Doc[Project]) error {
	q := store.Query{Where: []store.Cond{store.Where("project", store.Eq, p.ID)}, Limit: sweepBatch}
	for {
		page, err := s.c.issues.Find(ctx, q)
		if err != nil {
			return err
		}
		var docs []*store.Doc[Issue]
		for _, d := range page.Docs {
			if s.follow(&d.Body, &p.Body) {
				docs = append(docs, d)
			}
		}
		for k, err := range s.c.issues.Bulk(ctx, docs) {
			if again(err) {
				_, err = s.c.issues.Update(ctx, docs[k].ID, func(d *store.Doc[Issue]) error {
					if !s.follow(&d.Body, &p.Body) {
						return store.Unchanged
					}
					return nil
				})
			}
			if err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// follow computes an issue anew from its project; false if nothing changed.
func (s *Service) follow(i *Issue, p *Project) bool {
	before := fingerprint(i)
	i.Show(p, s.tax)
	return fingerprint(i) != before
}
