package outbox

import (
	"context"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestLatency measures from the moment a write was acknowledged to its inbox item stored, at 200 a second. The
// figures are logged and nothing is asserted of them, since machines differ. WAYMARK_BENCH=1 measures for ten seconds.
func TestLatency(t *testing.T) {
	w := sqliteWorld(t)
	b := w.nats.Connect("notifications")
	start(t, w.relay().Run)
	var mu sync.Mutex
	stored, heard := map[string]time.Time{}, map[string]time.Time{}
	start(t, func(ctx context.Context) error {
		return b.Consume(ctx, bus.Consumer{
			Service: "notifications", Name: "inbox", From: "accounts", Subjects: wire.SubjectsOf(wire.CredentialChanged{}), Dead: w.dead,
			Handle: func(ctx context.Context, m bus.Message) error {
				now := time.Now()
				if _, err := w.items.Insert(ctx, m.Envelope.ID, item{Fact: m.Envelope.ID}, nil); err != nil && !fault.Coded(err, "store.exists") {
					return err
				}
				mu.Lock()
				defer mu.Unlock()
				if heard[m.Envelope.ID].IsZero() {
					heard[m.Envelope.ID], stored[m.Envelope.ID] = now, time.Now()
				}
				return nil
			},
		})
	})
	count := 100
	if os.Getenv("WAYMARK_BENCH") != "" {
		count = 2000
	}
	if err := w.change(1_000_000); err != nil { // all is set up
		t.Fatal(err)
	}
	w.settled()
	sent := map[string]time.Time{}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for n := range count {
		<-tick.C
		before := len(w.facts)
		if err := w.change(n); err != nil {
			t.Fatal(err)
		}
		now := time.Now()
		for _, id := range w.facts[before:] {
			sent[id] = now
		}
	}
	w.settled()
	mu.Lock()
	defer mu.Unlock()
	for name, at := range map[string]map[string]time.Time{"consumer": heard, "inbox": stored} {
		var took []time.Duration
		for id, s := range sent {
			took = append(took, at[id].Sub(s))
		}
		slices.Sort(took)
		p50, p99 := took[len(took)/2], took[len(took)*99/100]
		t.Logf("%d facts at 200/s, write acknowledged to %s: p50 %v, p99 %v, most %v", len(took), name, p50, p99, took[len(took)-1])
	}
}
