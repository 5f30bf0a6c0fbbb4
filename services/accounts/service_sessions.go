package accounts

import (
	"context"

	"github.com/google/uuid"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/accounts/credential"
)

// SignIn opens a session with a password. For anybody. Unauthenticated "accounts.sign_in" for a wrong password, an address that
// nobody has and an account without a password alike, in the same time; TooMany after wrong ones; Forbidden for a suspended
// account, to who knows its password.
func (s *Service) SignIn(ctx context.Context, in api.SignIn) (api.SignedIn, error) {
	if err := s.enter(ctx); err != nil {
		return api.SignedIn{}, err
	}
	address, err := credential.ParseAddress(in.Address)
	if err != nil {
		return api.SignedIn{}, field("/address", err)
	}
	typed, err := credential.TypedPassword(in.Password)
	if err != nil {
		return api.SignedIn{}, field("/password", err)
	}
	d, err := s.c.byAddress(ctx, s.keys.AddressIndex(address))
	if err != nil {
		return api.SignedIn{}, err
	}
	hash, device := s.dummy, ""
	if d != nil {
		device = s.keys.Device(in.Device, d.ID)
		if d.Body.Password != "" {
			hash = d.Body.Password
		}
	}
	right, err := s.prove(ctx, address, device, hash, typed)
	if err != nil {
		return api.SignedIn{}, err
	}
	if !right || d == nil {
		return api.SignedIn{}, fault.New(fault.Unauthenticated, "accounts.sign_in", "The address or the password is not right.")
	}
	if d.Body.Suspended != nil {
		return api.SignedIn{}, s.suspended(d)
	}
	return s.open(as(ctx, d.ID), d, "password", in.Label)
}

// open opens a session for an account that has proved itself; d is the account as it was then. The same key again gets the
// same session, as long as that is unused.
func (s *Service) open(ctx context.Context, d *store.Doc[Account], how, label string) (api.SignedIn, error) {
	key, now := httpserver.KeyFrom(ctx), s.d.Now()
	id := key.ID("session " + d.ID)
	sd, err := s.c.sessions.Insert(ctx, id, Session{
		Account: d.ID, Epoch: d.Body.Epoch, Salt: credential.Nonce(), Opened: now, Seen: now, How: how, Label: label, Request: key.Body,
	}, nil)
	if fault.Coded(err, "store.exists") {
		if sd, err = s.c.sessions.Get(ctx, id); err == nil && sd.Body.Request != key.Body {
			return api.SignedIn{}, reused()
		}
		if err == nil && (sd.Body.N > 0 || !sd.Body.live(now)) {
			return api.SignedIn{}, sessionUsed()
		}
	}
	if err != nil {
		return api.SignedIn{}, err
	}
	// Only now look whether everything was signed out while we opened: whoever did that either sees this session or is seen.
	if d, err = s.c.accounts.Get(ctx, d.ID); err != nil && !fault.Absent(err) {
		return api.SignedIn{}, err
	}
	if err != nil || !d.Body.owns(id, &sd.Body) {
		if err := s.revoke(ctx, id); err != nil {
			return api.SignedIn{}, err
		}
		return api.SignedIn{}, signInAgain()
	}
	if err := s.prune(ctx, d.ID, id); err != nil {
		return api.SignedIn{}, err
	}
	next, err := s.tokens(ctx, d, id, &sd.Body)
	return api.SignedIn{
		Account: d.ID, Session: id, Roles: next.Roles, HasPassword: d.Body.Password != "", AccessToken: next.AccessToken,
		ExpiresIn: next.ExpiresIn, RefreshToken: next.RefreshToken, Device: s.keys.DeviceToken(d.ID),
	}, err
}

func sessionUsed() error {
	return fault.New(fault.Conflict, "accounts.session_used", "The session of this request was used already. Sign in anew.")
}

