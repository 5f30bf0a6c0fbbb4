package store

import (
	"context"
	"sync"
	"time"
)

// patience is how long somebody waits in line at most. Then they try out of turn: two callers whose functions change each
// other's document, which they should not, must not wait for each other for ever.
const patience = 2 * time.Second

// lines lets those wait in line, within this process, who have met a conflict on the same document: sixty-four callers on one
// document then take sixty-four writes instead of two thousand. The database decides all the same; nobody who has not met a
// conflict waits.
type lines struct {
	mu sync.Mutex
	at map[string]*line
}

type line struct {
	turn    chan struct{} // holds one token
	waiting int
}

// join waits for the turn on id; leave gives it on. An error is that of ctx.
func (l *lines) join(ctx context.Context, id string) (leave func(), err error) {
	l.mu.Lock()
	if l.at == nil {
		l.at = map[string]*line{}
	}
	x := l.at[id]
	if x == nil {
		x = &line{turn: make(chan struct{}, 1)}
		x.turn <- struct{}{}
		l.at[id] = x
	}
	x.waiting++
	l.mu.Unlock()

	gone := func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if x.waiting--; x.waiting == 0 {
			delete(l.at, id)
		}
	}
	enough := time.NewTimer(patience)
	defer enough.Stop()
	select {
	case <-x.turn:
		return func() { x.turn <- struct{}{}; gone() }, nil
	case <-enough.C:
		return gone, nil
	case <-ctx.Done():
		gone()
		return nil, ctx.Err()
	}
}
