package accounts

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
)

// Groups in the docs page.
const (
	tagAccount  = "Your account"
	tagSessions = "Signing in"
	tagStaff    = "Accounts, for staff"
)

type nothing struct{}

// body is an input that is a body alone, answer an output that is.
type (
	body[T any]   struct{ Body T }
	answer[T any] struct{ Body T }
	tagged[T any] struct {
		httpserver.Versioned
		Body T
	}
)

type changeInput struct {
	httpserver.Matching
	Body api.AccountChange
}

func (s *Service) routes() *httpserver.Router {
	var v httpserver.Verifier = s.d.Guard
	if s.d.Verifier != nil {
		v = s.d.Verifier
	}
	r := httpserver.New(httpserver.Options{
		Service: "accounts", Title: "Waymark accounts", Guard: v, Now: s.d.Now, Log: s.d.Log, TrustedProxies: s.cfg.TrustedProxies,
	})
	s.accountRoutes(r)
	s.exportRoutes(r)
	s.sessionRoutes(r)
	s.linkRoutes(r)
	s.staffRoutes(r)
	outbox.RegisterDeadLetters(r, "accounts", s.dead)
	return r
}

func (s *Service) accountRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-sign-up", Method: http.MethodPost, Path: "/api/v1/accounts", Tag: tagAccount, Permission: auth.Public,
		Status: http.StatusAccepted, Idempotent: true, Errors: []int{http.StatusForbidden}, Summary: "Open an account",
		Description: "A link is sent to the address; whoever follows it has the account. The answer is the same for an address that " +
			"has an account already: that person gets a link to sign in.",
	}, answering(s.SignUp))
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-joining", Method: http.MethodGet, Path: "/api/v1/accounts/joining", Tag: tagAccount, Permission: auth.Public,
		Summary: "What this place asks of people who join",
	}, func(ctx context.Context, _ *nothing) (*answer[api.Joining], error) {
		return answered200(s.Joining(ctx))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-me", Method: http.MethodGet, Path: "/api/v1/accounts/me", Tag: tagAccount, Permission: auth.SignedIn,
		Summary: "Your account",
	}, func(ctx context.Context, _ *nothing) (*tagged[api.Account], error) { return own(s.Me(ctx)) })
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-change-me", Method: http.MethodPatch, Path: "/api/v1/accounts/me", Tag: tagAccount, Permission: auth.SignedIn,
		Summary: "Change your account",
	}, func(ctx context.Context, in *changeInput) (*tagged[api.Account], error) {
		expected, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return own(s.ChangeMe(ctx, in.Body, expected))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-change-password", Method: http.MethodPost, Path: "/api/v1/accounts/me/password", Tag: tagAccount,
		Permission: auth.SignedIn, Status: http.StatusNoContent, Errors: []int{http.StatusConflict},
		Summary: "Set your password; all your other sessions end",
	}, func(ctx context.Context, in *body[api.PasswordChange]) (*nothing, error) {
		return nil, s.ChangePassword(ctx, in.Body)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-change-address", Method: http.MethodPost, Path: "/api/v1/accounts/me/address", Tag: tagAccount,
		Permission: auth.SignedIn, Status: http.StatusAccepted, Errors: []int{http.StatusConflict}, Summary: "Ask for a link at a new address",
		Description: "The address changes once the link is followed; the old one gets a link that takes this back for 7 days, and until then " +
			"it cannot be changed again. The answer does not tell whether the new address has an account.",
	}, answering(s.ChangeMyAddress))
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-close", Method: http.MethodDelete, Path: "/api/v1/accounts/me", Tag: tagAccount, Permission: auth.SignedIn,
		Status: http.StatusAccepted, Errors: []int{http.StatusConflict}, Summary: "Close your account for good",
		Description: "With your password; without one the session must be younger than 10 minutes. Every service then forgets you; the " +
			"answer is the receipt, whose secret id comes this once.",
	}, answering(s.Close))
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-keys", Method: http.MethodGet, Path: "/api/v1/keys", Tag: tagSessions, Permission: auth.Public,
		Summary: "The public keys of access tokens, as a JSON Web Key Set",
	}, func(ctx context.Context, _ *nothing) (*answer[api.KeySet], error) { return answered200(s.Keys(ctx)) })
}

// answering makes a handler of a use case that takes a body and answers with one.
func answering[In, Out any](use func(context.Context, In) (Out, error)) func(context.Context, *body[In]) (*answer[Out], error) {
	return func(ctx context.Context, in *body[In]) (*answer[Out], error) { return answered200(use(ctx, in.Body)) }
}

func answered200[Out any](out Out, err error) (*answer[Out], error) {
	if err != nil {
		return nil, err
	}
	return &answer[Out]{Body: out}, nil
}

func own(a api.Account, version int64, err error) (*tagged[api.Account], error) {
	if err != nil {
		return nil, err
	}
	return &tagged[api.Account]{httpserver.VersionedOf("accounts", "account", a.ID, version), a}, nil
}
