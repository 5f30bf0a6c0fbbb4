package safety

import (
	"context"
	"net/http"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
)

// Groups in the docs page.
const (
	tagReports  = "Reports"
	tagOutcomes = "Outcomes"
	tagCases    = "Cases, for moderators"
	tagDuty     = "Duty of moderators"
)

type nothing struct{}

// answerOf is an output that is a body alone.
type answerOf[T any] struct{ Body T }

type tagged[T any] struct {
	httpserver.Versioned
	Body T
}

func (s *Service) routes() *httpserver.Router {
	var v httpserver.Verifier = s.d.Guard
	if s.d.Verifier != nil {
		v = s.d.Verifier
	}
	r := httpserver.New(httpserver.Options{
		Service: self, Title: "Waymark safety", Guard: v, Now: s.d.Now, Log: s.d.Log, TrustedProxies: s.cfg.TrustedProxies,
	})
	s.reportRoutes(r)
	s.outcomeRoutes(r)
	s.caseRoutes(r)
	s.dutyRoutes(r)
	s.auditRoutes(r)
	outbox.RegisterDeadLetters(r, self, s.dead)
	return r
}

// keyOf is what the request's idempotency key says; without one there is none to remember.
func keyOf(ctx context.Context, kind string) Key {
	k := httpserver.KeyFrom(ctx)
	return Key{Hash: k.Hash, Body: k.Body, ID: k.ID(kind)}
}

func maybe(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type reportInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The report's id"`
	Code string `header:"Waymark-Report-Code" maxLength:"64" doc:"Of a report that was made signed out"`
}

type reportsInput struct{ httpserver.Paging }

type reportsOutput struct {
	httpserver.Paged
	Body api.ReportList
}

type reportMessageInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The report's id"`
	Code string `header:"Waymark-Report-Code" maxLength:"64" doc:"Of a report that was made signed out"`
	Body api.NewReportMessage
}

