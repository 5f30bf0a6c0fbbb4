package accounts

import (
	"time"

	"golang.org/x/time/rate"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// mailing bounds what sends mail to addresses that nobody has shown to be theirs: signing up, and asking for links by address. It
// is apart from doors, through which a whole venue comes at once: who arrives there by a badge gets no mail. Each process counts its own.
type mailing struct {
	accounts, links networks // apart, so that a flood of new accounts keeps nobody from signing in
	// place is what all networks together may open, and rest what those may that took little of it, so that a few networks cannot shut the
	// door for everybody. Links need no such bound: only who has an account gets one, and each account gets few.
	place, rest *rate.Limiter
	little      networks
}

// Bounds of an hour by default.
const (
	signUpsNetwork = 300
	signUpsPlace   = 2000
)

// A third of the place is kept for networks that take no more than a tenth of what one may.
const (
	placeKept   = 3
	littleTimes = 10
)

func newMailing(network, place int) *mailing {
	all := func(n int) *rate.Limiter { return rate.NewLimiter(rate.Limit(float64(n)/time.Hour.Seconds()), n) }
	return &mailing{
		accounts: newNetworks(network, 64, 48, 32), links: newNetworks(network, 64, 48, 32),
		place: all(place - place/placeKept), rest: all(place / placeKept), little: newNetworks(max(1, network/littleTimes), 48, 32),
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
	undo, err := m.little.allow(address, now)
	if err == nil && m.rest.AllowN(now, 1) {
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
