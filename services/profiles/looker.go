package profiles

import "time"

// Looker is one of the staff, whose id it has, who looks people up by name: how much of their pace is used.
type Looker struct {
	Whole time.Time `json:"whole"` // when the pace is whole again
}

// look takes one of looksAtOnce and then one each looksEvery; or it says how long to wait for the next.
func (l *Looker) look(now time.Time) (wait time.Duration) {
	whole := l.Whole
	if whole.Before(now) {
		whole = now
	}
	whole = whole.Add(looksEvery)
	if wait = whole.Sub(now) - looksAtOnce*looksEvery; wait > 0 {
		return wait
	}
	l.Whole = whole
	return 0
}
