package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
)

// NewRound drafts a round; it is gathered and solved in the background.
func (c *Client) NewRound(ctx context.Context, in api.NewRound, opts ...CallOption) (*api.Round, error) {
	return Do[api.Round](ctx, c, http.MethodPost, Path("rounds"), nil, in, opts...)
}

// Rounds is a page of a programme's rounds, newest first. cursor "" is the first.
func (c *Client) Rounds(ctx context.Context, programme string, limit int, cursor string, opts ...CallOption) (*api.RoundList, error) {
	return Do[api.RoundList](ctx, c, http.MethodGet, Path("rounds"), paged(url.Values{"programme": {programme}}, limit, cursor), nil, opts...)
}

// Round reads a round, with what goes on.
func (c *Client) Round(ctx context.Context, id string, opts ...CallOption) (*api.Round, error) {
	return Do[api.Round](ctx, c, http.MethodGet, Path("rounds", id), nil, nil, opts...)
}

// DiscardRound forgets a draft.
func (c *Client) DiscardRound(ctx context.Context, id string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("rounds", id), nil, nil, opts...)
	return err
}

// FixPair pins a pair, forbids it or lets it be; with IfMatch, for it needs the version that was seen.
func (c *Client) FixPair(ctx context.Context, id string, in api.RoundFix, opts ...CallOption) (*api.Round, error) {
	return Do[api.Round](ctx, c, http.MethodPut, Path("rounds", id, "fixed"), nil, in, opts...)
}

// LeaveRound leaves the newcomer of a row out of a draft, or takes them in again; with IfMatch.
func (c *Client) LeaveRound(ctx context.Context, id string, row int, left bool, opts ...CallOption) (*api.Round, error) {
	return Do[api.Round](ctx, c, http.MethodPut, Path("rounds", id, "newcomers", strconv.Itoa(row), "left"), nil, api.RoundLeaving{Left: left}, opts...)
}

// RoundPlaces gives the mentor of a row another number of places in a draft; with IfMatch.
func (c *Client) RoundPlaces(ctx context.Context, id string, row, places int, opts ...CallOption) (*api.Round, error) {
	return Do[api.Round](ctx, c, http.MethodPut, Path("rounds", id, "mentors", strconv.Itoa(row), "places"), nil, api.RoundPlaces{Places: places},
		opts...)
}

// SolveRound solves a round again, in the background.
func (c *Client) SolveRound(ctx context.Context, id string, in api.RoundSolving, opts ...CallOption) (*api.Round, error) {
	return Do[api.Round](ctx, c, http.MethodPost, Path("rounds", id, "solve"), nil, in, opts...)
}

// CheckRound proves what is stored and solves it again from there, in the background.
func (c *Client) CheckRound(ctx context.Context, id string, opts ...CallOption) (*api.Round, error) {
	return Do[api.Round](ctx, c, http.MethodPost, Path("rounds", id, "check"), nil, nil, opts...)
}

// PublishRound proposes the pairs of one answer, in the background; with IfMatch, for it needs the version that was seen.
func (c *Client) PublishRound(ctx context.Context, id string, in api.RoundPublishing, opts ...CallOption) (*api.Round, error) {
	return Do[api.Round](ctx, c, http.MethodPost, Path("rounds", id, "publish"), nil, in, opts...)
}

// RoundPairs is a page of what an objective gave newcomers; "" is the one that was published, else the first there is. show is all, alone,
// returned, or as of now pinned or settled (pinned, forbidden or left out); cursor "" is the first page.
func (c *Client) RoundPairs(ctx context.Context, id, objective, show string, limit int, cursor string, opts ...CallOption) (*api.RoundRows,
	error) {
	q := paged(ofObjective(objective), limit, cursor)
	if show != "" {
		q.Set("show", show)
	}
	return Do[api.RoundRows](ctx, c, http.MethodGet, Path("rounds", id, "pairs"), q, nil, opts...)
}

// RoundChoices are the mentors whom the newcomer of a row could have.
func (c *Client) RoundChoices(ctx context.Context, id string, row int, opts ...CallOption) (*api.RoundChoices, error) {
	return Do[api.RoundChoices](ctx, c, http.MethodGet, Path("rounds", id, "newcomers", strconv.Itoa(row)), nil, nil, opts...)
}

// RoundPairOf is what a pair of any two rows would be worth, or why it cannot be.
func (c *Client) RoundPairOf(ctx context.Context, id string, row, mentor int, opts ...CallOption) (*api.RoundWorth, error) {
	return Do[api.RoundWorth](ctx, c, http.MethodGet, Path("rounds", id, "newcomers", strconv.Itoa(row), "mentors", strconv.Itoa(mentor)), nil, nil,
		opts...)
}

// RoundMentors is a page of a round's mentors, by row.
func (c *Client) RoundMentors(ctx context.Context, id string, limit int, cursor string, opts ...CallOption) (*api.RoundMentors, error) {
	return Do[api.RoundMentors](ctx, c, http.MethodGet, Path("rounds", id, "mentors"), paged(url.Values{}, limit, cursor), nil, opts...)
}

// RoundReplies are how the pairs of a published round went on.
func (c *Client) RoundReplies(ctx context.Context, id string, opts ...CallOption) (*api.RoundReplies, error) {
	return Do[api.RoundReplies](ctx, c, http.MethodGet, Path("rounds", id, "replies"), nil, nil, opts...)
}

// RoundSeats is a page of the mentors who have other places in a round than they can carry, by row.
func (c *Client) RoundSeats(ctx context.Context, id string, limit int, cursor string, opts ...CallOption) (*api.RoundMentors, error) {
	return Do[api.RoundMentors](ctx, c, http.MethodGet, Path("rounds", id, "mentors"), paged(url.Values{"show": {"settled"}}, limit, cursor), nil,
		opts...)
}

// RoundAudit is how groups of people did.
func (c *Client) RoundAudit(ctx context.Context, id, objective string, opts ...CallOption) (*api.RoundAudit, error) {
	return Do[api.RoundAudit](ctx, c, http.MethodGet, Path("rounds", id, "audit"), ofObjective(objective), nil, opts...)
}

// RoundCertificate is why an answer is right.
func (c *Client) RoundCertificate(ctx context.Context, id, objective string, opts ...CallOption) (*api.RoundCertificate, error) {
	return Do[api.RoundCertificate](ctx, c, http.MethodGet, Path("rounds", id, "certificate"), ofObjective(objective), nil,
		opts...)
}

// ofObjective asks for the usual one where none is named.
func ofObjective(objective string) url.Values {
	if objective == "" {
		return url.Values{}
	}
	return url.Values{"objective": {objective}}
}

// paged adds a page to a query.
func paged(q url.Values, limit int, cursor string) url.Values {
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	return number(q, "limit", limit)
}
