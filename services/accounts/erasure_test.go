package accounts

import (
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestExport: what is kept comes out, what is secret does not.
func TestExport(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		me, in := w.person("mila@example.org")
		all, err := me.Export(t.Context())
		if err == nil || !fault.Has(err, fault.NotFound) {
			t.Fatal("parts of services that are not there are named as failed", err)
		}
		part := string(all["accounts"])
		for _, want := range []string{`"mila@example.org"`, in.Account, in.Session} {
			if !strings.Contains(part, want) {
				t.Errorf("%s is not in %s", want, part)
			}
		}
		d := w.find("mila@example.org")
		for _, secret := range []string{d.Body.Password, d.Body.Index, in.RefreshToken} {
			if strings.Contains(part, secret) {
				t.Error("a secret is in the export")
			}
		}
		for _, part := range []string{"catalog", "mentoring", "notifications", "profiles", "programs", "safety"} {
			if !strings.Contains(err.Error(), "the part of "+part) {
				t.Errorf("%s is not named in %q", part, err)
			}
		}
	})
}

// TestReceipt: complete once every service has said so and no session is left; then nothing says whose it was.
func TestReceipt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, in := w.person("mila@example.org")
		r, err := me.EraseMe(ctx, api.AccountClosing{Password: goodPassword})
		must(t, err)
		if len(r.Receipt) != 32 || r.Complete || len(r.Services) != len(forgetting) || !strings.Contains(r.Kept, "90_days") {
			t.Fatalf("%+v", r)
		}
		_, err = w.c.Erasure(ctx, strings.Repeat("0", 32))
		want(t, err, fault.NotFound, "accounts.no_receipt")
		_, err = w.c.Erasure(ctx, receiptID(r.Receipt)) // what the store has opens nothing
		want(t, err, fault.NotFound, "accounts.no_receipt")
		say := func(fact wire.Event, account string) error {
			service, typ := fact.Fact()
			return w.s.erased(ctx, bus.Message{Envelope: wire.Envelope{
				Type: "waymark.evt." + service + "." + typ + ".v1", Subject: account, Time: w.clock.Now(),
			}})
		}
		first := w.clock.Now()
		for _, fact := range erasedBy {
			must(t, say(fact, in.Account))
		}
		must(t, say(wire.ProfileErased{}, "somebody-else"))
		w.clock.Advance(time.Minute)
		must(t, say(wire.ProfileErased{}, in.Account)) // again: the first time stays
		must(t, w.s.Tick(ctx))
		got, err := w.c.Erasure(ctx, r.Receipt)
		must(t, err)
		if got.Complete || got.Receipt != "" {
			t.Fatalf("complete while sessions are kept: %+v", got)
		}
		for _, x := range got.Services {
			if x.Service == "accounts" != x.At.IsZero() || x.Service == "profiles" && !x.At.Equal(first) {
				t.Errorf("%+v", x)
			}
		}
		w.drained()
		w.clock.Advance(3 * auth.AccessLife)
		must(t, w.s.Tick(ctx))
		if got, err = w.c.Erasure(ctx, r.Receipt); err != nil || !got.Complete {
			t.Fatalf("%+v", got)
		}
		d, err := w.s.erasures.Get(ctx, receiptID(r.Receipt))
		must(t, err)
		if d.Body.Account != "" {
			t.Fatal("the receipt still says whose it was")
		}
		w.clock.Advance(keepReceipts + time.Hour)
		must(t, w.s.Tick(ctx))
		_, err = w.c.Erasure(ctx, r.Receipt)
		want(t, err, fault.NotFound, "accounts.no_receipt")
	})
}

// TestReceiptOfNoErasure: an account that was not closed after all keeps no receipt.
func TestReceiptOfNoErasure(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, in := w.person("mila@example.org")
		must2(t)(w.s.erasures.Insert(ctx, receiptID("cut short"), Erasure{Account: in.Account, Requested: w.clock.Now()}, nil))
		must(t, w.s.Tick(ctx))
		must2(t)(w.s.Erasure(ctx, "cut short"))
		w.clock.Advance(2 * time.Hour)
		must(t, w.s.Tick(ctx))
		_, err := w.s.Erasure(ctx, "cut short")
		want(t, err, fault.NotFound, "accounts.no_receipt")
	})
}
