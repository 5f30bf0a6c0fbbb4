package mentoring

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/mentoring/office"
)

// officeHours is the room of office hours, with what it asks of this one.
func (s *Service) officeHours(ctx context.Context) (*office.Service, error) {
	return office.New(ctx, office.Deps{
		DB: s.d.DB, Now: s.d.Now, Log: s.d.Log, Finds: s.finds, Holds: s.holds, Barred: s.barred, Parted: s.parted, Locale: s.locale,
		Left: s.hasLeft,
	})
}

// finds says which of the mentors the caller may ask in a programme, and no block parts from them.
func (s *Service) finds(ctx context.Context, id, caller string, mentors []string) (map[string]bool, error) {
	out := map[string]bool{}
	pr, err := s.orDefaults(ctx, id)
	if err != nil {
		return nil, err
	}
	pr.Open = true
	parted, err := s.parted(ctx, caller, mentors)
	if err != nil {
		return nil, err
	}
	for _, m := range mentors {
		if _, known := out[m]; known {
			continue
		}
		err := s.eligible(ctx, pr, caller, []string{m}, parted)
		if err != nil && !fault.Has(err, fault.Invalid) && !fault.Has(err, fault.Conflict) {
			return nil, err
		}
		out[m] = err == nil
	}
	return out, nil
}

// barred says whether a person is known to be suspended: not where nothing is mirrored of them yet.
func (s *Service) barred(ctx context.Context, person string) (bool, error) {
	a, err := s.m.accounts.Get(ctx, person)
	if fault.Has(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && a.Suspended, err
}

// holds says whether a person mentors in a programme so that people can find them.
func (s *Service) holds(ctx context.Context, id, person string) (org string, ok bool, err error) {
	pr, err := s.programme(ctx, id)
	if err != nil {
		return "", false, err
	}
	ok, err = s.mentors(ctx, pr, person)
	return pr.Org, ok, err
}
