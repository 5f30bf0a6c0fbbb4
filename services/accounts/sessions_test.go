package accounts

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

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
		bent := []byte(other.RefreshToken) // one character is another; the last ones may say less than a whole one
		if at := len(bent) / 2; bent[at] == 'A' {
			bent[at] = 'B'
		} else {
			bent[at] = 'A'
		}
		for _, bad := range []string{"wmr_", "x", strings.Repeat("A", 90), string(bent)} {
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
			want(t, err, fault.TooMany, "accounts.wait_or_ask")
			if fault.As(err).RetryAfter < time.Second {
				t.Fatal(fault.As(err).RetryAfter)
			}
		}
		// Even the right password waits: a guesser must not learn that it was right. The known device does not.
		_, err := w.signIn("mila@example.org", goodPassword)
		want(t, err, fault.TooMany, "accounts.wait_or_ask")
		_, err = w.c.SignIn(t.Context(), api.SignIn{Address: "mila@example.org", Password: goodPassword, Device: in.Device})
		must(t, err)
		_, err = w.c.SignIn(t.Context(), api.SignIn{Address: "nobody@example.org", Password: goodPassword, Device: in.Device})
		want(t, err, fault.TooMany, "accounts.wait_or_ask")
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
	w.clock.Advance(11 * time.Minute)
	next, err := w.c.Refresh(ctx, in.RefreshToken)
	must(t, err)
	me := w.with(next.AccessToken)
	want(t, me.ChangePassword(ctx, api.PasswordChange{New: goodPassword}), fault.Forbidden, "accounts.sign_in_recently")
	want(t, me.CloseAccount(ctx, api.AccountClosing{}), fault.Forbidden, "accounts.sign_in_recently")
	must2(t)(w.c.RequestLink(ctx, "sign_in", "mila@example.org"))
	young, err := w.c.UseSignInLink(ctx, api.UseSignInLink{Token: w.mailed(in.Account, SignIn)})
	must(t, err)
	me = w.with(young.AccessToken)
	must(t, me.ChangePassword(ctx, api.PasswordChange{New: goodPassword}))
	must2(t)(w.signIn("mila@example.org", goodPassword))
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
