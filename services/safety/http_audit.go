package safety

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type auditInput struct {
	Head string `query:"head" maxLength:"64" pattern:"^[0-9a-f]{64}$" doc:"A head that was written down before: the answer says whether the audit still has it"`
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
		out := &answerOf[api.AuditState]{api.AuditState{
			Head: report.Head, Whole: report.Broken == "", Broken: report.Broken, Notes: append([]string{}, s.Notes()...),
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
		Summary: "What staff did, but in cases", Description: "What was done in a case is shown in it, to those who see it.",
	}, func(ctx context.Context, in *httpserver.Paging) (*auditOutput, error) {
		deeds, next, err := s.Deeds(ctx, in.Limit, in.Cursor)
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
