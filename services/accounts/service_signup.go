package accounts

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/accounts/credential"
)

// SignUp opens an account for an address and sends a link that confirms it; whoever has an account gets a link to sign in
// instead, and the answer is the same. For anybody. Invalid "/address", "/locale", "/conduct", "/adult"; Forbidden where people cannot
// sign up by themselves; TooMany "accounts.network", "accounts.crowd".
func (s *Service) SignUp(ctx context.Context, in api.SignUp) (api.LinkSent, error) {
	wait := s.floor(ctx)
	if err := s.enter(ctx); err != nil {
		return api.LinkSent{}, err
	}
	switch s.cfg.Registration {
	case Closed:
		return api.LinkSent{}, fault.New(fault.Forbidden, "accounts.closed", "This place takes no new accounts at the moment.")
	case Invited:
		return api.LinkSent{}, fault.New(fault.Forbidden, "accounts.by_invitation",
			"New accounts are by invitation. Ask those who run this place.")
	}
	address, err := credential.ParseAddress(in.Address)
	if err != nil {
		return api.LinkSent{}, field("/address", err)
	}
	locale, err := s.locale(in.Locale)
	if err != nil {
		return api.LinkSent{}, err
	}
	if err := s.agreed(agreement{in.Conduct, in.Adult}, agreement{}); err != nil {
		return api.LinkSent{}, err
	}
	if err := s.mailing.allowAccount(httpserver.AddressFrom(ctx), s.d.Now()); err != nil {
		return api.LinkSent{}, err
	}
	err = s.signUp(ctx, address, Account{Locale: locale, Conduct: in.Conduct, Adult: in.Adult})
	wait()
	return s.delivery(), err
}

func (s *Service) signUp(ctx context.Context, address credential.Address, a Account) error {
	index := s.keys.AddressIndex(address)
	d, err := s.c.byAddress(ctx, index)
	if err != nil {
		return err
	}
	key := httpserver.KeyFrom(ctx)
	if d == nil {
		// The id has the address in it too: one key with two addresses must not tell which of them was known.
		_, err := s.openAccount(ctx, key.ID("account "+index), address, a, Confirm, store.Op{})
		if err == nil || fault.Coded(err, "store.exists") || fault.Has(err, fault.Gone) {
			return nil // there: the same request came twice
		}
		if !fault.Coded(err, "store.duplicate") {
			return err
		}
		if d, err = s.c.byAddress(ctx, index); err != nil || d == nil {
			return err
		}
	}
	return s.send(ctx, d.ID, key, func(a *Account) Purpose { return a.linkFor(Confirm) })
}

// openAccount makes an account that waits for a link to be used.
func (s *Service) openAccount(ctx context.Context, id string, address credential.Address, a Account, p Purpose,
	op store.Op) (*store.Doc[Account], error) {
	now := s.d.Now()
	a.Address, a.Index, a.Created = address.Full, s.keys.AddressIndex(address), now
	a.ask(p, credential.Nonce(), now)
	if !auth.From(ctx).SignedIn() {
		ctx = as(ctx, id)
	}
	return s.c.accounts.Insert(ctx, id, a, func(d *store.Doc[Account]) {
		d.Emit(s.fact(ctx, wire.AccountOpened{Account: id}))
		d.Emit(s.fact(ctx, wire.LinkRequested{Account: id, Link: string(p)}))
		if op.Key != "" {
			d.Record(op)
		}
	})
}

// send sends a link to an account's own address, if the budget of the purpose allows. A key is answered once.
func (s *Service) send(ctx context.Context, account string, key httpserver.Key, purpose func(*Account) Purpose) error {
	now, nonce := s.d.Now(), credential.Nonce()
	ctx = as(ctx, account)
	_, err := s.c.accounts.Update(ctx, account, func(d *store.Doc[Account]) error {
		if _, done := d.Op(key.Hash); done && key.Hash != "" || d.Body.Suspended != nil {
			return store.Unchanged
		}
		p := purpose(&d.Body)
		if d.Body.ask(p, nonce, now) {
			d.Emit(s.fact(ctx, wire.LinkRequested{Account: d.ID, Link: string(p)}))
		}
		if key.Hash != "" {
			d.Record(store.Op{Key: key.Hash, Body: key.Body, Status: 202, At: now})
		}
		return nil
	})
	if fault.Absent(err) { // closed meanwhile: the answer is the same
		return nil
	}
	return err
}

