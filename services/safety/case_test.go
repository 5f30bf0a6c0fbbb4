package safety

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

var began = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func newCase() *Case {
	return &Case{
		About: AboutPerson, Kind: "harassment", Person: "reported", Reporter: "reporter", Status: Received, Created: began,
		Contact: ContactPending, Copy: CopyKept, Key: []byte("wrapped"), Parts: []Part{{Part: "words", From: fromReporter, Box: []byte("box")}},
	}
}

// at gives a case in every state, decided by m1.
func at(status Status) *Case {
	c := newCase()
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	if status == Received {
		return c
	}
	must(c.acknowledge("c", "m1", began))
	if status == Acknowledged {
		return c
	}
	must(c.look("c", "m1", "triage", began))
	if status == LookedAt {
		return c
	}
	must(c.decide("c", "m1", Verdict{Measure: MeasureWarning, Words: "w"}, "o", began))
	switch status {
	case Appealed:
		must(c.appeal("c", "reported", nil, began.Add(time.Hour)))
	case Closed:
		must(c.closeBy("c", "m1", began))
	}
	return c
}

// TestSteps is the whole table: every step in every state.
func TestSteps(t *testing.T) {
	later := began.Add(2 * time.Hour)
	warning := Verdict{Measure: MeasureWarning, Words: "w"}
	steps := map[string]func(c *Case) error{
		"acknowledge":  func(c *Case) error { return c.acknowledge("c", "m2", later) },
		"open":         func(c *Case) error { return c.look("c", "m2", "triage", later) },
		"decide":       func(c *Case) error { return c.decide("c", "m1", warning, "o", later) },
		"decide other": func(c *Case) error { return c.decide("c", "m2", warning, "o", later) },
		"appeal":       func(c *Case) error { return c.appeal("c", "reported", nil, later) },
		"close":        func(c *Case) error { return c.closeBy("c", "m2", later) },
		"hand over":    func(c *Case) error { return c.handOver("c", "m1", "m2") },
		"message":      func(c *Case) error { _, err := c.message("c", fromReporter, ""); return err },
	}
	states := []Status{Received, Acknowledged, LookedAt, Decided, Appealed, Closed}
	want := map[string][]error{
		"acknowledge":  {nil, errMoved, errMoved, errMoved, nil, errMoved},
		"open":         {nil, nil, nil, nil, nil, nil},
		"decide":       {errMoved, errMoved, nil, errMoved, errSame, errMoved},
		"decide other": {errMoved, errMoved, errUnread, errMoved, errUnread, errMoved},
		"appeal":       {errNoAppeal, errNoAppeal, errNoAppeal, nil, errNoAppeal, nil},
		"close":        {errMoved, errMoved, errMoved, nil, errMoved, errKept},
		"hand over":    {nil, nil, nil, errMoved, nil, errMoved},
		"message":      {nil, nil, nil, nil, nil, errOver},
	}
	leads := map[string][]Status{
		"acknowledge":  {Acknowledged, Acknowledged, LookedAt, Decided, Appealed, Closed},
		"open":         {LookedAt, LookedAt, LookedAt, Decided, Appealed, Closed},
		"decide":       {Received, Acknowledged, Decided, Decided, Appealed, Closed},
		"decide other": {Received, Acknowledged, LookedAt, Decided, Appealed, Closed},
		"appeal":       {Received, Acknowledged, LookedAt, Appealed, Appealed, Appealed},
		"close":        {Received, Acknowledged, LookedAt, Closed, Appealed, Closed},
	}
	for name, step := range steps {
		for i, status := range states {
			c := at(status)
			if c.Status != status {
				t.Fatalf("%s: at gives %s", status, c.Status)
			}
			if err := step(c); !errors.Is(err, want[name][i]) || (err == nil) != (want[name][i] == nil) {
				t.Errorf("%s when %s: %v, want %v", name, status, err, want[name][i])
			}
			if leads[name] != nil && c.Status != leads[name][i] {
				t.Errorf("%s when %s leads to %s", name, status, c.Status)
			}
		}
	}
}

// TestFirstDeciderTakesNoAppealUp: not by saying so and not by reading it; whoever did not decide the first time still can.
func TestFirstDeciderTakesNoAppealUp(t *testing.T) {
	c, later := at(Appealed), began.Add(2*time.Hour)
	if err := c.acknowledge("c", "m1", later); err != errSame {
		t.Errorf("the first decider takes it up: %v", err)
	}
	if err := c.look("c", "m1", "appeal", later); err != nil || c.Moderator != "" {
		t.Errorf("%v; by reading it is with %q", err, c.Moderator)
	}
	if x := can(c, "m1"); slices.Contains(x, "acknowledge") || slices.Contains(x, "decide") || !slices.Contains(x, "open") {
		t.Errorf("the first decider is offered %v", x)
	}
	if x := can(c, "m2"); !slices.Contains(x, "acknowledge") {
		t.Errorf("another is offered %v", x)
	}
	if err := c.acknowledge("c", "m2", later); err != nil || c.Moderator != "m2" {
		t.Errorf("%v, with %q", err, c.Moderator)
	}
}

