package httpserver

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxPaced bounds how many people or networks are remembered: this many, and as many of before.
const maxPaced = 10_000

// Paces bound how often each of many may do something, in this process.
type Paces struct {
	every time.Duration
	burst int

	mu            sync.Mutex
	known, before map[string]*pace // when known is full it becomes before, and what was before is forgotten
}

// pace is the budget of one.
type pace struct {
	*rate.Limiter
	trying int // that Try let begin and that have not ended
}

// NewPaces let each do it burst times at once, and once more every so long.
func NewPaces(every time.Duration, burst int) *Paces {
	return &Paces{every: every, burst: burst, known: map[string]*pace{}}
}

// of is the budget of one; p.mu is held. It takes the same time however many are known.
func (p *Paces) of(who string) *pace {
	x := p.known[who]
	if x != nil {
		return x
	}
	if x = p.before[who]; x == nil {
		x = &pace{Limiter: rate.NewLimiter(rate.Every(p.every), p.burst)}
	}
	if len(p.known) >= maxPaced {
		p.known, p.before = map[string]*pace{}, p.known
	}
	p.known[who] = x
	return x
}

// Allow takes one from the budget of who ("" is in process and has no bound); after says when there is one again, back gives it back at the
// same moment.
func (p *Paces) Allow(who string, now time.Time) (after time.Duration, back func(), ok bool) {
	if who == "" {
		return 0, func() {}, true
	}
	p.mu.Lock()
	r := p.of(who).ReserveN(now, 1)
	p.mu.Unlock()
	back = func() { r.CancelAt(now) }
	if !r.OK() || r.DelayFrom(now) > 0 {
		back()
		return p.every, func() {}, false
	}
	return p.every, back, true
}

// Try is for what counts only if it fails: it may begin while the budget of who ("" has no bound) holds one more than those that are
// trying, so that many at once fail no more often than it says. What began is ended, once, with whether it failed.
func (p *Paces) Try(who string, now time.Time) (after time.Duration, end func(failed bool, now time.Time), ok bool) {
	if who == "" {
		return 0, func(bool, time.Time) {}, true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	x := p.of(who)
	if x.TokensAt(now) < float64(x.trying)+1 {
		return p.every, func(bool, time.Time) {}, false
	}
	x.trying++
	return p.every, func(failed bool, now time.Time) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if x.trying--; failed {
			x.AllowN(now, 1)
		}
	}, true
}

// NetworkOf is the part of an address that counts as one: an IPv6 network of so many bits, an IPv4 address; "" where it is none.
func NetworkOf(address string, bits int) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	if a = a.Unmap(); a.Is4() {
		bits = 32
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}
