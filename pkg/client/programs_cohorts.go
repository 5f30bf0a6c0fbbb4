package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Cohorts goes through a programme's cohorts, the newest first.
func (c *Client) Cohorts(ctx context.Context, programme string) iter.Seq2[api.Cohort, error] {
	return Pages[api.Cohort](ctx, c, Path("programmes", programme, "cohorts"), nil)
}

// Cohort is one of them.
func (c *Client) Cohort(ctx context.Context, id string, opts ...CallOption) (*api.Cohort, error) {
	return Do[api.Cohort](ctx, c, http.MethodGet, Path("cohorts", id), nil, nil, opts...)
}

// MakeCohort makes one; for the programme's organisers.
func (c *Client) MakeCohort(ctx context.Context, programme string, in api.CohortBody, opts ...CallOption) (*api.Cohort, error) {
	return Do[api.Cohort](ctx, c, http.MethodPost, Path("programmes", programme, "cohorts"), nil, in, opts...)
}

// ChangeCohort replaces its settings; for organisers. IfMatch takes the version that was read.
func (c *Client) ChangeCohort(ctx context.Context, id string, in api.CohortSettings, opts ...CallOption) (*api.Cohort, error) {
	return Do[api.Cohort](ctx, c, http.MethodPut, Path("cohorts", id), nil, in, opts...)
}

// RemoveCohort deletes one that was made by mistake; for organisers.
func (c *Client) RemoveCohort(ctx context.Context, id string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("cohorts", id), nil, nil, opts...)
	return err
}

// CloneCohort makes another of the same settings; for organisers.
func (c *Client) CloneCohort(ctx context.Context, id string, in api.CohortClone, opts ...CallOption) (*api.Cohort, error) {
	return Do[api.Cohort](ctx, c, http.MethodPost, Path("cohorts", id, "clone"), nil, in, opts...)
}

// ExtendCohort lets a phase last longer; for organisers.
func (c *Client) ExtendCohort(ctx context.Context, id string, in api.CohortExtension, opts ...CallOption) (*api.Cohort, error) {
	return Do[api.Cohort](ctx, c, http.MethodPost, Path("cohorts", id, "extend"), nil, in, opts...)
}

// CohortChecklist is what is due from whom; for organisers and reviewers.
func (c *Client) CohortChecklist(ctx context.Context, id string, opts ...CallOption) (*api.CohortChecklist, error) {
	return Do[api.CohortChecklist](ctx, c, http.MethodGet, Path("cohorts", id, "checklist"), nil, nil, opts...)
}

// CohortAgreement is one text of the agreement of a cohort's mentors.
func (c *Client) CohortAgreement(ctx context.Context, id string, version int, opts ...CallOption) (*api.CohortAgreement, error) {
	return Do[api.CohortAgreement](ctx, c, http.MethodGet, Path("cohorts", id, "agreements", strconv.Itoa(version)), nil, nil, opts...)
}

// SaveApplication keeps the caller's application for a cohort, as newcomer or mentor.
func (c *Client) SaveApplication(ctx context.Context, cohort, as string, in api.ApplicationDraft, opts ...CallOption) (*api.Application, error) {
	return Do[api.Application](ctx, c, http.MethodPut, Path("cohorts", cohort, "applications", as), nil, in, opts...)
}

// MyApplications goes through the caller's own.
func (c *Client) MyApplications(ctx context.Context) iter.Seq2[api.Application, error] {
	return Pages[api.Application](ctx, c, Path("applications"), nil)
}

// Application is one: the caller's own, or one that they review.
func (c *Client) Application(ctx context.Context, id string, opts ...CallOption) (*api.Application, error) {
	return Do[api.Application](ctx, c, http.MethodGet, Path("applications", id), nil, nil, opts...)
}

// ApplicationVersions are earlier texts of one's own.
func (c *Client) ApplicationVersions(ctx context.Context, id string, opts ...CallOption) (*api.ApplicationVersions, error) {
	return Do[api.ApplicationVersions](ctx, c, http.MethodGet, Path("applications", id, "versions"), nil, nil, opts...)
}

