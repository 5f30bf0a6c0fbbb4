package mentoring

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/help"
)

// helpOnIssues is the room of offers of help, with what it asks of this one.
func (s *Service) helpOnIssues(ctx context.Context) (*help.Service, error) {
	return help.New(ctx, help.Deps{
		DB: s.d.DB, Now: s.d.Now, Log: s.d.Log, ToBeHad: toBeHad, Free: s.helpful,
		Issues: func(ctx context.Context, issues, people []string) ([]wire.IssueKnown, error) {
			return s.issues(ctx, issues, people)
		},
		Mentors: func(ctx context.Context, person string) (bool, error) {
			pr, err := s.orDefaults(ctx, wire.AlwaysOpen)
			if err != nil {
				return false, err
			}
			return s.mentors(ctx, pr, person)
		},
		Finds: func(ctx context.Context, caller string, mentors []string) (map[string]bool, error) {
			return s.finds(ctx, wire.AlwaysOpen, caller, mentors)
		},
		Left: s.hasLeft,
	})
}

// hasLeft refuses a person whose account is closed.
func (s *Service) hasLeft(ctx context.Context, person string) error {
	if st, err := s.c.standings.Get(ctx, person); fault.Has(err, fault.Gone) || err == nil && st.Body.Closed {
		return errLeft
	}
	return nil
}

// helpful says which of the people are mentors with a place free now, whom people can find and ask.
func (s *Service) helpful(ctx context.Context, people []string) (map[string]bool, error) {
	pr, err := s.orDefaults(ctx, wire.AlwaysOpen)
	if err != nil {
		return nil, err
	}
	standings, err := s.c.standings.GetMany(ctx, people)
	if err != nil {
		return nil, err
	}
	out, now := map[string]bool{}, s.d.Now()
	for _, p := range people {
		st := &Standing{Person: p}
		if d := standings[p]; d != nil {
			st = &d.Body
		}
		if out[p] = false; st.vacant(wire.AlwaysOpen, pr.Rules, now) {
			if out[p], err = s.mentors(ctx, pr, p); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}
