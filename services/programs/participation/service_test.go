package participation

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/programs/participation/dp"
	"github.com/waymark-dev/waymark/services/programs/participation/protect"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// world is the room with cohorts that a test moves.
type world struct {
	t      *testing.T
	s      *Service
	clock  *testkit.Clock
	mu     sync.Mutex
	cycles map[string]Cycle
	left   map[string][2]int // newcomers and mentors of a cycle who left before its end
}

const organiser = "organiser-1"

func newWorld(t *testing.T, db, answers *store.DB) *world {
	t.Helper()
	w := &world{t: t, clock: testkit.NewClock(), cycles: map[string]Cycle{}, left: map[string][2]int{}}
	var err error
	w.s, err = New(t.Context(), Deps{
		DB: db, Answers: answers, Now: w.clock.Now, Log: slog.New(slog.DiscardHandler),
		Cycle: func(_ context.Context, id string) (Cycle, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			c, ok := w.cycles[id]
			if !ok {
				return c, fault.New(fault.NotFound, "cohort.absent", "There is no such cohort.")
			}
			return c, nil
		},
		TakesPart: func(_ context.Context, cohort, person string) (string, bool, error) {
			if strings.HasPrefix(person, "mentor") {
				return report.Mentor, true, nil
			}
			return report.Newcomer, strings.HasPrefix(person, "newcomer"), nil
		},
		Took: func(_ context.Context, cohort string) (map[string]string, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			out, c, left := map[string]string{}, w.cycles[cohort], w.left[cohort]
			for i := range c.Newcomers + left[0] {
				out[fmt.Sprint("newcomer", i)] = report.Newcomer
			}
			for i := range c.Mentors + left[1] {
				out[fmt.Sprint("mentor", i)] = report.Mentor
			}
			return out, nil
		},
		CyclesOf: func(context.Context, string) ([]string, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			return slices.Sorted(maps.Keys(w.cycles)), nil
		},
		Organises: func(ctx context.Context, _ string) error {
			if auth.From(ctx).ID != organiser {
				return refusal.NotOrganiser
			}
			return nil
		},
		Sees: func(context.Context, string) error { return nil },
		Kin: func(_ context.Context, p string) (Kin, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			k := Kin{Root: "hub", Near: []string{p, "hub"}, Tree: []string{"hub"}}
			for _, c := range w.cycles {
				k.Tree = append(k.Tree, c.Programme)
			}
			return k, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) set(id string, change func(*Cycle)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.cycles[id]
	if c.Ends.IsZero() {
		c.Ends = w.clock.Now().Add(90 * 24 * time.Hour)
	}
	ends := c.Ends
	if change(&c); c.Ends.IsZero() {
		c.Ends = ends
	}
	if c.Org == "" {
		c.Org = "org"
	}
	w.cycles[id] = c
}

// leave lets the last newcomers and mentors of a cycle leave before its end.
func (w *world) leave(id string, newcomers, mentors int) {
	w.set(id, func(c *Cycle) {
		c.Newcomers, c.Mentors = c.Newcomers-newcomers, c.Mentors-mentors
		w.left[id] = [2]int{newcomers, mentors}
	})
}

func as(t *testing.T, person string) context.Context {
	return auth.With(t.Context(), auth.Principal{ID: person})
}

func (w *world) no(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) refused(err error, code string) {
	w.t.Helper()
	if !fault.Coded(err, code) {
		w.t.Fatalf("%v, want %s", err, code)
	}
}

// fill sets a cycle up, calls it, and lets so many answer: about half women, the others men, a few in their own words.
func (w *world) fill(id, programme string, answer int, in Setup) {
	w.t.Helper()
	w.set(id, func(c *Cycle) { *c = Cycle{Programme: programme, Newcomers: answer + 40} })
	_, err := w.s.SetUp(as(w.t, organiser), id, in)
	w.no(err)
	w.set(id, func(c *Cycle) { c.Called = true })
	var wg sync.WaitGroup
	for k := range 4 {
		wg.Go(func() {
			for i := k; i < answer; i += 4 {
				ctx := as(w.t, fmt.Sprintf("newcomer%d", i))
				mine, err := w.s.Mine(ctx, id)
				if err != nil {
					w.t.Error(err)
					return
				}
				a := []Answer{{Question: "gender", Chosen: []string{"woman"}}, {Question: "age", PreferNot: true}}
				switch {
				case i%2 == 0:
					a[0].Chosen = []string{"man"}
				case i == 1:
					a[0] = Answer{Question: "gender", Words: "wordcanary"}
				}
				if _, err := w.s.Say(ctx, id, mine.Consent, a); err != nil {
					w.t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// said is how many said something that a report of the cycle counts.
func (w *world) said(d *store.Doc[Setup]) (n int) {
	w.t.Helper()
	members, err := w.s.members(w.t.Context(), d)
	w.no(err)
	for _, m := range members {
		if m.Week != "" {
			n++
		}
	}
	return n
}

func (w *world) close(id string) { w.set(id, func(c *Cycle) { c.Closed = w.clock.Now() }) }

func eachStore(t *testing.T, test func(t *testing.T, w *world)) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) { test(t, newWorld(t, open(), open())) })
}

func TestWholeLife(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		w.set("c1", func(c *Cycle) { *c = Cycle{Programme: "p1"} })
		_, err := w.s.SetUp(as(t, "newcomer1"), "c1", Setup{Way: report.Tables})
		w.refused(err, "programs.organisers_only")
		_, err = w.s.Mine(as(t, "newcomer1"), "c1")
		w.refused(err, "participation.absent")
		w.fill("c1", "p1", 100, Setup{Way: report.Tables})
		_, err = w.s.SetUp(as(t, organiser), "c1", Setup{Way: report.Noise, Epsilon: 500})
		w.refused(err, "participation.fixed")

		one := as(t, "newcomer1")
		mine, err := w.s.Mine(one, "c1")
		w.no(err)
		if len(mine.Answers) != 2 || mine.Answers[0].Words != "wordcanary" || mine.Agreed != mine.Consent || !mine.Open {
			t.Fatalf("%+v", mine)
		}
		_, err = w.s.Mine(as(t, "stranger"), "c1")
		w.refused(err, "participation.absent")
		_, err = w.s.Say(one, "c1", "c1-000000000000", []Answer{{Question: "gender", Chosen: []string{"man"}}})
		w.refused(err, "invalid")
		kept, err := w.s.Export(one)
		w.no(err)
		if len(kept.Descriptions) != 1 || kept.Descriptions[0].Answers[0].Words != "wordcanary" {
			t.Fatalf("%+v", kept)
		}
		_, err = w.s.Publish(as(t, organiser), "c1")
		w.refused(err, "participation.not_closed")
		before, err := w.s.Cycle(as(t, organiser), "c1", 0)
		w.no(err)
		w.no(w.s.TakeBack(one, "c1"))
		w.no(w.s.TakeBack(as(t, "newcomer999"), "c1")) // who said nothing gets the same answer
		if mine, err = w.s.Mine(one, "c1"); err != nil || len(mine.Answers) != 0 {
			t.Fatal(mine.Answers, err)
		}
		after, err := w.s.Cycle(as(t, organiser), "c1", 0)
		w.no(err)
		if !reflect.DeepEqual(before, after) {
			t.Fatal("organisers see that somebody took their answers back")
		}

		w.close("c1")
		_, err = w.s.Say(one, "c1", mine.Consent, []Answer{{Question: "gender", Chosen: []string{"man"}}})
		w.refused(err, "participation.closed")
		w.no(w.s.TakeBack(as(t, "newcomer2"), "c1"))
		_, err = w.s.Report(t.Context(), "c1")
		w.refused(err, "participation.no_report")
		f, err := w.s.Publish(as(t, organiser), "c1")
		w.no(err)
		r := f.Report
		if !r.Whole() || len(r.Tables) != 5 || r.Rule != protect.Current || r.Once || r.Tables[0].Withheld != "" ||
			r.Tables[1].Withheld != "few_answers" || r.Week != "2026-W45" {
			t.Fatalf("%+v", r)
		}
		if v := r.Tables[0].At("man", ""); v.N == nil || *v.N%5 != 0 || *v.N < 35 || *v.N > 60 {
			t.Fatalf("%+v", r.Tables[0])
		}
		if v := r.Tables[0].At("own_words", ""); v.N != nil {
			t.Fatal("own words are shown for nobody")
		}
		again, err := w.s.Publish(as(t, organiser), "c1")
		w.no(err)
		if !reflect.DeepEqual(f, again) {
			t.Fatal("a report was made twice")
		}
		w.purged()
		if mine, err = w.s.Mine(as(t, "newcomer3"), "c1"); err != nil || len(mine.Answers) != 0 || mine.Open {
			t.Fatalf("%+v %v", mine, err)
		}
		w.no(w.s.TakeBack(as(t, "newcomer3"), "c1"))
		if csv := CSV(&r); !bytes.Contains(csv, []byte("In their own words,,,hidden")) || bytes.Contains(csv, []byte("wordcanary")) {
			t.Fatalf("%s", csv)
		}
	})
}

// purged: nothing of any answer is there, nor a key.
func (w *world) purged() {
	w.t.Helper()
	n, err := w.s.c.shelves.Count(w.t.Context())
	w.no(err)
	k, err := w.s.c.keys.Count(w.t.Context())
	w.no(err)
	left, err := w.s.c.shelves.Walk(w.t.Context(), "", 10)
	w.no(err)
	if n != 0 || k != 0 || len(left) != 0 {
		w.t.Fatalf("%d shelves, %d keys, %d with tombstones after the purge", n, k, len(left))
	}
}

// TestNothingCanBeRead: whoever has the store of answers learns nothing from it, not even how many answered or in what order.
func TestNothingCanBeRead(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		w.set("cycle-canary", func(c *Cycle) { *c = Cycle{Programme: "programme-canary"} })
		_, err := w.s.SetUp(as(t, organiser), "cycle-canary", Setup{Way: report.Tables})
		w.no(err)
		look := func() (ids string, size int, all string) {
			rows, err := w.s.c.shelves.Walk(t.Context(), "", store.MaxLimit)
			w.no(err)
			for _, r := range rows {
				ids, size, all = ids+r.ID+" ", size+len(r.Body), all+r.ID+string(r.Body)+fmt.Sprint(r.Outbox, r.Ops, r.Deleted)
			}
			return ids, size, all
		}
		ids, size, _ := look()
		w.fill("cycle-canary", "programme-canary", 30, Setup{Way: report.Tables})
		idsAfter, sizeAfter, all := look()
		if ids != idsAfter || size != sizeAfter || strings.Count(ids, " ") != Shelves {
			t.Fatal("the number or size of what is stored tells that people answered")
		}
		for _, word := range []string{"newcomer", "canary", "woman", "gender", "2026-"} {
			if strings.Contains(all, word) {
				t.Errorf("%q is in the store of answers", word)
			}
		}
		key, err := w.s.c.keys.Get(t.Context(), "cycle-canary")
		w.no(err)
		one, other := newKey(), newKey()
		if key.Body.Pseudonym("p", "a", "x") == key.Body.Pseudonym("p", "b", "x") || one.Pseudonym("p", "a", "x") == other.Pseudonym("p", "a", "x") {
			t.Error("a pseudonym is the same in two cycles")
		}
	})
}

// TestErasureInTheMiddle: who leaves is in no shelf, and no published report changes.
func TestErasureInTheMiddle(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		w.fill("c1", "p1", 60, Setup{Way: report.Tables})
		w.close("c1")
		f, err := w.s.Publish(as(t, organiser), "c1")
		w.no(err)
		w.fill("c2", "p1", 60, Setup{Way: report.Tables})
		w.no(w.s.Forget(t.Context(), "newcomer1")) // nothing is noted: nothing is done
		w.no(w.s.Leave(t.Context(), "newcomer1"))
		of := w.s.d.CyclesOf
		w.s.d.CyclesOf = func(context.Context, string) ([]string, error) { return nil, nil } // and the list of where they took part is gone
		w.no(w.s.Leave(t.Context(), "newcomer1"))
		w.no(w.s.Forget(t.Context(), "newcomer1"))
		if _, err := w.s.c.leaving.Get(t.Context(), "newcomer1"); !fault.Absent(err) {
			t.Errorf("it is still noted where they took part: %v", err)
		}
		w.s.d.CyclesOf = of
		kept, err := w.s.Export(as(t, "newcomer1"))
		w.no(err)
		if len(kept.Descriptions) != 0 {
			t.Fatalf("%+v", kept)
		}
		d, err := w.s.c.setups.Get(t.Context(), "c2")
		w.no(err)
		if n := w.said(d); n != 59 {
			t.Fatalf("%d are left", n)
		}
		if now, err := w.s.Report(t.Context(), "c1"); err != nil || !reflect.DeepEqual(now, f) || !now.Report.Whole() {
			t.Fatal("a published report has changed", err)
		}
	})
}

