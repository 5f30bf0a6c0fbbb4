package profiles

import (
	"context"
	"errors"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func openMirrors(ctx context.Context, d Deps) (m mirrors, err error) {
	m.accounts, err = outbox.NewMirror(ctx, d.DB, d.Bus, self, d.Log, nil, func(string, *knownAccount) store.Keys { return nil })
	if err != nil {
		return m, err
	}
	m.standings, err = outbox.NewMirror(ctx, d.DB, d.Bus, self, d.Log, nil, func(string, *knownStanding) store.Keys { return nil })
	if err != nil {
		return m, err
	}
	m.matches, err = outbox.NewMirror(ctx, d.DB, d.Bus, self, d.Log, []store.Index{{Name: byPair, Multi: true}},
		func(_ string, m *Match) store.Keys { return store.Keys{byPair: Pairs(*m)} })
	if err != nil {
		return m, err
	}
	m.programmes, err = outbox.NewMirror(ctx, d.DB, d.Bus, self, d.Log, nil, func(string, *wire.ProgrammeState) store.Keys { return nil })
	if err != nil {
		return m, err
	}
	m.members, err = outbox.NewMirror(ctx, d.DB, d.Bus, self, d.Log, []store.Index{{Name: byPerson}},
		func(_ string, s *wire.MemberState) store.Keys {
			if !s.Newcomer && !s.Mentor { // has left
				return nil
			}
			return store.Keys{byPerson: s.Person}
		})
	if err != nil {
		return m, err
	}
	m.places, err = outbox.NewMirror(ctx, d.DB, d.Bus, self, d.Log, []store.Index{{Name: byPerson}},
		func(_ string, s *knownPlace) store.Keys { return store.Keys{byPerson: s.Person} })
	return m, err
}

// never given up: a suspension that is not applied, or a person who is not forgotten, waits for no operator.
const never = 1 << 30

// consumers are the durable consumers of this service.
func (s *Service) consumers() []bus.Consumer {
	return []bus.Consumer{
		{
			Service: self, Name: "account_standing", From: "accounts", Dead: s.dead,
			Subjects: []string{wire.StateSubject("accounts", "account", "*")}, Handle: s.accountChanged, MaxTries: never,
		},
		{
			Service: self, Name: "account_closed", From: "accounts", Dead: s.dead,
			Subjects: wire.SubjectsOf(wire.AccountClosed{}), Handle: s.accountClosed, MaxTries: never,
		},
	}
}

var errMirrorBehind = errors.New("profiles: the mirror of accounts has not come as far yet")

// accountChanged brings a profile in line with its account. It waits for the mirror first, so that a profile that is inserted
// just now, and looks into the mirror afterwards, cannot miss the change.
func (s *Service) accountChanged(ctx context.Context, m bus.Message) error {
	if m.Envelope.Deleted {
		return nil // the fact says so too, and does more
	}
	id := m.Envelope.Subject
	if !s.m.accounts.Wait(ctx, id, m.Envelope.Version) {
		return errMirrorBehind
	}
	_, err := s.settleAccount(ctx, id)
	if fault.Absent(err) {
		return nil
	}
	return err
}

// accountClosed forgets the person, also as who decided about others. Where there is no profile a tombstone is left, so that a token that lives a few minutes
// longer makes none.
func (s *Service) accountClosed(ctx context.Context, m bus.Message) error {
	d, err := wire.Read[wire.AccountClosed](m.Envelope)
	if err != nil || d.Account == "" {
		return bus.Hopeless("unreadable", errors.Join(err, errors.New("no account named")))
	}
	err = s.c.people.Delete(ctx, d.Account, nil)
	if fault.Coded(err, "store.absent") {
		_, err = s.c.people.Insert(ctx, d.Account, Profile{Account: AccountSuspended, Since: s.d.Now()}, nil)
		if err == nil || fault.Coded(err, "store.exists") {
			err = s.c.people.Delete(ctx, d.Account, nil)
		}
	}
	if err != nil && !fault.Has(err, fault.Gone) {
		return err
	}
	if err := forgetBy(ctx, s.c.people, d.Account, func(p *Profile) { p.Approval.By = "" }); err != nil {
		return err
	}
	if err := forgetBy(ctx, s.c.imports, d.Account, func(im *Import) { im.By = "" }); err != nil {
		return err
	}
	if err := s.c.lookers.Delete(ctx, d.Account, nil); err != nil && !fault.Absent(err) {
		return err
	}
	if err := errors.Join(s.skills.Forget(ctx, d.Account), s.c.inviting.Forget(ctx, d.Account)); err != nil {
		return err
	}
	return s.erasures.Confirm(ctx, s.relay, d.Account)
}

// settleAccount writes what accounts says of an account into its profile. The mirror is read after the profile was loaded and
// before it is replaced: of two that run at once, the one that read less loses and reads again. NotFound without a profile.
func (s *Service) settleAccount(ctx context.Context, id string) (*store.Doc[Profile], error) {
	approval, err := s.approval(ctx)
	if err != nil {
		return nil, err
	}
	return s.c.people.Update(ctx, id, func(d *store.Doc[Profile]) error {
		a, err := s.m.accounts.Get(ctx, id)
		if fault.Has(err, fault.NotFound) {
			return store.Unchanged
		}
		if err != nil {
			return err
		}
		events, changed := d.Body.Confirm(id, *a, approval, s.d.Now())
		if !changed {
			return store.Unchanged
		}
		s.emit(ctx, d, outbox.Scope{}, events...)
		return nil
	})
}

func (s *Service) emit(ctx context.Context, d *store.Doc[Profile], scope outbox.Scope, events ...wire.Event) {
	for _, e := range events {
		d.Emit(outbox.Fact(ctx, s.d.DB, e, scope))
	}
}

// lookUp settles profiles whose account the mirror did not have, or whose making was cut short.
func (s *Service) lookUp(ctx context.Context) error {
	page, err := s.c.unknown(ctx)
	if err != nil {
		return err
	}
	for _, d := range page.Docs {
		if _, err := s.settleAccount(ctx, d.ID); err != nil && !fault.Has(err, fault.NotFound) && !fault.Has(err, fault.Gone) {
			return err
		}
	}
	return nil
}
