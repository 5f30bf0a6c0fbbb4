package auth

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func TestRevokedSession(t *testing.T) {
	h := newHouse(t)
	token := h.mint(t, h.claims())
	revoked := wire.SessionState{Session: "ses-1", Account: "acc-1", Revoked: true, Expires: h.clock.Now().Add(AccessLife)}
	h.state(t, "ses-1", 2, revoked)
	refuse(t, h.guard, token)
	other := h.claims()
	other.Session = "ses-2"
	if _, err := h.guard.Verify(h.mint(t, other)); err != nil {
		t.Fatalf("another session of the account: %v", err)
	}
	// It is forgotten once it no longer matters, and an old one is not taken in again.
	h.clock.Advance(AccessLife + 2*Skew)
	h.state(t, "ses-1", 2, revoked)
	h.state(t, "ses-3", 2, wire.SessionState{Session: "ses-3", Revoked: true, Expires: h.clock.Now().Add(AccessLife)})
	if len(h.guard.sessions) != 1 {
		t.Fatalf("%d sessions are kept", len(h.guard.sessions))
	}
}

func TestSuspendedAccount(t *testing.T) {
	h := newHouse(t)
	token := h.mint(t, h.claims())
	h.state(t, "acc-1", 4, wire.AccountState{Account: "acc-1", Confirmed: true, Suspended: true})
	refuse(t, h.guard, token)
	h.clock.Advance(time.Hour)
	h.state(t, "acc-9", 1, wire.AccountState{Account: "acc-9"}) // sweeps
	late := h.claims()
	refuse(t, h.guard, h.mint(t, late))
	// Minted after the suspension was lifted, before this process has heard of that.
	late.Version = 5
	if _, err := h.guard.Verify(h.mint(t, late)); err != nil {
		t.Fatal(err)
	}
	h.state(t, "acc-1", 5, wire.AccountState{Account: "acc-1", Confirmed: true})
	h.state(t, "acc-1", 4, wire.AccountState{Account: "acc-1", Suspended: true}) // a late repeat
	late.Version = 3
	if _, err := h.guard.Verify(h.mint(t, late)); err != nil {
		t.Fatalf("lifted, and an older state came again: %v", err)
	}
}

func TestClosedAccount(t *testing.T) {
	h := newHouse(t)
	token := h.mint(t, h.claims())
	h.guard.apply(wire.Envelope{Type: "waymark.state.accounts.account.v1", Subject: "acc-1", Version: 3, Time: h.clock.Now(), Deleted: true})
	refuse(t, h.guard, token)
}

func TestRolesTakenAwayActAtOnce(t *testing.T) {
	h := newHouse(t)
	c := h.claims()
	c.Roles = []string{Administrator, Moderator}
	token := h.mint(t, c)
	p, err := h.guard.Verify(token)
	if err != nil || !p.Has(Administrator) {
		t.Fatalf("%+v %v", p, err)
	}
	h.state(t, "acc-1", 4, wire.AccountState{Account: "acc-1", Roles: []string{Moderator}})
	if p, err = h.guard.Verify(token); err != nil || p.Has(Administrator) || !p.Has(Moderator) {
		t.Fatalf("%+v %v", p, err)
	}
	// A token minted at a later version than was heard of counts: nobody waits for the bus after being given a role.
	c.Version = 5
	if p, err = h.guard.Verify(h.mint(t, c)); err != nil || !p.Has(Administrator) {
		t.Fatalf("%+v %v", p, err)
	}
}

// TestNewUntil: an account is new for a while; where that cannot be known, everybody is.
func TestNewUntil(t *testing.T) {
	h := newHouse(t)
	began := h.clock.Now()
	h.state(t, "acc-1", 1, wire.AccountState{Account: "acc-1", Created: began})
	h.state(t, "acc-2", 1, wire.AccountState{Account: "acc-2", Created: began.Add(-NewFor)})
	expect := func(account string, want time.Time) {
		t.Helper()
		if got := h.guard.NewUntil(account); !got.Equal(want) {
			t.Errorf("%s: %v, expected %v", account, got, want)
		}
	}
	expect("acc-1", began.Add(NewFor))
	expect("acc-2", time.Time{})
	h.clock.Advance(NewFor)
	h.state(t, "acc-9", 1, wire.AccountState{Account: "acc-9", Created: began}) // sweeps
	expect("acc-1", time.Time{})
	if len(h.guard.joined) != 0 {
		t.Errorf("%d are kept", len(h.guard.joined))
	}
	for i := range MaxRevoked {
		h.guard.joined[fmt.Sprint(i)] = h.clock.Now()
	}
	h.state(t, "acc-3", 1, wire.AccountState{Account: "acc-3", Created: h.clock.Now()})
	expect("acc-2", h.clock.Now().Add(NewFor))
	h.guard.ready["accounts"] = false
	h.guard.crowded = time.Time{}
	expect("acc-2", h.clock.Now().Add(NewFor))
}

