package programs

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/refusal"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// Order is what a POST that creates brings along.
type Order struct {
	ID string   // of what it makes
	Op store.Op // its idempotency key
}

// answered finds what the same order has made before; nil if there is nothing. Conflict "idempotency.reused" if the key was used for
// something else.
func answered[T any](ctx context.Context, c *store.Collection[T], o Order) (*store.Doc[T], error) {
	d, err := c.Get(ctx, o.ID)
	if fault.Has(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := d.SameOrder(o.Op); err != nil {
		return nil, err
	}
	return d, nil
}

// makeOnce inserts what an order makes, with the fact that it did, or finds it made.
func makeOnce[T any](ctx context.Context, c *store.Collection[T], o Order, body T, made store.Fact) (*store.Doc[T], error) {
	d, err := c.Insert(ctx, o.ID, body, func(d *store.Doc[T]) {
		d.Emit(made)
		if o.Op.Key != "" {
			d.Record(o.Op)
		}
	})
	if fault.Coded(err, "store.exists") {
		return answered(ctx, c, o)
	}
	return d, err
}

// madeOrg and madeProgramme are facts that record who made or changed what.
func (s *Service) madeOrg(ctx context.Context, id, how string) store.Fact {
	return outbox.Fact(ctx, s.d.DB, wire.OrganisationMade{Org: id, How: how}, outbox.Scope{Org: id})
}

func (s *Service) madeProgramme(ctx context.Context, id, org, how string) store.Fact {
	return outbox.Fact(ctx, s.d.DB, wire.ProgrammeMade{Programme: id, Org: org, How: how}, outbox.Scope{Org: org, Programme: id})
}

// roles are the caller's; empty for somebody signed out.
func (s *Service) roles(ctx context.Context) (*Grants, error) {
	p := auth.From(ctx)
	if !p.SignedIn() {
		return &Grants{}, nil
	}
	d, err := s.c.grants.Get(ctx, p.ID)
	if fault.Absent(err) {
		return &Grants{}, nil
	}
	if err != nil {
		return nil, err
	}
	return &d.Body, nil
}

// may says whether the caller has one of the roles on one of the scopes; administrators have all.
func (s *Service) may(ctx context.Context, wanted []string, scopes ...string) (bool, error) {
	if auth.From(ctx).Has(auth.Administrator) {
		return true, nil
	}
	g, err := s.roles(ctx)
	if err != nil {
		return false, err
	}
	return g.Has(wanted, scopes...), nil
}

var organiser = []string{RoleOrganiser}

// MakeOrganisation makes one. Administrators only.
func (s *Service) MakeOrganisation(ctx context.Context, o Order, org Organisation) (*store.Doc[Organisation], error) {
	p := auth.From(ctx)
	if !p.Has(auth.Administrator) {
		return nil, fault.New(fault.Forbidden, "organisation.administrators_only", "Only administrators make organisations.")
	}
	org, wrong := org.Check()
	if len(wrong) > 0 {
		return nil, fault.InvalidFields(wrong...)
	}
	org.Created, org.By = s.d.Now(), p.ID
	return makeOnce(ctx, s.c.orgs, o, org, s.madeOrg(ctx, o.ID, "made"))
}

// Organisation reads one; anybody may.
func (s *Service) Organisation(ctx context.Context, id string) (*store.Doc[Organisation], error) {
	d, err := s.c.orgs.Get(ctx, id)
	if fault.Absent(err) {
		return nil, errNoOrg
	}
	return d, err
}

// Organisations pages through all, by name; anybody may.
func (s *Service) Organisations(ctx context.Context, limit int, after string) (*store.Page[Organisation], error) {
	return s.c.organisations(ctx, limit, after)
}

// ChangeOrganisation changes what is said about it. Its organisers, and administrators; Forbidden else. expected is the version that was
// read, 0 for whichever; Stale "programs.changed".
func (s *Service) ChangeOrganisation(ctx context.Context, id string, expected int64, change func(*Organisation)) (*store.Doc[Organisation], error) {
	ok, err := s.may(ctx, organiser, "org:"+id)
	if err != nil {
		return nil, err
	}
	if !ok {
		if _, err := s.Organisation(ctx, id); err != nil {
			return nil, err
		}
		return nil, refusal.NotOrganiser
	}
	d, err := s.c.orgs.Update(ctx, id, func(d *store.Doc[Organisation]) error {
		if expected > 0 && d.Version != expected {
			return refusal.Changed
		}
		next := d.Body
		change(&next)
		next, wrong := next.Check()
		wrong = append(wrong, wording.Titled(auth.From(ctx), "/name", next.Name, d.Body.Name)...)
		if len(wrong) > 0 {
			return fault.InvalidFields(wrong...)
		}
		if next == d.Body {
			return store.Unchanged
		}
		d.Body = next
		d.Emit(s.madeOrg(ctx, id, "changed"))
		return nil
	})
	if fault.Absent(err) {
		return nil, errNoOrg
	}
	return d, err
}

var (
	errNoOrg       = fault.New(fault.NotFound, "organisation.absent", "There is no such organisation.")
	errNoOrgToUse  = fault.New(fault.NotFound, "organisation.absent", "There is no such organisation that you could make a programme for.")
	errNoProgramme = fault.New(fault.NotFound, "programme.absent", "There is no programme here that you can see.")
)
