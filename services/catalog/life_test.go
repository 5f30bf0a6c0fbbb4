package catalog

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// said is a state or fact of another service; nil data is a deleted one.
func said(t *testing.T, subject string, version int64, data any) bus.Message {
	t.Helper()
	e := wire.Envelope{Subject: subject, Version: version, Deleted: data == nil}
	if data != nil {
		var err error
		if e.Data, err = json.Marshal(data); err != nil {
			t.Fatal(err)
		}
	}
	return bus.Message{Envelope: e}
}

// TestIssueLife: what mentoring says of an issue is shown and asked for, never goes back, and names nobody.
func TestIssueLife(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		w.load("orchard", orchard, today)
		c, ctx := serve(t, w), t.Context()
		one, two := source.ID(appleURL+"/issues/1"), source.ID(appleURL+"/issues/2")
		hear := func(handle func(context.Context, bus.Message) error, m bus.Message) {
			t.Helper()
			if err := handle(ctx, m); err != nil {
				t.Fatal(err)
			}
		}
		ids := func(q client.IssueQuery) (out []string) {
			t.Helper()
			list, err := c.nobody.Issues(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range list.Items {
				out = append(out, i.ID)
			}
			return out
		}
		hear(w.issueClaimed, said(t, one, 2, wire.ClaimState{Issue: one, Waiting: 3}))
		hear(w.issueClaimed, said(t, one, 1, nil)) // late
		hear(w.issueHelped, said(t, two, 1, wire.HelpState{Issue: two, Mentors: 2}))
		hear(w.issueClaimed, said(t, source.ID("nowhere"), 1, wire.ClaimState{}))
		for id, want := range map[string]api.IssueLife{one: {Claimed: true, Waiting: 3}, two: {Mentored: true}} {
			if i, err := c.nobody.Issue(ctx, id); err != nil || i.IssueLife != want {
				t.Errorf("%+v %v, want %+v", i, err, want)
			}
		}
		if diff := cmp.Diff([]string{two}, ids(client.IssueQuery{Mentored: true})); diff != "" {
			t.Error(diff)
		}
		if got := ids(client.IssueQuery{Free: true}); len(got) != 2 || slices.Contains(got, one) {
			t.Error(got)
		}
		w.load("orchard", orchard, today.AddDate(0, 0, 1)) // no list changes what goes on
		if got := ids(client.IssueQuery{Free: true}); len(got) != 2 || slices.Contains(got, one) {
			t.Error(got)
		}
		hear(w.issueClaimed, said(t, one, 3, nil))
		hear(w.issueHelped, said(t, two, 2, wire.HelpState{Issue: two}))
		if got := ids(client.IssueQuery{Mentored: true}); len(got) != 0 || len(ids(client.IssueQuery{Free: true})) != 3 {
			t.Error(got)
		}
		testkit.Heard(t, lifeWaiter{w.Service, "claim", func(l *Life) int64 { return l.ClaimAt }}, one, 3)
		if err := w.issueHelped(ctx, bus.Message{Envelope: wire.Envelope{Subject: two, Version: 9, Data: []byte("{")}}); err == nil {
			t.Error("what cannot be read is swallowed")
		}
	})
}

