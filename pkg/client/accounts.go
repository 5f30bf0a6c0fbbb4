package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"sync"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// Joining is what this place asks of people who join.
func (c *Client) Joining(ctx context.Context) (*api.Joining, error) {
	return Do[api.Joining](ctx, c, http.MethodGet, Path("accounts", "joining"), nil, nil)
}

// LookUp finds the account of an address. For moderators.
func (c *Client) LookUp(ctx context.Context, address string) (*api.AccountSummary, error) {
	return Do[api.AccountSummary](ctx, c, http.MethodPost, Path("accounts", "lookup"), nil, api.AccountLookup{Address: address})
}

// SignUp opens an account; a link goes to the address.
func (c *Client) SignUp(ctx context.Context, in api.SignUp, opts ...CallOption) (*api.LinkSent, error) {
	return Do[api.LinkSent](ctx, c, http.MethodPost, Path("accounts"), nil, in, opts...)
}

// RequestLink asks for a one-time link: confirm, sign_in or reset.
func (c *Client) RequestLink(ctx context.Context, purpose, address string) (*api.LinkSent, error) {
	return Do[api.LinkSent](ctx, c, http.MethodPost, Path("links"), nil, api.LinkRequest{Purpose: purpose, Address: address})
}

// CheckLink says whether a one-time link still works; it changes nothing.
func (c *Client) CheckLink(ctx context.Context, purpose, token string) error {
	_, err := Do[struct{}](ctx, c, http.MethodPost, Path("links", "check"), nil, api.LinkCheck{Purpose: purpose, Token: token})
	return err
}

// ConfirmAddress uses a link of the purpose confirm.
func (c *Client) ConfirmAddress(ctx context.Context, in api.UseLink, opts ...CallOption) (*api.SignedIn, error) {
	return Do[api.SignedIn](ctx, c, http.MethodPost, Path("links", "confirm"), nil, in, opts...)
}

// AcceptInvitation uses a link of the purpose invitation.
func (c *Client) AcceptInvitation(ctx context.Context, in api.UseLink, opts ...CallOption) (*api.SignedIn, error) {
	return Do[api.SignedIn](ctx, c, http.MethodPost, Path("links", "invitation"), nil, in, opts...)
}

// UseArrival uses a link of the purpose arrival.
func (c *Client) UseArrival(ctx context.Context, in api.UseArrival, opts ...CallOption) (*api.SignedIn, error) {
	return Do[api.SignedIn](ctx, c, http.MethodPost, Path("links", "arrival"), nil, in, opts...)
}

// UseSignInLink uses a link of the purpose sign_in.
func (c *Client) UseSignInLink(ctx context.Context, in api.UseSignInLink, opts ...CallOption) (*api.SignedIn, error) {
	return Do[api.SignedIn](ctx, c, http.MethodPost, Path("links", "sign_in"), nil, in, opts...)
}

// UseResetLink uses a link of the purpose reset.
func (c *Client) UseResetLink(ctx context.Context, in api.UseResetLink, opts ...CallOption) (*api.SignedIn, error) {
	return Do[api.SignedIn](ctx, c, http.MethodPost, Path("links", "reset"), nil, in, opts...)
}

// UseAddressLink confirms a new address.
func (c *Client) UseAddressLink(ctx context.Context, token string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodPost, Path("links", "address"), nil, api.UseAddressLink{Token: token}, opts...)
	return err
}

// UndoAddress takes a change of the address back.
func (c *Client) UndoAddress(ctx context.Context, token string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodPost, Path("links", "undo-address"), nil, api.UseAddressLink{Token: token}, opts...)
	return err
}

// UseFirstAdministrator makes the first administrator's account.
func (c *Client) UseFirstAdministrator(ctx context.Context, in api.UseFirstAdministrator, opts ...CallOption) (*api.SignedIn, error) {
	return Do[api.SignedIn](ctx, c, http.MethodPost, Path("links", "first-administrator"), nil, in, opts...)
}

// SignIn signs in with a password.
func (c *Client) SignIn(ctx context.Context, in api.SignIn, opts ...CallOption) (*api.SignedIn, error) {
	return Do[api.SignedIn](ctx, c, http.MethodPost, Path("sessions"), nil, in, opts...)
}

// Refresh gives the next tokens of a session. Tokens does it by itself.
func (c *Client) Refresh(ctx context.Context, refreshToken string, opts ...CallOption) (*api.Refreshed, error) {
	return Do[api.Refreshed](ctx, c, http.MethodPost, Path("sessions", "refresh"), nil, api.Refresh{RefreshToken: refreshToken}, opts...)
}

// Account is the caller's own account.
func (c *Client) Account(ctx context.Context, opts ...CallOption) (*api.Account, error) {
	return Do[api.Account](ctx, c, http.MethodGet, Path("accounts", "me"), nil, nil, opts...)
}

// ChangeAccount changes the caller's own account.
func (c *Client) ChangeAccount(ctx context.Context, in api.AccountChange, opts ...CallOption) (*api.Account, error) {
	return Do[api.Account](ctx, c, http.MethodPatch, Path("accounts", "me"), nil, in, opts...)
}

// ChangePassword sets the caller's password and ends their other sessions.
func (c *Client) ChangePassword(ctx context.Context, in api.PasswordChange) error {
	_, err := Do[struct{}](ctx, c, http.MethodPost, Path("accounts", "me", "password"), nil, in)
	return err
}

