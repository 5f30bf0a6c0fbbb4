package accounts

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/accounts/credential"
)

// use is a one-time link that somebody followed.
type use struct {
	purpose                Purpose
	token, password, label string
	agreement              agreement
	needPassword           bool
}

// UseLink confirms an address or accepts an invitation, sets a password if one is given, and signs in. For whoever has the
// link, once; the same request with the same key again gets the same answer. Invalid "/token" if it is not good (any more),
// "/password", "/conduct", "/adult".
func (s *Service) UseLink(ctx context.Context, p Purpose, in api.UseLink) (api.SignedIn, error) {
	return s.follow(ctx, use{
		purpose: p, token: in.Token, password: in.Password, label: in.Label, agreement: agreement{in.Conduct, in.Adult},
	})
}

// UseSignInLink signs in. As UseLink.
func (s *Service) UseSignInLink(ctx context.Context, in api.UseSignInLink) (api.SignedIn, error) {
	return s.follow(ctx, use{purpose: SignIn, token: in.Token, label: in.Label})
}

// UseResetLink sets a new password, ends all sessions and signs in. As UseLink.
func (s *Service) UseResetLink(ctx context.Context, in api.UseResetLink) (api.SignedIn, error) {
	return s.follow(ctx, use{purpose: Reset, token: in.Token, password: in.Password, label: in.Label, needPassword: true})
}

func (s *Service) follow(ctx context.Context, u use) (api.SignedIn, error) {
	d, err := s.claimed(ctx, u.token)
	if err != nil {
		return api.SignedIn{}, err
	}
	ctx = as(ctx, d.ID)
	key, now := httpserver.KeyFrom(ctx), s.d.Now()
	if done, err := answered(d, key, now); err != nil || done {
		if err != nil {
			return api.SignedIn{}, err
		}
		return s.open(ctx, d, "link", u.label)
	}
	if !s.proves(d, u.purpose, u.token) {
		return api.SignedIn{}, badLink()
	}
	if d.Body.Suspended != nil {
		return api.SignedIn{}, s.suspended(d)
	}
	if d.Body.Confirmed.IsZero() || u.purpose == Arrival { // they join, whatever the link was for
		if err := s.agreed(u.agreement, agreement{d.Body.Conduct, d.Body.Adult}); err != nil {
			return api.SignedIn{}, err
		}
	}
	hash := ""
	if u.password != "" || u.needPassword {
		chosen, err := s.chosen("/password", u.password, d.Body.Address)
		if err != nil {
			return api.SignedIn{}, err
		}
		if hash, err = s.hash(ctx, chosen); err != nil {
			return api.SignedIn{}, err
		}
	}
	d, err = s.once(ctx, d.ID, 200, func(d *store.Doc[Account]) error {
		if !s.proves(d, u.purpose, u.token) {
			return badLink()
		}
		if d.Body.Suspended != nil {
			return s.suspended(d)
		}
		a := &d.Body
		a.used(u.purpose)
		fresh := a.confirm(now)
		if fresh {
			d.Emit(s.fact(ctx, wire.AccountConfirmed{Account: d.ID}))
		}
		if u.agreement.conduct != "" {
			a.Conduct = u.agreement.conduct
		}
		a.Adult = a.Adult || u.agreement.adult
		if hash != "" {
			a.setPassword(hash, "")
			how := "set"
			switch {
			case fresh:
				how = "first"
			case u.purpose == Reset:
				how = "reset"
			}
			d.Emit(s.fact(ctx, wire.CredentialChanged{Account: d.ID, How: how}))
		}
		return nil
	})
	if err != nil {
		return api.SignedIn{}, err
	}
	if err := s.finishEnding(ctx, d); err != nil {
		return api.SignedIn{}, err
	}
	return s.open(ctx, d, "link", u.label)
}

// UseAddressLink makes the new address the account's address. For whoever has the link: it was sent to the new address.
// Conflict if another account has that address by now.
func (s *Service) UseAddressLink(ctx context.Context, in api.UseAddressLink) error {
	d, err := s.claimed(ctx, in.Token)
	if err != nil {
		return err
	}
	ctx = as(ctx, d.ID)
	now, nonce := s.d.Now(), credential.Nonce()
	_, err = s.once(ctx, d.ID, 204, func(d *store.Doc[Account]) error {
		if !s.proves(d, ChangeAddress, in.Token) {
			return badLink()
		}
		if d.Body.Suspended != nil {
			return s.suspended(d)
		}
		address, err := credential.ParseAddress(d.Body.NewAddress)
		if err != nil {
			return err
		}
		if err := d.Body.movable(now); err != nil {
			return err
		}
		d.Body.changeAddress(address.Full, s.keys.AddressIndex(address), nonce, now)
		if d.Body.confirm(now) {
			d.Emit(s.fact(ctx, wire.AccountConfirmed{Account: d.ID}))
		}
		d.Emit(s.fact(ctx, wire.CredentialChanged{Account: d.ID, How: "address"}))
		return nil
	})
	return err
}

