package mentoring

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// mentored is how many mentors with a place free the state tells of an issue; 0 where there is no state.
func (h *house) mentored(issue string) int {
	h.t.Helper()
	d, err := h.s.c.help.Get(context.Background(), issue)
	h.must(err)
	if st, ok := renderHelp(d).(wire.HelpState); ok {
		return st.Mentors
	}
	return 0
}

// TestMentoredIssues: an issue is mentored while somebody who offers help on it has a place free, and the state names nobody.
func TestMentoredIssues(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		h.s.askable = func(_ context.Context, issue string) error {
			if issue == "closed" {
				return errHiddenIssue
			}
			return nil
		}
		ctx := context.Background()
		h.mentor("mo", "ben")
		h.account("ann")
		mo, ben, ann := h.as("mo"), h.as("ben"), h.as("ann")
		if _, err := ann.OfferHelp(ctx, "i1"); !fault.Coded(err, "help.no_mentor") {
			t.Fatalf("who is no mentor: %v", err)
		}
		if _, err := mo.OfferHelp(ctx, "closed"); !fault.Coded(err, "issue.hidden") {
			t.Fatalf("an issue that is not to be had: %v", err)
		}
		for range 2 {
			x, err := mo.OfferHelp(ctx, "i1")
			h.must(err)
			if !x.Shown || x.Issue != "i1" {
				t.Fatalf("offered: %+v", x)
			}
		}
		_, err := ben.OfferHelp(ctx, "i1")
		h.must(err)
		if n := h.mentored("i1"); n != 2 {
			t.Fatalf("%d mentors", n)
		}
		if x, err := ann.IssueHelp(ctx, "i1"); err != nil || fmt.Sprint(x.Mentors) != "[mo ben]" || x.Yours {
			t.Errorf("ann can ask %+v %v", x, err)
		}
		if x, err := mo.IssueHelp(ctx, "i1"); err != nil || fmt.Sprint(x.Mentors) != "[ben]" || !x.Yours {
			t.Errorf("mo can ask %+v %v", x, err)
		}
		// Who pauses, is full, is blocked or leaves is none of them.
		_, err = ben.Pause(ctx, h.clock.Now().Add(time.Hour))
		h.must(err)
		if n := h.mentored("i1"); n != 1 {
			t.Errorf("%d with one paused", n)
		}
		id := h.asking("ann", "mo")
		_, err = mo.AcceptRequest(ctx, id)
		h.must(err)
		h.tick()
		if n := h.mentored("i1"); n != 0 {
			t.Errorf("%d with one paused and one full", n)
		}
		h.clock.Advance(time.Hour)
		h.tick()
		if n := h.mentored("i1"); n != 1 {
			t.Errorf("%d after the pause", n)
		}
		h.must(ben.Block(ctx, "ann"))
		if x, err := ann.IssueHelp(ctx, "i1"); err != nil || len(x.Mentors) != 0 {
			t.Errorf("ann can ask %+v %v", x, err)
		}
		h.must(mo.WithdrawHelp(ctx, "i1"))
		h.must(mo.WithdrawHelp(ctx, "i1"))
		h.must(h.s.forget(ctx, "ben"))
		if d, err := h.s.c.help.Get(ctx, "i1"); err != nil || len(d.Body.Helpers) != 0 || h.mentored("i1") != 0 {
			t.Errorf("left: %+v %v", d, err)
		}
		if list, err := mo.HelpOffers(ctx); err != nil || len(list.Items) != 0 {
			t.Errorf("mo still offers %+v %v", list, err)
		}
	})
}

// TestHelpIsBounded: by issue and by mentor.
func TestHelpIsBounded(t *testing.T) {
	h := sqliteHouse(t)
	h.s.askable = func(context.Context, string) error { return nil }
	ctx := context.Background()
	h.mentor("mo", "ben")
	for i := range 21 {
		_, err := h.as("mo").OfferHelp(ctx, fmt.Sprint("i", i))
		if want := i == 20; want != fault.Coded(err, "help.too_many") {
			t.Fatalf("the %d.: %v", i+1, err)
		}
	}
	x := Help{}
	for i := range helpersMost {
		if err := x.offer(fmt.Sprint("p", i), true, h.clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.offer("mo", true, h.clock.Now()); err != error(errHelpers) {
		t.Error(err)
	}
	x.Helpers[3].Free = false
	if err := x.offer("mo", true, h.clock.Now()); err != nil || x.helper("p3") != nil || x.helper("mo") == nil || len(x.Helpers) != helpersMost {
		t.Errorf("who has no place makes no room: %+v %v", x, err)
	}
}

// TestLoad: a mentor's places and queue by programme and in all.
func TestLoad(t *testing.T) {
	s := Standing{
		Person: "mo", Caps: map[string]int{"c": 2, "a": 1},
		Entries:  []Entry{{Match: "1", Programme: "a", Mentor: "mo"}, {Match: "2", Programme: "b", Mentor: "mo"}, {Match: "3", Programme: "d", Newcomer: "mo"}},
		Listings: []Listing{{Match: "4", Programme: "b", Newcomer: "x"}, {Match: "5", Programme: "d", Newcomer: "mo"}},
	}
	if got := fmt.Sprint(s.loads()); got != "[{a 1 0} {b 1 1} {c 0 0}]" {
		t.Error(got)
	}
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentorship()
	h.asking("ann", "mo")
	_, err := h.as("mo").SetPlaces(ctx, api.Places{Capacity: 2, Caps: map[string]int{"open": 2}})
	h.must(err)
	st, err := h.as("mo").Standing(ctx)
	h.must(err)
	if len(st.Load) != 1 || st.Load[0].Taken != 1 || st.Load[0].Unanswered != 1 || *st.Load[0].Cap != 2 || st.Taken != 1 {
		t.Errorf("%+v", st)
	}
	if a := h.send("ann", "GET", "/api/v1/standing/me", ""); !strings.Contains(a.body, `"load":[]`) {
		t.Errorf("who mentors nobody: %s", a.body)
	}
}
