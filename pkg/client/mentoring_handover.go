package client

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

// HandOvers are the hand-overs that wait for the caller's answer, and those the caller began.
func (c *Client) HandOvers(ctx context.Context, opts ...CallOption) (*api.MentorshipHandOverList, error) {
	return Do[api.MentorshipHandOverList](ctx, c, http.MethodGet, Path("hand-overs"), nil, nil, opts...)
}

// HandOver reads the one that is on its way for a mentorship.
func (c *Client) HandOver(ctx context.Context, mentorship string, opts ...CallOption) (*api.MentorshipHandOver, error) {
	return Do[api.MentorshipHandOver](ctx, c, http.MethodGet, Path("mentorships", mentorship, "hand-over"), nil, nil, opts...)
}

// ProposeHandOver names the mentor who is to go on with the caller's mentorship.
func (c *Client) ProposeHandOver(ctx context.Context, mentorship, to string, opts ...CallOption) (*api.MentorshipHandOver, error) {
	return Do[api.MentorshipHandOver](ctx, c, http.MethodPut, Path("mentorships", mentorship, "hand-over"), nil, api.NewHandOver{To: to}, opts...)
}

// CancelHandOver takes it back; everything stays as it is.
func (c *Client) CancelHandOver(ctx context.Context, mentorship string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("mentorships", mentorship, "hand-over"), nil, nil, opts...)
	return err
}

// ConsentToHandOver is the newcomer's yes; RefuseHandOver their no.
func (c *Client) ConsentToHandOver(ctx context.Context, mentorship string, shareThread bool, opts ...CallOption) (*api.MentorshipHandOver, error) {
	return Do[api.MentorshipHandOver](ctx, c, http.MethodPost, Path("mentorships", mentorship, "hand-over", "consent"), nil,
		api.HandOverConsent{ShareThread: shareThread}, opts...)
}

// RefuseHandOver is the newcomer's no.
func (c *Client) RefuseHandOver(ctx context.Context, mentorship string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodPost, Path("mentorships", mentorship, "hand-over", "refuse"), nil, nil, opts...)
	return err
}

// TakeOver is the yes of the mentor who is to go on; the mentorship is theirs with the answer.
func (c *Client) TakeOver(ctx context.Context, mentorship string, opts ...CallOption) (*api.Mentorship, error) {
	return Do[api.Mentorship](ctx, c, http.MethodPost, Path("mentorships", mentorship, "hand-over", "accept"), nil, nil, opts...)
}

// DeclineHandOver is the "not this time" of the mentor who is to go on.
func (c *Client) DeclineHandOver(ctx context.Context, mentorship string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodPost, Path("mentorships", mentorship, "hand-over", "decline"), nil, nil, opts...)
	return err
}
