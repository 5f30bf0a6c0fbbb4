package accounts

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

const onceDoc = "The link works once; the same request with the same Idempotency-Key gets the same answer again."

func (s *Service) linkRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-request-link", Method: http.MethodPost, Path: "/api/v1/links", Tag: tagSessions, Permission: auth.Public,
		Status: http.StatusAccepted, Summary: "Ask for a one-time link by e-mail",
		Description: "The answer is the same whether anybody has the address. At most three of a kind are sent in an hour; asking more " +
			"often makes the one that was sent good for its full time again.",
	}, answering(s.RequestLink))
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-check-link", Method: http.MethodPost, Path: "/api/v1/links/check", Tag: tagSessions, Permission: auth.Public,
		Status: http.StatusNoContent, Summary: "Whether a one-time link still works", Description: "Changes nothing.",
	}, func(ctx context.Context, in *body[api.LinkCheck]) (*nothing, error) {
		return nil, s.CheckLink(ctx, in.Body)
	})
	use := func(p Purpose, id, summary string) {
		httpserver.Register(r, s.useOp(p, id, summary), func(ctx context.Context, in *body[api.UseLink]) (*answer[api.SignedIn], error) {
			return answered200(s.UseLink(ctx, p, in.Body))
		})
	}
	use(Confirm, "accounts-use-confirm", "Confirm your address, choose a password if you like, and sign in")
	use(Invitation, "accounts-use-invitation", "Accept an invitation, choose a password if you like, and sign in")
	httpserver.Register(r, s.useOp(SignIn, "accounts-use-sign-in", "Sign in with a link"), answering(s.UseSignInLink))
	httpserver.Register(r, s.useOp(Reset, "accounts-use-reset", "Set a new password, end all sessions, and sign in"),
		answering(s.UseResetLink))
	httpserver.Register(r, s.useOp(FirstAdministrator, "accounts-use-first-administrator", "Make the first administrator's account"),
		answering(s.UseFirstAdministrator))
	httpserver.Register(r, s.useOp(Arrival, "accounts-use-arrival", "Sign in after you arrived at an event with a badge"), answering(s.UseArrival))
	undo := s.useOp(UndoAddress, "accounts-undo-address", "Take a change of your address back, and sign out everywhere")
	undo.Status = http.StatusNoContent
	httpserver.Register(r, undo, func(ctx context.Context, in *body[api.UseAddressLink]) (*nothing, error) {
		return nil, s.UndoAddress(ctx, in.Body)
	})
	op := s.useOp(ChangeAddress, "accounts-use-address", "Confirm your new address")
	op.Status = http.StatusNoContent
	httpserver.Register(r, op, func(ctx context.Context, in *body[api.UseAddressLink]) (*nothing, error) {
		return nil, s.UseAddressLink(ctx, in.Body)
	})
}

func (s *Service) useOp(p Purpose, id, summary string) httpserver.Op {
	return httpserver.Op{
		ID: id, Method: http.MethodPost, Path: "/api/v1/links/" + string(p), Tag: tagSessions, Permission: auth.Public, Idempotent: true,
		Errors: []int{http.StatusForbidden}, Summary: summary, Description: onceDoc,
	}
}
