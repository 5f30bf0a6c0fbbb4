package accounts

import (
	"context"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/store"
)

// Export is everything that is kept about the caller but secrets. For whoever is signed in.
func (s *Service) Export(ctx context.Context) (api.AccountExport, error) {
	d, err := s.own(ctx)
	if err != nil {
		return api.AccountExport{}, err
	}
	now, p := s.d.Now(), auth.From(ctx)
	out := api.AccountExport{
		Account: shown(d), Former: d.Body.former(now), Sessions: []api.Session{}, Links: []api.ExportedLink{}, Suspended: summary(d).Suspended,
	}
	for purpose, l := range d.Body.Links {
		if now.Before(l.Expires) {
			out.Links = append(out.Links, api.ExportedLink{Purpose: string(purpose), Expires: l.Expires})
		}
	}
	slices.SortFunc(out.Links, func(a, b api.ExportedLink) int { return strings.Compare(a.Purpose, b.Purpose) })
	err = s.c.sessionsOf(ctx, d.ID, func(d *store.Doc[Session]) error {
		x := &d.Body
		out.Sessions = append(out.Sessions, api.Session{
			ID: d.ID, Label: x.Label, How: x.How, Opened: x.Opened, Seen: x.Seen, Current: d.ID == p.Session,
		})
		return ctx.Err()
	})
	return out, err
}
