package outbox

import (
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
)

// TestDeaf: only a stream that stood still and took nothing of several sendings, without a longer pause, is made anew, and seldom.
func TestDeaf(t *testing.T) {
	at := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	here := bus.StreamInfo{Created: at, LastSeq: 7}
	var s silence
	missed := func(info bus.StreamInfo, after time.Duration) bool {
		at = at.Add(after)
		return s.deaf(info, at)
	}
	for what, enough := range map[string]func() bool{
		"timeouts that lie hours apart": func() bool {
			return missed(here, 0) || missed(here, time.Hour) || missed(here, time.Hour) || missed(here, 24*time.Hour)
		},
		"many at once": func() bool {
			return slices.ContainsFunc([]int{0, 0, 1, 1, 2, 2}, func(s int) bool { return missed(here, time.Duration(s)*time.Second) })
		},
		"one that got through between": func() bool {
			first := missed(here, 0) || missed(here, 6*time.Second)
			s.heard()
			return first || missed(here, 6*time.Second) || missed(here, 6*time.Second)
		},
		"a stream that moves": func() bool {
			return missed(here, 0) || missed(here, 6*time.Second) || missed(bus.StreamInfo{Created: here.Created, LastSeq: 8}, 6*time.Second)
		},
		"another stream": func() bool {
			return missed(here, 0) || missed(here, 6*time.Second) || missed(bus.StreamInfo{Created: at, LastSeq: 7}, 6*time.Second)
		},
	} {
		s = silence{}
		if enough() {
			t.Errorf("%s was enough", what)
		}
	}
	s = silence{}
	if missed(here, 0) || missed(here, 6*time.Second) || !missed(here, 6*time.Second) {
		t.Error("a stream that takes nothing is left as it is")
	}
	for range 20 {
		if missed(here, 6*time.Second) {
			t.Fatal("made anew again and again")
		}
	}
}
