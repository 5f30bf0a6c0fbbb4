package session

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"
)

// Limits of the keeper.
const (
	// keepFor is how long an answer is handed to those whose cookie has not arrived yet: a browser on a bad line loses the page that brought
	// it, and tries again when it is through the tunnel. To ask the API again by then would end the session as stolen (ADR 13).
	keepFor  = 15 * time.Minute
	maxKept  = 20_000
	maxAsked = 5 * time.Second // for one refresh, whoever waits for it
)

// Keeper gets the next tokens, once per refresh token. It is safe for concurrent use.
type Keeper struct {
	now func() time.Time

	mu    sync.Mutex
	asked map[[32]byte]*asking
	order []*asking // as they were asked; those that failed too
}

type asking struct {
	key    [32]byte
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
		a = &asking{key: key, done: make(chan struct{}), began: k.now()}
		k.asked[key] = a
		k.order = append(k.order, a)
		go func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxAsked)
			defer cancel()
			a.tokens, a.err = ask(ctx)
			if a.err != nil {
				k.mu.Lock()
				k.forget(a)
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

// sweep forgets what is old, and the oldest where there is too much.
func (k *Keeper) sweep() {
	now := k.now()
	for len(k.order) > 0 && (now.Sub(k.order[0].began) > keepFor || len(k.order) > maxKept) {
		k.forget(k.order[0])
		k.order = k.order[1:]
	}
}

// forget lets the next one with that token ask again.
func (k *Keeper) forget(a *asking) {
	if k.asked[a.key] == a {
		delete(k.asked, a.key)
	}
}
