package participation

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/participation/dp"
	"github.com/waymark-dev/waymark/services/programs/participation/protect"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// quiet are coins that move nothing.
func quiet(n int) int { return n / 2 }

// saysIn lets people say one thing to a question.
func (w *world) saysIn(cycle, question, chosen string, people ...string) {
	w.t.Helper()
	for _, p := range people {
		mine, err := w.s.Mine(as(w.t, p), cycle)
		w.no(err)
		_, err = w.s.Say(as(w.t, p), cycle, mine.Consent, []Answer{{Question: question, Chosen: []string{chosen}}})
		w.no(err)
	}
}

// some are people from the first to the one before last.
func some(as string, first, last int) (out []string) {
	for i := first; i < last; i++ {
		out = append(out, fmt.Sprint(as, i))
	}
	return out
}

// TestPoolCountsPeople: who takes part in all cycles of a pool is one person, also where they say the same in each.
func TestPoolCountsPeople(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		w.s.d.Coins = quiet
		setup := Setup{Way: report.Tables, Pool: 4}
		for _, id := range []string{"c0", "c1", "c2", "c3"} {
			w.set(id, func(c *Cycle) { *c = Cycle{Programme: "p1", Newcomers: 40} })
			_, err := w.s.SetUp(as(t, organiser), id, setup)
			w.no(err)
			setup.PoolWith = "c0"
			w.set(id, func(c *Cycle) { c.Called = true })
			w.saysIn(id, "gender", "non_binary", some("newcomer", 0, 6)...)
			w.saysIn(id, "gender", "woman", some("newcomer", 6, 12)...)
			w.saysIn(id, "age", "25_34", some("newcomer", 12, 28)...) // takes nothing away from what is said of gender
			w.close(id)
		}
		f, err := w.s.Publish(as(t, organiser), "c0")
		w.no(err)
		if n := f.Report.Tables[0].People; len(n) != 1 || n[0] != 40 {
			t.Errorf("%v took part, of 40 people", n)
		}
		if table := f.Report.Tables[0]; table.Withheld != "few_answers" || len(table.Values) > 0 {
			t.Errorf("twelve people answered, and 20 are needed: %+v", table)
		}
	})
}

// TestWhoAnsweredIsNowhere: nothing that is printed without noise depends on how many answered, whoever has left since.
func TestWhoAnsweredIsNowhere(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		for _, way := range []Setup{{Way: report.Tables}, {Way: report.Tables, ByRole: true}, {Way: report.Noise, Epsilon: 50}} {
			var printed [][]int
			for answer := range 2 {
				id := fmt.Sprintf("c-%s-%v-%d", way.Way, way.ByRole, answer)
				w.set(id, func(c *Cycle) { *c = Cycle{Programme: id, Newcomers: 40, Mentors: 6} })
				_, err := w.s.SetUp(as(t, organiser), id, way)
				w.no(err)
				w.set(id, func(c *Cycle) { c.Called = true })
				w.saysIn(id, "access", "no", some("mentor", 0, 5+answer)...)
				w.saysIn(id, "access", "no", some("newcomer", 0, 31+answer)...)
				w.leave(id, 10, 1)
				w.close(id)
				f, err := w.s.Publish(as(t, organiser), id)
				w.no(err)
				printed = append(printed, f.Report.Tables[0].People)
			}
			if !reflect.DeepEqual(printed[0], printed[1]) {
				t.Errorf("%+v: who reads %v, or %v, knows how many answered", way, printed[0], printed[1])
			}
		}
	})
}

// TestComparedWhateverElseIsAsked: the same people say the same in two cycles. A number of both is the same, also where the second
// asks something more, offers another answer, or has newcomers and mentors by themselves.
func TestComparedWhateverElseIsAsked(t *testing.T) {
	plain := func(more ...report.Option) Setup {
		return Setup{Way: report.Tables, Questions: []report.Question{{Code: "tools", Text: "What do you use?",
			Options: append([]report.Option{{Code: "keyboard", Text: "A keyboard"}, {Code: "voice", Text: "My voice"}}, more...)}}}
	}
	byRole, longer := plain(), plain(report.Option{Code: "eyes", Text: "My eyes"})
	byRole.ByRole = true
	longer.Questions = append([]report.Question{{Code: "first", Text: "What else?", Options: []report.Option{{Code: "a", Text: "A"}}}}, longer.Questions...)
	eachStore(t, func(t *testing.T, w *world) {
		for name, second := range map[string]Setup{"by-role": byRole, "longer": longer} {
			for i, setup := range []Setup{plain(), second} {
				id := fmt.Sprint(name, i)
				w.s.d.Coins = func(n int) int { // the second is moved a little further
					if n == protect.Current.Threes {
						return n / 2
					}
					return n/2 + i
				}
				w.set(id, func(c *Cycle) { *c = Cycle{Programme: name, Newcomers: 110, Mentors: 110} })
				_, err := w.s.SetUp(as(t, organiser), id, setup)
				w.no(err)
				w.set(id, func(c *Cycle) { c.Called = true })
				w.saysIn(id, "tools", "keyboard", append(some("newcomer", 0, 40), some("mentor", 0, 40)...)...)
				w.saysIn(id, "tools", "voice", append(some("newcomer", 40, 80), some("mentor", 40, 80)...)...)
				w.close(id)
				_, err = w.s.Publish(as(t, organiser), id)
				w.no(err)
			}
			all, err := w.s.Reports(t.Context(), name)
			w.no(err)
			before, after := all[1].Report.Tables[0], all[0].Report.Tables[len(all[0].Report.Tables)-1]
			for _, was := range before.Values {
				now := after.At(was.Option, "")
				if was.N == nil || now == nil || now.N == nil {
					t.Fatalf("%s, %s: nothing to compare: %+v %+v", name, was.Option, before, after)
				}
				if *now.N != *was.N {
					t.Errorf("%s: %s was %d and is %d", name, was.Option, *was.N, *now.N)
				}
			}
		}
	})
}

