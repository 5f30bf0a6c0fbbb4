package client

import (
	"context"
	"iter"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Stipends goes through what is due in a programme, the latest day first; for organisers and readers of finances.
func (c *Client) Stipends(ctx context.Context, programme string) iter.Seq2[api.Stipend, error] {
	return Pages[api.Stipend](ctx, c, Path("programmes", programme, "stipends"), nil)
}

// StipendsFile is the same as a table (CSV).
func (c *Client) StipendsFile(ctx context.Context, programme string) ([]byte, error) {
	return c.do(ctx, &call{
		method: http.MethodGet, path: Path("programmes", programme, "stipends", "file"), header: http.Header{"Accept": {"text/csv"}},
	})
}

// MyStipends goes through what is due to the caller.
func (c *Client) MyStipends(ctx context.Context) iter.Seq2[api.Stipend, error] {
	return Pages[api.Stipend](ctx, c, Path("stipends"), nil)
}

// Stipend is one of them.
func (c *Client) Stipend(ctx context.Context, id string, opts ...CallOption) (*api.Stipend, error) {
	return Do[api.Stipend](ctx, c, http.MethodGet, Path("stipends", id), nil, nil, opts...)
}

// MakeStipend notes one; for organisers.
func (c *Client) MakeStipend(ctx context.Context, programme string, in api.StipendBody, opts ...CallOption) (*api.Stipend, error) {
	return Do[api.Stipend](ctx, c, http.MethodPost, Path("programmes", programme, "stipends"), nil, in, opts...)
}

// ChangeStipend replaces what is due. IfMatch takes the version that was read.
func (c *Client) ChangeStipend(ctx context.Context, id string, in api.StipendBody, opts ...CallOption) (*api.Stipend, error) {
	return Do[api.Stipend](ctx, c, http.MethodPut, Path("stipends", id), nil, in, opts...)
}

// MoveStipend takes it into another state.
func (c *Client) MoveStipend(ctx context.Context, id, state string, opts ...CallOption) (*api.Stipend, error) {
	return Do[api.Stipend](ctx, c, http.MethodPut, Path("stipends", id, "state"), nil, api.StipendState{State: state}, opts...)
}

// GiveLegalName keeps the caller's legal name beside what is due to them; readers are those that they saw. Stale if they differ by now.
func (c *Client) GiveLegalName(ctx context.Context, id, name string, readers []string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodPut, Path("stipends", id, "legal-name"), nil, api.LegalName{Name: name, Readers: readers}, opts...)
	return err
}

// LegalName is one's own, or for a named reader the one that was given to them.
func (c *Client) LegalName(ctx context.Context, id string, opts ...CallOption) (*api.LegalName, error) {
	return Do[api.LegalName](ctx, c, http.MethodGet, Path("stipends", id, "legal-name"), nil, nil, opts...)
}

// TakeLegalName takes one's own back.
func (c *Client) TakeLegalName(ctx context.Context, id string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("stipends", id, "legal-name"), nil, nil, opts...)
	return err
}

// FinanceReaders are who reads legal names in a programme.
func (c *Client) FinanceReaders(ctx context.Context, programme string, opts ...CallOption) (*api.FinanceReaders, error) {
	return Do[api.FinanceReaders](ctx, c, http.MethodGet, Path("programmes", programme, "finance"), nil, nil, opts...)
}

// NameFinanceReaders names them; for organisers. IfMatch takes the version that was read; without one only the first list is taken.
func (c *Client) NameFinanceReaders(ctx context.Context, programme string, readers []string, opts ...CallOption) (*api.FinanceReaders, error) {
	return Do[api.FinanceReaders](ctx, c, http.MethodPut, Path("programmes", programme, "finance"), nil, api.FinanceReaders{Readers: readers}, opts...)
}
