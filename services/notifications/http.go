package notifications

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
)

const tag = "Notifications"

type inboxInput struct {
	httpserver.Paging
	Unread bool `query:"unread" doc:"Only what is unread"`
}

type inboxOutput struct {
	httpserver.Paged
	Body api.Inbox
}

type itemInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[0-9a-f]{32}$" doc:"The item's id"`
}

type itemOutput struct {
	Body api.InboxItem
}

type readAllInput struct {
	Body api.ReadAll
}

type readAllOutput struct {
	Body api.ReadAllDone
}

type preferencesOutput struct {
	httpserver.Versioned
	Body api.NotificationPreferences
}

type preferencesInput struct {
	httpserver.Matching
	Body api.NotificationChange
}

// versioned has no entity tag while nothing was chosen.
func versioned(p api.NotificationPreferences, person string, version int64) *preferencesOutput {
	out := &preferencesOutput{Body: p}
	if version > 0 {
		out.Versioned = httpserver.VersionedOf("notifications", "preferences", person, version)
	}
	return out
}

type nothing struct{}

func (s *Service) routes() *httpserver.Router {
	var v httpserver.Verifier = s.d.Guard
	if s.d.Verifier != nil {
		v = s.d.Verifier
	}
	r := httpserver.New(httpserver.Options{
		Service: "notifications", Title: "Waymark notifications", Guard: v, Now: s.d.Now, Log: s.d.Log,
	})
	httpserver.Register(r, httpserver.Op{
		ID: "notifications-inbox", Method: http.MethodGet, Path: "/api/v1/inbox", Tag: tag, Permission: auth.SignedIn,
		Summary: "Your inbox, newest first",
	}, func(ctx context.Context, in *inboxInput) (*inboxOutput, error) {
		page, next, err := s.Inbox(ctx, in.Unread, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &inboxOutput{Body: page}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
	mark := func(read bool) func(context.Context, *itemInput) (*itemOutput, error) {
		return func(ctx context.Context, in *itemInput) (*itemOutput, error) {
			item, err := s.MarkRead(ctx, in.ID, read)
			if err != nil {
				return nil, err
			}
			return &itemOutput{Body: item}, nil
		}
	}
	httpserver.Register(r, httpserver.Op{
		ID: "notifications-mark-read", Method: http.MethodPut, Path: "/api/v1/inbox/{id}/read", Tag: tag,
		Permission: auth.OwnObject, Summary: "Mark as read",
	}, mark(true))
	httpserver.Register(r, httpserver.Op{
		ID: "notifications-mark-unread", Method: http.MethodDelete, Path: "/api/v1/inbox/{id}/read", Tag: tag,
		Permission: auth.OwnObject, Summary: "Mark as unread",
	}, mark(false))
	httpserver.Register(r, httpserver.Op{
		ID: "notifications-read-all", Method: http.MethodPut, Path: "/api/v1/inbox/read", Tag: tag, Permission: auth.SignedIn,
		Summary: "Mark everything up to a place as read",
	}, func(ctx context.Context, in *readAllInput) (*readAllOutput, error) {
		done, err := s.ReadAll(ctx, in.Body.UpTo)
		if err != nil {
			return nil, err
		}
		return &readAllOutput{Body: done}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "notifications-preferences", Method: http.MethodGet, Path: "/api/v1/notification-preferences", Tag: tag,
		Permission: auth.SignedIn, Summary: "What is sent to you by e-mail",
	}, func(ctx context.Context, _ *nothing) (*preferencesOutput, error) {
		p, version, err := s.Preferences(ctx)
		if err != nil {
			return nil, err
		}
		return versioned(p, auth.From(ctx).ID, version), nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "notifications-change-preferences", Method: http.MethodPatch, Path: "/api/v1/notification-preferences", Tag: tag,
		Permission: auth.SignedIn, Summary: "Choose what is sent to you by e-mail, and when",
		Description: "Sets what is named and leaves the rest. Mails about the safety of your account cannot be switched off. With If-Match " +
			"it is refused where the choices have changed since.",
		Errors: []int{http.StatusPreconditionFailed},
	}, func(ctx context.Context, in *preferencesInput) (*preferencesOutput, error) {
		expected, err := in.Expected()
		if err != nil {
			return nil, err
		}
		p, version, err := s.ChangePreferences(ctx, in.Body, expected)
		if err != nil {
			return nil, err
		}
		return versioned(p, auth.From(ctx).ID, version), nil
	})
	httpserver.RegisterStream(r, httpserver.Op{
		ID: "notifications-live", Method: http.MethodGet, Path: "/api/v1/live", Tag: tag, Permission: auth.SignedIn,
		Summary: "Your inbox as it grows",
		Description: "Server-sent events named item; the id is the item's place. Send the last one back as Last-Event-ID to go on " +
			"without a gap, on whichever replica.",
	}, func(ctx context.Context, _ map[string]string, lastID string, send func(httpserver.Event) error) error {
		return s.Live(ctx, lastID, send)
	})
	httpserver.RegisterUpload(r, httpserver.Op{
		ID: "notifications-unsubscribe", Method: http.MethodPost, Path: "/api/v1/unsubscribe", Tag: tag,
		Permission: auth.Unsubscribe, Status: http.StatusNoContent, MaxBody: 1 << 10, Errors: []int{http.StatusNotFound},
		Query:   []httpserver.Query{{Name: "token", Doc: "From the e-mail", Required: true, MaxLength: 500}},
		Summary: "One-click unsubscribe (RFC 8058)", Description: "With the token of an e-mail's List-Unsubscribe header.",
	}, []string{"application/x-www-form-urlencoded", "multipart/form-data"},
		func(ctx context.Context, query map[string]string, _ string, _ []byte) (*nothing, error) {
			return nil, s.Unsubscribe(ctx, query["token"])
		})
	s.exportRoutes(r)
	outbox.RegisterDeadLetters(r, "notifications", s.dead)
	return r
}
