package catalog

import (
	"context"
	"strings"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func signedIn(ctx context.Context) (auth.Principal, error) {
	p := auth.From(ctx)
	if !p.SignedIn() {
		return p, fault.New(fault.Unauthenticated, "auth.required", "Sign in first.")
	}
	return p, nil
}

// moderator refuses everybody else.
func moderator(ctx context.Context) error {
	if !auth.From(ctx).Has(auth.Moderator) {
		return fault.New(fault.Forbidden, "catalog.moderators_only", "Only moderators do this.")
	}
	return nil
}

// wished makes the fact of a wish. staff says that it is not of one of the project's maintainers.
func (s *Service) wished(ctx context.Context, project, wish string, staff bool) store.Fact {
	return outbox.Fact(ctx, s.d.DB, wire.ProjectWished{Project: project, Wish: wish, Staff: staff}, outbox.Scope{})
}

var errClaims = fault.Newf(fault.TooMany, "catalog.too_many_claims", "You have %d claims that wait. Try again when they were looked at.", maxPersonClaims)

// Claim says that the caller maintains a project; a moderator confirms it. Anybody signed in; the same again changes
// nothing. Faults: NotFound; Conflict "catalog.claim_refused"; TooMany "catalog.too_many_claims".
func (s *Service) Claim(ctx context.Context, id string) (*store.Doc[Project], error) {
	p, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	if seen, err := s.c.projects.Get(ctx, id); err != nil {
		return nil, err
	} else if seen.Body.ClaimOf(p.ID) == nil && !seen.Body.Gone() {
		drop, err := s.c.claiming.Take(ctx, p.ID, id, "", func(ctx context.Context, others store.Held) error {
			return store.Room(ctx, s.c.projects, others, maxPersonClaims, errClaims, store.Where("claimants", store.Eq, p.ID))
		})
		if err != nil {
			return nil, err
		}
		defer drop()
	}
	return s.c.projects.Update(ctx, id, func(d *store.Doc[Project]) error {
		if d.Body.Gone() && !d.Body.Maintains(p.ID) {
			return fault.New(fault.NotFound, "store.absent", "There is none with this id.")
		}
		changed, err := d.Body.Ask(p.ID, s.d.Now())
		switch {
		case err != nil:
			return err
		case !changed:
			return store.Unchanged
		}
		d.Emit(s.wished(ctx, id, "claim", false))
		return nil
	})
}

// Decide confirms or refuses a claim. Moderators, and nobody about their own (an administrator may: a community begins with one
// person). Faults: NotFound "catalog.no_claim"; Forbidden "catalog.own_claim".
func (s *Service) Decide(ctx context.Context, id, person string, confirm bool) (*store.Doc[Project], error) {
	if err := moderator(ctx); err != nil {
		return nil, err
	}
	if p := auth.From(ctx); p.ID == person && !p.Has(auth.Administrator) {
		return nil, fault.New(fault.Forbidden, "catalog.own_claim", "Somebody else decides about your claim.")
	}
	return s.c.projects.Update(ctx, id, func(d *store.Doc[Project]) error {
		changed, err := d.Body.Decide(person, confirm, s.d.Now())
		switch {
		case err != nil:
			return err
		case !changed:
			return store.Unchanged
		}
		word := "claim_refused"
		if confirm {
			word = "claim_confirmed"
		}
		d.Emit(s.wished(ctx, id, word, true))
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.ProjectClaimDecided{Project: id, Person: person, Decision: strings.TrimPrefix(word, "claim_")}, outbox.Scope{}))
		return nil
	})
}

// Claims lists projects with claims that wait, the oldest first. Moderators.
func (s *Service) Claims(ctx context.Context, limit int, after string) (docs []*store.Doc[Project], next string, err error) {
	if err := moderator(ctx); err != nil {
		return nil, "", err
	}
	page, err := s.c.projects.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("claimed", store.Gt, int64(0))}, Sort: []store.Order{{Index: "claimed"}}, Limit: limit, After: after,
	})
	if err != nil {
		return nil, "", err
	}
	return page.Docs, page.Next, nil
}

// WishesOf reads what maintainers wished. The project's maintainers and moderators; Forbidden for all others, NotFound if it
// was removed.
func (s *Service) WishesOf(ctx context.Context, id string) (*store.Doc[Project], error) {
	d, err := s.c.projects.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if !s.maintains(ctx, d) {
		return nil, notMaintainer(d)
	}
	return d, nil
}

// notMaintainer refuses; a removed project looks absent.
func notMaintainer(d *store.Doc[Project]) error {
	if d.Body.Gone() {
		return fault.New(fault.NotFound, "store.absent", "There is none with this id.")
	}
	return fault.New(fault.Forbidden, "catalog.maintainers_only", "Only the project's maintainers do this. Claim the project first.")
}

// Wish changes how a project is shown; what it hides is hidden at once, also its issues. The project's maintainers and
// moderators. version 0 is any. Faults: NotFound; Forbidden; Stale; Invalid with fields.
func (s *Service) Wish(ctx context.Context, id string, wish Wish, version int64) (*store.Doc[Project], error) {
	p, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.WishesOf(ctx, id); err != nil {
		return nil, err
	}
	if err := fault.InvalidFields(wish.Unknown(s.tax)...); err != nil {
		return nil, err
	}
	change := func(d *store.Doc[Project]) error {
		if !s.maintains(ctx, d) {
			return notMaintainer(d)
		}
		inherited := d.Body.inherits()
		words, err := d.Body.Wishes.Apply(wish, s.d.Now())
		switch {
		case err != nil:
			return err
		case len(words) == 0:
			return store.Unchanged
		}
		d.Body.Wishes.By, d.Body.Wishes.At = p.ID, s.d.Now()
		d.Body.Show(s.tax)
		d.Body.passOn(inherited)
		for _, w := range words {
			d.Emit(s.wished(ctx, id, w, !d.Body.Maintains(p.ID)))
		}
		return nil
	}
	var doc *store.Doc[Project]
	if version > 0 {
		doc, err = s.c.projects.UpdateAt(ctx, id, version, change)
		if fault.Coded(err, "store.moved") {
			return nil, fault.New(fault.Stale, "catalog.changed", "The project has changed since you read it. Load it again.")
		}
	} else {
		doc, err = s.c.projects.Update(ctx, id, change)
	}
	if err != nil {
		return nil, err
	}
	if doc.Body.Sweep && doc.Body.OpenIssues <= sweepAtOnce {
		if err := s.sweepProject(ctx, id, false); err != nil {
			s.d.Log.Warn("sweep put off to the clock", "project", id, "err", err) // the wish itself is stored
		}
	}
	return s.c.projects.Get(ctx, id)
}
