package accounts

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/accounts/credential"
)

func TestSignUpToSignOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		sent, err := w.c.SignUp(ctx, api.SignUp{Address: "Mila@Example.org", Locale: "pt-br"})
		must(t, err)
		if sent.Delivery != "operator" {
			t.Fatal(sent)
		}
		d := w.find("mila@example.org")
		if d == nil || d.Body.Locale != "pt-BR" {
			t.Fatalf("%+v", d)
		}
		_, err = w.signIn("mila@example.org", goodPassword)
		want(t, err, fault.Unauthenticated, "accounts.sign_in")
		token := w.mailed(d.ID, Confirm)
		_, err = w.c.ConfirmAddress(ctx, api.UseLink{Token: token, Password: "password123"})
		wantField(t, err, "/password", "too_common")
		in, err := w.c.ConfirmAddress(ctx, api.UseLink{Token: token, Password: goodPassword, Label: "Laptop"})
		must(t, err)
		if in.Account != d.ID || !in.HasPassword || in.Device == "" || in.ExpiresIn != 300 || in.Roles == nil {
			t.Fatalf("%+v", in)
		}
		_, err = w.c.ConfirmAddress(ctx, api.UseLink{Token: token, Password: goodPassword})
		want(t, err, fault.Invalid, "accounts.link")
		me := w.with(in.AccessToken)
		a, err := me.Account(ctx)
		must(t, err)
		if a.Address != "Mila@example.org" || !a.Confirmed || a.ID != d.ID {
			t.Fatalf("%+v", a)
		}
		again, err := w.signIn(" MILA@example.org", goodPassword)
		must(t, err)
		list, err := me.Sessions(ctx)
		must(t, err)
		if len(list.Items) != 2 || list.Items[0].ID != again.Session && list.Items[1].ID != again.Session {
			t.Fatalf("%+v", list)
		}
		must(t, me.EndSession(ctx, again.Session))
		w.refused("the ended session", w.with(again.AccessToken))
		_, err = me.Account(ctx)
		must(t, err)
		must(t, me.SignOut(ctx))
		w.refused("the session that signed out", me)
		w.drained()
		w.eventually("the facts", func() bool {
			return w.seen(d.ID, "account_opened") == 1 && w.seen(d.ID, "account_confirmed") == 1 && w.seen(d.ID, "credential_changed") == 1 &&
				w.seen(d.ID, "link_requested") == 1
		})
	})
}

// TestKnownAndUnknownAddresses: every answer that could tell whether an address has an account is the same, byte for byte.
func TestKnownAndUnknownAddresses(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{})
	_, in := w.person("mila@example.org")
	post := func(path, body string) string {
		req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", client.NewKey())
		if path == "/api/v1/links" {
			req.Header.Del("Idempotency-Key")
		}
		rec := httptest.NewRecorder()
		w.s.Router().Handler().ServeHTTP(rec, req)
		var headers []string
		for k, v := range rec.Header() {
			if k != "X-Request-Id" {
				headers = append(headers, k+strings.Join(v, ","))
			}
		}
		slices.Sort(headers)
		return rec.Result().Status + rec.Body.String() + strings.Join(headers, ";")
	}
	for _, c := range []struct{ path, body, status string }{
		{"/api/v1/accounts", `{"address":"%"}`, "202"},
		{"/api/v1/sessions", `{"address":"%","password":"wrong-password-here"}`, "401"},
		{"/api/v1/links", `{"address":"%","purpose":"sign_in"}`, "202"},
		{"/api/v1/links", `{"address":"%","purpose":"reset"}`, "202"},
		{"/api/v1/links", `{"address":"%","purpose":"confirm"}`, "202"},
	} {
		known := post(c.path, strings.Replace(c.body, "%", "mila@example.org", 1))
		unknown := post(c.path, strings.Replace(c.body, "%", "nobody@example.org", 1))
		if known != unknown {
			t.Errorf("%s %s\nknown   %s\nunknown %s", c.path, c.body, known, unknown)
		}
		if !strings.HasPrefix(known, c.status) {
			t.Errorf("%s: %s", c.path, known)
		}
	}
	// Signing up again tells the owner, by a link to sign in.
	if l := w.find("mila@example.org").Body.Links[SignIn]; l.Nonce == "" {
		t.Error("no link for the owner")
	}
	if d := w.find("mila@example.org"); d.ID != in.Account || d.Body.Password == "" {
		t.Error("signing up again touched the account")
	}
}

