package notifications

import (
	"strconv"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// TestOverdueCasesAreTold: that a case is overdue is mailed although its time is over; its item waits, and goes off when it is read.
// The same for a message about one's own report.
func TestOverdueCasesAreTold(t *testing.T) {
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	facts := []wire.Event{
		wire.CaseWaits{Case: "case", Moderator: ada, Stage: "overdue", Until: clock.Now().Add(-time.Minute)},
		wire.ReportMoved{Report: "case", Person: ada, Step: "message"},
	}
	for i, f := range facts {
		m := fact(t, "case-"+strconv.Itoa(i+1)+"-0", f)
		if err := s.consume(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		e := m.Envelope
		notices, err := notice.Of(e)
		if err != nil || len(notices) != 1 {
			t.Fatal(notices, err)
		}
		if l := newLetter(e.ID, e.Version, clock.Now(), clock.Now(), notices[0]); l.stale(clock.Now().Add(time.Hour)) {
			t.Errorf("%T is not mailed", f)
		}
	}
	page, _, err := s.Inbox(as(t.Context(), ada), false, 10, "")
	if err != nil || len(page.Items) != 2 {
		t.Fatalf("%+v %v", page, err)
	}
	for _, i := range page.Items {
		if !i.Waits {
			t.Errorf("%s does not wait", i.Kind)
		}
		if i, err := s.MarkRead(as(t.Context(), ada), i.ID, true); err != nil || i.Waits {
			t.Errorf("%+v waits after it was read: %v", i, err)
		}
	}
}
