package notifications

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// Turn remembers, for one person and one thread, what no longer waits on them: by kind of item, the version of the thread's document in
// which it was settled. Facts come in any order and more than once: an item of an older version is settled whether it comes before or
// after the fact that settles it.
type Turn struct {
	Person string           `json:"person"`
	Thread string           `json:"match"`          // see threadOf; it was a match's id alone at first
	Done   map[string]int64 `json:"done"`           // at most one for each kind
	Over   bool             `json:"over,omitempty"` // the match has ended: nothing of its sessions waits either
	At     time.Time        `json:"at"`             // of the latest fact
}

// threadOf names what a fact belongs to, of whose document the versions are: a match, a session of it, the claim on an issue, or "".
func threadOf(match, session, issue string) string {
	switch {
	case session != "":
		return match + ":" + session
	case match != "":
		return match
	case issue != "":
		return "issue:" + issue
	}
	return ""
}

// settle notes that items of these kinds from before a version wait no more. It says whether that is news.
func (t *Turn) settle(of settlement, version int64, at time.Time) (changed bool) {
	if t.Done == nil {
		t.Done = map[string]int64{}
	}
	for _, kind := range of.kinds {
		if t.Done[kind] < version {
			t.Done[kind], changed = version, true
		}
	}
	if of.over && !t.Over {
		t.Over, changed = true, true
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
	over   bool // the end of a match: it ends what waits of its sessions too
}

// What can wait on a mentor who was asked, on the newcomer of an open request, and on either side of a mentorship.
var (
	onMentor   = []string{"mentor_asked", "mentor_reminded", "info_given", "match_proposed"}
	onNewcomer = []string{"info_asked"}
	onEither   = []string{"match_accepted", "message_posted", "silence_noticed"}
	ofSession  = []string{"session_proposed", "session_cancelled", "session_reminded"}
	ofClaim    = []string{"issue_claimed", "claim_reminded"}
)

// readEnds are the kinds that ask for nothing but to be read: no later fact tells that what they wait for was done.
var readEnds = map[string]bool{"match_exhausted": true, "message_posted": true, "case_waits": true, "report_moved": true,
	"session_cancelled": true, "session_reminded": true, "issue_claimed": true}

// settlementsOf says what a fact settles, for the items of older versions of its thread.
func settlementsOf(e wire.Envelope) (thread string, out []settlement, err error) {
	service, typ := e.TypeOf()
	read, ok := settlers[service+"."+typ]
	if !ok {
		return "", nil, nil
	}
	return read(e)
}

type settler func(wire.Envelope) (thread string, out []settlement, err error)

var settlers = map[string]settler{
	"mentoring.mentor_reminded": settles(func(d wire.MentorReminded) (string, []settlement) {
		return d.Match, []settlement{{person: d.Mentor, kinds: []string{"mentor_asked"}}}
	}),
	"mentoring.info_asked": settles(func(d wire.InfoAsked) (string, []settlement) {
		return d.Match, []settlement{{person: d.Mentor, kinds: onMentor}}
	}),
	"mentoring.info_given": settles(func(d wire.InfoGiven) (string, []settlement) {
		return d.Match, []settlement{{person: d.Newcomer, kinds: onNewcomer}}
	}),
	"mentoring.offer_ended": settles(func(d wire.OfferEnded) (string, []settlement) {
		return d.Match, []settlement{{person: d.Mentor, kinds: onMentor}, {person: d.Newcomer, kinds: onNewcomer}}
	}),
	"mentoring.match_accepted": settles(func(d wire.MatchAccepted) (string, []settlement) {
		return d.Match, []settlement{{person: d.Mentor, kinds: onMentor}, {person: d.Newcomer, kinds: onNewcomer}}
	}),
	"mentoring.match_withdrawn": settles(func(d wire.MatchWithdrawn) (string, []settlement) {
		return d.Match, []settlement{{person: d.Mentor, kinds: onMentor}, {person: d.Newcomer, kinds: onNewcomer}}
	}),
	"mentoring.match_exhausted": settles(func(d wire.MatchExhausted) (string, []settlement) {
		return d.Match, []settlement{{person: d.Newcomer, kinds: onNewcomer}}
	}),
	"mentoring.match_active": settles(func(d wire.MatchActive) (string, []settlement) {
		first := []string{"match_accepted"}
		return d.Match, []settlement{{person: d.Newcomer, kinds: first}, {person: d.Mentor, kinds: first}}
	}),
	"mentoring.silence_noticed": settles(func(d wire.SilenceNoticed) (string, []settlement) {
		older := []string{"silence_noticed"}
		return d.Match, []settlement{{person: d.Newcomer, kinds: older}, {person: d.Mentor, kinds: older}}
	}),
	// Who writes has answered; to whom somebody writes, the newest message waits and no older one.
	"mentoring.message_posted": settles(func(d wire.MessagePosted) (string, []settlement) {
		return d.Match, []settlement{{person: d.From, kinds: onEither}, {person: d.To, kinds: []string{"message_posted", "silence_noticed"}}}
	}),
	"mentoring.match_ended": settles(func(d wire.MatchEnded) (string, []settlement) {
		all := slices.Concat(onMentor, onNewcomer, onEither)
		return d.Match, []settlement{{d.Newcomer, all, true}, {d.Mentor, all, true}}
	}),
	// Who proposes another time has answered; for who is asked, the newest proposal waits and no older one.
	"mentoring.session_proposed": settles(func(d wire.SessionProposed) (string, []settlement) {
		return ofBoth(d.Match, d.Session, d.From, d.To)
	}),
	"mentoring.session_confirmed": settles(func(d wire.SessionConfirmed) (string, []settlement) {
		return ofBoth(d.Match, d.Session, d.From, d.To)
	}),
	"mentoring.session_cancelled": settles(func(d wire.SessionCancelled) (string, []settlement) {
		return ofBoth(d.Match, d.Session, d.From, d.To)
	}),
	"mentoring.session_reminded": settles(func(d wire.SessionReminded) (string, []settlement) {
		return ofBoth(d.Match, d.Session, d.Newcomer, d.Mentor)
	}),
	"mentoring.issue_claimed":  settles(func(d wire.IssueClaimed) (string, []settlement) { return ofHolder(d.Issue, d.Person) }),
	"mentoring.claim_reminded": settles(func(d wire.ClaimReminded) (string, []settlement) { return ofHolder(d.Issue, d.Person) }),
	"mentoring.claim_extended": settles(func(d wire.ClaimExtended) (string, []settlement) { return ofHolder(d.Issue, d.Person) }),
	"mentoring.claim_ended":    settles(func(d wire.ClaimEnded) (string, []settlement) { return ofHolder(d.Issue, d.Person) }),
}

// ofBoth: whatever happens to a session, what was told of it before waits no more.
func ofBoth(match, session, a, b string) (string, []settlement) {
	return threadOf(match, session, ""), []settlement{{person: a, kinds: ofSession}, {person: b, kinds: ofSession}}
}

// ofHolder: the same for a claim.
func ofHolder(issue, person string) (string, []settlement) {
	return threadOf("", "", issue), []settlement{{person: person, kinds: ofClaim}}
}

func settles[E any](f func(E) (string, []settlement)) settler {
	return func(e wire.Envelope) (string, []settlement, error) {
		d, err := wire.Read[E](e)
		if err != nil {
			return "", nil, err
		}
		thread, out := f(d)
		return thread, out, nil
	}
}
