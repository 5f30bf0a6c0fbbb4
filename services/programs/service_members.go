package programs

import (
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Join makes the caller a newcomer or mentor of a programme, or changes which; both may be. Anybody signed in with a confirmed
// address, if the programme is open, and where joining needs an invitation, those invited and those with a role there. Faults:
// NotFound where they cannot see it; Conflict "programme.always_open", "programme.closed", "account.unconfirmed",
// "member.too_many", "idempotency.reused"; Forbidden "programme.invited_only".
func (s *Service) Join(ctx context.Context, id string, op store.Op, newcomer, mentor bool) (*store.Doc[Member], error) {
	return s.joinBy(ctx, id, op, newcomer, mentor, nil)
}

// joinBy is Join; by is nil unless it is through a hub.
func (s *Service) joinBy(ctx context.Context, id string, op store.Op, newcomer, mentor bool, by *through) (*store.Doc[Member], error) {
	p := auth.From(ctx)
	if !newcomer && !mentor {
		return nil, fault.InvalidFields(fault.Field{Pointer: "/newcomer", Code: "newcomer_or_mentor"})
	}
	seen, err := s.Programme(ctx, id)
	if err != nil {
		return nil, err
	}
	staff := len(seen.Roles) > 0 || p.Has(auth.Administrator)
	switch {
	case id == wire.AlwaysOpen:
		return nil, fault.New(fault.Conflict, "programme.always_open", "Everybody is in the always-open programme; there is nothing to join.")
	case !seen.Body.Open:
		return nil, fault.New(fault.Conflict, "programme.closed", "This programme takes nobody in now.")
	case seen.Body.Joining == JoinInvited && seen.Member == nil && !staff:
		return nil, fault.New(fault.Forbidden, "programme.invited_only", "Joining needs an invitation by an organiser.")
	}
	if err := s.confirmed(ctx, p.ID); err != nil {
		return nil, err
	}
	if seen.Member == nil || !seen.Member.In() {
		all, err := s.c.memberships(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		n := 0
		for _, m := range all.Docs {
			if m.Body.In() {
				n++
			}
		}
		if n >= MaxMemberships {
			return nil, fault.Newf(fault.Conflict, "member.too_many", "One person can be in %d programmes. Leave one first.", MaxMemberships)
		}
	}
	d, err := s.c.members.Upsert(ctx, MemberID(id, p.ID), func(d *store.Doc[Member]) error {
		if before, ok := d.Op(op.Key); ok && op.Key != "" {
			if before.Body != op.Body {
				return fault.KeyReused
			}
			return store.Unchanged
		}
		d.Body.Programme, d.Body.Person, d.Body.ByImport = id, p.ID, false
		was, asNewcomer, asMentor := d.Body, newcomer, mentor
		if by != nil { // beside what they are
			asNewcomer, asMentor = newcomer || was.Newcomer, mentor || was.Mentor
			if by.hub != "" {
				d.Body.Hub, d.Body.Agreed = by.hub, by.rules
			}
		}
		s.emitMember(ctx, d, seen.Body.Org, d.Body.Become(asNewcomer, asMentor, seen.Body.Rules.MentorApproval, s.d.Now()))
		if op.Key == "" && was == d.Body {
			return store.Unchanged
		}
		if op.Key != "" {
			d.Record(op)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d, s.settleJoined(ctx, d)
}

// confirmed refuses people whose account is not there, not confirmed or suspended.
func (s *Service) confirmed(ctx context.Context, person string) error {
	a, err := s.m.accounts.Get(ctx, person)
	if err != nil && !fault.Has(err, fault.NotFound) {
		return err
	}
	if err != nil || !a.Confirmed || a.Suspended {
		return fault.New(fault.Conflict, "account.unconfirmed", "Confirm your address first; the link is in the mail we sent.")
	}
	return nil
}

// settleJoined takes a joining back that crossed the closing of the account.
func (s *Service) settleJoined(ctx context.Context, d *store.Doc[Member]) error {
	_, err := s.m.accounts.Get(ctx, d.Body.Person)
	if fault.Has(err, fault.NotFound) {
		if err := s.deleteMember(ctx, d.ID); err != nil {
			return err
		}
		return refusal.Closed
	}
	return err
}

// Invite lets somebody join a programme where joining needs an invitation, and tells them. It makes nobody a member. Organisers
// of it.
func (s *Service) Invite(ctx context.Context, id, person string, op store.Op) (*store.Doc[Member], error) {
	if err := s.organises(ctx, id); err != nil {
		return nil, err
	}
	if id == wire.AlwaysOpen {
		return nil, fault.New(fault.Conflict, "programme.always_open", "Everybody is in the always-open programme; nobody needs to be invited.")
	}
	if s.confirmed(ctx, person) != nil { // which of the reasons it is, is nobody's business
		return nil, fault.InvalidFields(fault.Field{Pointer: "/person", Code: "unknown"})
	}
	programme, err := s.c.programmes.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	d, err := s.c.members.Upsert(ctx, MemberID(id, person), func(d *store.Doc[Member]) error {
		if err := d.SameOrder(op); err != nil {
			return err
		}
		if d.Body.Invited {
			return store.Unchanged
		}
		d.Body.Programme, d.Body.Person, d.Body.Invited = id, person, true
		if !d.Body.In() { // who is in learns nothing new
			s.emitMember(ctx, d, programme.Body.Org, []wire.Event{wire.MemberInvited{Programme: id, Person: person}})
		}
		if op.Key != "" {
			d.Record(op)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d, s.settleJoined(ctx, d)
}

// Leave ends a membership: the caller's own, or by an organiser somebody else's; the invitation ends with it. NotFound "member.absent".
func (s *Service) Leave(ctx context.Context, id, person string) error {
	if person != auth.From(ctx).ID {
		if err := s.organises(ctx, id); err != nil {
			return err
		}
	}
	org := ""
	if p, err := s.c.programmes.Get(ctx, id); err == nil {
		org = p.Body.Org
	}
	_, err := s.c.members.Update(ctx, MemberID(id, person), func(d *store.Doc[Member]) error {
		if !d.Body.In() && !d.Body.Invited {
			return errNoMember
		}
		s.emitMember(ctx, d, org, d.Body.Become(false, false, false, s.d.Now()))
		d.Body.Invited = false
		return nil
	})
	if fault.Absent(err) {
		return errNoMember
	}
	return err
}

// Members pages through those in a programme; approval "" is all. Its organisers and reviewers. Who was invited by a file and has not
// accepted is left out (see Member.ByImport), so that a page may be shorter than its limit where very many were.
func (s *Service) Members(ctx context.Context, id, approval string, limit int, after string) (*store.Page[Member], error) {
	seen, err := s.Programme(ctx, id)
	if err != nil {
		return nil, err
	}
	ok, err := s.may(ctx, []string{RoleOrganiser, auth.Reviewer}, seen.Body.Scopes(id)...)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, refusal.NotOrganiser
	}
	// Whom an import has invited is left out, so that nobody learns whose address was known: a page is filled from those
	// behind them, looking at no more than so many pages of them.
	const looks = 100
	out := &store.Page[Member]{Next: after}
	for range looks {
		page, err := s.listedMembers(ctx, id, approval, limit-len(out.Docs), out.Next)
		if err != nil {
			return nil, err
		}
		out.Docs, out.Next = append(out.Docs, page.Docs...), page.Next
		if len(out.Docs) >= limit || out.Next == "" {
			break
		}
	}
	return out, nil
}

// listedMembers is one page of members, without those whom nobody sees yet.
func (s *Service) listedMembers(ctx context.Context, id, approval string, limit int, after string) (*store.Page[Member], error) {
	page, err := s.c.membersOf(ctx, id, approval, limit, after)
	if err != nil {
		return nil, err
	}
	var imported []string
	for _, d := range page.Docs {
		if d.Body.ByImport {
			imported = append(imported, d.Body.Person)
		}
	}
	people, err := s.m.persons.GetMany(ctx, imported)
	if err != nil {
		return nil, err
	}
	page.Docs = slices.DeleteFunc(page.Docs, func(d *store.Doc[Member]) bool {
		person := people[d.Body.Person]
		return !d.Body.Listed(person == nil || person.Invited)
	})
	return page, nil
}

// Decide approves or refuses a mentor of the programme. Its organisers and reviewers; nobody about themselves, administrators apart. NotFound
// "member.no_mentor".
func (s *Service) Decide(ctx context.Context, id, person string, approve bool, reason string) (*store.Doc[Member], error) {
	p := auth.From(ctx)
	seen, err := s.Programme(ctx, id)
	if err != nil {
		return nil, err
	}
	ok, err := s.may(ctx, []string{RoleOrganiser, auth.Reviewer}, seen.Body.Scopes(id)...)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, refusal.NotOrganiser
	}
	if person == p.ID && !p.Has(auth.Administrator) {
		return nil, fault.New(fault.Forbidden, "member.own_approval", "Somebody else decides about you as a mentor.")
	}
	d, err := s.c.members.Update(ctx, MemberID(id, person), func(d *store.Doc[Member]) error {
		changed, err := d.Body.Decide(approve, reason, p.ID)
		switch {
		case err != nil:
			return err
		case !changed:
			return store.Unchanged
		}
		decided := wire.MemberDecided{Programme: id, Person: person, Decision: "approved"}
		if !approve {
			decided.Decision, decided.Reason = "refused", reason
		}
		s.emitMember(ctx, d, seen.Body.Org, []wire.Event{decided})
		return nil
	})
	if fault.Absent(err) {
		return nil, fault.New(fault.NotFound, "member.no_mentor", "Nobody of this id is a mentor here.")
	}
	return d, err
}

var (
	errNoMember = fault.New(fault.NotFound, "member.absent", "Nobody of this id is in the programme.")
)
