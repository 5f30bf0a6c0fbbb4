package profiles

import (
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Candidates lists those who offer to mentor, by the state of their approval, who waits longest first; whoever is approved and has
// changed since waits. Moderators only. Those
// whom a block parts from the caller, and the caller, are left out: somebody else decides about them.
func (s *Service) Candidates(ctx context.Context, state string, limit int, after string) ([]*store.Doc[Profile], string, error) {
	p := auth.From(ctx)
	if !p.Has(auth.Moderator) {
		return nil, "", errNotModerator
	}
	page, err := s.c.mentors(ctx, state, limit, after)
	if err != nil {
		return nil, "", err
	}
	ids := make([]string, 0, len(page.Docs))
	for _, d := range page.Docs {
		ids = append(ids, d.ID)
	}
	blocked, err := s.blocked(ctx, p.ID, ids)
	if err != nil {
		return nil, "", err
	}
	docs := slices.DeleteFunc(page.Docs, func(d *store.Doc[Profile]) bool { return blocked[d.ID] || !decides(p, d.ID) })
	return docs, page.Next, nil
}

// Candidate is one of those who offer to mentor, by id. Moderators only. Forbidden "approval.own"; NotFound "approval.not_offered", also
// where a block parts the two.
func (s *Service) Candidate(ctx context.Context, id string) (*store.Doc[Profile], error) {
	if err := s.mayDecide(ctx, id); err != nil {
		return nil, err
	}
	d, err := s.c.people.Get(ctx, id)
	if fault.Absent(err) {
		return nil, errNotOffered
	}
	if err != nil {
		return nil, err
	}
	if p := &d.Body; !p.Visible() || !p.Mentor || p.Approval.State == NotOffered {
		return nil, errNotOffered
	}
	return d, nil
}

// mayDecide says whether the caller may look at the offer of id, and decide about it.
func (s *Service) mayDecide(ctx context.Context, id string) error {
	by := auth.From(ctx)
	if !by.Has(auth.Moderator) {
		return errNotModerator
	}
	if !decides(by, id) {
		return errOwnApproval
	}
	blocked, err := s.blocked(ctx, by.ID, []string{id})
	if err == nil && blocked[id] {
		err = errNotOffered
	}
	return err
}

// ApproveMentor lets somebody be found as a mentor. Moderators only, and nobody about themselves (an administrator may: a community
// begins with one person). expected is the version that was read: nobody approves what they have not seen. NotFound
// "approval.not_offered"; Forbidden "approval.own"; Unconditional "approval.which_version"; Stale "profile.changed".
func (s *Service) ApproveMentor(ctx context.Context, id string, expected int64) (*store.Doc[Profile], error) {
	return s.decide(ctx, id, expected, func(p *Profile, by string) (wire.Event, bool, error) {
		found := p.Approval.State == Approved
		changed, err := p.Approve(by, s.d.Now())
		if err == nil && changed && expected == 0 {
			err = errWhichVersion
		}
		return wire.MentorApproved{Person: id, Again: found}, changed, err
	})
}

// RefuseMentor says no, with a code that the person is told, or takes an approval back. As ApproveMentor, but expected as in SaveMe: to say
// no needs no reading of the newest words.
func (s *Service) RefuseMentor(ctx context.Context, id string, expected int64, reason string) (*store.Doc[Profile], error) {
	return s.decide(ctx, id, expected, func(p *Profile, by string) (wire.Event, bool, error) {
		changed, err := p.Refuse(by, reason, s.d.Now())
		return wire.MentorRefused{Person: id, Reason: reason}, changed, err
	})
}

func (s *Service) decide(ctx context.Context, id string, expected int64,
	rule func(p *Profile, by string) (wire.Event, bool, error)) (*store.Doc[Profile], error) {
	if err := s.mayDecide(ctx, id); err != nil {
		return nil, err
	}
	by := auth.From(ctx)
	d, err := s.c.people.Update(ctx, id, func(d *store.Doc[Profile]) error {
		event, changed, err := rule(&d.Body, by.ID)
		switch {
		case err != nil:
			return err
		case !changed:
			return store.Unchanged
		case expected > 0 && d.Version != expected:
			return errChanged
		}
		s.emit(ctx, d, outbox.Scope{}, event)
		return nil
	})
	if fault.Absent(err) {
		return nil, errNotOffered
	}
	return d, err
}

// approval says whether mentors need it: unless the configuration, or the rules of the always-open programme, say that this
// community approves nobody.
func (s *Service) approval(ctx context.Context) (bool, error) {
	if s.cfg.ApprovalOff {
		return false, nil
	}
	open, err := s.m.programmes.Get(ctx, wire.AlwaysOpen)
	if fault.Has(err, fault.NotFound) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return open.Rules.MentorApproval, nil
}

// approveWaiting lets those be found, and be shown as they now describe themselves, who still wait after the community has
// stopped approving: some at each tick.
func (s *Service) approveWaiting(ctx context.Context) error {
	if approval, err := s.approval(ctx); approval || err != nil {
		return err
	}
	page, err := s.c.mentors(ctx, Waiting, store.MaxLimit, "")
	if err != nil {
		return err
	}
	for _, d := range page.Docs {
		_, err := s.c.people.Update(ctx, d.ID, func(d *store.Doc[Profile]) error {
			changed := !d.Body.Approval.Changed.IsZero()
			events := d.Body.settleOffer(d.ID, false, s.d.Now())
			d.Body.settleTexts(d.Body.Said, false, s.d.Now())
			if len(events) == 0 && !changed {
				return store.Unchanged
			}
			s.emit(ctx, d, outbox.Scope{}, events...)
			return nil
		})
		if err != nil && !fault.Has(err, fault.NotFound) && !fault.Has(err, fault.Gone) {
			return err
		}
	}
	return nil
}

func decides(p auth.Principal, about string) bool { return p.ID != about || p.Has(auth.Administrator) }

var (
	errNotModerator = fault.New(fault.Forbidden, "approval.moderators_only", "Only moderators decide who can be found as a mentor.")
	errWhichVersion = fault.New(fault.Unconditional, "approval.which_version",
		"Read the offer first and send its ETag as If-Match, so that you approve what you have read.")
	errOwnApproval = fault.New(fault.Forbidden, "approval.own", "Somebody else decides about your offer to mentor.")
)
