package accounts

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/accounts/credential"
)

// Account shows an account to staff, without its address. For moderators. NotFound.
func (s *Service) Account(ctx context.Context, id string) (api.AccountSummary, int64, error) {
	d, err := s.c.accounts.Get(ctx, id)
	if fault.Absent(err) {
		return api.AccountSummary{}, 0, noAccount()
	}
	if err != nil {
		return api.AccountSummary{}, 0, err
	}
	return summary(d), d.Version, nil
}

// LookUp finds the account of an address, without telling more of it than Account does. The fact account_looked_up records who asked
// and whom they found: never the address. For moderators, 60 times in an hour at most. Invalid "/address"; NotFound; TooMany.
func (s *Service) LookUp(ctx context.Context, in api.AccountLookup) (api.AccountSummary, error) {
	none := api.AccountSummary{}
	address, err := credential.ParseAddress(in.Address)
	if err != nil {
		return none, field("/address", err)
	}
	found, err := s.c.byAddress(ctx, s.keys.AddressIndex(address))
	if err != nil {
		return none, err
	}
	now, id := s.d.Now(), ""
	if found != nil {
		id = found.ID
	}
	// What is asked for is recorded and counted before it is answered, in one replace of the account of whoever asks.
	_, err = s.c.accounts.Update(ctx, auth.From(ctx).ID, func(d *store.Doc[Account]) error {
		if wait := d.Body.lookUp(now); wait > 0 {
			return fault.Newf(fault.TooMany, "accounts.lookups", "You have looked for too many addresses. Go on in %d s.",
				int(wait.Round(time.Second)/time.Second)).After(wait)
		}
		d.Emit(s.fact(ctx, wire.AccountLookedUp{Staff: d.ID, Account: id}))
		return nil
	})
	switch {
	case fault.Absent(err):
		return none, signInAgain()
	case err != nil:
		return none, err
	case found == nil:
		return none, noAccount()
	}
	return summary(found), nil
}

// AccountsWith lists those who have a role on the instance. For moderators.
func (s *Service) AccountsWith(ctx context.Context, role string, limit int, after string) ([]api.AccountSummary, string, error) {
	page, err := s.c.accounts.Find(ctx, store.Query{Where: []store.Cond{store.Where("role", store.Eq, role)}, Limit: limit, After: after})
	if err != nil {
		return nil, "", err
	}
	items := []api.AccountSummary{}
	for _, d := range page.Docs {
		items = append(items, summary(d))
	}
	return items, page.Next, nil
}

func summary(d *store.Doc[Account]) api.AccountSummary {
	a := &d.Body
	out := api.AccountSummary{ID: d.ID, Confirmed: !a.Confirmed.IsZero(), Invited: a.Invited, Roles: listed(a.roles()), Created: a.Created}
	if x := a.Suspended; x != nil {
		out.Suspended = &api.AccountSuspension{At: x.At, Reason: x.Reason}
		if !x.Until.IsZero() {
			out.Suspended.Until = &x.Until
		}
	}
	return out
}

// SetRoles gives an account exactly these roles on the instance. For administrators. NotFound; Conflict for the last
// administrator, and for making an administrator of somebody unconfirmed or suspended; Stale if the account is no longer at
// the expected version (0: any).
func (s *Service) SetRoles(ctx context.Context, id string, roles []string, expected int64) (api.AccountSummary, int64, error) {
	none := api.AccountSummary{}
	if !knownRoles(roles) {
		return none, 0, fault.InvalidFields(fault.Field{Pointer: "/roles", Code: "not_one_of",
			Params: map[string]any{"allowed": []string{administrator, moderator}}})
	}
	d, err := s.c.accounts.Get(ctx, id)
	if fault.Absent(err) {
		return none, 0, noAccount()
	}
	if err != nil {
		return none, 0, err
	}
	if expected != 0 && d.Version != expected {
		return none, 0, stale()
	}
	want := slices.Contains(roles, administrator)
	if err := mayAdminister(&d.Body, want); err != nil {
		return none, 0, err
	}
	l, err := s.listAdministrator(ctx, id, want)
	if err != nil {
		return none, 0, err
	}
	d, err = s.c.accounts.Update(ctx, id, func(d *store.Doc[Account]) error {
		if err := mayAdminister(&d.Body, want); err != nil {
			return err
		}
		before := slices.Clone(d.Body.roles())
		d.Body.followAdministrators(l.Version, want)
		d.Body.giveModerator(slices.Contains(roles, moderator))
		if slices.Equal(before, d.Body.roles()) {
			return store.Unchanged
		}
		d.Emit(s.fact(ctx, wire.RolesChanged{Account: d.ID, Roles: listed(d.Body.roles())}))
		return nil
	})
	if err != nil && want {
		if undo := s.unlistAdministrator(context.WithoutCancel(ctx), id, fault.Absent(err)); undo != nil {
			s.d.Log.Warn("an administrator who could not be made stays listed; a scan mends it", "account", id, "err", undo)
		}
	}
	if fault.Absent(err) {
		return none, 0, noAccount()
	}
	if err != nil {
		return none, 0, err
	}
	if want {
		if err := s.assureAdministrator(ctx, id); err != nil {
			return none, 0, err
		}
	}
	return summary(d), d.Version, nil
}

