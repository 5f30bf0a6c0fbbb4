package outbox

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestErasures: an account is confirmed once, however often that is said, and forgotten after its time.
func TestErasures(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		clock, ctx := testkit.NewClock(), context.Background()
		db := store.New(open().Engine, clock.Now, slog.New(slog.DiscardHandler))
		b := testkit.Server(t).Connect("profiles")
		e, err := NewErasures(ctx, db, "profiles", func(account string) wire.Event { return wire.ProfileErased{Account: account} })
		if err != nil {
			t.Fatal(err)
		}
		r, err := NewRelay(ctx, db, b, "profiles", slog.New(slog.DiscardHandler), e.Source())
		if err != nil {
			t.Fatal(err)
		}
		for _, account := range []string{"ada", "ada", "bo"} {
			if err := e.Confirm(ctx, r, account); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if i, err := b.EventStream(ctx, "profiles"); err != nil || i.LastSeq != 2 {
			t.Fatalf("%+v %v", i, err)
		}
		clock.Advance(keepErased + time.Minute)
		if err := e.Confirm(ctx, r, "cleo"); err != nil {
			t.Fatal(err)
		}
		if n, err := e.c.Count(ctx); err != nil || n != 1 {
			t.Fatal(n, err)
		}
	})
}
