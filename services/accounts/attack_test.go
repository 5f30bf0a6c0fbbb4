package accounts

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// replica is a second process on the same store and bus.
func (w *world) replica() *client.Client {
	w.t.Helper()
	d := w.s.d
	d.Bus = w.nats.Connect("accounts")
	s, err := New(w.t.Context(), w.s.cfg, d)
	must(w.t, err)
	return w.clientOf(s)
}

// TestTwoReplicas: links, refresh tokens, sign-up and the first administrator race over two processes.
func TestTwoReplicas(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		both := []*client.Client{w.c, w.replica()}
		token, _, err := w.s.Bootstrap(ctx)
		must(t, err)
		var firsts, links atomic.Int32
		together(64, func(i int) {
			if _, err := both[i%2].UseFirstAdministrator(ctx, api.UseFirstAdministrator{
				Token: token, Address: fmt.Sprintf("ida%d@example.org", i), Password: goodPassword,
			}); err == nil {
				firsts.Add(1)
			} else if !fault.Coded(err, "accounts.link") {
				t.Error(err)
			}
		})
		together(32, func(i int) {
			if _, err := both[i%2].SignUp(ctx, api.SignUp{Address: "Mila@example.org"}); err != nil {
				t.Error(err)
			}
		})
		n, err := w.s.c.accounts.Count(ctx)
		must(t, err)
		if firsts.Load() != 1 || n != 2 {
			t.Fatalf("%d administrators, %d accounts", firsts.Load(), n)
		}
		link := w.mailed(w.find("mila@example.org").ID, Confirm)
		var in atomic.Pointer[api.SignedIn]
		together(32, func(i int) {
			if got, err := both[i%2].ConfirmAddress(ctx, api.UseLink{Token: link, Password: goodPassword}); err == nil {
				links.Add(1)
				in.Store(got)
			} else if !fault.Coded(err, "accounts.link") {
				t.Error(err)
			}
		})
		if links.Load() != 1 {
			t.Fatalf("one link let %d in", links.Load())
		}
		var mu sync.Mutex
		next := map[string]bool{}
		together(16, func(i int) {
			r, err := both[i%2].Refresh(ctx, in.Load().RefreshToken)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			next[r.RefreshToken] = true
		})
		if len(next) != 1 {
			t.Fatalf("%d successors", len(next))
		}
	})
}

// TestSignInWhileSigningOut: after everything came to rest, no session of an older epoch is alive.
func TestSignInWhileSigningOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		_, in := w.person("mila@example.org")
		a := auth.With(ctx, auth.Principal{ID: in.Account, Session: in.Session})
		for range 5 {
			d, err := w.s.c.accounts.Get(ctx, in.Account)
			must(t, err)
			together(8, func(i int) {
				if i < 2 {
					if err := w.s.SignOutEverywhere(a); err != nil {
						t.Error(err)
					}
					return
				}
				if _, err := w.s.open(as(ctx, in.Account), d, "password", ""); err != nil && !fault.Has(err, fault.Unauthenticated) {
					t.Error(err)
				}
			})
			_, err = w.s.open(as(ctx, in.Account), d, "password", "") // one who looked before and comes after
			want(t, err, fault.Unauthenticated, "")
			d, err = w.s.c.accounts.Get(ctx, in.Account)
			must(t, err)
			if d.Body.Ending {
				t.Fatal("not finished")
			}
			must(t, w.s.c.sessionsOf(ctx, in.Account, func(s *store.Doc[Session]) error {
				if s.Body.Revoked.IsZero() && s.Body.Epoch != d.Body.Epoch {
					t.Errorf("a session of epoch %d lives in epoch %d", s.Body.Epoch, d.Body.Epoch)
				}
				return nil
			}))
		}
	})
}