// TestSameTime measures that wrong sign-ins take alike for known and unknown addresses; the machine is shared, so generously.
func TestSameTime(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{})
	w.person("mila@example.org")
	took := func(address string) time.Duration {
		var all []time.Duration
		for range 9 {
			w.clock.Advance(time.Hour)
			start := time.Now()
			_, err := w.signIn(address, "wrong-password-here")
			all = append(all, time.Since(start))
			want(t, err, fault.Unauthenticated, "accounts.sign_in")
		}
		slices.Sort(all)
		return all[0]
	}
	known, unknown := took("mila@example.org"), took("nobody@example.org")
	t.Logf("known %v, unknown %v", known, unknown)
	if known > 2*unknown || unknown > 2*known {
		t.Errorf("known %v, unknown %v", known, unknown)
	}
}

func TestLinks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, in := w.person("mila@example.org")
		_, err := w.c.RequestLink(ctx, "sign_in", "mila@example.org")
		must(t, err)
		link := w.mailed(in.Account, SignIn)
		// Through the wrong door, cut, for somebody else.
		_, err = w.c.UseResetLink(ctx, api.UseResetLink{Token: link, Password: "another-good-one-7"})
		want(t, err, fault.Invalid, "accounts.link")
		_, err = w.c.UseSignInLink(ctx, api.UseSignInLink{Token: link[:len(link)-1]})
		want(t, err, fault.Invalid, "accounts.link")
		w.clock.Advance(14 * time.Minute)
		byLink, err := w.c.UseSignInLink(ctx, api.UseSignInLink{Token: link})
		must(t, err)
		if byLink.Account != in.Account || byLink.Session == in.Session {
			t.Fatalf("%+v", byLink)
		}
		// Too late.
		_, err = w.c.RequestLink(ctx, "sign_in", "mila@example.org")
		must(t, err)
		link = w.mailed(in.Account, SignIn)
		w.clock.Advance(15 * time.Minute)
		_, err = w.c.UseSignInLink(ctx, api.UseSignInLink{Token: link})
		want(t, err, fault.Invalid, "accounts.link")
		if _, err := w.s.AddressOf(ctx, wire.AddressQuestion{Account: in.Account, Link: "sign_in"}); !fault.Has(err, fault.NotFound) {
			t.Fatal(err)
		}
		// Reset ends everything.
		_, err = w.c.RequestLink(ctx, "reset", "mila@example.org")
		must(t, err)
		fresh, err := w.c.UseResetLink(ctx, api.UseResetLink{Token: w.mailed(in.Account, Reset), Password: "another-good-one-7"})
		must(t, err)
		_, err = w.c.Refresh(ctx, byLink.RefreshToken)
		want(t, err, fault.Unauthenticated, "")
		w.refused("the session before the reset", me)
		_, err = w.signIn("mila@example.org", goodPassword)
		want(t, err, fault.Unauthenticated, "accounts.sign_in")
		_, err = w.signIn("mila@example.org", "another-good-one-7")
		must(t, err)
		_, err = w.c.Refresh(ctx, fresh.RefreshToken)
		must(t, err)
	})
}

// TestLinkIsUsedOnce: 32 people follow one link at once, each with a key of their own; one comes in. 32 repeats of one
// request get one answer.
func TestLinkIsUsedOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, in := w.person("mila@example.org")
		must2(t)(w.c.RequestLink(t.Context(), "sign_in", "mila@example.org"))
		link := w.mailed(in.Account, SignIn)
		var won atomic.Int32
		together(32, func(int) {
			_, err := w.c.UseSignInLink(context.Background(), api.UseSignInLink{Token: link})
			if err == nil {
				won.Add(1)
			} else if !fault.Coded(err, "accounts.link") {
				t.Error(err)
			}
		})
		if won.Load() != 1 {
			t.Fatalf("%d came in", won.Load())
		}
		w.clock.Advance(time.Hour)
		must2(t)(w.c.RequestLink(t.Context(), "sign_in", "mila@example.org"))
		link = w.mailed(in.Account, SignIn)
		key := client.NewKey()
		answers := make([]string, 32)
		together(32, func(i int) {
			got, err := w.c.UseSignInLink(context.Background(), api.UseSignInLink{Token: link}, client.Key(key))
			if err != nil {
				t.Error(err)
				return
			}
			answers[i] = got.Session + got.RefreshToken
		})
		for _, a := range answers {
			if a != answers[0] {
				t.Fatalf("two answers: %v", answers)
			}
		}
		_, err := w.c.UseSignInLink(t.Context(), api.UseSignInLink{Token: link, Label: "other"}, client.Key(key))
		want(t, err, fault.Conflict, "idempotency.reused")
		w.clock.Advance(11 * time.Minute)
		_, err = w.c.UseSignInLink(t.Context(), api.UseSignInLink{Token: link}, client.Key(key))
		want(t, err, fault.Conflict, "accounts.session_used")
	})
}

