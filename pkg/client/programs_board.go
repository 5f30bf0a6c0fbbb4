package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Board goes through what is on a programme's board, the latest first. of is "shown" (or ""), "mine", or "all" for its organisers.
func (c *Client) Board(ctx context.Context, programme, of string) iter.Seq2[api.BoardEntry, error] {
	q := url.Values{}
	if of != "" {
		q.Set("of", of)
	}
	return Pages[api.BoardEntry](ctx, c, Path("programmes", programme, "board"), q)
}

// PostOnBoard posts a tool that the caller would open, or a need.
func (c *Client) PostOnBoard(ctx context.Context, programme string, in api.BoardBody, opts ...CallOption) (*api.BoardEntry, error) {
	return Do[api.BoardEntry](ctx, c, http.MethodPost, Path("programmes", programme, "board"), nil, in, opts...)
}

// BoardEntry is something on a board.
func (c *Client) BoardEntry(ctx context.Context, id string, opts ...CallOption) (*api.BoardEntry, error) {
	return Do[api.BoardEntry](ctx, c, http.MethodGet, Path("board", id), nil, nil, opts...)
}

// ChangeBoardEntry replaces what is said. IfMatch takes the version that was read.
func (c *Client) ChangeBoardEntry(ctx context.Context, id string, in api.BoardBody, opts ...CallOption) (*api.BoardEntry, error) {
	return Do[api.BoardEntry](ctx, c, http.MethodPut, Path("board", id), nil, in, opts...)
}

// MoveBoardEntry takes it into another state.
func (c *Client) MoveBoardEntry(ctx context.Context, id, state string, opts ...CallOption) (*api.BoardEntry, error) {
	return Do[api.BoardEntry](ctx, c, http.MethodPost, Path("board", id, "state"), nil, api.BoardState{State: state}, opts...)
}

// HelpBoardEntry says that the caller would like to help.
func (c *Client) HelpBoardEntry(ctx context.Context, id, words string, opts ...CallOption) (*api.BoardEntry, error) {
	return Do[api.BoardEntry](ctx, c, http.MethodPut, Path("board", id, "help"), nil, api.BoardHelp{Words: words}, opts...)
}

// UnhelpBoardEntry takes that back.
func (c *Client) UnhelpBoardEntry(ctx context.Context, id string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("board", id, "help"), nil, nil, opts...)
	return err
}

// Introduce introduces somebody who would like to help; for the programme's organisers.
func (c *Client) Introduce(ctx context.Context, id, person string, opts ...CallOption) (*api.BoardEntry, error) {
	return Do[api.BoardEntry](ctx, c, http.MethodPost, Path("board", id, "introductions"), nil, api.BoardIntroduction{Person: person}, opts...)
}

// BoardHelpers are who would like to help with an entry, best first, and why; for the programme's organisers.
func (c *Client) BoardHelpers(ctx context.Context, entry string, opts ...CallOption) (*api.BoardFits, error) {
	return Do[api.BoardFits](ctx, c, http.MethodGet, Path("recommendations", "board", entry), nil, nil, opts...)
}

// BoardForMe are the entries of a programme's board that fit the caller, best first, and why.
func (c *Client) BoardForMe(ctx context.Context, programme string, opts ...CallOption) (*api.BoardFits, error) {
	return Do[api.BoardFits](ctx, c, http.MethodGet, Path("recommendations", "board"), url.Values{"programme": {programme}}, nil, opts...)
}
