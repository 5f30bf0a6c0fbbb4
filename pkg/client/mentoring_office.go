package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/waymark-dev/waymark/pkg/api"
)

// OfficeHours goes through the slots ahead that the caller can see, in the order of their time. mentor, programme and box ("coming":
// those the caller comes to, "own": those the caller holds) narrow them; "" is all.
func (c *Client) OfficeHours(ctx context.Context, mentor, programme, box string) iter.Seq2[api.OfficeHour, error] {
	q := url.Values{}
	for name, value := range map[string]string{"mentor": mentor, "programme": programme, "box": box} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return Pages[api.OfficeHour](ctx, c, Path("office-hours"), q)
}

// OfficeHour reads one.
func (c *Client) OfficeHour(ctx context.Context, id string, opts ...CallOption) (*api.OfficeHour, error) {
	return Do[api.OfficeHour](ctx, c, http.MethodGet, Path("office-hours", id), nil, nil, opts...)
}

// NewOfficeHour opens a slot.
func (c *Client) NewOfficeHour(ctx context.Context, in api.NewOfficeHour, opts ...CallOption) (*api.OfficeHour, error) {
	return Do[api.OfficeHour](ctx, c, http.MethodPost, Path("office-hours"), nil, in, opts...)
}

// ChangeOfficeHour changes when, where, for how many and about what it is; the programme stays.
func (c *Client) ChangeOfficeHour(ctx context.Context, id string, in api.NewOfficeHour, opts ...CallOption) (*api.OfficeHour, error) {
	return Do[api.OfficeHour](ctx, c, http.MethodPut, Path("office-hours", id), nil, in, opts...)
}

// CancelOfficeHour is its mentor's, until it begins.
func (c *Client) CancelOfficeHour(ctx context.Context, id string, opts ...CallOption) (*api.OfficeHour, error) {
	return Do[api.OfficeHour](ctx, c, http.MethodPost, Path("office-hours", id, "cancel"), nil, nil, opts...)
}

// ComeToOfficeHour takes one of its places.
func (c *Client) ComeToOfficeHour(ctx context.Context, id string, opts ...CallOption) (*api.OfficeHour, error) {
	return Do[api.OfficeHour](ctx, c, http.MethodPut, Path("office-hours", id, "me"), nil, nil, opts...)
}

// LeaveOfficeHour gives it back.
func (c *Client) LeaveOfficeHour(ctx context.Context, id string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("office-hours", id, "me"), nil, nil, opts...)
	return err
}
