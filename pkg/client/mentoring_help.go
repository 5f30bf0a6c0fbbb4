package client

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// HelpOffers are the issues on which the caller offers help.
func (c *Client) HelpOffers(ctx context.Context, opts ...CallOption) (*api.HelpOfferList, error) {
	return Do[api.HelpOfferList](ctx, c, http.MethodGet, Path("help-offers"), nil, nil, opts...)
}

// IssueHelp is who offers help on an issue and can be asked.
func (c *Client) IssueHelp(ctx context.Context, issue string, opts ...CallOption) (*api.IssueHelp, error) {
	return Do[api.IssueHelp](ctx, c, http.MethodGet, Path("help-offers", issue), nil, nil, opts...)
}

// HelpedIssues are those of at most 20 issues on which somebody helps whom the caller can ask.
func (c *Client) HelpedIssues(ctx context.Context, ids []string, opts ...CallOption) (*api.HelpedIssueList, error) {
	return Do[api.HelpedIssueList](ctx, c, http.MethodGet, Path("issue-help"), url.Values{"ids": {strings.Join(ids, ",")}}, nil, opts...)
}

// OfferHelp offers the caller's help, as a mentor, on an issue.
func (c *Client) OfferHelp(ctx context.Context, issue string, in api.NewHelpOffer, opts ...CallOption) (*api.HelpOffer, error) {
	return Do[api.HelpOffer](ctx, c, http.MethodPut, Path("help-offers", issue), nil, in, opts...)
}

// WithdrawHelp takes it back.
func (c *Client) WithdrawHelp(ctx context.Context, issue string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("help-offers", issue), nil, nil, opts...)
	return err
}
