package accounts

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

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

// TestChangeOfAddressIsToldToTheOldOne: the owner's mailbox hears of it, whatever a thief does next, for a week.
func TestChangeOfAddressIsToldToTheOldOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, in := w.person("mila@example.org")
		old := func() string {
			a, err := w.s.AddressOf(ctx, wire.AddressQuestion{Account: in.Account, Old: true})
			if err != nil {
				want(t, err, fault.NotFound, "accounts.no_old_address")
			}
			if a.Token != "" {
				t.Fatal("a token that nobody asked for")
			}
			return a.Address
		}
		move := func(to string) {
			must2(t)(me.ChangeAddress(ctx, api.AddressChange{Address: to, Password: goodPassword}))
			must(t, w.c.UseAddressLink(ctx, w.mailed(in.Account, ChangeAddress)))
		}
		if old() != "" {
			t.Fatal("an old address before any change")
		}
		move("thief@example.org")
		_, err := me.ChangeAddress(ctx, api.AddressChange{Address: "thief@other.example", Password: goodPassword})
		want(t, err, fault.Conflict, "accounts.address_changed_lately")
		w.clock.Advance(6 * 24 * time.Hour)
		if got := old(); got != "mila@example.org" {
			t.Fatalf("the notice of the change goes to %q", got)
		}
		_, err = w.s.AddressOf(ctx, wire.AddressQuestion{Account: in.Account, Old: true, Link: "sign_in"})
		want(t, err, fault.Invalid, "")
		_, err = w.s.AddressOf(ctx, wire.AddressQuestion{Account: in.Account, Link: "undo-address"})
		want(t, err, fault.Invalid, "")
		w.clock.Advance(24 * time.Hour)
		must(t, w.s.Tick(ctx))
		if d := w.find("thief@example.org"); old() != "" || d.Body.Former != nil {
			t.Fatal("the old address is kept for ever")
		}
	})
}

// TestUndoAddress: who reads the old address's mail gets the account back within a week, whatever a thief did with it.
func TestUndoAddress(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		thief, in := w.person("mila@example.org") // somebody at her open laptop
		must2(t)(thief.ChangeAddress(ctx, api.AddressChange{Address: "thief@example.org", Password: goodPassword}))
		must(t, w.c.UseAddressLink(ctx, w.mailed(in.Account, ChangeAddress)))
		must(t, thief.ChangePassword(ctx, api.PasswordChange{Current: goodPassword, New: "another-otter-7-lamp"}))
		must2(t)(w.c.RequestLink(ctx, "sign_in", "thief@example.org"))
		link := w.mailed(in.Account, SignIn)
		must2(t)(w.c.SignUp(ctx, api.SignUp{Address: "mila@example.org"})) // so that the address is taken
		w.clock.Advance(keepFormer - time.Second)
		a, err := w.s.AddressOf(ctx, wire.AddressQuestion{Account: in.Account, Old: true, Link: "undo-address"})
		must(t, err)
		if a.Address != "mila@example.org" || a.Token == "" {
			t.Fatal("the link goes elsewhere")
		}
		want(t, w.c.UseAddressLink(ctx, a.Token), fault.Invalid, "accounts.link")
		must(t, w.c.CheckLink(ctx, "undo-address", a.Token))
		key := client.NewKey()
		must(t, w.c.UndoAddress(ctx, a.Token, client.Key(key)))
		must(t, w.c.UndoAddress(ctx, a.Token, client.Key(key)))
		want(t, w.c.UndoAddress(ctx, a.Token), fault.Invalid, "accounts.link")
		d := w.find("mila@example.org")
		if d == nil || d.ID != in.Account || w.find("thief@example.org") != nil || d.Body.Former != nil || d.Body.NewAddress != "" {
			t.Fatal("not taken back")
		}
		w.refused("the thief's session", thief)
		for _, address := range []string{"mila@example.org", "thief@example.org"} {
			_, err = w.signIn(address, "another-otter-7-lamp")
			want(t, err, fault.Unauthenticated, "accounts.sign_in")
		}
		_, err = w.c.UseSignInLink(ctx, api.UseSignInLink{Token: link})
		want(t, err, fault.Invalid, "accounts.link")
		w.drained()
		w.eventually("the fact", func() bool { return w.seen("address_undone", "credential_changed") == 1 })
		must2(t)(w.c.RequestLink(ctx, "reset", "mila@example.org"))
		must2(t)(w.c.UseResetLink(ctx, api.UseResetLink{Token: w.mailed(in.Account, Reset), Password: goodPassword}))
	})
}