func TestGrants(t *testing.T) {
	h := newHouse(t)
	p := Principal{ID: "acc-1"}
	h.state(t, "acc-1", 2, wire.GrantsState{Person: "acc-1", Grants: []wire.Grant{{Role: Organiser, Scope: "programme:p1"}}})
	for _, c := range []struct {
		name   string
		p      Principal
		roles  []string
		scopes []string
		want   bool
	}{
		{"the grant", p, []string{Organiser}, []string{"programme:p1"}, true},
		{"one of several", p, []string{Reviewer, Organiser}, []string{"org:o1", "programme:p1"}, true},
		{"other role", p, []string{Reviewer}, []string{"programme:p1"}, false},
		{"other scope", p, []string{Organiser}, []string{"programme:p2"}, false},
		{"part of a scope", p, []string{Organiser}, []string{"programme:p"}, false},
		{"no scope", p, []string{Organiser}, nil, false},
		{"nobody", Principal{}, []string{Organiser}, []string{"programme:p1"}, false},
		{"somebody else", Principal{ID: "acc-2"}, []string{Organiser}, []string{"programme:p1"}, false},
		{"administrator", Principal{ID: "acc-3", Roles: []string{Administrator}}, []string{Organiser}, []string{"programme:p1"}, true},
		{"moderator", Principal{ID: "acc-3", Roles: []string{Moderator}}, []string{Organiser}, []string{"programme:p1"}, false},
	} {
		if got := h.guard.Granted(c.p, c.roles, c.scopes...); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestRemovedGrantDoesNotComeBack(t *testing.T) {
	h := newHouse(t)
	grant := wire.GrantsState{Person: "acc-1", Grants: []wire.Grant{{Role: Organiser, Scope: "programme:p1"}}}
	h.state(t, "acc-1", 2, grant)
	h.state(t, "acc-1", 3, wire.GrantsState{Person: "acc-1"})
	h.state(t, "acc-1", 2, grant)
	if h.guard.Granted(Principal{ID: "acc-1"}, []string{Organiser}, "programme:p1") {
		t.Fatal("an older state gave a grant back")
	}
}

func TestKeysComeAndGo(t *testing.T) {
	h := newHouse(t)
	token := h.mint(t, h.claims())
	h.guard.apply(wire.Envelope{Type: "waymark.state.accounts.key.v1", Subject: "key-1", Version: 2, Deleted: true})
	refuse(t, h.guard, token)
	for i := range 2 * maxKeys {
		h.state(t, fmt.Sprint("k", i), 1, wire.KeyState{
			KID: fmt.Sprint("k", i), X: b64("0123456789abcdef0123456789abcdef"), From: h.clock.Now(), Expires: h.clock.Now().Add(time.Hour),
		})
	}
	h.state(t, "bad", 1, wire.KeyState{KID: "bad", X: "AAAA", Expires: h.clock.Now().Add(time.Hour)})
	if len(h.guard.keys) != maxKeys {
		t.Fatalf("%d keys", len(h.guard.keys))
	}
}

func TestNotCaughtUpIsNotSignedOut(t *testing.T) {
	h := newHouse(t)
	g := NewGuard(nil, h.clock.Now, slog.New(slog.DiscardHandler))
	if g.Ready() == nil {
		t.Fatal("ready before anything was heard")
	}
	if _, err := g.Verify(h.mint(t, h.claims())); !fault.Has(err, fault.Unavailable) {
		t.Fatalf("%v", err)
	}
}

// TestOverflowRefusesInsteadOfForgetting: beyond its bound the guard refuses all tokens until then, and accepts new ones.
func TestOverflowRefusesInsteadOfForgetting(t *testing.T) {
	h := newHouse(t)
	revoked := h.mint(t, h.claims())
	h.state(t, "ses-1", 2, wire.SessionState{Session: "ses-1", Revoked: true, Expires: h.clock.Now().Add(AccessLife)})
	h.guard.mu.Lock()
	for i := range MaxRevoked {
		h.guard.sessions[fmt.Sprint("other-", i)] = h.clock.Now().Add(AccessLife)
	}
	h.guard.mu.Unlock()
	h.state(t, "ses-x", 2, wire.SessionState{Session: "ses-x", Revoked: true, Expires: h.clock.Now().Add(AccessLife)})
	refuse(t, h.guard, revoked)
	if len(h.guard.sessions) != 1 {
		t.Fatalf("%d kept", len(h.guard.sessions))
	}
	h.clock.Advance(2 * time.Second)
	fresh := h.claims()
	fresh.Session = "ses-2"
	if _, err := h.guard.Verify(h.mint(t, fresh)); err != nil {
		t.Fatal(err)
	}
}
