package accounts

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// hasher bounds how many passwords are hashed at once, and how many wait: memory and waiting time are bounded whoever comes.
type hasher struct {
	slots   chan struct{}
	waiting atomic.Int64
	most    int64
}

func newHasher(slots, queue int) *hasher {
	return &hasher{slots: make(chan struct{}, slots), most: int64(slots + queue)}
}

// do runs f in a slot. Unavailable "accounts.busy" at once when too many wait already.
func (h *hasher) do(ctx context.Context, f func() error) error {
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > h.most {
		pause := 2*time.Second + rand.N(3*time.Second) // spread, so that they do not all come back at once
		return fault.New(fault.Unavailable, "accounts.busy",
			"Very many people are signing in right now. Try again in a few seconds.").After(pause)
	}
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-h.slots }()
	if err := ctx.Err(); err != nil {
		return err
	}
	return f()
}
