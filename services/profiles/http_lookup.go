package profiles

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type lookInput struct {
	Body api.MentorQuery
}

type lookUpInput struct {
	Body api.PeopleLookup
}

type lookedUpOutput struct {
	Body api.PeopleLookedUp
}

type blockedOutput struct {
	Body api.BlockedNames
}

func (s *Service) lookRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-find-mentors", Method: http.MethodPost, Path: "/api/v1/people/mentor-search", Tag: tagPeople, Permission: auth.Public,
		Summary: "Find a mentor by the beginning of their name; the first ten whom you may see",
		Description: "In any case and without accents. It is a POST, although it changes nothing, because a name must not be in an address: " +
			"those are kept in logs and histories. Who cannot be seen is left out; which of the reasons it is stays private.",
	}, func(ctx context.Context, in *lookInput) (*cardsOutput, error) {
		seen, err := s.NamedMentors(ctx, in.Body.Q)
		if err != nil {
			return nil, err
		}
		out := &cardsOutput{Body: api.PersonCards{Items: make([]api.PersonCard, 0, len(seen))}}
		for _, x := range seen {
			out.Body.Items = append(out.Body.Items, personCard(x.ID, &x.Body, x.Mentor, s.skills.Steering().Taxonomy()))
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-look-up", Method: http.MethodPost, Path: "/api/v1/people/lookup", Tag: tagPeople, Permission: auth.IsModerator,
		Summary: "Find anybody by the beginning of their name, also who is hidden; the first twenty",
		Description: "For a report that describes somebody. In any case and without accents; blocks do not matter. A fact (people_looked_up) records " +
			"who asked, never for what; 20 at once, then one in half a minute.",
	}, func(ctx context.Context, in *lookUpInput) (*lookedUpOutput, error) {
		docs, more, err := s.LookUpPeople(ctx, in.Body.Q)
		if err != nil {
			return nil, err
		}
		out := &lookedUpOutput{Body: api.PeopleLookedUp{Items: make([]api.PersonLookedUp, 0, len(docs)), More: more}}
		for _, d := range docs {
			p := &d.Body
			out.Body.Items = append(out.Body.Items, api.PersonLookedUp{
				ID: d.ID, DisplayName: p.DisplayName, Newcomer: p.Newcomer, Mentor: p.Mentor, Hidden: !p.Visible(), Zone: p.Zone,
				Languages: languageBodies(p.Languages),
			})
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-blocked", Method: http.MethodGet, Path: "/api/v1/people/me/blocked", Tag: tagPeople, Permission: auth.SignedIn,
		Summary: "The names of those whom you have blocked", Errors: []int{http.StatusServiceUnavailable},
		Description: "Your own list, to know whose block you lift. Who has left, or whom you could not see without the block either, is left out.",
	}, func(ctx context.Context, _ *nothing) (*blockedOutput, error) {
		docs, err := s.BlockedPeople(ctx)
		if err != nil {
			return nil, err
		}
		out := &blockedOutput{Body: api.BlockedNames{Items: make([]api.BlockedName, 0, len(docs))}}
		for _, d := range docs {
			out.Body.Items = append(out.Body.Items, api.BlockedName{ID: d.ID, DisplayName: d.Body.DisplayName})
		}
		return out, nil
	})
}
