package client

import (
	"context"
	"net/http"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
)

// CohortOutcomes is how a cohort went, in counts: exact for its organisers and reviewers, what was frozen for others with a role.
func (c *Client) CohortOutcomes(ctx context.Context, id string, opts ...CallOption) (*api.CohortOutcomes, error) {
	return Do[api.CohortOutcomes](ctx, c, http.MethodGet, Path("cohorts", id, "outcomes"), nil, nil, opts...)
}

// CohortReport is what was frozen, the same for whoever has a role on the programme.
func (c *Client) CohortReport(ctx context.Context, id string, opts ...CallOption) (*api.CohortOutcomes, error) {
	return Do[api.CohortOutcomes](ctx, c, http.MethodGet, Path("cohorts", id, "outcomes", "report"), nil, nil, opts...)
}

// MakeCohortReport freezes it, once; for organisers of a closed cohort.
func (c *Client) MakeCohortReport(ctx context.Context, id string, opts ...CallOption) (*api.CohortOutcomes, error) {
	return Do[api.CohortOutcomes](ctx, c, http.MethodPut, Path("cohorts", id, "outcomes", "report"), nil, nil, opts...)
}

// CohortOutcomesFile is what was frozen as a table (CSV).
func (c *Client) CohortOutcomesFile(ctx context.Context, id string) ([]byte, error) {
	return c.do(ctx, &call{method: http.MethodGet, path: Path("cohorts", id, "outcomes", "file"), header: http.Header{"Accept": {"text/csv"}}})
}

// CohortConsole is what waits for the organisers of a cohort, the most urgent first.
func (c *Client) CohortConsole(ctx context.Context, id string, opts ...CallOption) (*api.CohortConsole, error) {
	return Do[api.CohortConsole](ctx, c, http.MethodGet, Path("cohorts", id, "console"), nil, nil, opts...)
}

// StillContributing is what the caller is asked some months after a cohort, and what they said.
func (c *Client) StillContributing(ctx context.Context, application string, opts ...CallOption) (*api.StillQuestions, error) {
	return Do[api.StillQuestions](ctx, c, http.MethodGet, Path("applications", application, "still"), nil, nil, opts...)
}

// SayStillContributing answers: yes, no, or none to take it back.
func (c *Client) SayStillContributing(ctx context.Context, application string, months int, answer string, opts ...CallOption) (*api.StillQuestions, error) {
	return Do[api.StillQuestions](ctx, c, http.MethodPut, Path("applications", application, "still", strconv.Itoa(months)), nil,
		api.StillBody{Answer: answer}, opts...)
}

// LookAtStill is what the token of a mail asks; nothing is kept by looking.
func (c *Client) LookAtStill(ctx context.Context, token string, opts ...CallOption) (*api.StillView, error) {
	return Do[api.StillView](ctx, c, http.MethodPost, Path("still", "look"), nil, api.StillToken{Token: token}, opts...)
}

// SayStillByToken answers with the token of the mail.
func (c *Client) SayStillByToken(ctx context.Context, token, answer string, opts ...CallOption) (*api.StillView, error) {
	return Do[api.StillView](ctx, c, http.MethodPost, Path("still"), nil, api.StillMailAnswer{Token: token, Answer: answer}, opts...)
}
