package participation

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

const tag = "Participation"

type cycleInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9_-]+$" doc:"The cohort's id"`
}

type sizedInput struct {
	ID     string `path:"id" maxLength:"64" pattern:"^[a-z0-9_-]+$" doc:"The cohort's id"`
	People int    `query:"people" minimum:"0" maximum:"1000000" doc:"The size that the outlook is for; as many as take part so far by default"`
}

type setupInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9_-]+$" doc:"The cohort's id"`
	Body api.ParticipationSetup
}

type sayInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9_-]+$" doc:"The cohort's id"`
	Body api.SelfDescriptionBody
}

type programmeInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
}

type cycleOutput struct{ Body api.ParticipationCycle }

type ownOutput struct{ Body api.SelfDescription }

type reportOutput struct{ Body api.ParticipationReport }

type reportsOutput struct{ Body api.ParticipationReports }

type exportOutput struct {
	httpserver.Paged
	Body api.ParticipationExport
}

const (
	onCycle  = "/api/v1/participation/cycles/{id}"
	onReport = onCycle + "/report"
)

// Routes registers the routes.
func (s *Service) Routes(r *httpserver.Router) {
	s.ownRoutes(r)
	s.organiserRoutes(r)
	s.publicRoutes(r)
}

func (s *Service) ownRoutes(r *httpserver.Router) {
	const own = onCycle + "/me"
	httpserver.Register(r, httpserver.Op{
		ID: "participation-asked", Method: http.MethodGet, Path: own, Tag: tag, Permission: auth.OwnObject,
		Summary:     "What you are asked about yourself in a cycle, and what you said",
		Description: "Answering is optional, and whether you answer changes nothing. Nobody but you can see whether you did.",
	}, func(ctx context.Context, in *cycleInput) (*ownOutput, error) {
		body, err := s.Mine(ctx, in.ID)
		return &ownOutput{body}, err
	})
	httpserver.Register(r, httpserver.Op{
		ID: "participation-say", Method: http.MethodPut, Path: own, Tag: tag, Permission: auth.OwnObject, Errors: []int{http.StatusConflict},
		Summary: "Say something about yourself in place of what you said before", Description: "No answers is a whole answer: it takes back all.",
	}, func(ctx context.Context, in *sayInput) (*ownOutput, error) {
		body, err := s.Say(ctx, in.ID, in.Body.Consent, answersOf(in.Body.Answers))
		return &ownOutput{body}, err
	})
	httpserver.Register(r, httpserver.Op{
		ID: "participation-take-back", Method: http.MethodDelete, Path: own, Tag: tag, Permission: auth.OwnObject, Status: http.StatusNoContent,
		Summary:     "Take back what you said, and that you agreed",
		Description: "Possible until the report is made. The answer is the same if you said nothing.",
	}, func(ctx context.Context, in *cycleInput) (*struct{}, error) { return nil, s.TakeBack(ctx, in.ID) })
	httpserver.Register(r, httpserver.Op{
		ID: "participation-export", Method: http.MethodGet, Path: "/api/v1/participation/me/export", Tag: tag, Permission: auth.SignedIn,
		Summary: "What participation keeps about you", Description: "One page. What was purged is nowhere any more.",
	}, func(ctx context.Context, in *httpserver.Paging) (*exportOutput, error) {
		body, _, err := httpserver.Whole(s.Export)(ctx, in.Limit, in.Cursor)
		return &exportOutput{Body: body}, err
	})
}

func (s *Service) organiserRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "participation-cycle", Method: http.MethodGet, Path: onCycle, Tag: tag, Permission: auth.ScopedRole,
		Summary:     "What is asked in a cycle, how it is published, and what can ever be published",
		Description: "For organisers. How many people have described themselves is in no answer.",
	}, func(ctx context.Context, in *sizedInput) (*cycleOutput, error) {
		body, err := s.Cycle(ctx, in.ID, in.People)
		return &cycleOutput{body}, err
	})
	httpserver.Register(r, httpserver.Op{
		ID: "participation-set-up", Method: http.MethodPut, Path: onCycle, Tag: tag, Permission: auth.ScopedRole, Errors: []int{http.StatusConflict},
		Summary: "Fix what is asked in a cycle and by which one way it is published", Description: "For organisers, until the cycle's call begins.",
		MaxBody: 256 << 10,
	}, func(ctx context.Context, in *setupInput) (*cycleOutput, error) {
		body, err := s.SetUp(ctx, in.ID, setupOf(in.Body))
		return &cycleOutput{body}, err
	})
	httpserver.Register(r, httpserver.Op{
		ID: "participation-publish", Method: http.MethodPut, Path: onReport, Tag: tag, Permission: auth.ScopedRole, Errors: []int{http.StatusConflict},
		Summary:     "Make the report of a closed cycle, or of its pool, and destroy what it was made of",
		Description: "For organisers. It is made once; asked again, it answers the same.",
	}, func(ctx context.Context, in *cycleInput) (*reportOutput, error) {
		f, err := s.Publish(ctx, in.ID)
		return &reportOutput{reportBody(&f.Report)}, err
	})
}

func (s *Service) publicRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "participation-report", Method: http.MethodGet, Path: onReport, Tag: tag, Permission: auth.Public,
		Summary: "The published figures of a cycle",
	}, func(ctx context.Context, in *cycleInput) (*reportOutput, error) {
		f, err := s.Report(ctx, in.ID)
		return &reportOutput{reportBody(&f.Report)}, err
	})
	httpserver.RegisterText(r, httpserver.Op{
		ID: "participation-report-csv", Method: http.MethodGet, Path: onReport + "/csv", Tag: tag, Permission: auth.Public,
		Summary: "The published figures of a cycle as a spreadsheet (CSV)",
	}, "text/csv", func(ctx context.Context, in *cycleInput) (*httpserver.Text, error) {
		f, err := s.Report(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &httpserver.Text{Body: CSV(&f.Report), Name: "figures.csv"}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "participation-reports", Method: http.MethodGet, Path: "/api/v1/participation/programmes/{id}", Tag: tag, Permission: auth.Public,
		Summary: "The published figures of a programme, the latest first",
	}, func(ctx context.Context, in *programmeInput) (*reportsOutput, error) {
		all, err := s.Reports(ctx, in.ID)
		out := &reportsOutput{api.ParticipationReports{Items: make([]api.ParticipationReport, 0, len(all))}}
		for i := range all {
			out.Body.Items = append(out.Body.Items, reportBody(&all[i].Report))
		}
		return out, err
	})
}
