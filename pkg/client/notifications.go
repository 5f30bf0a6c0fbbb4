package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Inbox is the newest page of the caller's inbox.
func (c *Client) Inbox(ctx context.Context, unread bool, opts ...CallOption) (*api.Inbox, error) {
	q := url.Values{}
	if unread {
		q.Set("unread", "true")
	}
	return Do[api.Inbox](ctx, c, http.MethodGet, Path("inbox"), q, nil, opts...)
}

// InboxItems goes through the whole inbox, newest first.
func (c *Client) InboxItems(ctx context.Context) iter.Seq2[api.InboxItem, error] {
	return Pages[api.InboxItem](ctx, c, Path("inbox"), nil)
}

// MarkRead marks one item as read, or as unread.
func (c *Client) MarkRead(ctx context.Context, id string, read bool) (*api.InboxItem, error) {
	method := http.MethodPut
	if !read {
		method = http.MethodDelete
	}
	return Do[api.InboxItem](ctx, c, method, Path("inbox", id, "read"), nil, nil)
}

// ReadAll marks everything up to a place as read.
func (c *Client) ReadAll(ctx context.Context, upTo int64) (*api.ReadAllDone, error) {
	return Do[api.ReadAllDone](ctx, c, http.MethodPut, Path("inbox", "read"), nil, api.ReadAll{UpTo: upTo})
}

// NotificationPreferences are the caller's choices of e-mail.
func (c *Client) NotificationPreferences(ctx context.Context, opts ...CallOption) (*api.NotificationPreferences, error) {
	return Do[api.NotificationPreferences](ctx, c, http.MethodGet, Path("notification-preferences"), nil, nil, opts...)
}

// ChangeNotificationPreferences sets what is named. IfMatch refuses where the choices have changed since they were read.
func (c *Client) ChangeNotificationPreferences(ctx context.Context, in api.NotificationChange, opts ...CallOption) (*api.NotificationPreferences, error) {
	return Do[api.NotificationPreferences](ctx, c, http.MethodPatch, Path("notification-preferences"), nil, in, opts...)
}

// Live follows the inbox from the place after last on (last < 0: only what is new), without a gap, until ctx ends.
func (c *Client) Live(ctx context.Context, last int64, opened ...func()) iter.Seq2[api.InboxItem, error] {
	from := ""
	if last >= 0 {
		from = strconv.FormatInt(last, 10)
	}
	return func(yield func(api.InboxItem, error) bool) {
		for e, err := range Stream(ctx, c, Path("live"), nil, from, opened...) {
			var item api.InboxItem
			if err == nil {
				err = json.Unmarshal(e.Data, &item)
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

// Unsubscribe switches off the kind of e-mail that the token of its link was signed for.
func (c *Client) Unsubscribe(ctx context.Context, token string) error {
	_, err := Upload[struct{}](ctx, c, Path("unsubscribe"), url.Values{"token": {token}}, "application/x-www-form-urlencoded",
		[]byte("List-Unsubscribe=One-Click"))
	return err
}
