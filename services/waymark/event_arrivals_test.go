package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// from is the public client as it comes from one network address.
func (e *edge) from(address string) *client.Client {
	e.Helper()
	handler, err := e.world.front(edgeAddress)
	e.no(err)
	there := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RemoteAddr = address + ":4711"
		handler.ServeHTTP(w, r)
	})
	c, err := client.New(edgeAddress, client.WithTransport(client.InProcess(there)), client.WithTries(1, time.Millisecond))
	e.no(err)
	return c
}

// guessed is a code that nobody has, whose check sign is right: weights 2, 3, … from the left, modulo 31.
func guessed(i int) string {
	const signs = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
	code, sum := "", 0
	for at := range 11 {
		d := (i*7 + at*at*3 + i/31*at) % len(signs)
		code, sum = code+signs[d:d+1], sum+(at+2)*d
	}
	d := (len(signs) - sum%len(signs)) % len(signs)
	return code + signs[d:d+1]
}

// TestArrivals: people arrive by badge and sign in, ten a second by the world's own clock, all from one address, through the gateway and every
// service's limits; nobody is refused, and whoever guesses codes elsewhere keeps nobody from it. A minute of the ten that 6,000 people take;
// WAYMARK_EVENT_FULL=1 goes through all ten.
func TestArrivals(t *testing.T) {
	t.Parallel()
	n := 600
	switch {
	case os.Getenv("WAYMARK_EVENT_FULL") != "":
		n = 6000
	case testing.Short():
		n = 60
	}
	clock := testkit.NewClock()
	e := openEdgeAt(t, clock.Now, slog.New(slog.DiscardHandler))
	e.gather()
	admin := e.office.admin
	c, err := admin.MakeCohort(e.ctx, wire.AlwaysOpen, api.CohortBody{Name: "Weekend", Template: "hackathon", Begins: clock.Now()})
	e.no(err)
	_, err = admin.SetUpEvent(e.ctx, c.ID, api.EventSettings{Least: 4, Most: 6, Wishes: 3})
	e.no(err)
	var codes []string
	for len(codes) < n {
		b, err := admin.OrderBadges(e.ctx, c.ID, api.BadgeOrder{Count: min(1000, n-len(codes)), As: "newcomer"})
		e.no(err)
		codes = append(codes, b.Codes...)
	}
	venue, stranger := e.from("192.0.2.7"), e.from("198.51.100.9")
	began := clock.Now()
	errs := make([]error, n)
	tokens := make([]string, n)
	gate := make(chan struct{}, 8)
	var wg sync.WaitGroup
	var accounts sync.Map
	var slowed atomic.Int64
	for i := range n {
		clock.Advance(100 * time.Millisecond)
		gate <- struct{}{}
		wg.Go(func() {
			defer func() { <-gate }()
			if i%5 == 0 { // somebody elsewhere guesses, with signs that check
				switch _, err := stranger.Arrive(e.ctx, api.Arrival{Code: guessed(i)}); {
				case fault.Has(err, fault.TooMany):
					slowed.Add(1)
				case err == nil:
					t.Error("a guess was right")
				}
			}
			got, err := venue.Arrive(e.ctx, api.Arrival{Code: codes[i]}, client.Key(fmt.Sprintf("arrival-of-a-phone-%06d", i)))
			if err != nil {
				errs[i] = fmt.Errorf("arriving: %w", err)
				return
			}
			tokens[i] = got.Token
			in, err := venue.UseArrival(e.ctx, api.UseArrival{Token: got.Token})
			if err != nil {
				errs[i] = fmt.Errorf("signing in: %w", err)
				return
			}
			if _, twice := accounts.LoadOrStore(in.Account, true); twice {
				errs[i] = errors.New("two people have one account")
				return
			}
			me := venue.As(client.Token(in.AccessToken))
			_, errs[i] = me.SayAtEvent(e.ctx, c.ID, api.AttendeeBody{Languages: []string{"en"}})
		})
	}
	wg.Wait()
	e.no(errors.Join(errs...))
	if took := clock.Now().Sub(began); took > time.Duration(n)*100*time.Millisecond {
		t.Errorf("it took %s", took)
	}
	now, err := admin.Event(e.ctx, c.ID)
	e.no(err)
	if int(now.Counts.Used) != n || int(now.Counts.Arrived) != n || int(now.Counts.Ready) != n {
		t.Errorf("%+v of %d", now.Counts, n)
	}
	if _, err := venue.Arrive(e.ctx, api.Arrival{Code: codes[0]}); !fault.Coded(err, "event.badge_used") {
		t.Errorf("a badge is good twice: %v", err)
	}
	if _, err := venue.UseArrival(e.ctx, api.UseArrival{Token: tokens[0]}); !fault.Coded(err, "accounts.link") {
		t.Errorf("an arrival signs in twice: %v", err)
	}
	if n >= 600 && slowed.Load() == 0 {
		t.Error("whoever guesses is not slowed down")
	}
	t.Logf("%d people, %d guesses were slowed down", n, slowed.Load())
}

