package accounts

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

func TestFirstAdministrator(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		token, needed, err := w.s.Bootstrap(ctx)
		must(t, err)
		again, _, err := w.s.Bootstrap(ctx)
		must(t, err)
		if !needed || token != again {
			t.Fatal("another token at the second start")
		}
		_, err = w.c.UseFirstAdministrator(ctx, api.UseFirstAdministrator{Token: "wml_x", Address: "ida@example.org", Password: goodPassword})
		want(t, err, fault.Invalid, "accounts.link")
		w.person("taken@example.org")
		_, err = w.c.UseFirstAdministrator(ctx, api.UseFirstAdministrator{Token: token, Address: "taken@example.org", Password: goodPassword})
		want(t, err, fault.Conflict, "accounts.address_taken")
		var won atomic.Int32
		var winner atomic.Pointer[api.SignedIn]
		together(64, func(i int) {
			in, err := w.c.UseFirstAdministrator(context.Background(), api.UseFirstAdministrator{
				Token: token, Address: "ida" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + "@example.org", Password: goodPassword,
			})
			switch {
			case err == nil:
				won.Add(1)
				winner.Store(in)
			case !fault.Coded(err, "accounts.link"):
				t.Error(err)
			}
		})
		if won.Load() != 1 {
			t.Fatalf("%d administrators", won.Load())
		}
		if _, needed, err := w.s.Bootstrap(ctx); err != nil || needed {
			t.Fatal(needed, err)
		}
		n, err := w.s.c.accounts.Count(ctx, store.Where("role", store.Eq, administrator))
		must(t, err)
		if n != 1 || !slices.Equal(winner.Load().Roles, []string{administrator}) {
			t.Fatal(n, winner.Load())
		}
		list := slices.Collect(func(yield func(api.AccountSummary) bool) {
			for a, err := range w.with(winner.Load().AccessToken).AccountsWith(ctx, administrator) {
				must(t, err)
				yield(a)
			}
		})
		if len(list) != 1 {
			t.Fatal(list)
		}
	})
}

// TestLookUp: staff find somebody by the exact address, and hear no more than by the id; nobody else finds anybody.
func TestLookUp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ida, _ := w.admin("ida@example.org")
		mila, in := w.person("mila@example.org")
		got, err := ida.LookUp(ctx, " Mila@Example.org")
		must(t, err)
		want1, err := ida.AccountOf(ctx, in.Account)
		must(t, err)
		if got.ID != in.Account || encoded(got) != encoded(want1) || strings.Contains(encoded(got), "@") {
			t.Fatal(encoded(got))
		}
		_, err = ida.LookUp(ctx, "mila@example.com")
		want(t, err, fault.NotFound, "accounts.none")
		_, err = ida.LookUp(ctx, "mila")
		wantField(t, err, "/address", "not_an_address")
		_, err = mila.LookUp(ctx, "ida@example.org")
		want(t, err, fault.Forbidden, "")
		w.drained()
		w.eventually("the facts: one of whom was found, one of nobody", func() bool {
			return w.seen(in.Account, "account_looked_up") == 1 && w.seen("", "account_looked_up") == 2
		})
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, f := range w.facts {
			if strings.Contains(string(f.Data), "@") {
				t.Fatalf("%s", f.Data)
			}
		}
	})
}

// TestLookUpIsBounded: nobody goes through a list of addresses; each of the staff has their own budget, of 60 in any hour.
func TestLookUpIsBounded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, ida := w.admin("ida@example.org")
		ctx, asked := as(t.Context(), ida.Account), 0
		for range 240 {
			_, err := w.s.LookUp(ctx, api.AccountLookup{Address: "nobody@example.org"})
			if asked++; err == nil || !fault.Has(err, fault.NotFound) {
				want(t, err, fault.TooMany, "accounts.lookups")
				asked--
			}
			w.clock.Advance(15 * time.Second)
		}
		if asked < 50 || asked > 60 {
			t.Fatalf("%d in an hour", asked)
		}
	})
}

