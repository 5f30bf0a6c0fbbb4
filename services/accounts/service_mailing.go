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
	accounts, links networks // apart, so that a flood of new accounts keeps nobody from signing in
	// place is what all networks together may open, and rest what those may that took little of it, so that a few networks cannot shut the
	// door for everybody. Links need no such bound: only who has an account gets one, and each account gets few.
	place, rest *rate.Limiter
	little      *httpserver.Paces
}

// Bounds of an hour by default, and how much more a wide network (48 bits of IPv6) may than a narrow one.
const (
	signUpsNetwork = 300
	signUpsPlace   = 2000
	wideTimes      = 4
)

// A third of the place is kept for networks that take no more than a tenth of what one may.
const (
	placeKept   = 3
	littleTimes = 10
)

func newMailing(network, place int) *mailing {
	all := func(n int) *rate.Limiter { return rate.NewLimiter(rate.Limit(float64(n)/time.Hour.Seconds()), n) }
	little := max(1, network/littleTimes)
	return &mailing{
		accounts: newNetworks(network), links: newNetworks(network), place: all(place - place/placeKept), rest: all(place / placeKept),
		little: httpserver.NewPaces(time.Hour/time.Duration(little), little),
	}
}

// allowAccount takes one from the budgets of the network that a request came from, and of the place: from all of them or from none. Nothing
// counts that comes from within this process. TooMany "accounts.mail_network", "accounts.crowd".
func (m *mailing) allowAccount(address string, now time.Time) error {
	if address == "" {
		return nil
	}
	back, err := m.accounts.allow(address, now)
	if err != nil || m.place.AllowN(now, 1) {
		return err
	}
	_, undo, ok := m.little.Allow(httpserver.NetworkOf(address, 48), now)
	if ok && m.rest.AllowN(now, 1) {
		return nil
	}
	undo()
	back()
	return fault.New(fault.TooMany, "accounts.crowd",
		"Very many accounts are opened at the moment. Try again in some minutes.").After(time.Minute)
}

// allowLink takes one from the budget of links of the network that a request came from. TooMany "accounts.mail_network".
func (m *mailing) allowLink(address string, now time.Time) error {
	_, err := m.links.allow(address, now)
	return err
}

// networks are the budgets of networks: of narrow ones (one IPv4 address, 64 bits of IPv6) and of the wide ones around them. This machine
// itself is no network: it is a proxy that nobody named, or whoever runs the place.
type networks struct{ narrow, wide *httpserver.Paces }

// newNetworks let each do it so often at once, and as often again in an hour.
func newNetworks(most int) networks {
	every := time.Hour / time.Duration(most)
	return networks{httpserver.NewPaces(every, most), httpserver.NewPaces(every/wideTimes, most*wideTimes)}
}

// both are the names of the networks that an address is in; "" for none.
func (n networks) both(address string) (narrow, wide string) {
	if a, err := netip.ParseAddr(address); err == nil && a.Unmap().IsLoopback() {
		return "", ""
	}
	return httpserver.NetworkOf(address, 64), httpserver.NetworkOf(address, 48)
}

// allow takes one from both budgets, or from none; back gives them back.
func (n networks) allow(address string, now time.Time) (back func(), err error) {
	narrow, wide := n.both(address)
	after, first, ok := n.narrow.Allow(narrow, now)
	if ok {
		var second func()
		if after, second, ok = n.wide.Allow(wide, now); ok {
			return func() { first(); second() }, nil
		}
		first()
	}
	return func() {}, fault.New(fault.TooMany, "accounts.mail_network",
		"Many accounts or links were asked for from your network. Try again in a few minutes.").After(after)
}

// try is for what counts only if it fails: after says when the next may begin, end must be called of what began.
func (n networks) try(address string, now time.Time) (after time.Duration, end func(failed bool, now time.Time), ok bool) {
	narrow, wide := n.both(address)
	after, first, ok := n.narrow.Try(narrow, now)
	if !ok {
		return after, first, false
	}
	after, second, ok := n.wide.Try(wide, now)
	if !ok {
		first(false, now)
		return after, second, false
	}
	return after, func(failed bool, now time.Time) { first(failed, now); second(failed, now) }, true
}
