package notifications

import "github.com/waymark-dev/waymark/pkg/httpserver"

func (s *Service) exportRoutes(r *httpserver.Router) {
	httpserver.RegisterExport(r, httpserver.Export{
		Path: "/api/v1/inbox/export", Tag: tag, Description: "The inbox page by page; what you chose is in the first page.",
	}, s.Export)
}
