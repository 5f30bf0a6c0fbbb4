package mentoring

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Status of a match.
type Status string

// The statuses of a match. Void, withdrawn, exhausted, completed and ended are terminal.
const (
	Void      Status = "void"       // inserted only so that nothing else can be
	Open      Status = "open"       // a request; exactly one mentor is asked
	NeedsInfo Status = "needs_info" // a request; the mentor waits for an answer and the clock is paused
	Withdrawn Status = "withdrawn"  // by the newcomer
	Exhausted Status = "exhausted"  // nobody is left to ask
	Proposed  Status = "proposed"   // by a round
	Accepted  Status = "accepted"   // a mentorship
	Active    Status = "active"     // a mentorship in which both have written
	Completed Status = "completed"  // a mentorship that reached its end
	Ended     Status = "ended"      // a mentorship that ended before, or a proposal that came to nothing
)

// OfferStatus is the state of one offer of a match.
type OfferStatus string

// The states of an offer.
const (
	OfferWaiting   OfferStatus = "waiting"
	OfferAsked     OfferStatus = "asked"
	OfferAccepted  OfferStatus = "accepted"
	OfferDeclined  OfferStatus = "declined"
	OfferExpired   OfferStatus = "expired"
	OfferCancelled OfferStatus = "cancelled"
	// OfferHandedOver was accepted, and the mentorship was handed over to somebody else since.
	OfferHandedOver OfferStatus = "handed_over"
)

// Offer is one mentor of a match, in the newcomer's order.
type Offer struct {
	Mentor string      `json:"mentor"`
	State  OfferStatus `json:"state"`
	Asked  time.Time   `json:"asked,omitzero"`
	Until  time.Time   `json:"until,omitzero"` // when the clock runs out, unless it is paused
	Ended  time.Time   `json:"ended,omitzero"` // when it was answered, expired or cancelled
	// RemindAt is when half of the time is gone; zero once the reminder is out.
	RemindAt time.Time `json:"remind_at,omitzero"`
	// Paused are the seconds that the clock stood still because the mentor had asked for more, and Inquiries how often.
	Paused    int64 `json:"paused,omitempty"`
	Inquiries int   `json:"inquiries,omitempty"`
	// Reason is the code of what the mentor gave with a decline; mostly nothing.
	Reason string `json:"reason,omitempty"`
	Wrote  bool   `json:"wrote,omitempty"` // the mentor has written to the newcomer while they were asked
	// Quiet: the mentor blocked the newcomer, or left, before it was their turn, which came at Skipped. See seenByNewcomer.
	Quiet   bool      `json:"quiet,omitempty"`
	Skipped time.Time `json:"skipped,omitzero"`
}

// Goal is something the two want to reach, in their own words.
type Goal struct {
	Text string `json:"text"`
	Done bool   `json:"done,omitempty"`
	By   string `json:"by,omitempty"` // who wrote it, so that it goes with them; "" is the newcomer
}

// Match is one document from the first ask to the end of the mentorship: a request that is accepted becomes the mentorship,
// a round's proposal is a match without a request.
type Match struct {
	Status    Status    `json:"status"`
	Programme string    `json:"programme,omitempty"`
	Org       string    `json:"org,omitempty"`
	Newcomer  string    `json:"newcomer,omitempty"`
	Offers    []Offer   `json:"offers,omitempty"`
	Issue     string    `json:"issue,omitempty"`
	Round     string    `json:"round,omitempty"`
	Cohort    string    `json:"cohort,omitempty"` // the cohort that the round was of; "" of the whole programme
	Goals     []Goal    `json:"goals,omitempty"`
	Created   time.Time `json:"created"`
	Changed   time.Time `json:"changed"`

	// While needs_info: since when, until when at most, and the milliseconds left on the mentor's clock.
	InfoSince time.Time `json:"info_since,omitzero"`
	InfoUntil time.Time `json:"info_until,omitzero"`
	InfoLeft  int64     `json:"info_left,omitempty"`

	// Of a mentorship: when it began, ends and has ended; who has written since it began; the last word of either side;
	// how many reminders of the present silence are out.
	Began         time.Time `json:"began,omitzero"`
	Ends          time.Time `json:"ends,omitzero"`
	EndedAt       time.Time `json:"ended_at,omitzero"`
	NewcomerWrote bool      `json:"newcomer_wrote,omitempty"`
	MentorWrote   bool      `json:"mentor_wrote,omitempty"`
	LastWord      time.Time `json:"last_word,omitzero"`
	Noticed       int       `json:"noticed,omitempty"`
	Sessions      int       `json:"sessions,omitempty"` // how many were ever proposed
	Times         []timed   `json:"times,omitempty"`    // proposed lately by either side, for new sessions and for moved ones

	// A hand-over on its way, how many were proposed, who handed it over before, and whether the mentor may read what was written before
	// them. Orphaned is when it ended because its mentor left, or could not go on: its newcomer comes first in the waiting list.
	HandOver  handOver  `json:"hand_over,omitzero"`
	Proposals int       `json:"proposals,omitempty"`
	Former    []former  `json:"former,omitempty"`
	Shared    bool      `json:"shared,omitempty"`
	Orphaned  time.Time `json:"orphaned,omitzero"`

	// The thread: how many messages there are, and the last of them that may not be documents of their own yet.
	Messages int       `json:"messages,omitempty"`
	Tail     []Message `json:"tail,omitempty"`
	Run      monologue `json:"run,omitzero"`
	Paces    []pace    `json:"paces,omitempty"`

	// Hushed counts the changes that the newcomer must not see: a quiet end (Offer.Quiet) moves neither Changed nor seenVersion.
	Hushed int64 `json:"hushed,omitempty"`

	// Fences counts how often settle moved the version, so that a late accept finds nothing to commit.
	Fences int `json:"fences,omitempty"`
	// DueAt is when the next clock of this match fires; the store finds it by that.
	DueAt time.Time `json:"due_at,omitzero"`

	said []wire.Event
	// quietly: this change is one that the newcomer must not see.
	quietly bool
}