// TestArrivalAccount: an account by badge has no address; who has its session gives it one, or closes it.
func TestArrivalAccount(t *testing.T) {
	t.Parallel()
	e := openEdge(t)
	e.gather()
	admin := e.office.admin
	c, err := admin.MakeCohort(e.ctx, wire.AlwaysOpen, api.CohortBody{Name: "Weekend", Template: "hackathon", Begins: time.Now()})
	e.no(err)
	_, err = admin.SetUpEvent(e.ctx, c.ID, api.EventSettings{Least: 4, Most: 6, Wishes: 3})
	e.no(err)
	b, err := admin.OrderBadges(e.ctx, c.ID, api.BadgeOrder{Count: 2, As: "newcomer"})
	e.no(err)
	key := client.Key("the-same-phone-asks-again")
	first, err := e.public.Arrive(e.ctx, api.Arrival{Code: b.Codes[0]}, key)
	e.no(err)
	again, err := e.public.Arrive(e.ctx, api.Arrival{Code: b.Codes[0]}, key)
	if err != nil || again.Token != first.Token {
		t.Fatalf("a lost answer does not come again: %v", err)
	}
	if _, err := e.public.Arrive(e.ctx, api.Arrival{Code: b.Codes[0]}); !fault.Coded(err, "event.badge_used") {
		t.Errorf("another phone has the same badge: %v", err)
	}
	in, err := e.public.UseArrival(e.ctx, api.UseArrival{Token: first.Token})
	e.no(err)
	me := e.public.As(client.Token(in.AccessToken))
	a, err := me.Account(e.ctx)
	if err != nil || a.Address != "" || !a.Confirmed {
		t.Fatal(a, err)
	}
	_, err = me.ChangeAddress(e.ctx, api.AddressChange{Address: "later@example.org"})
	e.no(err)
	token, err := e.office.link(e.ctx, "later@example.org", "address")
	e.no(err)
	e.no(e.public.UseAddressLink(e.ctx, token))
	if a, err = me.Account(e.ctx); err != nil || a.Address != "later@example.org" {
		t.Error(a, err)
	}
	other, err := e.public.Arrive(e.ctx, api.Arrival{Code: b.Codes[1]})
	e.no(err)
	in, err = e.public.UseArrival(e.ctx, api.UseArrival{Token: other.Token})
	e.no(err)
	gone := e.public.As(client.Token(in.AccessToken))
	_, err = gone.EraseMe(e.ctx, api.AccountClosing{})
	e.no(err)
	e.soon("they are forgotten", func() error {
		now, err := admin.Event(e.ctx, c.ID)
		if err == nil && now.Counts.Arrived != 1 {
			err = fmt.Errorf("%d are here", now.Counts.Arrived)
		}
		return err
	})
}
