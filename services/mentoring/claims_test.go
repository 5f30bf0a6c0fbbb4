package mentoring

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/mentoring/claim"
)

func (h *house) people(ids ...string) {
	for _, id := range ids {
		h.account(id)
	}
	h.s.askable = func(_ context.Context, issue string) error {
		if issue == "hidden" {
			return errHiddenIssue
		}
		return nil
	}
}

// bounded: nobody has more than three claims, everybody who has one has its entry, and no entry is without one once all is settled.
func (h *house) bounded(settled bool) {
	h.t.Helper()
	ctx, has := context.Background(), map[string]int{}
	h.must(h.s.c.claims.Each(ctx, store.Query{Limit: 100}, func(d *store.Doc[claim.Claim]) error {
		seen := map[string]bool{}
		for _, p := range d.Body.People() {
			has[p]++
			if seen[p] {
				h.t.Errorf("%s is in %s twice", p, d.ID)
			}
			seen[p] = true
			c, err := h.s.c.claimants.Get(ctx, p)
			if err != nil || !strings.Contains(fmt.Sprint(c.Body.Entries), "{"+d.ID+" ") {
				h.t.Errorf("%s is in %s without an entry: %v", p, d.ID, err)
			}
		}
		if len(d.Body.Line) > 0 && d.Body.Holder == "" {
			h.t.Errorf("%s is free and people wait", d.ID)
		}
		return nil
	}))
	h.must(h.s.c.claimants.Each(ctx, store.Query{Limit: 100}, func(d *store.Doc[claim.Claimant]) error {
		if has[d.ID] > claim.PersonMost {
			h.t.Errorf("%s has %d claims", d.ID, has[d.ID])
		}
		if settled && len(d.Body.Entries) != has[d.ID] {
			h.t.Errorf("%s has %d claims and %v", d.ID, has[d.ID], d.Body.Entries)
		}
		return nil
	}))
}

// TestClaims goes through what can happen to an issue, over HTTP, on both stores.
func TestClaims(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		ctx := context.Background()
		h.people("ada", "bob", "cyd")
		ada, bob, cyd := h.as("ada"), h.as("bob"), h.as("cyd")
		if x, err := ada.IssueClaim(ctx, "i1"); err != nil || x.State != "free" || x.Yours != "none" {
			t.Fatalf("free: %+v %v", x, err)
		}
		if _, err := ada.ClaimIssue(ctx, "hidden"); !fault.Coded(err, "issue.hidden") {
			t.Fatalf("claimed what is not to be had: %v", err)
		}
		if _, err := h.as("nobody").ClaimIssue(ctx, "i1"); !fault.Coded(err, "account.unconfirmed") {
			t.Fatalf("claimed unconfirmed: %v", err)
		}
		for range 2 {
			x, err := ada.ClaimIssue(ctx, "i1")
			if err != nil || x.Yours != "holder" || x.Until == nil || x.Until.Sub(h.clock.Now()) != 14*24*time.Hour {
				t.Fatalf("claimed: %+v %v", x, err)
			}
		}
		if x, err := bob.ClaimIssue(ctx, "i1"); err != nil || x.Yours != "waiting" || x.Position != 1 || x.Waiting != 1 {
			t.Fatalf("waits: %+v %v", x, err)
		}
		if x, err := cyd.IssueClaim(ctx, "i1"); err != nil || x.State != "claimed" || x.Yours != "none" || x.Position != 0 {
			t.Fatalf("a stranger: %+v %v", x, err)
		}
		for _, issue := range []string{"i2", "i3"} {
			_, err := bob.ClaimIssue(ctx, issue)
			h.must(err)
		}
		if _, err := bob.ClaimIssue(ctx, "i4"); !fault.Coded(err, "claim.too_many") {
			t.Fatalf("a fourth: %v", err)
		}
		h.must(bob.ReleaseIssue(ctx, "i2"))
		h.must(bob.ReleaseIssue(ctx, "i2"))
		h.must(bob.ReleaseIssue(ctx, "never"))
		if _, err := bob.ClaimIssue(ctx, "i4"); err != nil {
			t.Fatalf("after a release: %v", err)
		}
		if _, err := bob.ExtendClaim(ctx, "i1"); !fault.Coded(err, "claim.not_yours") {
			t.Fatalf("extended another's: %v", err)
		}
		if _, err := bob.FinishClaim(ctx, "never"); !fault.Coded(err, "claim.not_yours") {
			t.Fatalf("finished nothing: %v", err)
		}
		h.bounded(true)
		h.clock.Advance(14 * 24 * time.Hour)
		h.must(h.s.Tick(ctx))
		h.must(h.s.Tick(ctx))
		if x, err := bob.IssueClaim(ctx, "i1"); err != nil || x.Yours != "holder" || x.Until.Sub(h.clock.Now()) != 14*24*time.Hour {
			t.Fatalf("did not pass on: %+v %v", x, err)
		}
		h.bounded(true)
		list, err := bob.IssueClaims(ctx)
		if err != nil || len(list.Items) != 1 || list.Items[0].Issue != "i1" {
			t.Fatalf("his: %+v %v", list, err)
		}
		if x, err := bob.ExtendClaim(ctx, "i1"); err != nil || !x.Extended || x.Until.Sub(h.clock.Now()) != 28*24*time.Hour {
			t.Fatalf("extended: %+v %v", x, err)
		}
		_, err = cyd.ClaimIssue(ctx, "i1")
		h.must(err)
		h.must(h.s.forget(ctx, "bob"))
		h.must(h.s.forget(ctx, "bob"))
		if x, err := cyd.IssueClaim(ctx, "i1"); err != nil || x.Yours != "holder" {
			t.Fatalf("after its holder left: %+v %v", x, err)
		}
		if _, err := bob.ClaimIssue(ctx, "i9"); !fault.Has(err, fault.Gone) {
			t.Fatalf("claimed after leaving: %v", err)
		}
		if x, err := cyd.FinishClaim(ctx, "i1"); err != nil || x.State != "free" {
			t.Fatalf("finished: %+v %v", x, err)
		}
		h.bounded(true)
		ended := map[string]int{}
		for _, f := range h.facts("claim_ended") {
			for _, how := range []string{"released", "expired", "done"} {
				if strings.Contains(string(f.Data), `"how":"`+how) {
					ended[how]++
				}
			}
		}
		if ended["released"] != 2 || ended["expired"] != 3 || ended["done"] != 1 {
			t.Errorf("ended: %v", ended)
		}
	})
}

