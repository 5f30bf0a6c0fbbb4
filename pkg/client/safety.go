package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Headers for who is not signed in.
const (
	reportCodeHeader  = "Waymark-Report-Code"
	outcomeCodeHeader = "Waymark-Outcome-Code"
)

// ReportCode shows the code of a report that was made signed out.
func ReportCode(code string) CallOption { return Header(reportCodeHeader, code) }

// OutcomeCode shows the code of an outcome, for who cannot sign in.
func OutcomeCode(code string) CallOption { return Header(outcomeCodeHeader, code) }

// Report reports a person, a message or a project, signed in or not.
func (c *Client) Report(ctx context.Context, in api.NewReport, opts ...CallOption) (*api.ReportReceipt, error) {
	return Do[api.ReportReceipt](ctx, c, http.MethodPost, Path("reports"), nil, in, opts...)
}

// OwnReports goes through the caller's own reports, the newest first.
func (c *Client) OwnReports(ctx context.Context) iter.Seq2[api.Report, error] {
	return Pages[api.Report](ctx, c, Path("reports"), nil)
}

// OwnReport is one of them; signed out with ReportCode.
func (c *Client) OwnReport(ctx context.Context, id string, opts ...CallOption) (*api.Report, error) {
	return Do[api.Report](ctx, c, http.MethodGet, Path("reports", id), nil, nil, opts...)
}

// ReportMessages are the messages between whoever reported and the moderators; signed out with ReportCode.
func (c *Client) ReportMessages(ctx context.Context, id string, opts ...CallOption) (*api.ReportMessages, error) {
	return Do[api.ReportMessages](ctx, c, http.MethodGet, Path("reports", id, "messages"), nil, nil, opts...)
}

// AddToReport writes to the moderators; signed out with ReportCode.
func (c *Client) AddToReport(ctx context.Context, id, words string, opts ...CallOption) (*api.ReportMessage, error) {
	return Do[api.ReportMessage](ctx, c, http.MethodPost, Path("reports", id, "messages"), nil, api.NewReportMessage{Words: words}, opts...)
}

// ExportSafety is the first page of what safety keeps about the caller; Export has all of it.
func (c *Client) ExportSafety(ctx context.Context, opts ...CallOption) (*api.SafetyExport, error) {
	return Do[api.SafetyExport](ctx, c, http.MethodGet, Path("reports", "export"), nil, nil, opts...)
}

// Outcomes are what was decided about the caller.
func (c *Client) Outcomes(ctx context.Context, opts ...CallOption) (*api.OutcomeList, error) {
	return Do[api.OutcomeList](ctx, c, http.MethodGet, Path("outcomes"), nil, nil, opts...)
}

// Outcome is one of them; for who cannot sign in with OutcomeCode.
func (c *Client) Outcome(ctx context.Context, id string, opts ...CallOption) (*api.Outcome, error) {
	return Do[api.Outcome](ctx, c, http.MethodGet, Path("outcomes", id), nil, nil, opts...)
}

// Appeal asks for a second look; for who cannot sign in with OutcomeCode.
func (c *Client) Appeal(ctx context.Context, id, words string, opts ...CallOption) (*api.Outcome, error) {
	return Do[api.Outcome](ctx, c, http.MethodPost, Path("outcomes", id, "appeal"), nil, api.Appeal{Words: words}, opts...)
}

// Cases goes through those that the caller can look at, the oldest first: "open" or one state; for moderators.
func (c *Client) Cases(ctx context.Context, show string) iter.Seq2[api.Case, error] {
	q := url.Values{}
	if show != "" {
		q.Set("show", show)
	}
	return Pages[api.Case](ctx, c, Path("cases"), q)
}

// CaseCounts are how many wait; for moderators.
func (c *Client) CaseCounts(ctx context.Context, opts ...CallOption) (*api.CaseCounts, error) {
	return Do[api.CaseCounts](ctx, c, http.MethodGet, Path("cases", "counts"), nil, nil, opts...)
}

// Case is one, without what was written in it; for moderators without conflict.
func (c *Client) Case(ctx context.Context, id string, opts ...CallOption) (*api.Case, error) {
	return Do[api.Case](ctx, c, http.MethodGet, Path("cases", id), nil, nil, opts...)
}

