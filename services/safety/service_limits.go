package safety

import (
	"time"

	"golang.org/x/time/rate"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

// doors bound reports by those who are not signed in: from one address, from one wide network, and from all together.
type doors struct {
	narrow, wide *httpserver.Paces
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
		narrow: httpserver.NewPaces(every, burst), wide: httpserver.NewPaces(every/wideTimes, burst*wideTimes),
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
		l    *httpserver.Paces
		bits int
	}{{d.wide, 48}, {d.narrow, 64}} {
		if after, _, ok := x.l.Allow(httpserver.NetworkOf(address, x.bits), now); !ok {
			return false, fault.New(fault.TooMany, "report.network",
				"Many reports came from your network. Try again in a few minutes, or sign in.").After(after)
		}
	}
	if !d.all.AllowN(now, 1) {
		return false, errCrowd.After(time.Hour)
	}
	return !d.single.AllowN(now, 1), nil
}
