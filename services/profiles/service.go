package profiles

import (
	"context"
	"reflect"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/naming"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// Me reads the caller's own profile. NotFound "profile.none_yet".
func (s *Service) Me(ctx context.Context) (*store.Doc[Profile], error) {
	d, err := s.c.people.Get(ctx, auth.From(ctx).ID)
	if fault.Coded(err, "store.absent") {
		return nil, errNoOwn
	}
	return d, err
}

// SaveMe makes or replaces the caller's profile. A draft can be made before the address is confirmed; it is invisible until
// then. Saving accepts an invitation. expected is the version that was read, 0 for whichever. Invalid with every field; Stale
// "profile.changed"; "hours.too_many_changes" (429); Gone once the account was closed.
func (s *Service) SaveMe(ctx context.Context, expected int64, said Said) (*store.Doc[Profile], error) {
	return s.save(ctx, expected, true, func(Said) Said { return said })
}

// ChangeMe changes parts of the caller's profile. NotFound "profile.none_yet", else as SaveMe.
func (s *Service) ChangeMe(ctx context.Context, expected int64, change func(Said) Said) (*store.Doc[Profile], error) {
	return s.save(ctx, expected, false, change)
}

func (s *Service) save(ctx context.Context, expected int64, makes bool, change func(Said) Said) (*store.Doc[Profile], error) {
	id := auth.From(ctx).ID
	approval, err := s.approval(ctx)
	if err != nil {
		return nil, err
	}
	fresh := false
	d, err := s.c.people.Upsert(ctx, id, func(d *store.Doc[Profile]) error {
		fresh = d.Version == 0
		switch {
		case fresh && !makes:
			return errNoOwn
		case expected > 0 && d.Version != expected:
			return errChanged
		}
		said, wrong := change(d.Body.Said).Check(s.tax)
		wrong = append(wrong, said.titled(d.Body.Said, mayBear(auth.From(ctx)))...)
		if len(wrong) > 0 {
			return fault.InvalidFields(wrong...)
		}
		if !fresh && !d.Body.Invitation.Open && reflect.DeepEqual(said, d.Body.Said) {
			return store.Unchanged
		}
		now := s.d.Now()
		if fresh {
			d.Body.Since = now
		} else if said.Hours != d.Body.Hours || said.Zone != d.Body.Zone {
			if err := d.Body.Rehour(now); err != nil {
				return err
			}
		}
		s.emit(ctx, d, outbox.Scope{}, d.Body.Save(id, said, approval, now)...)
		return nil
	})
	if err != nil || !fresh {
		return d, err
	}
	// Only now, so that what accounts says meanwhile is not missed (see accountChanged).
	return s.settleAccount(ctx, id)
}

// mayBear says which titles of staff somebody may bear: the role's, for whoever has it. Who loses it keeps the name until they change it.
func mayBear(p auth.Principal) func(naming.Title) bool {
	return func(t naming.Title) bool {
		return t != naming.Administrator && p.Has(auth.Moderator) || t != naming.Moderator && p.Has(auth.Administrator)
	}
}

var errChanged = fault.New(fault.Stale, "profile.changed", "The profile has changed since you read it. Load it again, then save.")

// Seen is a profile with how much of it the caller may see.
type Seen struct {
	*store.Doc[Profile]
	Sight Sight
	// Mentor: the caller may ask the person as a mentor somewhere.
	Mentor bool
	// Learns: the caller sees what the person wants to learn; Teaches: what they help with.
	Learns, Teaches bool
}

// Person reads somebody's profile as the caller, signed in or not, may see it. NotFound if there is nothing to see.
func (s *Service) Person(ctx context.Context, id string) (Seen, error) {
	seen, err := s.see(ctx, []string{id})
	if err != nil {
		return Seen{}, err
	}
	if len(seen) == 0 {
		return Seen{}, errAbsent
	}
	return seen[0], nil
}

// Cards reads those of at most 100 people that the caller, signed in or not, may see, in the order asked for.
func (s *Service) Cards(ctx context.Context, ids []string) ([]Seen, error) { return s.see(ctx, ids) }

// Named finds people whose name begins like q, in any case and without accents, by name. Moderators and administrators only. Those
// whom a block parts from the caller, and who is invisible, are left out, so that a page may be shorter than its limit.
func (s *Service) Named(ctx context.Context, q string, limit int, after string) ([]Seen, string, error) {
	if p := auth.From(ctx); !p.Has(auth.Moderator) && !p.Has(auth.Administrator) {
		return nil, "", errStaffOnly
	}
	begins := roster.Fold(q)
	if begins == "" {
		return nil, "", fault.InvalidFields(fault.Field{Pointer: "/q", Code: "required"})
	}
	page, err := s.c.named(ctx, begins, limit, after)
	if err != nil {
		return nil, "", err
	}
	ids := make([]string, 0, len(page.Docs))
	for _, d := range page.Docs {
		ids = append(ids, d.ID)
	}
	seen, err := s.see(ctx, ids)
	return seen, page.Next, err
}

var errStaffOnly = fault.New(fault.Forbidden, "people.moderators_only", "Only moderators look people up by name.")

// see reads the profiles of ids and decides about each.
func (s *Service) see(ctx context.Context, ids []string) ([]Seen, error) {
	docs, err := s.c.people.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	viewers, err := s.viewers(ctx, docs)
	if err != nil {
		return nil, err
	}
	var out []Seen
	for _, id := range ids {
		d := docs[id]
		if d == nil {
			continue
		}
		delete(docs, id) // twice asked for is once answered
		if x, ok := seenBy(viewers[id], d); ok {
			out = append(out, x)
		}
	}
	return out, nil
}

// seenBy is what a viewer sees of a profile; false for nothing. What somebody helps with is for whoever sees them as a mentor.
func seenBy(v Viewer, d *store.Doc[Profile]) (Seen, bool) {
	x := Seen{Doc: d, Sight: See(v, d.ID, &d.Body), Mentor: d.Body.FoundAsMentor() || v.Asks, Learns: v.learns(d.ID, &d.Body)}
	x.Teaches = x.Mentor || x.Sight == Own
	return x, x.Sight > Nothing
}