// TestCrashesOfTheFirstAdministrator: killed between its steps, it is repeated or finished.
func TestCrashesOfTheFirstAdministrator(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		token, _, err := w.s.Bootstrap(ctx)
		must(t, err)
		l, err := w.s.c.admins.Get(ctx, administratorsID)
		must(t, err)
		// After the list, before the account.
		must2(t)(w.s.c.admins.Update(ctx, administratorsID, func(d *store.Doc[Administrators]) error {
			d.Body.add(firstID(l.Body.Nonce), w.clock.Now())
			return nil
		}))
		must(t, w.s.Tick(ctx))
		w.clock.Advance(2 * time.Minute)
		must(t, w.s.Tick(ctx))
		again, needed, err := w.s.Bootstrap(ctx)
		must(t, err)
		if !needed || again != token {
			t.Fatal("the link is lost")
		}
		ida, in := w.admin("ida@example.org")
		// After the account, before it was surely noted.
		must2(t)(w.s.c.admins.Update(ctx, administratorsID, func(d *store.Doc[Administrators]) error {
			d.Body.List[0].Sure = false
			return nil
		}))
		if _, needed, err = w.s.Bootstrap(ctx); err != nil || needed {
			t.Fatal("a second administrator could be made", err)
		}
		_, err = w.c.UseFirstAdministrator(ctx, api.UseFirstAdministrator{Token: token, Address: "eve@example.org", Password: goodPassword})
		want(t, err, fault.Invalid, "accounts.link")
		_, err = ida.SetRoles(ctx, in.Account, nil)
		want(t, err, fault.Conflict, "accounts.last_administrator")
		must(t, w.s.Tick(ctx))
		l, err = w.s.c.admins.Get(ctx, administratorsID)
		must(t, err)
		if !l.Body.anySure() {
			t.Fatal("not mended")
		}
		// Taken off the list, and killed before the account followed: the scan takes the role.
		_, mila := w.person("mila@example.org")
		must2(t)(ida.SetRoles(ctx, mila.Account, []string{administrator}))
		must(t, w.s.unlistAdministrator(ctx, mila.Account, false))
		must(t, w.s.Tick(ctx))
		if w.find("mila@example.org").Body.Administrator || !w.find("ida@example.org").Body.Administrator {
			t.Fatal("the scan did not mend the roles")
		}
	})
}

// TestPromotedWhileClosing: whatever wins, there is an administrator who exists.
func TestPromotedWhileClosing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ida, idaIn := w.admin("ida@example.org")
		for i := range 4 {
			mila, in := w.person(fmt.Sprintf("mila%d@example.org", i))
			together(2, func(k int) {
				if k == 0 {
					_, _ = ida.SetRoles(ctx, in.Account, []string{administrator})
					return
				}
				_ = mila.CloseAccount(ctx, api.AccountClosing{Password: goodPassword})
			})
			w.clock.Advance(2 * time.Minute)
			must(t, w.s.Tick(ctx))
			l, err := w.s.c.admins.Get(ctx, administratorsID)
			must(t, err)
			for _, a := range l.Body.List {
				if d, err := w.s.c.accounts.Get(ctx, a.Account); err != nil || !d.Body.Administrator {
					t.Errorf("%s is listed and is none: %v", a.Account, err)
				}
			}
			in2, err := w.signIn("ida@example.org", goodPassword)
			must(t, err)
			ida = w.with(in2.AccessToken)
		}
		_ = idaIn
	})
}

// TestStrangersLockNobodyOut: a stranger asks for links and guesses passwords all the time.
func TestStrangersLockNobodyOut(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{})
	ctx := t.Context()
	_, in := w.person("mila@example.org")
	var box string // the newest mail in the mailbox
	mails := func() {
		if l := w.find("mila@example.org").Body.Links[SignIn]; l.pending(w.clock.Now()) {
			box = w.mailed(in.Account, SignIn)
		}
	}
	for i := range 24 {
		w.clock.Advance(7 * time.Minute)
		_, _ = w.signIn("mila@example.org", "wrong-password-here")
		must2(t)(w.c.RequestLink(ctx, "sign_in", "mila@example.org"))
		mails()
		if i%4 == 3 { // the person asks too, and follows the newest mail
			must2(t)(w.c.RequestLink(ctx, "sign_in", "mila@example.org"))
			must2(t)(w.c.UseSignInLink(ctx, api.UseSignInLink{Token: box}))
		}
	}
	w.drained()
	if n := w.seen(in.Account, "link_requested"); n > 1+24 {
		t.Fatalf("%d mails", n)
	}
}

