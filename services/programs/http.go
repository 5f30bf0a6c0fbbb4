package programs

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
	tagOrgs    = "Organisations"
	tagProgs   = "Programmes"
	tagMembers = "Members"
	tagGrants  = "Roles"
)

type nothing struct{}

type idInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Its id"`
}

type orgInput struct {
	Body api.OrganisationBody
}

type orgPatchInput struct {
	httpserver.Matching
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Its id"`
	Body api.OrganisationPatch
}

type orgOutput struct {
	httpserver.Versioned
	Body api.Organisation
}

type orgsInput struct {
	httpserver.Paging
}

type orgsOutput struct {
	httpserver.Paged
	Body api.Organisations
}

func (s *Service) routes(proxies []string) *httpserver.Router {
	var v httpserver.Verifier = s.d.Guard
	if s.d.Verifier != nil {
		v = s.d.Verifier
	}
	r := httpserver.New(httpserver.Options{
		Service: self, Title: "Waymark programs", Guard: v, Now: s.d.Now, Log: s.d.Log, TrustedProxies: proxies,
		Waiters: []httpserver.Waiter{s.m.accounts, s.m.persons, s.m.matches, s.m.standings},
	})
	s.orgRoutes(r)
	s.programmeRoutes(r)
	s.ruleRoutes(r)
	s.memberRoutes(r)
	s.grantRoutes(r)
	s.cohorts.Routes(r)
	s.applications.Routes(r)
	s.running.Routes(r)
	s.events.Routes(r)
	s.outcomes.Routes(r)
	s.participation.Routes(r)
	s.beside.routes(r)
	s.hubRoutes(r)
	if s.rehearsal != nil {
		s.rehearsal.Routes(r)
	}
	s.exportRoutes(r)
	outbox.RegisterDeadLetters(r, self, s.dead)
	return r
}

// orderOf is what the request's idempotency key says.
func (s *Service) orderOf(ctx context.Context, kind string) Order {
	key := httpserver.KeyFrom(ctx)
	id := key.ID(kind)
	return Order{ID: id, Op: store.Op{Key: key.Hash, Body: key.Body, Status: http.StatusCreated, ID: id, At: s.d.Now()}}
}

func (s *Service) orgRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "programs-make-organisation", Method: http.MethodPost, Path: "/api/v1/organisations", Tag: tagOrgs,
		Permission: auth.IsAdministrator, Idempotent: true, Status: http.StatusCreated, Summary: "Make an organisation",
	}, func(ctx context.Context, in *orgInput) (*orgOutput, error) {
		b := in.Body
		d, err := s.MakeOrganisation(ctx, s.orderOf(ctx, "organisation"), Organisation{Name: b.Name, About: b.About, Homepage: b.Homepage})
		return orgAnswer(d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-organisations", Method: http.MethodGet, Path: "/api/v1/organisations", Tag: tagOrgs, Permission: auth.Public,
		Summary: "Every organisation, by name",
	}, func(ctx context.Context, in *orgsInput) (*orgsOutput, error) {
		page, err := s.Organisations(ctx, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &orgsOutput{Body: api.Organisations{Items: make([]api.Organisation, 0, len(page.Docs))}}
		out.Link = httpserver.NextLink(ctx, page.Next)
		for _, d := range page.Docs {
			out.Body.Items = append(out.Body.Items, orgBody(d))
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-organisation", Method: http.MethodGet, Path: "/api/v1/organisations/{id}", Tag: tagOrgs, Permission: auth.Public,
		Summary: "An organisation",
	}, func(ctx context.Context, in *idInput) (*orgOutput, error) {
		return orgAnswer(s.Organisation(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-change-organisation", Method: http.MethodPatch, Path: "/api/v1/organisations/{id}", Tag: tagOrgs,
		Permission: auth.ScopedRole, Errors: []int{409}, Summary: "Change what is said about an organisation",
	}, func(ctx context.Context, in *orgPatchInput) (*orgOutput, error) {
		expected, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return orgAnswer(s.ChangeOrganisation(ctx, in.ID, expected, func(o *Organisation) {
			set(&o.Name, in.Body.Name)
			set(&o.About, in.Body.About)
			set(&o.Homepage, in.Body.Homepage)
		}))
	})
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func orgBody(d *store.Doc[Organisation]) api.Organisation {
	return api.Organisation{
		ID: d.ID, Created: d.Body.Created,
		OrganisationBody: api.OrganisationBody{Name: d.Body.Name, About: d.Body.About, Homepage: d.Body.Homepage},
	}
}

func orgAnswer(d *store.Doc[Organisation], err error) (*orgOutput, error) {
	if err != nil {
		return nil, err
	}
	return &orgOutput{Versioned: httpserver.VersionedOf(self, "organisation", d.ID, d.Version), Body: orgBody(d)}, nil
}
