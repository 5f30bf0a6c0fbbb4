package profiles

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

func (s *Service) exportRoutes(r *httpserver.Router) {
	httpserver.RegisterExport(r, httpserver.Export{
		Path: "/api/v1/people/me/export", Tag: tagPeople, Description: "One page. Who decided about you as a mentor is not in it.",
	}, httpserver.Whole(s.export))
}

func (s *Service) export(ctx context.Context) (api.ProfileExport, error) {
	d, err := s.Me(ctx)
	if fault.Has(err, fault.NotFound) {
		return api.ProfileExport{}, nil
	}
	own, err := s.own(ctx, d, err)
	if err != nil {
		return api.ProfileExport{}, err
	}
	return api.ProfileExport{Profile: &own.Body, Programme: d.Body.Invitation.Programme}, nil
}
