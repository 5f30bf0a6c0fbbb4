package accounts

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type (
	accountInput struct {
		ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The person's id"`
	}
	rolesInput struct {
		ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The person's id"`
		httpserver.Matching
		Body api.Roles
	}
	suspensionInput struct {
		ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The person's id"`
		Body api.SuspensionRequest
	}
	sanctionsInput struct {
		ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The person's id"`
		Body api.SanctionsLifting
	}
	accountsInput struct {
		httpserver.Paging
		Role string `query:"role" required:"true" enum:"administrator,moderator" doc:"The role they have"`
	}
	accountsOutput struct {
		httpserver.Paged
		Body api.AccountList
	}
	linksOutput struct {
		httpserver.Paged
		Body api.PendingLinkList
	}
	linkInput struct {
		Account string `path:"account" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Whose link"`
		Purpose string `path:"purpose" enum:"confirm,sign_in,reset,invitation,address,undo-address" doc:"What the link is for"`
	}
)

func (s *Service) staffRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-list", Method: http.MethodGet, Path: "/api/v1/accounts", Tag: tagStaff, Permission: auth.IsModerator,
		Summary: "Who has a role on this instance",
	}, func(ctx context.Context, in *accountsInput) (*accountsOutput, error) {
		items, next, err := s.AccountsWith(ctx, in.Role, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &accountsOutput{Body: api.AccountList{Items: items}}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-look-up", Method: http.MethodPost, Path: "/api/v1/accounts/lookup", Tag: tagStaff, Permission: auth.IsModerator,
		Errors: []int{http.StatusNotFound, http.StatusTooManyRequests}, Summary: "Find an account by its exact address",
		Description: "The address is in the body, since no URL may have one. The answer is that of the account by its id. A fact " +
			"(account_looked_up) records who asked and whom they found; 60 in an hour at most.",
	}, answering(s.LookUp))
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-get", Method: http.MethodGet, Path: "/api/v1/accounts/{id}", Tag: tagStaff, Permission: auth.IsModerator,
		Summary: "An account, without its address",
	}, func(ctx context.Context, in *accountInput) (*tagged[api.AccountSummary], error) {
		return seen(s.Account(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-set-roles", Method: http.MethodPut, Path: "/api/v1/accounts/{id}/roles", Tag: tagStaff,
		Permission: auth.IsAdministrator, Errors: []int{http.StatusConflict}, Summary: "Give and take roles on this instance",
		Description: "The last administrator can never be removed.",
	}, func(ctx context.Context, in *rolesInput) (*tagged[api.AccountSummary], error) {
		expected, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return seen(s.SetRoles(ctx, in.ID, in.Body.Roles, expected))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-suspend", Method: http.MethodPut, Path: "/api/v1/accounts/{id}/suspension", Tag: tagStaff,
		Permission: auth.IsModerator, Errors: []int{http.StatusConflict}, Summary: "Keep somebody out, at once",
		Description: "It takes the place of what staff gave before. What was decided about a report stays, and the longer of both holds.",
	}, func(ctx context.Context, in *suspensionInput) (*tagged[api.AccountSummary], error) {
		return seen(s.Suspend(ctx, in.ID, in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-restore", Method: http.MethodDelete, Path: "/api/v1/accounts/{id}/suspension", Tag: tagStaff,
		Permission: auth.IsModerator, Errors: []int{http.StatusConflict}, Summary: "Lift what staff gave",
		Description: "What was decided about a report stays: see accounts-lift-sanctions. The answer says whether that still holds.",
	}, func(ctx context.Context, in *accountInput) (*tagged[api.AccountSummary], error) {
		return seen(s.Restore(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-lift-sanctions", Method: http.MethodDelete, Path: "/api/v1/accounts/{id}/sanctions", Tag: tagStaff,
		Permission: auth.IsAdministrator, Summary: "Overrule what was decided about reports, with a reason",
		Description: "An appeal is the ordinary way. A fact (account_restored) records who did it and why. What staff gave stays.",
	}, func(ctx context.Context, in *sanctionsInput) (*tagged[api.AccountSummary], error) {
		return seen(s.LiftSanctions(ctx, in.ID, in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-invite", Method: http.MethodPost, Path: "/api/v1/invitations", Tag: tagStaff, Permission: auth.IsAdministrator,
		Status: http.StatusCreated, Idempotent: true, Summary: "Invite somebody by address",
	}, answering(s.Invite))
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-pending-links", Method: http.MethodGet, Path: "/api/v1/account-links", Tag: tagStaff,
		Permission: auth.IsAdministrator, Summary: "One-time links that wait to be handed over, where no mail is configured",
	}, func(ctx context.Context, in *httpserver.Paging) (*linksOutput, error) {
		items, next, err := s.PendingLinks(ctx, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &linksOutput{Body: api.PendingLinkList{Items: items}}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-reveal-link", Method: http.MethodPost, Path: "/api/v1/account-links/{account}/{purpose}", Tag: tagStaff,
		Permission: auth.IsAdministrator, Summary: "Read a one-time link, to hand it over", Description: "A fact (link_read) records who did that.",
	}, func(ctx context.Context, in *linkInput) (*answer[api.RevealedLink], error) {
		return answered200(s.RevealLink(ctx, in.Account, Purpose(in.Purpose)))
	})
}

func seen(a api.AccountSummary, version int64, err error) (*tagged[api.AccountSummary], error) {
	if err != nil {
		return nil, err
	}
	return &tagged[api.AccountSummary]{httpserver.VersionedOf("accounts", "account", a.ID, version), a}, nil
}
