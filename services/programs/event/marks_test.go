package event

import (
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// TestOneOfATeamDoesNotTakeItApart: a participant notes two others within ten minutes, and again later.
func TestOneOfATeamDoesNotTakeItApart(t *testing.T) {
	t.Parallel()
	a, now := &Attendee{}, time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	for minute, want := range []bool{true, true, false, false, false, false, false, false, false, false, true, true, false} {
		if err := a.mark(now.Add(time.Duration(minute) * time.Minute)); (err == nil) != want || err != nil && !fault.Coded(err, "event.many_gone") {
			t.Errorf("in minute %d: %v", minute, err)
		}
		if len(a.Marked) > marksMost {
			t.Errorf("in minute %d %d times are kept", minute, len(a.Marked))
		}
	}
}
