package application

import (
	"context"
	"errors"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

var errFull = errors.New("application: the places are gone")

// claim claims a place for a newcomer who registers, or says that there is none; free gives the claim up, once they take part or do not.
// Organisers may exceed the number by a decision. Unavailable "store.contended" when too many come at once.
func (s *Service) claim(ctx context.Context, k cohort.Known, id, as string) (full bool, free func(), err error) {
	if k.Body.Places == 0 || as != Newcomer || k.Body.Way(as) == cohort.ByApplication {
		return false, func() {}, nil
	}
	free, err = s.c.placing.Take(ctx, k.ID, id, "", func(ctx context.Context, others store.Held) error {
		taken := others.Len()
		err := s.EachTaking(ctx, k.ID, func(d *store.Doc[Application]) error {
			if d.Body.As == Newcomer && !others.Has(d.ID) {
				taken++
			}
			return ctx.Err()
		})
		if err == nil && taken >= k.Body.Places {
			err = errFull
		}
		return err
	})
	if errors.Is(err, errFull) {
		return true, func() {}, nil
	}
	return false, free, err
}
