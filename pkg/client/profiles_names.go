package client

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// PeopleNames are how those of the ids want to be called whom the caller sees, or had a request or mentorship with, however that ended.
func (c *Client) PeopleNames(ctx context.Context, ids []string, opts ...CallOption) (map[string]string, error) {
	out := map[string]string{}
	for part := range slices.Chunk(ids, 100) {
		names, err := Do[api.PersonNames](ctx, c, http.MethodGet, Path("people", "names"), url.Values{"ids": {strings.Join(part, ",")}}, nil, opts...)
		if err != nil {
			return nil, err
		}
		for _, x := range names.Items {
			out[x.ID] = x.DisplayName
		}
	}
	return out, nil
}
