package mentoring

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/session"
)

// end makes a live mentorship final.
func (m *Match) end(id string, to Status, how string, now time.Time) {
	if m.pending() {
		m.endHandOver(id, "cancelled")
	}
	m.show()
	m.Status, m.EndedAt, m.DueAt = to, now, time.Time{}
	m.say(wire.MatchEnded{Match: id, Newcomer: m.Newcomer, Mentor: m.mentor(), How: how})
}

// endBy is either side's wish to end it, at any time and without a reason.
func (m *Match) endBy(id, p string, now time.Time) error {
	if !m.live() {
		return errNotLive
	}
	if p == m.mentor() && m.Proposals > 0 {
		m.Orphaned = now
	}
	m.end(id, Ended, "ended", now)
	return nil
}

// complete says that the mentorship reached what it was for.
func (m *Match) complete(id string, now time.Time) error {
	if !m.live() {
		return errNotLive
	}
	if m.Status != Active {
		return errNotActive
	}
	m.end(id, Completed, "completed", now)
	return nil
}

// extend adds four weeks to the end, up to a year from the start.
func (m *Match) extend(id string, r wire.Rules, now time.Time) error {
	if !m.live() {
		return errNotLive
	}
	ends := m.Ends.Add(hours(extension))
	if ends.After(m.Began.Add(hours(farthestEnd))) {
		return errLongest
	}
	m.Ends = ends
	m.say(wire.MatchExtended{Match: id, Newcomer: m.Newcomer, Mentor: m.mentor(), Until: ends})
	m.schedule(r)
	return nil
}

// setGoals replaces the goals; either side may. One that stays word by word stays its writer's.
func (m *Match) setGoals(by string, goals []Goal) error {
	if !m.live() {
		return errNotLive
	}
	goals = slices.Clone(goals)
	for i := range goals {
		goals[i].By = by
		if j := slices.IndexFunc(m.Goals, func(g Goal) bool { return g.Text == goals[i].Text }); j >= 0 {
			goals[i].By = m.Goals[j].By
		}
	}
	m.Goals = goals
	return nil
}

// eraseGoals takes out what somebody who left wrote there; all of it where they were the newcomer. It says whether that is news.
func (m *Match) eraseGoals(person string) bool {
	n := len(m.Goals)
	m.Goals = slices.DeleteFunc(m.Goals, func(g Goal) bool { return m.Newcomer == person || g.By == person })
	return len(m.Goals) < n
}

// wrote notes that p wrote in a live mentorship: silence is over, and with a word of both it is active. Of the mentor the words that came
// with the yes count, or with a question before it: they were for this newcomer, who has to answer now. Of the newcomer those of the request
// do not: they were written before anybody had said yes, perhaps to somebody else, and tell nothing of whether the two have met.
func (m *Match) wrote(id, p string, r wire.Rules, now time.Time) {
	if !m.live() {
		return
	}
	if p == m.Newcomer {
		m.NewcomerWrote = true
	} else {
		m.MentorWrote = true
	}
	m.LastWord, m.Noticed = now, 0
	if m.Status == Accepted && m.NewcomerWrote && m.MentorWrote {
		m.Status = Active
		m.say(wire.MatchActive{Match: id, Newcomer: m.Newcomer, Mentor: m.mentor()})
	}
	m.schedule(r)
}

// timed is a time that somebody proposed to meet at, within the last day.
type timed struct {
	By string    `json:"by"`
	At time.Time `json:"at"`
}

// proposesTime counts a time that one of the two is about to propose. Each tells the other side, so there is a bound for a day.
func (m *Match) proposesTime(by string, now time.Time) error {
	m.Times = slices.DeleteFunc(slices.Clone(m.Times), func(x timed) bool { return !x.At.Add(session.Day).After(now) })
	var own []time.Time
	for _, x := range m.Times {
		if x.By == by {
			own = append(own, x.At)
		}
	}
	if room := roomAt(own, session.DayMost, session.Day, now); room.After(now) {
		return session.DayFull(room.Sub(now))
	}
	m.Times = append(m.Times, timed{by, now})
	return nil
}

// planned counts a session that one of the two is about to propose.
func (m *Match) planned(id, by string, r wire.Rules, now time.Time) error {
	if !m.live() {
		return errNotLive
	}
	if m.Sessions >= session.Most {
		return session.ErrMany
	}
	if err := m.proposesTime(by, now); err != nil {
		return err
	}
	m.Sessions++
	_ = m.heard(id, now, false, r)
	return nil
}

// heard notes that something was done about a session: silence is over, and with a first one that was held the mentorship is
// active. errKept if it is known, or over.
func (m *Match) heard(id string, at time.Time, held bool, r wire.Rules) error {
	first := held && m.Status == Accepted
	if !m.live() || !first && !at.After(m.LastWord) {
		return errKept
	}
	if at.After(m.LastWord) {
		m.LastWord, m.Noticed = at, 0
	}
	if first {
		m.Status = Active
		m.say(wire.MatchActive{Match: id, Newcomer: m.Newcomer, Mentor: m.mentor()})
	}
	m.schedule(r)
	return nil
}
