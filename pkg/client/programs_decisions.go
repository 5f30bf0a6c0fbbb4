package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/waymark-dev/waymark/pkg/api"
)

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
