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

// TestOutcomesWait: a decision that can be appealed waits on whom it fell on, read or not, until they or another maintainer appealed, it was
// decided again, or the time is over; in whatever order it is heard.
func TestOutcomesWait(t *testing.T) {
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	until := clock.Now().Add(30 * 24 * time.Hour)
	fell := func(round int) wire.Event {
		x := wire.OutcomeGiven{Outcome: "o", Person: ada, Round: round, Measure: "warning"}
		if round == 1 {
			x.AppealUntil = until
		}
		return x
	}
	ruled := func(round int) wire.Event {
		x := wire.ProjectDecided{Outcome: "o", Person: ada, Project: "p", Round: round, Measure: "removal"}
		if round == 1 {
			x.AppealUntil = until
		}
		return x
	}
	for name, x := range map[string]struct {
		facts []wire.Event // by version
		want  int
	}{
		"warned": {[]wire.Event{fell(1)}, 1}, "appealed": {[]wire.Event{fell(1), wire.OutcomeAppealed{Outcome: "o", Person: ada}}, 0},
		"again": {[]wire.Event{fell(1), fell(2)}, 0}, "removed": {[]wire.Event{ruled(1)}, 1},
		"another appealed": {[]wire.Event{ruled(1), wire.OutcomeAppealed{Outcome: "o", Person: ada}}, 0}, "project again": {[]wire.Event{ruled(1), ruled(2)}, 0},
		"of somebody else": {[]wire.Event{ruled(1), wire.OutcomeAppealed{Outcome: "o", Person: bo}}, 1},
	} {
		for _, turned := range []bool{false, true} {
			document := strings.ReplaceAll(name, " ", "-") + strconv.FormatBool(turned)
			for i := range x.facts {
				if turned {
					i = len(x.facts) - 1 - i
				}
				m := told(t, document, i+1, x.facts[i])
				m.Envelope.Data = []byte(strings.ReplaceAll(string(m.Envelope.Data), `"o"`, `"`+document+`"`))
				if err := s.consume(t.Context(), m); err != nil {
					t.Fatal(err)
				}
			}
			count := func() (n int) {
				t.Helper()
				page, _, err := s.Inbox(as(t.Context(), ada), false, 500, "")
				if err != nil {
					t.Fatal(err)
				}
				for _, i := range page.Items {
					if i.Case == document && i.Waits {
						n++
						if !i.Until.Equal(until) {
							t.Errorf("%s waits until %s", name, i.Until)
						}
						if i, err := s.MarkRead(as(t.Context(), ada), i.ID, true); err != nil || !i.Waits {
							t.Errorf("%s: %+v %v", name, i, err)
						}
					}
				}
				return n
			}
			if n := count(); n != x.want {
				t.Errorf("%s, turned %v: %d wait, not %d", name, turned, n, x.want)
			}
		}
	}
	clock.Advance(30 * 24 * time.Hour)
	page, _, err := s.Inbox(as(t.Context(), ada), false, 500, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range page.Items {
		if i.Waits {
			t.Errorf("%s waits when its time is over", i.Kind)
		}
	}
}