// RequestLink sends a one-time link to whoever has the address; the answer is the same if nobody has. For anybody.
// TooMany as in SignUp.
func (s *Service) RequestLink(ctx context.Context, in api.LinkRequest) (api.LinkSent, error) {
	wait := s.floor(ctx)
	if err := s.enter(ctx); err != nil {
		return api.LinkSent{}, err
	}
	if !requestable(Purpose(in.Purpose)) {
		return api.LinkSent{}, fault.InvalidFields(fault.Field{Pointer: "/purpose", Code: "not_one_of",
			Params: map[string]any{"allowed": []string{string(Confirm), string(SignIn), string(Reset)}}})
	}
	address, err := credential.ParseAddress(in.Address)
	if err != nil {
		return api.LinkSent{}, field("/address", err)
	}
	if err := s.mailing.allowLink(httpserver.AddressFrom(ctx), s.d.Now()); err != nil {
		return api.LinkSent{}, err
	}
	d, err := s.c.byAddress(ctx, s.keys.AddressIndex(address))
	if err != nil {
		return api.LinkSent{}, err
	}
	if d == nil {
		err = s.pretend(ctx, address)
	} else {
		err = s.send(ctx, d.ID, httpserver.Key{}, func(a *Account) Purpose { return a.linkFor(Purpose(in.Purpose)) })
	}
	wait()
	return s.delivery(), err
}

// pretend does for an unknown address what is done for a known one: one read and one write.
func (s *Service) pretend(ctx context.Context, address credential.Address) error {
	_, err := s.c.attempts.Upsert(ctx, s.keys.Slot(address, "nobody"), func(d *store.Doc[Attempts]) error {
		d.Body.Last = s.d.Now()
		return nil
	})
	return err
}

// invitation is one that somebody asks for.
type invitation struct{ key, address, locale, by string }

// invite opens an account that waits for its invitation to be accepted. Whoever has an account already keeps it; if they
// never accepted, they are invited again (within the budget).
func (s *Service) invite(ctx context.Context, in invitation) (wire.InvitationAnswer, error) {
	var none wire.InvitationAnswer
	address, err := credential.ParseAddress(in.address)
	if err != nil {
		return none, field("/address", err)
	}
	locale, err := s.locale(in.locale)
	if err != nil {
		return none, err
	}
	if len(in.key) > 200 || len(in.by) > 64 {
		return none, fault.InvalidFields(fault.Field{Pointer: "/key", Code: "too_long"})
	}
	if in.by != "" {
		ctx = as(ctx, in.by)
	}
	index := s.keys.AddressIndex(address)
	op := store.Op{At: s.d.Now(), Status: 201}
	if in.key != "" {
		op.Key = "invitation-" + index[:32] + "-" + in.key
	}
	for range 3 {
		d, err := s.c.byAddress(ctx, index)
		if err != nil {
			return none, err
		}
		if d != nil {
			if _, mine := d.Op(op.Key); mine && op.Key != "" {
				return wire.InvitationAnswer{Account: d.ID}, nil
			}
			return wire.InvitationAnswer{Account: d.ID, Already: true}, s.inviteAgain(ctx, d.ID)
		}
		d, err = s.openAccount(ctx, httpserver.Key{}.ID("account"), address, Account{Locale: locale, Invited: true}, Invitation, op)
		if err == nil {
			return wire.InvitationAnswer{Account: d.ID}, nil
		}
		if !fault.Coded(err, "store.duplicate") {
			return none, err
		}
	}
	return none, fault.New(fault.Unavailable, "accounts.contended", "Somebody signs up with this address at this moment. Try again.")
}

func (s *Service) inviteAgain(ctx context.Context, account string) error {
	now, nonce := s.d.Now(), credential.Nonce()
	_, err := s.c.accounts.Update(ctx, account, func(d *store.Doc[Account]) error {
		if !d.Body.Confirmed.IsZero() || d.Body.Suspended != nil || d.Body.Links[Invitation].pending(now) {
			return store.Unchanged
		}
		if d.Body.ask(Invitation, nonce, now) {
			d.Emit(s.fact(ctx, wire.LinkRequested{Account: d.ID, Link: string(Invitation)}))
		}
		return nil
	})
	return err
}

// Invite invites somebody by address. For administrators.
func (s *Service) Invite(ctx context.Context, in api.InvitationRequest) (api.InvitationMade, error) {
	made, err := s.invite(ctx, invitation{
		key: httpserver.KeyFrom(ctx).Hash, address: in.Address, locale: in.Locale, by: auth.From(ctx).ID,
	})
	return api.InvitationMade{Account: made.Account, Already: made.Already}, err
}
