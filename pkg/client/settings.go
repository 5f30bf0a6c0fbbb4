package client

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Settings are what the operator has decided, of the process that answers. Administrators only.
func (c *Client) Settings(ctx context.Context, opts ...CallOption) (*api.SettingList, error) {
	return Do[api.SettingList](ctx, c, http.MethodGet, Path("settings"), nil, nil, opts...)
}
