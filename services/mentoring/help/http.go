package help

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

const tag = "Help on issues"

type helpOffersOutput struct {
	Body api.HelpOfferList
}

type helpOfferOutput struct {
	Body api.HelpOffer
}

type issueInput struct {
	Issue string `path:"issue" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the issue"`
}

type newHelpInput struct {
	Issue string `path:"issue" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the issue"`
	Body  api.NewHelpOffer
}

type helpedInput struct {
	IDs []string `query:"ids" required:"true" minItems:"1" maxItems:"20" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Ids of issues, comma separated"`
}

type helpedOutput struct {
	Body api.HelpedIssueList
}

type issueHelpOutput struct {
	Body api.IssueHelp
}

// Show is an offer as its mentor sees it.
func Show(d *store.Doc[Help], p string) api.HelpOffer {
	out := api.HelpOffer{Issue: d.ID}
	if x := d.Body.helper(p); x != nil {
		out.Since, out.Shown = x.At, x.Free
	}
	return out
}

// Routes are this room's.
func (s *Service) Routes(r *httpserver.Router) {
	base, one := "/api/v1/help-offers", "/api/v1/help-offers/{issue}"
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-help-offers", Method: http.MethodGet, Path: base, Tag: tag, Permission: auth.SignedIn,
		Summary: "Issues on which one offers help; at most 20",
	}, func(ctx context.Context, _ *struct{}) (*helpOffersOutput, error) {
		docs, err := s.Offers(ctx)
		if err != nil {
			return nil, err
		}
		out := &helpOffersOutput{Body: api.HelpOfferList{Items: make([]api.HelpOffer, 0, len(docs))}}
		for _, d := range docs {
			out.Body.Items = append(out.Body.Items, Show(d, auth.From(ctx).ID))
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-issue-help", Method: http.MethodGet, Path: one, Tag: tag, Permission: auth.SignedIn,
		Summary: "Mentors with a place free who help with an issue, and whom one can ask",
	}, func(ctx context.Context, in *issueInput) (*issueHelpOutput, error) {
		mentors, yours, err := s.OnIssue(ctx, in.Issue)
		if err != nil {
			return nil, err
		}
		may, err := s.May(ctx, in.Issue)
		if err != nil {
			return nil, err
		}
		return &issueHelpOutput{Body: api.IssueHelp{Issue: in.Issue, Mentors: append([]string{}, mentors...), Yours: yours, May: may}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-helped-issues", Method: http.MethodGet, Path: "/api/v1/issue-help", Tag: tag, Permission: auth.SignedIn,
		Summary: "On which of some issues somebody helps whom one can ask now",
		Description: "What the catalogue says of help (mentored) is the same for everybody. Who helps may have no place any more, a queue that is " +
			"full, be found by fewer people, or not by you: to you the issue is then one without help. It is of the open programme.",
	}, func(ctx context.Context, in *helpedInput) (*helpedOutput, error) {
		ids, n, err := s.Helped(ctx, in.IDs)
		if err != nil {
			return nil, err
		}
		out := &helpedOutput{Body: api.HelpedIssueList{Items: make([]api.HelpedIssue, len(ids))}}
		for i, id := range ids {
			out.Body.Items[i] = api.HelpedIssue{Issue: id, Mentors: n[id]}
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-offer-help", Method: http.MethodPut, Path: one, Tag: tag, Permission: auth.SignedIn,
		Summary: "Offer help on an issue, as a mentor", Errors: []int{http.StatusForbidden, http.StatusConflict, http.StatusGone},
		Description: "Of a project that you maintain, or say that you know where its maintainers leave that open; of the second kind in at most " +
			"five projects. The issue is shown as mentored while one of those who offer has a place of the open programme free. It promises " +
			"no place. Repeating it changes nothing.",
	}, func(ctx context.Context, in *newHelpInput) (*helpOfferOutput, error) {
		d, err := s.Offer(ctx, in.Issue, in.Body.KnowsProject)
		if err != nil {
			return nil, err
		}
		return &helpOfferOutput{Body: Show(d, auth.From(ctx).ID)}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-withdraw-help", Method: http.MethodDelete, Path: one, Tag: tag, Permission: auth.SignedIn,
		Summary: "Take it back", Status: http.StatusNoContent,
	}, func(ctx context.Context, in *issueInput) (*struct{}, error) {
		return nil, s.Withdraw(ctx, in.Issue)
	})
}
