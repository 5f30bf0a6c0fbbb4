package application

import (
	"context"
	"errors"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

var errFull = errors.New("application: the places are gone")

// claim claims a place for a newcomer who registers, or says that there is none; free gives the claim up, once they take part or do not. Who
// waits comes first. Organisers may exceed the number by a decision. Unavailable "store.contended" when too many come at once.
func (s *Service) claim(ctx context.Context, k cohort.Known, id, as string) (full bool, free func(), err error) {
	if k.Body.Places == 0 || as != Newcomer || k.Body.Way(as) == cohort.ByApplication {
		return false, func() {}, nil
	}
	ahead, err := s.c.applications.Count(ctx, line(k.ID)...)
	if err == nil {
		free, err = s.hold(ctx, k.ID, id, k.Body.Places-int(ahead))
	}
	if errors.Is(err, errFull) {
		return true, func() {}, nil
	}
	return false, free, err
}

// hold holds one of so many places of a cohort for an application; errFull where they are taken or held.
func (s *Service) hold(ctx context.Context, cohortID, id string, places int) (free func(), err error) {
	return s.c.placing.Take(ctx, cohortID, id, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.c.applications, others, places, errFull, store.Where(byPlace, store.Eq, cohortID))
	})
}
