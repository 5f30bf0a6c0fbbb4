package rehearsal

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type playInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	Body api.RehearsalBody
}

type playOutput struct{ Body api.Rehearsal }

// Routes registers the route.
func (s *Service) Routes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "programs-rehearse", Method: http.MethodPost, Path: "/api/v1/cohorts/{id}/rehearsal", Tag: "Cohorts", Permission: auth.ScopedRole,
		Errors: []int{http.StatusServiceUnavailable}, Summary: "Play a cohort through with made-up people",
		Description: "For organisers. It takes some seconds. Nothing of it is kept, nobody is told anything, and every message is in the answer.",
	}, func(ctx context.Context, in *playInput) (*playOutput, error) {
		got, err := s.Play(ctx, in.ID, in.Body)
		if err != nil {
			return nil, err
		}
		return &playOutput{Body: *got}, nil
	})
}