// UndoAddress takes a change of the address back: the old one is the account's again, everybody is signed out, and the password is
// gone, since whoever changed the address may have changed it too. For whoever has the link, which was sent to the old address; for
// 7 days, also while the account is suspended: what a thief did is no reason to keep the owner from it. An account that somebody
// opened at the old address meanwhile and nobody confirmed gives way. Conflict if it is confirmed, or was invited.
func (s *Service) UndoAddress(ctx context.Context, in api.UseAddressLink) error {
	d, err := s.claimed(ctx, in.Token)
	if err != nil {
		return err
	}
	ctx = as(ctx, d.ID)
	now := s.d.Now()
	if s.proves(d, UndoAddress, in.Token) {
		if err := s.makeRoom(ctx, d.Body.former(now)); err != nil {
			return err
		}
	}
	d, err = s.once(ctx, d.ID, 204, func(d *store.Doc[Account]) error {
		former := d.Body.former(now)
		if !s.proves(d, UndoAddress, in.Token) || former == "" {
			return badLink()
		}
		address, err := credential.ParseAddress(former)
		if err != nil {
			return err
		}
		d.Body.undoAddress(address.Full, s.keys.AddressIndex(address))
		d.Emit(s.fact(ctx, wire.CredentialChanged{Account: d.ID, How: "address_undone"}))
		return nil
	})
	if err != nil {
		return err
	}
	return s.finishEnding(ctx, d)
}

// makeRoom closes an account that holds an address without having shown that it is theirs.
func (s *Service) makeRoom(ctx context.Context, former string) error {
	address, err := credential.ParseAddress(former)
	if err != nil {
		return badLink() // none is kept any more
	}
	holder, err := s.c.byAddress(ctx, s.keys.AddressIndex(address))
	if err != nil || holder == nil || !holder.Body.Confirmed.IsZero() || holder.Body.Invited {
		return err
	}
	err = s.c.accounts.Delete(ctx, holder.ID, func(d *store.Doc[Account]) error {
		if !d.Body.Confirmed.IsZero() {
			return store.Unchanged
		}
		d.Emit(s.fact(ctx, wire.AccountClosed{Account: d.ID}))
		return nil
	})
	if fault.Absent(err) {
		return nil
	}
	return err
}

// CheckLink says whether a link still works, and changes nothing: so that nobody fills in a form in vain. For whoever has the
// link. Invalid "/token" if it is not good (any more).
func (s *Service) CheckLink(ctx context.Context, in api.LinkCheck) error {
	p := Purpose(in.Purpose)
	if p == FirstAdministrator {
		return s.checkFirstAdministrator(ctx, in.Token)
	}
	d, err := s.claimed(ctx, in.Token)
	if err != nil {
		return err
	}
	if !s.proves(d, p, in.Token) {
		return badLink()
	}
	return nil
}

// claimed reads the account that a token claims to be for.
func (s *Service) claimed(ctx context.Context, token string) (*store.Doc[Account], error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	id, ok := credential.LinkAccount(token)
	if !ok {
		return nil, badLink()
	}
	d, err := s.c.accounts.Get(ctx, id)
	if fault.Absent(err) {
		return nil, badLink()
	}
	return d, err
}

// proves says whether the token is that of the account's pending link.
func (s *Service) proves(d *store.Doc[Account], p Purpose, token string) bool {
	l := d.Body.Links[p]
	return l.pending(s.d.Now()) && s.keys.LinkProves(token, string(p), d.ID, l.Nonce)
}

