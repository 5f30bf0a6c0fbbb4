package client

import (
	"context"
	"net/http"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
)

// CohortRun is how a participant's time in a cohort goes: check-ins of the caller's side, goals, evidence.
func (c *Client) CohortRun(ctx context.Context, application string, opts ...CallOption) (*api.CohortRun, error) {
	return Do[api.CohortRun](ctx, c, http.MethodGet, Path("applications", application, "check-ins"), nil, nil, opts...)
}

// Mentored are those whom the caller mentors in a programme and who take part in a cohort of it; none for whoever mentors nobody there.
func (c *Client) Mentored(ctx context.Context, programme string, opts ...CallOption) (*api.MentoredList, error) {
	return Do[api.MentoredList](ctx, c, http.MethodGet, Path("programmes", programme, "mentored"), nil, nil, opts...)
}

// CheckIn says how it goes, for the caller's side.
func (c *Client) CheckIn(ctx context.Context, application string, number int, in api.CheckInBody, opts ...CallOption) (*api.CohortRun, error) {
	return Do[api.CohortRun](ctx, c, http.MethodPut, Path("applications", application, "check-ins", strconv.Itoa(number)), nil, in, opts...)
}

// SetCohortGoals replaces the goals; for the participant and their mentor.
func (c *Client) SetCohortGoals(ctx context.Context, application string, goals []api.CohortGoal, opts ...CallOption) (*api.CohortRun, error) {
	return Do[api.CohortRun](ctx, c, http.MethodPut, Path("applications", application, "goals"), nil, api.CohortGoals{Goals: goals}, opts...)
}

// ShowEvidence shows what was done.
func (c *Client) ShowEvidence(ctx context.Context, application string, in api.CohortEvidence, opts ...CallOption) (*api.CohortRun, error) {
	return Do[api.CohortRun](ctx, c, http.MethodPost, Path("applications", application, "evidence"), nil, in, opts...)
}

// TakeBackEvidence takes back a piece of what was shown: the caller's own, or any as an organiser.
func (c *Client) TakeBackEvidence(ctx context.Context, application, piece string, opts ...CallOption) (*api.CohortRun, error) {
	return Do[api.CohortRun](ctx, c, http.MethodDelete, Path("applications", application, "evidence", piece), nil, nil, opts...)
}

// CompleteCohort notes that somebody completed it, or takes that back; for organisers.
func (c *Client) CompleteCohort(ctx context.Context, application string, completed bool, opts ...CallOption) (*api.CohortRun, error) {
	return Do[api.CohortRun](ctx, c, http.MethodPut, Path("applications", application, "completion"), nil, api.CompletionBody{Completed: completed}, opts...)
}

// MakeCertificate makes the caller's certificate under this name.
func (c *Client) MakeCertificate(ctx context.Context, application, name string, opts ...CallOption) (*api.Certificate, error) {
	return Do[api.Certificate](ctx, c, http.MethodPost, Path("applications", application, "certificate"), nil, api.CertificateBody{Name: name}, opts...)
}

// Certificate reads one by its code.
func (c *Client) Certificate(ctx context.Context, code string, opts ...CallOption) (*api.Certificate, error) {
	return Do[api.Certificate](ctx, c, http.MethodGet, Path("certificates", code), nil, nil, opts...)
}
