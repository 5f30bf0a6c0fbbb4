package client

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Rehearse plays a cohort through with made-up people; for its organisers. Nothing is kept and nobody is told anything.
func (c *Client) Rehearse(ctx context.Context, cohort string, in api.RehearsalBody, opts ...CallOption) (*api.Rehearsal, error) {
	return Do[api.Rehearsal](ctx, c, http.MethodPost, Path("cohorts", cohort, "rehearsal"), nil, in, opts...)
}
