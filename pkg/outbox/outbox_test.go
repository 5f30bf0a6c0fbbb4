package outbox

import (
	"context"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func TestFact(t *testing.T) {
	c := testkit.NewClock()
	db := testkit.SQLite(t, c.Now)
	ctx := bus.WithActor(t.Context(), "notifications")
	f := Fact(ctx, db, wire.CredentialChanged{Account: "a1", How: "set"}, Scope{Programme: "open"})
	if f.Type != "credential_changed" || f.Actor != "notifications" || f.Programme != "open" || !f.At.Equal(c.Now()) {
		t.Errorf("%+v", f)
	}
	if f = Fact(auth.With(ctx, auth.Principal{ID: "p1"}), db, wire.CredentialChanged{}, Scope{}); f.Actor != "p1" {
		t.Errorf("%+v", f)
	}
	defer func() {
		if recover() == nil {
			t.Error("a huge fact was made")
		}
	}()
	Fact(ctx, db, wire.CredentialChanged{Account: strings.Repeat("x", wire.MaxFact)}, Scope{})
}

func TestDrainAndMirror(t *testing.T) {
	w := sqliteWorld(t)
	r, m := w.relay(), w.mirror()
	b := w.nats.Connect("notifications")
	for n := range 10 {
		for range 3 {
			if err := w.change(n); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	start(t, m.Run)
	start(t, func(ctx context.Context) error { return w.consume(ctx, b) })
	w.settled(m)
	testkit.Heard(t, m, "a3", 3)
	if m.Wait(t.Context(), "a3", 4) {
		t.Error("waiting for a version")
	}
	for n := range 10 {
		if d, err := w.accounts.Get(t.Context(), "a"+string(rune('0'+n))); err != nil || d.Pending() {
			t.Error("still pending", err)
		}
	}

	// Deleted, hidden, and shown again.
	if err := w.accounts.Delete(t.Context(), "a1", nil); err != nil {
		t.Fatal(err)
	}
	hide := func(hidden bool) int64 {
		d, err := w.accounts.Update(t.Context(), "a2", func(d *store.Doc[account]) error { d.Body.Hidden = hidden; return nil })
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		return d.Version
	}
	v := hide(true)
	testkit.Heard(t, m, "a2", v)
	testkit.Heard(t, m, "a1", 4) // a deletion
	if _, err := m.Get(t.Context(), "a1"); !fault.Has(err, fault.NotFound) {
		t.Error("deleted:", err)
	}
	if many, err := m.GetMany(t.Context(), []string{"a1", "a2", "a3"}); err != nil || len(many) != 1 {
		t.Error(many, err)
	}
	if n, err := m.Count(t.Context()); err != nil || n != 8 {
		t.Error(n, err)
	}
	third := store.Query{Where: []store.Cond{store.Where("locale", store.Eq, "3")}}
	if found, _, err := m.Find(t.Context(), third); err != nil || len(found) != 8 {
		t.Error(len(found), err)
	}
	v = hide(false)
	testkit.Heard(t, m, "a2", v)
	w.settled(m)
}
