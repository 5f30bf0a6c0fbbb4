package accounts

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/text/language"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/accounts/credential"
)

// Me is the caller's own account, with its version. For whoever is signed in.
func (s *Service) Me(ctx context.Context) (api.Account, int64, error) {
	d, err := s.own(ctx)
	if err != nil {
		return api.Account{}, 0, err
	}
	return shown(d), d.Version, nil
}

// own reads the caller's account; Unauthenticated if it is gone.
func (s *Service) own(ctx context.Context) (*store.Doc[Account], error) {
	d, err := s.c.accounts.Get(ctx, auth.From(ctx).ID)
	if fault.Absent(err) {
		return nil, signInAgain()
	}
	return d, err
}

func shown(d *store.Doc[Account]) api.Account {
	a := &d.Body
	return api.Account{
		ID: d.ID, Address: a.Address, NewAddress: a.NewAddress, Confirmed: !a.Confirmed.IsZero(), Roles: listed(a.roles()), Locale: a.Locale,
		Conduct: a.Conduct, Adult: a.Adult, HasPassword: a.Password != "", Created: a.Created,
	}
}

// ChangeMe changes the caller's own account. Stale if it is no longer at the expected version (0: any).
func (s *Service) ChangeMe(ctx context.Context, in api.AccountChange, expected int64) (api.Account, int64, error) {
	var locale string
	if in.Locale != nil {
		var err error
		if locale, err = s.locale(*in.Locale); err != nil {
			return api.Account{}, 0, err
		}
	}
	if in.Conduct != nil {
		if err := s.agreed(agreement{*in.Conduct, true}, agreement{}); err != nil {
			return api.Account{}, 0, err
		}
	}
	d, err := s.c.accounts.Update(ctx, auth.From(ctx).ID, func(d *store.Doc[Account]) error {
		if expected != 0 && d.Version != expected {
			return stale()
		}
		before := d.Body
		if locale != "" {
			d.Body.Locale = locale
		}
		if in.Conduct != nil {
			d.Body.Conduct = *in.Conduct
		}
		if in.Adult != nil {
			d.Body.Adult = *in.Adult
		}
		if before.Locale == d.Body.Locale && before.Conduct == d.Body.Conduct && before.Adult == d.Body.Adult {
			return store.Unchanged
		}
		return nil
	})
	if fault.Absent(err) {
		return api.Account{}, 0, signInAgain()
	}
	if err != nil {
		return api.Account{}, 0, err
	}
	return shown(d), d.Version, nil
}

// ChangePassword sets the caller's password and ends all their other sessions. They prove themselves by the password so far, or
// where there is none by a session younger than 10 minutes. Invalid "/new" or "/current", TooMany after wrong ones.
func (s *Service) ChangePassword(ctx context.Context, in api.PasswordChange) error {
	d, err := s.own(ctx)
	if err != nil {
		return err
	}
	chosen, err := s.chosen("/new", in.New, d.Body.Address)
	if err != nil {
		return err
	}
	if err := s.reprove(ctx, d, "/current", in.Current); err != nil {
		return err
	}
	hash, err := s.hash(ctx, chosen)
	if err != nil {
		return err
	}
	before := d.Body.Password
	p := auth.From(ctx)
	d, err = s.c.accounts.Update(ctx, d.ID, func(d *store.Doc[Account]) error {
		if d.Body.Password != before {
			return fault.New(fault.Conflict, "accounts.password_changed", "The password was changed meanwhile. Sign in with the new one.")
		}
		d.Body.setPassword(hash, p.Session)
		d.Emit(s.fact(ctx, wire.CredentialChanged{Account: d.ID, How: "set"}))
		return nil
	})
	if err != nil {
		return err
	}
	return s.finishEnding(ctx, d)
}

// ChangeMyAddress sends a link to a new address; the old one stays until the link is used. The answer does not tell whether
// the new address belongs to somebody else. Conflict within 7 days of a change: until then it can be taken back.
func (s *Service) ChangeMyAddress(ctx context.Context, in api.AddressChange) (api.LinkSent, error) {
	address, err := credential.ParseAddress(in.Address)
	if err != nil {
		return api.LinkSent{}, field("/address", err)
	}
	d, err := s.own(ctx)
	if err != nil {
		return api.LinkSent{}, err
	}
	if err := s.reprove(ctx, d, "/password", in.Password); err != nil {
		return api.LinkSent{}, err
	}
	now, nonce := s.d.Now(), credential.Nonce()
	_, err = s.c.accounts.Update(ctx, d.ID, func(d *store.Doc[Account]) error {
		if err := d.Body.movable(now); err != nil {
			return err
		}
		if d.Body.NewAddress != address.Full {
			delete(d.Body.Links, ChangeAddress) // the link to another new address dies
			d.Body.NewAddress = address.Full
		}
		if !d.Body.ask(ChangeAddress, nonce, now) {
			return fault.New(fault.TooMany, "accounts.links",
				"A link was sent to a new address twice already. Try again in half an hour.").After(askEvery)
		}
		d.Emit(s.fact(ctx, wire.LinkRequested{Account: d.ID, Link: string(ChangeAddress)}))
		return nil
	})
	return s.delivery(), err
}

