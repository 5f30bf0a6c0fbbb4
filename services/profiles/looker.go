package profiles

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/pace"
)

// Looker is one of the staff, whose id it has, who looks people up by name: how much of their pace is used.
type Looker struct{ pace.Budget }

// look takes one of looksAtOnce and then one each looksEvery; or it says how long to wait for the next.
func (l *Looker) look(now time.Time) (wait time.Duration) {
	return l.Take(looksAtOnce, looksEvery, now)
}
