package session

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"
)

// Limits of the keeper.
const (
	keepFor  = 30 * time.Second // how long an answer is handed to those whose cookie has not arrived yet
	maxKept  = 20_000
	maxAsked = 5 * time.Second // for one refresh, whoever waits for it
)

// Keeper gets the next tokens, once per refresh token. It is safe for concurrent use.
type Keeper struct {
	now func() time.Time

	mu    sync.Mutex
	asked map[[32]byte]*asking
}

type asking struct {
	done   chan struct{}
	began  time.Time
	tokens Tokens
	err    error
}

// NewKeeper makes one.
func NewKeeper(now func() time.Time) *Keeper {
	return &Keeper{now: now, asked: map[[32]byte]*asking{}}
}

// Next gives the tokens that follow a refresh token. ask asks the API; it is called once, with a context of its own, as others may wait
// for it. An error is forgotten at once.
func (k *Keeper) Next(ctx context.Context, refresh string, ask func(ctx context.Context) (Tokens, error)) (Tokens, error) {
	key := sha256.Sum256([]byte(refresh)) // so that a dump of memory has fewer of them
	k.mu.Lock()
	k.sweep()
	a := k.asked[key]
	if a == nil {
		a = &asking{done: make(chan struct{}), began: k.now()}
		k.asked[key] = a
		go func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxAsked)
			defer cancel()
			a.tokens, a.err = ask(ctx)
			if a.err != nil {
				k.mu.Lock()
				delete(k.asked, key)
				k.mu.Unlock()
			}
			close(a.done)
		}()
	}
	k.mu.Unlock()
	select {
	case <-a.done:
		return a.tokens, a.err
	case <-ctx.Done():
		return Tokens{}, ctx.Err()
	}
}

// sweep forgets what is old, once there is much of it or on every call while there is little.
func (k *Keeper) sweep() {
	now := k.now()
	for key, a := range k.asked {
		select {
		case <-a.done:
			if now.Sub(a.began) > keepFor || len(k.asked) > maxKept {
				delete(k.asked, key)
			}
		default:
		}
	}
}
