package client

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

// IssueClaims are the issues that the caller works on or waits for.
func (c *Client) IssueClaims(ctx context.Context, opts ...CallOption) (*api.IssueClaimList, error) {
	return Do[api.IssueClaimList](ctx, c, http.MethodGet, Path("claims"), nil, nil, opts...)
}

// IssueClaim says whether somebody works on an issue.
func (c *Client) IssueClaim(ctx context.Context, issue string, opts ...CallOption) (*api.IssueClaim, error) {
	return Do[api.IssueClaim](ctx, c, http.MethodGet, Path("claims", issue), nil, nil, opts...)
}

// ClaimIssue works on an issue for 14 days, or waits for it.
func (c *Client) ClaimIssue(ctx context.Context, issue string, opts ...CallOption) (*api.IssueClaim, error) {
	return Do[api.IssueClaim](ctx, c, http.MethodPut, Path("claims", issue), nil, nil, opts...)
}

// ReleaseIssue gives it back, or leaves the line.
func (c *Client) ReleaseIssue(ctx context.Context, issue string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("claims", issue), nil, nil, opts...)
	return err
}

// ExtendClaim adds 14 days, once.
func (c *Client) ExtendClaim(ctx context.Context, issue string, opts ...CallOption) (*api.IssueClaim, error) {
	return Do[api.IssueClaim](ctx, c, http.MethodPost, Path("claims", issue, "extend"), nil, nil, opts...)
}

// FinishClaim says that the issue is done.
func (c *Client) FinishClaim(ctx context.Context, issue string, opts ...CallOption) (*api.IssueClaim, error) {
	return Do[api.IssueClaim](ctx, c, http.MethodPost, Path("claims", issue, "done"), nil, nil, opts...)
}
