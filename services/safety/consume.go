package safety

import (
	"context"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/safety/audit"
)

// mirrors are what this service knows of others: who is staff, and who has to do with whom.
type mirrors struct {
	accounts  *outbox.Mirror[wire.AccountState]
	matches   *outbox.Mirror[wire.MatchState]
	standings *outbox.Mirror[wire.StandingState]
	grants    *outbox.Mirror[wire.GrantsState]
}

func openMirrors(ctx context.Context, d Deps) (m mirrors, err error) {
	m.accounts, err = outbox.NewMirror(ctx, d.DB, d.Bus, self, d.Log, []store.Index{{Name: "role", Multi: true}},
		func(_ string, a *wire.AccountState) store.Keys {
			if len(a.Roles) == 0 || a.Suspended {
				return nil
			}
			return store.Keys{"role": a.Roles}
		})
	if err != nil {
		return m, err
	}
	m.matches, err = outbox.NewMirror(ctx, d.DB, d.Bus, self, d.Log, []store.Index{{Name: "people", Multi: true}},
		func(_ string, m *wire.MatchState) store.Keys {
			people := []string{m.Newcomer}
			for _, o := range m.Offers {
				people = append(people, o.Mentor)
			}
			if m.Mentor != "" {
				people = append(people, m.Mentor)
			}
			return store.Keys{"people": people}
		})
	if err != nil {
		return m, err
	}
	if m.standings, err = outbox.NewMirror[wire.StandingState](ctx, d.DB, d.Bus, self, d.Log, nil, nil); err != nil {
		return m, err
	}
	m.grants, err = outbox.NewMirror[wire.GrantsState](ctx, d.DB, d.Bus, self, d.Log, nil, nil)
	return m, err
}

// never given up: a person who is not forgotten waits for no operator.
const never = 1 << 30

// consumers are the facts this service reacts to.
func (s *Service) consumers() []bus.Consumer {
	out := []bus.Consumer{{
		Service: self, Name: "account_closed", From: "accounts", Subjects: wire.SubjectsOf(wire.AccountClosed{}), Dead: s.dead,
		MaxTries: never, Handle: s.accountClosed,
	}}
	for _, from := range audit.Sources() {
		out = append(out, bus.Consumer{
			Service: self, Name: "audit_" + from, From: from, Subjects: audit.Subjects(from), Dead: s.dead, MaxTries: never,
			Handle: func(ctx context.Context, m bus.Message) error { return s.audit.Note(ctx, m.Envelope) },
		})
	}
	return out
}

var errMirrorBehind = errors.New("safety: the mirror of accounts has not come as far yet")

// unknownWaits is how long an account that was closed has to come into the mirror, where it is not known at all.
const unknownWaits = time.Hour

// accountClosed forgets the person. The mirror must know first, so that somebody who reports at this moment, and looks into the
// mirror afterwards, is forgotten by that (see settleReporter).
func (s *Service) accountClosed(ctx context.Context, m bus.Message) error {
	d, err := wire.Read[wire.AccountClosed](m.Envelope)
	if err != nil || !store.ValidID(d.Account) {
		return bus.Hopeless("unreadable", errors.Join(err, errors.New("no account named")))
	}
	left, err := s.m.accounts.Gone(ctx, d.Account)
	if err != nil {
		return err
	}
	if !left {
		_, err := s.m.accounts.Get(ctx, d.Account)
		switch unknown := fault.Has(err, fault.NotFound); {
		case err != nil && !unknown:
			return err
		case !unknown || s.d.Now().Sub(m.Envelope.Time) < unknownWaits:
			return errMirrorBehind
		}
	}
	if err := s.forget(ctx, d.Account); err != nil {
		return err
	}
	return s.erasures.Confirm(ctx, s.relay, d.Account)
}
