package catalog

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// tendMarks lets marks count whose accounts are new no longer, and what there was no room for wait to be checked.
func (s *Service) tendMarks(ctx context.Context) error {
	err := s.tend(ctx, "grows", store.Le, sweepBatch, func(ctx context.Context, id string) error {
		room, drop, err := s.room(ctx, id)
		if err != nil {
			return err
		}
		defer drop()
		return s.tendOne(ctx, id, func(i *Issue) bool { return i.Grow(room, s.d.Now()) })
	})
	if err != nil {
		return err
	}
	for _, share := range []struct {
		op    store.Compare
		since int64
		most  int64
	}{{store.Le, 0, maxWaiting}, {store.Gt, store.At(s.d.Now()), maxNewWaiting}} {
		wait, err := s.c.issues.Count(ctx, store.Where("marked", store.Gt, share.since))
		if err != nil {
			return err
		}
		room := min(share.most-wait, sweepBatch)
		if room <= 0 {
			continue
		}
		err = s.tend(ctx, "alone", share.op, int(room), func(ctx context.Context, id string) error {
			return s.tendOne(ctx, id, (*Issue).Queue)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// tend does something to the first issues that stand before or after now in an index.
func (s *Service) tend(ctx context.Context, index string, op store.Compare, most int, do func(ctx context.Context, id string) error) error {
	page, err := s.c.issues.Find(ctx, store.Query{
		Where: []store.Cond{store.Where(index, op, store.At(s.d.Now()))}, Sort: []store.Order{{Index: index}}, Limit: most,
	})
	if err != nil {
		return err
	}
	for _, d := range page.Docs {
		if err := fault.UnlessAbsent(do(ctx, d.ID)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tendOne(ctx context.Context, id string, change func(*Issue) bool) error {
	hidden := ""
	doc, err := s.c.issues.Update(ctx, id, func(d *store.Doc[Issue]) error {
		if hidden = d.Body.Hidden(); !change(&d.Body) {
			return store.Unchanged
		}
		return nil
	})
	if err != nil || doc.Body.Hidden() == hidden {
		return err
	}
	return s.recount(ctx, doc.Body.Project)
}
