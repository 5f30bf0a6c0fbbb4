package accounts

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

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

// TestMailIsBounded: sign-ups and links from one network, and of the whole place, are bounded apart from the door of a venue; one
// does not use up the other, and what was used comes back.
func TestMailIsBounded(t *testing.T) {
	m := newMailing(300, 2000)
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	taken := func(all *rate.Limiter, address string, now time.Time) (n int, err error) {
		for ; n < 5000 && err == nil; n++ {
			err = m.allow(all, address, now)
		}
		return n - 1, err
	}
	n, err := taken(m.accounts, "192.0.2.7", now)
	if want(t, err, fault.TooMany, "accounts.network"); n != 300 {
		t.Errorf("%d from one network", n)
	}
	if n, err = taken(m.accounts, "2001:db8::1", now); n != 300 {
		t.Errorf("%d from another: %v", n, err)
	}
	if n, err = taken(m.accounts, "2001:db8::2", now); n != 0 {
		t.Errorf("%d from the same: %v", n, err)
	}
	for i := range 4 {
		n, err = taken(m.accounts, "2001:db8:0:"+string(rune('1'+i))+"::1", now)
		if most := []int{300, 300, 300, 0}[i]; n != most {
			t.Errorf("a wide network's part %d: %d, %v", i, n, err)
		}
	}
	n, err = taken(m.accounts, "127.0.0.1", now)
	if want(t, err, fault.TooMany, "accounts.crowd"); n != 2000-5*300 {
		t.Errorf("%d more in the whole place", n)
	}
	if n, err = taken(m.links, "", now); n != 2000 {
		t.Errorf("%d links: %v", n, err)
	}
	if n, err = taken(m.accounts, "192.0.2.7", now.Add(time.Minute)); n != 5 {
		t.Errorf("%d after a minute: %v", n, err)
	}
}

// TestSignUpsAreBounded: at the routes; who arrives by a badge is not counted.
func TestSignUpsAreBounded(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{SignUpsPlace: 2})
	for i := range 3 {
		_, up := w.c.SignUp(t.Context(), api.SignUp{Address: "ada" + string(rune('a'+i)) + "@example.org"})
		_, link := w.c.RequestLink(t.Context(), "sign_in", "adaa@example.org")
		if i < 2 && (up != nil || link != nil) {
			t.Fatal(i, up, link)
		}
		if i == 2 {
			want(t, up, fault.TooMany, "accounts.crowd")
			want(t, link, fault.TooMany, "accounts.crowd")
		}
		if _, err := w.s.arrivalFor(t.Context(), wire.ArrivalQuestion{Key: "badge" + string(rune('a'+i))}); err != nil {
			t.Fatal(err)
		}
	}
	w.clock.Advance(time.Hour)
	if _, err := w.c.SignUp(t.Context(), api.SignUp{Address: "adac@example.org"}); err != nil {
		t.Fatal(err)
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
