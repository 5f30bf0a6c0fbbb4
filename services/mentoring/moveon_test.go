package mentoring

import (
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestNobodyIsToldOfTheirOwnAct: who moves on, or blocks the asked mentor, hears that the next was asked from the answer; a fact
// "your offer ended" would read as if the mentor had said no.
func TestNobodyIsToldOfTheirOwnAct(t *testing.T) {
	r, now := wire.DefaultRules(), time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	n := NewRequest{Programme: "open", Mentors: []string{"mo", "mia"}, Message: "Hello"}
	for name, act := range map[string]func(m *Match) error{
		"moves on": func(m *Match) error { return m.moveOn("m1", r, now.Add(60*time.Hour)) },
		"blocks":   func(m *Match) error { return m.part("m1", "mo", "nadia", r, now) },
	} {
		m := newRequest("m1", n, "", "nadia", r, now)
		m.said = nil
		if err := act(&m); err != nil || m.asked() != "mia" {
			t.Fatalf("%s: %v, asked %q", name, err, m.asked())
		}
		asked := false
		for _, e := range m.said {
			if f, ok := e.(wire.OfferEnded); ok {
				t.Errorf("who %s is told %+v", name, f)
			}
			if f, ok := e.(wire.MentorAsked); ok {
				asked = f.Mentor == "mia"
			}
		}
		if !asked {
			t.Errorf("who %s: the next is not told", name)
		}
	}
}
