package catalog

import (
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
	if i.Finish(true, today); i.Doubted {
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

// TestMarksThatAreHeldAlone: a mark for which there is no room in the queue is checked all the same once it hides the issue.
func TestMarksThatAreHeldAlone(t *testing.T) {
	i := Issue{}
	for n, want := range []bool{false, true} {
		if _, err := i.Mark(By{Person: itoa(n), Room: true, Alone: true}, "closed", today); err != nil {
			t.Fatal(err)
		}
		if i.Doubted != want || i.waits().IsZero() == want {
			t.Errorf("%d marks: hidden %v, waits since %v", n+1, i.Doubted, i.waits())
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
		w.clock.Advance(time.Hour)
		if _, err := w.Mark(as("kim"), id(all-1), "closed"); err != nil {
			t.Fatal(err)
		}
		queue(maxNewWaiting + 1)
		first, _, err := w.MarkedIssues(as("mod", auth.Moderator), 1, "")
		if err != nil || len(first) != 1 || first[0].ID != id(all-1) {
			t.Errorf("the mark of who is not new does not stand first: %v", err)
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
