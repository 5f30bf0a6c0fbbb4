package mentoring

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// schedule computes when the next clock of the match fires. Every transition calls it.
func (m *Match) schedule(r wire.Rules) {
	m.DueAt = time.Time{}
	switch {
	case m.Status == Open || m.Status == Proposed:
		if o := m.offer(m.asked()); o != nil {
			m.DueAt = o.Until
			if !o.RemindAt.IsZero() && o.RemindAt.Before(o.Until) {
				m.DueAt = o.RemindAt
			}
		}
	case m.Status == NeedsInfo:
		m.DueAt = m.InfoUntil
	case m.live():
		m.DueAt = m.Ends
		if quiet := m.LastWord.Add(m.nextSilence(r)); quiet.Before(m.DueAt) {
			m.DueAt = quiet
		}
		if m.pending() && m.HandOver.Until.Before(m.DueAt) {
			m.DueAt = m.HandOver.Until
		}
	}
}

// nextSilence is after how long a silence the next thing happens.
func (m *Match) nextSilence(r wire.Rules) time.Duration {
	if m.Noticed < len(r.SilenceReminder) {
		return seconds(min(r.SilenceReminder[m.Noticed], r.SilenceEnd))
	}
	return seconds(r.SilenceEnd)
}

// tick lets every clock that is due at now fire, and none early. errKept if none is.
func (m *Match) tick(id string, r wire.Rules, now time.Time) error {
	fired := false
	for range 8 { // more than can be due at once
		if m.DueAt.IsZero() || m.DueAt.After(now) {
			break
		}
		if !m.fire(id, r, now) {
			m.schedule(r) // the rules have changed meanwhile: the clock was moved
			if m.DueAt.IsZero() || !m.DueAt.After(now) {
				break
			}
		}
		fired = true
	}
	if !fired {
		return errKept
	}
	return nil
}

func (m *Match) fire(id string, r wire.Rules, now time.Time) bool {
	switch {
	case m.Status == Open || m.Status == Proposed:
		mentor := m.asked()
		o := m.offer(mentor)
		if o == nil {
			return false
		}
		if !o.Until.After(now) {
			m.pass(id, mentor, OfferExpired, r, now)
			return true
		}
		if o.RemindAt.IsZero() || o.RemindAt.After(now) {
			return false
		}
		o.RemindAt = time.Time{}
		m.say(wire.MentorReminded{Match: id, Newcomer: m.Newcomer, Mentor: mentor, Until: o.Until})
		m.schedule(r)
		return true
	case m.Status == NeedsInfo:
		if m.InfoUntil.After(now) {
			return false
		}
		// The newcomer did not answer: the mentor's clock goes on, and the mentor is told so.
		o := m.offer(m.asked())
		m.resume(o, now)
		m.say(wire.MentorReminded{Match: id, Newcomer: m.Newcomer, Mentor: o.Mentor, Until: o.Until})
		m.schedule(r)
		return true
	case m.live():
		return m.fireLive(id, r, now)
	}
	return false
}

func (m *Match) fireLive(id string, r wire.Rules, now time.Time) bool {
	if !m.Ends.After(now) {
		if m.Status == Active {
			m.end(id, Completed, "completed", now)
		} else {
			m.end(id, Ended, "ended", now)
		}
		return true
	}
	if m.pending() && !m.HandOver.Until.After(now) {
		m.endHandOver(id, "expired")
		m.schedule(r)
		return true
	}
	quiet := now.Sub(m.LastWord)
	if quiet >= seconds(r.SilenceEnd) {
		m.end(id, Ended, "silence", now)
		return true
	}
	noticed := m.Noticed
	for m.Noticed < len(r.SilenceReminder) && quiet >= seconds(r.SilenceReminder[m.Noticed]) {
		m.Noticed++
	}
	if m.Noticed == noticed {
		return false
	}
	m.show()
	// After a long standstill only the last of several reminders is sent.
	m.say(wire.SilenceNoticed{
		Match: id, Newcomer: m.Newcomer, Mentor: m.mentor(), Days: int(r.SilenceReminder[m.Noticed-1] / (24 * 3600)),
	})
	m.schedule(r)
	return true
}

// roomAt is when there is room for one more of most within any span, after those that were made at these times; zero is now.
func roomAt(made []time.Time, most int, span time.Duration, now time.Time) time.Time {
	lately := slices.DeleteFunc(slices.Clone(made), func(at time.Time) bool { return !at.Add(span).After(now) })
	if len(lately) < most {
		return time.Time{}
	}
	slices.SortFunc(lately, time.Time.Compare)
	return lately[len(lately)-most].Add(span)
}
