package notifications

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
	Body api.InboxExport
}

func (s *Service) exportRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "notifications-export", Method: http.MethodGet, Path: "/api/v1/inbox/export", Tag: tag, Permission: auth.SignedIn,
		Summary: "What notifications keeps about you", Description: "The inbox page by page; what you chose is in the first page.",
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
