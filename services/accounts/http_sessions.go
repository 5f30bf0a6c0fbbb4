package accounts

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type sessionInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The session's id"`
}

func (s *Service) sessionRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-sign-in", Method: http.MethodPost, Path: "/api/v1/sessions", Tag: tagSessions, Permission: auth.Public,
		Status: http.StatusCreated, Idempotent: true, Errors: []int{http.StatusForbidden}, Summary: "Sign in with a password",
		Description: "The answer and its time are the same for a wrong password and for an address that nobody has. After five wrong " +
			"passwords each further try waits twice as long, up to 15 minutes; a one-time link always works.",
	}, answering(s.SignIn))
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-refresh", Method: http.MethodPost, Path: "/api/v1/sessions/refresh", Tag: tagSessions, Permission: auth.Public,
		Summary: "Get the next tokens of a session",
		Description: "Each refresh token is good once; the same answer comes again within 10 seconds, for a second tab or a lost answer. " +
			"An older one ends the session.",
	}, answering(s.Refresh))
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-sessions", Method: http.MethodGet, Path: "/api/v1/sessions", Tag: tagSessions, Permission: auth.SignedIn,
		Summary: "Where you are signed in; 20 places at most",
	}, func(ctx context.Context, _ *nothing) (*answer[api.SessionList], error) {
		return answered200(s.Sessions(ctx))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-sign-out", Method: http.MethodDelete, Path: "/api/v1/sessions/current", Tag: tagSessions, Permission: auth.SignedIn,
		Status: http.StatusNoContent, Errors: []int{http.StatusNotFound}, Summary: "Sign out",
	}, func(ctx context.Context, _ *nothing) (*nothing, error) {
		return nil, s.SignOut(ctx, auth.From(ctx).Session)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-sign-out-everywhere", Method: http.MethodDelete, Path: "/api/v1/sessions", Tag: tagSessions,
		Permission: auth.SignedIn, Status: http.StatusNoContent, Summary: "Sign out everywhere",
	}, func(ctx context.Context, _ *nothing) (*nothing, error) { return nil, s.SignOutEverywhere(ctx) })
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-end-session", Method: http.MethodDelete, Path: "/api/v1/sessions/{id}", Tag: tagSessions, Permission: auth.OwnObject,
		Status: http.StatusNoContent, Summary: "Sign out one device",
	}, func(ctx context.Context, in *sessionInput) (*nothing, error) { return nil, s.SignOut(ctx, in.ID) })
}
