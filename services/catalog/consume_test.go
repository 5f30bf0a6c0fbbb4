package catalog

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// TestClosedAccount: whoever leaves is named nowhere, and what only they hid is shown again; a write that crossed it goes later.
func TestClosedAccount(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		w.load("orchard", orchard, today.AddDate(0, 0, -10))
		mod := as("mod", auth.Moderator)
		apple, pear := source.ID(appleURL), source.ID(pearURL)
		one, two := source.ID(appleURL+"/issues/1"), source.ID(appleURL+"/issues/2")
		id := "0199f3f2-0000-7000-8000-00000000beef"
		ada := as(id, auth.Administrator)
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		mark := func(who context.Context, issue string) {
			t.Helper()
			_, err := w.Mark(who, issue, "taken")
			ok(err)
		}
		mark(ada, two)
		_, err := w.Check(mod, two, true) // was wrong
		ok(err)
		mark(ada, one)
		mark(as("bo"), two)
		for _, p := range []string{apple, pear} {
			_, err = w.Claim(ada, p)
			ok(err)
		}
		_, err = w.Decide(mod, apple, id, true)
		ok(err)
		_, err = w.Wish(ada, apple, Wish{Cap: ptr(3)}, 0)
		ok(err)
		_, _, err = w.Import(ada, ImportRequest{Source: "hers", AsOf: today, Content: []byte(orchard)})
		ok(err)

		data, err := json.Marshal(wire.AccountClosed{Account: id})
		ok(err)
		closed := bus.Message{Envelope: wire.Envelope{Type: "waymark.evt.accounts.account_closed.v1", Subject: id, Data: data}}
		for range 2 {
			ok(w.accountClosed(t.Context(), closed))
		}
		imports := func() (all string) {
			ok(w.c.imports.Each(w.ctx, store.Query{}, func(d *store.Doc[Import]) error { all += d.Body.By + " "; return nil }))
			return all
		}
		if all := w.everything() + imports(); strings.Contains(all, id) {
			t.Fatalf("still named: %s", all)
		}
		if i := w.issue(appleURL + "/issues/1"); !i.Body.Shown() {
			t.Error("their mark still hides it")
		}
		if i := w.issue(appleURL + "/issues/2"); i.Body.MarkOf("bo") == nil {
			t.Error("somebody else's mark is gone")
		}
		if p := w.project(appleURL); p.Body.Wishes.Cap != 3 || p.Body.OpenIssues != 2 {
			t.Errorf("%+v", p.Body)
		}
		// A token that still lived marks nothing more, and what crossed the closing is taken out later.
		if _, err := w.Mark(as(id), one, "taken"); !fault.Has(err, fault.Gone) {
			t.Errorf("who has left marks: %v", err)
		}
		_, err = w.c.issues.Update(w.ctx, one, func(d *store.Doc[Issue]) error {
			_, err := d.Body.Mark(By{Person: id}, "taken", w.clock.Now())
			return err
		})
		ok(err)
		ok(w.Tick(w.ctx))
		w.clock.Advance(forgetAgain)
		ok(w.Tick(w.ctx))
		if all := w.everything(); strings.Contains(all, id) {
			t.Fatal("what crossed the closing stays")
		}
		if n, err := w.c.leavers.Count(w.ctx); err != nil || n != 0 {
			t.Fatalf("%d who left are remembered: %v", n, err)
		}
	})
}

// TestClosedAccountIsHeard on the bus.
func TestClosedAccountIsHeard(t *testing.T) {
	t.Parallel()
	c := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now)).consumers()
	if len(c) < 4 || c[0].From != "accounts" || c[0].MaxTries != never || len(c[0].Subjects) != 1 {
		t.Fatalf("%+v", c)
	}
}
