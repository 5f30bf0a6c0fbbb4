package profiles

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// mostInvites is how many imports, of whatever size, somebody can have made within a day when they invite one person more: each is a mail
// to an address that they choose.
const mostInvites = 200

var errManyInvites = fault.Newf(fault.TooMany, "import.too_many_today",
	"You have sent %d invitations within a day. Go on tomorrow, or import a file of people.", mostInvites).After(time.Hour)

// Invitee is one person whom an organiser invites by address.
type Invitee struct{ Address, Name string }

// inviteeFields are the columns that an invitee fills, by the field of the public body.
var inviteeFields = map[string]string{roster.ColEmail: "/address", roster.ColName: "/display_name", roster.ColRole: "/role"}

// InviteByAddress invites one person into a programme: an import of one line, with all that protects those. Organisers of the programme,
// and administrators. Whether the person was here before is told to nobody. Faults: NotFound where the programme is not the caller's;
// Invalid with the fields; Conflict "idempotency.reused"; TooMany "import.too_many_today".
func (s *Service) InviteByAddress(ctx context.Context, o ImportOrder, who Invitee) (*store.Doc[Import], error) {
	org, err := s.importScope(ctx, &o)
	if err != nil {
		return nil, err
	}
	options, wrong := o.options()
	for i := range wrong {
		wrong[i].Pointer = "/locale"
	}
	sheet := &roster.Sheet{
		Headings: []string{roster.ColEmail, roster.ColName}, Lines: []roster.Line{{Number: 1, Cells: []string{who.Address, who.Name}}},
	}
	matched := roster.Matched{Column: map[string]int{roster.ColEmail: 0, roster.ColName: 1}}
	rows, problems := ReadRows(sheet, matched, options, s.tax)
	for _, p := range problems.List {
		pointer := inviteeFields[p.Field]
		if p.Field == roster.ColFirst { // where a name would be, without a column for whole ones
			pointer = "/display_name"
		}
		wrong = append(wrong, fault.Field{Pointer: pointer, Code: p.Code, Params: p.Params})
	}
	if err := fault.InvalidFields(wrong...); err != nil {
		return nil, err
	}
	if d, err := s.answered(ctx, o); d != nil || err != nil {
		return d, err
	}
	by := auth.From(ctx).ID
	free, err := s.c.inviting.Take(ctx, by, o.ID, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.c.imports, others, mostInvites, errManyInvites,
			store.Where(byActor, store.Eq, by), store.Where(byCreated, store.Ge, store.At(s.d.Now().Add(-24*time.Hour))))
	})
	if err != nil {
		return nil, err
	}
	defer free()
	return s.makeImport(ctx, o, org, rows)
}
