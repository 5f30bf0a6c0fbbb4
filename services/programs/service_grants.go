package programs

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// MyGrants are the caller's roles.
func (s *Service) MyGrants(ctx context.Context) (*Grants, error) { return s.roles(ctx) }

// GrantsOn pages through the people who have a role on a scope. Whoever could give one there. NotFound "grant.no_scope".
func (s *Service) GrantsOn(ctx context.Context, scope Scope, limit int, after string) (*store.Page[Grants], error) {
	if _, err := s.gives(ctx, scope); err != nil {
		return nil, err
	}
	return s.c.grantsOn(ctx, scope.String(), limit, after)
}

// Give gives a person a role on a scope; the same twice is once. Organisers of the scope or of what is around it, and administrators;
// roles on projects are given by administrators. Faults: NotFound "grant.no_scope"; Invalid; Conflict "grant.too_many"; Gone where the
// person has left.
func (s *Service) Give(ctx context.Context, person, role string, scope Scope) (*store.Doc[Grants], error) {
	where, err := s.gives(ctx, scope)
	if err != nil {
		return nil, err
	}
	if !scope.Knows(role) {
		return nil, fault.InvalidFields(fault.Field{Pointer: "path:role", Code: "not_one_of", Params: map[string]any{"allowed": roles[scope.Kind]}})
	}
	if _, err := s.m.accounts.Get(ctx, person); fault.Has(err, fault.NotFound) {
		return nil, fault.InvalidFields(fault.Field{Pointer: "path:person", Code: "unknown"})
	} else if err != nil {
		return nil, err
	}
	return s.c.grants.Upsert(ctx, person, func(d *store.Doc[Grants]) error {
		changed, err := d.Body.Give(role, scope.String(), auth.From(ctx).ID, s.d.Now())
		if err != nil {
			return err
		}
		if !changed {
			return store.Unchanged
		}
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.GrantGiven{Person: person, Role: role, Scope: scope.String()}, where))
		return nil
	})
}

// Take takes a role away; one that is not there is no error. As Give, and everybody their own.
func (s *Service) Take(ctx context.Context, person, role string, scope Scope) error {
	var where outbox.Scope
	if person != auth.From(ctx).ID {
		var err error
		if where, err = s.gives(ctx, scope); err != nil {
			return err
		}
	}
	_, err := s.c.grants.Update(ctx, person, func(d *store.Doc[Grants]) error {
		if !d.Body.Take(role, scope.String()) {
			return store.Unchanged
		}
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.GrantRemoved{Person: person, Role: role, Scope: scope.String()}, where))
		return nil
	})
	return fault.UnlessAbsent(err)
}

// gives checks that the caller may give and see roles on the scope, which must be there, and says to what its facts belong. An
// organiser cannot exceed their scope: what is around it is not theirs.
func (s *Service) gives(ctx context.Context, scope Scope) (outbox.Scope, error) {
	p := auth.From(ctx)
	var where outbox.Scope
	var scopes []string
	switch scope.Kind {
	case ScopeOrg:
		if _, err := s.c.orgs.Get(ctx, scope.ID); err != nil {
			return where, noScope(err)
		}
		where.Org, scopes = scope.ID, []string{scope.String()}
	case ScopeProgramme:
		d, err := s.c.programmes.Get(ctx, scope.ID)
		if err != nil {
			return where, noScope(err)
		}
		where.Org, where.Programme, scopes = d.Body.Org, scope.ID, d.Body.Scopes(scope.ID)
	default:
		if p.Has(auth.Administrator) {
			return where, nil
		}
		return where, errNoScope
	}
	ok, err := s.may(ctx, organiser, scopes...)
	if err == nil && !ok {
		err = errNoScope
	}
	return where, err
}

func noScope(err error) error {
	if fault.Absent(err) {
		return errNoScope
	}
	return err
}

var errNoScope = fault.New(fault.NotFound, "grant.no_scope", "There is nothing here on which you could give roles.")
