package accounts

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
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
