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
	known, before map[string]*rate.Limiter // when known is full it becomes before, and what was before is forgotten
}

// NewPaces let each do it burst times at once, and once more every so long.
func NewPaces(every time.Duration, burst int) *Paces {
	return &Paces{every: every, burst: burst, known: map[string]*rate.Limiter{}}
}

// of is the budget of one. It takes the same time however many are known.
func (p *Paces) of(who string) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	x := p.known[who]
	if x != nil {
		return x
	}
	if x = p.before[who]; x == nil {
		x = rate.NewLimiter(rate.Every(p.every), p.burst)
	}
	if len(p.known) >= maxPaced {
		p.known, p.before = map[string]*rate.Limiter{}, p.known
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
	r := p.of(who).ReserveN(now, 1)
	back = func() { r.CancelAt(now) }
	if !r.OK() || r.DelayFrom(now) > 0 {
		back()
		return p.every, func() {}, false
	}
	return p.every, back, true
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
