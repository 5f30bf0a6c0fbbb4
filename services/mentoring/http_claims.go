package mentoring

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/mentoring/claim"
)

const tagClaims = "Claims on issues"

type claimInput struct {
	Issue string `path:"issue" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the issue"`
}

type claimOutput struct {
	Body api.IssueClaim
}

type claimsOutput struct {
	Body api.IssueClaimList
}

// showClaim shows a claim to p: how long the line is, and of those in it p alone.
func showClaim(d *store.Doc[claim.Claim], p string) api.IssueClaim {
	x := &d.Body
	out := api.IssueClaim{Issue: d.ID, State: "free", Yours: "none", Waiting: len(x.Line), Position: x.Position(p)}
	if x.Holder != "" {
		out.State, out.Until = "claimed", maybe(x.Until)
	}
	switch {
	case x.Holder == p && p != "":
		out.Yours, out.Extended = "holder", x.Extended
	case out.Position > 0:
		out.Yours = "waiting"
	}
	return out
}

func claimAnswer(ctx context.Context, d *store.Doc[claim.Claim], err error) (*claimOutput, error) {
	if err != nil {
		return nil, err
	}
	return &claimOutput{Body: showClaim(d, auth.From(ctx).ID)}, nil
}

func (s *Service) claimRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-claims", Method: http.MethodGet, Path: "/api/v1/claims", Tag: tagClaims, Permission: auth.SignedIn,
		Summary: "The issues that one works on or waits for; at most three",
	}, func(ctx context.Context, _ *struct{}) (*claimsOutput, error) {
		docs, err := s.Claims(ctx)
		if err != nil {
			return nil, err
		}
		return &claimsOutput{Body: api.IssueClaimList{Items: shownTo(ctx, docs, showClaim)}}, nil
	})
	one := "/api/v1/claims/{issue}"
	for _, x := range []struct {
		op httpserver.Op
		do func(ctx context.Context, issue string) (*store.Doc[claim.Claim], error)
	}{
		{httpserver.Op{ID: "mentoring-claim", Method: http.MethodGet, Path: one, Summary: "Whether somebody works on an issue, and how many wait"}, s.Claim},
		{httpserver.Op{ID: "mentoring-claim-issue", Method: http.MethodPut, Path: one, Summary: "Work on an issue for 14 days, or wait for it",
			Description: "Where somebody works on it the caller joins the line. Repeating it changes nothing.",
			Errors:      []int{http.StatusConflict, http.StatusGone}}, s.ClaimIssue},
		{httpserver.Op{ID: "mentoring-extend-claim", Method: http.MethodPost, Path: one + "/extend", Errors: []int{http.StatusConflict},
			Summary: "14 days more, once: something is under way"}, s.ExtendClaim},
		{httpserver.Op{ID: "mentoring-finish-claim", Method: http.MethodPost, Path: one + "/done", Errors: []int{http.StatusConflict},
			Summary: "The issue is done; those who wait are told"}, s.FinishClaim},
	} {
		x.op.Tag, x.op.Permission = tagClaims, auth.SignedIn
		httpserver.Register(r, x.op, func(ctx context.Context, in *claimInput) (*claimOutput, error) {
			d, err := x.do(ctx, in.Issue)
			return claimAnswer(ctx, d, err)
		})
	}
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-release-issue", Method: http.MethodDelete, Path: one, Tag: tagClaims, Permission: auth.SignedIn,
		Summary: "Give an issue back, or leave the line", Status: http.StatusNoContent,
	}, func(ctx context.Context, in *claimInput) (*struct{}, error) {
		return nil, s.ReleaseIssue(ctx, in.Issue)
	})
}
