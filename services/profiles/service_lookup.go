package profiles

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// Bounds of a look for a mentor by name.
const (
	lookShown = 10  // how many are answered
	lookPage  = 100 // people of that beginning who are looked at together,
	lookPages = 3   // and how often
	lookShort = 2   // letters that a name must begin with

	looksAtOnce = 20               // by one person, or one network where nobody is signed in,
	looksEvery  = 30 * time.Second // and then one in so long
)

var errLooks = fault.New(fault.TooMany, "people.too_many_looks",
	"You have looked up many names in a short time. Go on in half a minute, or describe whom you are looking for instead.").After(looksEvery)

// NamedMentors finds mentors whom the caller, signed in or not, may see, by the beginning of their name, in any case and without accents.
// Whoever cannot be seen, for whatever reason, is left out and not counted. Errors: Invalid; TooMany "people.too_many_looks".
func (s *Service) NamedMentors(ctx context.Context, q string) ([]Seen, error) {
	begins := roster.Fold(q)
	if utf8.RuneCountInString(begins) < lookShort {
		return nil, fault.InvalidFields(fault.Field{Pointer: "/q", Code: "too_short", Params: map[string]any{"min": lookShort}})
	}
	who := auth.From(ctx).ID
	if who == "" {
		who = httpserver.NetworkOf(httpserver.AddressFrom(ctx), 64)
	}
	if _, _, ok := s.looks.Allow(who, s.d.Now()); !ok {
		return nil, errLooks
	}
	var out []Seen
	after := ""
	for range lookPages {
		page, err := s.c.named(ctx, begins, lookPage, after)
		if err != nil {
			return nil, err
		}
		var ids []string
		for _, d := range page.Docs {
			if d.Body.Mentor {
				ids = append(ids, d.ID)
			}
		}
		seen, err := s.see(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, x := range seen {
			if x.Mentor && len(out) < lookShown {
				out = append(out, x)
			}
		}
		if after = page.Next; after == "" || len(out) == lookShown {
			break
		}
	}
	return out, nil
}

// BlockedPeople are those whom the caller has blocked, as the caller would see them were no block between them. It is the caller's own
// list, to know whose block they lift. Who has blocked the caller too is left out, like who has left: else to block somebody whose page is
// closed would tell which of the two it is.
func (s *Service) BlockedPeople(ctx context.Context) ([]*store.Doc[Profile], error) {
	ids, err := s.ownBlocks(ctx, auth.From(ctx).ID)
	if err != nil {
		return nil, err
	}
	var out []*store.Doc[Profile]
	for len(ids) > 0 {
		part := ids[:min(len(ids), lookPage)]
		ids = ids[len(part):]
		docs, err := s.c.people.GetMany(ctx, part)
		if err != nil {
			return nil, err
		}
		viewers, err := s.viewers(ctx, docs)
		if err != nil {
			return nil, err
		}
		for _, id := range part {
			d, v := docs[id], viewers[id]
			if v.Blocked = false; d != nil && See(v, id, &d.Body) > Nothing {
				out = append(out, d)
			}
		}
	}
	return out, nil
}
