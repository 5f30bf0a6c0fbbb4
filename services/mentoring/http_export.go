package mentoring

import "github.com/waymark-dev/waymark/pkg/httpserver"

func (s *Service) exportRoutes(r *httpserver.Router) {
	httpserver.RegisterExport(r, httpserver.Export{
		Path: "/api/v1/standing/me/export", Tag: tagStanding,
		Description: "Page by page: first the requests that you made, then those you were asked in, sessions, and the messages that you can " +
			"read. Places, claims and whom you blocked are in the first page. Who blocked you is nowhere in it.",
	}, s.Export)
}
