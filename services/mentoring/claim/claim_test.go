package claim

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

func told(c *Claim) string {
	var out []string
	for _, t := range c.Told() {
		out = append(out, t.What+" "+t.Person)
	}
	return strings.Join(out, ", ")
}

func TestOneAtATime(t *testing.T) {
	c := &Claim{Issue: "i"}
	for i, p := range []string{"ada", "bob", "cyd"} {
		if err := c.Take(p, noon); err != nil || c.Position(p) != i {
			t.Fatalf("%s: %v at %d", p, err, c.Position(p))
		}
		if err := c.Take(p, noon); !errors.Is(err, ErrKept) {
			t.Fatalf("%s twice: %v", p, err)
		}
	}
	if got := told(c); got != "taken ada" || !c.Until.Equal(noon.Add(14*day)) {
		t.Fatalf("told %s", got)
	}
	if err := c.Extend("bob"); !errors.Is(err, ErrNotYours) {
		t.Fatal(err)
	}
	if err := c.Done("bob"); !errors.Is(err, ErrNotYours) {
		t.Fatal(err)
	}
	if err := c.Leave("bob", noon); err != nil || c.Position("cyd") != 1 || told(c) != "" {
		t.Fatal("leaving the line", err)
	}
	if err := c.Leave("bob", noon); !errors.Is(err, ErrKept) {
		t.Fatal(err)
	}
	if err := c.Leave("ada", noon.Add(day)); err != nil || c.Holder != "cyd" || told(c) != "released ada, passed cyd" || !c.Until.Equal(noon.Add(15*day)) {
		t.Fatalf("releasing: %+v", c)
	}
	if err := c.Extend("cyd"); err != nil || !c.Until.Equal(noon.Add(29*day)) || told(c) != "extended cyd" {
		t.Fatal(err)
	}
	if err := c.Extend("cyd"); !errors.Is(err, ErrExtended) {
		t.Fatalf("extended twice: %v", err)
	}
	_ = c.Take("dan", noon)
	if err := c.Done("cyd"); err != nil || told(c) != "done cyd, done dan" || c.Holder != "" || len(c.Line) > 0 || !c.DueAt.IsZero() {
		t.Fatalf("done: %+v", c)
	}
}

func TestTheLineIsBounded(t *testing.T) {
	c := &Claim{Issue: "i"}
	for i := range lineMost + 1 {
		if err := c.Take(fmt.Sprint("p", i), noon); err != nil {
			t.Fatal(i, err)
		}
	}
	if err := c.Take("late", noon); !errors.Is(err, ErrLine) || !c.Full("late") || c.Full("p3") {
		t.Fatal(err)
	}
}

// TestClocks: reminded after 7 days, passed on after 14, not a moment early, each once, also after a standstill.
func TestClocks(t *testing.T) {
	for name, x := range map[string]struct {
		extended bool
		steps    []string // time after noon: what is told
	}{
		"in time": {false, []string{"167h59m59s ", "168h reminded ada", "168h ", "335h59m59s ", "336h expired ada, passed bob", "504h reminded bob",
			"672h expired bob", "2000h "}},
		"extended":     {true, []string{"168h reminded ada", "336h ", "671h ", "672h expired ada, passed bob"}},
		"a standstill": {false, []string{"2000h expired ada, passed bob", "2167h ", "2168h reminded bob"}},
	} {
		c := &Claim{Issue: "i"}
		_, _ = c.Take("ada", noon), c.Take("bob", noon)
		if x.extended {
			_ = c.Extend("ada")
		}
		c.Told()
		for _, step := range x.steps {
			at, want, _ := strings.Cut(step, " ")
			in, err := time.ParseDuration(at)
			if err != nil {
				t.Fatal(err)
			}
			for i := 0; c.Tick(noon.Add(in)) == nil; i++ {
				if i > 3 {
					t.Fatalf("%s: due again and again", name)
				}
			}
			if got := told(c); got != want {
				t.Errorf("%s: at %s told %q, want %q", name, at, got, want)
			}
		}
	}
}

func TestEntries(t *testing.T) {
	x := &Claimant{}
	for i := range PersonMost {
		if err := x.List(Entry{Issue: fmt.Sprint(i), Version: 4}); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.List(Entry{Issue: "more"}); !errors.Is(err, ErrThree) {
		t.Fatal(err)
	}
	if err := x.List(Entry{Issue: "1", Version: 4}); !errors.Is(err, ErrKept) {
		t.Fatal(err)
	}
	if err := x.List(Entry{Issue: "1", Version: 5}); err != nil || len(x.Entries) != PersonMost {
		t.Fatal("taken again at another version", err)
	}
	if err := x.Remove(Entry{Issue: "1", Version: 4}); !errors.Is(err, ErrKept) {
		t.Fatal("removed another entry than the one that was read", err)
	}
	if err := x.Remove(Entry{Issue: "1", Version: 5}); err != nil || len(x.Entries) != PersonMost-1 {
		t.Fatal(err)
	}
	x.Closed = true
	if err := x.List(Entry{Issue: "1"}); !errors.Is(err, errClosed) {
		t.Fatal(err)
	}
}
