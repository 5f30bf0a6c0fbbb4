package accounts

import (
	"net/netip"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

// networks are the budgets of the networks that an address is in, the narrowest first: one IPv4 address; of IPv6 what one household, one customer
// and one provider have (64, 48 and 32 bits), since who has a wide one has as many narrow ones as they like. This machine itself is no network:
// it is a proxy that nobody named, or whoever runs the place.
type networks []network

type network struct {
	bits  int
	paces *httpserver.Paces
}

// wideTimes is how much more a network may than the next narrower one.
const wideTimes = 4

// newNetworks let the narrowest do it so often at once, and as often again in an hour; each wider one wideTimes as often.
func newNetworks(most int, bits ...int) (out networks) {
	for _, b := range bits {
		out = append(out, network{b, httpserver.NewPaces(time.Hour/time.Duration(most), most)})
		most *= wideTimes
	}
	return out
}

// name is what the network is called that an address is in; "" for none, which has no bound.
func (n network) name(address string) string {
	if a, err := netip.ParseAddr(address); err == nil && a.Unmap().IsLoopback() {
		return ""
	}
	return httpserver.NetworkOf(address, n.bits)
}

// allow takes one from each budget, or from none; back gives them back. TooMany "accounts.mail_network".
func (n networks) allow(address string, now time.Time) (back func(), err error) {
	var taken []func()
	back = func() {
		for _, give := range slices.Backward(taken) {
			give()
		}
	}
	for _, x := range n {
		after, give, ok := x.paces.Allow(x.name(address), now)
		if !ok {
			back()
			return func() {}, fault.New(fault.TooMany, "accounts.mail_network",
				"Many accounts or links were asked for from your network. Try again in a few minutes.").After(after)
		}
		taken = append(taken, give)
	}
	return back, nil
}

// try is for what counts only if it fails: after says when the next may begin, end must be called of what began.
func (n networks) try(address string, now time.Time) (after time.Duration, end func(failed bool, now time.Time), ok bool) {
	var begun []func(bool, time.Time)
	end = func(failed bool, now time.Time) {
		for _, e := range begun {
			e(failed, now)
		}
	}
	for _, x := range n {
		after, e, ok := x.paces.Try(x.name(address), now)
		if !ok {
			end(false, now)
			return after, func(bool, time.Time) {}, false
		}
		begun = append(begun, e)
	}
	return 0, end, true
}