// TestThiefCannotCloseWhatCanBeTakenBack: who took an account over by a change of the address has its passwords and mails, and still
// cannot end it for good while the owner can have it back. A suspension meanwhile keeps neither the mail nor the way back from them.
func TestThiefCannotCloseWhatCanBeTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ida, _ := w.admin("ida@example.org")
		me, in := w.person("mila@example.org")
		must2(t)(me.ChangeAddress(ctx, api.AddressChange{Address: "thief@example.org", Password: goodPassword}))
		must(t, w.c.UseAddressLink(ctx, w.mailed(in.Account, ChangeAddress)))
		must2(t)(w.c.RequestLink(ctx, "reset", "thief@example.org"))
		signed, err := w.c.UseResetLink(ctx, api.UseResetLink{Token: w.mailed(in.Account, Reset), Password: "another-otter-7-lamp"})
		must(t, err)
		thief, closing := w.with(signed.AccessToken), api.AccountClosing{Password: "another-otter-7-lamp"}
		err = thief.CloseAccount(ctx, closing)
		want(t, err, fault.Conflict, "accounts.address_changed_lately")
		if until := w.clock.Now().Add(keepFormer).UTC().Format("2 January 2006, 15:04 MST"); !strings.Contains(err.Error(), until) {
			t.Fatalf("%v does not say %s", err, until)
		}
		must2(t)(ida.Suspend(ctx, in.Account, api.SuspensionRequest{Reason: "spam"}))
		a, err := w.s.AddressOf(ctx, wire.AddressQuestion{Account: in.Account, Old: true, Link: "undo-address"})
		must(t, err)
		if a.Address != "mila@example.org" || a.Token == "" {
			t.Fatalf("the owner hears nothing: %q, a link: %v", a.Address, a.Token != "")
		}
		must(t, w.c.UndoAddress(ctx, a.Token))
		must2(t)(ida.Restore(ctx, in.Account))
		must2(t)(w.c.RequestLink(ctx, "reset", "mila@example.org"))
		back, err := w.c.UseResetLink(ctx, api.UseResetLink{Token: w.mailed(in.Account, Reset), Password: goodPassword})
		must(t, err)
		must(t, w.with(back.AccessToken).CloseAccount(ctx, api.AccountClosing{Password: goodPassword})) // nothing is to be taken back
	})
}

// TestOldAddressHearsWithoutLink: a link that is gone takes the notice of the change with it neither.
func TestOldAddressHearsWithoutLink(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{})
	ctx := t.Context()
	me, in := w.person("mila@example.org")
	must2(t)(me.ChangeAddress(ctx, api.AddressChange{Address: "mila@new.example", Password: goodPassword}))
	must(t, w.c.UseAddressLink(ctx, w.mailed(in.Account, ChangeAddress)))
	must2(t)(w.s.c.accounts.Update(ctx, in.Account, func(d *store.Doc[Account]) error {
		delete(d.Body.Links, UndoAddress)
		return nil
	}))
	a, err := w.s.AddressOf(ctx, wire.AddressQuestion{Account: in.Account, Old: true, Link: "undo-address"})
	must(t, err)
	if a.Address != "mila@example.org" || a.Token != "" {
		t.Fatalf("%q, a link: %v", a.Address, a.Token != "")
	}
}

// TestUndoAddressTooLate: after 7 days nothing is known of the old address any more, and a confirmed account there is not taken away.
func TestUndoAddressTooLate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, in := w.person("mila@example.org")
		must2(t)(me.ChangeAddress(ctx, api.AddressChange{Address: "mila@new.example", Password: goodPassword}))
		must(t, w.c.UseAddressLink(ctx, w.mailed(in.Account, ChangeAddress)))
		a, err := w.s.AddressOf(ctx, wire.AddressQuestion{Account: in.Account, Old: true, Link: "undo-address"})
		must(t, err)
		w.person("mila@example.org")
		want(t, w.c.UndoAddress(ctx, a.Token), fault.Conflict, "accounts.address_taken")
		w.clock.Advance(keepFormer)
		want(t, w.c.UndoAddress(ctx, a.Token), fault.Invalid, "accounts.link")
		if w.find("mila@new.example").ID != in.Account {
			t.Fatal("moved")
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
		if shown.Path != "/links/confirm#"+shown.Token {
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

// TestCheckLink: whoever has a link can look whether it still works, as often as they like; that uses nothing up and needs the right
// purpose.
func TestCheckLink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		first, _, err := w.s.Bootstrap(ctx)
		must(t, err)
		must(t, w.c.CheckLink(ctx, "first-administrator", first))
		w.admin("ida@example.org")
		want(t, w.c.CheckLink(ctx, "first-administrator", first), fault.Invalid, "accounts.link")
		must2(t)(w.c.SignUp(ctx, api.SignUp{Address: "mila@example.org"}))
		token := w.mailed(w.find("mila@example.org").ID, Confirm)
		for range 3 {
			must(t, w.c.CheckLink(ctx, "confirm", token))
		}
		for _, bad := range []string{"wml_", token + "x", first} {
			wantField(t, w.c.CheckLink(ctx, "confirm", bad), "/token", "not_valid")
		}
		wantField(t, w.c.CheckLink(ctx, "sign_in", token), "/token", "not_valid")
		must2(t)(w.c.ConfirmAddress(ctx, api.UseLink{Token: token}))
		wantField(t, w.c.CheckLink(ctx, "confirm", token), "/token", "not_valid")
	})
}

// TestLinksByHandPages: the list goes on over pages although time goes on between them.
func TestLinksByHandPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ida, _ := w.admin("ida@example.org")
		const people = 23
		for i := range people {
			must2(t)(w.c.SignUp(ctx, api.SignUp{Address: fmt.Sprintf("p%d@example.org", i)}))
		}
		seen := map[string]bool{}
		for l, err := range ida.PendingLinks(ctx) {
			must(t, err)
			seen[l.Address] = true
			w.clock.Advance(time.Second)
		}
		if len(seen) != people {
			t.Fatalf("%d of %d links can be read", len(seen), people)
		}
	})
}
