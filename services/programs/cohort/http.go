package cohort

import (
	"context"
	"net/http"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	tag  = "Cohorts"
	self = "programs"
)

type idInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
}

type listInput struct {
	httpserver.Paging
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
}

type makeInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
	Body api.CohortBody
}

type cloneInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	Body api.CohortClone
}

type changeInput struct {
	httpserver.Matching
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	Body api.CohortSettings
}

type extendInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	Body api.CohortExtension
}

type agreementInput struct {
	ID      string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	Version int    `path:"version" minimum:"1" maximum:"1000000" doc:"Which text"`
}

type output struct {
	httpserver.Versioned
	Body api.Cohort
}

type listOutput struct {
	httpserver.Paged
	Body api.Cohorts
}

type checklistOutput struct{ Body api.CohortChecklist }

type agreementOutput struct{ Body api.CohortAgreement }

// Routes registers the routes.
func (s *Service) Routes(r *httpserver.Router) {
	of, one := "/api/v1/programmes/{id}/cohorts", "/api/v1/cohorts/{id}"
	conflict := []int{http.StatusConflict}
	httpserver.Register(r, httpserver.Op{
		ID: "programs-cohorts", Method: http.MethodGet, Path: of, Tag: tag, Permission: auth.Public,
		Summary: "A programme's cohorts, the newest first", Description: "One that is not published is seen by organisers and reviewers alone.",
	}, s.list)
	httpserver.Register(r, httpserver.Op{
		ID: "programs-make-cohort", Method: http.MethodPost, Path: of, Tag: tag, Permission: auth.ScopedRole, Idempotent: true,
		Status: http.StatusCreated, Errors: conflict, Summary: "Make a cohort, from a template or from settings of one's own",
	}, func(ctx context.Context, in *makeInput) (*output, error) {
		k := httpserver.KeyFrom(ctx)
		got, err := s.Make(ctx, k.ID("cohort"), in.ID, in.Body, store.Op{Key: k.Hash, Body: k.Body})
		return s.answer(ctx, got, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-cohort", Method: http.MethodGet, Path: one, Tag: tag, Permission: auth.Public, Summary: "A cohort, with its call and its dates",
	}, func(ctx context.Context, in *idInput) (*output, error) {
		got, err := s.Get(ctx, in.ID)
		return s.answer(ctx, got, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-change-cohort", Method: http.MethodPut, Path: one, Tag: tag, Permission: auth.ScopedRole,
		Errors: []int{http.StatusConflict, http.StatusPreconditionRequired}, Summary: "Replace a cohort's settings; If-Match is needed",
		MaxBody: 256 << 10,
	}, func(ctx context.Context, in *changeInput) (*output, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		got, err := s.Change(ctx, in.ID, want, in.Body)
		return s.answer(ctx, got, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-clone-cohort", Method: http.MethodPost, Path: one + "/clone", Tag: tag, Permission: auth.ScopedRole, Idempotent: true,
		Status: http.StatusCreated, Errors: conflict, Summary: "Another cohort of the same settings, every date shifted alike",
	}, func(ctx context.Context, in *cloneInput) (*output, error) {
		k := httpserver.KeyFrom(ctx)
		got, err := s.Clone(ctx, k.ID("cohort"), in.ID, in.Body, store.Op{Key: k.Hash, Body: k.Body})
		return s.answer(ctx, got, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-extend-cohort", Method: http.MethodPost, Path: one + "/extend", Tag: tag, Permission: auth.ScopedRole, Idempotent: true,
		Errors: conflict, Summary: "Let a phase last longer: every date after it moves",
	}, func(ctx context.Context, in *extendInput) (*output, error) {
		k := httpserver.KeyFrom(ctx)
		got, err := s.Extend(ctx, in.ID, in.Body, store.Op{Key: k.Hash, Body: k.Body})
		return s.answer(ctx, got, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-remove-cohort", Method: http.MethodDelete, Path: one, Tag: tag, Permission: auth.ScopedRole, Status: http.StatusNoContent,
		Errors: conflict, Summary: "Delete a cohort that was made by mistake",
		Description: "For organisers, of one that is not published, whose call never began, and to which nothing belongs.",
	}, func(ctx context.Context, in *idInput) (*struct{}, error) { return nil, s.Remove(ctx, in.ID) })
	httpserver.Register(r, httpserver.Op{
		ID: "programs-cohort-checklist", Method: http.MethodGet, Path: one + "/checklist", Tag: tag, Permission: auth.ScopedRole,
		Summary: "What is due from whom, for organisers and reviewers",
	}, func(ctx context.Context, in *idInput) (*checklistOutput, error) {
		got, err := s.Checklist(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &checklistOutput{Body: got}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-cohort-agreement", Method: http.MethodGet, Path: one + "/agreements/{version}", Tag: tag, Permission: auth.Public,
		Summary: "One text of the agreement of a cohort's mentors; none of them is ever changed",
	}, func(ctx context.Context, in *agreementInput) (*agreementOutput, error) {
		text, version, err := s.Agreement(ctx, in.ID, in.Version)
		if err != nil {
			return nil, err
		}
		return &agreementOutput{Body: api.CohortAgreement{Version: version, Text: text}}, nil
	})
}

func (s *Service) list(ctx context.Context, in *listInput) (*listOutput, error) {
	all, next, err := s.List(ctx, in.ID, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	out := &listOutput{Body: api.Cohorts{Items: make([]api.Cohort, 0, len(all))}}
	out.Link = httpserver.NextLink(ctx, next)
	var some []api.CohortPartner
	for _, k := range all {
		some = append(some, k.Body.Partners...)
	}
	known, err := s.partners(ctx, in.ID, some)
	if err != nil {
		return nil, err
	}
	for _, k := range all {
		out.Body.Items = append(out.Body.Items, s.body(ctx, k, known))
	}
	return out, nil
}

// body is a cohort as the caller sees it: who reads answers about eligibility is for those who work on it. known are its programme's partners.
func (s *Service) body(ctx context.Context, k Known, known []api.CohortPartner) api.Cohort {
	c, now, p := &k.Doc.Body, s.d.Now(), auth.From(ctx).ID
	out := api.Cohort{
		ID: k.ID, Org: c.Org, Programme: c.Programme, Template: c.Template, CohortSettings: c.CohortSettings, AgreementVersion: c.AgreementVersion,
		Phase: c.At(now), Until: c.Until(now), Applying: c.Takes(now), Created: c.Created, Changed: c.Changed,
		Mine: api.CohortMine{Organiser: k.Seen.Organiser, Reviewer: k.Seen.Reviewer || k.Seen.Organiser, Reader: k.Reader(p)},
	}
	out.Partners = With(c.Partners, known)
	if out.Phases == nil {
		out.Phases = []api.CohortPhase{}
	}
	if k.Seen.Organiser || k.Seen.Reviewer {
		out.From = c.From
	} else {
		out.Readers, out.Criteria = nil, nil
		out.Questions = slices.Clone(c.Questions)
		for i := range out.Questions { // which answer is wanted would be told before it is given
			out.Questions[i].Needed = nil
		}
	}
	return out
}

func (s *Service) answer(ctx context.Context, k Known, err error) (*output, error) {
	if err != nil {
		return nil, err
	}
	known, err := s.partners(ctx, k.Body.Programme, k.Body.Partners)
	if err != nil {
		return nil, err
	}
	return &output{Versioned: httpserver.VersionedOf(self, "cohort", k.ID, k.Version), Body: s.body(ctx, k, known)}, nil
}
