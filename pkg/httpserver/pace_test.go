package httpserver

import (
	"fmt"
	"testing"
	"time"
)

// TestPaces: so many at once, then one after the other, each on their own; what is known is bounded; a network counts as one.
func TestPaces(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	p := NewPaces(time.Minute, 2)
	for n, want := range []bool{true, true, false} {
		if _, _, ok := p.Allow(NetworkOf("192.0.2.1", 64), now); ok != want {
			t.Error("address", n)
		}
	}
	if _, _, ok := p.Allow("another", now); !ok {
		t.Error("another")
	}
	if after, back, ok := p.Allow(NetworkOf("192.0.2.1", 64), now.Add(time.Minute)); !ok || after != time.Minute {
		t.Error("a minute later", after)
	} else {
		back()
	}
	if _, _, ok := p.Allow(NetworkOf("192.0.2.1", 64), now.Add(time.Minute)); !ok {
		t.Error("given back")
	}
	if NetworkOf("2001:db8::1", 64) != NetworkOf("2001:db8::ffff", 64) || NetworkOf("nonsense", 64) != "" ||
		NetworkOf("::ffff:192.0.2.1", 48) != NetworkOf("192.0.2.1", 64) {
		t.Error("networks")
	}
	for n := range 5 * maxPaced {
		p.of(fmt.Sprint(n))
	}
	if len(p.known) > maxPaced || len(p.before) > maxPaced {
		t.Error("not bounded:", len(p.known), len(p.before))
	}
}
