package safety

import (
	"context"
	"net/http"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

type casesInput struct {
	httpserver.Paging
	Show string `query:"show" enum:"open,received,acknowledged,looked_at,decided,appealed,closed" default:"open" doc:"Which"`
}

type casesOutput struct {
	httpserver.Paged
	Body api.CaseList
}

type caseInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The case's id"`
}

type caseStepInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The case's id"`
	httpserver.Matching
}

type openingInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The case's id"`
	Body api.NewCaseOpening
}

type caseMessageInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The case's id"`
	Body api.NewReportMessage
}

type decisionInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The case's id"`
	httpserver.Matching
	Body api.NewCaseDecision
}

type subjectInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The case's id"`
	httpserver.Matching
	Body api.CaseSubject
}

type handOverInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The case's id"`
	httpserver.Matching
	Body api.HandOver
}

var stepErrors = []int{http.StatusConflict, http.StatusPreconditionFailed, http.StatusGone}

func (s *Service) caseRoutes(r *httpserver.Router) {
	base := "/api/v1/cases"
	httpserver.Register(r, httpserver.Op{
		ID: "safety-cases", Method: http.MethodGet, Path: base, Tag: tagCases, Permission: auth.IsModerator,
		Summary: "Cases that you can look at: those that wait for a decision, or of one state",
	}, func(ctx context.Context, in *casesInput) (*casesOutput, error) {
		docs, next, err := s.Cases(ctx, in.Show, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &casesOutput{Body: api.CaseList{Items: make([]api.Case, 0, len(docs))}}
		for _, d := range docs {
			out.Body.Items = append(out.Body.Items, s.showCase(ctx, d))
		}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-case-counts", Method: http.MethodGet, Path: base + "/counts", Tag: tagCases, Permission: auth.IsModerator,
		Summary: "How many cases wait that you can look at",
	}, func(ctx context.Context, _ *nothing) (*answerOf[api.CaseCounts], error) {
		n, err := s.CountCases(ctx)
		if err != nil {
			return nil, err
		}
		return &answerOf[api.CaseCounts]{api.CaseCounts(n)}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-case", Method: http.MethodGet, Path: base + "/{id}", Tag: tagCases, Permission: auth.IsModerator,
		Summary: "A case: kinds, times, states and ids", Description: "What was written in it comes with an opening.",
	}, func(ctx context.Context, in *caseInput) (*tagged[api.Case], error) {
		return s.caseAnswer(ctx)(s.Case(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-acknowledge", Method: http.MethodPost, Path: base + "/{id}/acknowledgement", Tag: tagCases, Permission: auth.IsModerator,
		Errors: stepErrors, Summary: "Take a case up; whoever reported is told",
	}, func(ctx context.Context, in *caseStepInput) (*tagged[api.Case], error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return s.caseAnswer(ctx)(s.Acknowledge(ctx, in.ID, want))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-open", Method: http.MethodPost, Path: base + "/{id}/openings", Tag: tagCases, Permission: auth.IsModerator,
		Status: http.StatusCreated, Idempotent: true, Errors: stepErrors, Summary: "Read what is sealed in a case",
		Description: "Who opened it, when and why is recorded and stays visible in the case.",
	}, func(ctx context.Context, in *openingInput) (*answerOf[api.OpenedCase], error) {
		d, content, err := s.Open(ctx, in.ID, in.Body.Reason, keyOf(ctx, "opening"))
		if err != nil {
			return nil, err
		}
		return &answerOf[api.OpenedCase]{s.showContent(ctx, d, content)}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-write", Method: http.MethodPost, Path: base + "/{id}/messages", Tag: tagCases, Permission: auth.IsModerator,
		Status: http.StatusCreated, Idempotent: true, Errors: stepErrors, Summary: "Write to whoever reported",
	}, func(ctx context.Context, in *caseMessageInput) (*answerOf[api.ReportMessage], error) {
		x, err := s.Write(ctx, in.ID, in.Body.Words, keyOf(ctx, "message"))
		if err != nil {
			return nil, err
		}
		return &answerOf[api.ReportMessage]{showSaid([]Said{x})[0]}, nil
	})
	s.decisionRoutes(r, base)
}

func (s *Service) decisionRoutes(r *httpserver.Router, base string) {
	httpserver.Register(r, httpserver.Op{
		ID: "safety-decide", Method: http.MethodPost, Path: base + "/{id}/decisions", Tag: tagCases, Permission: auth.IsModerator,
		Status: http.StatusCreated, Idempotent: true, Errors: stepErrors, Summary: "Decide a case",
		Description: "Of two who decide at once one wins. An appeal is decided by somebody else than the first time.",
	}, func(ctx context.Context, in *decisionInput) (*tagged[api.Case], error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		v := Verdict{Measure: in.Body.Measure, Words: in.Body.Words}
		if in.Body.Until != nil {
			v.Until = in.Body.Until.UTC().Truncate(time.Millisecond)
		}
		return s.caseAnswer(ctx)(s.Decide(ctx, in.ID, v, want, keyOf(ctx, "decision")))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-close", Method: http.MethodPost, Path: base + "/{id}/closure", Tag: tagCases, Permission: auth.IsModerator,
		Errors: stepErrors, Summary: "Close a decided case; it can still be appealed for its 30 days",
	}, func(ctx context.Context, in *caseStepInput) (*tagged[api.Case], error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return s.caseAnswer(ctx)(s.Close(ctx, in.ID, want))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-declare-conflict", Method: http.MethodPost, Path: base + "/{id}/conflict", Tag: tagCases, Permission: auth.IsModerator,
		Status: http.StatusNoContent, Errors: stepErrors, Summary: "Say that you have a conflict: the case is gone for you, for good",
	}, func(ctx context.Context, in *caseInput) (*nothing, error) { return nil, s.DeclareConflict(ctx, in.ID) })
	httpserver.Register(r, httpserver.Op{
		ID: "safety-subject", Method: http.MethodPut, Path: base + "/{id}/subject", Tag: tagCases, Permission: auth.IsModerator,
		Status: http.StatusNoContent, Errors: stepErrors, Summary: "Say who a report is about that describes somebody",
		Description: "Who has a conflict with that person, you too, does not see the case from then on.",
	}, func(ctx context.Context, in *subjectInput) (*nothing, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return nil, s.Subject(ctx, in.ID, in.Body.Person, want)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-hand-over", Method: http.MethodPost, Path: base + "/{id}/hand-over", Tag: tagCases, Permission: auth.IsModerator,
		Idempotent: true, Errors: stepErrors, Summary: "Give a case to another moderator, or back to whoever is on duty",
	}, func(ctx context.Context, in *handOverInput) (*tagged[api.Case], error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return s.caseAnswer(ctx)(s.HandOver(ctx, in.ID, in.Body.To, in.Body.Note, want, keyOf(ctx, "hand_over")))
	})
}

func (s *Service) caseAnswer(ctx context.Context) func(*store.Doc[Case], error) (*tagged[api.Case], error) {
	return func(d *store.Doc[Case], err error) (*tagged[api.Case], error) {
		if err != nil {
			return nil, err
		}
		return &tagged[api.Case]{Versioned: httpserver.VersionedOf(self, "case", d.ID, d.Version), Body: s.showCase(ctx, d)}, nil
	}
}

func (s *Service) showCase(ctx context.Context, d *store.Doc[Case]) api.Case {
	c, now := &d.Body, s.d.Now()
	out := api.Case{
		ID: d.ID, Reported: c.reported(), PersonLeft: c.PersonLeft,
		Programme: c.Programme, Reporter: c.Reporter, SignedOut: c.SignedOut, ReporterLeft: c.ReporterLeft,
		Status: string(c.Status), Created: c.Created, AcknowledgeBy: c.due(), Overdue: c.overdue(now), Acknowledged: maybe(c.Acknowledged),
		LookedAt: maybe(c.Looked), Closed: maybe(c.ClosedAt), Moderator: c.Moderator, Copy: c.Copy, CopyUntil: maybe(c.destroyAt()),
		Contact: c.Contact, Messages: c.Messages, ReporterWaits: c.LastFrom == fromReporter, Decisions: []api.CaseDecision{},
		Appealed: maybe(c.AppealedAt), Opened: []api.CaseOpening{}, OpenedTimes: c.OpenedTimes, Can: can(c, auth.From(ctx).ID),
		Independent: c.Alone && c.open(),
	}
	if c.appealable(now) {
		out.AppealUntil = maybe(c.appealUntil())
	}
	for i, x := range c.Decisions {
		out.Decisions = append(out.Decisions, api.CaseDecision{Measure: x.Measure, Until: maybe(x.Until), By: x.By, At: x.At, Appeal: i > 0})
	}
	for _, o := range c.Opened {
		out.Opened = append(out.Opened, api.CaseOpening{By: o.By, At: o.At, Reason: o.Reason})
	}
	return out
}

func (s *Service) showContent(ctx context.Context, d *store.Doc[Case], c Content) api.OpenedCase {
	out := api.OpenedCase{
		Case: s.showCase(ctx, d), Words: c.Words, Copied: []api.CopiedMessage{}, Lines: []api.CopiedLine{}, Messages: showSaid(c.Messages),
		Appeal: c.Appeal, Decisions: append([]string{}, c.Decisions...), Notes: []api.CaseHandingNote{},
	}
	for _, m := range c.Copied.Messages {
		out.Copied = append(out.Copied, api.CopiedMessage{ID: m.Message, From: m.From, At: m.At, Text: m.Text, Reported: m.Asked})
	}
	for _, l := range c.Copied.Lines {
		out.Lines = append(out.Lines, api.CopiedLine{Part: l.Part, Text: l.Text})
	}
	for _, n := range c.Notes {
		out.Notes = append(out.Notes, api.CaseHandingNote{By: n.By, At: n.At, Words: n.Words})
	}
	return out
}