// ChangeAddress asks for a link at a new address.
func (c *Client) ChangeAddress(ctx context.Context, in api.AddressChange) (*api.LinkSent, error) {
	return Do[api.LinkSent](ctx, c, http.MethodPost, Path("accounts", "me", "address"), nil, in)
}

// CloseAccount is EraseMe for who wants no receipt.
func (c *Client) CloseAccount(ctx context.Context, in api.AccountClosing) error {
	_, err := c.EraseMe(ctx, in)
	return err
}

// Sessions are the caller's own, the newest first.
func (c *Client) Sessions(ctx context.Context) (*api.SessionList, error) {
	return Do[api.SessionList](ctx, c, http.MethodGet, Path("sessions"), nil, nil)
}

// SignOut ends the session that asks.
func (c *Client) SignOut(ctx context.Context) error { return c.EndSession(ctx, "current") }

// EndSession ends one of the caller's sessions.
func (c *Client) EndSession(ctx context.Context, id string) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("sessions", id), nil, nil)
	return err
}

// SignOutEverywhere ends all of the caller's sessions.
func (c *Client) SignOutEverywhere(ctx context.Context) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("sessions"), nil, nil)
	return err
}

// AccountsWith goes through those who have a role on the instance. For moderators.
func (c *Client) AccountsWith(ctx context.Context, role string) iter.Seq2[api.AccountSummary, error] {
	return Pages[api.AccountSummary](ctx, c, Path("accounts"), url.Values{"role": {role}})
}

// AccountOf is somebody's account without its address. For moderators.
func (c *Client) AccountOf(ctx context.Context, id string, opts ...CallOption) (*api.AccountSummary, error) {
	return Do[api.AccountSummary](ctx, c, http.MethodGet, Path("accounts", id), nil, nil, opts...)
}

// SetRoles gives somebody exactly these roles on the instance. For administrators.
func (c *Client) SetRoles(ctx context.Context, id string, roles []string, opts ...CallOption) (*api.AccountSummary, error) {
	in := api.Roles{Roles: append([]string{}, roles...)}
	return Do[api.AccountSummary](ctx, c, http.MethodPut, Path("accounts", id, "roles"), nil, in, opts...)
}

// Suspend keeps somebody out. For moderators.
func (c *Client) Suspend(ctx context.Context, id string, in api.SuspensionRequest) (*api.AccountSummary, error) {
	return Do[api.AccountSummary](ctx, c, http.MethodPut, Path("accounts", id, "suspension"), nil, in)
}

// Restore lifts what staff gave. For moderators.
func (c *Client) Restore(ctx context.Context, id string) (*api.AccountSummary, error) {
	return Do[api.AccountSummary](ctx, c, http.MethodDelete, Path("accounts", id, "suspension"), nil, nil)
}

// LiftSanctions overrules what was decided about reports. For administrators.
func (c *Client) LiftSanctions(ctx context.Context, id string, in api.SanctionsLifting) (*api.AccountSummary, error) {
	return Do[api.AccountSummary](ctx, c, http.MethodDelete, Path("accounts", id, "sanctions"), nil, in)
}

// Invite invites somebody by address. For administrators.
func (c *Client) Invite(ctx context.Context, in api.InvitationRequest, opts ...CallOption) (*api.InvitationMade, error) {
	return Do[api.InvitationMade](ctx, c, http.MethodPost, Path("invitations"), nil, in, opts...)
}

// PendingLinks goes through the one-time links that wait to be handed over, where no mail is configured. For administrators.
func (c *Client) PendingLinks(ctx context.Context) iter.Seq2[api.PendingLink, error] {
	return Pages[api.PendingLink](ctx, c, Path("account-links"), nil)
}

// RevealLink reads a one-time link, to hand it over. For administrators.
func (c *Client) RevealLink(ctx context.Context, account, purpose string) (*api.RevealedLink, error) {
	return Do[api.RevealedLink](ctx, c, http.MethodPost, Path("account-links", account, purpose), nil, nil)
}

// Keys are the public keys of access tokens.
func (c *Client) Keys(ctx context.Context) (*api.KeySet, error) {
	return Do[api.KeySet](ctx, c, http.MethodGet, Path("keys"), nil, nil)
}

// Tokens keeps a session's tokens and gets the next ones when the access token is refused. Safe for several goroutines.
type Tokens struct {
	c *Client

	mu              sync.Mutex
	access, refresh string
}

// Tokens makes the source for a session; saved ones work too, with an empty access token.
func (c *Client) Tokens(access, refresh string) *Tokens {
	return &Tokens{c: c.As(nil), access: access, refresh: refresh}
}

// Source is the TokenSource. Signed out is Unauthenticated.
func (t *Tokens) Source(ctx context.Context, refused string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.access != "" && t.access != refused {
		return t.access, nil
	}
	next, err := t.c.Refresh(ctx, t.refresh)
	if err != nil {
		if fault.Has(err, fault.Unauthenticated) && refused != "" {
			return refused, nil // the caller learns what the server said about its own request
		}
		return "", err
	}
	t.access, t.refresh = next.AccessToken, next.RefreshToken
	return t.access, nil
}

// Saved are the tokens as they are now, to be kept across restarts.
func (t *Tokens) Saved() (access, refresh string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.access, t.refresh
}

// SignedIn is the same client for whoever has just signed in. It waits for what their signing in has changed, where others mirror it.
func (c *Client) SignedIn(in *api.SignedIn) *Client {
	me := c.As(c.Tokens(in.AccessToken, in.RefreshToken).Source)
	me.seen = c.seen.of(in.Account)
	return me
}
