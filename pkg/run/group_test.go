package run

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"
)

var quiet = slog.New(slog.DiscardHandler)

// TestLoopsStopTogether: the first that fails stops the others, and its name is in the error.
func TestLoopsStopTogether(t *testing.T) {
	broken := errors.New("broken")
	stopped := false
	err := Loops(t.Context(), quiet,
		Loop{"waits", func(ctx context.Context) error { <-ctx.Done(); stopped = true; return ctx.Err() }},
		Loop{"fails", func(context.Context) error { return broken }})
	if !errors.Is(err, broken) || err.Error() != "fails: broken" || !stopped {
		t.Fatal(err, stopped)
	}
}

func TestLoopsEndQuietly(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Loops(ctx, quiet, Loop{"a", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}); err != nil {
		t.Fatal(err)
	}
}

// TestEvery: at once, then about every interval, also after an error.
func TestEvery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		ticks := 0
		err := Every(quiet, "x", 30*time.Second, func(context.Context) error {
			ticks++
			return errors.New("now and then")
		}).Run(ctx)
		if err != nil || ticks < 15 || ticks > 27 {
			t.Fatal(err, ticks)
		}
	})
}
