package programs

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

func (s *Service) exportRoutes(r *httpserver.Router) {
	httpserver.RegisterExport(r, httpserver.Export{
		Path: "/api/v1/grants/me/export", Tag: tagGrants, Description: "Page by page: first memberships, then your applications, then what you said of others' " +
			"as a reviewer. The rest, such as roles, is in the first page. Who decided is not in it.",
	}, s.export)
}

func (s *Service) export(ctx context.Context, limit int, cursor string) (api.ProgramsExport, string, error) {
	person := auth.From(ctx).ID
	out := api.ProgramsExport{Memberships: []api.ExportedMembership{}, Roles: []api.RoleGrant{}}
	if cursor == "" {
		g, err := s.MyGrants(ctx)
		if err != nil {
			return out, "", err
		}
		out.Roles = grantBodies(nil, person, g, "")
		if err := s.exportCohorts(ctx, person, &out); err != nil {
			return out, "", err
		}
	}
	memberships := func(limit int, after string) (int, string, error) {
		page, err := s.c.members.Find(ctx, store.Query{
			Where: []store.Cond{store.Where(byPerson, store.Eq, person)}, Limit: limit, After: after,
		})
		if err != nil {
			return 0, "", err
		}
		for _, d := range page.Docs {
			out.Memberships = append(out.Memberships, api.ExportedMembership{
				Programme: d.Body.Programme, Left: d.Body.Left, Member: memberBody(&d.Body),
			})
		}
		return len(page.Docs), page.Next, nil
	}
	next, err := store.Sections(limit, cursor, append([]store.Section{memberships}, s.applications.Kept(ctx, person, &out)...)...)
	return out, next, err
}

// exportCohorts is what the rooms of cohorts keep that is in the first page.
func (s *Service) exportCohorts(ctx context.Context, person string, out *api.ProgramsExport) (err error) {
	if out.CheckIns, out.Evidence, out.Certificates, err = s.running.Kept(ctx, person); err != nil {
		return err
	}
	if out.Still, err = s.outcomes.Kept(ctx, person); err != nil {
		return err
	}
	if out.Events, err = s.events.Kept(ctx, person); err != nil {
		return err
	}
	return s.beside.kept(ctx, person, out)
}
