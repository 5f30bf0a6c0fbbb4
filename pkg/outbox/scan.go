package outbox

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

const scanPage = 256

// scanning finds what nobody woke us for: what other replicas wrote and did not publish, what did not fit into the queue, what
// failed. What another replica has just written is left to it for one scan, so that not everything is published twice.
func (r *Relay) scanning(ctx context.Context) error {
	var before map[job]bool
	all := true // at the start, and when asked for
	for {
		if err := r.whole(ctx); err != nil {
			return nil
		}
		seen, err := r.scan(ctx, before, all)
		if err != nil && ctx.Err() == nil {
			r.log.Warn("scan failed; it runs again", "err", err)
		}
		before, all = seen, err != nil
		pause := 750*time.Millisecond + rand.N(500*time.Millisecond)
		select {
		case <-ctx.Done():
			return nil
		case <-r.rescan:
			all = true
			if !sleep(ctx, 20*time.Millisecond) {
				return nil
			}
		case <-time.After(pause):
		}
	}
}

// scan queues pending documents that were pending in the scan before too (or all), and says which are.
func (r *Relay) scan(ctx context.Context, before map[job]bool, all bool) (seen map[job]bool, err error) {
	seen = map[job]bool{}
	for _, j := range r.debts() {
		if !r.queue(ctx, j) {
			return seen, ctx.Err()
		}
	}
	for i, s := range r.sources {
		for after := ""; ; {
			page, err := s.pending(ctx, after, scanPage)
			if err != nil {
				return seen, err
			}
			for _, raw := range page {
				j := job{i, raw.ID}
				if all || before[j] || len(seen) >= wakeQueue {
					if !r.queue(ctx, j) {
						return seen, ctx.Err()
					}
				} else {
					seen[j] = true
				}
				after = raw.ID
			}
			if len(page) < scanPage {
				break
			}
		}
	}
	return seen, nil
}

// queue waits until there is room: the scan goes no faster than the bus. What is being relayed is left alone.
func (r *Relay) queue(ctx context.Context, j job) bool {
	r.mu.Lock()
	_, flying := r.flying[j]
	r.mu.Unlock()
	if flying {
		return true
	}
	select {
	case r.wake <- j:
		return true
	case <-ctx.Done():
		return false
	}
}

// checking looks at the streams now and then, and as soon as the connection was made again.
func (r *Relay) checking(ctx context.Context) error {
	for {
		again := r.bus.Reconnected()
		if err := r.check(ctx); err != nil && ctx.Err() == nil {
			r.checked.Store(0)
			r.log.Info("streams cannot be checked now", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-again:
		case <-time.After(2*time.Second + rand.N(2*time.Second)):
		}
	}
}

// Refill publishes the whole fact log and all states again, as if the streams had been lost: for operators, after somebody
// deleted messages by hand. It returns once that is decided; Run does it.
func (r *Relay) Refill(ctx context.Context) error {
	for _, k := range []*keeper{r.facts, r.states} {
		k.mu.Lock()
		c, err := k.load(ctx)
		if err == nil {
			err = k.lost(ctx, c, "an operator asked for it")
		}
		k.mu.Unlock()
		if err != nil {
			return err
		}
	}
	return r.check(ctx)
}

// Drain relays all that is pending, fills the streams if they lost anything, and returns; tests use it. A document that
// cannot be published, or a bus that is away, is an error.
func (r *Relay) Drain(ctx context.Context) error {
	for idle := 0; ; {
		if err := r.check(ctx); err != nil {
			return err
		}
		if err := r.fill(ctx); err != nil {
			return err
		}
		left, trimmed, err := r.pass(ctx)
		if err != nil || left == 0 {
			return err
		}
		if trimmed > 0 {
			idle = 0
			continue
		}
		if idle++; idle > 500 {
			return fmt.Errorf("outbox: %d documents cannot be published; the log says why", left)
		}
		if !sleep(ctx, 10*time.Millisecond) { // Run is relaying them, or the bus is away for a moment
			return ctx.Err()
		}
	}
}

// pass relays each pending document once and says how many were pending or owed, and how many could be trimmed.
func (r *Relay) pass(ctx context.Context) (left, trimmed int, err error) {
	relay := func(jobs []job) {
		for len(jobs) > 0 {
			n := min(batchDocs, len(jobs))
			b := r.publish(ctx, r.claim(jobs[:n:n]))
			r.crash("published")
			trimmed += r.settle(ctx, b)
			r.release(b)
			jobs = jobs[n:]
		}
	}
	debts := r.debts()
	left += len(debts)
	relay(debts)
	for i, s := range r.sources {
		for after := ""; ; {
			page, err := s.pending(ctx, after, scanPage)
			if err != nil {
				return left, trimmed, err
			}
			jobs := make([]job, len(page))
			for n, raw := range page {
				jobs[n] = job{i, raw.ID}
				after = raw.ID
			}
			left += len(page)
			relay(jobs)
			if len(page) < scanPage {
				break
			}
		}
	}
	return left, trimmed, errors.Join(ctx.Err())
}
