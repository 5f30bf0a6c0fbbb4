package accounts

import (
	"context"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Tick does once what is due: keys, unfinished sign-outs, the list of administrators, suspensions that are over, and what is
// to be forgotten. Any replica may; each step alone is safe to repeat. One that fails does not stop the others.
func (s *Service) Tick(ctx context.Context) error {
	now := s.d.Now()
	ctx = auth.With(ctx, auth.Principal{Service: "accounts"})
	return errors.Join(
		s.tickKeys(ctx, now), s.tickEnding(ctx), s.tickAdministrators(ctx, now), s.tickSuspensions(ctx, now),
		s.tickUnconfirmed(ctx, now), s.tickFormer(ctx, now), s.tickSessions(ctx, now), s.tickAttempts(ctx, now), s.sweep(ctx),
		s.tickErasures(ctx, now),
	)
}

// tickKeys makes the keys that must be there, and forgets those long expired.
func (s *Service) tickKeys(ctx context.Context, now time.Time) error {
	for _, p := range periodsDue(now) {
		if _, err := s.key(ctx, p, now); err != nil {
			return err
		}
	}
	old, err := due(ctx, s.c.keys, "expires", now.Add(-keyOverlap))
	if err != nil {
		return err
	}
	for _, d := range old {
		if err := s.c.keys.Delete(ctx, d.ID, nil); err != nil {
			return err
		}
	}
	return nil
}

// tickEnding finishes signing out everywhere where a crash cut it short.
func (s *Service) tickEnding(ctx context.Context) error {
	page, err := s.c.accounts.Find(ctx, store.Query{Where: []store.Cond{store.Where("ending", store.Eq, true)}, Limit: tickBatch})
	if err != nil {
		return err
	}
	for _, d := range page.Docs {
		if err := s.finishEnding(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// tickAdministrators makes the accounts follow the list, and takes off the list who is not there (any more).
func (s *Service) tickAdministrators(ctx context.Context, now time.Time) error {
	l, err := s.c.admins.Get(ctx, administratorsID)
	if fault.Absent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, a := range l.Body.List {
		_, err := s.c.accounts.Get(ctx, a.Account)
		switch {
		case fault.Absent(err):
			if now.Sub(a.At) > time.Minute { // younger ones are being made
				err = s.unlistAdministrator(ctx, a.Account, true)
			} else {
				err = nil
			}
		case err == nil:
			if err = s.followList(ctx, l, a.Account); err == nil {
				err = s.assureAdministrator(ctx, a.Account)
			}
		}
		if err != nil {
			return err
		}
	}
	carry := store.Query{Where: []store.Cond{store.Where("role", store.Eq, administrator)}}
	return s.c.accounts.Each(ctx, carry, func(d *store.Doc[Account]) error {
		if l.Body.has(d.ID) {
			return nil
		}
		return s.followList(ctx, l, d.ID)
	})
}

func (s *Service) followList(ctx context.Context, l *store.Doc[Administrators], account string) error {
	_, err := s.c.accounts.Update(ctx, account, func(d *store.Doc[Account]) error {
		if !d.Body.followAdministrators(l.Version, l.Body.has(account)) {
			return store.Unchanged
		}
		d.Emit(s.fact(ctx, wire.RolesChanged{Account: d.ID, Roles: listed(d.Body.roles())}))
		return nil
	})
	if fault.Absent(err) {
		return nil
	}
	return err
}

func (s *Service) tickSuspensions(ctx context.Context, now time.Time) error {
	over, err := due(ctx, s.c.accounts, "lift_at", now)
	if err != nil {
		return err
	}
	for _, d := range over {
		_, err := s.c.accounts.Update(ctx, d.ID, func(d *store.Doc[Account]) error {
			was := d.Body.Suspended
			if was == nil || was.Until.IsZero() || was.Until.After(now) {
				return store.Unchanged
			}
			d.Body.hold(now)
			s.tellStanding(ctx, d, was)
			return nil
		})
		if err != nil && !fault.Absent(err) {
			return err
		}
	}
	return nil
}

// tickUnconfirmed forgets accounts that nobody confirmed in time.
func (s *Service) tickUnconfirmed(ctx context.Context, now time.Time) error {
	old, err := due(ctx, s.c.accounts, "forget_at", now)
	if err != nil {
		return err
	}
	for _, d := range old {
		err := s.c.accounts.Delete(ctx, d.ID, func(d *store.Doc[Account]) error {
			if at := d.Body.forgottenAt(); at.IsZero() || at.After(now) {
				return store.Unchanged
			}
			d.Emit(s.fact(ctx, wire.AccountClosed{Account: d.ID}))
			return nil
		})
		if err != nil && !fault.Absent(err) {
			return err
		}
	}
	return nil
}

// tickFormer forgets addresses that accounts had once.
func (s *Service) tickFormer(ctx context.Context, now time.Time) error {
	old, err := due(ctx, s.c.accounts, "former", now.Add(-keepFormer))
	if err != nil {
		return err
	}
	for _, d := range old {
		_, err := s.c.accounts.Update(ctx, d.ID, func(d *store.Doc[Account]) error {
			if d.Body.Former == nil || d.Body.former(now) != "" {
				return store.Unchanged
			}
			d.Body.Former = nil
			delete(d.Body.Links, UndoAddress)
			return nil
		})
		if err != nil && !fault.Absent(err) {
			return err
		}
	}
	return nil
}

// tickSessions forgets sessions that ended, with their state on the bus. What the relay still has to publish waits.
func (s *Service) tickSessions(ctx context.Context, now time.Time) error {
	old, err := due(ctx, s.c.sessions, "drop_at", now)
	if err != nil {
		return err
	}
	for _, d := range old {
		if d.Pending() {
			continue
		}
		if !d.Body.Revoked.IsZero() {
			if err := s.d.Bus.EraseState(ctx, "accounts", "session", d.ID); err != nil && !fault.Has(err, fault.NotFound) {
				return err
			}
		}
		if err := s.c.sessions.Drop(ctx, d.ID); err != nil && !fault.Absent(err) {
			return err
		}
	}
	return nil
}

func (s *Service) tickAttempts(ctx context.Context, now time.Time) error {
	old, err := due(ctx, s.c.attempts, "last", now.Add(-guessMemory-guessPause))
	if err != nil {
		return err
	}
	for _, d := range old {
		if err := s.c.attempts.Drop(ctx, d.ID); err != nil && !fault.Absent(err) {
			return err
		}
	}
	return nil
}

// sweep removes tombstones that are old enough.
func (s *Service) sweep(ctx context.Context) error {
	for _, sweep := range []func(context.Context, int) (int, error){s.c.accounts.Sweep, s.c.sessions.Sweep, s.c.keys.Sweep} {
		if _, err := sweep(ctx, tickBatch); err != nil {
			return err
		}
	}
	return nil
}