func must2(t testing.TB) func(any, error) {
	return func(_ any, err error) { t.Helper(); must(t, err) }
}

func together(n int, f func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() { <-start; f(i) })
	}
	close(start)
	wg.Wait()
}

func TestRefresh(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, in := w.person("mila@example.org")
		second, err := w.c.Refresh(ctx, in.RefreshToken)
		must(t, err)
		// Two tabs: the same successor within 10 s.
		w.clock.Advance(10 * time.Second)
		twin, err := w.c.Refresh(ctx, in.RefreshToken)
		must(t, err)
		if twin.RefreshToken != second.RefreshToken || second.RefreshToken == in.RefreshToken {
			t.Fatal("another successor")
		}
		third, err := w.c.Refresh(ctx, second.RefreshToken)
		must(t, err)
		// The one before the last, too late: somebody has a copy. The family ends, its newest token too.
		w.clock.Advance(11 * time.Second)
		_, err = w.c.Refresh(ctx, second.RefreshToken)
		want(t, err, fault.Unauthenticated, "")
		_, err = w.c.Refresh(ctx, third.RefreshToken)
		want(t, err, fault.Unauthenticated, "")
		w.refused("the family", w.with(third.AccessToken))

		other, err := w.signIn("mila@example.org", goodPassword)
		must(t, err)
		var mu sync.Mutex
		got := map[string]int{}
		together(16, func(int) {
			r, err := w.c.Refresh(context.Background(), other.RefreshToken)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			got[r.RefreshToken]++
		})
		if len(got) != 1 {
			t.Fatalf("%d successors of one token", len(got))
		}
		for _, bad := range []string{"wmr_", "x", strings.Repeat("A", 90), other.RefreshToken[:len(other.RefreshToken)-2] + "AA"} {
			_, err := w.c.Refresh(ctx, bad)
			want(t, err, fault.Unauthenticated, "")
		}
		// Unused for too long.
		idle, err := w.signIn("mila@example.org", goodPassword)
		must(t, err)
		w.clock.Advance(sessionIdle)
		_, err = w.c.Refresh(ctx, idle.RefreshToken)
		want(t, err, fault.Unauthenticated, "")
		must(t, w.s.Tick(ctx))
		w.drained()
		must(t, w.s.Tick(ctx))
		w.clock.Advance(time.Hour)
		must(t, w.s.Tick(ctx))
		n, err := w.s.c.sessions.Count(ctx)
		must(t, err)
		if n != 0 {
			t.Fatalf("%d sessions are kept", n)
		}
	})
}

func TestSignOutEverywhereAndPassword(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, in := w.person("mila@example.org")
		other, err := w.signIn("mila@example.org", goodPassword)
		must(t, err)
		wantField(t, me.ChangePassword(ctx, api.PasswordChange{New: "another-good-one-7"}), "/current", "required")
		wantField(t, me.ChangePassword(ctx, api.PasswordChange{Current: "nope-nope-nope", New: "another-good-one-7"}), "/current", "wrong")
		wantField(t, me.ChangePassword(ctx, api.PasswordChange{Current: goodPassword, New: "short"}), "/new", "too_short")
		must(t, me.ChangePassword(ctx, api.PasswordChange{Current: goodPassword, New: "another-good-one-7"}))
		w.refused("the other session", w.with(other.AccessToken))
		_, err = w.c.Refresh(ctx, other.RefreshToken)
		want(t, err, fault.Unauthenticated, "")
		_, err = me.Account(ctx)
		must(t, err)
		next, err := w.c.Refresh(ctx, in.RefreshToken)
		must(t, err)
		me = w.with(next.AccessToken)
		third, err := w.signIn("mila@example.org", "another-good-one-7")
		must(t, err)
		must(t, me.SignOutEverywhere(ctx))
		w.refused("this one", me)
		w.refused("the third", w.with(third.AccessToken))
		_, err = w.c.Refresh(ctx, next.RefreshToken)
		want(t, err, fault.Unauthenticated, "")
	})
}

