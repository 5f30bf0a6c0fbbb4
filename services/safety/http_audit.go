package safety

import (
	"context"
	"net/http"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/services/safety/audit"
)

type auditInput struct {
	Head string `query:"head" maxLength:"64" pattern:"^[0-9a-f]{64}$" doc:"A head that was written down before: the answer says whether the audit still has it"`
}

type deedsInput struct {
	httpserver.Paging
	What  string    `query:"what" maxLength:"60" pattern:"^[a-z]+([.][a-z_]+)?$" doc:"Of this kind: a service, or the code of an entry" example:"accounts"`
	From  time.Time `query:"from" doc:"At this time or later"`
	Until time.Time `query:"until" doc:"Before this time"`
}

type auditOutput struct {
	httpserver.Paged
	Body api.AuditList
}

func (s *Service) auditRoutes(r *httpserver.Router) {
	const tag = "Operation"
	httpserver.Register(r, httpserver.Op{
		ID: "safety-audit-state", Method: http.MethodGet, Path: "/api/v1/ops-safety/state", Tag: tag, Permission: auth.IsAdministrator,
		Summary: "Whether the audit of what staff did is whole, verified now, and what the operator should know",
	}, func(ctx context.Context, in *auditInput) (*answerOf[api.AuditState], error) {
		report, err := s.VerifyAudit(ctx)
		if err != nil {
			return nil, err
		}
		codes, notes := s.notes()
		out := &answerOf[api.AuditState]{api.AuditState{
			Head: report.Head, Whole: report.Broken == "", Broken: report.Broken, Notes: append([]string{}, notes...), Codes: append([]string{}, codes...),
		}}
		if in.Head != "" {
			known, err := s.audit.Find(ctx, in.Head)
			if err != nil {
				return nil, err
			}
			out.Body.HeadKnown = &known
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "safety-audit", Method: http.MethodGet, Path: "/api/v1/ops-safety/audit", Tag: tag, Permission: auth.IsAdministrator,
		Summary: "What staff did, but in cases", Description: "What was done in a case is shown in it, to those who see it. " +
			"A filter looks at a bounded number of entries, so that a page may be short; the last one has no next.",
	}, func(ctx context.Context, in *deedsInput) (*auditOutput, error) {
		deeds, next, err := s.Deeds(ctx, audit.Filter{What: in.What, From: in.From, Until: in.Until}, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &auditOutput{Body: api.AuditList{Items: make([]api.AuditEntry, 0, len(deeds))}}
		for _, d := range deeds {
			out.Body.Items = append(out.Body.Items, api.AuditEntry{At: d.At, What: d.What, Who: d.Who, About: d.About, Detail: d.Detail})
		}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
}
