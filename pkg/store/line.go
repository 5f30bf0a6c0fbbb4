package store

import (
	"context"
	"sync"
)

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
	select {
	case <-x.turn:
		return func() { x.turn <- struct{}{}; gone() }, nil
	case <-ctx.Done():
		gone()
		return nil, ctx.Err()
	}
}
