package mentoring

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Limits of hand-overs.
const (
	consentClock  = 7 * 24 // hours that the newcomer has
	mostProposals = 10     // in one mentorship
	mostHandOvers = 3      // that come about, in one mentorship
)

// The states of a hand-over that is on its way.
const (
	handOverProposed = "proposed" // the newcomer is asked
	handOverAsked    = "asked"    // they agreed, the mentor who is to go on is asked
)

// handOver is a live mentorship on its way to another mentor. Until both have said yes nothing else changes. It is in the match, so that
// the mentor changes in one replace: at any moment the mentorship has one mentor, who holds a place for it.
type handOver struct {
	To     string    `json:"to"`
	State  string    `json:"state"`
	Shared bool      `json:"shared,omitempty"` // the newcomer lets To read what was written so far
	Asked  time.Time `json:"asked,omitzero"`   // since when it is To's turn
	// Mute: a block parts the newcomer from To, who is never asked; to everybody else it is a hand-over without an answer, which ends by
	// its clock. Hidden: the block was there first, and the newcomer hears nothing of it either.
	Mute   bool      `json:"mute,omitempty"`
	Hidden bool      `json:"hidden,omitempty"`
	Until  time.Time `json:"until"` // until when whoever is asked may answer
}

// former is a mentor who handed the mentorship over.
type former struct {
	Mentor string    `json:"mentor"`
	Ended  time.Time `json:"ended"`
}

var (
	errNoHandOver   = fault.New(fault.NotFound, "hand_over.absent", "There is no such hand-over that waits for you.")
	errHandOverWait = fault.New(fault.Conflict, "hand_over.pending",
		"You have proposed somebody already. Wait for the answers, or take that proposal back first.")
	errHandOverLate = fault.New(fault.Conflict, "hand_over.moved", "This hand-over has gone on, or has ended. Load it again.")
	errHandOvers    = fault.New(fault.Conflict, "hand_over.too_many",
		"This mentorship was handed over, or proposed to others, too often. End it: the newcomer comes first in the waiting list.")
	errNoSuccessor = &fault.Fault{
		Kind: fault.Invalid, Code: "mentor.unavailable", Detail: "This person cannot go on with it. Choose somebody else.",
		Fields: []fault.Field{{Pointer: "/to", Code: "unavailable"}},
	}
)

// pending says whether a hand-over is on its way.
func (m *Match) pending() bool { return m.live() && m.HandOver.To != "" }

// successor: the person is asked to go on with this mentorship and may say yes.
func (m *Match) successor(p string) bool {
	return m.pending() && m.HandOver.To == p && m.HandOver.State == handOverAsked && !m.HandOver.Mute
}

// handsOver: the hand-over on its way is p's business; the successor's once the newcomer agreed.
func (m *Match) handsOver(p string) bool {
	return m.pending() && (p == m.Newcomer && !m.HandOver.Hidden || p == m.mentor() || m.successor(p))
}

// formerly finds p among those who handed it over; nil if they are not.
func (m *Match) formerly(p string) *former {
	for i := range m.Former {
		if m.Former[i].Mentor == p && m.mentor() != p {
			return &m.Former[i]
		}
	}
	return nil
}

// liveWith: this mentorship is live, and that is its mentor.
func (m *Match) liveWith(mentor string) bool { return m.live() && m.mentor() == mentor }

// endedWith is when it ended for that mentor.
func (m *Match) endedWith(mentor string) time.Time {
	if f := m.formerly(mentor); f != nil {
		return f.Ended
	}
	return m.EndedAt
}

