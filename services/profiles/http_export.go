package profiles

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type exportOutput struct {
	Body api.ProfileExport
}

func (s *Service) exportRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-export", Method: http.MethodGet, Path: "/api/v1/people/me/export", Tag: tagPeople, Permission: auth.SignedIn,
		Summary: "What profiles keeps about you", Description: "One page. Who decided about you as a mentor is not in it.",
	}, func(ctx context.Context, _ *nothing) (*exportOutput, error) {
		out := &exportOutput{}
		d, err := s.Me(ctx)
		if fault.Has(err, fault.NotFound) {
			return out, nil
		}
		own, err := s.own(ctx, d, err)
		if err != nil {
			return nil, err
		}
		out.Body = api.ProfileExport{Profile: &own.Body, Programme: d.Body.Invitation.Programme}
		return out, nil
	})
}