func TestRoles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ida, idaIn := w.admin("ida@example.org")
		mila, milaIn := w.person("mila@example.org")
		_, err := mila.SetRoles(ctx, milaIn.Account, []string{administrator})
		want(t, err, fault.Forbidden, "")
		_, err = ida.SetRoles(ctx, idaIn.Account, nil)
		want(t, err, fault.Conflict, "accounts.last_administrator")
		want(t, ida.CloseAccount(ctx, api.AccountClosing{Password: goodPassword}), fault.Conflict, "accounts.last_administrator")
		_, err = ida.SetRoles(ctx, "0199f3f2-0000-7000-8000-00000000dead", []string{moderator})
		want(t, err, fault.NotFound, "accounts.none")
		var at client.Answer
		_, err = ida.SetRoles(ctx, milaIn.Account, []string{moderator}, client.Into(&at))
		must(t, err)
		_, err = ida.SetRoles(ctx, milaIn.Account, []string{moderator, administrator}, client.IfMatch(at.Version+7))
		want(t, err, fault.Stale, "")
		_, err = ida.SetRoles(ctx, milaIn.Account, []string{moderator, administrator}, client.IfMatch(at.Version))
		must(t, err)
		// The token from before gains nothing it must not, and the next one has the roles.
		next, err := w.c.Refresh(ctx, milaIn.RefreshToken)
		must(t, err)
		if !slices.Equal(next.Roles, []string{administrator, moderator}) {
			t.Fatal(next.Roles)
		}
		mila = w.with(next.AccessToken)
		// Each removes the other at once: one stays.
		for range 5 {
			var done atomic.Int32
			together(2, func(i int) {
				id, c := milaIn.Account, ida
				if i == 1 {
					id, c = idaIn.Account, mila
				}
				if _, err := c.SetRoles(context.Background(), id, []string{moderator}); err == nil {
					done.Add(1)
				} else if !fault.Has(err, fault.Conflict) && !fault.Has(err, fault.Forbidden) {
					t.Error(err)
				}
			})
			n, err := w.s.c.accounts.Count(ctx, store.Where("role", store.Eq, administrator))
			must(t, err)
			if n != 1 || done.Load() != 1 {
				t.Fatalf("%d administrators after %d removals", n, done.Load())
			}
			for _, who := range []string{"ida@example.org", "mila@example.org"} {
				in, err := w.signIn(who, goodPassword)
				must(t, err)
				if who == "ida@example.org" {
					ida = w.with(in.AccessToken)
				} else {
					mila = w.with(in.AccessToken)
				}
			}
			for _, id := range []string{milaIn.Account, idaIn.Account} {
				_, err1 := ida.SetRoles(ctx, id, []string{administrator})
				_, err2 := mila.SetRoles(ctx, id, []string{administrator})
				if err1 != nil && err2 != nil {
					t.Fatal(err1, err2)
				}
			}
			for _, who := range []string{"ida@example.org", "mila@example.org"} {
				in, err := w.signIn(who, goodPassword)
				must(t, err)
				if who == "ida@example.org" {
					ida = w.with(in.AccessToken)
				} else {
					mila = w.with(in.AccessToken)
				}
			}
		}
	})
}

// TestRoleTakenAwayActsAtOnce: the access token still says administrator, and is no longer believed.
func TestRoleTakenAwayActsAtOnce(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{})
	ctx := t.Context()
	ida, _ := w.admin("ida@example.org")
	_, milaIn := w.person("mila@example.org")
	must2(t)(ida.SetRoles(ctx, milaIn.Account, []string{moderator}))
	next, err := w.c.Refresh(ctx, milaIn.RefreshToken)
	must(t, err)
	mila := w.with(next.AccessToken)
	must2(t)(mila.AccountOf(ctx, milaIn.Account))
	must2(t)(ida.SetRoles(ctx, milaIn.Account, nil))
	w.eventually("the role is gone", func() bool {
		_, err := mila.AccountOf(ctx, milaIn.Account)
		return fault.Has(err, fault.Forbidden)
	})
	must2(t)(mila.Account(ctx))
}

func TestSuspension(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ida, idaIn := w.admin("ida@example.org")
		mila, milaIn := w.person("mila@example.org")
		_, err := mila.Suspend(ctx, idaIn.Account, api.SuspensionRequest{Reason: "spam"})
		want(t, err, fault.Forbidden, "")
		_, err = ida.Suspend(ctx, idaIn.Account, api.SuspensionRequest{Reason: "spam"})
		want(t, err, fault.Conflict, "accounts.yourself")
		until := w.clock.Now().Add(time.Hour)
		got, err := ida.Suspend(ctx, milaIn.Account, api.SuspensionRequest{Reason: "spam", Until: &until})
		must(t, err)
		if got.Suspended == nil || got.Suspended.Reason != "spam" {
			t.Fatalf("%+v", got)
		}
		w.refused("the suspended account", mila)
		_, err = w.c.Refresh(ctx, milaIn.RefreshToken)
		want(t, err, fault.Unauthenticated, "")
		_, err = w.signIn("mila@example.org", goodPassword)
		want(t, err, fault.Forbidden, "accounts.suspended")
		_, err = w.signIn("mila@example.org", "wrong-password-here")
		want(t, err, fault.Unauthenticated, "accounts.sign_in")
		_, err = w.c.RequestLink(ctx, "sign_in", "mila@example.org")
		must(t, err)
		if w.find("mila@example.org").Body.Links[SignIn].Nonce != "" {
			t.Fatal("a suspended account got a link")
		}
		w.clock.Advance(time.Hour)
		must(t, w.s.Tick(ctx))
		must2(t)(w.c.Refresh(ctx, milaIn.RefreshToken))
		in, err := w.signIn("mila@example.org", goodPassword)
		must(t, err)
		must2(t)(w.with(in.AccessToken).Account(ctx)) // at once: a token minted later than the suspension counts
	})
}