// TestOneLedgerForATree: people who are in a programme are in those around it too, so all of them spend from one ledger; what was spent when
// each had its own counts too.
func TestOneLedgerForATree(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		_, err := w.s.c.ledgers.Upsert(t.Context(), "inner", func(l *store.Doc[dp.Ledger]) error {
			l.Body = dp.Ledger{Budget: dp.Budget, Spent: []dp.Spent{{Report: "old", Epsilon: 1000}}}
			return nil
		})
		w.no(err)
		publish := func(programme, id string, epsilon int) error {
			w.set(id, func(c *Cycle) { *c = Cycle{Programme: programme, Newcomers: 40} })
			_, err := w.s.SetUp(as(t, organiser), id, Setup{Way: report.Noise, Epsilon: epsilon})
			w.no(err)
			w.close(id)
			_, err = w.s.Publish(as(t, organiser), id)
			return err
		}
		w.no(publish("inner", "c1", 4000))
		seen, err := w.s.Cycle(as(t, organiser), "c1", 0)
		w.no(err)
		if seen.Left != dp.Budget-5000 {
			t.Errorf("%d are left", seen.Left)
		}
		w.set("c2", func(c *Cycle) { *c = Cycle{Programme: "beside", Newcomers: 40} })
		_, err = w.s.SetUp(as(t, organiser), "c2", Setup{Way: report.Noise, Epsilon: 3500}) // nobody is asked for what cannot be published
		w.refused(err, "invalid")
		_, err = w.s.SetUp(as(t, organiser), "c2", Setup{Way: report.Noise, Epsilon: 2500})
		w.no(err)
		w.set("c4", func(c *Cycle) { *c = Cycle{Programme: "beside", Newcomers: 40} })
		_, err = w.s.SetUp(as(t, organiser), "c4", Setup{Way: report.Noise, Epsilon: 600}) // of 3.0 that are left 2.5 are promised
		w.refused(err, "invalid")
		if seen, err = w.s.Cycle(as(t, organiser), "c4", 0); err != nil || seen.Left != 500 {
			t.Errorf("%d are left, %v", seen.Left, err)
		}
		_, err = w.s.SetUp(as(t, organiser), "c4", Setup{Way: report.Noise, Epsilon: 500})
		w.no(err)
		_, err = w.s.c.setups.Update(t.Context(), "c4", func(d *store.Doc[Setup]) error { // as one of before that was counted
			d.Body.Epsilon = 3000
			return nil
		})
		w.no(err)
		w.close("c4")
		_, err = w.s.Publish(as(t, organiser), "c4")
		w.no(err)
		w.close("c2")
		_, err = w.s.Publish(as(t, organiser), "c2")
		w.refused(err, "participation.budget")
		w.no(w.s.c.ledgers.Drop(t.Context(), "hub")) // as after an older copy of the collection was put back
		_, err = w.s.Publish(as(t, organiser), "c2")
		w.refused(err, "participation.budget")
	})
}

// TestOutlookOfAPool: four cohorts of 20 are 80 people at the most.
func TestOutlookOfAPool(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		for i, id := range []string{"c0", "c1"} {
			w.set(id, func(c *Cycle) { *c = Cycle{Programme: "p1", Newcomers: 10 + 30*i} })
			setup := Setup{Way: report.Tables, Pool: 4}
			if i > 0 {
				setup.PoolWith = "c0"
			}
			_, err := w.s.SetUp(as(t, organiser), id, setup)
			w.no(err)
		}
		seen, err := w.s.Cycle(as(t, organiser), "c0", 20)
		w.no(err)
		if seen.People != 20 || seen.Pooled != 100 || seen.Outlook[0].Can == "never" { // 20, 40, and two of 20 that have not joined
			t.Errorf("%d, %d: %+v", seen.People, seen.Pooled, seen.Outlook[0])
		}
		w.close("c1")
		seen, err = w.s.Cycle(as(t, organiser), "c0", 60)
		w.no(err)
		if seen.Pooled != 220 { // what is over does not grow
			t.Errorf("%d", seen.Pooled)
		}
	})
}

// TestPoolRunsOutAsOne: a pool of which one cycle's answers were destroyed in time can never be published, so no others of it are kept.
func TestPoolRunsOutAsOne(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		setup := Setup{Way: report.Tables, Pool: 2}
		for _, id := range []string{"c0", "c1"} {
			w.set(id, func(c *Cycle) { *c = Cycle{Programme: "p1"} })
			_, err := w.s.SetUp(as(t, organiser), id, setup)
			w.no(err)
			setup.PoolWith = "c0"
		}
		w.close("c0")
		w.clock.Advance((PoolWeeks*7 + 1) * 24 * time.Hour)
		w.close("c1")
		w.no(w.s.Tick(t.Context()))
		w.purged()
	})
}

// TestWhatNeighboursPromise: programmes beside each other spend from one ledger, so nobody is asked for what a neighbour has promised already.
func TestWhatNeighboursPromise(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		sum := 0
		for _, p := range []string{"one", "two", "three"} {
			for i := range 2 {
				id := fmt.Sprint(p, i)
				w.set(id, func(c *Cycle) { *c = Cycle{Programme: p, Newcomers: 40} })
				if _, err := w.s.SetUp(as(t, organiser), id, Setup{Way: report.Noise, Epsilon: 3000}); err == nil {
					sum += 3000
				}
			}
		}
		if sum != 6000 || sum > dp.Budget {
			t.Errorf("%d of %d are promised", sum, dp.Budget)
		}
	})
}
