package accounts

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

// maxDoors bounds how many network addresses are remembered.
const maxDoors = 20_000

// doors bounds what one network address may do where people are not signed in. It is very generous, since a whole venue sits
// behind one address; guessing at one account is stopped by Attempts.
type doors struct {
	limit rate.Limit
	burst int

	mu    sync.Mutex
	known map[netip.Prefix]*rate.Limiter
	rest  *rate.Limiter // for all that are not remembered
	swept time.Time     // when those that matter no more were last forgotten
}

func newDoors(perSecond float64, burst int) *doors {
	return &doors{
		limit: rate.Limit(perSecond), burst: burst, known: map[netip.Prefix]*rate.Limiter{},
		rest: rate.NewLimiter(rate.Limit(perSecond)*10, burst),
	}
}

// allow takes one from the budget of the address; an IPv6 network of 64 bits counts as one.
func (d *doors) allow(address string, now time.Time) bool {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return true // in process: nobody from outside
	}
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits)
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.known[p]
	if l == nil {
		if len(d.known) >= maxDoors && now.Sub(d.swept) > time.Second {
			d.swept = now
			d.forget(now)
		}
		l = d.rest
		if len(d.known) < maxDoors {
			l = rate.NewLimiter(d.limit, d.burst)
			d.known[p] = l
		}
	}
	return l.AllowN(now, 1)
}

// forget forgets those whose budget is nearly whole: forgetting gives them little.
func (d *doors) forget(now time.Time) {
	for p, l := range d.known {
		if l.TokensAt(now) >= float64(d.burst)*0.99 {
			delete(d.known, p)
		}
	}
}

// enter asks the door of the address that the request came from.
func (s *Service) enter(ctx context.Context) error {
	if s.doors.allow(httpserver.AddressFrom(ctx), s.d.Now()) {
		return nil
	}
	return fault.New(fault.TooMany, "accounts.network",
		"Too many requests came from your network. Try again in a few seconds.").After(5 * time.Second)
}

// floor makes an answer take at least as long as every other of its kind, so that its time does not tell whether an address
// is known. Call what it returns before answering.
func (s *Service) floor(ctx context.Context) (wait func()) {
	if s.cfg.Floor < 0 {
		return func() {}
	}
	t := time.NewTimer(s.cfg.Floor)
	return func() {
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
		}
	}
}