// mayAdminister says whether an account may become administrator, or stay one.
func mayAdminister(a *Account, want bool) error {
	switch {
	case !want || a.Administrator:
		return nil
	case a.Confirmed.IsZero():
		return fault.New(fault.Conflict, "accounts.unconfirmed", "Only a person who has confirmed their address can become administrator.")
	case a.Suspended != nil:
		return fault.New(fault.Conflict, "accounts.suspended_now", "Lift the suspension first.")
	}
	return nil
}

// listAdministrator puts an account on the list of administrators or takes it off.
func (s *Service) listAdministrator(ctx context.Context, id string, want bool) (*store.Doc[Administrators], error) {
	now := s.d.Now()
	return s.c.admins.Upsert(ctx, administratorsID, func(d *store.Doc[Administrators]) error {
		var changed, ok bool
		if want {
			changed, ok = d.Body.add(id, now)
		} else {
			changed, ok = d.Body.remove(id, false)
		}
		switch {
		case !ok && want:
			return fault.Newf(fault.Conflict, "accounts.too_many_administrators", "There are at most %d administrators.", maxAdministrators)
		case !ok:
			return lastAdministrator()
		case !changed && d.Version > 0:
			return store.Unchanged
		}
		return nil
	})
}

// Suspend keeps somebody out: their tokens are refused within 5 s. It takes the place of what staff gave before, and of nothing that
// safety decided. For moderators. Conflict for oneself and for administrators, whose role must be taken away first; NotFound.
func (s *Service) Suspend(ctx context.Context, id string, in api.SuspensionRequest) (api.AccountSummary, int64, error) {
	p, now := auth.From(ctx), s.d.Now()
	x := Suspension{At: now, By: p.ID, Reason: in.Reason}
	if in.Until != nil {
		x.Until = in.Until.UTC().Truncate(1e6)
		if !x.Until.After(now) {
			return api.AccountSummary{}, 0, fault.InvalidFields(fault.Field{Pointer: "/until", Code: "in_the_past"})
		}
	}
	return s.changeStanding(ctx, id, func(d *store.Doc[Account]) error {
		given := d.Body.ByStaff
		switch {
		case d.ID == p.ID:
			return fault.New(fault.Conflict, "accounts.yourself", "You cannot suspend yourself.")
		case d.Body.Administrator:
			return fault.New(fault.Conflict, "accounts.is_administrator", "Take the administrator's role away first.")
		case given != nil && given.Reason == x.Reason && given.Until.Equal(x.Until):
			return store.Unchanged
		}
		d.Body.ByStaff = &x
		d.Body.hold(now)
		d.Emit(s.fact(ctx, wire.AccountSuspended{Account: d.ID, Reason: x.Reason}))
		return nil
	})
}

// Restore lifts what staff gave, and nothing that safety decided: whoever must not see a case cannot undo it either. For moderators.
// NotFound; Conflict if nothing but a decision keeps the person out. Lifting none is no error.
func (s *Service) Restore(ctx context.Context, id string) (api.AccountSummary, int64, error) {
	now := s.d.Now()
	return s.changeStanding(ctx, id, func(d *store.Doc[Account]) error {
		d.Body.hold(now)
		switch {
		case d.Body.ByStaff == nil && d.Body.sanctioned(now):
			return fault.New(fault.Conflict, "accounts.decided", "This suspension was not given by hand. It can be appealed, or an "+
				"administrator lifts it with a reason.")
		case d.Body.ByStaff == nil:
			return store.Unchanged
		}
		d.Body.ByStaff = nil
		d.Body.hold(now)
		d.Emit(s.fact(ctx, wire.AccountRestored{Account: d.ID, Lifted: "by_staff", Still: d.Body.Suspended != nil}))
		return nil
	})
}

// LiftSanctions overrules what safety decided so far; what staff gave stays, and what safety decides later of a case, such as after
// an appeal, counts again. For administrators; the fact account_restored records who did it and why. NotFound. Lifting none is no
// error.
func (s *Service) LiftSanctions(ctx context.Context, id string, in api.SanctionsLifting) (api.AccountSummary, int64, error) {
	now := s.d.Now()
	return s.changeStanding(ctx, id, func(d *store.Doc[Account]) error {
		if !d.Body.sanctioned(now) {
			return store.Unchanged
		}
		d.Body.liftSanctions(now)
		d.Emit(s.fact(ctx, wire.AccountRestored{Account: d.ID, Lifted: "sanctions", Reason: in.Reason, Still: d.Body.Suspended != nil}))
		return nil
	})
}

func (s *Service) changeStanding(ctx context.Context, id string, fn func(*store.Doc[Account]) error) (api.AccountSummary, int64, error) {
	d, err := s.c.accounts.Update(ctx, id, fn)
	if fault.Absent(err) {
		return api.AccountSummary{}, 0, noAccount()
	}
	if err != nil {
		return api.AccountSummary{}, 0, err
	}
	return summary(d), d.Version, nil
}

func noAccount() error {
	return fault.New(fault.NotFound, "accounts.none", "There is no such account.")
}
