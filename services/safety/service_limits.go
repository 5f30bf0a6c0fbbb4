package safety

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxKnown bounds how many people or addresses are remembered.
const maxKnown = 20_000

// limits bound how often each of many may do something, in this process.
type limits struct {
	every time.Duration
	burst int

	mu    sync.Mutex
	known map[string]*rate.Limiter
	rest  *rate.Limiter // for all that are not remembered
}

func newLimits(every time.Duration, burst int) *limits {
	return &limits{every: every, burst: burst, known: map[string]*rate.Limiter{}, rest: rate.NewLimiter(rate.Every(every/100), 10*burst)}
}

// allow takes one from the budget of who; after says when there is one again.
func (l *limits) allow(who string, now time.Time) (after time.Duration, ok bool) {
	if who == "" {
		return 0, true // in process: nobody from outside
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	x := l.known[who]
	if x == nil {
		if len(l.known) >= maxKnown {
			for k, old := range l.known { // a budget that is whole again is no loss
				if old.TokensAt(now) >= float64(l.burst) {
					delete(l.known, k)
				}
			}
		}
		x = l.rest
		if len(l.known) < maxKnown {
			x = rate.NewLimiter(rate.Every(l.every), l.burst)
			l.known[who] = x
		}
	}
	return l.every, x.AllowN(now, 1)
}

// network is the part of an address that counts as one: an IPv6 network of 64 bits, an IPv4 address; "" where it is none.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}
