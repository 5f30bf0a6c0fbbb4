package outbox

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/waymark-dev/waymark/pkg/bus/bustest"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestStateIsNeverAbsent: wherever the relay is killed while it replaces a state, the stream has a state of the document for whoever
// begins to read now (a guard, an index), and the older one is gone from the files once a relay is back.
func TestStateIsNeverAbsent(t *testing.T) {
	for point, want := range map[string]int64{"said": 1, "announced": 2} {
		for _, filling := range []bool{false, true} {
			w := sqliteWorld(t)
			first := w.relay()
			accounts := w.replicas[0].accounts
			const canary = "canary-of-version-one"
			if _, err := accounts.Insert(t.Context(), "a1", account{Locale: canary}, nil); err != nil {
				t.Fatal(err)
			}
			lost(t, first.Drain(t.Context()))
			if filling { // the walk replaces it, not the relay
				lost(t, first.Refill(t.Context()))
				lost(t, first.Drain(t.Context()))
			}
			killed := w.relay()
			_, err := accounts.Update(t.Context(), "a1", func(d *store.Doc[account]) error { d.Body.Locale = "fr"; return nil })
			lost(t, err)
			if !stopAt(t, killed, point, 1) {
				t.Errorf("%s was not reached", point)
			}
			k, err := first.bus.LastState(t.Context(), "accounts", "account", "a1")
			if err != nil || k.Envelope.Version != want {
				t.Errorf("killed at %s, the stream has version %d, not %d (%v)", point, k.Envelope.Version, want, err)
			}
			again := w.relay()
			lost(t, again.Drain(t.Context()))
			o := bustest.NewOperator(t, w.nats)
			n, err := o.Count(t.Context(), streams[1], wire.StateSubject("accounts", "account", "a1"))
			if k, e := again.bus.LastState(t.Context(), "accounts", "account", "a1"); err != nil || e != nil || n != 1 || k.Envelope.Version != 2 {
				t.Errorf("killed at %s, then %d messages, the last of version %d (%v %v)", point, n, k.Envelope.Version, err, e)
			}
			w.nats.Stop()
			err = filepath.WalkDir(w.nats.Dir, func(p string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				b, err := os.ReadFile(p)
				if bytes.Contains(b, []byte(canary)) {
					t.Errorf("killed at %s, the older state is still in %s", point, filepath.Base(p))
				}
				return err
			})
			lost(t, err)
		}
	}
}

// TestOlderStreamIsRenewed: a stream of states that an older binary made keeps a state and its successor from the next start on.
func TestOlderStreamIsRenewed(t *testing.T) {
	w := sqliteWorld(t)
	b := w.nats.Connect("accounts")
	lost(t, b.EnsureStreams(t.Context(), "accounts"))
	o := bustest.NewOperator(t, w.nats)
	lost(t, o.PerSubject(t.Context(), streams[1], 1))
	lost(t, w.change(1))
	lost(t, w.relay().Drain(t.Context()))
	if n, err := o.LimitPerSubject(t.Context(), streams[1]); err != nil || n < 2 {
		t.Errorf("it keeps %d of a subject (%v)", n, err)
	}
	if n, err := o.LimitPerSubject(t.Context(), streams[0]); err != nil || n != -1 {
		t.Errorf("facts are kept all, not %d of a subject (%v)", n, err)
	}
}
