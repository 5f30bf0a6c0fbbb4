package profiles

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type namesOutput struct {
	Body api.PersonNames
}

func (s *Service) nameRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-names", Method: http.MethodGet, Path: "/api/v1/people/names", Tag: tagPeople, Permission: auth.SignedIn,
		Summary: "The names of those whom you see, or had a request or mentorship with",
		Description: "What you had with somebody keeps their name, however it ended; their page may be closed to you nevertheless. " +
			"Who has left is left out.",
	}, func(ctx context.Context, in *cardsInput) (*namesOutput, error) {
		docs, err := s.Names(ctx, in.IDs)
		if err != nil {
			return nil, err
		}
		out := &namesOutput{Body: api.PersonNames{Items: make([]api.PersonName, 0, len(docs))}}
		for _, d := range docs {
			out.Body.Items = append(out.Body.Items, api.PersonName{ID: d.ID, DisplayName: d.Body.DisplayName})
		}
		return out, nil
	})
}
