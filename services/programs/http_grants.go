package programs

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type grantsInput struct {
	httpserver.Paging
	Scope string `query:"scope" required:"true" maxLength:"120" doc:"org:<id>, programme:<id> or project:<id>"`
}

type grantInput struct {
	Person string `path:"person" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The person's id, or me"`
	Role   string `path:"role" enum:"organiser,reviewer,partner,observer,maintainer" doc:"The role"`
	Scope  string `path:"scope" maxLength:"120" doc:"org:<id>, programme:<id> or project:<id>"`
}

type grantsOutput struct {
	httpserver.Paged
	Body api.RoleGrants
}

type grantOutput struct {
	httpserver.Versioned
	Body api.RoleGrant
}

func (s *Service) grantRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "programs-my-grants", Method: http.MethodGet, Path: "/api/v1/grants/me", Tag: tagGrants, Permission: auth.SignedIn,
		Summary: "Your roles",
	}, func(ctx context.Context, _ *nothing) (*grantsOutput, error) {
		g, err := s.MyGrants(ctx)
		if err != nil {
			return nil, err
		}
		return &grantsOutput{Body: api.RoleGrants{Items: grantBodies(nil, auth.From(ctx).ID, g, "")}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-grants", Method: http.MethodGet, Path: "/api/v1/grants", Tag: tagGrants, Permission: auth.ScopedRole,
		Errors: []int{404}, Summary: "Who has a role on a scope",
		Description: "For whoever could give one there. A page holds people; one may have several roles.",
	}, func(ctx context.Context, in *grantsInput) (*grantsOutput, error) {
		scope, err := scopeOf("?scope", in.Scope)
		if err != nil {
			return nil, err
		}
		page, err := s.GrantsOn(ctx, scope, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &grantsOutput{Body: api.RoleGrants{Items: []api.RoleGrant{}}}
		out.Link = httpserver.NextLink(ctx, page.Next)
		for _, d := range page.Docs {
			out.Body.Items = grantBodies(out.Body.Items, d.ID, &d.Body, in.Scope)
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-give-role", Method: http.MethodPut, Path: "/api/v1/grants/{person}/{role}/{scope}", Tag: tagGrants,
		Permission: auth.ScopedRole, Errors: []int{409, 410}, Summary: "Give somebody a role",
		Description: "Organisers of the scope, or of what is around it; roles on projects by administrators. The same twice is once.",
	}, func(ctx context.Context, in *grantInput) (*grantOutput, error) {
		scope, err := scopeOf("path:scope", in.Scope)
		if err != nil {
			return nil, err
		}
		person := whom(ctx, in.Person)
		d, err := s.Give(ctx, person, in.Role, scope)
		if err != nil {
			return nil, err
		}
		out := &grantOutput{Versioned: httpserver.VersionedOf(self, "grants", d.ID, d.Version)}
		for _, g := range grantBodies(nil, person, &d.Body, in.Scope) {
			if g.Role == in.Role {
				out.Body = g
			}
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-take-role", Method: http.MethodDelete, Path: "/api/v1/grants/{person}/{role}/{scope}", Tag: tagGrants,
		Permission: auth.ScopedRole, Status: http.StatusNoContent, Errors: []int{409}, Summary: "Take a role away, or give up your own",
	}, func(ctx context.Context, in *grantInput) (*nothing, error) {
		scope, err := scopeOf("path:scope", in.Scope)
		if err != nil {
			return nil, err
		}
		return nil, s.Take(ctx, whom(ctx, in.Person), in.Role, scope)
	})
}

func whom(ctx context.Context, person string) string {
	if person == "me" {
		return auth.From(ctx).ID
	}
	return person
}

func scopeOf(pointer, v string) (Scope, error) {
	scope, ok := ParseScope(v)
	if !ok {
		return scope, fault.InvalidFields(fault.Field{Pointer: pointer, Code: "not_a_scope"})
	}
	return scope, nil
}

// grantBodies adds somebody's roles; on one scope, if it is given.
func grantBodies(to []api.RoleGrant, person string, g *Grants, scope string) []api.RoleGrant {
	if to == nil {
		to = []api.RoleGrant{}
	}
	for _, x := range g.List {
		if scope == "" || x.Scope == scope {
			to = append(to, api.RoleGrant{Person: person, Role: x.Role, Scope: x.Scope, At: x.At})
		}
	}
	return to
}
