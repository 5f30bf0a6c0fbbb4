package accounts

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

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
	for i, c := range []struct{ path, body, status string }{
		{"/api/v1/accounts", `{"address":"%"}`, "202"},
		{"/api/v1/sessions", `{"address":"%","password":"wrong-password-here"}`, "401"},
		{"/api/v1/links", `{"address":"%","purpose":"sign_in"}`, "202"},
		{"/api/v1/links", `{"address":"%","purpose":"reset"}`, "202"},
		{"/api/v1/links", `{"address":"%","purpose":"confirm"}`, "202"},
	} {
		known := post(c.path, strings.Replace(c.body, "%", "mila@example.org", 1))
		unknown := post(c.path, strings.Replace(c.body, "%", fmt.Sprintf("nobody%d@example.org", i), 1)) // signing up makes it known
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

// TestSameWork: a wrong sign-in costs the same for known and unknown addresses and for accounts without a password: it waits for the same
// queue, and hashes with the same parameters. Not measured in time: a test must not depend on how fast a machine is.
func TestSameWork(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{})
	w.person("mila@example.org")
	if _, err := w.c.SignUp(t.Context(), api.SignUp{Address: "none@example.org"}); err != nil {
		t.Fatal(err)
	}
	parameters := func(hash string) string { return strings.Join(strings.Split(hash, "$")[:4], "$") }
	own := w.find("mila@example.org").Body.Password
	if parameters(own) != parameters(w.s.dummy) || len(own) != len(w.s.dummy) || w.find("none@example.org").Body.Password != "" {
		t.Errorf("%s for the known, %s for the unknown", own, w.s.dummy)
	}
	all := []string{"mila@example.org", "nobody@example.org", "none@example.org"}
	for _, address := range all {
		_, err := w.signIn(address, "wrong-password-here")
		want(t, err, fault.Unauthenticated, "accounts.sign_in")
	}
	w.s.hasher = newHasher(1, 0)
	inside, release, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		_ = w.s.hasher.do(context.Background(), func() error { close(inside); <-release; return nil })
	}()
	<-inside
	for _, address := range all {
		_, err := w.signIn(address, "wrong-password-here")
		want(t, err, fault.Unavailable, "accounts.busy")
	}
	close(release)
	<-done
}

func TestCloseAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, in := w.person("mila@example.org")
		wantField(t, me.CloseAccount(ctx, api.AccountClosing{}), "/password", "required")
		wantField(t, me.CloseAccount(ctx, api.AccountClosing{Password: "not-this-one"}), "/password", "wrong")
		must2(t)(me.Account(ctx))
		must(t, me.CloseAccount(ctx, api.AccountClosing{Password: goodPassword}))
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
	w.s.cfg.Adults, w.s.cfg.ConductURL = true, "https://example.org/conduct"
	_, err = w.c.SignUp(ctx, api.SignUp{Address: "ola@example.org", Conduct: "2026-01"})
	wantField(t, err, "/adult", "not_confirmed")
	must2(t)(w.c.SignUp(ctx, api.SignUp{Address: "ola@example.org", Conduct: "2026-01", Adult: true}))
	ola, err := w.c.ConfirmAddress(ctx, api.UseLink{Token: w.mailed(w.find("ola@example.org").ID, Confirm)})
	must(t, err)
	if me, err := w.with(ola.AccessToken).Account(ctx); err != nil || !me.Adult || me.Conduct != "2026-01" {
		t.Fatal(me, err)
	}
	// Who signed up before it was asked for says so with the link.
	mila := w.mailed(w.find("mila@example.org").ID, Confirm)
	_, err = w.c.ConfirmAddress(ctx, api.UseLink{Token: mila})
	wantField(t, err, "/adult", "not_confirmed")
	must2(t)(w.c.ConfirmAddress(ctx, api.UseLink{Token: mila, Adult: true}))
	asks, err := w.c.Joining(ctx)
	must(t, err)
	if *asks != (api.Joining{Registration: "open", Conduct: "2026-01", ConductURL: "https://example.org/conduct", Adults: true, Locale: "en",
		Delivery: "operator"}) {
		t.Fatal(asks)
	}
	w.s.cfg.Adults = false
	made, err := w.s.invite(ctx, invitation{address: "noor@example.org"})
	must(t, err)
	token := w.mailed(made.Account, Invitation)
	_, err = w.c.AcceptInvitation(ctx, api.UseLink{Token: token})
	wantField(t, err, "/conduct", "not_accepted")
	must2(t)(w.c.AcceptInvitation(ctx, api.UseLink{Token: token, Conduct: "2026-01"}))
}

// TestNoWayAroundTheAgreement: who has not joined yet joins by a link that asks for the code of conduct and for their age, whichever
// link they ask for; and no other link joins.
func TestNoWayAroundTheAgreement(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{Conduct: "2026-01", Adults: true})
	ctx := t.Context()
	for i, purpose := range []Purpose{SignIn, Reset, Confirm} {
		address := fmt.Sprintf("kid-%d@example.org", i)
		made, err := w.s.invite(ctx, invitation{address: address})
		must(t, err)
		w.clock.Advance(time.Hour)
		must2(t)(w.c.RequestLink(ctx, string(purpose), address))
		a := w.find(address)
		for other := range a.Body.Links {
			if other != Invitation {
				t.Errorf("asked for %s: %s was sent", purpose, other)
			}
		}
		_, err = w.c.AcceptInvitation(ctx, api.UseLink{Token: w.mailed(made.Account, Invitation), Conduct: "2026-01"})
		wantField(t, err, "/adult", "not_confirmed")
		must2(t)(w.c.AcceptInvitation(ctx, api.UseLink{Token: w.mailed(made.Account, Invitation), Conduct: "2026-01", Adult: true}))
		// Another one, sent before: it joins nobody.
		address = fmt.Sprintf("old-%d@example.org", i)
		must2(t)(w.s.invite(ctx, invitation{address: address}))
		old := w.find(address)
		_, err = w.s.c.accounts.Update(ctx, old.ID, func(d *store.Doc[Account]) error {
			d.Body.ask(purpose, credential.Nonce(), w.clock.Now())
			d.Emit(w.s.fact(ctx, wire.LinkRequested{Account: d.ID, Link: string(purpose)}))
			return nil
		})
		must(t, err)
		token := w.mailed(old.ID, purpose)
		switch purpose {
		case SignIn:
			_, err = w.c.UseSignInLink(ctx, api.UseSignInLink{Token: token})
		case Reset:
			_, err = w.c.UseResetLink(ctx, api.UseResetLink{Token: token, Password: goodPassword})
		default:
			_, err = w.c.ConfirmAddress(ctx, api.UseLink{Token: token})
		}
		wantField(t, err, "/conduct", "not_accepted")
		if !w.find(address).Body.Confirmed.IsZero() {
			t.Errorf("%s joined", purpose)
		}
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
