package profiles

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	tagPeople = "People"
	tagStaff  = "Approving mentors"
	tagImport = "Importing people"
)

type nothing struct{}

type ownOutput struct {
	httpserver.Versioned
	Body api.OwnProfile
}

type saveInput struct {
	httpserver.Matching
	Body api.ProfileBody
}

type patchInput struct {
	httpserver.Matching
	Body api.ProfilePatch
}

type personInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The person's id"`
}

type personOutput struct {
	httpserver.Versioned
	Body api.PersonPage
}

type cardsInput struct {
	IDs []string `query:"ids" required:"true" minItems:"1" maxItems:"100" doc:"Ids, comma separated"`
}

type namedInput struct {
	Body api.PeopleQuery
}

type namedOutput struct {
	Body api.PeopleFound
}

type cardsOutput struct {
	Body api.PersonCards
}

func (s *Service) routes() *httpserver.Router {
	var v httpserver.Verifier = s.d.Guard
	if s.d.Verifier != nil {
		v = s.d.Verifier
	}
	r := httpserver.New(httpserver.Options{
		Service: self, Title: "Waymark profiles", Guard: v, Now: s.d.Now, Log: s.d.Log,
		Waiters: []httpserver.Waiter{s.m.accounts, s.m.standings, s.m.matches, s.m.programmes, s.m.members, s.skills.Steering()},
	})
	s.ownRoutes(r)
	s.exportRoutes(r)
	s.peopleRoutes(r)
	s.lookRoutes(r)
	s.nameRoutes(r)
	s.skills.Routes(r)
	s.approvalRoutes(r)
	s.importRoutes(r)
	outbox.RegisterDeadLetters(r, self, s.dead)
	return r
}

func (s *Service) ownRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-me", Method: http.MethodGet, Path: "/api/v1/people/me", Tag: tagPeople, Permission: auth.SignedIn,
		Errors: []int{http.StatusNotFound}, Summary: "Your profile",
	}, func(ctx context.Context, _ *nothing) (*ownOutput, error) {
		d, err := s.Me(ctx)
		return s.own(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-save-me", Method: http.MethodPut, Path: "/api/v1/people/me", Tag: tagPeople, Permission: auth.SignedIn,
		MaxBody: 256 << 10, Errors: []int{404, 409, 410}, Summary: "Make or replace your profile",
		Description: "A draft can be made before the address is confirmed; nobody else sees it until then. Saving accepts an invitation. " +
			"Editing keeps an approval as a mentor; a new name or text is shown to members alone until a moderator has read it (approval.changed).",
	}, func(ctx context.Context, in *saveInput) (*ownOutput, error) {
		expected, err := in.Expected()
		if err != nil {
			return nil, err
		}
		said, err := saidOf(in.Body)
		if err != nil {
			return nil, err
		}
		d, err := s.SaveMe(ctx, expected, said)
		return s.own(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-change-me", Method: http.MethodPatch, Path: "/api/v1/people/me", Tag: tagPeople, Permission: auth.SignedIn,
		MaxBody: 256 << 10, Errors: []int{404, 409, 410}, Summary: "Change parts of your profile",
		Description: "What is left out stays as it is; a list is replaced as a whole.",
	}, func(ctx context.Context, in *patchInput) (*ownOutput, error) {
		expected, err := in.Expected()
		if err != nil {
			return nil, err
		}
		change, err := changeOf(in.Body)
		if err != nil {
			return nil, err
		}
		d, err := s.ChangeMe(ctx, expected, change)
		return s.own(ctx, d, err)
	})
}

func (s *Service) own(ctx context.Context, d *store.Doc[Profile], err error) (*ownOutput, error) {
	if err != nil {
		return nil, err
	}
	hidden, err := s.hidden(ctx, d.ID, &d.Body)
	if err != nil {
		return nil, err
	}
	return &ownOutput{Versioned: httpserver.VersionedOf(self, "person", d.ID, d.Version), Body: ownProfile(d.ID, &d.Body, hidden, s.tax)}, nil
}

func (s *Service) peopleRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-person", Method: http.MethodGet, Path: "/api/v1/people/{id}", Tag: tagPeople, Permission: auth.Public,
		Summary:     "Somebody's profile, as you may see it",
		Description: "Not found if there is nothing that you may see; which of the reasons it is stays private.",
	}, func(ctx context.Context, in *personInput) (*personOutput, error) {
		seen, err := s.Person(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &personOutput{
			Versioned: httpserver.VersionedOf(self, "person", seen.ID, seen.Version), Body: s.page(seen),
		}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-cards", Method: http.MethodGet, Path: "/api/v1/people", Tag: tagPeople, Permission: auth.Public,
		Summary:     "Names of up to 100 people, as you may see them",
		Description: "Who cannot be seen is left out.",
	}, func(ctx context.Context, in *cardsInput) (*cardsOutput, error) {
		seen, err := s.Cards(ctx, in.IDs)
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
		ID: "profiles-find", Method: http.MethodPost, Path: "/api/v1/people/search", Tag: tagPeople, Permission: auth.IsModerator,
		Summary: "Find people by the beginning of their name",
		Description: "In any case and without accents. It is a POST, although it changes nothing, because a name must not be in an address: " +
			"those are kept in logs and histories. Who cannot be seen is left out, so that a page may be shorter than its limit.",
	}, func(ctx context.Context, in *namedInput) (*namedOutput, error) {
		seen, next, err := s.Named(ctx, in.Body.Q, in.Body.Limit, in.Body.Cursor)
		if err != nil {
			return nil, err
		}
		out := &namedOutput{Body: api.PeopleFound{Items: make([]api.PersonCard, 0, len(seen)), Next: next}}
		for _, x := range seen {
			out.Body.Items = append(out.Body.Items, personCard(x.ID, &x.Body, x.Mentor, s.skills.Steering().Taxonomy()))
		}
		return out, nil
	})
}
