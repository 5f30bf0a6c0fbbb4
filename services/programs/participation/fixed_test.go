package participation

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

var aWoman = []Answer{{Question: "gender", Chosen: []string{"woman"}}}

// TestFixedForGood: a cohort that is taken back to before its call does not open the set-up again, and nobody is counted under another rule.
func TestFixedForGood(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		o := as(t, organiser)
		other := Setup{Way: report.Noise, Epsilon: 4000}
		for id, see := range map[string]func(id string) error{
			"seen-by-somebody":  func(id string) error { _, err := w.s.Mine(as(t, "newcomer1"), id); return err },
			"seen-by-organiser": func(id string) error { _, err := w.s.Cycle(o, id, 0); return err },
			"seen-by-the-clock": func(string) error { return w.s.Tick(t.Context()) },
			"seen-by-set-up": func(id string) error {
				_, err := w.s.SetUp(o, id, other)
				w.refused(err, "participation.fixed")
				return nil
			},
		} {
			w.set(id, func(c *Cycle) { c.Programme = id })
			_, err := w.s.SetUp(o, id, Setup{Way: report.Tables})
			w.no(err)
			w.set(id, func(c *Cycle) { c.Called = true })
			w.no(see(id))
			w.set(id, func(c *Cycle) { c.Called = false })
			if _, err = w.s.SetUp(o, id, other); !fault.Coded(err, "participation.fixed") {
				t.Errorf("%s: %v", id, err)
			}
		}
		// Somebody who takes part fixes it too, also where nobody saw the call.
		w.set("said", func(c *Cycle) { c.Programme = "p1" })
		_, err := w.s.SetUp(o, "said", Setup{Way: report.Tables})
		w.no(err)
		mine, err := w.s.Mine(as(t, "newcomer1"), "said")
		w.no(err)
		_, err = w.s.SetUp(o, "said", Setup{Way: report.Tables, ByRole: true}) // nobody has said anything
		w.no(err)
		// Who takes part fixes it, before they say a word: organisers learn nothing by it of what anybody did.
		w.set("said", func(c *Cycle) { c.Newcomers = 1 })
		if c, err := w.s.Cycle(o, "said", 0); err != nil || !c.Fixed {
			t.Error("it is not fixed while somebody takes part", err)
		}
		_, err = w.s.SetUp(o, "said", other)
		w.refused(err, "participation.fixed")
		_, err = w.s.Say(as(t, "newcomer1"), "said", mine.Consent, aWoman)
		w.no(err)
		if c, err := w.s.Cycle(o, "said", 0); err != nil || !c.Fixed {
			t.Error("organisers are not told that it is fixed", err)
		}
		d, err := w.s.c.setups.Get(t.Context(), "said")
		w.no(err)
		w.no(w.s.put(t.Context(), d, "newcomer2", Record{Group: report.Newcomer, Consent: "c1-000000000000", Week: "2026-W45", Answers: aWoman}))
		w.set("said", func(c *Cycle) { c.Newcomers = 3 })
		if n := w.said(d); n != 1 {
			t.Errorf("%d are counted, one agreed to this", n)
		}
	})
}

// TestNoSetUpWithoutAnEnd: what never closes would never be purged. A cohort that loses its date is purged by the one that it had.
func TestNoSetUpWithoutAnEnd(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		w.cycles["c0"] = Cycle{Programme: "p1"}
		_, err := w.s.SetUp(as(t, organiser), "c0", Setup{Way: report.Tables})
		if f := fault.As(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Pointer != "/phases" {
			t.Fatal(err)
		}
		w.fill("c1", "p1", 4, Setup{Way: report.Tables})
		w.cycles["c1"] = Cycle{Programme: "p1", Called: true}
		w.no(w.s.Tick(t.Context()))
		if n, err := w.s.c.shelves.Count(t.Context()); err != nil || n != Shelves {
			t.Fatal("it was purged too early", n, err)
		}
		w.clock.Advance((90 + KeptWeeks*7 + 1) * 24 * time.Hour)
		w.no(w.s.Tick(t.Context()))
		w.purged()
	})
}

// TestNothingIsSpentOnAFailure: what fails before a number is drawn spends nothing, and the report can be made afterwards.
func TestNothingIsSpentOnAFailure(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		w.fill("c1", "p1", 60, Setup{Way: report.Noise, Epsilon: 1000})
		w.close("c1")
		kin := w.s.d.Kin
		w.s.d.Kin = func(context.Context, string) (Kin, error) { return Kin{}, errors.New("away") }
		if _, err := w.s.Publish(as(t, organiser), "c1"); err == nil {
			t.Fatal("published without kin")
		}
		ctx, stop := context.WithCancel(as(t, organiser))
		w.s.d.Kin = func(ctx context.Context, p string) (Kin, error) { stop(); return kin(ctx, p) } // the reads after it fail
		if _, err := w.s.Publish(ctx, "c1"); err == nil {
			t.Fatal("published without the reports before")
		}
		w.s.d.Kin = kin
		if _, err := w.s.c.ledgers.Get(t.Context(), "hub"); !fault.Absent(err) {
			t.Errorf("something was spent: %v", err)
		}
		_, err := w.s.Publish(as(t, organiser), "c1")
		w.no(err)
	})
}
