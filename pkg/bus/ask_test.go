package bus_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

func TestAsk(t *testing.T) {
	n := testkit.Server(t)
	accounts, notifications := n.Connect("accounts"), n.Connect("notifications")
	ask := func(ctx context.Context, account string) (wire.AddressAnswer, error) {
		return bus.Ask[wire.AddressQuestion, wire.AddressAnswer](ctx, notifications, "accounts", "address", wire.AddressQuestion{Account: account})
	}
	if _, err := ask(t.Context(), "a1"); !fault.Coded(err, "ask.nobody") || !fault.Has(err, fault.Unavailable) {
		t.Errorf("nobody there: %v", err)
	}
	gaveUp := make(chan struct{}, 10)
	answering, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() {
		stopped <- bus.Answer(answering, accounts, "accounts", "address", func(ctx context.Context, q wire.AddressQuestion) (wire.AddressAnswer, error) {
			switch q.Account {
			case "absent":
				return wire.AddressAnswer{}, fault.New(fault.NotFound, "account.absent", "There is no such account.").After(3 * time.Second)
			case "fields":
				return wire.AddressAnswer{}, fault.InvalidFields(fault.Field{Pointer: "/account", Code: "too_long", Params: map[string]any{"max": 3}})
			case "broken":
				return wire.AddressAnswer{}, errors.New("secret text of the database")
			case "panic":
				panic("secret text")
			case "big":
				return wire.AddressAnswer{Address: strings.Repeat("x", bus.MaxPayload)}, nil
			case "slow":
				<-ctx.Done()
				gaveUp <- struct{}{}
				return wire.AddressAnswer{}, ctx.Err()
			}
			return wire.AddressAnswer{Address: q.Account + "@example.org", Locale: bus.Actor(ctx) + " " + bus.Trace(ctx)}, nil
		})
	}()
	for { // until it answers
		if _, err := ask(t.Context(), "a1"); err == nil {
			break
		} else if !fault.Coded(err, "ask.nobody") {
			t.Fatal(err)
		}
	}
	ctx := bus.WithTrace(bus.WithActor(t.Context(), "p1"), trace)
	if a, err := ask(ctx, "a1"); err != nil || a.Address != "a1@example.org" || a.Locale != "p1 "+trace {
		t.Errorf("%+v %v", a, err)
	}
	var f *fault.Fault
	if _, err := ask(ctx, "absent"); !errors.As(err, &f) || f.Kind != fault.NotFound || f.Code != "account.absent" || f.RetryAfter != 3*time.Second {
		t.Errorf("a fault became %v", err)
	}
	if _, err := ask(ctx, "fields"); !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Pointer != "/account" {
		t.Errorf("fields became %v", err)
	}
	for _, q := range []string{"broken", "panic"} {
		if _, err := ask(ctx, q); !fault.Has(err, fault.Internal) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", q, err)
		}
	}
	if _, err := ask(ctx, "big"); !fault.Coded(err, "ask.too_large") {
		t.Errorf("a big answer: %v", err)
	}
	if _, err := ask(ctx, strings.Repeat("x", bus.MaxPayload)); !fault.Coded(err, "ask.too_large") {
		t.Errorf("a big question: %v", err)
	}
	if _, err := bus.Ask[[]string, wire.AddressAnswer](ctx, notifications, "accounts", "address", []string{"x"}); !fault.Has(err, fault.Malformed) {
		t.Errorf("a question of another shape: %v", err)
	}
	for within := 100 * time.Millisecond; ; within *= 4 { // a question that is asked too late to arrive in time is asked again, with more of it
		short, cancel := context.WithTimeout(ctx, within)
		if _, err := ask(short, "slow"); !fault.Has(err, fault.Deadline) {
			t.Errorf("too late: %v", err)
		}
		cancel()
		select {
		case <-gaveUp: // by itself, when nobody waits any more
		case <-time.After(within):
			continue
		}
		break
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := ask(gone, "a1"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	stop()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if _, err := ask(ctx, "a1"); !fault.Has(err, fault.Unavailable) {
		t.Errorf("after stopping: %v", err)
	}
	n.Stop()
	if _, err := ask(ctx, "a1"); !fault.Has(err, fault.Unavailable) && !fault.Has(err, fault.Deadline) {
		t.Errorf("without a server: %v", err)
	}
}

func TestTrace(t *testing.T) {
	if got := bus.Trace(bus.WithTrace(t.Context(), trace)); got != trace {
		t.Error(got)
	}
	for _, bad := range []string{"", "x", strings.Repeat("-", 55), "00-00000000000000000000000000000000-b7ad6b7169203331-01", trace[:54] + "g"} {
		if got := bus.Trace(bus.WithTrace(t.Context(), bad)); got != "" {
			t.Errorf("%q became %q", bad, got)
		}
	}
}
