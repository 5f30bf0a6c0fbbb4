package outbox

import (
	"context"
	"log/slog"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestLettersTell: who sends a letter again, or discards one, is told in a fact, once; what was sent again is gone, and can come again.
func TestLettersTell(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		clock, ctx := testkit.NewClock(), auth.With(context.Background(), auth.Principal{ID: "ida"})
		db := store.New(open().Engine, clock.Now, slog.New(slog.DiscardHandler))
		b := testkit.Server(t).Connect("profiles")
		d, err := NewDeadLetters(ctx, db, b, "profiles")
		if err != nil {
			t.Fatal(err)
		}
		r, err := NewRelay(ctx, db, b, "profiles", slog.New(slog.DiscardHandler), d.Source())
		if err != nil {
			t.Fatal(err)
		}
		var acted []string
		d.Bind(bus.Consumer{Name: "c", Handle: func(ctx context.Context, _ bus.Message) error {
			acted = append(acted, auth.From(ctx).ID)
			return nil
		}})
		put := func(id string) {
			t.Helper()
			err := d.Put(ctx, bus.DeadLetter{ID: id, Service: "profiles", Consumer: "c", Envelope: wire.Envelope{ID: "x-1-0"}, Reason: "broken", At: clock.Now()})
			if err != nil {
				t.Fatal(err)
			}
		}
		put("again")
		put("never")
		for range 2 {
			_ = d.SendAgain(ctx, "again")
			if err := d.Discard(ctx, "never"); err != nil {
				t.Fatal(err)
			}
		}
		if len(acted) != 1 || acted[0] != "" {
			t.Errorf("handled by %q: a consumer acts for its service", acted)
		}
		if err := r.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if i, err := b.EventStream(ctx, "profiles"); err != nil || i.LastSeq != 2 {
			t.Fatalf("%+v %v", i, err)
		}
		put("again")
		if all, _, err := d.List(ctx, 10, ""); err != nil || len(all) != 1 || all[0].ID != "again" {
			t.Errorf("it comes again: %+v %v", all, err)
		}
	})
}
