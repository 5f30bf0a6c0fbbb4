package outbox

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/waymark-dev/waymark/pkg/bus/bustest"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestErased: what a deleted document last said is in no file of the streams.
func TestErased(t *testing.T) {
	w := sqliteWorld(t)
	r := w.relay()
	accounts := w.replicas[0].accounts
	const canary = "canary-of-the-state"
	for _, id := range []string{"a1", "a2", "a3"} {
		if _, err := accounts.Insert(t.Context(), id, account{Locale: canary + id}, nil); err != nil {
			t.Fatal(err)
		}
	}
	lost(t, r.Drain(t.Context()))
	for range 3 { // older states are in the files no more than the last one
		_, err := accounts.Update(t.Context(), "a2", func(d *store.Doc[account]) error { d.Body.Locale += "x"; return nil })
		lost(t, err)
		lost(t, r.Drain(t.Context()))
	}
	lost(t, accounts.Delete(t.Context(), "a2", nil))
	lost(t, r.Drain(t.Context()))
	w.nats.Stop()
	for id, want := range map[string]bool{"a1": true, "a2": false, "a3": true} {
		found := false
		err := filepath.WalkDir(w.nats.Dir, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(p)
			found = found || bytes.Contains(b, []byte(canary+id))
			return err
		})
		if err != nil || found != want {
			t.Errorf("%s is in the files: %v (%v)", id, found, err)
		}
	}
}

// TestMoreKinds: a newer binary that publishes one more kind of state fills it in, and the older one beside it lets it be.
func TestMoreKinds(t *testing.T) {
	w := sqliteWorld(t)
	older := w.relay()
	sessions := open(t, w.source, store.Spec[account]{Name: "accounts_session", Schema: 1, State: true})
	if _, err := sessions.Insert(t.Context(), "s1", account{}, nil); err != nil {
		t.Fatal(err)
	}
	lost(t, older.Drain(t.Context()))
	newer, err := NewRelay(t.Context(), w.source, w.nats.Connect("accounts"), "accounts", logger(t), SourceOf(w.accounts, "account", render),
		SourceOf(sessions, "session", func(d *store.Doc[account]) wire.State { return &wire.SessionState{Session: d.ID} }))
	if err != nil {
		t.Fatal(err)
	}
	gen := func() string {
		c, err := older.states.load(t.Context())
		if err != nil || c.Filling && !older.states.foreign(c) {
			t.Errorf("%+v %v", c, err)
		}
		return c.Gen
	}
	first := gen()
	lost(t, newer.check(t.Context()))
	if gen() == first {
		t.Error("a new kind did not begin a new generation")
	}
	second := gen()
	lost(t, older.Drain(t.Context())) // it leaves the walk to the newer one
	lost(t, newer.Drain(t.Context()))
	lost(t, older.Drain(t.Context()))
	lost(t, newer.Drain(t.Context()))
	if gen() != second {
		t.Error("the two undo each other's work")
	}
	if _, err := older.bus.LastState(t.Context(), "accounts", "session", "s1"); err != nil {
		t.Error(err)
	}
	if _, err := NewRelay(t.Context(), w.source, older.bus, "accounts", logger(t), SourceOf(w.accounts, "account", render),
		SourceOf(sessions, "account", render)); err == nil {
		t.Error("two collections with one kind")
	}
}

// TestRefill: an operator who deleted states by hand asks for all of them again.
func TestRefill(t *testing.T) {
	w := sqliteWorld(t)
	r := w.relay()
	for n := range 10 {
		lost(t, w.change(n))
	}
	lost(t, r.Drain(t.Context()))
	o := bustest.NewOperator(t, w.nats)
	lost(t, o.Purge(t.Context(), streams[1], wire.StateSubject("accounts", "account", "a3"), 0))
	lost(t, r.Refill(t.Context()))
	lost(t, r.Drain(t.Context()))
	if k, err := r.bus.LastState(t.Context(), "accounts", "account", "a3"); err != nil || k.Envelope.Version != 1 {
		t.Error(k, err)
	}
}

// TestTroubleInRender: a panic in rendering one document is that document's trouble alone.
func TestTroubleInRender(t *testing.T) {
	t.Parallel()
	w := sqliteWorld(t)
	r, err := NewRelay(t.Context(), w.source, w.nats.Connect("accounts"), "accounts", logger(t),
		SourceOf(w.accounts, "account", func(d *store.Doc[account]) wire.State {
			if d.ID == "a1" {
				panic("mistake")
			}
			return render(d)
		}))
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		lost(t, w.change(n))
	}
	start(t, r.Run)
	m := w.mirror()
	start(t, m.Run)
	testkit.Heard(t, m, "a0", 1) // the others are published
	testkit.Heard(t, m, "a2", 1)
	if err := r.Drain(t.Context()); err == nil || !strings.Contains(err.Error(), "1 documents") {
		t.Error(err)
	}
}

// TestReplicasBeginTogether: of replicas that begin a generation at the same moment one anchors the stream, and the others go on from there.
func TestReplicasBeginTogether(t *testing.T) {
	w := sqliteWorld(t)
	relays := []*Relay{w.relay(), w.relay(), w.relay(), w.relay()}
	for range 30 {
		k := relays[0].states
		c, err := k.load(t.Context())
		lost(t, err)
		lost(t, k.lost(t.Context(), c, "a test"))
		var wg sync.WaitGroup
		for n, r := range relays {
			wg.Go(func() {
				if err := r.states.check(t.Context()); err != nil {
					t.Errorf("replica %d: %v", n, err)
				}
			})
		}
		wg.Wait()
		if c, err := k.load(t.Context()); err != nil || !c.Begun {
			t.Fatal(c, err)
		}
	}
}