func TestSessionsAreBounded(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{})
	ctx := t.Context()
	_, first := w.person("mila@example.org")
	for range maxSessions {
		w.clock.Advance(time.Second)
		must2(t)(w.signIn("mila@example.org", goodPassword))
	}
	_, err := w.c.Refresh(ctx, first.RefreshToken)
	want(t, err, fault.Unauthenticated, "")
	w.clock.Advance(time.Second)
	last, err := w.signIn("mila@example.org", goodPassword)
	must(t, err)
	list, err := w.with(last.AccessToken).Sessions(ctx)
	must(t, err)
	if len(list.Items) != maxSessions || !list.Items[0].Current {
		t.Fatalf("%d sessions: %+v", len(list.Items), list.Items[0])
	}
	// Somebody else's session is none of theirs.
	stranger, _ := w.person("noor@example.org")
	want(t, stranger.EndSession(ctx, last.Session), fault.NotFound, "accounts.no_session")
}

func TestGuessing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, in := w.person("mila@example.org")
		for _, address := range []string{"mila@example.org", "nobody@example.org"} {
			for range freeGuesses {
				_, err := w.signIn(address, "wrong-password-here")
				want(t, err, fault.Unauthenticated, "accounts.sign_in")
			}
			_, err := w.signIn(address, "wrong-password-here")
			want(t, err, fault.TooMany, "accounts.wait")
			if fault.As(err).RetryAfter < time.Second {
				t.Fatal(fault.As(err).RetryAfter)
			}
		}
		// Even the right password waits: a guesser must not learn that it was right. The known device does not.
		_, err := w.signIn("mila@example.org", goodPassword)
		want(t, err, fault.TooMany, "accounts.wait")
		_, err = w.c.SignIn(t.Context(), api.SignIn{Address: "mila@example.org", Password: goodPassword, Device: in.Device})
		must(t, err)
		_, err = w.c.SignIn(t.Context(), api.SignIn{Address: "nobody@example.org", Password: goodPassword, Device: in.Device})
		want(t, err, fault.TooMany, "accounts.wait")
		// A link always works.
		must2(t)(w.c.RequestLink(t.Context(), "sign_in", "mila@example.org"))
		must2(t)(w.c.UseSignInLink(t.Context(), api.UseSignInLink{Token: w.mailed(in.Account, SignIn)}))
		w.clock.Advance(firstPause)
		must2(t)(w.signIn("mila@example.org", goodPassword))
	})
}

// TestGuessesAtOnce: many at once get no more guesses than one after the other.
func TestGuessesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.person("mila@example.org")
		var looked atomic.Int32
		together(40, func(int) {
			_, err := w.signIn("mila@example.org", "wrong-password-here")
			if fault.Has(err, fault.Unauthenticated) {
				looked.Add(1)
			} else if !fault.Has(err, fault.TooMany) {
				t.Error(err)
			}
		})
		if looked.Load() != freeGuesses {
			t.Fatalf("%d passwords were looked at", looked.Load())
		}
	})
}

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

func TestRoles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ida, idaIn := w.admin("ida@example.org")
		mila, milaIn := w.person("mila@example.org")
		_, err := mila.SetRoles(ctx, milaIn.Account, []string{administrator})
		want(t, err, fault.Forbidden, "")
		_, err = ida.SetRoles(ctx, idaIn.Account, nil)
		want(t, err, fault.Conflict, "accounts.last_administrator")
		want(t, ida.CloseAccount(ctx), fault.Conflict, "accounts.last_administrator")
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

