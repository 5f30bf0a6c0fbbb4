package outcomes

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type input struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
}

type output struct{ Body api.CohortOutcomes }

// Routes registers the routes.
func (s *Service) Routes(r *httpserver.Router) {
	const one, tag = "/api/v1/cohorts/{id}", "Cohorts"
	httpserver.Register(r, httpserver.Op{
		ID: "programs-outcomes", Method: http.MethodGet, Path: one + "/outcomes", Tag: tag, Permission: auth.ScopedRole,
		Summary:     "How a cohort went, in counts",
		Description: "Exact for organisers and reviewers. For everybody else all is hidden until the cohort is closed, then small counts.",
	}, func(ctx context.Context, in *input) (*output, error) {
		b, err := s.Get(ctx, in.ID, false)
		if err != nil {
			return nil, err
		}
		return &output{Body: b}, nil
	})
	httpserver.RegisterText(r, httpserver.Op{
		ID: "programs-outcomes-file", Method: http.MethodGet, Path: one + "/outcomes/file", Tag: tag, Permission: auth.ScopedRole,
		Summary: "The same as a table, always protected: it is made to be handed on; empty until the cohort is closed",
	}, "text/csv", func(ctx context.Context, in *input) (*httpserver.Text, error) {
		b, err := s.Get(ctx, in.ID, true)
		if err != nil {
			return nil, err
		}
		return &httpserver.Text{Body: []byte(CSV(b)), Name: "outcomes.csv"}, nil
	})
}
