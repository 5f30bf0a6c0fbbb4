package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// CreateRequest asks up to three mentors, one after the other.
func (c *Client) CreateRequest(ctx context.Context, in api.NewRequest, opts ...CallOption) (*api.Request, error) {
	return Do[api.Request](ctx, c, http.MethodPost, Path("requests"), nil, in, opts...)
}

// Request reads one request.
func (c *Client) Request(ctx context.Context, id string, opts ...CallOption) (*api.Request, error) {
	return Do[api.Request](ctx, c, http.MethodGet, Path("requests", id), nil, nil, opts...)
}

// Requests goes through the caller's own requests, newest first.
func (c *Client) Requests(ctx context.Context) iter.Seq2[api.Request, error] {
	return Pages[api.Request](ctx, c, Path("requests"), nil)
}

// RunningRequests goes through those of the caller's own requests and proposals that run, newest first.
func (c *Client) RunningRequests(ctx context.Context) iter.Seq2[api.Request, error] {
	return Pages[api.Request](ctx, c, Path("requests"), url.Values{"status": {"running"}})
}

// AskedRequests goes through the requests that wait for the caller's answer, newest first.
func (c *Client) AskedRequests(ctx context.Context) iter.Seq2[api.Request, error] {
	return Pages[api.Request](ctx, c, Path("requests"), url.Values{"box": {"asked"}})
}

// ProgrammeRequests goes through a programme's requests, for its organisers: ids and states. status "" is all.
func (c *Client) ProgrammeRequests(ctx context.Context, programme, status string) iter.Seq2[api.Request, error] {
	q := url.Values{"programme": {programme}}
	if status != "" {
		q.Set("status", status)
	}
	return Pages[api.Request](ctx, c, Path("requests"), q)
}

func (c *Client) requestChange(ctx context.Context, id, what string, in any, opts []CallOption) (*api.Request, error) {
	return Do[api.Request](ctx, c, http.MethodPost, Path("requests", id, what), nil, in, opts...)
}

// AcceptRequest is the asked mentor's yes.
func (c *Client) AcceptRequest(ctx context.Context, id string, opts ...CallOption) (*api.Request, error) {
	return c.requestChange(ctx, id, "accept", nil, opts)
}

// DeclineRequest is the asked mentor's "not this time".
func (c *Client) DeclineRequest(ctx context.Context, id string, opts ...CallOption) (*api.Request, error) {
	return c.requestChange(ctx, id, "decline", nil, opts)
}

// WithdrawRequest takes the caller's own request back.
func (c *Client) WithdrawRequest(ctx context.Context, id string, opts ...CallOption) (*api.Request, error) {
	return c.requestChange(ctx, id, "withdraw", nil, opts)
}

// MoveOn asks the next mentor although the asked one has time left.
func (c *Client) MoveOn(ctx context.Context, id string, opts ...CallOption) (*api.Request, error) {
	return c.requestChange(ctx, id, "move-on", nil, opts)
}

// AskInfo is the asked mentor's question before an answer.
func (c *Client) AskInfo(ctx context.Context, id, text string, opts ...CallOption) (*api.Request, error) {
	return c.requestChange(ctx, id, "ask-info", api.InfoText{Text: text}, opts)
}

// GiveInfo is the newcomer's answer to it.
func (c *Client) GiveInfo(ctx context.Context, id, text string, opts ...CallOption) (*api.Request, error) {
	return c.requestChange(ctx, id, "give-info", api.InfoText{Text: text}, opts)
}

// Mentorship reads one of the caller's.
func (c *Client) Mentorship(ctx context.Context, id string, opts ...CallOption) (*api.Mentorship, error) {
	return Do[api.Mentorship](ctx, c, http.MethodGet, Path("mentorships", id), nil, nil, opts...)
}

