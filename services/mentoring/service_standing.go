package mentoring

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

var errStandingChanged = fault.New(fault.Stale, "standing.changed", "This has changed since you loaded it. Load it again and decide then.")

// OwnStanding reads the caller's standing; an empty one, version 0, if there is none yet.
func (s *Service) OwnStanding(ctx context.Context) (*store.Doc[Standing], error) {
	p := auth.From(ctx).ID
	d, err := s.standing(ctx, p)
	if d == nil && err == nil {
		return &store.Doc[Standing]{ID: p, Body: Standing{Person: p}}, nil
	}
	return d, err
}

// own is one change of the caller's standing. want is the tag of what the caller has seen of it, 0 for any.
func (s *Service) own(ctx context.Context, point string, want int64, fn func(st *Standing) error) (*store.Doc[Standing], error) {
	return s.upsert(ctx, point, auth.From(ctx).ID, func(st *Standing) error {
		if want != 0 && st.see(s.d.Now()).tag() != want {
			return errStandingChanged
		}
		return fn(st)
	})
}

// SetPlaces sets how many people the caller can carry, and answers only once no accept can commit beyond it: it writes, then
// makes every reservation it saw worthless that is not a live mentorship. Nobody's mentorship ends. Errors: Invalid; Stale.
func (s *Service) SetPlaces(ctx context.Context, places Places, want int64) (*store.Doc[Standing], error) {
	if err := places.validate(); err != nil {
		return nil, err
	}
	d, err := s.own(ctx, "places", want, func(st *Standing) error { return st.setPlaces(places) })
	if err != nil {
		return d, err
	}
	for _, seen := range d.Body.Entries {
		if seen.Mentor != d.ID {
			continue
		}
		now, err := s.standing(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		if now == nil {
			return d, nil
		}
		e := now.Body.entry(seen.Match)
		if e == nil {
			continue
		}
		known, err := s.c.matches.GetMany(ctx, []string{e.Match})
		if err != nil {
			return nil, err
		}
		if _, err := s.fence(ctx, d.ID, *e, known[e.Match]); err != nil {
			return nil, err
		}
	}
	s.help.Fresh(ctx, d.ID)
	return d, nil
}

// Pause takes no new requests until then, at most a year ahead; the zero time ends a pause. Requests that wait already still
// may be answered. Errors: Invalid.
func (s *Service) Pause(ctx context.Context, until time.Time) (*store.Doc[Standing], error) {
	d, err := s.own(ctx, "pause", 0, func(st *Standing) error { return st.pause(until, s.d.Now()) })
	if err == nil {
		s.help.Fresh(ctx, d.ID)
	}
	return d, err
}
