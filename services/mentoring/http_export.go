package mentoring

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type exportInput struct {
	httpserver.Paging
}

type exportOutput struct {
	httpserver.Paged
	Body api.MentoringExport
}

func (s *Service) exportRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-export", Method: http.MethodGet, Path: "/api/v1/standing/me/export", Tag: tagStanding, Permission: auth.SignedIn,
		Summary: "What mentoring keeps about you",
		Description: "Page by page: first the requests that you made, then those you were asked in, sessions, and the messages that you can " +
			"read. Places, claims and whom you blocked are in the first page. Who blocked you is nowhere in it.",
	}, func(ctx context.Context, in *exportInput) (*exportOutput, error) {
		part, next, err := s.Export(ctx, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &exportOutput{Body: part}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
}