func TestAppealDecidedByAnother(t *testing.T) {
	c := at(Appealed)
	if err := c.look("c", "m2", "appeal", began.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	c.said = nil
	if err := c.decide("c", "m2", Verdict{Measure: MeasureNone}, "other", began.Add(3*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if c.Status != Closed || c.Outcome != "o" || c.result() != "not_found" || c.appealable(began.Add(3*time.Hour)) {
		t.Fatalf("%+v", c)
	}
	i := slices.IndexFunc(c.said, func(e wire.Event) bool { _, ok := e.(wire.OutcomeGiven); return ok })
	if i < 0 || c.said[i].(wire.OutcomeGiven) != (wire.OutcomeGiven{Outcome: "o", Person: "reported", Round: 2, Measure: MeasureNone}) {
		t.Fatalf("accounts does not hear that it is lifted: %+v", c.said)
	}
}

// TestOpeningBeforeTheAppealIsNotEnough: who decides an appeal has read what was appealed.
func TestOpeningBeforeTheAppealIsNotEnough(t *testing.T) {
	c := at(LookedAt)
	if err := errors.Join(c.look("c", "m2", "review", began), c.decide("c", "m1", Verdict{Measure: MeasureWarning, Words: "w"}, "o", began),
		c.appeal("c", "reported", nil, began.Add(time.Hour))); err != nil {
		t.Fatal(err)
	}
	if err := c.decide("c", "m2", Verdict{Measure: MeasureNone}, "", began.Add(2*time.Hour)); !errors.Is(err, errUnread) {
		t.Fatal(err)
	}
}

// TestRandomWays: whatever is done in whatever order, what must hold of a case holds.
func TestRandomWays(t *testing.T) {
	people := []string{"m1", "m2", "m3"}
	rapid.Check(t, func(t *rapid.T) {
		c, now := newCase(), began
		was := c.Status
		appeals, destroyed := 0, false
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			m := rapid.SampledFrom(people).Draw(t, "who")
			var err error
			switch what := rapid.IntRange(0, 10).Draw(t, "what"); what {
			case 0:
				err = c.acknowledge("c", m, now)
			case 1, 2:
				err = c.look("c", m, "triage", now)
			case 3, 4:
				measure := rapid.SampledFrom([]string{MeasureNone, MeasureWarning, MeasureRemoval}).Draw(t, "measure")
				if err = c.decide("c", m, Verdict{Measure: measure, Words: "w"}, "o", now); err == nil && len(c.Decisions) == 2 && c.Decisions[0].By == m {
					t.Fatal("the same moderator decided twice")
				}
			case 5:
				if err = c.appeal("c", "reported", nil, now); err == nil {
					appeals++
				}
			case 6:
				err = c.closeBy("c", m, now)
			case 7:
				err = c.conflict("c", m)
			case 8:
				err = c.tick("c", Watch{All: people}, now)
			case 9:
				now = now.Add(time.Duration(rapid.IntRange(1, 40*24).Draw(t, "hours")) * time.Hour)
			case 10:
				err = c.forget("c", rapid.SampledFrom([]string{"reporter", "reported", "m1"}).Draw(t, "gone"), now)
			}
			if err != nil && !errors.Is(err, errKept) && fault.As(err).Kind == fault.Internal {
				t.Fatal(err)
			}
			destroyed = destroyed || c.Copy == CopyDestroyed
			switch {
			case appeals > 1, len(c.Decisions) > 2, len(c.Decisions) == 2 && appeals == 0:
				t.Fatalf("%d appeals, %d decisions", appeals, len(c.Decisions))
			case was != Received && c.Status == Received:
				t.Fatal("it went back to the start")
			case destroyed && (len(c.Key) > 0 || len(c.Parts) > 0):
				t.Fatal("what was destroyed is there")
			case destroyed && c.Status != Closed:
				t.Fatalf("it was destroyed while %s", c.Status)
			case (c.Status == Closed) != !c.ClosedAt.IsZero():
				t.Fatalf("%s, closed at %s", c.Status, c.ClosedAt)
			case c.open() && c.Status != Received && c.dueAt().IsZero() && c.Status == Appealed && c.Reminded == 0:
				t.Fatal("nobody is reminded of an appeal")
			case c.Status == Decided && c.dueAt().IsZero():
				t.Fatal("it would never be closed")
			case c.Status == Closed && len(c.Key) > 0 && c.dueAt().IsZero():
				t.Fatal("its copy would never be destroyed")
			case slices.Contains(c.Declared, c.Moderator) && c.Moderator != "" && c.Decisions == nil && c.Status == Received:
				t.Fatal("somebody with a conflict has it")
			}
			was, c.said = c.Status, nil
		}
	})
}

// TestReminders: never early, each once, and after a long stop only the last.
func TestReminders(t *testing.T) {
	c := newCase()
	c.Contact = ContactStopped
	w := Watch{OnDuty: "m1", All: []string{"m1", "m2"}}
	told := func(after time.Duration) (stage string, whom []string) {
		c.said = nil
		_ = c.tick("c", w, began.Add(after))
		for _, e := range c.said {
			if x, ok := e.(wire.CaseWaits); ok {
				stage, whom = x.Stage, append(whom, x.Moderator)
			}
		}
		return stage, whom
	}
	for _, x := range []struct {
		after time.Duration
		stage string
		whom  []string
	}{
		{remindAfter - time.Millisecond, "", nil}, {remindAfter, "reminder", []string{"m1"}}, {remindAfter + time.Hour, "", nil},
		{urgentAfter - time.Millisecond, "", nil}, {urgentAfter, "urgent", []string{"m1", "m2"}}, {urgentAfter, "", nil},
		{acknowledgeWithin, "overdue", []string{"m1", "m2"}}, {90 * time.Hour, "", nil},
	} {
		if stage, whom := told(x.after); stage != x.stage || !slices.Equal(whom, x.whom) {
			t.Errorf("after %s: %q to %v, want %q to %v", x.after, stage, whom, x.stage, x.whom)
		}
	}
	if !c.overdue(began.Add(acknowledgeWithin)) || c.overdue(began.Add(acknowledgeWithin-1)) {
		t.Error("overdue")
	}
	c = newCase()
	if stage, _ := told(30 * time.Hour); stage != "overdue" {
		t.Errorf("after a long stop: %q", stage)
	}
	if !c.dueAt().Equal(began) || c.Reminded != 3 { // contact is still to be stopped
		t.Errorf("due at %s", c.dueAt())
	}
}

func TestEndOfACopy(t *testing.T) {
	c := at(Closed)
	c.Contact = ContactStopped
	end := began.Add(copyKept)
	if err := c.tick("c", Watch{}, end.Add(-time.Millisecond)); !errors.Is(err, errKept) || len(c.Key) == 0 {
		t.Fatal("too early", err)
	}
	if err := c.tick("c", Watch{}, end); err != nil || c.Key != nil || c.Parts != nil || c.Copy != CopyDestroyed ||
		!c.dueAt().Equal(began.Add(caseKept)) {
		t.Fatalf("%v %+v", err, c)
	}
	if err := c.look("c", "m1", "legal", end); !errors.Is(err, errGone) {
		t.Fatal(err)
	}
}

// TestForgetting: a case in progress keeps its copy, one that is over does not; nobody who left is named any more.
func TestForgetting(t *testing.T) {
	for _, x := range []struct {
		status Status
		who    string
		kept   bool
		leads  Status
	}{
		{Received, "reported", true, Received}, {LookedAt, "reported", true, LookedAt}, {Decided, "reported", true, Closed},
		{Appealed, "reported", true, Appealed}, {Closed, "reported", false, Closed},
		{Received, "reporter", true, Received}, {Decided, "reporter", true, Decided}, {Closed, "reporter", true, Closed}, // it can be appealed
		{LookedAt, "m1", true, LookedAt}, {Closed, "m1", true, Closed},
	} {
		c := at(x.status)
		if err := c.forget("c", x.who, began.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(c.people(), x.who) || (len(c.Key) > 0) != x.kept || c.Status != x.leads {
			t.Errorf("%s forgotten when %s: %v, key %v, %s", x.who, x.status, c.people(), len(c.Key) > 0, c.Status)
		}
		if err := c.forget("c", x.who, began); !errors.Is(err, errKept) {
			t.Errorf("forgotten twice: %v", err)
		}
	}
	c := at(Closed)
	if err := c.forget("c", "reporter", began.Add(appealWithin)); err != nil || len(c.Key) > 0 {
		t.Error("the appeal is over, and the copy stays", err)
	}
}

func TestVerdicts(t *testing.T) {
	for _, x := range []struct {
		v     Verdict
		about string
		field string
	}{
		{Verdict{Measure: MeasureNone}, AboutPerson, ""},
		{Verdict{Measure: MeasureWarning}, AboutPerson, "/words"},
		{Verdict{Measure: MeasureWarning, Words: "w"}, AboutMessage, ""},
		{Verdict{Measure: MeasureWarning, Words: "w"}, AboutProject, "/measure"},
		{Verdict{Measure: MeasureRemoval}, AboutProject, ""},
		{Verdict{Measure: MeasureSuspension, Words: "w"}, AboutPerson, "/until"},
		{Verdict{Measure: MeasureSuspension, Words: "w", Until: began}, AboutPerson, "/until"},
		{Verdict{Measure: MeasureSuspension, Words: "w", Until: began.AddDate(3, 0, 0)}, AboutPerson, "/until"},
		{Verdict{Measure: MeasureSuspension, Words: "w", Until: began.AddDate(0, 1, 0)}, AboutPerson, ""},
		{Verdict{Measure: MeasureRemoval, Words: "w", Until: began.AddDate(0, 1, 0)}, AboutPerson, "/until"},
		{Verdict{Measure: "banishment", Words: "w"}, AboutPerson, "/measure"},
	} {
		err := x.v.check(x.about, x.about != AboutProject, began)
		if x.field == "" && err != nil || x.field != "" && (err == nil || fault.As(err).Fields[0].Pointer != x.field) {
			t.Errorf("%+v about a %s: %v, want %q", x.v, x.about, err, x.field)
		}
	}
}
