package catalog

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// TestNewAccountsHideNothing: accounts cost nothing to make. Their marks hide an issue from themselves, and support somebody's who
// is not new here.
func TestNewAccountsHideNothing(t *testing.T) {
	later := today.Add(auth.NewFor)
	fresh := func(id string) By { return By{Person: id, New: later, Room: true} }
	mark := func(i *Issue, by By, now time.Time) error {
		_, err := i.Mark(by, "closed", now)
		return err
	}
	i := Issue{}
	for n := range maxNewMarks {
		if err := mark(&i, fresh("fresh-"+itoa(n)), today); err != nil || i.Doubted {
			t.Fatalf("%d accounts that are new: hidden %v, %v", n+1, i.Doubted, err)
		}
	}
	if err := mark(&i, fresh("one-more"), today); !fault.Coded(err, "catalog.marked_enough") {
		t.Errorf("they leave room for others: %v", err)
	}
	if i.Finish("eve", today, true, today); i.Doubted {
		t.Error("that who had claimed it says it is done hides it, with nobody who is not new")
	}
	if err := mark(&i, By{Person: "kim", Room: true}, today); err != nil || !i.Doubted {
		t.Errorf("somebody who is not new says so too: %v %v", i.Doubted, err)
	}
	if i.Unmark("kim", today); i.Doubted {
		t.Error("and takes it back")
	}
	// Who is new no longer is like everybody else.
	if err := mark(&i, fresh("late"), later); err != nil || !i.Doubted {
		t.Errorf("two weeks later: %v %v", i.Doubted, err)
	}
	// One with standing needs nobody.
	o := Issue{}
	if err := mark(&o, By{Person: "mod", New: later, Standing: true}, today); err != nil || !o.Doubted {
		t.Errorf("a maintainer whose account is new: %v %v", o.Doubted, err)
	}
}

// TestDoneIsOnePersons: who says that they have done it is one person, who cannot hide it alone; said late, it says nothing of what a list
// has seen since.
func TestDoneIsOnePersons(t *testing.T) {
	i := Issue{}
	i.Finish("kim", today, true, today)
	if _, err := i.Mark(By{Person: "kim", Room: true}, "closed", today); err != nil || i.Doubted {
		t.Errorf("kim twice: hidden %v, %v", i.Doubted, err)
	}
	if _, err := i.Mark(By{Person: "bo", Room: true}, "closed", today); err != nil || !i.Doubted {
		t.Errorf("somebody else: hidden %v, %v", i.Doubted, err)
	}
	o := Issue{}
	o.See(Sighting{Source: "a", Day: today.AddDate(0, 0, 1)})
	if o.Finish("kim", today, true, today.AddDate(0, 0, 2)) {
		t.Error("a list of the next day has it")
	}
	if !o.Finish("kim", today.AddDate(0, 0, 2), true, today.AddDate(0, 0, 2)) {
		t.Error("done after the list")
	}
}

// TestMistakesAreEachOnesOwn: another's mistake on the same issue does not renew one.
func TestMistakesAreEachOnesOwn(t *testing.T) {
	i := Issue{}
	wrong := func(who string, at time.Time) {
		t.Helper()
		if _, err := i.Mark(By{Person: who}, "closed", at); err != nil {
			t.Fatal(err)
		}
		i.Check(true, at)
	}
	wrong("bob", today)
	wrong("kim", today.Add(wrongFor-time.Hour))
	after := today.Add(wrongFor + time.Hour)
	if i.mistook("bob", after) || !i.mistook("kim", after) {
		t.Error("bob's is forgotten, kim's is not")
	}
	wrong("bob", after)
	if len(i.Mistaken) != 2 {
		t.Errorf("%v", i.Mistaken)
	}
}

// TestLiftIssue reads what schema 1 wrote.
func TestLiftIssue(t *testing.T) {
	lifted, err := liftIssue(1, json.RawMessage(`{"url":"x","mistaken":["bob"],"checked":"2026-11-01T00:00:00Z","later":7}`))
	if err != nil {
		t.Fatal(err)
	}
	var i Issue
	if err := json.Unmarshal(lifted, &i); err != nil || len(i.Mistaken) != 1 || i.Mistaken[0] != (Mistake{"bob", i.Checked}) || i.URL != "x" {
		t.Errorf("%+v %v", i, err)
	}
	if !strings.Contains(string(lifted), `"later":7`) {
		t.Error("what is not known is lost")
	}
}

// TestMarksGrow: what two people say while they are new hides the issue once one of them is so no longer.
func TestMarksGrow(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		joined := w.clock.Now()
		w.d.New = func(string) time.Time { return joined.Add(auth.NewFor) }
		w.load("orchard", orchard, today)
		one := source.ID(appleURL + "/issues/1")
		for _, who := range []string{"ada", "bo"} {
			if i, err := w.Mark(as(who), one, "closed"); err != nil || i.Hidden() != "" {
				t.Fatal(err)
			}
		}
		for _, x := range []struct {
			after time.Duration
			want  int
		}{{auth.NewFor - time.Minute, 3}, {time.Minute, 2}} {
			w.clock.Advance(x.after)
			if err := w.Tick(w.ctx); err != nil || len(w.titles()) != x.want {
				t.Errorf("after %v: %d shown, %v", x.after, len(w.titles()), err)
			}
		}
	})
}

