package outbox

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/bus/bustest"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestDamage: whatever happened to the streams while nobody looked, and although others published since, a relay finds it and
// fills them: who reads them for the first time then has everything.
func TestDamage(t *testing.T) {
	facts, states := streams[0], streams[1]
	type damage func(t *testing.T, w *world, o *bustest.Operator) error
	cut := func(s bus.Stream, n uint64) damage {
		return func(t *testing.T, _ *world, o *bustest.Operator) error { return o.Cut(t.Context(), s, n) }
	}
	purge := func(s bus.Stream, keep uint64) damage {
		return func(t *testing.T, _ *world, o *bustest.Operator) error { return o.Purge(t.Context(), s, "", keep) }
	}
	for name, d := range map[string]damage{
		"facts deleted":            func(t *testing.T, _ *world, o *bustest.Operator) error { return o.DeleteStream(t.Context(), facts) },
		"states deleted":           func(t *testing.T, _ *world, o *bustest.Operator) error { return o.DeleteStream(t.Context(), states) },
		"last fact cut":            cut(facts, 1),
		"last facts cut":           cut(facts, 10),
		"last states cut":          cut(states, 10),
		"facts purged":             purge(facts, 0),
		"states purged":            purge(states, 0),
		"facts purged but last":    purge(facts, 1),
		"states purged but last":   purge(states, 5),
		"facts of one type purged": func(t *testing.T, w *world, o *bustest.Operator) error { return o.Purge(t.Context(), facts, one(w), 0) },
		"older files": func(t *testing.T, w *world, _ *bustest.Operator) error {
			older(t, w)
			return nil
		},
		"nothing": func(*testing.T, *world, *bustest.Operator) error { return nil },
	} {
		for _, since := range []int{0, 100} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := sqliteWorld(t)
				r := w.relay()
				for n := range 60 {
					lost(t, w.change(n%40))
				}
				lost(t, r.Drain(t.Context()))
				lost(t, r.check(t.Context()))
				gen, _ := r.facts.current()
				lost(t, d(t, w, bustest.NewOperator(t, w.nats)))
				grow(t, w, since)
				again := w.relay() // the next start
				lost(t, again.Drain(t.Context()))
				if name == "nothing" {
					if now, _ := again.facts.current(); now != gen {
						t.Error("filled without need")
					}
				}
				m, b := w.mirror(), w.nats.Connect("notifications")
				start(t, m.Run)
				start(t, func(ctx context.Context) error { return w.consume(ctx, b) })
				w.settled(m)
			})
		}
	}
}

func one(w *world) string { return wire.FactSubject("accounts", "credential_changed", "a7") }

// older takes the files away that the server had written when only the first half was there.
func older(t *testing.T, w *world) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "copy")
	w.nats.Stop()
	lost(t, os.CopyFS(copied, os.DirFS(w.nats.Dir)))
	w.nats.Start()
	for n := range 30 {
		lost(t, w.change(n))
	}
	lost(t, w.relay().Drain(t.Context()))
	w.nats.Stop()
	lost(t, os.RemoveAll(w.nats.Dir))
	lost(t, os.CopyFS(w.nats.Dir, os.DirFS(copied)))
	w.nats.Start()
}

// grow publishes n other messages, so that the streams are longer than they were before the damage.
func grow(t *testing.T, w *world, n int) {
	t.Helper()
	if n == 0 {
		return
	}
	b := w.nats.Connect("accounts")
	lost(t, b.EnsureStreams(t.Context(), "accounts"))
	for i := range n {
		e := wire.Envelope{ID: "other", Subject: "other", Version: int64(i + 1), Type: "waymark.evt.accounts.other.v1"}
		e.ID = wire.FactID("x", "other", e.Version, 1)
		_, err := b.Publish(t.Context(), e)
		lost(t, err)
		e.Type = "waymark.state.accounts.other.v1"
		_, err = b.Publish(t.Context(), e)
		lost(t, err)
	}
}
