package client

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

// MakeHub makes a programme a hub of communities, for good; for its organisers.
func (c *Client) MakeHub(ctx context.Context, programme string, opts ...CallOption) (*api.Programme, error) {
	return Do[api.Programme](ctx, c, http.MethodPost, Path("programmes", programme, "hub"), nil, nil, opts...)
}

// Communities are those of a hub, by name.
func (c *Client) Communities(ctx context.Context, hub string, opts ...CallOption) (*api.HubCommunities, error) {
	return Do[api.HubCommunities](ctx, c, http.MethodGet, Path("programmes", hub, "communities"), nil, nil, opts...)
}

// MeetHub says that a programme is to be a community of a hub; for organisers of either.
func (c *Client) MeetHub(ctx context.Context, hub, programme string, opts ...CallOption) (*api.HubCommunity, error) {
	return Do[api.HubCommunity](ctx, c, http.MethodPost, Path("programmes", hub, "communities"), nil, api.HubCommunityBody{Programme: programme}, opts...)
}

// PartHub takes a community out of a hub; for organisers of either.
func (c *Client) PartHub(ctx context.Context, hub, programme string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("programmes", hub, "communities", programme), nil, nil, opts...)
	return err
}

// RegisterInHub registers the caller once for a hub and any of its communities.
func (c *Client) RegisterInHub(ctx context.Context, hub string, in api.HubRegistration, opts ...CallOption) (*api.HubRegistered, error) {
	return Do[api.HubRegistered](ctx, c, http.MethodPost, Path("programmes", hub, "registrations"), nil, in, opts...)
}

// HubReports are figures over all communities of a hub; for whoever has a role on it.
func (c *Client) HubReports(ctx context.Context, hub string, opts ...CallOption) (*api.HubReports, error) {
	return Do[api.HubReports](ctx, c, http.MethodGet, Path("programmes", hub, "hub", "report"), nil, nil, opts...)
}

// HubFile is the same as a table (CSV).
func (c *Client) HubFile(ctx context.Context, hub string) ([]byte, error) {
	return c.do(ctx, &call{method: http.MethodGet, path: Path("programmes", hub, "hub", "report", "file"), header: http.Header{"Accept": {"text/csv"}}})
}
