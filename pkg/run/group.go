package run

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

// Loop is one thing that runs until its context ends. It returns nil then.
type Loop struct {
	Name string
	Run  func(ctx context.Context) error
}

// Loops runs all of them and returns when ctx has ended and every one has returned, or with the first error (then the others
// are stopped too).
func Loops(ctx context.Context, log *slog.Logger, loops ...Loop) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	errs := make(chan error, len(loops))
	for _, l := range loops {
		wg.Go(func() {
			if err := l.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
				log.Error("loop stopped", "loop", l.Name, "err", err)
				errs <- fmt.Errorf("%s: %w", l.Name, err)
				cancel()
			}
		})
	}
	wg.Wait()
	close(errs)
	return <-errs
}

// Every calls tick now and then every interval, give or take a quarter, until ctx ends. An error is logged and does not stop
// it.
func Every(log *slog.Logger, name string, interval time.Duration, tick func(ctx context.Context) error) Loop {
	return Loop{Name: name, Run: func(ctx context.Context) error {
		for {
			if err := tick(ctx); err != nil && ctx.Err() == nil {
				log.Warn("timer failed; it runs again", "timer", name, "err", err)
			}
			pause := interval*3/4 + time.Duration(rand.Int64N(int64(interval/2)+1))
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(pause):
			}
		}
	}}
}