// AcknowledgeCase takes a case up; for moderators without conflict.
func (c *Client) AcknowledgeCase(ctx context.Context, id string, opts ...CallOption) (*api.Case, error) {
	return Do[api.Case](ctx, c, http.MethodPost, Path("cases", id, "acknowledgement"), nil, nil, opts...)
}

// OpenCase reads what is sealed in a case, and is recorded; for moderators without conflict.
func (c *Client) OpenCase(ctx context.Context, id, reason string, opts ...CallOption) (*api.OpenedCase, error) {
	return Do[api.OpenedCase](ctx, c, http.MethodPost, Path("cases", id, "openings"), nil, api.NewCaseOpening{Reason: reason}, opts...)
}

// WriteInCase writes to whoever reported; for moderators without conflict.
func (c *Client) WriteInCase(ctx context.Context, id, words string, opts ...CallOption) (*api.ReportMessage, error) {
	return Do[api.ReportMessage](ctx, c, http.MethodPost, Path("cases", id, "messages"), nil, api.NewReportMessage{Words: words}, opts...)
}

// DecideCase decides a case; for moderators without conflict who have opened it.
func (c *Client) DecideCase(ctx context.Context, id string, in api.NewCaseDecision, opts ...CallOption) (*api.Case, error) {
	return Do[api.Case](ctx, c, http.MethodPost, Path("cases", id, "decisions"), nil, in, opts...)
}

// CloseCase closes what is decided; for moderators without conflict.
func (c *Client) CloseCase(ctx context.Context, id string, opts ...CallOption) (*api.Case, error) {
	return Do[api.Case](ctx, c, http.MethodPost, Path("cases", id, "closure"), nil, nil, opts...)
}

// DeclareConflict takes the caller out of a case for good; for moderators.
func (c *Client) DeclareConflict(ctx context.Context, id string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodPost, Path("cases", id, "conflict"), nil, nil, opts...)
	return err
}

// NameSubject says who a report is about that describes somebody; for moderators without conflict who have read it.
func (c *Client) NameSubject(ctx context.Context, id, person string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodPut, Path("cases", id, "subject"), nil, api.CaseSubject{Person: person}, opts...)
	return err
}

// HandOverCase gives a case to somebody else; for moderators without conflict.
func (c *Client) HandOverCase(ctx context.Context, id string, in api.HandOver, opts ...CallOption) (*api.Case, error) {
	return Do[api.Case](ctx, c, http.MethodPost, Path("cases", id, "hand-over"), nil, in, opts...)
}

// Duty is the rota; for moderators.
func (c *Client) Duty(ctx context.Context, opts ...CallOption) (*api.Duty, error) {
	return Do[api.Duty](ctx, c, http.MethodGet, Path("duty"), nil, nil, opts...)
}

// SetDuty puts somebody on duty in a week; for moderators.
func (c *Client) SetDuty(ctx context.Context, week string, in api.DutyBody, opts ...CallOption) (*api.DutyWeek, error) {
	return Do[api.DutyWeek](ctx, c, http.MethodPut, Path("duty", week), nil, in, opts...)
}

// OpenDuty reads the words that were left for a week; for whoever is on duty in it and whoever left them.
func (c *Client) OpenDuty(ctx context.Context, week string, opts ...CallOption) (*api.DutyNote, error) {
	return Do[api.DutyNote](ctx, c, http.MethodPost, Path("duty", week, "openings"), nil, nil, opts...)
}

// AuditState verifies the audit of what staff did; a head that was written down ("" none) is looked for in it. For administrators.
func (c *Client) AuditState(ctx context.Context, head string, opts ...CallOption) (*api.AuditState, error) {
	q := url.Values{}
	if head != "" {
		q.Set("head", head)
	}
	return Do[api.AuditState](ctx, c, http.MethodGet, Path("ops-safety", "state"), q, nil, opts...)
}

// Audit goes through what staff did, the newest first. For administrators.
func (c *Client) Audit(ctx context.Context) iter.Seq2[api.AuditEntry, error] {
	return Pages[api.AuditEntry](ctx, c, Path("ops-safety", "audit"), nil)
}
