package safety

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type auditOutput struct {
	httpserver.Paged
	Body api.AuditList
}

func (s *Service) auditRoutes(r *httpserver.Router) {
	const tag = "Operation"
	httpserver.Register(r, httpserver.Op{
		ID: "safety-audit-state", Method: http.MethodGet, Path: "/api/v1/ops-safety/state", Tag: tag, Permission: auth.IsAdministrator,
		Summary: "Whether the audit of what staff did is whole, verified now, and what the operator should know",
	}, func(ctx context.Context, _ *nothing) (*answerOf[api.AuditState], error) {
		report, err := s.VerifyAudit(ctx)
		if err != nil {
			return nil, err
		}
		return &answerOf[api.AuditState]{api.AuditState{
			Entries: report.Entries, Head: report.Head, Whole: report.Broken == "", Broken: report.Broken, Notes: append([]string{}, s.Notes()...),
		}}, nil
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
			out.Body.Items = append(out.Body.Items, api.AuditEntry{Seq: d.Seq, At: d.At, What: d.What, Who: d.Who, About: d.About, Detail: d.Detail})
		}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
}
