package matching

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// isOpen: somebody is asked, or will be. isLive: two people work together, or are about to.
func isOpen(status string) bool { return status == "open" || status == "needs_info" }
func isLive(status string) bool { return status == "accepted" || status == "active" }

// match keeps what is open or live (or proposed); what has ended concerns nobody here any more.
func (p *picture) match(id string, s *wire.MatchState) {
	if old := p.matches[id]; old != nil {
		for _, person := range concerned(old) {
			p.matchesOf.drop(person, id)
			p.dirtyPeople[person] = true
		}
		p.onIssue.drop(old.Issue, id)
		p.uncountProject(id)
		p.dirtyIssues[old.Issue] = true
	}
	delete(p.matches, id)
	if s == nil || !isOpen(s.Status) && !isLive(s.Status) && s.Status != "proposed" {
		delete(p.dirtyIssues, "")
		return
	}
	p.matches[id] = s
	for _, person := range concerned(s) {
		p.matchesOf.add(person, id)
		p.dirtyPeople[person] = true
	}
	p.onIssue.add(s.Issue, id)
	p.countProject(s, id)
	p.dirtyIssues[s.Issue] = true
	delete(p.dirtyIssues, "")
}

func concerned(s *wire.MatchState) []string {
	out := []string{s.Newcomer}
	if s.Mentor != "" {
		out = append(out, s.Mentor)
	}
	for _, o := range s.Offers {
		out = append(out, o.Mentor)
	}
	return out
}

// countProject counts a live match for its project, whose other issues may be full now.
func (p *picture) countProject(s *wire.MatchState, id string) {
	if i := p.issues[s.Issue]; i != nil && isLive(s.Status) && p.counted[id] != i.Project {
		p.uncountProject(id)
		p.counted[id] = i.Project
		p.asking.add(i.Project, id)
		p.project(i.Project, p.projects[i.Project])
	}
}

func (p *picture) uncountProject(id string) {
	if project, ok := p.counted[id]; ok {
		delete(p.counted, id)
		p.asking.drop(project, id)
		p.project(project, p.projects[project])
	}
}

// mentorsOf are those with whom a newcomer has an open request or a live mentorship.
func (p *picture) mentorsOf(newcomer string) (out []string) {
	for id := range p.matchesOf[newcomer] {
		m := p.matches[id]
		if m.Newcomer != newcomer {
			continue
		}
		if m.Mentor != "" {
			out = append(out, m.Mentor)
		}
		for _, o := range m.Offers {
			if isOpen(m.Status) && (o.State == "waiting" || o.State == "asked") {
				out = append(out, o.Mentor)
			}
		}
	}
	return out
}

// issuesOfNewcomer are those that the newcomer's own open and live matches name.
func (p *picture) issuesOfNewcomer(newcomer string) (out []string) {
	for id := range p.matchesOf[newcomer] {
		if m := p.matches[id]; m.Newcomer == newcomer && m.Issue != "" {
			out = append(out, m.Issue)
		}
	}
	return out
}

// askedBy are the newcomers whose turn with this mentor it is, in the programme.
func (p *picture) askedBy(mentor, programme string) (asked []string) {
	for id := range p.matchesOf[mentor] {
		m := p.matches[id]
		if m.Programme != programme || !isOpen(m.Status) {
			continue
		}
		if hasTurn(m, mentor) {
			asked = append(asked, m.Newcomer)
		}
	}
	return asked
}

// busyIn are the programmes in which a newcomer has a live mentorship, with anybody.
func (p *picture) busyIn(newcomer string) (programmes []string) {
	for id := range p.matchesOf[newcomer] {
		if m := p.matches[id]; m.Newcomer == newcomer && isLive(m.Status) {
			programmes = append(programmes, m.Programme)
		}
	}
	return programmes
}

// carried is what a mentor's matches of one programme are.
type carried struct{ live, listed int }

// carries counts a mentor's live and listed matches by programme.
func (p *picture) carries(mentor string) map[string]carried {
	out := map[string]carried{}
	for id := range p.matchesOf[mentor] {
		m := p.matches[id]
		c := out[m.Programme]
		switch {
		case m.Mentor == mentor && isLive(m.Status):
			c.live++
		case isOpen(m.Status) && slices.ContainsFunc(m.Offers, func(o wire.OfferState) bool {
			return o.Mentor == mentor && (o.State == "waiting" || o.State == "asked")
		}):
			c.listed++
		}
		out[m.Programme] = c
	}
	return out
}

// place is what a programme sees of a mentor, by its own rules where the standing says nothing, as mentoring answers a request: a pause
// or nobody more in the queue refuses it, and with no place free it waits.
func (p *picture) place(mentor, programme string, at map[string]carried) rank.Place {
	r := p.rules(programme)
	out := rank.Place{Programme: programme, Capacity: r.DefaultPlaces, MostAsked: r.Unanswered, Unanswered: at[programme].listed}
	live := at[programme].live
	out.Full = r.MentorCap > 0 && live >= r.MentorCap
	st := p.standings[mentor]
	if st == nil {
		return out
	}
	if st.CapacitySet || st.Capacity != wire.DefaultRules().DefaultPlaces { // an older mentoring does not say whether it was set
		out.Capacity = st.Capacity
	}
	out.Unanswered = st.UnansweredIn[programme]
	if st.UnansweredIn == nil && st.Unanswered > 0 { // nor of which programmes they are: what is not known to be elsewhere counts here
		elsewhere := 0
		for other, c := range at {
			if other != programme {
				elsewhere += c.listed
			}
		}
		out.Unanswered = max(0, st.Unanswered-elsewhere)
	}
	if most, ok := st.Caps[programme]; ok {
		out.Refuses = most == 0
		out.Full = out.Full || live >= most
	}
	return out
}

// blocked are those who blocked this person or whom this person blocked, as either side's standing says.
func (p *picture) blocked(person string) []string {
	var out []string
	if s := p.standings[person]; s != nil {
		out = append(out, s.Blocked...)
	}
	for id := range p.blockers[person] {
		out = append(out, id)
	}
	return out
}
