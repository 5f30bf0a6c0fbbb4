package project

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	tag  = "Cohorts"
	self = "programs"
)

type nothing struct{}

type listInput struct {
	httpserver.Paging
	ID      string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	Partner string `query:"partner" maxLength:"64" pattern:"^[a-z0-9-]*$" doc:"Only those that this partner brings"`
	Of      string `query:"of" enum:"approved,mine,waiting,all" default:"approved" doc:"What is approved, what you offered, or for organisers what waits, or all"`
}

type idInput struct {
	ID      string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	Project string `path:"offer" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The project's id"`
}

type offerInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	Body api.CohortProjectBody
}

type changeInput struct {
	httpserver.Matching
	ID      string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	Project string `path:"offer" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The project's id"`
	Body    api.CohortProjectBody
}

type decideInput struct {
	httpserver.Matching
	ID      string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	Project string `path:"offer" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The project's id"`
	Body    api.CohortProjectDecision
}

type output struct {
	httpserver.Versioned
	Body api.CohortProject
}

type listOutput struct {
	httpserver.Paged
	Body api.CohortProjects
}

// Routes registers the routes.
func (s *Service) Routes(r *httpserver.Router) {
	of, one := "/api/v1/cohorts/{id}/projects", "/api/v1/cohorts/{id}/projects/{offer}"
	conditional := []int{http.StatusConflict, http.StatusPreconditionRequired}
	httpserver.Register(r, httpserver.Op{
		ID: "programs-cohort-projects", Method: http.MethodGet, Path: of, Tag: tag, Permission: auth.Public,
		Summary: "The projects that were offered to a cohort, the latest first", Description: "What is approved, for whoever sees the cohort.",
	}, func(ctx context.Context, in *listInput) (*listOutput, error) {
		list, next, err := s.List(ctx, in.ID, in.Of, in.Partner, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &listOutput{Body: api.CohortProjects{Items: list}}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-offer-project", Method: http.MethodPost, Path: of, Tag: tag, Permission: auth.OwnObject, Idempotent: true,
		Status: http.StatusCreated, Errors: []int{http.StatusConflict, http.StatusGone}, Summary: "Offer a project to a cohort",
		Description: "Mentors of the programme, maintainers of the project, contacts of its partners, and organisers. An organiser approves it before others see it.",
	}, func(ctx context.Context, in *offerInput) (*output, error) {
		k := httpserver.KeyFrom(ctx)
		return answer(s.Offer(ctx, k.ID("cohort-project"), in.ID, in.Body, store.Op{Key: k.Hash, Body: k.Body}))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-cohort-project", Method: http.MethodGet, Path: one, Tag: tag, Permission: auth.Public, Summary: "A project of a cohort",
		Description: "What is approved, for whoever sees the cohort; else for who offered it, its mentors and organisers.",
	}, func(ctx context.Context, in *idInput) (*output, error) {
		return answer(s.Get(ctx, in.ID, in.Project))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-change-cohort-project", Method: http.MethodPut, Path: one, Tag: tag, Permission: auth.OwnObject, Errors: conditional,
		Summary:     "Replace what is said of it; If-Match is needed",
		Description: "Who offered it, and organisers. What was decided waits again where more changed than how to reach who offered it.",
	}, func(ctx context.Context, in *changeInput) (*output, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return answer(s.Change(ctx, in.ID, in.Project, want, in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-decide-cohort-project", Method: http.MethodPost, Path: one + "/state", Tag: tag, Permission: auth.OwnObject, Errors: conditional,
		Summary:     "Approve or refuse it: organisers, of what is not their own; or withdraw it; If-Match is needed",
		Description: "Who offered it reads the reason of a refusal.",
	}, func(ctx context.Context, in *decideInput) (*output, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return answer(s.Decide(ctx, in.ID, in.Project, want, in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-unmentor-cohort-project", Method: http.MethodDelete, Path: one + "/mentor", Tag: tag, Permission: auth.OwnObject,
		Status: http.StatusNoContent, Summary: "Take your name off a project that names you as a mentor",
	}, func(ctx context.Context, in *idInput) (*nothing, error) {
		return nil, s.Unmentor(ctx, in.ID, in.Project)
	})
}

func answer(p api.CohortProject, version int64, err error) (*output, error) {
	if err != nil {
		return nil, err
	}
	return &output{Versioned: httpserver.VersionedOf(self, "cohort-project", p.ID, version), Body: p}, nil
}
