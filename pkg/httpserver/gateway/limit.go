package gateway

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits of the book-keeping itself.
const (
	maxAddresses = 50_000
	forgetAfter  = 5 * time.Minute
)

// limits bounds requests per address.
type limits struct {
	mu    sync.Mutex
	every rate.Limit
	burst int
	off   bool
	books map[netip.Prefix]*book
	rest  *book // shared by all who come when the books are full
	swept time.Time
}

type book struct {
	bucket *rate.Limiter
	last   time.Time
}

func newLimits(perSecond, burst int) *limits {
	l := &limits{every: rate.Limit(perSecond), burst: burst, off: perSecond < 0, books: map[netip.Prefix]*book{}}
	l.rest = &book{bucket: rate.NewLimiter(l.every, burst)}
	return l
}

// take takes one request of an address; more than 0 is how long to wait instead. Calls without an address are of this process.
func (l *limits) take(a netip.Addr, now time.Time) time.Duration {
	if l.off || !a.IsValid() {
		return 0
	}
	bits := 32
	if a.Is6() {
		bits = 64 // one subscriber
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.book(p, now)
	b.last = now
	if b.bucket.AllowN(now, 1) {
		return 0
	}
	return max(time.Second, time.Duration(float64(time.Second)/float64(l.every)))
}

func (l *limits) book(p netip.Prefix, now time.Time) *book {
	if b, ok := l.books[p]; ok {
		return b
	}
	if len(l.books) >= maxAddresses && now.Sub(l.swept) > time.Second {
		l.swept = now
		for k, b := range l.books {
			if now.Sub(b.last) > forgetAfter || b.bucket.TokensAt(now) >= float64(l.burst) {
				delete(l.books, k)
			}
		}
	}
	if len(l.books) >= maxAddresses {
		return l.rest
	}
	b := &book{bucket: rate.NewLimiter(l.every, l.burst)}
	l.books[p] = b
	return b
}
