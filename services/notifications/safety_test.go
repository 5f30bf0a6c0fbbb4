package notifications

import (
	"strconv"
	"strings"
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

// TestCasesGoOff: what tells moderators that a case waits goes off for all of them once one deals with it, whichever fact comes first; who
// declares a conflict is out of it alone; a message with the reporter changes nothing; who is told in the same step or later still has it.
func TestCasesGoOff(t *testing.T) {
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	waits := func(moderator, stage string) wire.Event {
		return wire.CaseWaits{Case: "c", Moderator: moderator, Stage: stage}
	}
	moved := func(step, by string) wire.Event { return wire.CaseMoved{Case: "c", Step: step, By: by} }
	for name, x := range map[string]struct {
		facts [][]wire.Event // by version
		want  map[string]int
	}{
		"new":       {[][]wire.Event{{waits(ada, "new"), waits(bo, "new")}}, map[string]int{ada: 1, bo: 1}},
		"taken":     {[][]wire.Event{{waits(ada, "new"), waits(bo, "new")}, {moved("acknowledged", ada)}}, nil},
		"message":   {[][]wire.Event{{waits(ada, "new")}, {moved("message", "")}}, map[string]int{ada: 1}},
		"conflict":  {[][]wire.Event{{waits(ada, "new"), waits(bo, "new")}, {moved("conflict", ada)}}, map[string]int{bo: 1}},
		"handed":    {[][]wire.Event{{waits(ada, "new")}, {moved("handed_over", ada), waits(bo, "handed_over")}}, map[string]int{bo: 1}},
		"undecided": {[][]wire.Event{{waits(ada, "new")}, {moved("looked_at", ada)}, {waits(ada, "undecided")}}, map[string]int{ada: 1}},
		"decided":   {[][]wire.Event{{waits(ada, "new")}, {waits(ada, "undecided")}, {moved("decided", ada)}}, nil},
	} {
		for _, turned := range []bool{false, true} {
			document := name + strconv.FormatBool(turned)
			for i := range x.facts {
				if turned {
					i = len(x.facts) - 1 - i
				}
				for n, f := range x.facts[i] {
					m := told(t, document, i+1, f)
					m.Envelope.ID += strconv.Itoa(n)
					m.Envelope.Data = []byte(strings.ReplaceAll(string(m.Envelope.Data), `"c"`, `"`+document+`"`))
					if err := s.consume(t.Context(), m); err != nil {
						t.Fatal(err)
					}
				}
			}
			for _, who := range []string{ada, bo} {
				page, _, err := s.Inbox(as(t.Context(), who), false, 500, "")
				if err != nil {
					t.Fatal(err)
				}
				n := 0
				for _, i := range page.Items {
					if i.Case == document && i.Waits {
						n++
					}
				}
				if n != x.want[who] {
					t.Errorf("%s: %d wait on %s, not %d", document, n, who, x.want[who])
				}
			}
		}
	}
}