// TestRevocationOutlivesARestart: a process that starts later refuses what was ended before.
func TestRevocationOutlivesARestart(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{})
	_, in := w.person("mila@example.org")
	_, noor := w.person("noor@example.org")
	must(t, w.with(in.AccessToken).SignOut(t.Context()))
	w.drained()
	g := auth.NewGuard(w.nats.Connect("catalog"), w.clock.Now, slog.New(slog.DiscardHandler))
	w.run("second guard", g.Run)
	for g.Ready() != nil {
		_, err := g.Verify(noor.AccessToken)
		if err != nil && !fault.Has(err, fault.Unavailable) && g.Ready() != nil {
			t.Fatalf("not caught up: %v", err)
		}
		time.Sleep(time.Millisecond)
	}
	if _, err := g.Verify(in.AccessToken); !fault.Has(err, fault.Unauthenticated) {
		t.Fatal(err)
	}
	must2(t)(g.Verify(noor.AccessToken))
}

// TestLateKeyIsKnownAtOnce: a process that slept over the turn of the keys makes one and everybody knows it.
func TestLateKeyIsKnownAtOnce(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{})
	w.person("mila@example.org")
	w.clock.Advance(70 * 24 * time.Hour)
	in, err := w.signIn("mila@example.org", goodPassword)
	must(t, err)
	w.eventually("the new key is known", func() bool {
		_, err := w.with(in.AccessToken).Account(t.Context())
		return err == nil
	})
}

func TestEveryRouteStatesItsPermission(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{})
	ctx := t.Context()
	open := []string{"accounts-sign-up", "accounts-keys", "accounts-sign-in", "accounts-refresh", "accounts-request-link",
		"accounts-joining", "accounts-check-link", "accounts-use-confirm",
		"accounts-use-invitation", "accounts-use-sign-in", "accounts-use-reset", "accounts-use-first-administrator", "accounts-use-address",
		"accounts-use-arrival", "accounts-undo-address", "accounts-erasure"}
	mila, _ := w.person("mila@example.org")
	for _, r := range w.s.Router().Routes() {
		if (r.Permission == auth.Public) != slices.Contains(open, r.ID) {
			t.Errorf("%s is %s", r.ID, r.Permission)
		}
		if r.Permission == auth.Public {
			continue
		}
		path := pathOf(r.Path)
		_, err := client.Do[struct{}](ctx, w.c, r.Method, path, nil, nil)
		want(t, err, fault.Unauthenticated, "")
		if r.Permission == auth.IsModerator || r.Permission == auth.IsAdministrator {
			_, err := client.Do[struct{}](ctx, mila, r.Method, path, nil, nil)
			want(t, err, fault.Forbidden, "")
		}
	}
}

func pathOf(pattern string) string {
	out := ""
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '{' {
			out += string(pattern[i])
			continue
		}
		out += "confirm"
		for pattern[i] != '}' {
			i++
		}
	}
	return out
}

func benchWorld(b *testing.B) (*world, *api.SignedIn) {
	w := newWorld(b, testkit.SQLite(b, nil).Engine, Config{AddressRate: 1e9, AddressBurst: 1e9})
	_, in := w.person("mila@example.org")
	return w, in
}

func BenchmarkSignUp(b *testing.B) {
	w, _ := benchWorld(b)
	var n atomic.Int64
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if _, err := w.c.SignUp(context.Background(), api.SignUp{Address: fmt.Sprintf("p%d@example.org", n.Add(1))}); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkSignIn(b *testing.B) {
	w, in := benchWorld(b)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			who := api.SignIn{Address: "mila@example.org", Password: goodPassword, Device: in.Device}
			if _, err := w.c.SignIn(context.Background(), who); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkRefresh(b *testing.B) {
	w, in := benchWorld(b)
	token := in.RefreshToken
	for b.Loop() {
		r, err := w.c.Refresh(context.Background(), token)
		if err != nil {
			b.Fatal(err)
		}
		token = r.RefreshToken
	}
}

func BenchmarkVerify(b *testing.B) {
	w, in := benchWorld(b)
	for b.Loop() {
		if _, err := w.guard.Verify(in.AccessToken); err != nil {
			b.Fatal(err)
		}
	}
}
