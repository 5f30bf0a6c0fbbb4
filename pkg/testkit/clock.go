package testkit

import (
	"sync"
	"time"
)

// Clock is a clock that a test moves. Pass its Now where a clock is asked for.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock starts on Monday 2 November 2026, 09:00 UTC.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)} }

// Now is the time the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
