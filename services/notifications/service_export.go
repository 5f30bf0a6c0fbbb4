package notifications

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Export is one page of what is kept about the caller: what they chose in the first page, the inbox page by page. For anybody
// signed in, about themselves.
func (s *Service) Export(ctx context.Context, limit int, after string) (api.InboxExport, string, error) {
	out := api.InboxExport{Items: []api.InboxItem{}}
	if after == "" {
		p, _, err := s.Preferences(ctx)
		if err != nil {
			return out, "", err
		}
		out.Preferences = &p
	}
	page, err := s.c.inboxPage(ctx, auth.From(ctx).ID, false, limit, after)
	if err != nil {
		return out, "", err
	}
	for _, d := range page.Docs {
		out.Items = append(out.Items, shown(d, s.d.Now()))
	}
	return out, page.Next, nil
}

// openErasures makes what tells accounts whom this service has forgotten.
func (s *Service) openErasures(ctx context.Context) (err error) {
	const self = "notifications"
	s.erasures, err = outbox.NewErasures(ctx, s.d.DB, self, func(account string) wire.Event { return wire.InboxErased{Account: account} })
	if err != nil {
		return err
	}
	s.relay, err = outbox.NewRelay(ctx, s.d.DB, s.d.Bus, self, s.d.Log, s.erasures.Source(), s.dead.Source())
	return err
}

// forget drops everything about a person, and says so. It may be repeated.
func (s *Service) forget(ctx context.Context, person string) error {
	if err := s.c.forget(ctx, person); err != nil {
		return err
	}
	return s.erasures.Confirm(ctx, s.relay, person)
}
