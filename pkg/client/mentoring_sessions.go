package client

import (
	"context"
	"iter"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

// PlanSession proposes a session of a mentorship.
func (c *Client) PlanSession(ctx context.Context, mentorship string, in api.NewMeeting, opts ...CallOption) (*api.Meeting, error) {
	return Do[api.Meeting](ctx, c, http.MethodPost, Path("mentorships", mentorship, "sessions"), nil, in, opts...)
}

// Meetings goes through the sessions of a mentorship, in the order of their time.
func (c *Client) Meetings(ctx context.Context, mentorship string) iter.Seq2[api.Meeting, error] {
	return Pages[api.Meeting](ctx, c, Path("mentorships", mentorship, "sessions"), nil)
}

// Meeting reads one session.
func (c *Client) Meeting(ctx context.Context, mentorship, id string, opts ...CallOption) (*api.Meeting, error) {
	return Do[api.Meeting](ctx, c, http.MethodGet, Path("mentorships", mentorship, "sessions", id), nil, nil, opts...)
}

// MoveSession proposes another time or place.
func (c *Client) MoveSession(ctx context.Context, mentorship, id string, in api.NewMeeting, opts ...CallOption) (*api.Meeting, error) {
	return Do[api.Meeting](ctx, c, http.MethodPut, Path("mentorships", mentorship, "sessions", id), nil, in, opts...)
}

// ConfirmSession agrees to the proposal of this number.
func (c *Client) ConfirmSession(ctx context.Context, mentorship, id string, proposal int, opts ...CallOption) (*api.Meeting, error) {
	return c.meetingChange(ctx, mentorship, id, "confirm", api.ConfirmMeeting{Proposal: proposal}, opts)
}

// CancelSession cancels it, without a reason.
func (c *Client) CancelSession(ctx context.Context, mentorship, id string, opts ...CallOption) (*api.Meeting, error) {
	return c.meetingChange(ctx, mentorship, id, "cancel", nil, opts)
}

// MarkSession says whether it took place.
func (c *Client) MarkSession(ctx context.Context, mentorship, id string, held bool, opts ...CallOption) (*api.Meeting, error) {
	what := "missed"
	if held {
		what = "held"
	}
	return c.meetingChange(ctx, mentorship, id, what, nil, opts)
}

func (c *Client) meetingChange(ctx context.Context, mentorship, id, what string, in any, opts []CallOption) (*api.Meeting, error) {
	return Do[api.Meeting](ctx, c, http.MethodPost, Path("mentorships", mentorship, "sessions", id, what), nil, in, opts...)
}

// SessionCalendar is one session as a calendar file.
func (c *Client) SessionCalendar(ctx context.Context, mentorship, id string) ([]byte, error) {
	return c.calendar(ctx, Path("mentorships", mentorship, "sessions", id, "calendar"))
}

// Calendar is what a calendar program reads: path is what RenewCalendarLink gave. Nobody need be signed in.
func (c *Client) Calendar(ctx context.Context, path string) ([]byte, error) {
	return c.calendar(ctx, path)
}

func (c *Client) calendar(ctx context.Context, path string) ([]byte, error) {
	return c.do(ctx, &call{method: http.MethodGet, path: path, header: http.Header{"Accept": {"text/calendar"}}})
}

// CalendarLink says whether the caller has a link to a calendar of their sessions.
func (c *Client) CalendarLink(ctx context.Context, opts ...CallOption) (*api.CalendarLink, error) {
	return Do[api.CalendarLink](ctx, c, http.MethodGet, Path("calendar-links", "me"), nil, nil, opts...)
}

// RenewCalendarLink makes a fresh one; an older one ends.
func (c *Client) RenewCalendarLink(ctx context.Context, opts ...CallOption) (*api.CalendarLink, error) {
	return Do[api.CalendarLink](ctx, c, http.MethodPut, Path("calendar-links", "me"), nil, nil, opts...)
}

// RevokeCalendarLink ends it.
func (c *Client) RevokeCalendarLink(ctx context.Context, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("calendar-links", "me"), nil, nil, opts...)
	return err
}