// Mentorships goes through the caller's own, newest first. status "" is all.
func (c *Client) Mentorships(ctx context.Context, status string) iter.Seq2[api.Mentorship, error] {
	q := url.Values{}
	if status != "" {
		q.Set("status", status)
	}
	return Pages[api.Mentorship](ctx, c, Path("mentorships"), q)
}

// EndMentorship ends one, without a reason.
func (c *Client) EndMentorship(ctx context.Context, id string, opts ...CallOption) (*api.Mentorship, error) {
	return Do[api.Mentorship](ctx, c, http.MethodPost, Path("mentorships", id, "end"), nil, nil, opts...)
}

// CompleteMentorship says that it reached what it was for.
func (c *Client) CompleteMentorship(ctx context.Context, id string, opts ...CallOption) (*api.Mentorship, error) {
	return Do[api.Mentorship](ctx, c, http.MethodPost, Path("mentorships", id, "complete"), nil, nil, opts...)
}

// ExtendMentorship adds four weeks.
func (c *Client) ExtendMentorship(ctx context.Context, id string, opts ...CallOption) (*api.Mentorship, error) {
	return Do[api.Mentorship](ctx, c, http.MethodPost, Path("mentorships", id, "extend"), nil, nil, opts...)
}

// SetGoals replaces the goals of a mentorship.
func (c *Client) SetGoals(ctx context.Context, id string, goals []api.Goal, opts ...CallOption) (*api.Mentorship, error) {
	return Do[api.Mentorship](ctx, c, http.MethodPut, Path("mentorships", id, "goals"), nil, api.Goals{Goals: goals}, opts...)
}

// Messages goes through the thread of a request or mentorship.
func (c *Client) Messages(ctx context.Context, match string, newestFirst bool) iter.Seq2[api.Message, error] {
	q := url.Values{}
	if newestFirst {
		q.Set("order", "newest")
	}
	return Pages[api.Message](ctx, c, Path("threads", match, "messages"), q)
}

// PostMessage writes to the other side.
func (c *Client) PostMessage(ctx context.Context, match, text string, opts ...CallOption) (*api.Message, error) {
	return Do[api.Message](ctx, c, http.MethodPost, Path("threads", match, "messages"), nil, api.NewMessage{Text: text}, opts...)
}

// Standing is the caller's own.
func (c *Client) Standing(ctx context.Context, opts ...CallOption) (*api.Standing, error) {
	return Do[api.Standing](ctx, c, http.MethodGet, Path("standing", "me"), nil, nil, opts...)
}

// SetPlaces says how many people the caller can carry.
func (c *Client) SetPlaces(ctx context.Context, in api.Places, opts ...CallOption) (*api.Standing, error) {
	return Do[api.Standing](ctx, c, http.MethodPut, Path("standing", "me", "places"), nil, in, opts...)
}

// Pause takes no new requests until then; Resume takes them again.
func (c *Client) Pause(ctx context.Context, until time.Time, opts ...CallOption) (*api.Standing, error) {
	return Do[api.Standing](ctx, c, http.MethodPut, Path("standing", "me", "pause"), nil, api.Pause{Until: until}, opts...)
}

// Resume ends the caller's pause.
func (c *Client) Resume(ctx context.Context, opts ...CallOption) (*api.Standing, error) {
	return Do[api.Standing](ctx, c, http.MethodDelete, Path("standing", "me", "pause"), nil, nil, opts...)
}

// Blocks are the people whom the caller has blocked.
func (c *Client) Blocks(ctx context.Context, opts ...CallOption) (*api.BlockedPersonList, error) {
	return Do[api.BlockedPersonList](ctx, c, http.MethodGet, Path("blocks"), nil, nil, opts...)
}

// Block has nothing to do with somebody from now on; Unblock lifts it.
func (c *Client) Block(ctx context.Context, person string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodPut, Path("blocks", person), nil, nil, opts...)
	return err
}

// Unblock lifts the caller's own block.
func (c *Client) Unblock(ctx context.Context, person string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("blocks", person), nil, nil, opts...)
	return err
}