// prune ends the oldest sessions beyond the limit, never the one just opened.
func (s *Service) prune(ctx context.Context, account, opened string) error {
	var over []string
	n, now := 0, s.d.Now()
	err := s.c.sessionsOf(ctx, account, func(d *store.Doc[Session]) error {
		if !d.Body.live(now) {
			return nil
		}
		if n++; n > maxSessions && d.ID != opened {
			over = append(over, d.ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range over {
		if err := s.revoke(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// tokens mints an access token, and the refresh token that is good now.
func (s *Service) tokens(ctx context.Context, d *store.Doc[Account], session string, body *Session) (api.Refreshed, error) {
	now := s.d.Now()
	k, err := s.signer(ctx, now)
	if err != nil {
		return api.Refreshed{}, err
	}
	access, err := k.Mint(auth.Claims{
		Account: d.ID, Session: session, ID: uuid.NewString(), Version: d.Version, Roles: d.Body.roles(),
		Issued: now, Expires: now.Add(auth.AccessLife),
	})
	if err != nil {
		return api.Refreshed{}, err
	}
	refresh, err := s.keys.RefreshToken(session, body.Salt, body.N)
	return api.Refreshed{
		Account: d.ID, Session: session, Roles: listed(d.Body.roles()), AccessToken: access, ExpiresIn: int(auth.AccessLife.Seconds()),
		RefreshToken: refresh,
	}, err
}

// Refresh gives the next tokens of a session for its last refresh token. The token before the last gets the same answer within
// 10 s; an older one was stolen or copied, and ends the session. For whoever has the token. Unauthenticated otherwise.
func (s *Service) Refresh(ctx context.Context, in api.Refresh) (api.Refreshed, error) {
	id, n, ok := credential.RefreshSession(in.RefreshToken)
	if !ok {
		return api.Refreshed{}, signInAgain()
	}
	sd, err := s.c.sessions.Get(ctx, id)
	if fault.Absent(err) {
		return api.Refreshed{}, signInAgain()
	}
	if err != nil {
		return api.Refreshed{}, err
	}
	if !s.keys.RefreshProves(in.RefreshToken, id, sd.Body.Salt, n) {
		return api.Refreshed{}, signInAgain()
	}
	d, err := s.c.accounts.Get(ctx, sd.Body.Account)
	if err != nil && !fault.Absent(err) {
		return api.Refreshed{}, err
	}
	if err != nil || !d.Body.owns(id, &sd.Body) {
		return api.Refreshed{}, signInAgain()
	}
	var t turn
	ctx = as(ctx, d.ID)
	sd, err = s.c.sessions.Update(ctx, id, func(d *store.Doc[Session]) error {
		if t = d.Body.refresh(n, s.d.Now()); t == refusedTurn || t == sameTurn {
			return store.Unchanged
		}
		return nil
	})
	if fault.Absent(err) {
		return api.Refreshed{}, signInAgain()
	}
	if err != nil {
		return api.Refreshed{}, err
	}
	switch t {
	case refusedTurn:
		return api.Refreshed{}, signInAgain()
	case stolenTurn:
		s.d.Log.Warn("an old refresh token came again: the session is ended", "session", id)
		return api.Refreshed{}, signInAgain()
	}
	return s.tokens(ctx, d, id, &sd.Body)
}

// Sessions lists the caller's own live sessions.
func (s *Service) Sessions(ctx context.Context) (api.SessionList, error) {
	p, now := auth.From(ctx), s.d.Now()
	a, err := s.own(ctx)
	if err != nil {
		return api.SessionList{}, err
	}
	out := api.SessionList{Items: []api.Session{}}
	err = s.c.sessionsOf(ctx, p.ID, func(d *store.Doc[Session]) error {
		if x := &d.Body; x.live(now) && a.Body.owns(d.ID, x) && len(out.Items) < maxSessions {
			out.Items = append(out.Items, api.Session{
				ID: d.ID, Label: x.Label, How: x.How, Opened: x.Opened, Seen: x.Seen, Current: d.ID == p.Session,
			})
		}
		return nil
	})
	return out, err
}

// SignOut ends one of the caller's own sessions. NotFound if it is none of theirs. Ending an ended one is no error.
func (s *Service) SignOut(ctx context.Context, session string) error {
	d, err := s.c.sessions.Get(ctx, session)
	if fault.Absent(err) || err == nil && d.Body.Account != auth.From(ctx).ID {
		return fault.New(fault.NotFound, "accounts.no_session", "You have no such session.")
	}
	if err != nil {
		return err
	}
	return s.revoke(ctx, session)
}

// SignOutEverywhere ends all of the caller's sessions, this one too.
func (s *Service) SignOutEverywhere(ctx context.Context) error {
	d, err := s.c.accounts.Update(ctx, auth.From(ctx).ID, func(d *store.Doc[Account]) error {
		d.Body.endSessions("")
		return nil
	})
	if fault.Absent(err) {
		return signInAgain()
	}
	if err != nil {
		return err
	}
	return s.finishEnding(ctx, d)
}

// finishEnding revokes every session that the account's epoch has left behind, then clears the mark. A scan repeats it after a
// crash.
func (s *Service) finishEnding(ctx context.Context, a *store.Doc[Account]) error {
	if !a.Body.Ending {
		return nil
	}
	left := func(d *store.Doc[Session]) bool { return d.Body.Epoch < a.Body.Epoch && d.ID != a.Body.Spared }
	if err := s.revokeEach(ctx, a.ID, left); err != nil {
		return err
	}
	_, err := s.c.accounts.Update(ctx, a.ID, func(d *store.Doc[Account]) error {
		if !d.Body.Ending || d.Body.Epoch != a.Body.Epoch {
			return store.Unchanged
		}
		d.Body.Ending = false
		return nil
	})
	if fault.Absent(err) {
		return nil
	}
	return err
}

func (s *Service) revokeAll(ctx context.Context, account string) error {
	return s.revokeEach(ctx, account, func(*store.Doc[Session]) bool { return true })
}

func (s *Service) revokeEach(ctx context.Context, account string, which func(*store.Doc[Session]) bool) error {
	var ids []string
	if err := s.c.sessionsOf(ctx, account, func(d *store.Doc[Session]) error {
		if d.Body.Revoked.IsZero() && which(d) {
			ids = append(ids, d.ID)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.revoke(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// revoke ends a session; every service hears of it.
func (s *Service) revoke(ctx context.Context, session string) error {
	_, err := s.c.sessions.Update(ctx, session, func(d *store.Doc[Session]) error {
		if !d.Body.revoke(s.d.Now()) {
			return store.Unchanged
		}
		return nil
	})
	if fault.Absent(err) {
		return nil
	}
	return err
}
