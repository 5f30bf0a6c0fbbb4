package profiles

import (
	"context"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// lookedUpMost is how many people a look of the staff answers.
const lookedUpMost = 20

// LookUpPeople finds anybody by the beginning of their name, in any case and without accents, by name: also whom nobody else sees, and whatever
// block parts them from the caller. more says that there are others. Moderators and administrators only. The fact people_looked_up records
// who looked, never for what. Errors: Forbidden; Invalid "/q"; TooMany "people.too_many_looks".
func (s *Service) LookUpPeople(ctx context.Context, q string) (found []*store.Doc[Profile], more bool, err error) {
	p := auth.From(ctx)
	if !p.Has(auth.Moderator) && !p.Has(auth.Administrator) {
		return nil, false, errStaffOnly
	}
	begins := roster.Fold(q)
	if utf8.RuneCountInString(begins) < lookShort {
		return nil, false, fault.InvalidFields(fault.Field{Pointer: "/q", Code: "too_short", Params: map[string]any{"min": lookShort}})
	}
	now := s.d.Now()
	// What is asked for is recorded and counted before it is answered.
	_, err = s.c.lookers.Upsert(ctx, p.ID, func(d *store.Doc[Looker]) error {
		if wait := d.Body.look(now); wait > 0 {
			return errLooks
		}
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.PeopleLookedUp{Staff: p.ID}, outbox.Scope{}))
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	page, err := s.c.everybodyNamed(ctx, begins, lookedUpMost)
	if err != nil {
		return nil, false, err
	}
	return page.Docs, page.Next != "", nil
}