func TestNoiseSpendsFirstAndOnce(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		w.fill("c1", "p1", 60, Setup{Way: report.Noise, Epsilon: 4000})
		w.close("c1")
		f, err := w.s.Publish(as(t, organiser), "c1")
		w.no(err)
		if f.Report.Epsilon != 4000 || f.Report.Margin < 1 || len(f.Report.Tables[0].Values) != 7 || !f.Report.Whole() {
			t.Fatalf("%+v", f.Report)
		}
		w.purged()
		// Something died after the ledger was written and before the report was: no second draw.
		w.fill("c2", "p1", 60, Setup{Way: report.Noise, Epsilon: 1000})
		w.fill("c3", "p1", 60, Setup{Way: report.Noise, Epsilon: 3000})
		_, err = w.s.c.setups.Update(t.Context(), "c3", func(d *store.Doc[Setup]) error { // as one of before others were counted that are open
			d.Body.Epsilon = 3500
			return nil
		})
		w.no(err)
		w.close("c2")
		_, err = w.s.c.ledgers.Update(t.Context(), "hub", func(l *store.Doc[dp.Ledger]) error { return l.Body.Spend("c2", 1000) })
		w.no(err)
		_, err = w.s.Publish(as(t, organiser), "c2")
		w.refused(err, "participation.spent")
		// There is not enough left.
		w.close("c3")
		_, err = w.s.Publish(as(t, organiser), "c3")
		w.refused(err, "participation.budget")
		seen, err := w.s.Cycle(as(t, organiser), "c3", 0)
		w.no(err)
		if seen.Left != dp.Budget-5000 || seen.State != "closed" {
			t.Fatalf("%+v", seen)
		}
		// A ledger that makes no sense refuses everything.
		_, err = w.s.c.ledgers.Update(t.Context(), "hub", func(l *store.Doc[dp.Ledger]) error { l.Body.Budget = 1 << 40; return nil })
		w.no(err)
		_, err = w.s.Publish(as(t, organiser), "c3")
		w.refused(err, "participation.budget")
		// And in the end what nobody could publish is purged.
		w.clock.Advance((KeptWeeks*7 + 1) * 24 * time.Hour)
		w.no(w.s.Tick(t.Context()))
		w.purged()
		_, err = w.s.Publish(as(t, organiser), "c3")
		w.refused(err, "participation.purged")
	})
}