// Faults of a match. A match that is absent and one that is not the caller's business read the same.
var (
	errAbsent    = fault.New(fault.NotFound, "match.absent", "There is no such request or mentorship.")
	errNotAsked  = fault.New(fault.Conflict, "match.not_asked", "This request no longer waits for your answer.")
	errNotOpen   = fault.New(fault.Conflict, "match.not_open", "This request is no longer open. Load it again.")
	errNotLive   = fault.New(fault.Conflict, "match.not_live", "This mentorship has ended.")
	errNotActive = fault.New(fault.Conflict, "match.not_active",
		"Only a mentorship in which both have written can be completed; end it instead.")
	errTooEarly = fault.New(fault.Conflict, "match.move_on_too_early",
		"This mentor still has time to answer. Move on later, or withdraw the request.")
	errInfoWaits = fault.New(fault.Conflict, "match.info_asked_already",
		"You have asked for more already; wait for the answer, accept or decline.")
	errInfoUsed     = fault.New(fault.Conflict, "match.info_pause_used", "The time for questions is used up. Accept or decline.")
	errNoInfoWanted = fault.New(fault.Conflict, "match.no_info_wanted", "Nobody waits for more information on this request.")
	errLongest      = fault.New(fault.Conflict, "match.longest", "A mentorship cannot last longer than a year. Complete it and ask again.")
	errKept         = fault.New(fault.Internal, "mentoring.kept", "Nothing to change.") // never leaves this package
)

func (m *Match) open() bool { return m.Status == Open || m.Status == NeedsInfo }
func (m *Match) live() bool { return m.Status == Accepted || m.Status == Active }
func (m *Match) terminal() bool {
	switch m.Status {
	case Void, Withdrawn, Exhausted, Completed, Ended:
		return true
	}
	return false
}

// offer finds the mentor's offer; nil if there is none.
func (m *Match) offer(mentor string) *Offer {
	for i := range m.Offers {
		if m.Offers[i].Mentor == mentor {
			return &m.Offers[i]
		}
	}
	return nil
}

// asked is the mentor whose answer is waited for, or "".
func (m *Match) asked() string {
	if m.open() || m.Status == Proposed {
		for _, o := range m.Offers {
			if o.State == OfferAsked {
				return o.Mentor
			}
		}
	}
	return ""
}

// mentor is who accepted, or "".
func (m *Match) mentor() string {
	for _, o := range m.Offers {
		if o.State == OfferAccepted {
			return o.Mentor
		}
	}
	return ""
}

// acceptable: the mentor is asked and may say yes or no.
func (m *Match) acceptable(mentor string) bool { return mentor != "" && m.asked() == mentor }

// liveFor: this is a live mentorship of person p. A request that another mentor accepted is not live for p.
func (m *Match) liveFor(p string) bool { return m.live() && (m.Newcomer == p || m.mentor() == p) }

// openFor: this is an open request, and p is its newcomer or may still be asked.
func (m *Match) openFor(p string) bool {
	if !m.open() {
		return false
	}
	if m.Newcomer == p {
		return true
	}
	o := m.offer(p)
	return o != nil && (o.State == OfferWaiting || o.State == OfferAsked)
}

// knows says whether the match is p's business: the newcomer's always, a mentor's once they were asked.
func (m *Match) knows(p string) bool {
	if p == "" || m.Status == Void {
		return false
	}
	o := m.offer(p)
	return m.Newcomer == p || o != nil && !o.Asked.IsZero() || m.successor(p)
}

// over says whether p is a mentor whose turn is over without a yes: what became of the match is no longer theirs to read.
func (m *Match) over(p string) bool {
	o := m.offer(p)
	return p != m.Newcomer && o != nil && o.State != OfferAsked && o.State != OfferAccepted
}

// seenByNewcomer is the offer at i as its newcomer reads it: one that ended quietly waits on until its turn comes, and then it
// is "not this time".
func (m *Match) seenByNewcomer(i int) Offer {
	o := m.Offers[i]
	if !o.Quiet {
		return o
	}
	switch {
	case !o.Skipped.IsZero():
		o.State, o.Asked, o.Ended = OfferDeclined, o.Skipped, o.Skipped
	case m.open():
		o.State, o.Ended = OfferWaiting, time.Time{}
	case !m.Began.IsZero():
		o.Ended = m.Began
	default:
		o.Ended = m.EndedAt
	}
	return o
}

// seenVersion is the version that p is told and expects: the newcomer's leaves out what they must not see. Nobody is told of a
// version that comes back.
func (m *Match) seenVersion(p string, version int64) int64 {
	if p == m.Newcomer {
		return version - m.Hushed
	}
	return version
}

// partner is the other side of p: the newcomer's is the mentor who accepted or is asked.
func (m *Match) partner(p string) string {
	if p != m.Newcomer {
		return m.Newcomer
	}
	if who := m.mentor(); who != "" {
		return who
	}
	return m.asked()
}

// mentors in their order.
func (m *Match) mentors() []string {
	out := make([]string, len(m.Offers))
	for i, o := range m.Offers {
		out[i] = o.Mentor
	}
	return out
}

func (m *Match) say(e wire.Event) { m.said = append(m.said, e) }
