package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/waymark-dev/waymark/pkg/api"
)

// CohortProjects goes through the projects that were offered to a cohort, the latest first. of is "approved" (or ""), "mine", or for its
// organisers "waiting" and "all".
func (c *Client) CohortProjects(ctx context.Context, cohort, of string) iter.Seq2[api.CohortProject, error] {
	q := url.Values{}
	if of != "" {
		q.Set("of", of)
	}
	return Pages[api.CohortProject](ctx, c, Path("cohorts", cohort, "projects"), q)
}

// CohortProjectsOf goes through the approved projects of a cohort that a partner brings, the latest first.
func (c *Client) CohortProjectsOf(ctx context.Context, cohort, partner string) iter.Seq2[api.CohortProject, error] {
	return Pages[api.CohortProject](ctx, c, Path("cohorts", cohort, "projects"), url.Values{"partner": {partner}})
}

// OfferProject offers a project to a cohort.
func (c *Client) OfferProject(ctx context.Context, cohort string, in api.CohortProjectBody, opts ...CallOption) (*api.CohortProject, error) {
	return Do[api.CohortProject](ctx, c, http.MethodPost, Path("cohorts", cohort, "projects"), nil, in, opts...)
}

// CohortProject is a project of a cohort.
func (c *Client) CohortProject(ctx context.Context, cohort, id string, opts ...CallOption) (*api.CohortProject, error) {
	return Do[api.CohortProject](ctx, c, http.MethodGet, Path("cohorts", cohort, "projects", id), nil, nil, opts...)
}

// ChangeCohortProject replaces what is said of it. IfMatch takes the version that was read.
func (c *Client) ChangeCohortProject(ctx context.Context, cohort, id string, in api.CohortProjectBody, opts ...CallOption) (*api.CohortProject, error) {
	return Do[api.CohortProject](ctx, c, http.MethodPut, Path("cohorts", cohort, "projects", id), nil, in, opts...)
}

// DecideCohortProject approves, refuses or withdraws it. IfMatch takes the version that was read.
func (c *Client) DecideCohortProject(
	ctx context.Context, cohort, id string, in api.CohortProjectDecision, opts ...CallOption,
) (*api.CohortProject, error) {
	return Do[api.CohortProject](ctx, c, http.MethodPost, Path("cohorts", cohort, "projects", id, "state"), nil, in, opts...)
}

// UnmentorCohortProject takes the caller's name off a project that names them as a mentor.
func (c *Client) UnmentorCohortProject(ctx context.Context, cohort, id string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("cohorts", cohort, "projects", id, "mentor"), nil, nil, opts...)
	return err
}