func TestPool(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		w.s.d.Coins = quiet
		pooled := Setup{Way: report.Tables, Pool: 2}
		w.set("c2", func(c *Cycle) { *c = Cycle{Programme: "p1"} })
		joining := pooled
		joining.PoolWith = "c1"
		_, err := w.s.SetUp(as(t, organiser), "c2", joining)
		w.refused(err, "invalid") // there is no such pool yet
		w.fill("c1", "p1", 30, pooled)
		other := joining
		other.Way, other.Epsilon = report.Noise, 500
		_, err = w.s.SetUp(as(t, organiser), "c2", other)
		w.refused(err, "invalid") // it publishes another way
		w.fill("c2", "p1", 30, joining)
		w.set("c3", func(c *Cycle) { *c = Cycle{Programme: "p1"} })
		_, err = w.s.SetUp(as(t, organiser), "c3", joining)
		w.refused(err, "invalid") // people agreed to two
		w.close("c1")
		_, err = w.s.Publish(as(t, organiser), "c1")
		w.refused(err, "participation.not_closed")
		w.close("c2")
		f, err := w.s.Publish(as(t, organiser), "c2")
		w.no(err)
		if len(f.Report.Cycles) != 2 || f.Report.ID != "c1" || !f.Report.Once || f.Report.Tables[0].People[0] != 70 || f.Report.Tables[0].Withheld != "" {
			t.Fatalf("%+v", f.Report)
		}
		for _, id := range []string{"c1", "c2"} {
			if r, err := w.s.Report(t.Context(), id); err != nil || r.Report.Hash != f.Report.Hash {
				t.Fatal(id, err)
			}
		}
		w.purged()
	})
}

