package participation

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// join makes a cycle part of a pool: it must ask and publish the same, the pool must have room, and nothing of it be published yet.
func (s *Service) join(ctx context.Context, id string, in *Setup) ([]fault.Field, error) {
	first, err := s.setup(ctx, in.PoolWith)
	if err != nil {
		return nil, err
	}
	if first == nil || !first.Body.joinable(in) {
		return noPool, nil
	}
	others, err := s.c.poolOf(ctx, in.PoolWith)
	if err != nil {
		return nil, err
	}
	if apart, err := s.apart(ctx, id, in, others); err != nil || apart {
		return tooLate, err
	}
	now, gone, full := s.d.Now(), false, false
	_, err = s.c.setups.Update(ctx, in.PoolWith, func(d *store.Doc[Setup]) error {
		if gone = !d.Body.joinable(in); gone { // it was changed, or published, meanwhile
			return store.Unchanged
		}
		claims := map[string]time.Time{}
		for cycle, until := range d.Body.Claims {
			if cycle != id && until.After(now) {
				claims[cycle] = until
			}
		}
		n := 1
		for _, o := range others {
			if _, claimed := claims[o.ID]; o.ID != id && !claimed {
				n++
			}
		}
		if full = n+len(claims) > in.Pool; full {
			return store.Unchanged
		}
		claims[id] = now.Add(claimHolds)
		d.Body.Claims = claims
		return nil
	})
	if err == nil && gone {
		return noPool, nil
	}
	if err == nil && full {
		return []fault.Field{{Pointer: "/pool_with", Code: "taken"}}, nil
	}
	return nil, err
}

// apart says whether the cycles of a pool would end so far from one another that what was said in the first has run out before the last can be
// published with it.
func (s *Service) apart(ctx context.Context, id string, in *Setup, others []*store.Doc[Setup]) (bool, error) {
	ends := []time.Time{in.Ends}
	for _, o := range others {
		if o.ID == id {
			continue
		}
		c, err := s.d.Cycle(ctx, o.ID)
		if fault.UnlessAbsent(err) != nil {
			return false, err
		}
		ends = append(ends, cmp.Or(c.Ends, o.Body.Ends))
	}
	ends = slices.DeleteFunc(ends, time.Time.IsZero)
	if len(ends) == 0 {
		return false, nil
	}
	first, last := slices.MinFunc(ends, time.Time.Compare), slices.MaxFunc(ends, time.Time.Compare)
	return last.After(first.AddDate(0, 0, 7*(PoolWeeks-publishWeeks))), nil
}

// Moves says what is wrong with another closing date of a cycle: in its pool what was said first would have run out before it closes. Until the
// set-up is fixed the organiser chooses anew; later nothing is refused, since nobody could. pointer is the field that moves it. Invalid. For the
// service itself.
func (s *Service) Moves(ctx context.Context, cycle, pointer string, ends time.Time) error {
	d, err := s.setup(ctx, cycle)
	if err != nil || d == nil || ends.IsZero() || d.Body.Pool < 2 || d.Body.Fixed || d.Body.State != Open {
		return err
	}
	others, err := s.c.poolOf(ctx, d.Body.PoolWith)
	if err != nil || len(others) < 2 {
		return err
	}
	moved := d.Body
	moved.Ends = ends
	if apart, err := s.apart(ctx, cycle, &moved, others); err != nil || !apart {
		return err
	}
	return fault.InvalidFields(fault.Field{Pointer: pointer, Code: "pool_apart",
		Detail: "Its figures are to be published together with those of cohorts that would be over too long before it. Choose its figures anew, by " +
			"themselves, and then its dates."})
}

// Led says whether other cycles publish their figures together with those of this one, or people have been asked in it: then it stays. For the
// service itself.
func (s *Service) Led(ctx context.Context, cycle string) (bool, error) {
	d, err := s.setup(ctx, cycle)
	if err != nil || d == nil {
		return false, err
	}
	pool, err := s.c.poolOf(ctx, cycle)
	return d.Body.Fixed || d.Body.claimed(s.d.Now(), cycle) || slices.ContainsFunc(pool, func(x *store.Doc[Setup]) bool { return x.ID != cycle }), err
}

// abandon ends a cycle whose cohort is gone. Nobody was asked anything in it, so the others of its pool go on without it; where somebody was,
// none of them can be published any more.
func (s *Service) abandon(ctx context.Context, d *store.Doc[Setup]) error {
	if d.Body.Fixed {
		return s.purgeWith(ctx, d, Purged)
	}
	if d.Body.PoolWith == d.ID {
		if err := s.giveBack(ctx, d); err != nil {
			return err
		}
		return s.purgeWith(ctx, d, Purged)
	}
	_, err := s.c.setups.Update(ctx, d.ID, func(d *store.Doc[Setup]) error {
		d.Body.Pool, d.Body.PoolWith = 1, d.ID
		return nil
	})
	if err != nil {
		return err
	}
	return s.purge(ctx, d.ID, Purged)
}

// giveBack lets the cycles of a pool of which one has run out or is gone, and in which nobody was asked anything yet, stand by themselves: an
// organiser can choose anew, and figures are not lost where nobody does.
func (s *Service) giveBack(ctx context.Context, out *store.Doc[Setup]) error {
	pool, err := s.c.poolOf(ctx, out.Body.PoolWith)
	if err != nil {
		return err
	}
	for _, x := range pool {
		if x.ID == out.ID || x.Body.Fixed || x.Body.State != Open {
			continue
		}
		c, err := s.d.Cycle(ctx, x.ID)
		if fault.Absent(err) {
			continue
		}
		if err != nil {
			return err
		}
		_, err = s.c.setups.Update(ctx, x.ID, func(d *store.Doc[Setup]) error {
			if d.Body.Fixed || c.Called || !c.Closed.IsZero() || d.Body.State != Open {
				return store.Unchanged
			}
			d.Body.Pool, d.Body.PoolWith, d.Body.Claims = 1, d.ID, nil
			d.Emit(s.moved(ctx, d.ID, d.Body.Programme, "set_up"))
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// publishWeeks is how much time organisers have at least to publish a pool once its last cycle has closed.
const publishWeeks = 4

var tooLate = []fault.Field{{Pointer: "/pool_with", Code: "too_late"}}

// claimHolds is how long a place in a pool holds that a cycle has claimed and not taken: longer than any request lives. Were one to take its
// place later still, the pool would be too large, and Publish refuses it.
const claimHolds = 10 * time.Minute

var noPool = []fault.Field{{Pointer: "/pool_with", Code: "absent"}}

// joinable says whether a cycle that asks and publishes so may join the pool that this one began.
func (s *Setup) joinable(in *Setup) bool {
	return s.PoolWith == in.PoolWith && s.State == Open && s.Report == "" && s.Like(in)
}

// claimed says whether a place in its pool is held for a cycle that is none of these.
func (s *Setup) claimed(now time.Time, but ...string) bool {
	for cycle, until := range s.Claims {
		if until.After(now) && !slices.Contains(but, cycle) {
			return true
		}
	}
	return false
}
