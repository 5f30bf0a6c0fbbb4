package mentoring

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// acceptTries bounds how often an accept begins anew after something of the match or of a standing moved under it.
const acceptTries = 3

// Accept is the asked mentor's yes, or to a proposal: reservation, claim, then the match once at the version read. Errors:
// NotFound; Conflict "match.not_asked", also where the newcomer takes part no more, "match.not_mentoring" where the mentor does not,
// "standing.full", "match.newcomer_taken", "match.moved"; Stale. A mentor who has
// accepted already gets the same answer again.
func (s *Service) Accept(ctx context.Context, id string, want int64) (*store.Doc[Match], error) {
	for try := 1; ; try++ {
		d, again, err := s.acceptOnce(ctx, id, want)
		if err == nil || !again || try == acceptTries {
			return d, err
		}
	}
}

// acceptOnce is one attempt. again says that beginning anew may help.
func (s *Service) acceptOnce(ctx context.Context, id string, want int64) (out *store.Doc[Match], again bool, err error) {
	d, mentor, err := s.known(ctx, id)
	if err != nil {
		return nil, false, err
	}
	m := &d.Body
	if m.live() && m.mentor() == mentor {
		return d, false, nil
	}
	if mentor == m.Newcomer { // a proposal is the mentor's to accept
		return nil, false, errNotAsked
	}
	if err := expected(d.Version, want); err != nil {
		return nil, false, err
	}
	if !m.acceptable(mentor) {
		return nil, false, errNotAsked
	}
	pr, err := s.programme(ctx, m.Programme)
	if err != nil {
		return nil, false, err
	}
	if err := s.begins(ctx, d, mentor, pr); err != nil {
		return nil, false, err
	}
	e := Entry{Match: id, Version: d.Version, Programme: m.Programme, Newcomer: m.Newcomer, Mentor: mentor}

	if again, err := s.steps.reserveFor(s, ctx, e, pr); err != nil {
		return nil, again, err
	}
	if again, err := s.steps.claimFor(s, ctx, e); err != nil {
		return nil, again, err
	}
	out, err = s.steps.commit(s, ctx, e, pr)
	if err != nil {
		s.tidy(ctx, id, mentor, m.Newcomer)
		if fault.Coded(err, "store.moved") {
			return nil, want == 0, errStale
		}
		return nil, false, err
	}
	s.tidy(ctx, id, append(out.Body.mentors(), m.Newcomer)...)
	return out, false, nil
}

// reserveFor is step 1: one replace of the mentor's standing.
func (s *Service) reserveFor(ctx context.Context, e Entry, pr programme) (again bool, err error) {
	_, err = s.upsert(ctx, "accept.reserve", e.Mentor, func(st *Standing) error { return s.steps.reserve(st, e, pr.Rules) })
	return s.refused(ctx, e, e.Mentor, err)
}

// claimFor is step 2: one replace of the newcomer's standing.
func (s *Service) claimFor(ctx context.Context, e Entry) (again bool, err error) {
	_, err = s.upsert(ctx, "accept.claim", e.Newcomer, func(st *Standing) error { return s.steps.claim(st, e) })
	return s.refused(ctx, e, e.Newcomer, err)
}

// refused settles after a refusal; again says that something was freed which may have been its cause.
func (s *Service) refused(ctx context.Context, e Entry, whose string, err error) (again bool, out error) {
	if err == nil {
		return false, nil
	}
	err = gone(err, errNotAsked)
	s.tidy(ctx, e.Match, e.Mentor, e.Newcomer)
	if fault.Coded(err, errFull.Code) || fault.Coded(err, errClaimed.Code) {
		ctx, done := aftermath(ctx)
		defer done()
		freed, _ := s.settle(ctx, whose, "", gentle)
		return freed > 0, err
	}
	return fault.Coded(err, errStale.Code), err
}

// commit is step 3: the match once, only at the version that reservation and claim name.
func (s *Service) commit(ctx context.Context, e Entry, pr programme) (*store.Doc[Match], error) {
	fn := func(d *store.Doc[Match]) error { return d.Body.accept(e.Match, e.Mentor, pr.Rules, s.d.Now()) }
	s.at("accept.commit.before")
	d, err := s.c.matches.UpdateAt(ctx, e.Match, e.Version, s.packMatch(ctx, fn))
	if err == nil {
		s.at("accept.commit.after")
	}
	return d, err
}