// TestManyPublishAtOnce: two cycles, each published by several at once, make two reports, and the second was compared with the first.
func TestManyPublishAtOnce(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		for _, id := range []string{"c1", "c2"} {
			w.fill(id, "p1", 80, Setup{Way: report.Tables})
			w.close(id)
		}
		var mu sync.Mutex
		hashes := map[string]map[string]bool{"c1": {}, "c2": {}}
		var wg sync.WaitGroup
		for k := range 6 {
			id := []string{"c1", "c2"}[k%2]
			wg.Go(func() {
				f, err := w.s.Publish(as(t, organiser), id)
				if fault.Coded(err, "participation.purged") { // another was faster: asked again, it answers
					f, err = w.s.Publish(as(t, organiser), id)
				}
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
					return
				}
				hashes[id][f.Report.Hash] = true
			})
		}
		wg.Wait()
		all, err := w.s.Reports(t.Context(), "p1")
		w.no(err)
		if len(hashes["c1"]) != 1 || len(hashes["c2"]) != 1 || len(all) != 2 || all[0].Number != 2 {
			t.Fatalf("%v, %d reports", hashes, len(all))
		}
		for _, v := range all[0].Report.Tables[0].Values {
			was := all[1].Report.Tables[0].At(v.Option, "")
			if v.N != nil && was.N != nil && *v.N != *was.N && *v.N-*was.N < 10 && *was.N-*v.N < 10 {
				t.Errorf("%s: %d and %d", v.Option, *v.N, *was.N)
			}
		}
		w.purged()
	})
}

