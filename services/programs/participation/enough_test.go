package participation

import (
	"fmt"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/participation/protect"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// alike are questions of two answers each that could all mean the same.
func alike(as string, n int) (out []report.Question) {
	for i := range n {
		code := fmt.Sprint(as, i)
		out = append(out, report.Question{Code: code, Text: code, Options: []report.Option{{Code: "yes", Text: "Yes"}, {Code: "no", Text: "No"}}})
	}
	return out
}

// TestAskedEnough: no report, and no line of reports, draws more about one person than the rule allows, whatever the questions are called.
func TestAskedEnough(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		w.s.d.Coins = quiet
		refusedAs := func(err error, code string) {
			t.Helper()
			if f := fault.As(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Pointer != "/questions" || f.Fields[0].Code != code {
				t.Fatalf("%+v", err)
			}
		}
		setUp := func(id string, questions []report.Question) error {
			w.set(id, func(c *Cycle) { *c = Cycle{Programme: "p1", Newcomers: 100} })
			_, err := w.s.SetUp(as(t, organiser), id, Setup{Way: report.Tables, Questions: questions})
			return err
		}
		publish := func(id string) report.Report {
			t.Helper()
			d, err := w.s.c.setups.Get(t.Context(), id)
			w.no(err)
			for i, p := range some("newcomer", 0, 80) {
				var answers []Answer
				for _, q := range d.Body.Questions {
					answers = append(answers, Answer{Question: q.Code, Chosen: []string{[]string{"yes", "no"}[i%2]}})
				}
				w.no(w.s.put(t.Context(), d, p, Record{Group: report.Newcomer, Consent: d.Body.Consent(), Week: "2026-W45", Answers: answers}))
			}
			w.close(id)
			f, err := w.s.Publish(as(t, organiser), id)
			w.no(err)
			return f.Report
		}
		most := protect.Current.Draws / 2
		refusedAs(setUp("c0", alike("a", most+1)), "tells_too_much")
		several := alike("s", 1)
		several[0].Multiple, several[0].Describe = true, true
		for i := range protect.Current.Draws - 2 {
			several[0].Options = append(several[0].Options, report.Option{Code: fmt.Sprint("o", i), Text: fmt.Sprint("Other ", i)})
		}
		refusedAs(setUp("c0", several), "tells_too_much") // every answer of it may say the same
		w.no(setUp("c1", alike("a", most)))
		left := (protect.Current.AllDraws - protect.Current.Draws) / 2
		refusedAs(setUp("c2", alike("b", left+1)), "asked_enough") // nothing is published yet, and it is promised
		w.no(setUp("c2", alike("b", left)))
		w.no(setUp("c1", alike("a", most))) // its own part is not counted
		refusedAs(setUp("c3", alike("c", 1)), "asked_enough")
		for _, table := range publish("c1").Tables {
			if table.Withheld != "" {
				t.Fatalf("%+v", table)
			}
		}
		_, err := w.s.c.setups.Update(t.Context(), "c2", func(d *store.Doc[Setup]) error { // as one of before that was counted
			d.Body.Questions = alike("b", most)
			return nil
		})
		w.no(err)
		for i, table := range publish("c2").Tables {
			if over := i >= left; over != (table.Withheld == protect.Enough) || over && len(table.Values) > 0 {
				t.Fatalf("%d: %+v", i, table)
			}
		}
		refusedAs(setUp("c3", alike("c", 1)), "asked_enough")
		refusedAs(setUp("c3", alike("a", 1)), "asked_enough") // as before: whether the numbers will stand, nobody knows
		w.set("c4", func(c *Cycle) { *c = Cycle{Programme: "p1", Newcomers: 100} })
		_, err = w.s.SetUp(as(t, organiser), "c4", Setup{Way: report.Noise, Epsilon: 500, Questions: alike("d", 12)})
		w.no(err) // noise has a ledger of its own
	})
}
