package running

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

const tag = "Running cohorts"

type idInput struct {
	ID string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The participant's application"`
}

type checkInInput struct {
	ID     string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The participant's application"`
	Number int    `path:"number" minimum:"1" maximum:"60" doc:"Which check-in; the first is 1"`
	Body   api.CheckInBody
}

type goalsInput struct {
	ID   string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The participant's application"`
	Body api.CohortGoals
}

type programmeInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme"`
}

type evidenceInput struct {
	ID   string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The participant's application"`
	Body api.CohortEvidence
}

type pieceInput struct {
	ID    string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The participant's application"`
	Piece string `path:"piece" maxLength:"64" pattern:"^[a-z0-9_-]+$" doc:"The piece's id, as the participant's page has it"`
}

type completionInput struct {
	ID   string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The participant's application"`
	Body api.CompletionBody
}

type certificateInput struct {
	ID   string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The participant's application"`
	Body api.CertificateBody
}

type codeInput struct {
	Code string `path:"code" maxLength:"26" pattern:"^[a-z2-7]{26}$" doc:"The certificate's code"`
}

type output struct{ Body api.CohortRun }

type mentoredOutput struct{ Body api.MentoredList }

type certificateOutput struct{ Body api.Certificate }

// Routes registers the routes.
func (s *Service) Routes(r *httpserver.Router) {
	one, conflict := "/api/v1/applications/{id}", []int{http.StatusConflict}
	httpserver.Register(r, httpserver.Op{
		ID: "programs-run", Method: http.MethodGet, Path: one + "/check-ins", Tag: tag, Permission: auth.OwnObject,
		Summary: "How somebody's time in a cohort goes", Description: "Check-ins are those of your side; organisers and reviewers read both.",
	}, func(ctx context.Context, in *idInput) (*output, error) {
		return answer(s.Get(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-mentored", Method: http.MethodGet, Path: "/api/v1/programmes/{id}/mentored", Tag: tag, Permission: auth.SignedIn,
		Summary: "Those whose mentor you are and who take part in a cohort of a programme", Description: "Whoever mentors nobody there gets none.",
	}, func(ctx context.Context, in *programmeInput) (*mentoredOutput, error) {
		items, err := s.Mentored(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &mentoredOutput{Body: api.MentoredList{Items: items}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-check-in", Method: http.MethodPut, Path: one + "/check-ins/{number}", Tag: tag, Permission: auth.OwnObject, Errors: conflict,
		Summary: "Say how it goes; the other side never reads it",
	}, func(ctx context.Context, in *checkInInput) (*output, error) {
		return answer(s.CheckIn(ctx, in.ID, in.Number, in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-set-goals", Method: http.MethodPut, Path: one + "/goals", Tag: tag, Permission: auth.OwnObject, Errors: conflict,
		Summary: "Replace the goals; the participant and their mentor",
	}, func(ctx context.Context, in *goalsInput) (*output, error) {
		return answer(s.SetGoals(ctx, in.ID, in.Body.Goals))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-show-evidence", Method: http.MethodPost, Path: one + "/evidence", Tag: tag, Permission: auth.OwnObject, Errors: conflict,
		Summary: "Show what was done: a link, or a mentor's word; the same twice is once",
	}, func(ctx context.Context, in *evidenceInput) (*output, error) {
		return answer(s.Show(ctx, in.ID, in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-take-back-evidence", Method: http.MethodDelete, Path: one + "/evidence/{piece}", Tag: tag, Permission: auth.OwnObject,
		Status: http.StatusOK, Summary: "Take back what was shown: your own, or any as an organiser",
	}, func(ctx context.Context, in *pieceInput) (*output, error) {
		return answer(s.TakeBack(ctx, in.ID, in.Piece))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-complete", Method: http.MethodPut, Path: one + "/completion", Tag: tag, Permission: auth.ScopedRole, Errors: conflict,
		Summary: "Note that somebody completed the cohort", Description: "To take it back takes back the certificate.",
	}, func(ctx context.Context, in *completionInput) (*output, error) {
		return answer(s.Complete(ctx, in.ID, in.Body.Completed))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-certify", Method: http.MethodPost, Path: one + "/certificate", Tag: tag, Permission: auth.OwnObject, Errors: conflict,
		Summary: "Make your certificate, or make it anew under another name",
	}, func(ctx context.Context, in *certificateInput) (*certificateOutput, error) {
		return certified(s.Certify(ctx, in.ID, in.Body.Name))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-certificate", Method: http.MethodGet, Path: "/api/v1/certificates/{code}", Tag: tag, Permission: auth.Public,
		Summary: "A certificate, and whether its signature holds", Description: "For whoever has its code.",
	}, func(ctx context.Context, in *codeInput) (*certificateOutput, error) {
		return certified(s.Certificate(ctx, in.Code))
	})
}

func answer(b api.CohortRun, err error) (*output, error) {
	if err != nil {
		return nil, err
	}
	return &output{Body: b}, nil
}

func certified(b api.Certificate, err error) (*certificateOutput, error) {
	if err != nil {
		return nil, err
	}
	return &certificateOutput{Body: b}, nil
}
