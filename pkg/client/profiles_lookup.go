package client

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

// FindMentors finds mentors whom the caller, signed in or not, may see by the beginning of their name; the first ten.
func (c *Client) FindMentors(ctx context.Context, in api.MentorQuery, opts ...CallOption) (*api.PersonCards, error) {
	return Do[api.PersonCards](ctx, c, http.MethodPost, Path("people", "mentor-search"), nil, in, opts...)
}

// BlockedNames are the names of those whom the caller has blocked.
func (c *Client) BlockedNames(ctx context.Context, opts ...CallOption) (*api.BlockedNames, error) {
	return Do[api.BlockedNames](ctx, c, http.MethodGet, Path("people", "me", "blocked"), nil, nil, opts...)
}
