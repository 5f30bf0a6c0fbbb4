package participation

import (
	"context"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// How long the clock leaves a cycle alone: until its call has begun, and afterwards.
const (
	untilCalled = time.Hour
	afterwards  = 24 * time.Hour
)

// Tick purges what nobody published in time, finishes purges that were interrupted, and fixes the set-ups of calls that have begun. It looks at
// those that are due alone, a page at a time; what fails is looked at again the next time and keeps no other from its turn.
func (s *Service) Tick(ctx context.Context) error {
	page, err := s.c.setups.Find(ctx, due(s.d.Now()))
	if err != nil {
		return err
	}
	var failed error
	for _, d := range page.Docs {
		if err := s.look(ctx, d); err != nil {
			failed = errors.Join(failed, err)
		}
		if ctx.Err() != nil {
			return errors.Join(failed, ctx.Err())
		}
	}
	return failed
}

// look does what is due of one cycle, and of its pool with it.
func (s *Service) look(ctx context.Context, d *store.Doc[Setup]) error {
	_, err := s.frozen(ctx, d.Body.PoolWith)
	if err == nil { // the purge was interrupted
		return s.purgeWith(ctx, d, Published)
	}
	if !fault.Coded(err, "participation.no_report") {
		return err
	}
	c, err := s.d.Cycle(ctx, d.ID)
	if fault.Absent(err) {
		return s.abandon(ctx, d)
	}
	if err != nil {
		return err
	}
	now := s.d.Now()
	next := now.Add(untilCalled)
	if c.Called || d.Body.Fixed {
		next = now.Add(afterwards)
	}
	if out := d.Body.runsOut(c); !out.IsZero() {
		if now.After(out) { // what was said in the others of its pool can never be published either
			if err := s.giveBack(ctx, d); err != nil {
				return err
			}
			return s.purgeWith(ctx, d, Purged)
		}
		if next.After(out) {
			next = out.Add(time.Second)
		}
	}
	_, err = s.c.setups.Update(ctx, d.ID, func(x *store.Doc[Setup]) error {
		if x.Body.State != Open {
			return store.Unchanged
		}
		x.Body.Look, x.Body.Fixed = next, x.Body.Fixed || c.Called
		return nil
	})
	return err
}

// runsOut is when what was answered in a cycle is purged if nobody publishes it; zero while that is not known.
func (s *Setup) runsOut(c Cycle) time.Time {
	end, weeks := c.Closed, KeptWeeks
	if c.Ends.IsZero() { // it has lost its closing date: it had one when it was set up
		end = s.Ends
	}
	if s.Pool > 1 {
		weeks = PoolWeeks
	}
	if end.IsZero() {
		return end
	}
	return end.Add(time.Duration(weeks) * 7 * 24 * time.Hour)
}

// purgeWith purges a cycle and all others of its pool.
func (s *Service) purgeWith(ctx context.Context, d *store.Doc[Setup], state string) error {
	pool, err := s.c.poolOf(ctx, d.Body.PoolWith)
	if err != nil {
		return err
	}
	return s.purgePool(ctx, d.ID, pool, state)
}

// purgePool purges the cycles of a pool, last the one that leads to the others if it is interrupted.
func (s *Service) purgePool(ctx context.Context, last string, pool []*store.Doc[Setup], state string) error {
	for _, x := range pool {
		if x.ID == last {
			continue
		}
		if err := s.purge(ctx, x.ID, state); err != nil {
			return err
		}
	}
	return s.purge(ctx, last, state)
}
