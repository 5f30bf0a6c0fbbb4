package mentoring

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// TestOnesOwnBlockSaysNothingOfTheOthers: who blocks somebody by whom they were blocked reads the time, and the place in the list, of
// their own wish alone, in the list and in the export, also after the other took theirs back.
func TestOnesOwnBlockSaysNothingOfTheOthers(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	for _, p := range []string{"ann", "bo", "cy", "dee"} {
		h.account(p)
	}
	h.must(h.as("bo").Block(ctx, "cy"))
	h.clock.Advance(time.Hour)
	h.must(h.as("ann").Block(ctx, "bo")) // what bo must not learn
	h.clock.Advance(time.Hour)
	h.must(h.as("bo").Block(ctx, "dee"))
	h.clock.Advance(time.Hour)
	h.must(h.as("bo").Block(ctx, "ann"))
	since := h.clock.Now()
	look := func(when string) {
		t.Helper()
		l, err := h.as("bo").Blocks(ctx)
		h.must(err)
		var order []string
		for _, b := range l.Items {
			order = append(order, b.Person)
			if b.Person == "ann" && !b.Since.Equal(since) {
				t.Errorf("%s: blocked since %s, not %s", when, b.Since, since)
			}
		}
		if got := strings.Join(order, " "); got != "cy dee ann" {
			t.Errorf("%s: the order tells when: %s", when, got)
		}
		x := h.send("bo", "GET", "/api/v1/standing/me/export", "")
		if at := since.Add(-2 * time.Hour).Format("2006-01-02T15:04:05"); x.status != 200 || strings.Contains(x.body, at) {
			t.Errorf("%s: the export says when the other did it: %d %s", when, x.status, x.body)
		}
	}
	look("both want it")
	h.must(h.as("ann").Unblock(ctx, "bo"))
	look("the other took theirs back")
	h.clock.Advance(time.Hour)
	h.must(h.as("ann").Block(ctx, "bo"))
	look("and wanted it again")
	h.must(h.as("bo").Unblock(ctx, "ann"))
	h.clock.Advance(time.Hour)
	h.must(h.as("bo").Unblock(ctx, "dee"))
	h.must(h.as("bo").Block(ctx, "ann"))
	h.must(h.as("bo").Block(ctx, "dee"))
	if l, err := h.as("bo").Blocks(ctx); err != nil || len(l.Items) != 3 || l.Items[1] != (api.BlockedPerson{Person: "ann", Since: h.clock.Now()}) {
		t.Errorf("wanted again: %+v %v", l, err)
	}
}

// TestWhoLeftIsBlockedLikeOthers: somebody who is there and hidden, who has left and who never was are blocked, listed and unblocked alike,
// and nothing is written down of those who are not there but in the list of who blocked them.
func TestWhoLeftIsBlockedLikeOthers(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	for _, p := range []string{"bo", "there", "left"} {
		h.account(p)
	}
	h.must(h.as("there").Block(ctx, "bo"))
	h.must(h.s.forget(ctx, "left"))
	answers := map[string]bool{}
	for _, p := range []string{"there", "left", "never"} {
		for range 2 {
			a := h.send("bo", "PUT", "/api/v1/blocks/"+p, "")
			answers[strconv.Itoa(a.status)+a.body] = true
		}
	}
	if len(answers) != 1 || !answers["204"] {
		t.Errorf("blocking tells who is there: %v", answers)
	}
	if l, err := h.as("bo").Blocks(ctx); err != nil || len(l.Items) != 3 {
		t.Errorf("%+v %v", l, err)
	}
	if st, err := h.s.standing(ctx, "never"); err != nil || st != nil {
		t.Errorf("somebody who never was has a standing: %+v %v", st, err)
	}
	for _, p := range []string{"there", "left", "never"} {
		h.must(h.as("bo").Unblock(ctx, p))
	}
	if l, err := h.as("bo").Blocks(ctx); err != nil || len(l.Items) != 0 {
		t.Errorf("lifted: %+v %v", l, err)
	}
	if st, err := h.s.standing(ctx, "never"); err != nil || st != nil {
		t.Errorf("lifting makes a standing: %+v %v", st, err)
	}
}
