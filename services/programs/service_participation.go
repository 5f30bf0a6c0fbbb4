package programs

import (
	"context"

	"github.com/waymark-dev/waymark/services/programs/participation"
)

// openParticipation opens the room of self-description and published figures.
func (s *Service) openParticipation(ctx context.Context) (err error) {
	answers := s.d.Answers
	if answers == nil {
		answers = s.d.DB
	}
	s.participation, err = participation.New(ctx, participation.Deps{
		DB: s.d.DB, Answers: answers, Now: s.d.Now, Log: s.d.Log, Cycle: s.cycle, TakesPart: s.TakesPart,
		Took: s.applications.Took, CyclesOf: s.applications.CohortsOf, Organises: s.organises, Kin: s.kin,
		Sees: func(ctx context.Context, programme string) error {
			_, err := s.Programme(ctx, programme)
			return err
		},
	})
	return err
}

// cycle is a cohort as participation knows it.
func (s *Service) cycle(ctx context.Context, id string) (participation.Cycle, error) {
	c, err := s.Cohort(ctx, id)
	return participation.Cycle{
		Org: c.Org, Programme: c.Programme, Called: c.Called, Closed: c.Closed, Ends: c.Ends, Newcomers: c.Newcomers, Mentors: c.Mentors,
		Places: c.Places, Full: c.Full,
	}, err
}

// kin is where a programme is among others of its organisation.
func (s *Service) kin(ctx context.Context, id string) (participation.Kin, error) {
	d, err := s.c.programmes.Get(ctx, id)
	if err != nil {
		return participation.Kin{}, err
	}
	around := d.Body.Path
	k := participation.Kin{Root: id, Near: append([]string{id}, around...)}
	if len(around) > 0 {
		k.Root = around[len(around)-1]
	}
	if err := s.c.within(ctx, id, func(other string) { k.Near = append(k.Near, other) }); err != nil {
		return k, err
	}
	k.Tree = []string{k.Root}
	err = s.c.within(ctx, k.Root, func(other string) { k.Tree = append(k.Tree, other) })
	return k, err
}
