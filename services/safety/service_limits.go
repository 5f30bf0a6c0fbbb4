package safety

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// maxKnown bounds how many people or networks are remembered: this many, and as many of before.
const maxKnown = 10_000

// limits bound how often each of many may do something, in this process.
type limits struct {
	every time.Duration
	burst int

	mu            sync.Mutex
	known, before map[string]*rate.Limiter // when known is full it becomes before, and what was before is forgotten
}

func newLimits(every time.Duration, burst int) *limits {
	return &limits{every: every, burst: burst, known: map[string]*rate.Limiter{}}
}

// of is the budget of one. It takes the same time however many are known.
func (l *limits) of(who string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	x := l.known[who]
	if x != nil {
		return x
	}
	if x = l.before[who]; x == nil {
		x = rate.NewLimiter(rate.Every(l.every), l.burst)
	}
	if len(l.known) >= maxKnown {
		l.known, l.before = map[string]*rate.Limiter{}, l.known
	}
	l.known[who] = x
	return x
}

// allow takes one from the budget of who; after says when there is one again, back gives it back at the same moment.
func (l *limits) allow(who string, now time.Time) (after time.Duration, back func(), ok bool) {
	if who == "" {
		return 0, func() {}, true // in process: nobody from outside
	}
	r := l.of(who).ReserveN(now, 1)
	back = func() { r.CancelAt(now) }
	if !r.OK() || r.DelayFrom(now) > 0 {
		back()
		return l.every, func() {}, false
	}
	return l.every, back, true
}

// doors bound reports by those who are not signed in: from one address, from one wide network, and from all together.
type doors struct {
	narrow, wide *limits
	single       *rate.Limiter // beyond it they are taken, and moderators are told of them together
	all          *rate.Limiter // beyond it they are refused
	together     *rate.Limiter // how often moderators are told of many
}

// wideTimes is how much more a wide network may than an address.
const wideTimes = 4

// What is taken from all together in an hour, by each process.
const (
	singlePerHour = 60
	allPerHour    = 2000
)

func newDoors(burst int) *doors {
	const every = 2 * time.Minute
	return &doors{
		narrow: newLimits(every, burst), wide: newLimits(every/wideTimes, burst*wideTimes),
		single:   rate.NewLimiter(rate.Every(time.Hour/singlePerHour), singlePerHour),
		all:      rate.NewLimiter(rate.Every(time.Hour/allPerHour), allPerHour),
		together: rate.NewLimiter(rate.Every(time.Hour), 1),
	}
}

var errCrowd = fault.New(fault.TooMany, "report.crowd",
	"Very many reports come in without signing in. Sign in to report now, or try again in an hour.")

// enter is one report from an address. many says that moderators are not to be told of it by itself.
func (d *doors) enter(address string, now time.Time) (many bool, err error) {
	for _, x := range []struct {
		l    *limits
		bits int
	}{{d.wide, 48}, {d.narrow, 64}} {
		if after, _, ok := x.l.allow(network(address, x.bits), now); !ok {
			return false, fault.New(fault.TooMany, "report.network",
				"Many reports came from your network. Try again in a few minutes, or sign in.").After(after)
		}
	}
	if !d.all.AllowN(now, 1) {
		return false, errCrowd.After(time.Hour)
	}
	return !d.single.AllowN(now, 1), nil
}

// network is the part of an address that counts as one: an IPv6 network of so many bits, an IPv4 address; "" where it is none.
func network(address string, bits int) string {
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