// proposeHandOver is the mentor's wish that to goes on. The newcomer is asked first; where a block parts them from to, nobody is, and the
// mentor cannot tell that from no answer.
func (m *Match) proposeHandOver(id, by, to string, parted bool, r wire.Rules, now time.Time) error {
	switch {
	case !m.live():
		return errNotLive
	case by != m.mentor():
		return errAbsent
	case m.pending():
		return errHandOverWait
	case to == m.Newcomer, to == by:
		return errNoSuccessor
	case m.Proposals >= mostProposals, len(m.Former) >= mostHandOvers:
		return errHandOvers
	}
	m.Proposals++
	m.HandOver = handOver{To: to, State: handOverProposed, Mute: parted, Hidden: parted, Until: now.Add(hours(consentClock))}
	if parted {
		m.hush()
		m.schedule(r)
		return nil
	}
	m.say(wire.HandOverProposed{Match: id, Newcomer: m.Newcomer, From: by, To: to, Until: m.HandOver.Until})
	m.schedule(r)
	return nil
}

// hush makes this change one that the newcomer does not see.
func (m *Match) hush() {
	if !m.quietly {
		m.Hushed, m.quietly = m.Hushed+1, true
	}
}

// show takes that back: in the same change something happened that they see.
func (m *Match) show() {
	if m.quietly {
		m.Hushed, m.quietly = m.Hushed-1, false
	}
}

// consent is the newcomer's yes; now the other mentor is asked, unless a block parts the two. errKept if they said the same before.
func (m *Match) consent(id string, shared, parted bool, r wire.Rules, now time.Time) error {
	h := &m.HandOver
	if !m.handsOver(m.Newcomer) {
		return errNoHandOver
	}
	if h.State == handOverAsked {
		if h.Shared == shared {
			return errKept
		}
		h.Shared = shared // what is read before the other mentor says yes is the first message alone
		return nil
	}
	h.State, h.Shared, h.Mute, h.Asked, h.Until = handOverAsked, shared, parted, now, now.Add(seconds(r.FirstClock))
	if !parted {
		m.say(wire.HandOverAsked{Match: id, Newcomer: m.Newcomer, From: m.mentor(), To: h.To, Until: h.Until})
	}
	m.schedule(r)
	return nil
}

// dropHandOver is anybody's no: the newcomer's, who may take a yes back, that of the mentor who is asked, or the mentor's own.
func (m *Match) dropHandOver(id, by string, r wire.Rules) error {
	if !m.handsOver(by) {
		return errNoHandOver
	}
	how := "refused"
	switch by {
	case m.mentor():
		how = "cancelled"
	case m.HandOver.To:
		how = "declined"
	}
	m.endHandOver(id, how)
	m.schedule(r)
	return nil
}

// endHandOver leaves everything as it was.
func (m *Match) endHandOver(id, how string) {
	h := m.HandOver
	m.HandOver = handOver{}
	if h.Hidden {
		m.hush()
	}
	m.say(wire.HandOverEnded{
		Match: id, Newcomer: m.Newcomer, From: m.mentor(), To: h.To, How: how, Asked: h.State == handOverAsked && !h.Mute, Hidden: h.Hidden,
	})
}

// takeOver is step 3 of a hand-over: the successor's yes, which is the change of the mentor. It needs their reservation, and the
// newcomer's claim that names them, at the version of this match.
func (m *Match) takeOver(id, to string, r wire.Rules, now time.Time) error {
	if !m.successor(to) {
		return errHandOverLate
	}
	h, from := m.HandOver, m.mentor()
	m.Offers = slices.DeleteFunc(slices.Clone(m.Offers), func(o Offer) bool { return o.Mentor == to })
	o := m.offer(from)
	o.State, o.Ended, o.RemindAt = OfferHandedOver, now, time.Time{}
	m.Offers = append(m.Offers, Offer{Mentor: to, State: OfferAccepted, Asked: h.Asked, Until: h.Until, Ended: now})
	m.Former = slices.DeleteFunc(slices.Clone(m.Former), func(f former) bool { return f.Mentor == from })
	m.Former = append(m.Former, former{Mentor: from, Ended: now})
	m.HandOver, m.Shared = handOver{}, h.Shared
	m.LastWord, m.Noticed, m.MentorWrote = now, 0, m.Status == Active
	m.say(wire.MatchHandedOver{Match: id, Newcomer: m.Newcomer, From: from, To: to, Shared: h.Shared})
	m.schedule(r)
	return nil
}
