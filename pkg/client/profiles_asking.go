package client

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

// AskingPerson is what the mentor whose token this is, from the mail, may read of who asks them. Whoever has the token may call.
func (c *Client) AskingPerson(ctx context.Context, token string, opts ...CallOption) (*api.AskingPerson, error) {
	return Do[api.AskingPerson](ctx, c, http.MethodPost, Path("people", "asking"), nil, api.AnswerToken{Token: token}, opts...)
}
