package catalog

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type markInput struct {
	IDInput
	Body api.IssueMark
}

type checkInput struct {
	IDInput
	Body api.IssueCheck
}

type pagingInput struct{ httpserver.Paging }

type markedOfInput struct {
	IDInput
	httpserver.Paging
}

type markedOutput struct {
	httpserver.Paged
	Body api.MarkedIssueList
}

func (s *Service) markRoutes(r *httpserver.Router) {
	missing := []int{http.StatusNotFound}
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-mark-issue", Method: http.MethodPost, Path: "/api/v1/issues/{id}/marks", Tag: tag, Permission: auth.SignedIn,
		Summary: "Say that an issue is closed or taken", Errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusForbidden},
		Description: "It is out of your lists at once, and whoever shows you recommendations leaves it out; it is hidden from everybody until somebody " +
			"checks if one who speaks for the project says so, or two people, one of whom has an account for two weeks; that who claimed " +
			"it says it is done counts as one. Each person has one mark on an issue: the same again changes nothing, the other word " +
			"replaces it.",
	}, func(ctx context.Context, in *markInput) (*issueOutput, error) {
		return s.issueAnswer(ctx)(s.Mark(ctx, in.ID, in.Body.Mark))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-unmark-issue", Method: http.MethodDelete, Path: "/api/v1/issues/{id}/marks/mine", Tag: tag, Permission: auth.SignedIn,
		Summary: "Take your own mark back", Errors: missing, Status: http.StatusOK,
	}, func(ctx context.Context, in *IDInput) (*issueOutput, error) {
		return s.issueAnswer(ctx)(s.Unmark(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-dismiss-marks", Method: http.MethodDelete, Path: "/api/v1/issues/{id}/marks", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Dismiss all marks: the issue is open and free (moderators, the project's maintainers)", Errors: missing, Status: http.StatusOK,
	}, func(ctx context.Context, in *IDInput) (*issueOutput, error) {
		return s.issueAnswer(ctx)(s.Check(ctx, in.ID, true))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-check-issue", Method: http.MethodPost, Path: "/api/v1/issues/{id}/checks", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Settle what was marked: found open or closed (moderators, the project's maintainers)", Errors: missing,
		Description: "A list of a later day that has a closed issue opens it again.",
	}, func(ctx context.Context, in *checkInput) (*issueOutput, error) {
		return s.issueAnswer(ctx)(s.Check(ctx, in.ID, in.Body.Found == "open"))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-marked-issues", Method: http.MethodGet, Path: "/api/v1/ops-catalog/marked-issues", Tag: tag, Permission: auth.IsModerator,
		Summary: "Issues that wait to be checked",
	}, func(ctx context.Context, in *pagingInput) (*markedOutput, error) {
		return s.markedAnswer(ctx)(s.MarkedIssues(ctx, in.Limit, in.Cursor))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-project-marked-issues", Method: http.MethodGet, Path: "/api/v1/projects/{id}/marked-issues", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Issues of a project that wait to be checked (moderators, the project's maintainers)", Errors: missing,
	}, func(ctx context.Context, in *markedOfInput) (*markedOutput, error) {
		return s.markedAnswer(ctx)(s.MarkedOf(ctx, in.ID, in.Limit, in.Cursor))
	})
}

func (s *Service) markedAnswer(ctx context.Context) func([]ShownIssue, string, error) (*markedOutput, error) {
	return func(issues []ShownIssue, next string, err error) (*markedOutput, error) {
		if err != nil {
			return nil, err
		}
		return s.markedBody(ctx, issues, next), nil
	}
}

func (s *Service) markedBody(ctx context.Context, issues []ShownIssue, next string) *markedOutput {
	out := &markedOutput{Body: api.MarkedIssueList{Items: []api.MarkedIssue{}}}
	out.Link = httpserver.NextLink(ctx, next)
	for _, i := range issues {
		m := api.MarkedIssue{Issue: s.issueBody(i, "")}
		for _, x := range i.Body.Marks {
			if x.Mark == "closed" {
				m.Closed++
			} else {
				m.Taken++
			}
			if m.Since.IsZero() || x.At.Before(m.Since) {
				m.Since = x.At
			}
		}
		out.Body.Items = append(out.Body.Items, m)
	}
	return out
}
