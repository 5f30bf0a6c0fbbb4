package participation

import (
	"testing"

	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// TestNobodyIsAskedForNothing: people are told where nothing could ever be published, and not where more may come, or other cohorts of a pool do.
func TestNobodyIsAskedForNothing(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		for id, c := range map[string]struct {
			in    Cycle
			setup Setup
			never bool
		}{
			"two-places":  {Cycle{Places: 2}, Setup{Way: report.Tables}, true},
			"no-bound":    {Cycle{Newcomers: 2}, Setup{Way: report.Tables}, false},
			"many-places": {Cycle{Places: 40}, Setup{Way: report.Tables}, false},
			"few-came":    {Cycle{Places: 40, Newcomers: 3, Mentors: 3, Full: true}, Setup{Way: report.Tables}, true},
			"noise":       {Cycle{Newcomers: 12, Full: true}, Setup{Way: report.Noise, Epsilon: 500}, true},
			"pooled":      {Cycle{Places: 10, Newcomers: 3}, Setup{Way: report.Tables, Pool: 4}, false},
			"small-first": {Cycle{Newcomers: 7, Full: true}, Setup{Way: report.Tables, Pool: 4}, false},
			"many-left":   {Cycle{Newcomers: 62, Full: true}, Setup{Way: report.Tables}, false},
		} {
			c.in.Programme = id
			w.set(id, func(x *Cycle) { *x = c.in })
			_, err := w.s.SetUp(as(t, organiser), id, c.setup)
			w.no(err)
			if id == "many-left" {
				w.leave(id, 33, 0)
			}
			mine, err := w.s.Mine(as(t, "newcomer1"), id)
			w.no(err)
			if mine.Never != c.never {
				t.Errorf("%s: %v", id, mine.Never)
			}
			// What could never be published is not kept; no answers are a whole answer there too.
			if _, err = w.s.Say(as(t, "newcomer1"), id, mine.Consent, aWoman); c.never {
				w.refused(err, "participation.never")
			} else {
				w.no(err)
			}
			_, err = w.s.Say(as(t, "newcomer1"), id, "", nil)
			w.no(err)
			if d, err := w.s.setup(t.Context(), id); err != nil || w.said(d) != 0 {
				t.Error(id, err)
			}
		}
	})
}
