package client

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

// LookAtAnswer says what the token of a mail is for; nobody need be signed in.
func (c *Client) LookAtAnswer(ctx context.Context, token string, opts ...CallOption) (*api.AnswerView, error) {
	return Do[api.AnswerView](ctx, c, http.MethodPost, Path("answers", "look"), nil, api.AnswerToken{Token: token}, opts...)
}

// AnswerByToken is a mentor's answer to a request, from the mail; nobody need be signed in.
func (c *Client) AnswerByToken(ctx context.Context, in api.MailAnswer, opts ...CallOption) (*api.AnswerView, error) {
	return Do[api.AnswerView](ctx, c, http.MethodPost, Path("answers"), nil, in, opts...)
}

// DeclineRequestWith is the asked mentor's "not this time" with a ready-made reason.
func (c *Client) DeclineRequestWith(ctx context.Context, id, reason string, opts ...CallOption) (*api.Request, error) {
	return c.requestChange(ctx, id, "decline", api.Decline{Reason: reason}, opts)
}
