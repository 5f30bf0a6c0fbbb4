package catalog

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

type claimOutput struct {
	Body api.ProjectClaim
}

type decisionInput struct {
	IDInput
	Body api.ProjectClaimDecision
}

type claimsOutput struct {
	httpserver.Paged
	Body api.ClaimedProjectList
}

type ownProjectsOutput struct {
	httpserver.Paged
	Body api.OwnProjectList
}

type wishInput struct {
	IDInput
	httpserver.Matching
	Body api.ProjectWish
}

type wishesOutput struct {
	httpserver.Versioned
	Body api.ProjectWishes
}

func (s *Service) wishRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-claim-project", Method: http.MethodPost, Path: "/api/v1/projects/{id}/claim", Tag: tag, Permission: auth.SignedIn,
		Summary: "Say that you maintain a project; a moderator confirms it", Errors: []int{http.StatusNotFound, http.StatusConflict},
		Description: "The same again changes nothing.",
	}, func(ctx context.Context, in *IDInput) (*claimOutput, error) {
		d, err := s.Claim(ctx, in.ID)
		return claimAnswer(d, auth.From(ctx).ID, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-own-projects", Method: http.MethodGet, Path: "/api/v1/projects/mine", Tag: tag, Permission: auth.SignedIn,
		Summary:     "The projects that you maintain, by a claim or by a role, and those that you claimed",
		Description: "Claimed ones first; a project is there once.",
	}, s.listOwnProjects)
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-decide-claim", Method: http.MethodPost, Path: "/api/v1/projects/{id}/claim/decisions", Tag: tag, Permission: auth.IsModerator,
		Summary: "Confirm or refuse a claim", Errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *decisionInput) (*claimOutput, error) {
		d, err := s.Decide(ctx, in.ID, in.Body.Person, in.Body.Confirm)
		return claimAnswer(d, in.Body.Person, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-claims", Method: http.MethodGet, Path: "/api/v1/ops-catalog/claims", Tag: tag, Permission: auth.IsModerator,
		Summary: "Projects with claims that wait",
	}, s.listClaims)
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-wishes", Method: http.MethodGet, Path: "/api/v1/projects/{id}/wishes", Tag: tag, Permission: auth.ScopedRole,
		Summary: "What the project's maintainers wish (they and moderators)", Errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *IDInput) (*wishesOutput, error) {
		return wishesAnswer(s.WishesOf(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-wish", Method: http.MethodPatch, Path: "/api/v1/projects/{id}/wishes", Tag: tag, Permission: auth.ScopedRole,
		Summary:     "Correct, pause, resume, cap or remove a project, and say who may help (its maintainers and moderators)",
		Description: "No import undoes a wish. What is hidden is hidden at once, issues too.",
		Errors:      []int{http.StatusNotFound, http.StatusPreconditionFailed},
	}, func(ctx context.Context, in *wishInput) (*wishesOutput, error) {
		version, err := in.Expected()
		if err != nil {
			return nil, err
		}
		b := in.Body
		return wishesAnswer(s.Wish(ctx, in.ID, Wish{
			Description: b.Description, Skills: b.Skills, Link: b.Link, Paused: b.Paused, Until: b.PausedUntil, Cap: b.Cap, Help: b.Help,
			DownloadMB: b.DownloadMB, Browser: b.Browser, Removed: b.Removed,
		}, version))
	})
}

func claimAnswer(d *store.Doc[Project], person string, err error) (*claimOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &claimOutput{Body: api.ProjectClaim{Project: d.ID, State: string(ClaimAsked)}}
	if c := d.Body.ClaimOf(person); c != nil {
		out.Body.State = string(c.State)
	}
	return out, nil
}

func (s *Service) listOwnProjects(ctx context.Context, in *pagingInput) (*ownProjectsOutput, error) {
	own, next, err := s.OwnProjects(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	out := &ownProjectsOutput{Body: api.OwnProjectList{Items: []api.OwnProject{}}}
	out.Link = httpserver.NextLink(ctx, next)
	for _, x := range own {
		item := api.OwnProject{Project: x.ID, Name: x.Body.Shows.Name, URL: x.Body.Shows.Link, Maintainer: x.Given}
		if x.Claim != nil {
			item.Claim, item.Asked, item.Decided = string(x.Claim.State), x.Claim.Asked, x.Claim.Decided
			item.Maintainer = x.Given || x.Claim.State == ClaimConfirmed
		}
		out.Body.Items = append(out.Body.Items, item)
	}
	return out, nil
}

func (s *Service) listClaims(ctx context.Context, in *pagingInput) (*claimsOutput, error) {
	docs, next, err := s.Claims(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	out := &claimsOutput{Body: api.ClaimedProjectList{Items: []api.ClaimedProject{}}}
	out.Link = httpserver.NextLink(ctx, next)
	for _, d := range docs {
		item := api.ClaimedProject{Project: d.ID, Name: d.Body.Shows.Name, URL: d.Body.Shows.Link, Claimants: []api.Claimant{}}
		for _, c := range d.Body.Claims {
			if c.State == ClaimAsked {
				item.Claimants = append(item.Claimants, api.Claimant{Person: c.Person, Asked: c.Asked})
			}
		}
		out.Body.Items = append(out.Body.Items, item)
	}
	return out, nil
}

func wishesAnswer(d *store.Doc[Project], err error) (*wishesOutput, error) {
	if err != nil {
		return nil, err
	}
	return &wishesOutput{Versioned: httpserver.VersionedOf(service, "project", d.ID, d.Version), Body: wishesBody(d)}, nil
}

func wishesBody(d *store.Doc[Project]) api.ProjectWishes {
	w := &d.Body.Wishes
	browser := w.Browser
	if browser == "" {
		browser = "unknown"
	}
	return api.ProjectWishes{
		Project: d.ID, Description: w.Description, Skills: list(w.Skills), Link: w.Link, Paused: w.Paused, PausedUntil: w.Until, Cap: w.Cap,
		Help: w.helpers(), DownloadMB: w.DownloadMB, Browser: browser, Removed: w.Removed, Barred: d.Body.Barred(), Changed: w.At,
	}
}
