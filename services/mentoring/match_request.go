package mentoring

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/naming"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// NewRequest is what a newcomer asks.
type NewRequest struct {
	Programme string   // "" is the always-open one
	Mentors   []string // 1 to 3, in the order in which they are asked
	Issue     string   // the catalogue's id of an issue; may be ""
	Message   string   // 1 to 2000 characters: what the asked mentor reads
	Goals     []string
}

func (n NewRequest) validate(newcomer string) error {
	var fields []fault.Field
	if len(n.Mentors) == 0 {
		fields = append(fields, fault.Field{Pointer: "/mentors", Code: "required"})
	}
	if len(n.Mentors) > maxMentors {
		fields = append(fields, fault.Field{Pointer: "/mentors", Code: "too_many", Params: map[string]any{"max": maxMentors}})
	}
	for i, p := range n.Mentors {
		pointer := "/mentors/" + strconv.Itoa(i)
		switch {
		case p == newcomer:
			fields = append(fields, fault.Field{Pointer: pointer, Code: "yourself"})
		case slices.Contains(n.Mentors[:i], p):
			fields = append(fields, fault.Field{Pointer: pointer, Code: "repeated"})
		}
	}
	if blank(n.Message) {
		fields = append(fields, fault.Field{Pointer: "/message", Code: "required"})
	}
	for i, g := range n.Goals {
		if blank(g) {
			fields = append(fields, fault.Field{Pointer: "/goals/" + strconv.Itoa(i), Code: "required"})
		}
	}
	return fault.InvalidFields(fields...)
}

func blank(s string) bool { return strings.TrimSpace(naming.Straight(s)) == "" }

// newRequest is an open request: the first mentor is asked, the others wait. The message is the first of its thread.
func newRequest(id string, n NewRequest, org, newcomer string, r wire.Rules, now time.Time) Match {
	m := Match{
		Status: Open, Programme: n.Programme, Org: org, Newcomer: newcomer, Issue: n.Issue, Created: now, Changed: now,
	}
	for _, g := range n.Goals {
		m.Goals = append(m.Goals, Goal{Text: naming.Straight(g)})
	}
	for _, p := range n.Mentors {
		m.Offers = append(m.Offers, Offer{Mentor: p, State: OfferWaiting})
	}
	m.Messages = 1
	m.Tail = []Message{{Match: id, Seq: 1, From: newcomer, Text: naming.Straight(n.Message), At: now}}
	m.askNext(id, r, now)
	m.schedule(r)
	return m
}

// newProposal is a round's proposal of one pair. It waits for the mentor until the given time.
func newProposal(q wire.ProposeQuestion, org string, now time.Time) Match {
	id, newcomer, mentor, until := q.Match, q.Newcomer, q.Mentor, q.Until.UTC().Truncate(time.Millisecond)
	m := Match{
		Status: Proposed, Programme: q.Programme, Org: org, Newcomer: newcomer, Round: q.Round, Cohort: q.Cohort, Created: now, Changed: now,
		Offers: []Offer{{
			Mentor: mentor, State: OfferAsked, Asked: now, Until: until,
			RemindAt: now.Add(until.Sub(now) / 2).Truncate(time.Millisecond),
		}},
	}
	m.say(wire.MatchProposed{Match: id, Newcomer: newcomer, Mentor: mentor, Round: q.Round, Until: until})
	m.schedule(wire.Rules{})
	return m
}

// askNext asks the next in line, or leaves the request exhausted. It gives who is asked now.
func (m *Match) askNext(id string, r wire.Rules, now time.Time) string {
	m.InfoSince, m.InfoUntil, m.InfoLeft = time.Time{}, time.Time{}, 0
	for i := range m.Offers {
		o := &m.Offers[i]
		clock := seconds(r.NextClock)
		if i == 0 {
			clock = seconds(r.FirstClock)
		}
		if o.Quiet && o.Skipped.IsZero() {
			o.Skipped, o.Until = now, now.Add(clock)
			m.say(wire.OfferEnded{Match: id, Newcomer: m.Newcomer, Mentor: o.Mentor, How: string(OfferDeclined)})
		}
		if o.State != OfferWaiting {
			continue
		}
		o.State, o.Asked, o.Until, o.RemindAt = OfferAsked, now, now.Add(clock), now.Add(clock/2)
		m.Status = Open
		m.say(wire.MentorAsked{Match: id, Newcomer: m.Newcomer, Mentor: o.Mentor, Issue: m.Issue, Until: o.Until, Order: i + 1})
		return o.Mentor
	}
	m.Status = Exhausted
	m.say(wire.MatchExhausted{Match: id, Newcomer: m.Newcomer})
	return ""
}

