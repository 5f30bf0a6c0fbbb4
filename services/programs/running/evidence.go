package running

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/store"
)

// EachShown goes through the evidence of a cohort: whose it is and what was shown. For the program itself.
func (s *Service) EachShown(ctx context.Context, cohortID string, fn func(person string, e Shown) error) error {
	return s.c.runs.Each(ctx, where(byCohort, cohortID, 200, ""), func(d *store.Doc[Run]) error {
		for _, e := range d.Body.Evidence {
			if err := fn(d.Body.Person, e); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
}