// TestMarksThatAreHeldAlone: a mark for which there is no room in the queue is checked all the same once it hides the issue.
func TestMarksThatAreHeldAlone(t *testing.T) {
	i := Issue{}
	for n, want := range []bool{false, true} {
		if _, err := i.Mark(By{Person: itoa(n), Room: true, Alone: true}, "closed", today); err != nil {
			t.Fatal(err)
		}
		since, alone := i.waits()
		if i.Doubted != want || since.IsZero() == want || alone.IsZero() != want {
			t.Errorf("%d marks: hidden %v, waits since %v, alone since %v", n+1, i.Doubted, since, alone)
		}
	}
}

// TestNewAccountsFillNoQueue: what accounts that are new mark takes a share of the queue, and stands behind everybody else's.
func TestNewAccountsFillNoQueue(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		w.d.New = func(person string) time.Time {
			if person[0] == 'f' {
				return w.clock.Now().Add(auth.NewFor)
			}
			return time.Time{}
		}
		const all = maxNewWaiting + 2
		list := "issue_url,title\n"
		for i := range all {
			list += "https://github.com/orchard/plum/issues/" + itoa(i+1) + ",Something to do\n"
		}
		w.load("plums", list, today)
		id := func(i int) string { return source.ID("https://github.com/orchard/plum/issues/" + itoa(i+1)) }
		queue := func(want int64) {
			t.Helper()
			if n, err := w.c.issues.Count(w.ctx, store.Where("marked", store.Gt, int64(0))); err != nil || n != want {
				t.Errorf("%d wait, expected %d: %v", n, want, err)
			}
		}
		for i := range maxNewWaiting + 1 {
			shown, err := w.Mark(as("f"+itoa(i/maxPersonMarks)), id(i), "taken")
			if err != nil || shown.Hidden() != "" {
				t.Fatalf("%d: %v %q", i, err, shown.Hidden())
			}
		}
		queue(maxNewWaiting)
		last, err := w.Issue(w.ctx, id(maxNewWaiting))
		if who := "f" + itoa(maxNewWaiting/maxPersonMarks); err != nil || last.HiddenFrom(who) != "marked" {
			t.Errorf("it is hidden from its author all the same: %v", err)
		}
		if err := w.Tick(w.ctx); err != nil { // there is no room yet
			t.Fatal(err)
		}
		queue(maxNewWaiting)
		w.clock.Advance(time.Hour)
		if _, err := w.Mark(as("kim"), id(all-1), "closed"); err != nil {
			t.Fatal(err)
		}
		queue(maxNewWaiting + 1)
		first, _, err := w.MarkedIssues(as("mod", auth.Moderator), 1, "")
		if err != nil || len(first) != 1 || first[0].ID != id(all-1) {
			t.Errorf("the mark of who is not new does not stand first: %v", err)
		}
		if _, err := w.Check(as("mod", auth.Moderator), id(0), false); err != nil {
			t.Fatal(err)
		}
		if err := w.Tick(w.ctx); err != nil { // now there is
			t.Fatal(err)
		}
		queue(maxNewWaiting + 1)
		if last, err = w.Issue(w.ctx, id(maxNewWaiting)); err != nil || last.Body.Marks[0].Alone {
			t.Errorf("it does not wait to be checked once there is room: %v", err)
		}
	})
}

// TestWrongMarksAreForgiven: who marked wrongly often can mark again after a year.
func TestWrongMarksAreForgiven(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		list := "issue_url,title\n"
		for i := range maxWrong + 1 {
			list += "https://github.com/orchard/plum/issues/" + itoa(i+1) + ",Something to do\n"
		}
		w.load("plums", list, today)
		id := func(i int) string { return source.ID("https://github.com/orchard/plum/issues/" + itoa(i+1)) }
		for i := range maxWrong {
			if _, err := w.Mark(as("bob"), id(i), "taken"); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Check(as("mod", auth.Moderator), id(i), true); err != nil {
				t.Fatal(err)
			}
		}
		w.clock.Advance(wrongFor - time.Hour)
		if _, err := w.Mark(as("bob"), id(maxWrong), "taken"); !fault.Coded(err, "catalog.marks_were_wrong") {
			t.Errorf("within a year: %v", err)
		}
		w.clock.Advance(2 * time.Hour)
		if _, err := w.Mark(as("bob"), id(maxWrong), "taken"); err != nil {
			t.Errorf("a year later: %v", err)
		}
	})
}
