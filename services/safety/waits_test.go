package safety

import (
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestUndecided: a case that somebody took up and does not decide is not forgotten.
func TestUndecided(t *testing.T) {
	const day = 24 * time.Hour
	c := newCase()
	c.Contact = ContactStopped
	if err := c.acknowledge("c", "m3", began); err != nil {
		t.Fatal(err)
	}
	w := Watch{OnDuty: "m1", All: []string{"m1", "m2", "m3"}}
	for _, x := range []struct {
		after time.Duration
		whom  []string
	}{
		{3*day - 1, nil}, {3 * day, []string{"m3", "m1"}}, {4 * day, nil}, {7 * day, []string{"m3", "m1"}}, {13 * day, nil},
		{14 * day, []string{"m1", "m2", "m3"}}, {50 * day, nil},
	} {
		if due := c.dueAt(); len(x.whom) > 0 && !due.Equal(began.Add(x.after)) {
			t.Errorf("the clock looks at %s, not after %s", due, x.after)
		}
		c.said = nil
		_ = c.tick("c", w, began.Add(x.after))
		var whom []string
		for _, e := range c.said {
			if y, ok := e.(wire.CaseWaits); ok && y.Stage == "undecided" {
				whom = append(whom, y.Moderator)
			}
		}
		if !slices.Equal(whom, x.whom) {
			t.Errorf("after %s: %v, want %v", x.after, whom, x.whom)
		}
	}
	if at := c.dueAt(); !at.IsZero() {
		t.Error("and then the clock is at rest", at)
	}
}

// TestLostItsLast: whoever had a case is a moderator no more: the next one is told; when nobody is left, the operator and whoever
// reported see that; when somebody is again, they are told. However long ago it was taken up.
func TestLostItsLast(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	r, err := w.as("ada").Report(ctx, aboutBo())
	w.must(err)
	_, err = w.mod("mo").AcknowledgeCase(ctx, r.ID)
	w.must(err)
	told := func(stage string) (out []string) {
		for _, x := range said[wire.CaseWaits](w) {
			if x.Stage == stage {
				out = append(out, x.Moderator)
			}
		}
		slices.Sort(out)
		return out
	}
	w.staff("mo")
	w.must(w.s.Tick(ctx))
	if got := told("handed_over"); !slices.Equal(got, []string{"max", "mia"}) {
		t.Fatal(got)
	}
	for _, m := range []string{"mia", "max", "adm"} {
		w.staff(m)
	}
	w.must(w.s.Tick(ctx))
	own, err := w.as("ada").OwnReport(ctx, r.ID)
	w.must(err)
	if len(w.s.Notes()) != 1 || !own.Independent {
		t.Fatalf("%v %+v", w.s.Notes(), own)
	}
	before := len(told("new"))
	w.staff("mia", "moderator")
	w.must(w.s.Tick(ctx))
	if got := told("new"); len(got) != before+1 || len(w.s.Notes()) != 0 {
		t.Fatal(got, w.s.Notes())
	}
	n := len(said[wire.CaseWaits](w))
	w.must(w.s.Tick(ctx))
	if len(said[wire.CaseWaits](w)) != n {
		t.Fatal("told again")
	}
}
