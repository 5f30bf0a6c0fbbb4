package accounts

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func (s *Service) answerAddresses(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, "accounts", "address", s.AddressOf)
}

func (s *Service) answerInvitations(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, "accounts", "invitation", s.invitationFor)
}

// AddressOf says where to send a mail and mints the link's token if one was asked for and waits. For notifications alone (the
// bus lets nobody else ask). NotFound if there is no such account, no such link any more, or no old address where that was asked
// for: then nothing is to be sent. To an old address goes no token but the one that takes the change back: Invalid if another was
// asked for. Without that link the old address is answered without a token: the notice is sent, and names no link.
func (s *Service) AddressOf(ctx context.Context, q wire.AddressQuestion) (wire.AddressAnswer, error) {
	now := s.d.Now()
	if !s.asked.AllowN(now, 1) {
		return wire.AddressAnswer{}, fault.New(fault.TooMany, "accounts.questions", "Too many addresses were asked for; ask again in a second.").
			After(time.Second)
	}
	d, err := s.c.accounts.Get(ctx, q.Account)
	if err != nil {
		return wire.AddressAnswer{}, err
	}
	out := wire.AddressAnswer{Address: d.Body.Address, Confirmed: !d.Body.Confirmed.IsZero(), Locale: d.Body.Locale}
	if q.Old {
		if q.Link != "" && Purpose(q.Link) != UndoAddress {
			return wire.AddressAnswer{}, fault.InvalidFields(fault.Field{Pointer: "/link", Code: "not_with_old"})
		}
		if out.Address, out.Confirmed = d.Body.former(now), true; out.Address == "" {
			return wire.AddressAnswer{}, fault.New(fault.NotFound, "accounts.no_old_address", "No older address of this account is kept.")
		}
	}
	if q.Link == "" {
		return out, reachable(out)
	}
	p := Purpose(q.Link)
	if p == UndoAddress && !q.Old {
		return wire.AddressAnswer{}, fault.InvalidFields(fault.Field{Pointer: "/link", Code: "not_with_new"})
	}
	l := d.Body.Links[p]
	switch ok := l.pending(now); {
	case q.Old && !ok: // whoever reads the old address's mail is told of the change all the same
		return out, nil
	case !ok || d.Body.Suspended != nil && p != UndoAddress:
		return wire.AddressAnswer{}, fault.New(fault.NotFound, "accounts.no_link", "This link was used, replaced or has expired.")
	}
	if p == ChangeAddress {
		out.Address = d.Body.NewAddress
	}
	if err := reachable(out); err != nil {
		return wire.AddressAnswer{}, err
	}
	out.Token, err = s.keys.LinkToken(string(p), d.ID, l.Nonce)
	return out, err
}

// reachable refuses who arrived by a badge and gave no address: nothing is to be sent.
func reachable(out wire.AddressAnswer) error {
	if out.Address == "" {
		return fault.New(fault.NotFound, "accounts.no_address", "This account has no address.")
	}
	return nil
}

// invitationFor invites an address on behalf of an import. For profiles alone.
func (s *Service) invitationFor(ctx context.Context, q wire.InvitationQuestion) (wire.InvitationAnswer, error) {
	return s.invite(ctx, invitation{key: q.Key, address: q.Address, locale: q.Locale, by: q.By})
}