func TestChangeAddress(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, in := w.person("mila@example.org")
		w.person("taken@example.org")
		must2(t)(w.c.RequestLink(ctx, "sign_in", "mila@example.org"))
		old := w.mailed(in.Account, SignIn)
		_, err := me.ChangeAddress(ctx, api.AddressChange{Address: "taken@example.org", Password: goodPassword})
		must(t, err)
		want(t, w.c.UseAddressLink(ctx, w.mailed(in.Account, ChangeAddress)), fault.Conflict, "accounts.address_taken")
		_, err = me.ChangeAddress(ctx, api.AddressChange{Address: "mila@new.example", Password: goodPassword})
		must(t, err)
		a, err := w.s.AddressOf(ctx, wire.AddressQuestion{Account: in.Account, Link: string(ChangeAddress)})
		must(t, err)
		if a.Address != "mila@new.example" || w.find("mila@new.example") != nil {
			t.Fatalf("the link goes elsewhere, or the address is taken already")
		}
		key := client.NewKey()
		must(t, w.c.UseAddressLink(ctx, a.Token, client.Key(key)))
		must(t, w.c.UseAddressLink(ctx, a.Token, client.Key(key)))
		want(t, w.c.UseAddressLink(ctx, old, client.Key(key)), fault.Conflict, "idempotency.reused")
		want(t, w.c.UseAddressLink(ctx, a.Token), fault.Invalid, "accounts.link")
		if w.find("mila@example.org") != nil || w.find("mila@new.example").ID != in.Account {
			t.Fatal("not moved")
		}
		_, err = w.c.UseSignInLink(ctx, api.UseSignInLink{Token: old})
		want(t, err, fault.Invalid, "accounts.link")
		must2(t)(w.signIn("mila@new.example", goodPassword))
		must2(t)(w.c.SignUp(ctx, api.SignUp{Address: "mila@example.org"}))
		if w.find("mila@example.org") == nil {
			t.Fatal("the old address is not free")
		}
	})
}

func TestWithoutPassword(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{})
	ctx := t.Context()
	must2(t)(w.c.SignUp(ctx, api.SignUp{Address: "mila@example.org"}))
	in, err := w.c.ConfirmAddress(ctx, api.UseLink{Token: w.mailed(w.find("mila@example.org").ID, Confirm)})
	must(t, err)
	if in.HasPassword {
		t.Fatal(in)
	}
	_, err = w.signIn("mila@example.org", "")
	want(t, err, fault.Invalid, "")
	w.clock.Advance(16 * time.Minute)
	next, err := w.c.Refresh(ctx, in.RefreshToken)
	must(t, err)
	me := w.with(next.AccessToken)
	want(t, me.ChangePassword(ctx, api.PasswordChange{New: goodPassword}), fault.Forbidden, "accounts.sign_in_recently")
	want(t, me.CloseAccount(ctx), fault.Forbidden, "accounts.sign_in_recently")
	must2(t)(w.c.RequestLink(ctx, "sign_in", "mila@example.org"))
	young, err := w.c.UseSignInLink(ctx, api.UseSignInLink{Token: w.mailed(in.Account, SignIn)})
	must(t, err)
	me = w.with(young.AccessToken)
	must(t, me.ChangePassword(ctx, api.PasswordChange{New: goodPassword}))
	must2(t)(w.signIn("mila@example.org", goodPassword))
}

func TestCloseAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, in := w.person("mila@example.org")
		must(t, me.CloseAccount(ctx))
		w.refused("the closed account", me)
		_, err := w.signIn("mila@example.org", goodPassword)
		want(t, err, fault.Unauthenticated, "accounts.sign_in")
		_, err = w.c.Refresh(ctx, in.RefreshToken)
		want(t, err, fault.Unauthenticated, "")
		w.drained()
		w.eventually("the fact", func() bool { return w.seen(in.Account, "account_closed") == 1 })
		_, other := w.person("mila@example.org")
		if other.Account == in.Account {
			t.Fatal("the same account came back")
		}
	})
}

func TestInvitations(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		profiles := w.nats.Connect("profiles")
		ask := func(key, address string) (wire.InvitationAnswer, error) {
			return bus.Ask[wire.InvitationQuestion, wire.InvitationAnswer](ctx, profiles, "accounts", "invitation",
				wire.InvitationQuestion{Key: key, Address: address, Locale: "fr", By: "0199f3f2-0000-7000-8000-00000000beef"})
		}
		w.eventually("somebody answers", func() bool {
			_, err := ask("k0", "bad address")
			return fault.Has(err, fault.Invalid)
		})
		got, err := ask("row-1", "noor@example.org")
		must(t, err)
		again, err := ask("row-1", "noor@example.org")
		must(t, err)
		other, err := ask("row-9", "noor@example.org")
		must(t, err)
		if got.Already || again != got || !other.Already || other.Account != got.Account {
			t.Fatalf("%+v %+v %+v", got, again, other)
		}
		in, err := w.c.AcceptInvitation(ctx, api.UseLink{Token: w.mailed(got.Account, Invitation), Password: goodPassword})
		must(t, err)
		if in.Account != got.Account {
			t.Fatal(in)
		}
		must2(t)(w.signIn("noor@example.org", goodPassword))
		w.drained()
		w.eventually("the facts", func() bool {
			return w.seen(got.Account, "account_opened") == 1 && w.seen(got.Account, "link_requested") == 1 &&
				w.seen(got.Account, "account_confirmed") == 1
		})
		ida, _ := w.admin("ida@example.org")
		made, err := ida.Invite(ctx, api.InvitationRequest{Address: "noor@example.org"})
		must(t, err)
		if !made.Already || made.Account != got.Account {
			t.Fatal(made)
		}
	})
}

