// Package pace says how often somebody may do a thing: so many at once, and then one each while. What is used of it is kept in a document, so
// that it holds in every process and over restarts; limits of one process are httpserver.Paces. Pure.
package pace

import "time"

// Budget is how much of a pace is used. The zero value is a whole one.
type Budget struct {
	Whole time.Time `json:"whole"` // when it is whole again
}

// Take takes one of burst at once and then one each every; or it takes nothing and says how long to wait for the next.
func (b *Budget) Take(burst int, every time.Duration, now time.Time) (wait time.Duration) {
	whole := b.Whole
	if whole.Before(now) {
		whole = now
	}
	whole = whole.Add(every)
	if wait = whole.Sub(now) - time.Duration(burst)*every; wait > 0 {
		return wait
	}
	b.Whole = whole
	return 0
}
