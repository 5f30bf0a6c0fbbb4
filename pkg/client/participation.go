package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
)

// SelfDescription is what the caller is asked about themselves in a cycle (a cohort's id), and what they said.
func (c *Client) SelfDescription(ctx context.Context, cycle string, opts ...CallOption) (*api.SelfDescription, error) {
	return Do[api.SelfDescription](ctx, c, http.MethodGet, Path("participation", "cycles", cycle, "me"), nil, nil, opts...)
}

// DescribeSelf says something about the caller in place of what they said before; no answers takes all back.
func (c *Client) DescribeSelf(ctx context.Context, cycle string, in api.SelfDescriptionBody, opts ...CallOption) (*api.SelfDescription, error) {
	return Do[api.SelfDescription](ctx, c, http.MethodPut, Path("participation", "cycles", cycle, "me"), nil, in, opts...)
}

// TakeBackDescription takes back what the caller said in a cycle, and that they agreed.
func (c *Client) TakeBackDescription(ctx context.Context, cycle string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("participation", "cycles", cycle, "me"), nil, nil, opts...)
	return err
}

// ParticipationCycle is what organisers see of a cycle; people is the size that the outlook is for, 0 for as many as take part.
func (c *Client) ParticipationCycle(ctx context.Context, cycle string, people int, opts ...CallOption) (*api.ParticipationCycle, error) {
	q := url.Values{}
	if people > 0 {
		q.Set("people", strconv.Itoa(people))
	}
	return Do[api.ParticipationCycle](ctx, c, http.MethodGet, Path("participation", "cycles", cycle), q, nil, opts...)
}

// SetUpParticipation fixes what is asked in a cycle and how it is published; for organisers, until its call begins.
func (c *Client) SetUpParticipation(ctx context.Context, cycle string, in api.ParticipationSetup, opts ...CallOption) (*api.ParticipationCycle, error) {
	return Do[api.ParticipationCycle](ctx, c, http.MethodPut, Path("participation", "cycles", cycle), nil, in, opts...)
}

// PublishParticipation makes the report of a closed cycle, or of its pool, once; for organisers.
func (c *Client) PublishParticipation(ctx context.Context, cycle string, opts ...CallOption) (*api.ParticipationReport, error) {
	return Do[api.ParticipationReport](ctx, c, http.MethodPut, Path("participation", "cycles", cycle, "report"), nil, nil, opts...)
}

// ParticipationReport is the published report of a cycle, or of its pool.
func (c *Client) ParticipationReport(ctx context.Context, cycle string, opts ...CallOption) (*api.ParticipationReport, error) {
	return Do[api.ParticipationReport](ctx, c, http.MethodGet, Path("participation", "cycles", cycle, "report"), nil, nil, opts...)
}

// ParticipationReports are the published reports of a programme, the latest first.
func (c *Client) ParticipationReports(ctx context.Context, programme string, opts ...CallOption) (*api.ParticipationReports, error) {
	return Do[api.ParticipationReports](ctx, c, http.MethodGet, Path("participation", "programmes", programme), nil, nil, opts...)
}

// ParticipationFile is the published report of a cycle as a spreadsheet (CSV).
func (c *Client) ParticipationFile(ctx context.Context, cycle string) ([]byte, error) {
	path := Path("participation", "cycles", cycle, "report", "csv")
	return c.do(ctx, &call{method: http.MethodGet, path: path, header: http.Header{"Accept": {"text/csv"}}})
}