func TestLinksByHand(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ida, _ := w.admin("ida@example.org")
		must2(t)(w.c.SignUp(ctx, api.SignUp{Address: "mila@example.org"}))
		var found []api.PendingLink
		for l, err := range ida.PendingLinks(ctx) {
			must(t, err)
			found = append(found, l)
		}
		if len(found) != 1 || found[0].Purpose != "confirm" || found[0].Address != "mila@example.org" {
			t.Fatalf("%+v", found)
		}
		shown, err := ida.RevealLink(ctx, found[0].Account, "confirm")
		must(t, err)
		if shown.Path != "/links/confirm?token="+shown.Token {
			t.Fatal(shown)
		}
		_, err = ida.RevealLink(ctx, found[0].Account, "reset")
		want(t, err, fault.NotFound, "accounts.no_link")
		in, err := w.c.ConfirmAddress(ctx, api.UseLink{Token: shown.Token, Password: goodPassword})
		must(t, err)
		_, err = w.with(in.AccessToken).RevealLink(ctx, found[0].Account, "confirm")
		want(t, err, fault.Forbidden, "")
		w.drained()
		w.eventually("the audit fact", func() bool { return w.seen(found[0].Account, "link_read") == 1 })
		w.s.cfg.MailConfigured = true
		_, err = ida.RevealLink(ctx, found[0].Account, "confirm")
		want(t, err, fault.Forbidden, "accounts.mail_configured")
		for _, err := range ida.PendingLinks(ctx) {
			want(t, err, fault.Forbidden, "accounts.mail_configured")
		}
	})
}

func TestRegistrationAndConduct(t *testing.T) {
	e := testkit.SQLite(t, nil).Engine
	w := newWorld(t, e, Config{Registration: Invited, Conduct: "2026-01"})
	ctx := t.Context()
	_, err := w.c.SignUp(ctx, api.SignUp{Address: "mila@example.org"})
	want(t, err, fault.Forbidden, "accounts.by_invitation")
	w.s.cfg.Registration = Closed
	_, err = w.c.SignUp(ctx, api.SignUp{Address: "mila@example.org"})
	want(t, err, fault.Forbidden, "accounts.closed")
	w.s.cfg.Registration = Open
	_, err = w.c.SignUp(ctx, api.SignUp{Address: "mila@example.org"})
	wantField(t, err, "/conduct", "not_accepted")
	must2(t)(w.c.SignUp(ctx, api.SignUp{Address: "mila@example.org", Conduct: "2026-01"}))
	made, err := w.s.invite(ctx, invitation{address: "noor@example.org"})
	must(t, err)
	token := w.mailed(made.Account, Invitation)
	_, err = w.c.AcceptInvitation(ctx, api.UseLink{Token: token})
	wantField(t, err, "/conduct", "not_accepted")
	must2(t)(w.c.AcceptInvitation(ctx, api.UseLink{Token: token, Conduct: "2026-01"}))
}

// TestKeys: the published set is one that another library reads, keys turn without anybody being signed out, and two
// replicas that start at once agree.
func TestKeys(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, in := w.person("mila@example.org")
		set, err := w.c.Keys(ctx)
		must(t, err)
		var read jose.JSONWebKeySet
		must(t, json.Unmarshal([]byte(encoded(set)), &read))
		if len(read.Keys) != 1 || !read.Keys[0].Valid() {
			t.Fatalf("%+v", read)
		}
		signed, err := jose.ParseSigned(in.AccessToken, []jose.SignatureAlgorithm{jose.EdDSA})
		must(t, err)
		must2(t)(signed.Verify(read.Keys[0]))

		var kids [8]string
		log := w.s.d.Log
		together(8, func(i int) {
			s := &Service{c: w.s.c, sealer: w.s.sealer, d: Deps{Now: w.clock.Now, Log: log}}
			k, err := s.signer(context.Background(), w.clock.Now().Add(90*24*time.Hour))
			if err != nil {
				t.Error(err)
				return
			}
			kids[i] = k.KID + string(k.Key)
		})
		for _, k := range kids {
			if k != kids[0] {
				t.Fatal("two replicas sign with different keys")
			}
		}
		_ = me
		// To the last day of the period: the next key is there, the old one still signs; a token outlives the turn.
		k := w.s.signing
		refresh := in.RefreshToken
		w.clock.Advance(k.until.Sub(w.clock.Now()) - time.Minute)
		must(t, w.s.Tick(ctx))
		w.drained()
		if in, err = w.signIn("mila@example.org", goodPassword); err != nil {
			t.Fatal(err)
		}
		before := w.with(in.AccessToken)
		must2(t)(before.Account(ctx))
		w.clock.Advance(2 * time.Minute)
		must2(t)(before.Account(ctx))
		after, err := w.c.Refresh(ctx, in.RefreshToken)
		must(t, err)
		must2(t)(w.with(after.AccessToken).Account(ctx))
		if w.s.signing.KID == k.KID {
			t.Fatal("the key did not turn")
		}
		_ = refresh
		if set, err = w.c.Keys(ctx); err != nil || len(set.Keys) < 2 {
			t.Fatal(set, err)
		}
	})
}

