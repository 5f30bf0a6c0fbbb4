package programs

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

const tagHubs = "Hubs"

type communityInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The hub's id"`
	Body api.HubCommunityBody
}

type partInput struct {
	ID        string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The hub's id"`
	Community string `path:"community" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The community's id"`
}

type registerInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The hub's id"`
	Body api.HubRegistration
}

type communityOutput struct{ Body api.HubCommunity }

type communitiesOutput struct{ Body api.HubCommunities }

type registeredOutput struct{ Body api.HubRegistered }

type hubReportsOutput struct{ Body api.HubReports }

func (s *Service) hubRoutes(r *httpserver.Router) {
	one, conflict := "/api/v1/programmes/{id}", []int{http.StatusConflict}
	httpserver.Register(r, httpserver.Op{
		ID: "programs-make-hub", Method: http.MethodPost, Path: one + "/hub", Tag: tagHubs, Permission: auth.ScopedRole, Errors: conflict,
		Summary: "Make a programme a hub of communities, for good",
	}, func(ctx context.Context, in *idInput) (*programmeOutput, error) {
		return programmeAnswer(s.MakeHub(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-communities", Method: http.MethodGet, Path: one + "/communities", Tag: tagHubs, Permission: auth.Public, Errors: conflict,
		Summary: "The communities of a hub, with the rules that one agrees to",
	}, func(ctx context.Context, in *idInput) (*communitiesOutput, error) {
		list, err := s.Communities(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &communitiesOutput{Body: api.HubCommunities{Items: list}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-meet-hub", Method: http.MethodPost, Path: one + "/communities", Tag: tagHubs, Permission: auth.ScopedRole, Errors: conflict,
		Summary:     "Say that a programme is to be a community of the hub; the same twice is once",
		Description: "For organisers of either. It is in once organisers of both have said so; neither becomes an organiser of the other.",
	}, func(ctx context.Context, in *communityInput) (*communityOutput, error) {
		b, err := s.MeetHub(ctx, in.ID, in.Body.Programme)
		if err != nil {
			return nil, err
		}
		return &communityOutput{Body: b}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-part-hub", Method: http.MethodDelete, Path: one + "/communities/{community}", Tag: tagHubs, Permission: auth.ScopedRole,
		Status: http.StatusNoContent, Errors: conflict, Summary: "Take a community out of the hub; its members stay its members",
	}, func(ctx context.Context, in *partInput) (*nothing, error) {
		return nil, s.PartHub(ctx, in.ID, in.Community)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-register", Method: http.MethodPost, Path: one + "/registrations", Tag: tagHubs, Permission: auth.SignedIn,
		Errors: []int{http.StatusConflict, http.StatusGone}, Summary: "Register once for a hub and any of its communities; again is the same",
		Description: "Each community's own rules hold, and each answers for itself.",
	}, func(ctx context.Context, in *registerInput) (*registeredOutput, error) {
		list, err := s.Register(ctx, in.ID, in.Body)
		if err != nil {
			return nil, err
		}
		return &registeredOutput{Body: api.HubRegistered{Items: list}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-hub-report", Method: http.MethodGet, Path: one + "/hub/report", Tag: tagHubs, Permission: auth.ScopedRole, Errors: conflict,
		Summary: "Figures over all communities of a hub, never of one", Description: "For whoever has a role on the hub. Made once a month.",
	}, func(ctx context.Context, in *idInput) (*hubReportsOutput, error) {
		list, err := s.HubReports(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &hubReportsOutput{Body: api.HubReports{Items: list, Least: hubLeast, Base: hubBase, Apart: hubApart, Few: hubFew}}, nil
	})
	httpserver.RegisterText(r, httpserver.Op{
		ID: "programs-hub-file", Method: http.MethodGet, Path: one + "/hub/report/file", Tag: tagHubs, Permission: auth.ScopedRole, Errors: conflict,
		Summary: "The same as a table",
	}, "text/csv", func(ctx context.Context, in *idInput) (*httpserver.Text, error) {
		list, err := s.HubReports(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &httpserver.Text{Body: hubFile(list), Name: "hub.csv"}, nil
	})
}
