package event

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How fast codes may be guessed. Only a code whose check sign is right and that is on no badge counts as wrong: mistyping hardly ever does.
// A whole venue sits behind one address, so what is right costs nothing. One of 12,000 codes is hit by one of 2e9 guesses; over all
// networks together 0.5 a second are let through, some 130,000 over a weekend. A network from which right codes came lately has a budget of
// its own, so that strangers elsewhere keep nobody from arriving.
const (
	wrongPerNetwork, wrongBurst = 0.2, 60
	wrongOverAll, overAllBurst  = 0.5, 600
	triesPerCode                = 10 // of a code that was used already, in an hour
	mostNetworks                = 10_000
	mostCodes                   = 20_000
	trustFor                    = 6 * time.Hour
)

type network struct {
	wrong *rate.Limiter
	right time.Time // when a right code came last
}

type tried struct {
	n     int
	since time.Time
}

// pace is what one process remembers of guesses.
type pace struct {
	mu       sync.Mutex
	all      *rate.Limiter
	networks map[netip.Prefix]*network
	codes    map[string]tried
}

func newPace() *pace {
	return &pace{all: rate.NewLimiter(wrongOverAll, overAllBurst), networks: map[netip.Prefix]*network{}, codes: map[string]tried{}}
}

func prefixOf(address string) netip.Prefix {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{} // in process
	}
	bits := 32
	if a.Is6() && !a.Is4In6() {
		bits = 64
	}
	p, _ := a.Unmap().Prefix(bits)
	return p
}

func (p *pace) network(address string, now time.Time) *network {
	at := prefixOf(address)
	n := p.networks[at]
	if n == nil {
		if len(p.networks) >= mostNetworks {
			for k, x := range p.networks {
				if x.wrong.TokensAt(now) >= wrongBurst-1 && now.Sub(x.right) > trustFor {
					delete(p.networks, k)
				}
			}
		}
		n = &network{wrong: rate.NewLimiter(wrongPerNetwork, wrongBurst)}
		if len(p.networks) < mostNetworks {
			p.networks[at] = n
		}
	}
	return n
}

// may says whether another code may be looked up from an address, or how long to wait.
func (p *pace) may(address string, now time.Time) (wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.network(address, now)
	if n.wrong.TokensAt(now) < 1 {
		return 5 * time.Second
	}
	if p.all.TokensAt(now) < 1 && now.Sub(n.right) > trustFor {
		return 30 * time.Second
	}
	return 0
}

// wrong notes a guess.
func (p *pace) wrong(address string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.network(address, now).wrong.AllowN(now, 1)
	p.all.AllowN(now, 1)
}

// right notes that a badge was used.
func (p *pace) right(address string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.network(address, now).right = now
}

// again counts a code that was used before; how long to wait once it is too often.
func (p *pace) again(badge string, now time.Time) (wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.codes[badge]
	if now.Sub(t.since) > time.Hour {
		t = tried{since: now}
	}
	if t.n++; t.n > triesPerCode {
		return time.Hour - now.Sub(t.since)
	}
	if len(p.codes) >= mostCodes {
		for k, x := range p.codes {
			if now.Sub(x.since) > time.Hour {
				delete(p.codes, k)
			}
		}
	}
	if len(p.codes) < mostCodes {
		p.codes[badge] = t
	}
	return 0
}