func TestKeyFile(t *testing.T) {
	engine := testkit.SQLite(t, nil).Engine
	w := newWorld(t, engine, Config{})
	_, in := w.person("mila@example.org")
	file := filepath.Join(t.TempDir(), "key")
	must(t, os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))), 0o600))
	deps := w.s.d
	sealed, err := New(t.Context(), Config{KeyFile: file, Floor: -1}, deps)
	must(t, err)
	x := credential.Address{Fold: "x"}
	if !sealed.signing.Key.Equal(w.s.signing.Key) || sealed.keys.AddressIndex(x) != w.s.keys.AddressIndex(x) {
		t.Fatal("other secrets after sealing")
	}
	must2(t)(sealed.Refresh(t.Context(), api.Refresh{RefreshToken: in.RefreshToken}))
	if _, err := New(t.Context(), Config{Floor: -1}, deps); !errors.Is(err, credential.ErrSealed) {
		t.Fatalf("without the key file: %v", err)
	}
	must(t, os.WriteFile(file, []byte("too short"), 0o600))
	if _, err := New(t.Context(), Config{KeyFile: file}, deps); err == nil {
		t.Fatal("a bad key file")
	}
}

func TestUnconfirmedIsForgotten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		must2(t)(w.c.SignUp(ctx, api.SignUp{Address: "mila@example.org"}))
		_, in := w.person("noor@example.org")
		id := w.find("mila@example.org").ID
		w.clock.Advance(keepUnconfirmed - time.Second)
		must(t, w.s.Tick(ctx))
		if w.find("mila@example.org") == nil {
			t.Fatal("forgotten early")
		}
		w.clock.Advance(time.Second)
		must(t, w.s.Tick(ctx))
		if w.find("mila@example.org") != nil || w.find("noor@example.org").ID != in.Account {
			t.Fatal("not forgotten, or the wrong one")
		}
		w.drained()
		w.eventually("the fact", func() bool { return w.seen(id, "account_closed") == 1 })
	})
}

// TestUnfinishedSignOut: a crash after the epoch rose and before the sessions were ended is finished by the scan.
func TestUnfinishedSignOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		me, in := w.person("mila@example.org")
		must2(t)(w.s.c.accounts.Update(t.Context(), in.Account, func(d *store.Doc[Account]) error {
			d.Body.endSessions("")
			return nil
		}))
		_, err := w.c.Refresh(t.Context(), in.RefreshToken)
		want(t, err, fault.Unauthenticated, "")
		must(t, w.s.Tick(t.Context()))
		w.refused("the session", me)
		if w.find("mila@example.org").Body.Ending {
			t.Fatal("still marked")
		}
	})
}