// Close closes the caller's account for good. They prove themselves by the password, or where there is none by a session younger
// than 10 minutes. Invalid "/password", Forbidden for an older session, TooMany after wrong ones, Conflict for the last
// administrator, and within 7 days of a change of the address, which can be taken back until then. The receipt is there before the
// account closes, so that no service's confirmation is missed.
func (s *Service) Close(ctx context.Context, in api.AccountClosing) (api.ErasureReceipt, error) {
	var none api.ErasureReceipt
	d, err := s.own(ctx)
	if err != nil {
		return none, err
	}
	if err := s.reprove(ctx, d, "/password", in.Password); err != nil {
		return none, err
	}
	if err := d.Body.closable(s.d.Now()); err != nil {
		return none, err
	}
	if err := s.unlistAdministrator(ctx, d.ID, false); err != nil {
		return none, err
	}
	receipt := newReceipt()
	erasure, err := s.erasures.Insert(ctx, receiptID(receipt), Erasure{Account: d.ID, Requested: s.d.Now()}, nil)
	if err != nil {
		return none, err
	}
	if err := s.c.accounts.Delete(ctx, d.ID, func(d *store.Doc[Account]) error {
		if err := d.Body.closable(s.d.Now()); err != nil { // changed meanwhile
			return err
		}
		d.Emit(s.fact(ctx, wire.AccountClosed{Account: d.ID}))
		return nil
	}); err != nil {
		return none, err
	}
	if err := s.note(ctx, d.ID, erasure.Body.Requested); err != nil { // tickErasures goes on
		s.d.Log.Warn("an erasure is not in the journal yet", "err", err)
	}
	out := shownReceipt(&erasure.Body)
	out.Receipt = receipt
	if err := s.revokeAll(ctx, d.ID); err != nil { // tickErasures goes on; no session of a closed account is refreshed
		s.d.Log.Warn("sessions of a closed account are not ended yet", "err", err)
	}
	return out, nil
}

// locale checks a language tag; "" is the default.
func (s *Service) locale(tag string) (string, error) {
	if tag == "" {
		return s.cfg.Locale, nil
	}
	t, err := language.Parse(tag)
	if err != nil || len(tag) > 35 {
		return "", fault.InvalidFields(fault.Field{Pointer: "/locale", Code: "not_a_language"})
	}
	return t.String(), nil
}

// agreement is what people agree to when they join.
type agreement struct {
	conduct string // version of the code of conduct
	adult   bool   // 18 or over
}

// agreed checks that somebody agreed to what this place asks for, now or before. Invalid "/conduct", "/adult".
func (s *Service) agreed(now, before agreement) error {
	var fields []fault.Field
	if want := s.cfg.Conduct; want != "" && now.conduct != want && (now.conduct != "" || before.conduct != want) {
		fields = append(fields, fault.Field{Pointer: "/conduct", Code: "not_accepted", Params: map[string]any{"version": want}})
	}
	if s.cfg.Adults && !now.adult && !before.adult {
		fields = append(fields, fault.Field{Pointer: "/adult", Code: "not_confirmed"})
	}
	if len(fields) > 0 {
		return fault.InvalidFields(fields...)
	}
	return nil
}

// Joining says what this place asks of people who join. For anybody.
func (s *Service) Joining(context.Context) (api.Joining, error) {
	return api.Joining{
		Registration: s.cfg.Registration, Conduct: s.cfg.Conduct, ConductURL: s.cfg.ConductURL, Adults: s.cfg.Adults, Locale: s.cfg.Locale,
		Delivery: s.delivery().Delivery,
	}, nil
}

func (s *Service) delivery() api.LinkSent {
	if s.cfg.MailConfigured {
		return api.LinkSent{Delivery: "mail"}
	}
	return api.LinkSent{Delivery: "operator"}
}

// field turns a refusal of pure rules into a fault about one field.
func field(pointer string, err error) error {
	var r *credential.Refusal
	if errors.As(err, &r) {
		return fault.InvalidFields(fault.Field{Pointer: pointer, Code: r.Code, Params: r.Params})
	}
	return err
}

// listed is a list that JSON shows as one, also when it is empty.
func listed(roles []string) []string { return append([]string{}, slices.Clone(roles)...) }

func stale() error {
	return fault.New(fault.Stale, "accounts.stale", "The account has changed meanwhile. Load it again.")
}

func signInAgain() error {
	return fault.New(fault.Unauthenticated, "accounts.sign_in_again", "Sign in again.")
}
