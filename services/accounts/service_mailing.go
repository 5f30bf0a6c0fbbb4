package accounts

import (
	"net/netip"
	"time"

	"golang.org/x/time/rate"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

// mailing bounds what sends mail to addresses that nobody has shown to be theirs: signing up, and asking for links by address. It
// is apart from doors, through which a whole venue comes at once: who arrives there by a badge gets no mail. Each process counts its own.
type mailing struct {
	narrow, wide *httpserver.Paces
	accounts     *rate.Limiter // of all networks together
	links        *rate.Limiter // apart, so that a flood of new accounts keeps nobody from signing in
}

// Bounds of an hour by default, and how much more a wide network (48 bits of IPv6) may than a narrow one.
const (
	signUpsNetwork = 300
	signUpsPlace   = 2000
	wideTimes      = 4
)

func newMailing(network, place int) *mailing {
	every := time.Hour / time.Duration(network)
	all := func() *rate.Limiter { return rate.NewLimiter(rate.Limit(float64(place)/time.Hour.Seconds()), place) }
	return &mailing{
		narrow: httpserver.NewPaces(every, network), wide: httpserver.NewPaces(every/wideTimes, network*wideTimes), accounts: all(), links: all(),
	}
}

// allow takes one from the budgets of the network that a request came from, and of the place. This machine itself is no network: it is
// a proxy that nobody named, or whoever runs the place. TooMany "accounts.network", "accounts.crowd".
func (m *mailing) allow(all *rate.Limiter, address string, now time.Time) error {
	if a, err := netip.ParseAddr(address); err != nil || !a.IsLoopback() {
		back := func() {}
		for _, x := range []struct {
			of   *httpserver.Paces
			bits int
		}{{m.narrow, 64}, {m.wide, 48}} {
			after, undo, ok := x.of.Allow(httpserver.NetworkOf(address, x.bits), now)
			if !ok {
				back()
				return fault.New(fault.TooMany, "accounts.network",
					"Many accounts and links were asked for from your network. Try again in a few minutes.").After(after)
			}
			back = undo
		}
	}
	if !all.AllowN(now, 1) {
		return fault.New(fault.TooMany, "accounts.crowd",
			"Very many accounts and links are asked for at the moment. Try again in some minutes.").After(time.Minute)
	}
	return nil
}
