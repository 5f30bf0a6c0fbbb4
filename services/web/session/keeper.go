package session

import (
	"container/list"
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
	order *list.List // of *asking, as they were asked
}

type asking struct {
	key    [32]byte
	place  *list.Element // in order; changed while the keeper is locked
	done   chan struct{}
	began  time.Time
	tokens Tokens
	err    error
}

// NewKeeper makes one.
func NewKeeper(now func() time.Time) *Keeper {
	return &Keeper{now: now, asked: map[[32]byte]*asking{}, order: list.New()}
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
		a.place = k.order.PushBack(a)
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
	for first := k.order.Front(); first != nil; first = k.order.Front() {
		a := first.Value.(*asking) //nolint:forcetypeassert // nothing else is put there
		if now.Sub(a.began) <= keepFor && k.order.Len() <= maxKept {
			return
		}
		k.forget(a)
	}
}

// forget lets the next one with that token ask again, and takes no place any more: what failed pushes out nothing of others.
func (k *Keeper) forget(a *asking) {
	if k.asked[a.key] == a {
		delete(k.asked, a.key)
	}
	k.order.Remove(a.place)
}
