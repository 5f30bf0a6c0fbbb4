package programs

import (
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

func (s *Service) exportRoutes(r *httpserver.Router) {
	httpserver.RegisterExport(r, httpserver.Export{
		Path: "/api/v1/grants/me/export", Tag: tagGrants, Description: "Page by page: memberships, what you asked hubs for, applications, " +
			"what you said of others' as a reviewer, what reviewers said of yours once it was decided and told, " +
			"check-ins, evidence, certificates, events, partners, boards, projects that you offered, stipends. " +
			"Roles are in the first page. Who decided is not in it.",
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
	}
	memberships := store.Listed(ctx, s.c.members, store.Query{Where: []store.Cond{store.Where(byPerson, store.Eq, person)}},
		func(d *store.Doc[Member]) error {
			out.Memberships = append(out.Memberships, api.ExportedMembership{
				Programme: d.Body.Programme, Left: d.Body.Left, Member: memberBody(&d.Body),
			})
			return nil
		})
	registrations := store.Listed(ctx, s.c.registering, store.Query{Where: []store.Cond{store.Where(byPerson, store.Eq, person)}},
		func(d *store.Doc[HubRegistration]) error {
			out.Registrations = append(out.Registrations, api.ExportedHubRegistration{
				Hub: d.Body.Hub, At: d.Body.At, HubRegistration: d.Body.HubRegistration,
			})
			return nil
		})
	next, err := store.Sections(limit, cursor, slices.Concat([]store.Section{memberships, registrations},
		s.applications.Kept(ctx, person, &out), s.running.Kept(ctx, person, &out), s.outcomes.Kept(ctx, person, &out),
		s.events.Kept(ctx, person, &out), s.beside.kept(ctx, person, &out))...)
	return out, next, err
}