// TestClaimsAtOnce: many people want the same few issues at once; every issue has one holder, nobody more than three.
func TestClaimsAtOnce(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	people := []string{"p0", "p1", "p2", "p3", "p4", "p5"}
	h.people(people...)
	for round := range 3 {
		var all sync.WaitGroup
		for i, p := range people {
			for j := range 6 {
				all.Go(func() {
					issue := fmt.Sprint("i", (i+j)%6)
					if _, err := h.as(p).ClaimIssue(ctx, issue); err != nil && !fault.Coded(err, "claim.too_many") && !fault.Coded(err, "claim.busy") {
						t.Errorf("%s %s: %v", p, issue, err)
					}
					if (i+j+round)%4 == 0 {
						h.must(h.as(p).ReleaseIssue(ctx, issue))
					}
				})
			}
		}
		all.Wait()
		h.bounded(false)
	}
	h.clock.Advance(time.Minute)
	h.must(h.s.Tick(ctx))
	h.bounded(true)
}

// TestAClaimThatIsLeftHalfway: who dies between entry and claim holds no room for long, and the late claim cannot come any more.
func TestAClaimThatIsLeftHalfway(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.people("ada")
	d, err := h.s.Claim(ctx, "i1")
	h.must(err)
	h.must(h.s.enter(ctx, "ada", claim.Entry{Issue: "i1", At: h.clock.Now()}))
	h.must(h.s.Tick(ctx))
	if c, err := h.s.c.claimants.Get(ctx, "ada"); err != nil || len(c.Body.Entries) != 1 {
		t.Fatalf("taken away on its way: %+v %v", c, err)
	}
	h.clock.Advance(spared)
	h.must(h.s.Tick(ctx))
	h.bounded(true)
	if _, err := h.s.takeClaim(ctx, "ada", d); !fault.Coded(err, "store.exists") {
		t.Fatalf("the late claim came: %v", err)
	}
	// The same at a version that is there.
	d, err = h.s.Claim(ctx, "i1")
	h.must(err)
	h.must(h.s.enter(ctx, "ada", claim.Entry{Issue: "i1", Version: d.Version, At: h.clock.Now()}))
	h.clock.Advance(spared)
	h.must(h.s.Tick(ctx))
	if _, err := h.s.takeClaim(ctx, "ada", d); !fault.Coded(err, "store.moved") {
		t.Fatalf("the late claim came: %v", err)
	}
	h.bounded(true)
}

// TestAnIssueThatIsGone: what is not to be had any more does not pass on; those who wait are told.
func TestAnIssueThatIsGone(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.people("ada", "bob")
	for _, p := range []string{"ada", "bob"} {
		_, err := h.as(p).ClaimIssue(ctx, "i1")
		h.must(err)
	}
	h.s.askable = func(context.Context, string) error { return errHiddenIssue }
	h.clock.Advance(14 * 24 * time.Hour)
	h.must(h.s.Tick(ctx))
	if x, err := h.as("bob").IssueClaim(ctx, "i1"); err != nil || x.State != "free" || x.Waiting != 0 {
		t.Fatalf("%+v %v", x, err)
	}
	if n := len(h.facts("claim_ended")); n != 2 {
		t.Fatalf("%d were told", n)
	}
	h.bounded(true)
}
