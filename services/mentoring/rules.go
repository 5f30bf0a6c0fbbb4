package mentoring

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// What a programme cannot change.
const (
	maxMentors    = 3                    // in one request, in order
	maxPlaces     = 50                   // of one mentor
	maxCaps       = 50                   // programmes with a cap of their own, in one standing
	maxEntries    = 200                  // reservations and claims in one standing
	maxListings   = 200                  // listings in one standing
	maxBlocks     = 250                  // people whom one person may block; as many may block them and be noted
	maxAnswers    = 20                   // reply times kept for the bands
	maxInquiries  = 5                    // times one mentor may ask for more
	extension     = 4 * 7 * 24           // hours that one tap adds
	farthestEnd   = 52 * 7 * 24          // hours from the start of a mentorship to its last possible end
	silentPauses  = 14 * 24              // hours that the service pauses a silent mentor
	farthestPause = 366 * 24             // hours that a mentor may pause ahead
	spared        = 20 * time.Second     // a request that is just being created is left alone this long
	creating      = 15 * time.Second     // and the making of one is given up after this long
	maxDepth      = 5                    // programmes around each other are looked through so deep; four are possible
	goalsMax      = 5                    // of one match
	opensAfter    = 365 * 24 * time.Hour // a proposal waits at most this long
)

// filled puts the default wherever a rule is not set. MentorCap 0 means no cap and stays.
func filled(r wire.Rules) wire.Rules {
	d := wire.DefaultRules()
	for _, x := range []struct {
		have *int64
		want int64
	}{
		{&r.FirstClock, d.FirstClock}, {&r.NextClock, d.NextClock}, {&r.MoveOn, d.MoveOn}, {&r.InfoPause, d.InfoPause},
		{&r.WaitClock, d.WaitClock}, {&r.SilenceEnd, d.SilenceEnd},
	} {
		if *x.have <= 0 {
			*x.have = x.want
		}
	}
	for _, x := range []struct {
		have *int
		want int
	}{
		{&r.OpenRequests, d.OpenRequests}, {&r.Unanswered, d.Unanswered}, {&r.DefaultPlaces, d.DefaultPlaces},
		{&r.SilentPause, d.SilentPause}, {&r.Weeks, d.Weeks},
	} {
		if *x.have <= 0 {
			*x.have = x.want
		}
	}
	if len(r.SilenceReminder) == 0 {
		r.SilenceReminder = d.SilenceReminder
	}
	return r
}

func seconds(n int64) time.Duration { return time.Duration(n) * time.Second }
func hours(n int64) time.Duration   { return time.Duration(n) * time.Hour }
