package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
)

// PrepareDecisions prepares one decision about several applications of a cohort, at most 200; for its organisers.
func (c *Client) PrepareDecisions(ctx context.Context, cohort string, in api.DecisionsBody, opts ...CallOption) (*api.DecisionsPrepared, error) {
	return Do[api.DecisionsPrepared](ctx, c, http.MethodPut, Path("cohorts", cohort, "decisions"), nil, in, opts...)
}

// ReleaseExactly is ReleaseDecisions for decisions as they were looked at: one that was changed meanwhile is not told.
func (c *Client) ReleaseExactly(ctx context.Context, cohort string, in api.DecisionsRelease, opts ...CallOption) (*api.DecisionsReleased, error) {
	return Do[api.DecisionsReleased](ctx, c, http.MethodPost, Path("cohorts", cohort, "decisions"), nil, in, opts...)
}

// ApplicationsWithin is Applications of those who belong to the organisation (internal) or do not (external); "" for all.
func (c *Client) ApplicationsWithin(ctx context.Context, cohort, state, belongs string) iter.Seq2[api.Application, error] {
	return Pages[api.Application](ctx, c, Path("cohorts", cohort, "applications"), asked("state", state, "belongs", belongs))
}

// ParticipantsWithin is Participants of those who belong to the organisation (internal) or do not (external); "" for all.
func (c *Client) ParticipantsWithin(ctx context.Context, cohort, state, belongs string) iter.Seq2[api.Application, error] {
	return Pages[api.Application](ctx, c, Path("cohorts", cohort, "participants"), asked("state", state, "belongs", belongs))
}

// ApplicationsPage is one page of ApplicationsWithin, of at most limit, from a cursor; "" for the first.
func (c *Client) ApplicationsPage(ctx context.Context, cohort, state, belongs string, limit int, cursor string, opts ...CallOption) (*api.Applications, error) {
	q := asked("state", state, "belongs", belongs, "limit", strconv.Itoa(limit), "cursor", cursor)
	return Do[api.Applications](ctx, c, http.MethodGet, Path("cohorts", cohort, "applications"), q, nil, opts...)
}

// ParticipantsPage is one page of ParticipantsWithin, of at most limit, from a cursor; "" for the first.
func (c *Client) ParticipantsPage(ctx context.Context, cohort, state, belongs string, limit int, cursor string, opts ...CallOption) (*api.Applications, error) {
	q := asked("state", state, "belongs", belongs, "limit", strconv.Itoa(limit), "cursor", cursor)
	return Do[api.Applications](ctx, c, http.MethodGet, Path("cohorts", cohort, "participants"), q, nil, opts...)
}

// asked is a query of those parameters that say something.
func asked(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}