// pass ends the mentor's offer without a yes, and asks the next in the same change. A proposal ends.
func (m *Match) pass(id, mentor string, how OfferStatus, r wire.Rules, now time.Time) {
	m.passOnly(mentor, how, now)
	ended := wire.OfferEnded{Match: id, Newcomer: m.Newcomer, Mentor: mentor, How: string(how), Reason: m.offer(mentor).Reason}
	if m.Status == Proposed {
		m.Status, m.EndedAt = Ended, now
		m.say(ended)
		m.schedule(r)
		return
	}
	at := len(m.said)
	ended.Next = m.askNext(id, r, now)
	m.said = append(m.said[:at:at], append([]wire.Event{ended}, m.said[at:]...)...)
	m.schedule(r)
}

func (m *Match) passOnly(mentor string, how OfferStatus, now time.Time) {
	o := m.offer(mentor)
	m.resume(o, now)
	o.State, o.Ended, o.RemindAt = how, now, time.Time{}
}

// resume ends the pause of the clock, if there is one: the time that was left begins to run again.
func (m *Match) resume(o *Offer, now time.Time) {
	if m.Status != NeedsInfo {
		return
	}
	o.Paused += int64(now.Sub(m.InfoSince) / time.Second)
	o.Until = now.Add(time.Duration(m.InfoLeft) * time.Millisecond)
	if !o.RemindAt.IsZero() {
		o.RemindAt = o.RemindAt.Add(now.Sub(m.InfoSince))
	}
	m.Status = Open
	m.InfoSince, m.InfoUntil, m.InfoLeft = time.Time{}, time.Time{}, 0
}

// accept is step 3: the mentor's yes. It needs the reservation and the claim at the version of this match.
func (m *Match) accept(id, mentor string, r wire.Rules, now time.Time) error {
	if !m.acceptable(mentor) {
		return errNotAsked
	}
	m.passOnly(mentor, OfferAccepted, now)
	m.cancelOthers(now)
	m.Status, m.Began, m.Ends, m.LastWord = Accepted, now, now.Add(hours(int64(r.Weeks)*7*24)), now
	if o := m.offer(mentor); o != nil {
		m.MentorWrote = o.Wrote
	}
	m.say(wire.MatchAccepted{Match: id, Newcomer: m.Newcomer, Mentor: mentor, Issue: m.Issue})
	m.schedule(r)
	return nil
}

// decline is the mentor's "not this time", or the newcomer's to a proposal.
func (m *Match) decline(id, person string, r wire.Rules, now time.Time) error {
	mentor := person
	if m.Status == Proposed && person == m.Newcomer {
		mentor = m.asked()
	}
	if !m.acceptable(mentor) {
		return errNotAsked
	}
	m.pass(id, mentor, OfferDeclined, r, now)
	return nil
}

// moveOn cancels the asked mentor's offer for the newcomer, who has waited long enough.
func (m *Match) moveOn(id string, r wire.Rules, now time.Time) error {
	mentor := m.asked()
	if !m.open() || mentor == "" {
		return errNotOpen
	}
	if now.Before(m.offer(mentor).Asked.Add(seconds(r.MoveOn))) {
		return errTooEarly
	}
	m.takeBack(id, mentor, r, now)
	return nil
}

// takeBack ends the asked mentor's offer because its newcomer wants nothing of them any more. To the mentor it is what a
// request that was withdrawn is: they hear the same of both. The newcomer is told nothing of what they did themselves.
func (m *Match) takeBack(id, mentor string, r wire.Rules, now time.Time) {
	m.say(wire.MatchWithdrawn{Match: id, Newcomer: m.Newcomer, Mentor: mentor})
	m.passOnly(mentor, OfferCancelled, now)
	m.askNext(id, r, now)
	m.schedule(r)
}

// withdraw takes the request back.
func (m *Match) withdraw(id string, r wire.Rules, now time.Time) error {
	if !m.open() {
		return errNotOpen
	}
	mentor := m.asked()
	if mentor != "" {
		m.passOnly(mentor, OfferCancelled, now)
	}
	m.Status, m.EndedAt = Withdrawn, now
	m.cancelOthers(now)
	m.say(wire.MatchWithdrawn{Match: id, Newcomer: m.Newcomer, Mentor: mentor})
	m.schedule(r)
	return nil
}

