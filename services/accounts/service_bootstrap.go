package accounts

import (
	"context"
	"crypto/sha256"
	"slices"

	"github.com/google/uuid"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/accounts/credential"
)

// firstID is the account that the first administrator's link makes. There is one for each nonce, so whoever comes second finds
// the id taken.
func firstID(nonce string) string {
	sum := sha256.Sum256([]byte("waymark first administrator " + nonce))
	id := uuid.UUID(sum[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}

// Bootstrap gives the token of the first administrator's link, as long as there is no administrator. It is the same at every
// start and on every replica until it is used. For the operator, who sees what the process prints.
func (s *Service) Bootstrap(ctx context.Context) (token string, needed bool, err error) {
	l, err := s.c.admins.Upsert(ctx, administratorsID, func(d *store.Doc[Administrators]) error {
		if d.Body.Nonce != "" {
			return store.Unchanged
		}
		d.Body.Nonce = credential.Nonce()
		return nil
	})
	if err != nil {
		return "", false, err
	}
	first := firstID(l.Body.Nonce)
	d, err := s.c.accounts.Get(ctx, first)
	switch {
	case l.Body.anySure(), err == nil && d.Body.Administrator:
		return "", false, nil
	case fault.Has(err, fault.NotFound):
	case err != nil && !fault.Absent(err):
		return "", false, err
	default: // the first account was used up and nobody administers any more: the operator gets a new link
		if l, err = s.c.admins.UpdateAt(ctx, administratorsID, l.Version, func(d *store.Doc[Administrators]) error {
			d.Body.Nonce = credential.Nonce()
			return nil
		}); err != nil {
			return "", false, err
		}
		first = firstID(l.Body.Nonce)
	}
	token, err = s.keys.LinkToken(string(FirstAdministrator), first, l.Body.Nonce)
	return token, true, err
}

func (l *Administrators) anySure() bool {
	return slices.ContainsFunc(l.List, func(a Admin) bool { return a.Sure })
}

// UseFirstAdministrator makes the first administrator's account and signs in. For whoever has the operator's link, once. Invalid
// "/token" when there is an administrator; Conflict for an address that has an account.
func (s *Service) UseFirstAdministrator(ctx context.Context, in api.UseFirstAdministrator) (api.SignedIn, error) {
	none := api.SignedIn{}
	if err := s.enter(ctx); err != nil {
		return none, err
	}
	l, err := s.c.admins.Get(ctx, administratorsID)
	if fault.Absent(err) {
		return none, badLink()
	}
	if err != nil {
		return none, err
	}
	nonce := l.Body.Nonce
	first := firstID(nonce)
	if !s.keys.LinkProves(in.Token, string(FirstAdministrator), first, nonce) {
		return none, badLink()
	}
	ctx = as(ctx, first)
	if d, err := s.c.accounts.Get(ctx, first); !fault.Has(err, fault.NotFound) {
		return s.firstAgain(ctx, d, err, in.Label)
	}
	if l.Body.anySure() {
		return none, badLink()
	}
	address, err := credential.ParseAddress(in.Address)
	if err != nil {
		return none, field("/address", err)
	}
	a := Account{Address: address.Full, Index: s.keys.AddressIndex(address), Conduct: in.Conduct, Adult: in.Adult, Administrator: true}
	if a.Locale, err = s.locale(in.Locale); err != nil {
		return none, err
	}
	if err := s.agreed(agreement{in.Conduct, in.Adult}, agreement{}); err != nil {
		return none, err
	}
	chosen, err := s.chosen("/password", in.Password, address.Full)
	if err != nil {
		return none, err
	}
	if a.Password, err = s.hash(ctx, chosen); err != nil {
		return none, err
	}
	now := s.d.Now()
	a.Created, a.Confirmed = now, now
	// Listed first, so that no scan takes the role away again; the insert decides who wins.
	if l, err = s.c.admins.Update(ctx, administratorsID, func(d *store.Doc[Administrators]) error {
		if d.Body.Nonce != nonce || d.Body.anySure() {
			return badLink()
		}
		if changed, _ := d.Body.add(first, now); !changed {
			return store.Unchanged
		}
		return nil
	}); err != nil {
		return none, err
	}
	a.AdministratorAt = l.Version
	key := httpserver.KeyFrom(ctx)
	d, err := s.c.accounts.Insert(ctx, first, a, func(d *store.Doc[Account]) {
		d.Emit(s.fact(ctx, wire.AccountOpened{Account: first}))
		d.Emit(s.fact(ctx, wire.AccountConfirmed{Account: first}))
		d.Emit(s.fact(ctx, wire.RolesChanged{Account: first, Roles: a.roles()}))
		if key.Hash != "" {
			d.Record(store.Op{Key: key.Hash, Body: key.Body, Status: 200, At: now})
		}
	})
	switch {
	case fault.Coded(err, "store.exists"):
		d, err = s.c.accounts.Get(ctx, first)
		return s.firstAgain(ctx, d, err, in.Label)
	case fault.Coded(err, "store.duplicate"):
		return none, addressTaken()
	case err != nil:
		return none, err
	}
	if err := s.assureAdministrator(ctx, first); err != nil {
		return none, err
	}
	return s.open(ctx, d, "link", in.Label)
}

// checkFirstAdministrator says whether the operator's link still works.
func (s *Service) checkFirstAdministrator(ctx context.Context, token string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	l, err := s.c.admins.Get(ctx, administratorsID)
	if err != nil && !fault.Absent(err) {
		return err
	}
	if err != nil || l.Body.anySure() || !s.keys.LinkProves(token, string(FirstAdministrator), firstID(l.Body.Nonce), l.Body.Nonce) {
		return badLink()
	}
	return nil
}

// firstAgain answers a repeat of the request that won; everybody else comes too late.
func (s *Service) firstAgain(ctx context.Context, d *store.Doc[Account], err error, label string) (api.SignedIn, error) {
	if fault.Absent(err) {
		return api.SignedIn{}, badLink()
	}
	if err != nil {
		return api.SignedIn{}, err
	}
	done, err := answered(d, httpserver.KeyFrom(ctx), s.d.Now())
	if err != nil {
		return api.SignedIn{}, err
	}
	if !done {
		return api.SignedIn{}, badLink()
	}
	if err := s.assureAdministrator(ctx, d.ID); err != nil {
		return api.SignedIn{}, err
	}
	return s.open(ctx, d, "link", label)
}

// assureAdministrator notes that a listed account is there and carries the role.
func (s *Service) assureAdministrator(ctx context.Context, account string) error {
	_, err := s.c.admins.Update(ctx, administratorsID, func(d *store.Doc[Administrators]) error {
		if !d.Body.assure(account) {
			return store.Unchanged
		}
		return nil
	})
	return err
}

// unlistAdministrator takes an account off the list of administrators, if it is on it. Conflict for the last one.
func (s *Service) unlistAdministrator(ctx context.Context, account string, absent bool) error {
	_, err := s.c.admins.Update(ctx, administratorsID, func(d *store.Doc[Administrators]) error {
		changed, ok := d.Body.remove(account, absent)
		if !ok {
			return lastAdministrator()
		}
		if !changed {
			return store.Unchanged
		}
		return nil
	})
	if fault.Absent(err) {
		return nil
	}
	return err
}

func lastAdministrator() error {
	return fault.New(fault.Conflict, "accounts.last_administrator", "This is the last administrator. Make somebody else one first.")
}
