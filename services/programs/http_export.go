package programs

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

type exportInput struct {
	httpserver.Paging
}

type exportOutput struct {
	httpserver.Paged
	Body api.ProgramsExport
}

func (s *Service) exportRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "programs-export", Method: http.MethodGet, Path: "/api/v1/grants/me/export", Tag: tagGrants, Permission: auth.SignedIn,
		Summary: "What programs keeps about you", Description: "Memberships page by page; roles are in the first. Who decided is not in it.",
	}, s.export)
}

func (s *Service) export(ctx context.Context, in *exportInput) (*exportOutput, error) {
	person := auth.From(ctx).ID
	out := &exportOutput{Body: api.ProgramsExport{Memberships: []api.ExportedMembership{}, Roles: []api.RoleGrant{}}}
	if in.Cursor == "" {
		g, err := s.MyGrants(ctx)
		if err != nil {
			return nil, err
		}
		out.Body.Roles = grantBodies(nil, person, g, "")
	}
	page, err := s.c.members.Find(ctx, store.Query{
		Where: []store.Cond{store.Where(byPerson, store.Eq, person)}, Limit: in.Limit, After: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	for _, d := range page.Docs {
		out.Body.Memberships = append(out.Body.Memberships, api.ExportedMembership{
			Programme: d.Body.Programme, Left: d.Body.Left, Member: memberBody(&d.Body),
		})
	}
	out.Link = httpserver.NextLink(ctx, page.Next)
	return out, nil
}