// once is what a link does to its account: once for each key, which is remembered with the status. An account that is not there (any more)
// is a bad link; Conflict if another has the address.
func (s *Service) once(ctx context.Context, id string, status int, fn func(*store.Doc[Account]) error) (*store.Doc[Account], error) {
	key, now := httpserver.KeyFrom(ctx), s.d.Now()
	d, err := s.c.accounts.Update(ctx, id, func(d *store.Doc[Account]) error {
		done, err := answered(d, key, now)
		switch {
		case err != nil:
			return err
		case done:
			return store.Unchanged
		}
		if err := fn(d); err != nil {
			return err
		}
		if key.Hash != "" {
			d.Record(store.Op{Key: key.Hash, Body: key.Body, Status: status, At: now})
		}
		return nil
	})
	switch {
	case fault.Absent(err):
		return nil, badLink()
	case fault.Coded(err, "store.duplicate"):
		return nil, addressTaken()
	}
	return d, err
}

// answered says whether the account has answered this key lately. Conflict if that was another request, or long ago.
func answered(d *store.Doc[Account], key httpserver.Key, now time.Time) (bool, error) {
	op, ok := d.Op(key.Hash)
	if !ok || key.Hash == "" {
		return false, nil
	}
	if op.Body != key.Body {
		return false, reused()
	}
	if now.Sub(op.At) >= 2*auth.AccessLife { // an ended session is forgotten by then: it must not be opened again
		return false, sessionUsed()
	}
	return true, nil
}

func reused() error {
	return fault.KeyReused
}

func badLink() error {
	f := fault.New(fault.Invalid, "accounts.link", "This link was used before, or has expired. Ask for a new one.")
	f.Fields = []fault.Field{{Pointer: "/token", Code: "not_valid"}}
	return f
}

func addressTaken() error {
	f := fault.New(fault.Conflict, "accounts.address_taken", "Another account has this address.")
	f.Fields = []fault.Field{{Pointer: "/address", Code: "taken"}}
	return f
}

// PendingLinks lists the one-time links that wait, where no mail is configured. For administrators.
func (s *Service) PendingLinks(ctx context.Context, limit int, after string) ([]api.PendingLink, string, error) {
	if err := s.byHand(); err != nil {
		return nil, "", err
	}
	now := s.d.Now()
	// Not "later than now": a cursor belongs to its query, and the next page is asked for at another moment.
	page, err := s.c.accounts.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("links_until", store.Gt, int64(0))}, Sort: []store.Order{{Index: "links_until", Desc: true}},
		Limit: limit, After: after,
	})
	if err != nil {
		return nil, "", err
	}
	items := []api.PendingLink{}
	for _, d := range page.Docs {
		for _, p := range []Purpose{Confirm, SignIn, Reset, Invitation, ChangeAddress, UndoAddress} {
			if l := d.Body.Links[p]; l.pending(now) {
				items = append(items, pendingLink(d, p))
			}
		}
	}
	if len(items) == 0 { // those that live longest come first: from here on all are over
		page.Next = ""
	}
	return items, page.Next, nil
}

func pendingLink(d *store.Doc[Account], p Purpose) api.PendingLink {
	to := d.Body.Address
	switch {
	case p == ChangeAddress:
		to = d.Body.NewAddress
	case p == UndoAddress && d.Body.Former != nil:
		to = d.Body.Former.Address
	}
	return api.PendingLink{Account: d.ID, Address: to, Purpose: string(p), Expires: d.Body.Links[p].Expires}
}

// RevealLink mints a link's token for an administrator to hand over, where no mail is configured. The fact link_read records
// who did.
func (s *Service) RevealLink(ctx context.Context, account string, p Purpose) (api.RevealedLink, error) {
	if err := s.byHand(); err != nil {
		return api.RevealedLink{}, err
	}
	absent := fault.New(fault.NotFound, "accounts.no_link", "No such link waits any more.")
	d, err := s.c.accounts.Update(ctx, account, func(d *store.Doc[Account]) error {
		if !d.Body.Links[p].pending(s.d.Now()) {
			return absent
		}
		d.Emit(s.fact(ctx, wire.LinkRead{Account: d.ID, Link: string(p)}))
		return nil
	})
	if fault.Absent(err) {
		return api.RevealedLink{}, absent
	}
	if err != nil {
		return api.RevealedLink{}, err
	}
	token, err := s.keys.LinkToken(string(p), d.ID, d.Body.Links[p].Nonce)
	return api.RevealedLink{PendingLink: pendingLink(d, p), Token: token, Path: "/links/" + string(p) + "#" + token}, err
}

// byHand refuses to show links where mails carry them.
func (s *Service) byHand() error {
	if s.cfg.MailConfigured {
		return fault.New(fault.Forbidden, "accounts.mail_configured", "Links are sent by e-mail here; nobody else can read them.")
	}
	return nil
}
