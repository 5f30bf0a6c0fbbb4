package cohort

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/store"
)

// EachOf goes through the cohorts of a programme. For the program itself.
func (s *Service) EachOf(ctx context.Context, programme string, fn func(*store.Doc[Cohort]) error) error {
	return s.cohorts.Each(ctx, store.Query{Where: []store.Cond{store.Where(byProgramme, store.Eq, programme)}, Limit: 100}, fn)
}

// EachOver goes through the cohorts that are over, as far as the clock has noted. For the program itself.
func (s *Service) EachOver(ctx context.Context, fn func(*store.Doc[Cohort]) error) error {
	q := store.Query{Where: []store.Cond{store.Where(byNoted, store.Eq, Closed)}, Limit: 200}
	return s.cohorts.Each(ctx, q, fn)
}
