package mentoring

import (
	"context"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/claim"
)

// claimTries bounds how often a claim begins anew after somebody else's came in between.
const claimTries = 8

var errClaimMoved = fault.New(fault.Unavailable, "claim.busy", "Many people want this issue at once. Try again in a moment.").After(time.Second)

// Claims are those that the caller is in, at most three.
func (s *Service) Claims(ctx context.Context) ([]*store.Doc[claim.Claim], error) {
	page, err := s.c.claims.Find(ctx, claimsOf(auth.From(ctx).ID))
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

// Claim reads what is known of a claim on an issue; a free one, version 0, if there is none.
func (s *Service) Claim(ctx context.Context, issue string) (*store.Doc[claim.Claim], error) {
	d, err := s.c.claims.Get(ctx, issue)
	if fault.Has(err, fault.NotFound) {
		return &store.Doc[claim.Claim]{ID: issue, Body: claim.Claim{Issue: issue}}, nil
	}
	return d, err
}

// ClaimIssue gives a free issue to the caller for 14 days; where somebody works on it, the caller waits in line. Who is in it already
// gets the same answer. Anybody whose account is confirmed. Errors: Invalid "issue.absent"; Conflict "issue.hidden",
// "claim.line_full", "claim.too_many", "account.unconfirmed"; Unavailable "issue.unchecked", "claim.busy"; Gone.
//
// The order is that of accepting (DESIGN 4): the claim is read at a version, the person's entry names it, then the claim changes once,
// only at that version. Only settleClaims takes entries out.
func (s *Service) ClaimIssue(ctx context.Context, issue string) (*store.Doc[claim.Claim], error) {
	p := auth.From(ctx).ID
	if err := s.confirmed(ctx, p); err != nil {
		return nil, err
	}
	asked := false
	for range claimTries {
		d, err := s.Claim(ctx, issue)
		if err != nil || d.Body.Has(p) {
			return d, err
		}
		if d.Body.Full(p) {
			return nil, claim.ErrLine
		}
		if !asked { // before anything is written, never within a change
			if err := s.askable(ctx, issue); err != nil {
				return nil, err
			}
			asked = true
		}
		e := claim.Entry{Issue: issue, Version: d.Version, At: s.d.Now()}
		if err := s.steps.enter(s, ctx, p, e); err != nil {
			return nil, err
		}
		out, err := s.steps.takeClaim(s, ctx, p, d)
		if err == nil {
			return out, nil
		}
		s.tidyClaims(ctx, p)
		if !fault.Coded(err, "store.moved") && !fault.Coded(err, "store.exists") {
			return nil, err
		}
	}
	return nil, errClaimMoved
}

// enter writes the person's entry; what stands in its way without need is settled first.
func (s *Service) enter(ctx context.Context, p string, e claim.Entry) error {
	list := func(d *store.Doc[claim.Claimant]) error { return unkept(d.Body.List(e)) }
	s.at("claim.enter.before")
	_, err := s.c.claimants.Upsert(ctx, p, list)
	if fault.Coded(err, claim.ErrThree.Code) {
		freed, settled := s.settleClaims(ctx, p, gentle)
		if settled != nil || freed == 0 {
			return err
		}
		_, err = s.c.claimants.Upsert(ctx, p, list)
	}
	if err == nil {
		s.at("claim.enter.after")
	}
	return gone(err, errLeft)
}

// takeClaim is the one change of the claim, only at the version that was read.
func (s *Service) takeClaim(ctx context.Context, p string, d *store.Doc[claim.Claim]) (*store.Doc[claim.Claim], error) {
	now := s.d.Now()
	s.at("claim.take.before")
	if d.Version == 0 {
		x := claim.Claim{Issue: d.ID}
		if err := x.Take(p, now); err != nil {
			return nil, err
		}
		return s.c.claims.Insert(ctx, d.ID, x, func(d *store.Doc[claim.Claim]) { s.emitClaim(ctx, d) })
	}
	return s.c.claims.UpdateAt(ctx, d.ID, d.Version, s.packClaim(ctx, func(x *claim.Claim) error { return x.Take(p, now) }))
}

// packClaim adds to a change of a claim the facts it caused.
func (s *Service) packClaim(ctx context.Context, fn func(x *claim.Claim) error) func(d *store.Doc[claim.Claim]) error {
	return func(d *store.Doc[claim.Claim]) error {
		d.Body.Issue = d.ID
		if err := fn(&d.Body); err != nil {
			return unkept(err)
		}
		s.emitClaim(ctx, d)
		return nil
	}
}

func unkept(err error) error {
	if errors.Is(err, claim.ErrKept) {
		return store.Unchanged
	}
	return err
}

// changeClaim is one change of a claim that exists, after which those who are no longer in it are settled.
func (s *Service) changeClaim(ctx context.Context, issue string, fn func(x *claim.Claim) error) (*store.Doc[claim.Claim], error) {
	var before []string
	s.at("claim.before")
	d, err := s.c.claims.Update(ctx, issue, func(d *store.Doc[claim.Claim]) error {
		before = d.Body.People()
		return s.packClaim(ctx, fn)(d)
	})
	if err != nil {
		return nil, err
	}
	s.at("claim.after")
	for _, p := range before {
		if !d.Body.Has(p) {
			s.tidyClaims(ctx, p)
		}
	}
	return d, nil
}

// ReleaseIssue gives it back, to the next in line, or leaves the line. Whoever is not in it changes nothing.
func (s *Service) ReleaseIssue(ctx context.Context, issue string) error {
	p := auth.From(ctx).ID
	_, err := s.changeClaim(ctx, issue, func(x *claim.Claim) error { return x.Leave(p, s.d.Now()) })
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	return err
}

// ExtendClaim adds 14 days, once: something is under way. Errors: Conflict "claim.not_yours", "claim.extended_already".
func (s *Service) ExtendClaim(ctx context.Context, issue string) (*store.Doc[claim.Claim], error) {
	p := auth.From(ctx).ID
	d, err := s.changeClaim(ctx, issue, func(x *claim.Claim) error { return x.Extend(p) })
	return d, notYours(err)
}

// FinishClaim says that the issue is done; those who wait are told. Errors: Conflict "claim.not_yours".
func (s *Service) FinishClaim(ctx context.Context, issue string) (*store.Doc[claim.Claim], error) {
	p := auth.From(ctx).ID
	d, err := s.changeClaim(ctx, issue, func(x *claim.Claim) error { return x.Done(p) })
	return d, notYours(err)
}

func notYours(err error) error {
	if fault.Has(err, fault.NotFound) {
		return claim.ErrNotYours
	}
	return err
}

// emitClaim makes facts of what was told.
func (s *Service) emitClaim(ctx context.Context, d *store.Doc[claim.Claim]) {
	for _, t := range d.Body.Told() {
		var ev wire.Event
		switch t.What {
		case claim.TellTaken, claim.TellPassed:
			ev = wire.IssueClaimed{Issue: d.ID, Person: t.Person, How: t.What, Until: t.Until}
		case claim.TellReminded:
			ev = wire.ClaimReminded{Issue: d.ID, Person: t.Person, Until: t.Until}
		case claim.TellExtended:
			ev = wire.ClaimExtended{Issue: d.ID, Person: t.Person, Until: t.Until}
		default:
			ev = wire.ClaimEnded{Issue: d.ID, Person: t.Person, How: t.What}
		}
		d.Emit(outbox.Fact(ctx, s.d.DB, ev, outbox.Scope{}))
	}
}

// tidyClaims settles what one person holds. What fails is left to the next Tick.
func (s *Service) tidyClaims(ctx context.Context, p string) {
	ctx, done := aftermath(ctx)
	defer done()
	if _, err := s.settleClaims(ctx, p, gentle); err != nil {
		s.d.Log.WarnContext(ctx, "settling claims is left to the clock", "err", err)
	}
}

// settleClaims frees the entries of a person that have no claim: the only thing that does. An entry whose claim is still at the version
// it names may be on its way; unless it is old (or the care is thorough) it stays, else the claim is moved first, so that it cannot commit.
func (s *Service) settleClaims(ctx context.Context, p string, care care) (freed int, err error) {
	d, err := s.c.claimants.Get(ctx, p)
	if fault.Absent(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	var free []claim.Entry
	for _, e := range d.Body.Entries {
		c, err := s.Claim(ctx, e.Issue)
		if err != nil {
			return 0, err
		}
		seen := c.Body
		ok, change := s.steps.fenceClaim(&seen, p, c.Version, e.Version)
		if change == nil { // it has to be moved
			if care != thorough && s.d.Now().Before(e.At.Add(spared)) {
				continue
			}
			s.at("claim.fence.before")
			if _, err := s.c.claims.Upsert(ctx, e.Issue, func(d *store.Doc[claim.Claim]) (err error) {
				d.Body.Issue = d.ID
				ok, err = s.steps.fenceClaim(&d.Body, p, d.Version, e.Version)
				return unkept(err)
			}); err != nil {
				return 0, err
			}
		}
		if ok {
			free = append(free, e)
		}
	}
	if len(free) == 0 {
		return 0, nil
	}
	s.at("claim.free.before")
	_, err = s.c.claimants.Update(ctx, p, func(d *store.Doc[claim.Claimant]) error {
		freed = 0
		for _, e := range free {
			if s.steps.removeEntry(&d.Body, e) == nil {
				freed++
			}
		}
		if freed == 0 {
			return store.Unchanged
		}
		return nil
	})
	return freed, gone(err, nil)
}

// tickClaims lets the clocks of claims fire, and settles everybody who holds one.
func (s *Service) tickClaims(ctx context.Context) error {
	var due, busy []string
	var errs []error
	collect := func(into *[]string) func(id string) error {
		return func(id string) error {
			if *into = append(*into, id); len(*into) == maxDue {
				return errEnough
			}
			return nil
		}
	}
	addDue, addBusy := collect(&due), collect(&busy)
	err := s.c.claims.Each(ctx, dueClaims(store.At(s.d.Now())), func(d *store.Doc[claim.Claim]) error { return addDue(d.ID) })
	if err != nil && !errors.Is(err, errEnough) {
		errs = append(errs, err)
	}
	for _, id := range due {
		if err := s.clockClaim(ctx, id); err != nil && len(errs) < 10 {
			errs = append(errs, err)
		}
	}
	err = s.c.claimants.Each(ctx, busyClaimants(), func(d *store.Doc[claim.Claimant]) error { return addBusy(d.ID) })
	if err != nil && !errors.Is(err, errEnough) {
		errs = append(errs, err)
	}
	for _, p := range busy {
		if _, err := s.settleClaims(ctx, p, sparing); err != nil && len(errs) < 10 {
			errs = append(errs, err)
		}
	}
	return errors.Join(append(errs, ctx.Err())...)
}

// clockClaim lets the clock of one claim fire. Before an issue passes on, the catalogue is asked whether it is still to be had; where it
// does not answer, the issue passes on all the same.
func (s *Service) clockClaim(ctx context.Context, id string) error {
	d, err := s.c.claims.Get(ctx, id)
	if err != nil {
		return err
	}
	lost := false
	if d.Body.Passes(s.d.Now()) && len(d.Body.Line) > 0 {
		err := s.askable(ctx, id)
		lost = fault.Coded(err, errNoIssue.Code) || fault.Coded(err, errHiddenIssue.Code)
	}
	_, err = s.changeClaim(ctx, id, func(x *claim.Claim) error {
		now := s.d.Now()
		if lost && x.Passes(now) {
			x.Gone()
			return nil
		}
		return x.Tick(now)
	})
	return err
}

// eraseClaims takes a person who left out of every claim; the next in line follows.
func (s *Service) eraseClaims(ctx context.Context, person string) error {
	_, err := s.c.claimants.Upsert(ctx, person, func(d *store.Doc[claim.Claimant]) error {
		d.Body.Closed = true
		return nil
	})
	left := fault.Has(err, fault.Gone)
	if err != nil && !left {
		return err
	}
	if !left { // an entry on its way commits no more
		if _, err := s.settleClaims(ctx, person, thorough); err != nil {
			return err
		}
	}
	err = s.c.claims.Each(ctx, claimsOf(person), func(d *store.Doc[claim.Claim]) error {
		_, err := s.c.claims.Update(ctx, d.ID, s.packClaim(ctx, func(x *claim.Claim) error { return x.Leave(person, s.d.Now()) }))
		return err
	})
	if err != nil || left {
		return err
	}
	return s.c.claimants.Delete(ctx, person, nil)
}