// TestNothingLeaks: no address, password or token in a log, a fact, a state or an op.
func TestNothingLeaks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		const address, password, second = "canary-address@example.org", "canary-password-52", "canary-password-77"
		must2(t)(w.c.SignUp(ctx, api.SignUp{Address: address}))
		id := w.find(address).ID
		secrets := []string{"canary-address", password, second, "canary-label"}
		link := w.mailed(id, Confirm)
		in, err := w.c.ConfirmAddress(ctx, api.UseLink{Token: link, Password: password, Label: "canary-label"})
		must(t, err)
		secrets = append(secrets, link, in.AccessToken, in.RefreshToken, in.Device)
		me := w.with(in.AccessToken)
		_, _ = w.signIn(address, "canary-password-wrong")
		_, _ = w.c.SignUp(ctx, api.SignUp{Address: address})
		_, _ = w.c.SignUp(ctx, api.SignUp{Address: "canary-address\r\nBcc: x@example.org"})
		_, _ = w.c.ConfirmAddress(ctx, api.UseLink{Token: link})
		must(t, me.ChangePassword(ctx, api.PasswordChange{Current: password, New: second}))
		must2(t)(me.ChangeAddress(ctx, api.AddressChange{Address: "canary-address@new.example", Password: second}))
		next, err := w.c.Refresh(ctx, in.RefreshToken)
		must(t, err)
		secrets = append(secrets, next.AccessToken, next.RefreshToken, w.mailed(id, ChangeAddress))
		ida, _ := w.admin("ida@example.org")
		shown, err := ida.RevealLink(ctx, id, "address")
		must(t, err)
		secrets = append(secrets, shown.Token)
		odd := map[string]any{"address": address, "password": second, "extra": second}
		_, _ = client.Do[api.Account](ctx, w.c, http.MethodPost, client.Path("sessions"), nil, odd)
		must(t, me.SignOutEverywhere(ctx))
		w.drained()
		w.eventually("all facts", func() bool { return w.seen(id, "credential_changed") == 2 && w.seen(id, "link_read") == 1 })
		var seen strings.Builder
		seen.WriteString(w.log.String())
		w.mu.Lock()
		seen.WriteString(encoded(w.facts))
		w.mu.Unlock()
		states := make(chan struct{})
		states2, cancel := context.WithCancel(ctx)
		var once sync.Once
		followed := make(chan error, 1)
		go func() {
			followed <- w.s.d.Bus.Follow(states2, "accounts", []string{wire.StateSubject("accounts", "*", "*")}, 0,
				func(m bus.Message) { seen.WriteString(encoded(m.Envelope)) }, func() { once.Do(func() { close(states) }) })
		}()
		<-states
		cancel()
		must(t, <-followed)
		for after := ""; ; {
			raws, err := w.s.c.accounts.Walk(ctx, after, 100)
			must(t, err)
			if len(raws) == 0 {
				break
			}
			for _, r := range raws {
				seen.WriteString(encoded(r.Ops) + encoded(r.Outbox) + encoded(r.Keys))
				after = r.ID
			}
		}
		if seen.Len() < 2000 {
			t.Fatalf("only %d bytes were looked at", seen.Len())
		}
		for _, s := range secrets {
			if strings.Contains(seen.String(), s) {
				t.Errorf("%q leaked", s)
			}
		}
	})
}

// TestVenue: a conference of people behind one address signs up and asks for links; one that does more is slowed down.
func TestVenue(t *testing.T) {
	d := newDoors(100, 6000)
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	n := 0
	for range 10_000 {
		if d.allow("192.0.2.7", now) {
			n++
		}
	}
	if n != 6000 {
		t.Fatalf("%d came in at once", n)
	}
	if !d.allow("192.0.2.8", now) || !d.allow("", now) || d.allow("192.0.2.7", now) || !d.allow("192.0.2.7", now.Add(10*time.Millisecond)) {
		t.Fatal("others")
	}
	if !d.allow("2001:db8::1", now) || len(d.known) != 3 {
		t.Fatal(len(d.known))
	}
	for i := range 2 * maxDoors {
		d.allow("2001:db8:"+strings.ToLower(string("0123456789abcdef"[i>>12&15]))+"::1", now)
	}
	if len(d.known) > maxDoors {
		t.Fatal(len(d.known))
	}
}

func TestHashQueueIsBounded(t *testing.T) {
	h := newHasher(1, 2)
	inside, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { _ = h.do(t.Context(), func() error { close(inside); <-release; return nil }) })
	<-inside
	for range 2 {
		wg.Go(func() { _ = h.do(t.Context(), func() error { return nil }) })
	}
	for h.waiting.Load() < 3 {
		time.Sleep(time.Millisecond)
	}
	err := h.do(t.Context(), func() error { t.Error("came in"); return nil })
	want(t, err, fault.Unavailable, "accounts.busy")
	if fault.As(err).RetryAfter < time.Second {
		t.Error("does not say when to come back")
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	close(release)
	wg.Wait()
	if err := h.do(gone, func() error { return nil }); err == nil || h.waiting.Load() != 0 {
		t.Error(err, h.waiting.Load())
	}
}