func (s *Service) reportRoutes(r *httpserver.Router) {
	base := "/api/v1/reports"
	httpserver.Register(r, httpserver.Op{
		ID: "safety-report", Method: http.MethodPost, Path: base, Tag: tagReports, Permission: auth.Public, Status: http.StatusCreated,
		Idempotent: true, Errors: []int{http.StatusConflict}, Summary: "Report a person, a message or a project",
		Description: "For anybody, signed in or not. Signed in, contact with the person stops at once; they are told nothing.",
	}, func(ctx context.Context, in *struct{ Body api.NewReport }) (*answerOf[api.ReportReceipt], error) {
		b := in.Body
		d, code, err := s.Report(ctx, NewReport{
			About: b.About, Person: b.Person, Thread: b.Thread, Message: b.Message, Project: b.Project, Kind: b.Kind, Words: b.Words,
			Language: b.Language,
		}, keyOf(ctx, "report"))
		if err != nil {
			return nil, err
		}
		return &answerOf[api.ReportReceipt]{api.ReportReceipt{
			ID: d.ID, Code: code, Status: string(d.Body.Status), AcknowledgeBy: d.Body.due(), Contact: d.Body.shownContact(),
		}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-own-reports", Method: http.MethodGet, Path: base, Tag: tagReports, Permission: auth.SignedIn, Summary: "Your own reports",
	}, func(ctx context.Context, in *reportsInput) (*reportsOutput, error) {
		page, err := s.OwnReports(ctx, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &reportsOutput{Body: api.ReportList{Items: make([]api.Report, 0, len(page.Docs))}}
		for _, d := range page.Docs {
			out.Body.Items = append(out.Body.Items, showReport(d))
		}
		out.Link = httpserver.NextLink(ctx, page.Next)
		return out, nil
	})
	httpserver.RegisterExport(r, httpserver.Export{
		Path: base + "/export", Tag: tagReports, Description: "Page by page: what you reported, then what was decided about you. What others reported is not in it.",
	}, func(ctx context.Context, limit int, cursor string) (api.SafetyExport, string, error) {
		x, next, err := s.Export(ctx, limit, cursor)
		return showExport(x), next, err
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-own-report", Method: http.MethodGet, Path: base + "/{id}", Tag: tagReports, Permission: auth.Public,
		Summary: "One report of your own, or with its code",
	}, func(ctx context.Context, in *reportInput) (*answerOf[api.Report], error) {
		d, err := s.OwnReport(ctx, in.ID, in.Code)
		if err != nil {
			return nil, err
		}
		return &answerOf[api.Report]{showReport(d)}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-report-messages", Method: http.MethodGet, Path: base + "/{id}/messages", Tag: tagReports, Permission: auth.Public,
		Summary: "The messages between you and the moderators",
	}, func(ctx context.Context, in *reportInput) (*answerOf[api.ReportMessages], error) {
		said, left, err := s.ReportMessages(ctx, in.ID, in.Code)
		if err != nil {
			return nil, err
		}
		return &answerOf[api.ReportMessages]{api.ReportMessages{Items: showSaid(said), Left: left}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-add-to-report", Method: http.MethodPost, Path: base + "/{id}/messages", Tag: tagReports, Permission: auth.Public,
		Status: http.StatusCreated, Idempotent: true, Errors: []int{http.StatusConflict, http.StatusGone}, Summary: "Write to the moderators",
	}, func(ctx context.Context, in *reportMessageInput) (*answerOf[api.ReportMessage], error) {
		x, err := s.AddToReport(ctx, in.ID, in.Code, in.Body.Words, keyOf(ctx, "message"))
		if err != nil {
			return nil, err
		}
		return &answerOf[api.ReportMessage]{showSaid([]Said{x})[0]}, nil
	})
}

func (c *Case) reported() api.Reported {
	return api.Reported{About: c.About, Person: c.Person, Thread: c.Thread, Message: c.Message, Project: c.Project, Kind: c.Kind,
		Language: c.Language}
}

// showReport is a report as whoever made it reads it. Whom it is about is not said again: it would have to be missing once they have left,
// and would so tell that from a block of theirs.
func showReport(d *store.Doc[Case]) api.Report {
	c := &d.Body
	about := c.reported()
	about.Person = ""
	return api.Report{
		ID: d.ID, Reported: about, Status: string(c.Status), Result: c.result(), Contact: c.shownContact(), Created: c.Created, AcknowledgeBy: c.due(),
		Acknowledged: maybe(c.Acknowledged), Decided: maybe(c.DecidedAt), Closed: maybe(c.ClosedAt), Independent: c.Alone && c.open(),
		Messages: c.Messages, Unanswered: c.LastFrom == fromModerator, CopyUntil: maybe(c.destroyAt()), CopyGone: len(c.Key) == 0,
	}
}

func showSaid(said []Said) []api.ReportMessage {
	out := make([]api.ReportMessage, 0, len(said))
	for _, x := range said {
		out = append(out, api.ReportMessage{Seq: x.Seq, From: x.From, Words: x.Words, At: x.At})
	}
	return out
}

func showExport(x Exported) api.SafetyExport {
	out := api.SafetyExport{
		Reports: []api.ExportedReport{}, Outcomes: []api.ExportedOutcome{}, Kept: "sealed_copies_of_cases_in_progress_until_90_days_after_close",
	}
	for _, r := range x.Reports {
		out.Reports = append(out.Reports, api.ExportedReport{Report: showReport(r.Doc), Words: r.Words, Wrote: showSaid(r.Wrote)})
	}
	for _, o := range x.Outcomes {
		out.Outcomes = append(out.Outcomes, api.ExportedOutcome{Outcome: showOutcome(o), Appeal: o.Appeal})
	}
	return out
}

type outcomeInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The outcome's id"`
	Code string `header:"Waymark-Outcome-Code" maxLength:"100" doc:"From the mail or the refused sign-in, for who cannot sign in"`
}

type appealInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The outcome's id"`
	Code string `header:"Waymark-Outcome-Code" maxLength:"100" doc:"From the mail or the refused sign-in, for who cannot sign in"`
	Body api.Appeal
}

func (s *Service) outcomeRoutes(r *httpserver.Router) {
	base := "/api/v1/outcomes"
	httpserver.Register(r, httpserver.Op{
		ID: "safety-outcomes", Method: http.MethodGet, Path: base, Tag: tagOutcomes, Permission: auth.SignedIn,
		Summary: "What was decided about you",
	}, func(ctx context.Context, _ *nothing) (*answerOf[api.OutcomeList], error) {
		all, err := s.Outcomes(ctx)
		if err != nil {
			return nil, err
		}
		out := &answerOf[api.OutcomeList]{api.OutcomeList{Items: make([]api.Outcome, 0, len(all))}}
		for _, o := range all {
			out.Body.Items = append(out.Body.Items, showOutcome(o))
		}
		return out, nil
	})
	one := func(o Outcome, err error) (*answerOf[api.Outcome], error) {
		if err != nil {
			return nil, err
		}
		return &answerOf[api.Outcome]{showOutcome(o)}, nil
	}
	httpserver.Register(r, httpserver.Op{
		ID: "safety-outcome", Method: http.MethodGet, Path: base + "/{id}", Tag: tagOutcomes, Permission: auth.Public,
		Summary: "One of them, or with its code",
	}, func(ctx context.Context, in *outcomeInput) (*answerOf[api.Outcome], error) {
		return one(s.Outcome(ctx, in.ID, in.Code))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-appeal", Method: http.MethodPost, Path: base + "/{id}/appeal", Tag: tagOutcomes, Permission: auth.Public,
		Status: http.StatusCreated, Idempotent: true, Errors: []int{http.StatusConflict}, Summary: "Ask for a second look by somebody else, once",
	}, func(ctx context.Context, in *appealInput) (*answerOf[api.Outcome], error) {
		return one(s.Appeal(ctx, in.ID, in.Code, in.Body.Words, keyOf(ctx, "appeal")))
	})
}

func showOutcome(o Outcome) api.Outcome {
	return api.Outcome{
		ID: o.ID, Measure: o.Measure, Until: maybe(o.Until), Kind: o.Kind, Words: o.Words, At: o.At, Final: o.Final, Appealed: maybe(o.Appealed),
		AppealUntil: maybe(o.AppealUntil), Independent: o.Alone, Project: o.Project,
	}
}
