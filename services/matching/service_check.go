package matching

import (
	"context"
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// checkEvery is how often somebody's lists are made again by scoring everybody; sampled is how long those are. With a million issues it
// takes about a second of one core.
const (
	checkEvery = 5 * time.Minute
	sampled    = 20
	// mostLooked bounds the search for a newcomer among those who are none.
	mostLooked = 1000
)

// Check answers somebody's questions twice on one snapshot, by the index and by scoring everybody. Whose is drawn from those who look for a
// mentor; nothing of it is kept. An error says that the two differ, which is logged and counted (waymark_self_check_exact), and that
// recommendations cannot be trusted.
func (s *Service) Check(context.Context) error {
	_, err := s.check()
	return err
}

func (s *Service) check() (compared int, err error) {
	if s.live.ready() != nil {
		return 0, nil
	}
	q, ok := s.somebody(int(s.checked.Add(1)))
	if !ok {
		return 0, nil
	}
	index := s.live.index.Load()
	for what, c := range map[string]rank.Checked{
		"mentors": index.CheckMentors(&q.person, &q.mentors, sampled), "issues": index.CheckIssues(&q.learned, &q.issues, sampled),
	} {
		e := differs(what, c)
		s.d.Checks.Compared(self, what, e == nil)
		if e != nil {
			err = e
		}
		compared++
	}
	return compared, err
}

// checkedQuestion is what one newcomer would ask, for mentors and for issues.
type checkedQuestion struct {
	person, learned rank.Person // learned: with what earlier work shows
	mentors, issues rank.Scope
}

// somebody draws a newcomer, with whom they cannot be shown. The turn says how they ask: every second time in a programme of theirs, by its
// weights and what it looks for, where the newcomer who was drawn has one; and of four turns two ask for less, by a filter.
func (s *Service) somebody(turn int) (q checkedQuestion, ok bool) {
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	p, looked := s.live.picture, 0
	drawn, programme := "", wire.AlwaysOpen
	for id, own := range p.persons { // begins anywhere
		if looked++; looked > mostLooked {
			break
		}
		if !own.Newcomer || own.Invited {
			continue
		}
		if drawn == "" {
			drawn = id
		}
		if turn%2 == 0 {
			break
		}
		if in := p.programmesOf(id, true); len(in) > 0 {
			drawn, programme = id, in[turn/2%len(in)]
			break
		}
	}
	if drawn == "" {
		return q, false
	}
	return p.checkedQuestion(drawn, programme, turn, s.d.Now()), true
}

// checkedQuestion is what the lists of mentors and issues ask for a newcomer.
func (p *picture) checkedQuestion(id, programme string, turn int, now time.Time) checkedQuestion {
	own := p.persons[id]
	q := checkedQuestion{person: p.learner(own)}
	q.learned = q.person
	p.learnFrom(&q.learned, ownWork(own))
	q.mentors = rank.Scope{
		Now: now, SignedIn: true, Programme: programme, Programmes: p.programmesOf(id, false), Blocked: p.blocked(id), Weights: p.weights(programme),
	}
	q.issues = q.mentors
	q.mentors.Taken, q.issues.Taken = p.mentorsOf(id), p.issuesOfNewcomer(id)
	if turn/2%2 == 1 {
		q.mentors.Filter, q.issues.Filter = narrowed(&q.person, turn/4)
	}
	return q
}

// narrowed are filters that somebody could choose: by turns one thing that they said, and one that issues alone have.
func narrowed(n *rank.Person, turn int) (mentors, issues rank.Filter) {
	var f rank.Filter
	switch {
	case turn%3 == 0 && len(n.Want) > 0:
		f.Skills = []string{n.Want[0].ID}
	case turn%3 == 1 && len(n.Causes) > 0:
		f.Causes = n.Causes[:1]
	case len(n.Languages) > 0:
		f.Languages = []string{n.Languages[0].Language}
	}
	issues = f
	if turn%3 == 2 {
		issues.Kinds, issues.Mentored = []string{rank.Code, rank.Documentation}, turn%2 == 1
	}
	return f, issues
}

// differs says where two answers differ, and of whom nothing.
func differs(what string, c rank.Checked) error {
	if c.Same {
		return nil
	}
	at := 0
	for at < len(c.Index) && at < len(c.Naive) && c.Index[at] == c.Naive[at] {
		at++
	}
	return fmt.Errorf("matching: the best %s by the index and by scoring everybody differ from place %d on (%d and %d of them)", what, at+1,
		len(c.Index), len(c.Naive))
}
