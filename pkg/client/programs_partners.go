package client

import (
	"context"
	"iter"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Partners goes through the partners of a programme, by name.
func (c *Client) Partners(ctx context.Context, programme string) iter.Seq2[api.Partner, error] {
	return Pages[api.Partner](ctx, c, Path("programmes", programme, "partners"), nil)
}

// MyPartners are those that the caller speaks for, or is named by as a mentor.
func (c *Client) MyPartners(ctx context.Context, opts ...CallOption) (*api.Partners, error) {
	return Do[api.Partners](ctx, c, http.MethodGet, Path("partners"), nil, nil, opts...)
}

// Partner is one of them.
func (c *Client) Partner(ctx context.Context, id string, opts ...CallOption) (*api.Partner, error) {
	return Do[api.Partner](ctx, c, http.MethodGet, Path("partners", id), nil, nil, opts...)
}

// MakePartner names one; for the programme's organisers, as all that changes one.
func (c *Client) MakePartner(ctx context.Context, programme string, in api.PartnerBody, opts ...CallOption) (*api.Partner, error) {
	return Do[api.Partner](ctx, c, http.MethodPost, Path("programmes", programme, "partners"), nil, in, opts...)
}

// ChangePartner replaces what is said about one. IfMatch takes the version that was read.
func (c *Client) ChangePartner(ctx context.Context, id string, in api.PartnerBody, opts ...CallOption) (*api.Partner, error) {
	return Do[api.Partner](ctx, c, http.MethodPut, Path("partners", id), nil, in, opts...)
}

// RemovePartner takes one out of its programme.
func (c *Client) RemovePartner(ctx context.Context, id string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("partners", id), nil, nil, opts...)
	return err
}

// PartnerProjects are the ids of its projects.
func (c *Client) PartnerProjects(ctx context.Context, id string, opts ...CallOption) (*api.PartnerProjects, error) {
	return Do[api.PartnerProjects](ctx, c, http.MethodGet, Path("partners", id, "projects"), nil, nil, opts...)
}

// LinkPartnerProject says that it brought a project, or with false that it did not.
func (c *Client) LinkPartnerProject(ctx context.Context, id, project string, linked bool, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, putOrDelete(linked), Path("partners", id, "projects", project), nil, nil, opts...)
	return err
}

// PartnerMentors goes through those who are named for it.
func (c *Client) PartnerMentors(ctx context.Context, id string) iter.Seq2[api.PartnerMentor, error] {
	return Pages[api.PartnerMentor](ctx, c, Path("partners", id, "mentors"), nil)
}

// NamePartnerMentor says that somebody mentors for it.
func (c *Client) NamePartnerMentor(ctx context.Context, id, person string, opts ...CallOption) (*api.PartnerMentor, error) {
	return Do[api.PartnerMentor](ctx, c, http.MethodPut, Path("partners", id, "mentors", person), nil, nil, opts...)
}

// UnnamePartnerMentor takes that back.
func (c *Client) UnnamePartnerMentor(ctx context.Context, id, person string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("partners", id, "mentors", person), nil, nil, opts...)
	return err
}

// AnswerPartner agrees to be counted (consented), or refuses (refused); for the mentor.
func (c *Client) AnswerPartner(ctx context.Context, id, answer string, opts ...CallOption) (*api.Partner, error) {
	return Do[api.Partner](ctx, c, http.MethodPost, Path("partners", id, "answer"), nil, api.PartnerAnswer{Answer: answer}, opts...)
}

// AddPartnerMoney notes money that was promised or given.
func (c *Client) AddPartnerMoney(ctx context.Context, id string, in api.PartnerMoneyBody, opts ...CallOption) (*api.PartnerReport, error) {
	return Do[api.PartnerReport](ctx, c, http.MethodPost, Path("partners", id, "money"), nil, in, opts...)
}

// SetPartnerMoney puts a note right.
func (c *Client) SetPartnerMoney(ctx context.Context, id, money string, in api.PartnerMoneyBody, opts ...CallOption) (*api.PartnerReport, error) {
	return Do[api.PartnerReport](ctx, c, http.MethodPut, Path("partners", id, "money", money), nil, in, opts...)
}

// RemovePartnerMoney takes one out.
func (c *Client) RemovePartnerMoney(ctx context.Context, id, money string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("partners", id, "money", money), nil, nil, opts...)
	return err
}

// PartnerReport is what it gave beside what its projects received; for its contacts and organisers.
func (c *Client) PartnerReport(ctx context.Context, id string, opts ...CallOption) (*api.PartnerReport, error) {
	return Do[api.PartnerReport](ctx, c, http.MethodGet, Path("partners", id, "report"), nil, nil, opts...)
}

// PartnerFile is the same as a table (CSV).
func (c *Client) PartnerFile(ctx context.Context, id string) ([]byte, error) {
	return c.do(ctx, &call{method: http.MethodGet, path: Path("partners", id, "report", "file"), header: http.Header{"Accept": {"text/csv"}}})
}

func putOrDelete(there bool) string {
	if there {
		return http.MethodPut
	}
	return http.MethodDelete
}
