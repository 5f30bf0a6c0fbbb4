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
	person, scope, ok := s.somebody()
	if !ok {
		return 0, nil
	}
	index := s.live.index.Load()
	for what, ask := range map[string]func(*rank.Person, *rank.Scope, int) rank.Checked{
		"mentors": index.CheckMentors, "issues": index.CheckIssues,
	} {
		e := differs(what, ask(&person, &scope, sampled))
		s.d.Checks.Compared(self, what, e == nil)
		if e != nil {
			err = e
		}
		compared++
	}
	return compared, err
}

// somebody draws a newcomer, with whom they cannot be shown.
func (s *Service) somebody() (person rank.Person, scope rank.Scope, ok bool) {
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	p, looked := s.live.picture, 0
	for id, own := range p.persons { // begins anywhere
		if looked++; looked > mostLooked {
			break
		}
		if !own.Newcomer || own.Invited {
			continue
		}
		return p.learner(own), rank.Scope{
			Now: s.d.Now(), SignedIn: true, Programme: wire.AlwaysOpen, Programmes: p.programmesOf(id, false), Blocked: p.blocked(id),
		}, true
	}
	return person, scope, false
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