// TestRemovedByModerators: a project that moderators took out is gone for everybody, whatever its maintainers wish, and its issues with
// it; a later round of the ruling brings back what was there.
func TestRemovedByModerators(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		w.load("orchard", orchard, today)
		c, ctx := serve(t, w), t.Context()
		apple, one := source.ID(appleURL), source.ID(appleURL+"/issues/1")
		mod := as("mod", auth.Moderator)
		if _, err := w.Claim(as("ada"), apple); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Decide(mod, apple, "ada", true); err != nil {
			t.Fatal(err)
		}
		rule := func(ruling string, round int, measure string) {
			t.Helper()
			m := said(t, "case-"+ruling, 1, wire.ProjectRuled{Project: apple, Ruling: ruling, Round: round, Measure: measure})
			if err := w.projectRuled(ctx, m); err != nil {
				t.Fatal(err)
			}
		}
		before := w.titles()
		rule("r1", 1, "removal")
		if got := w.titles(); len(got) != 1 {
			t.Errorf("%v", got)
		}
		for _, err := range []error{second(c.nobody.Project(ctx, apple)), second(c.nobody.Issue(ctx, one)), second(c.nobody.MarkIssue(ctx, one, "taken"))} {
			if !fault.Has(err, fault.NotFound) && !fault.Has(err, fault.Unauthenticated) {
				t.Error(err)
			}
		}
		if got, err := w.KnownIssues(ctx, wire.IssuesQuestion{Issues: []string{one}}); err != nil || got.Issues[0].Open {
			t.Error(got, err)
		}
		wishes, err := c.ada.WishProject(ctx, apple, api.ProjectWish{Removed: ptr(false)})
		if err != nil || !wishes.Barred || len(w.titles()) != 1 {
			t.Error("a wish brings it back", wishes, err)
		}
		if st := renderProject(w.project(appleURL)).(wire.ProjectState); st.Shown {
			t.Error("others are told that it is shown")
		}
		w.load("orchard", orchard, today.AddDate(0, 0, 1))
		if got := w.titles(); len(got) != 1 {
			t.Errorf("a list brings it back: %v", got)
		}
		rule("r2", 1, "removal")
		rule("r1", 2, "none")
		rule("r1", 1, "removal") // late
		if got := w.titles(); len(got) != 1 {
			t.Errorf("the other ruling stands: %v", got)
		}
		rule("r2", 2, "none")
		if diff := cmp.Diff(before, w.titles()); diff != "" {
			t.Error(diff)
		}
		rule("r3", 1, "none")
		if got, err := c.nobody.Project(ctx, apple); err != nil || got.OpenIssues != 2 {
			t.Error(got, err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

// TestRuledBeforeItIsThere: a ruling about a project that the catalogue does not have, because it was put back from a backup, keeps the
// next list from bringing it in.
func TestRuledBeforeItIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	c, apple := serve(t, w), source.ID(appleURL)
	rule := func(round int, measure string) {
		t.Helper()
		if err := w.projectRuled(t.Context(), said(t, "c", 1, wire.ProjectRuled{Project: apple, Ruling: "r", Round: round, Measure: measure})); err != nil {
			t.Fatal(err)
		}
	}
	rule(1, "removal")
	_, err := c.nobody.Project(t.Context(), apple)
	if _, mod := c.mod.Project(t.Context(), apple); !fault.Has(err, fault.NotFound) || mod == nil {
		t.Error("a project that no list names is shown", err, mod)
	}
	w.load("orchard", orchard, today)
	if got := w.titles(); len(got) != 1 {
		t.Errorf("%v", got)
	}
	rule(2, "none")
	if got := w.titles(); len(got) != 3 {
		t.Errorf("%v", got)
	}
	// The later round first.
	w = newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	rule(2, "none")
	rule(1, "removal")
	if _, err := serve(t, w).mod.Project(t.Context(), apple); !fault.Has(err, fault.NotFound) {
		t.Error("a project that no list names is shown", err)
	}
	w.load("orchard", orchard, today)
	if got := w.titles(); len(got) != 3 {
		t.Errorf("%v", got)
	}
}

// TestRulingsInAnyOrder: rulings say the same in whatever order they come, and how often.
func TestRulingsInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Ruling {
			return Ruling{ID: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "id"), Round: rapid.IntRange(1, 2).Draw(t, "round")}
		}), 1, 8).Draw(t, "rulings")
		for i := range all { // one round says one thing
			all[i].Out = (all[i].Round+int(all[i].ID[0]))%2 == 0
		}
		var p, q Project
		for _, r := range all {
			p.Rule(r)
		}
		for _, r := range rapid.Permutation(append(all, all...)).Draw(t, "again") {
			q.Rule(r)
		}
		if p.Barred() != q.Barred() || len(p.Rulings) != len(q.Rulings) {
			t.Fatalf("%+v\n%+v", p.Rulings, q.Rulings)
		}
	})
}
