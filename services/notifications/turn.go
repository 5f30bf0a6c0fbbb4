package notifications

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// Turn remembers, for one person and one match, what no longer waits on them: by kind of item, the version of the match in which
// it was settled. Facts come in any order and more than once: an item of an older version is settled whether it comes before or
// after the fact that settles it.
type Turn struct {
	Person string           `json:"person"`
	Match  string           `json:"match"`
	Done   map[string]int64 `json:"done"` // at most one for each kind
	At     time.Time        `json:"at"`   // of the latest fact
}

// settle notes that items of these kinds from before a version wait no more. It says whether that is news.
func (t *Turn) settle(kinds []string, version int64, at time.Time) (changed bool) {
	if t.Done == nil {
		t.Done = map[string]int64{}
	}
	for _, kind := range kinds {
		if t.Done[kind] < version {
			t.Done[kind], changed = version, true
		}
	}
	if changed && at.After(t.At) {
		t.At = at
	}
	return changed
}

// settled says whether an item of this kind and version waits no more.
func (t *Turn) settled(kind string, version int64) bool { return version < t.Done[kind] }

// settlement is what one fact settles for one person.
type settlement struct {
	person string
	kinds  []string
}

// What can wait on a mentor who was asked, on the newcomer of an open request, and on either side of a mentorship.
var (
	onMentor   = []string{"mentor_asked", "mentor_reminded", "info_given", "match_proposed"}
	onNewcomer = []string{"info_asked"}
	onEither   = []string{"match_accepted", "message_posted", "silence_noticed"}
)

// readEnds are the kinds that ask for nothing but to be read: no later fact tells that what they wait for was done.
var readEnds = map[string]bool{"match_exhausted": true, "message_posted": true, "case_waits": true, "report_moved": true}

// settlementsOf says what a fact of a match settles, for the items of its older versions.
func settlementsOf(e wire.Envelope) (match string, out []settlement, err error) {
	service, typ := e.TypeOf()
	read, ok := settlers[service+"."+typ]
	if !ok {
		return "", nil, nil
	}
	return read(e)
}

type settler func(wire.Envelope) (match string, out []settlement, err error)

var settlers = map[string]settler{
	"mentoring.mentor_reminded": settles(func(d wire.MentorReminded) (string, []settlement) {
		return d.Match, []settlement{{d.Mentor, []string{"mentor_asked"}}}
	}),
	"mentoring.info_asked": settles(func(d wire.InfoAsked) (string, []settlement) {
		return d.Match, []settlement{{d.Mentor, onMentor}}
	}),
	"mentoring.info_given": settles(func(d wire.InfoGiven) (string, []settlement) {
		return d.Match, []settlement{{d.Newcomer, onNewcomer}}
	}),
	"mentoring.offer_ended": settles(func(d wire.OfferEnded) (string, []settlement) {
		return d.Match, []settlement{{d.Mentor, onMentor}, {d.Newcomer, onNewcomer}}
	}),
	"mentoring.match_accepted": settles(func(d wire.MatchAccepted) (string, []settlement) {
		return d.Match, []settlement{{d.Mentor, onMentor}, {d.Newcomer, onNewcomer}}
	}),
	"mentoring.match_withdrawn": settles(func(d wire.MatchWithdrawn) (string, []settlement) {
		return d.Match, []settlement{{d.Mentor, onMentor}, {d.Newcomer, onNewcomer}}
	}),
	"mentoring.match_exhausted": settles(func(d wire.MatchExhausted) (string, []settlement) {
		return d.Match, []settlement{{d.Newcomer, onNewcomer}}
	}),
	"mentoring.match_active": settles(func(d wire.MatchActive) (string, []settlement) {
		first := []string{"match_accepted"}
		return d.Match, []settlement{{d.Newcomer, first}, {d.Mentor, first}}
	}),
	"mentoring.silence_noticed": settles(func(d wire.SilenceNoticed) (string, []settlement) {
		older := []string{"silence_noticed"}
		return d.Match, []settlement{{d.Newcomer, older}, {d.Mentor, older}}
	}),
	// Who writes has answered; to whom somebody writes, the newest message waits and no older one.
	"mentoring.message_posted": settles(func(d wire.MessagePosted) (string, []settlement) {
		return d.Match, []settlement{{d.From, onEither}, {d.To, []string{"message_posted", "silence_noticed"}}}
	}),
	"mentoring.match_ended": settles(func(d wire.MatchEnded) (string, []settlement) {
		all := slices.Concat(onMentor, onNewcomer, onEither)
		return d.Match, []settlement{{d.Newcomer, all}, {d.Mentor, all}}
	}),
}

func settles[E any](f func(E) (string, []settlement)) settler {
	return func(e wire.Envelope) (string, []settlement, error) {
		d, err := wire.Read[E](e)
		if err != nil {
			return "", nil, err
		}
		match, out := f(d)
		return match, out, nil
	}
}