// SendApplication sends it; a mentor accepts the agreement of that version.
func (c *Client) SendApplication(ctx context.Context, id string, agreement int, opts ...CallOption) (*api.Application, error) {
	return Do[api.Application](ctx, c, http.MethodPost, Path("applications", id, "send"), nil, api.ApplicationSending{Agreement: agreement}, opts...)
}

// WithdrawApplication takes it back.
func (c *Client) WithdrawApplication(ctx context.Context, id string, opts ...CallOption) (*api.Application, error) {
	return Do[api.Application](ctx, c, http.MethodPost, Path("applications", id, "withdraw"), nil, nil, opts...)
}

// AcceptAgreement accepts the agreement of a cohort's mentors as it is now.
func (c *Client) AcceptAgreement(ctx context.Context, id string, version int, opts ...CallOption) (*api.Application, error) {
	return Do[api.Application](ctx, c, http.MethodPost, Path("applications", id, "agreement"), nil, api.ApplicationSending{Agreement: version}, opts...)
}

// LeaveCohort ends taking part: the caller's, or for organisers somebody's. reason is a code or "".
func (c *Client) LeaveCohort(ctx context.Context, id, reason string, opts ...CallOption) (*api.Application, error) {
	return Do[api.Application](ctx, c, http.MethodPost, Path("applications", id, "leave"), nil, api.LeavingBody{Reason: reason}, opts...)
}

// Applications goes through what was sent to a cohort, in one state or all; for organisers, reviewers and readers.
func (c *Client) Applications(ctx context.Context, cohort, state string) iter.Seq2[api.Application, error] {
	q := url.Values{}
	if state != "" {
		q.Set("state", state)
	}
	return Pages[api.Application](ctx, c, Path("cohorts", cohort, "applications"), q)
}

// Participants goes through who takes part in a cohort (accepted) or left it; for organisers and reviewers.
func (c *Client) Participants(ctx context.Context, cohort, state string) iter.Seq2[api.Application, error] {
	return Pages[api.Application](ctx, c, Path("cohorts", cohort, "participants"), url.Values{"state": {state}})
}

// Eligibility are answers about eligibility; for whose they are and the cohort's readers.
func (c *Client) Eligibility(ctx context.Context, id string, opts ...CallOption) (*api.EligibilityAnswers, error) {
	return Do[api.EligibilityAnswers](ctx, c, http.MethodGet, Path("applications", id, "eligibility"), nil, nil, opts...)
}

// ApplicationReviews are what reviewers say; for organisers and reviewers.
func (c *Client) ApplicationReviews(ctx context.Context, id string, opts ...CallOption) (*api.Reviews, error) {
	return Do[api.Reviews](ctx, c, http.MethodGet, Path("applications", id, "reviews"), nil, nil, opts...)
}

// ReviewApplication says what the caller thinks of it.
func (c *Client) ReviewApplication(ctx context.Context, id string, in api.ReviewBody, opts ...CallOption) (*api.Review, error) {
	return Do[api.Review](ctx, c, http.MethodPut, Path("applications", id, "reviews", "me"), nil, in, opts...)
}

// DecideApplication prepares a decision; for organisers.
func (c *Client) DecideApplication(ctx context.Context, id string, in api.DecisionBody, opts ...CallOption) (*api.Application, error) {
	return Do[api.Application](ctx, c, http.MethodPut, Path("applications", id, "decision"), nil, in, opts...)
}

// ReleaseDecisions tells applicants what was decided; for organisers.
func (c *Client) ReleaseDecisions(ctx context.Context, cohort string, applications []string, opts ...CallOption) (*api.DecisionsReleased, error) {
	in := api.DecisionsRelease{Applications: applications}
	return Do[api.DecisionsReleased](ctx, c, http.MethodPost, Path("cohorts", cohort, "decisions"), nil, in, opts...)
}
