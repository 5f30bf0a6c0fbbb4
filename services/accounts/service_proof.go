package accounts

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/accounts/credential"
)

// prove compares a password with a hash (that of nobody for an unknown address), and counts the attempt before it looks, in
// the slot of the address, or of a device ("" none) that is known to the account. It says whether the password is right.
// TooMany while it has to wait, Unavailable when too many hash.
func (s *Service) prove(ctx context.Context, address credential.Address, device, hash string, typed credential.Password) (bool, error) {
	slot := s.keys.Slot(address, device)
	if d, err := s.c.attempts.Get(ctx, slot); err == nil {
		if wait := d.Body.Until.Sub(s.d.Now()); wait > 0 {
			return false, s.tooManyGuesses(wait)
		}
	} else if !fault.Absent(err) {
		return false, err
	}
	wrong, err := s.guess(ctx, device)
	if err != nil {
		return false, err
	}
	right, looked := false, false
	defer func() { wrong(looked && !right, s.d.Now()) }()
	if err := s.hasher.do(ctx, func() error {
		now := s.d.Now()
		if _, err := s.c.attempts.Upsert(ctx, slot, func(d *store.Doc[Attempts]) error {
			if wait := d.Body.begin(now); wait > 0 {
				return s.tooManyGuesses(wait)
			}
			return nil
		}); err != nil {
			return err
		}
		right, looked = credential.Matches(hash, typed), true
		return nil
	}); err != nil || !right {
		return false, err
	}
	_, err = s.c.attempts.Upsert(ctx, slot, func(d *store.Doc[Attempts]) error {
		d.Body.succeed(s.d.Now())
		return nil
	})
	return true, err
}

// guess lets a password be tried from the network of the request, unless too many wrong ones came from there, whoever's they were: known
// addresses and unknown ones alike. A known device ("" none) is not held up: its own slot bounds it. The end must be told whether the
// password was wrong. TooMany "accounts.guesses".
func (s *Service) guess(ctx context.Context, device string) (end func(wrong bool, now time.Time), err error) {
	if device != "" {
		return func(bool, time.Time) {}, nil
	}
	after, end, ok := s.guessing.try(httpserver.AddressFrom(ctx), s.d.Now())
	if !ok {
		return end, fault.New(fault.TooMany, "accounts.guesses",
			"Many wrong passwords came from your network. Wait a little, ask for a link, or use a device that you signed in on before.").After(after)
	}
	return end, nil
}

// tooManyGuesses says how to get in meanwhile: by a link, which comes by mail or from an administrator, by what the place has.
func (s *Service) tooManyGuesses(wait time.Duration) error {
	if s.cfg.MailConfigured {
		return fault.New(fault.TooMany, "accounts.wait",
			"Too many wrong passwords. Wait a little, or ask for a link by e-mail: that always works.").After(wait)
	}
	return fault.New(fault.TooMany, "accounts.wait_or_ask",
		"Too many wrong passwords. Wait a little, or ask for a link: no e-mail is sent here, an administrator gives it to you.").After(wait)
}

// reprove asks a signed-in person to prove themselves once more: by the password, or where there is none by a young session.
func (s *Service) reprove(ctx context.Context, d *store.Doc[Account], pointer, password string) error {
	if d.Body.Address == "" { // the session is all that anybody has of it
		return nil
	}
	if d.Body.Password == "" {
		return s.recent(ctx)
	}
	if password == "" {
		return fault.InvalidFields(fault.Field{Pointer: pointer, Code: "required"})
	}
	address, err := credential.ParseAddress(d.Body.Address)
	if err != nil {
		return err
	}
	typed, err := credential.TypedPassword(password)
	if err != nil {
		return field(pointer, err)
	}
	// The session is a known device: strangers' guesses at the address do not stand in the way.
	right, err := s.prove(ctx, address, auth.From(ctx).Session, d.Body.Password, typed)
	if err != nil {
		return err
	}
	if !right {
		return fault.InvalidFields(fault.Field{Pointer: pointer, Code: "wrong"})
	}
	return nil
}

// recent asks for a session that was opened within the last 10 minutes. Forbidden otherwise.
func (s *Service) recent(ctx context.Context) error {
	d, err := s.c.sessions.Get(ctx, auth.From(ctx).Session)
	if err != nil && !fault.Absent(err) {
		return err
	}
	if err != nil || s.d.Now().Sub(d.Body.Opened) > recently || d.Body.Account != auth.From(ctx).ID || !d.Body.live(s.d.Now()) {
		return fault.New(fault.Forbidden, "accounts.sign_in_recently", "Sign in once more, by a link if you have no password, then do this within 10 minutes.")
	}
	return nil
}

// chosen checks a password that somebody chooses.
func (s *Service) chosen(pointer, password, address string) (credential.Password, error) {
	p, err := credential.NewPassword(password, address, "waymark")
	return p, field(pointer, err)
}

// hash hashes a chosen password.
func (s *Service) hash(ctx context.Context, p credential.Password) (hash string, err error) {
	err = s.hasher.do(ctx, func() error {
		hash = s.cfg.cost.Hash(p)
		return nil
	})
	return hash, err
}