// cancelOthers cancels every offer that is asked or waiting.
func (m *Match) cancelOthers(now time.Time) {
	for i := range m.Offers {
		if o := &m.Offers[i]; o.State == OfferWaiting || o.State == OfferAsked {
			o.State, o.Ended, o.RemindAt = OfferCancelled, now, time.Time{}
		}
	}
	m.InfoSince, m.InfoUntil, m.InfoLeft = time.Time{}, time.Time{}, 0
}

// askInfo pauses the clock while the mentor waits for an answer; all pauses of an offer together last at most r.InfoPause.
func (m *Match) askInfo(id, mentor string, r wire.Rules, now time.Time) error {
	if !m.acceptable(mentor) || m.Status == Proposed {
		return errNotAsked
	}
	if m.Status == NeedsInfo {
		return errInfoWaits
	}
	o := m.offer(mentor)
	left := r.InfoPause - o.Paused
	if left <= 0 || o.Inquiries >= maxInquiries || !now.Before(o.Until) {
		return errInfoUsed
	}
	o.Inquiries++
	m.Status = NeedsInfo
	m.InfoSince, m.InfoUntil, m.InfoLeft = now, now.Add(seconds(left)), o.Until.Sub(now).Milliseconds()
	m.say(wire.InfoAsked{Match: id, Newcomer: m.Newcomer, Mentor: mentor, Until: m.InfoUntil})
	m.schedule(r)
	return nil
}

// giveInfo is the newcomer's answer; the clock goes on.
func (m *Match) giveInfo(id string, r wire.Rules, now time.Time) error {
	if m.Status != NeedsInfo {
		if m.open() {
			return errNoInfoWanted
		}
		return errNotOpen
	}
	mentor := m.asked()
	o := m.offer(mentor)
	m.resume(o, now)
	m.say(wire.InfoGiven{Match: id, Newcomer: m.Newcomer, Mentor: mentor, Until: o.Until})
	m.schedule(r)
	return nil
}

// part is the one change after which the newcomer and this mentor have nothing open or live in the match: one of the two (by)
// has blocked the other, or left. It must not be told from an ordinary end: what a mentor ends is "not this time", what a
// newcomer ends is an offer taken back, and a proposal is declined by either. errKept if they have nothing as it is.
func (m *Match) part(id, mentor, by string, r wire.Rules, now time.Time) error {
	o := m.offer(mentor)
	switch {
	case m.pending() && m.HandOver.To == mentor && m.HandOver.Mute:
		return errKept // nobody is asked, and its clock ends it
	case m.successor(mentor) && by == mentor:
		m.endHandOver(id, "declined")
	case m.pending() && m.HandOver.To == mentor && by == mentor:
		return errKept // they were not asked yet: the newcomer's yes finds the block, and asks nobody
	case m.pending() && m.HandOver.To == mentor:
		m.endHandOver(id, "refused")
	case o == nil:
		return errKept
	case m.live() && o.State == OfferAccepted:
		if by == mentor && m.Proposals > 0 { // as when they end it
			m.Orphaned = now
		}
		m.end(id, Ended, "ended", now)
	case m.Status == Proposed:
		m.pass(id, mentor, OfferDeclined, r, now)
	case m.open() && o.State == OfferWaiting:
		o.State, o.Ended, o.Quiet = OfferCancelled, now, by == mentor
		if o.Quiet {
			m.hush()
		}
	case m.open() && o.State == OfferAsked && by == mentor:
		m.pass(id, mentor, OfferDeclined, r, now)
	case m.open() && o.State == OfferAsked:
		m.takeBack(id, mentor, r, now)
	default:
		return errKept
	}
	m.schedule(r)
	return nil
}

// fence makes an entry of this match at version v in the standing of p worthless: after it, no accept that read v can commit.
// free says whether the entry may go; errKept that nothing had to be changed for it.
func (m *Match) fence(p string, version, v int64) (free bool, err error) {
	switch {
	case m.liveFor(p):
		return false, errKept
	case m.terminal(), m.live() && !m.successor(p), version > v:
		return true, errKept
	}
	m.Fences++
	return true, nil
}