// TestPurgeIsFinished: a purge that was cut short is finished by the clock.
func TestPurgeIsFinished(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		w.fill("c1", "p1", 60, Setup{Way: report.Tables})
		w.close("c1")
		d, err := w.s.c.setups.Get(t.Context(), "c1")
		w.no(err)
		_, err = w.s.make(as(t, organiser), d, []*store.Doc[Setup]{d})
		w.no(err)
		key, err := w.s.c.keys.Get(t.Context(), "c1")
		w.no(err)
		w.no(w.s.c.shelves.Drop(t.Context(), key.Body.ShelfID(5)))
		w.no(w.s.Tick(t.Context()))
		w.purged()
		if _, err := w.s.Report(t.Context(), "c1"); err != nil {
			t.Fatal(err)
		}
	})
}

func TestSetUpRefuses(t *testing.T) {
	own := report.Question{Code: "q", Text: "Why?", Options: []report.Option{{Code: "a", Text: "A"}}}
	bad := func(change func(*report.Question)) Setup {
		q := own
		q.Options = append([]report.Option(nil), q.Options...)
		change(&q)
		return Setup{Way: report.Tables, Questions: []report.Question{q}}
	}
	for name, s := range map[string]Setup{
		"no way": {}, "epsilon with tables": {Way: report.Tables, Epsilon: 1}, "no epsilon": {Way: report.Noise},
		"too much": {Way: report.Noise, Epsilon: 4001}, "pool": {Way: report.Tables, Pool: 5},
		"twice":    {Way: report.Tables, Questions: []report.Question{own, own}},
		"reworded": {Way: report.Tables, Questions: []report.Question{own, {Code: "q2", Text: "why? ", Options: own.Options}}},
		"the same": bad(func(q *report.Question) { q.Options = append(q.Options, report.Option{Code: "b", Text: "a"}) }),
		"text":     bad(func(q *report.Question) { q.Text = " \u200b" }),
		"reserved": bad(func(q *report.Question) { q.Options[0].Code = "others" }),
		"none":     bad(func(q *report.Question) { q.Options = nil }),
	} {
		if _, wrong := s.Check(); len(wrong) == 0 {
			t.Error(name, "was taken")
		}
	}
	s, wrong := Setup{Way: report.Tables, Questions: []report.Question{own}}.Check()
	if len(wrong) > 0 || !strings.HasPrefix(s.Set, "own-") {
		t.Error(wrong, s.Set)
	}
	shipped, _ := Setup{Way: report.Tables}.Check()
	noise, _ := Setup{Way: report.Noise, Epsilon: 500}.Check()
	if shipped.Consent() == noise.Consent() || shipped.Consent() == s.Consent() {
		t.Error("another text, or other questions, are another version of what is agreed to")
	}
	for _, a := range [][]Answer{
		{{Question: "unknown"}}, {{Question: "q", Chosen: []string{"b"}}}, {{Question: "q", Chosen: []string{"a"}, PreferNot: true}},
		{{Question: "q", Words: "no"}}, {{Question: "q", Chosen: []string{"a", "a"}}}, {{Question: "q"}, {Question: "q"}},
	} {
		if _, wrong := s.CheckAnswers(a); len(wrong) == 0 {
			t.Errorf("%+v was taken", a)
		}
	}
}

func TestOutlook(t *testing.T) {
	s, _ := Setup{Way: report.Tables}.Check()
	for _, c := range []struct {
		newcomers, mentors int
		want               string
	}{{20, 9, "never"}, {25, 5, "perhaps"}, {200, 40, "likely"}} {
		for _, o := range s.Outlook(c.newcomers, c.mentors) {
			if o.Can != c.want {
				t.Errorf("%d and %d: %+v", c.newcomers, c.mentors, o)
			}
		}
	}
	s.ByRole = true
	if o := s.Outlook(200, 20); o[0].Can != "never" {
		t.Errorf("twenty mentors by themselves: %+v", o[0])
	}
}
