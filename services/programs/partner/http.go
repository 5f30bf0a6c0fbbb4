package partner

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	tag  = "Partners"
	self = "programs"
)

type nothing struct{}

type idInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The partner's id"`
}

type listInput struct {
	httpserver.Paging
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
}

type mentorsInput struct {
	httpserver.Paging
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The partner's id"`
}

type makeInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
	Body api.PartnerBody
}

type changeInput struct {
	httpserver.Matching
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The partner's id"`
	Body api.PartnerBody
}

type projectInput struct {
	ID      string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The partner's id"`
	Project string `path:"project" maxLength:"26" pattern:"^[a-z2-7]{26}$" doc:"The project's id in the catalogue"`
}

type mentorInput struct {
	ID     string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The partner's id"`
	Person string `path:"person" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The mentor's id"`
}

type answerInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The partner's id"`
	Body api.PartnerAnswer
}

type addMoneyInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The partner's id"`
	Body api.PartnerMoneyBody
}

type moneyInput struct {
	ID    string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The partner's id"`
	Money string `path:"money" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The note's id"`
	Body  api.PartnerMoneyBody
}

type moneyIDInput struct {
	ID    string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The partner's id"`
	Money string `path:"money" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The note's id"`
}

type output struct {
	httpserver.Versioned
	Body api.Partner
}

type listOutput struct {
	httpserver.Paged
	Body api.Partners
}

type projectsOutput struct{ Body api.PartnerProjects }

type mentorsOutput struct {
	httpserver.Paged
	Body api.PartnerMentors
}

type mentorOutput struct{ Body api.PartnerMentor }

type reportOutput struct{ Body api.PartnerReport }

