package client

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Waiting are the waiting lists that the caller is in.
func (c *Client) Waiting(ctx context.Context, opts ...CallOption) (*api.WaitingList, error) {
	return Do[api.WaitingList](ctx, c, http.MethodGet, Path("waiting"), nil, nil, opts...)
}

// WaitFor waits for mentors of a programme, or changes for whom; the place in the line stays.
func (c *Client) WaitFor(ctx context.Context, programme string, in api.WaitingWish, opts ...CallOption) (*api.WaitingEntry, error) {
	return Do[api.WaitingEntry](ctx, c, http.MethodPut, Path("waiting", programme), nil, in, opts...)
}

// StopWaiting leaves the list of a programme.
func (c *Client) StopWaiting(ctx context.Context, programme string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("waiting", programme), nil, nil, opts...)
	return err
}

// SkipPlace lets the place that is offered go to the next in line; the caller keeps theirs and is not offered this mentor again.
func (c *Client) SkipPlace(ctx context.Context, programme string, opts ...CallOption) (*api.WaitingEntry, error) {
	return Do[api.WaitingEntry](ctx, c, http.MethodPost, Path("waiting", programme, "skip"), nil, nil, opts...)
}
