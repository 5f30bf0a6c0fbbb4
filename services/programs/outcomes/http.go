package outcomes

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type input struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
}

type output struct{ Body api.CohortOutcomes }

type consoleOutput struct{ Body api.CohortConsole }

func answer[B, O any](wrap func(B) *O) func(B, error) (*O, error) {
	return func(b B, err error) (*O, error) {
		if err != nil {
			return nil, err
		}
		return wrap(b), nil
	}
}

var outcomesAnswer = answer(func(b api.CohortOutcomes) *output { return &output{Body: b} })

// Routes registers the routes.
func (s *Service) Routes(r *httpserver.Router) {
	const one, tag = "/api/v1/cohorts/{id}", "Cohorts"
	httpserver.Register(r, httpserver.Op{
		ID: "programs-outcomes", Method: http.MethodGet, Path: one + "/outcomes", Tag: tag, Permission: auth.ScopedRole,
		Summary: "How a cohort went, in counts",
		Description: "Exact for organisers and reviewers. Everybody else reads what was frozen after its end, small counts hidden. " +
			"Every figure has its formula in services/programs/outcomes/README.md.",
	}, func(ctx context.Context, in *input) (*output, error) { return outcomesAnswer(s.Get(ctx, in.ID, false)) })
	httpserver.Register(r, httpserver.Op{
		ID: "programs-outcomes-report", Method: http.MethodGet, Path: one + "/outcomes/report", Tag: tag, Permission: auth.ScopedRole,
		Summary: "The frozen report of a cohort, as it may be handed on", Description: "For whoever has a role on the programme; the same for all.",
	}, func(ctx context.Context, in *input) (*output, error) { return outcomesAnswer(s.Get(ctx, in.ID, true)) })
	httpserver.Register(r, httpserver.Op{
		ID: "programs-make-outcomes-report", Method: http.MethodPut, Path: one + "/outcomes/report", Tag: tag, Permission: auth.ScopedRole,
		Errors: []int{http.StatusConflict}, Summary: "Make the report of a closed cohort: once, and it never changes",
		Description: "For organisers. It is made by itself 28 days after the end.",
	}, func(ctx context.Context, in *input) (*output, error) { return outcomesAnswer(s.Make(ctx, in.ID)) })
	httpserver.RegisterText(r, httpserver.Op{
		ID: "programs-outcomes-file", Method: http.MethodGet, Path: one + "/outcomes/file", Tag: tag, Permission: auth.ScopedRole,
		Summary: "The same report as a table; empty until it is made",
	}, "text/csv", func(ctx context.Context, in *input) (*httpserver.Text, error) {
		b, err := s.Get(ctx, in.ID, true)
		if err != nil {
			return nil, err
		}
		return &httpserver.Text{Body: CSV(b), Name: "outcomes.csv"}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-console", Method: http.MethodGet, Path: one + "/console", Tag: tag, Permission: auth.ScopedRole,
		Summary:     "What waits for an organiser, the most urgent first",
		Description: "For organisers and reviewers; without those about whom the caller declared a conflict.",
	}, func(ctx context.Context, in *input) (*consoleOutput, error) {
		return answer(func(b api.CohortConsole) *consoleOutput { return &consoleOutput{Body: b} })(s.Console(ctx, in.ID))
	})
	s.stillRoutes(r)
}

type stillInput struct {
	ID string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The participant's application"`
}

type sayInput struct {
	ID     string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The participant's application"`
	Months int    `path:"months" enum:"3,6,12" doc:"So long after the end"`
	Body   api.StillBody
}

type lookInput struct{ Body api.StillToken }

type mailInput struct{ Body api.StillMailAnswer }

type stillOutput struct{ Body api.StillQuestions }

type viewOutput struct{ Body api.StillView }

func (s *Service) stillRoutes(r *httpserver.Router) {
	const one, tag = "/api/v1/applications/{id}/still", "Running cohorts"
	questions := answer(func(b api.StillQuestions) *stillOutput { return &stillOutput{Body: b} })
	view := answer(func(b api.StillView) *viewOutput { return &viewOutput{Body: b} })
	httpserver.Register(r, httpserver.Op{
		ID: "programs-still", Method: http.MethodGet, Path: one, Tag: tag, Permission: auth.OwnObject,
		Summary: "Whether you still contribute, some months after your cohort: what you are asked and what you said",
	}, func(ctx context.Context, in *stillInput) (*stillOutput, error) { return questions(s.Mine(ctx, in.ID)) })
	httpserver.Register(r, httpserver.Op{
		ID: "programs-say-still", Method: http.MethodPut, Path: one + "/{months}", Tag: tag, Permission: auth.OwnObject,
		Errors: []int{http.StatusConflict}, Summary: "Say whether you still contribute, or take it back",
	}, func(ctx context.Context, in *sayInput) (*stillOutput, error) {
		return questions(s.Say(ctx, in.ID, in.Months, in.Body.Answer))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-look-at-still", Method: http.MethodPost, Path: "/api/v1/still/look", Tag: tag, Permission: auth.Unsubscribe,
		Summary: "What the mail asked, with its token; nothing is kept by looking", MaxBody: 2 << 10, Errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *lookInput) (*viewOutput, error) { return view(s.Look(ctx, in.Body.Token)) })
	httpserver.Register(r, httpserver.Op{
		ID: "programs-say-still-by-token", Method: http.MethodPost, Path: "/api/v1/still", Tag: tag, Permission: auth.Unsubscribe,
		Summary: "Say whether you still contribute, with the token of the mail", MaxBody: 2 << 10,
		Errors: []int{http.StatusNotFound, http.StatusConflict}, Description: "Repeating it changes nothing.",
	}, func(ctx context.Context, in *mailInput) (*viewOutput, error) {
		return view(s.SayByToken(ctx, in.Body.Token, in.Body.Answer))
	})
}