// Routes registers the routes.
func (s *Service) Routes(r *httpserver.Router) {
	of, one := "/api/v1/programmes/{id}/partners", "/api/v1/partners/{id}"
	conflict := []int{http.StatusConflict}
	httpserver.Register(r, httpserver.Op{
		ID: "programs-partners", Method: http.MethodGet, Path: of, Tag: tag, Permission: auth.Public,
		Summary: "Who brings projects, mentors and money to a programme, by name",
	}, func(ctx context.Context, in *listInput) (*listOutput, error) {
		all, next, err := s.List(ctx, in.ID, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		return list(ctx, all, next), nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-make-partner", Method: http.MethodPost, Path: of, Tag: tag, Permission: auth.ScopedRole, Idempotent: true,
		Status: http.StatusCreated, Errors: conflict, Summary: "Name a partner of a programme",
	}, func(ctx context.Context, in *makeInput) (*output, error) {
		k := httpserver.KeyFrom(ctx)
		return answer(s.Make(ctx, k.ID("partner"), in.ID, in.Body, store.Op{Key: k.Hash, Body: k.Body}))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-my-partners", Method: http.MethodGet, Path: "/api/v1/partners", Tag: tag, Permission: auth.SignedIn,
		Summary: "Partners that you speak for, or are named by as a mentor", Description: "One page.",
	}, func(ctx context.Context, _ *nothing) (*listOutput, error) {
		all, err := s.Mine(ctx)
		if err != nil {
			return nil, err
		}
		return list(ctx, all, ""), nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-partner", Method: http.MethodGet, Path: one, Tag: tag, Permission: auth.Public, Summary: "A partner of a programme",
	}, func(ctx context.Context, in *idInput) (*output, error) {
		return answer(s.Get(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-change-partner", Method: http.MethodPut, Path: one, Tag: tag, Permission: auth.ScopedRole,
		Errors: []int{http.StatusConflict, http.StatusPreconditionRequired}, Summary: "Replace what is said about a partner; If-Match is needed",
	}, func(ctx context.Context, in *changeInput) (*output, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return answer(s.Change(ctx, in.ID, want, in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-remove-partner", Method: http.MethodDelete, Path: one, Tag: tag, Permission: auth.ScopedRole,
		Status: http.StatusNoContent, Errors: conflict, Summary: "Take a partner out of a programme, with its figures and notes",
	}, func(ctx context.Context, in *idInput) (*nothing, error) {
		return nil, s.Remove(ctx, in.ID)
	})
	s.linkRoutes(r, one, conflict)
	s.moneyRoutes(r, one, conflict)
}

func (s *Service) linkRoutes(r *httpserver.Router, one string, conflict []int) {
	httpserver.Register(r, httpserver.Op{
		ID: "programs-partner-projects", Method: http.MethodGet, Path: one + "/projects", Tag: tag, Permission: auth.Public,
		Summary: "The projects that a partner brought",
	}, func(ctx context.Context, in *idInput) (*projectsOutput, error) {
		ids, err := s.Projects(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &projectsOutput{Body: api.PartnerProjects{Items: ids}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-link-partner-project", Method: http.MethodPut, Path: one + "/projects/{project}", Tag: tag, Permission: auth.ScopedRole,
		Status: http.StatusNoContent, Errors: conflict, Summary: "Say that a partner brought a project; the same twice is once",
	}, func(ctx context.Context, in *projectInput) (*nothing, error) {
		return nil, s.Link(ctx, in.ID, in.Project)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-unlink-partner-project", Method: http.MethodDelete, Path: one + "/projects/{project}", Tag: tag, Permission: auth.ScopedRole,
		Status: http.StatusNoContent, Errors: conflict, Summary: "Take a project away from a partner",
	}, func(ctx context.Context, in *projectInput) (*nothing, error) {
		return nil, s.Unlink(ctx, in.ID, in.Project)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-partner-mentors", Method: http.MethodGet, Path: one + "/mentors", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Who mentors for a partner; for organisers",
	}, func(ctx context.Context, in *mentorsInput) (*mentorsOutput, error) {
		page, err := s.Mentors(ctx, in.ID, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &mentorsOutput{Body: api.PartnerMentors{Items: []api.PartnerMentor{}}}
		out.Link = httpserver.NextLink(ctx, page.Next)
		for _, d := range page.Docs {
			if d.Body.State != ended {
				out.Body.Items = append(out.Body.Items, mentorBody(&d.Body))
			}
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-name-partner-mentor", Method: http.MethodPut, Path: one + "/mentors/{person}", Tag: tag, Permission: auth.ScopedRole,
		Errors: []int{http.StatusConflict, http.StatusGone}, Summary: "Say that somebody mentors for a partner, and tell them; they may refuse",
	}, func(ctx context.Context, in *mentorInput) (*mentorOutput, error) {
		d, err := s.Name(ctx, in.ID, in.Person)
		if err != nil {
			return nil, err
		}
		return &mentorOutput{Body: mentorBody(&d.Body)}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-unname-partner-mentor", Method: http.MethodDelete, Path: one + "/mentors/{person}", Tag: tag, Permission: auth.ScopedRole,
		Status: http.StatusNoContent, Errors: conflict, Summary: "Take a mentor away from a partner: what is not counted yet of them goes",
	}, func(ctx context.Context, in *mentorInput) (*nothing, error) {
		return nil, s.Unname(ctx, in.ID, in.Person)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-answer-partner", Method: http.MethodPost, Path: one + "/answer", Tag: tag, Permission: auth.OwnObject, Errors: conflict,
		Summary: "Agree to be counted for a partner as its mentor, or refuse",
	}, func(ctx context.Context, in *answerInput) (*output, error) {
		return answer(s.Answer(ctx, in.ID, in.Body.Answer))
	})
}

func (s *Service) moneyRoutes(r *httpserver.Router, one string, conflict []int) {
	httpserver.Register(r, httpserver.Op{
		ID: "programs-add-partner-money", Method: http.MethodPost, Path: one + "/money", Tag: tag, Permission: auth.ScopedRole, Idempotent: true,
		Status: http.StatusCreated, Errors: conflict, Summary: "Note money that a partner promised or gave",
	}, func(ctx context.Context, in *addMoneyInput) (*reportOutput, error) {
		k := httpserver.KeyFrom(ctx)
		_, err := s.AddMoney(ctx, in.ID, api.PartnerMoney{ID: k.ID("money"), PartnerMoneyBody: in.Body}, store.Op{Key: k.Hash, Body: k.Body})
		return s.reported(ctx, in.ID, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-set-partner-money", Method: http.MethodPut, Path: one + "/money/{money}", Tag: tag, Permission: auth.ScopedRole,
		Errors: conflict, Summary: "Put a note of money right: what was promised is here",
	}, func(ctx context.Context, in *moneyInput) (*reportOutput, error) {
		_, err := s.SetMoney(ctx, in.ID, in.Money, &in.Body)
		return s.reported(ctx, in.ID, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-remove-partner-money", Method: http.MethodDelete, Path: one + "/money/{money}", Tag: tag, Permission: auth.ScopedRole,
		Status: http.StatusNoContent, Errors: conflict, Summary: "Take a note of money out",
	}, func(ctx context.Context, in *moneyIDInput) (*nothing, error) {
		_, err := s.SetMoney(ctx, in.ID, in.Money, nil)
		if fault.Coded(err, "partner.no_money") {
			err = nil
		}
		return nil, err
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-partner-report", Method: http.MethodGet, Path: one + "/report", Tag: tag, Permission: auth.OwnObject,
		Summary: "What a partner gave beside what its projects received", Description: "For the partner's contacts and organisers. Both read the same figures.",
	}, func(ctx context.Context, in *idInput) (*reportOutput, error) {
		return s.reported(ctx, in.ID, nil)
	})
	httpserver.RegisterText(r, httpserver.Op{
		ID: "programs-partner-file", Method: http.MethodGet, Path: one + "/report/file", Tag: tag, Permission: auth.OwnObject,
		Summary: "The same as a table",
	}, "text/csv", func(ctx context.Context, in *idInput) (*httpserver.Text, error) {
		b, err := s.Report(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &httpserver.Text{Body: CSV(b), Name: "partner.csv"}, nil
	})
}

func (s *Service) reported(ctx context.Context, id string, err error) (*reportOutput, error) {
	if err != nil {
		return nil, err
	}
	b, err := s.Report(ctx, id)
	if err != nil {
		return nil, err
	}
	return &reportOutput{Body: b}, nil
}

func list(ctx context.Context, all []Known, next string) *listOutput {
	out := &listOutput{Body: api.Partners{Items: make([]api.Partner, 0, len(all))}}
	out.Link = httpserver.NextLink(ctx, next)
	for _, k := range all {
		out.Body.Items = append(out.Body.Items, Body(k))
	}
	return out
}

func mentorBody(l *Link) api.PartnerMentor {
	return api.PartnerMentor{Person: l.Person, State: l.State, Since: l.Since}
}

func answer(k Known, err error) (*output, error) {
	if err != nil {
		return nil, err
	}
	return &output{Versioned: httpserver.VersionedOf(self, "partner", k.ID, k.Version), Body: Body(k)}, nil
}
