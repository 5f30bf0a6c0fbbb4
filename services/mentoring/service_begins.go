package mentoring

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// errNotMentoring is told to nobody but the mentor whom it is about.
var errNotMentoring = fault.New(fault.Conflict, "match.not_mentoring",
	"You do not mentor in this programme at the moment: you left it, stopped offering to mentor, or are not approved. Once you do, accept again.")

// absence says who of a pair can begin no mentorship in a programme.
type absence struct {
	newcomer, mentor bool
	// suspended is one of them for now: nobody is proposed, and what waits goes on waiting.
	suspended bool
}

func (a absence) any() bool { return a.newcomer || a.mentor || a.suspended }

// mirroredWithout says who of a pair is known to take part no more: who left the programme, or the cohort where one is named,
// or of the mentor stopped offering or is not approved. Of whom the mirrors have heard nothing yet is taken to be there: who proposes has
// looked, in mirrors of its own that may be ahead of these, and what a request may name is for mirroredEligible to say. Who may find the
// mentor is not looked at, for nobody was looking.
func (s *Service) mirroredWithout(ctx context.Context, p programme, cohort, newcomer, mentor string) (out absence, err error) {
	accounts, err := s.m.accounts.GetMany(ctx, []string{newcomer, mentor})
	if err != nil {
		return out, err
	}
	for _, a := range accounts {
		out.suspended = out.suspended || a.Suspended
	}
	var member *wire.MemberState
	if p.ID != wire.AlwaysOpen {
		n, err := s.member(ctx, p.ID, newcomer)
		if err != nil {
			return out, err
		}
		if member, err = s.member(ctx, p.ID, mentor); err != nil {
			return out, err
		}
		out.newcomer, out.mentor = n != nil && !n.Newcomer, member != nil && !member.Mentor
	}
	x, err := s.m.persons.Get(ctx, mentor)
	if err != nil && !fault.Has(err, fault.NotFound) {
		return out, err
	}
	if err == nil {
		in := p.ID
		if member == nil { // what there is to say without a membership
			in = wire.AlwaysOpen
		}
		out.mentor = out.mentor || !x.mentorsIn(in, p.Rules, member)
	}
	if cohort == "" {
		return out, nil
	}
	for _, side := range []struct {
		as, person string
		left       *bool
	}{{"newcomer", newcomer, &out.newcomer}, {"mentor", mentor, &out.mentor}} {
		found, _, err := s.m.participants.Find(ctx, store.Query{
			Where: []store.Cond{store.Where("left", store.Eq, participantKey(cohort, side.as, side.person))}, Limit: 1,
		})
		if err != nil {
			return out, err
		}
		*side.left = *side.left || len(found) > 0
	}
	return out, nil
}

// begins refuses a yes with which a mentorship would begin in a programme or cohort that one of the two is not in (any more). Where it is
// the newcomer, what waits for the yes ends with it, and the mentor is told no more than that. The mentor can change what is theirs, and
// accept then.
func (s *Service) begins(ctx context.Context, d *store.Doc[Match], mentor string, pr programme) error {
	without, err := s.without(ctx, pr, d.Body.Cohort, d.Body.Newcomer, mentor)
	switch {
	case err != nil:
		return err
	case without.newcomer:
		if err := s.endUnanswered(ctx, d.ID, mentor, pr.Rules); err != nil {
			return err
		}
		s.tidy(ctx, d.ID, append(d.Body.mentors(), d.Body.Newcomer)...)
		return errNotAsked
	case without.mentor:
		return errNotMentoring
	}
	return nil
}

// endUnanswered ends a proposal, or takes a request back, whose newcomer takes part no more.
func (s *Service) endUnanswered(ctx context.Context, id, mentor string, rules wire.Rules) error {
	_, err := s.update(ctx, "accept.without", id, func(d *store.Doc[Match]) error {
		switch {
		case d.Body.Status == Proposed && d.Body.acceptable(mentor):
			d.Body.pass(id, mentor, OfferCancelled, rules, s.d.Now())
			return nil
		case d.Body.acceptable(mentor):
			return d.Body.withdraw(id, rules, s.d.Now())
		}
		return errKept
	})
	return err
}
