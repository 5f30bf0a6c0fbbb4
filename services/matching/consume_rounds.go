package matching

import (
	"context"
	"errors"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rounds"
)

// never given up: a person who is not forgotten waits for no operator.
const never = 1 << 30

// keepRounds opens the room of rounds, with what it asks of this one, and what carries its facts out and erasures in.
func (s *Service) keepRounds(ctx context.Context) (err error) {
	d := s.d
	s.rounds, err = rounds.New(ctx, rounds.Deps{
		DB: d.DB, Now: d.Now, Log: d.Log, Interval: s.cfg.Rounds, Organises: s.organises, Ready: s.knowsRoles, Cast: s.cast, Match: s.matchStatus,
		Taxonomy: func() *skill.Taxonomy { return s.live.tax.Load() },
		Input: func(ctx context.Context, q wire.RoundInputQuestion) (wire.RoundInputAnswer, error) {
			return bus.Ask[wire.RoundInputQuestion, wire.RoundInputAnswer](ctx, d.Bus, "programs", "round_input", q)
		},
		Propose: func(ctx context.Context, q wire.ProposeQuestion) (wire.ProposeAnswer, error) {
			return bus.Ask[wire.ProposeQuestion, wire.ProposeAnswer](ctx, d.Bus, "mentoring", "propose", q)
		},
		Replies: func(ctx context.Context, q wire.RepliesQuestion) (wire.RepliesAnswer, error) {
			return bus.Ask[wire.RepliesQuestion, wire.RepliesAnswer](ctx, d.Bus, "mentoring", "replies", q)
		},
	})
	if err != nil {
		return err
	}
	if err = d.Bus.EnsureStreams(ctx, self); err != nil {
		return err
	}
	if s.dead, err = outbox.NewDeadLetters(ctx, d.DB, d.Bus, self); err != nil {
		return err
	}
	s.erasures, err = outbox.NewErasures(ctx, d.DB, self, func(account string) wire.Event { return wire.RoundsErased{Account: account} })
	if err != nil {
		return err
	}
	if s.relay, err = outbox.NewRelay(ctx, d.DB, d.Bus, self, d.Log, s.erasures.Source(), s.dead.Source(), s.rounds.Source()); err != nil {
		return err
	}
	s.dead.Bind(s.forgetter())
	return nil
}

// forgetter takes whoever has left out of all rounds.
func (s *Service) forgetter() bus.Consumer {
	return bus.Consumer{
		Service: self, Name: "matching_forget", From: "accounts", Subjects: wire.SubjectsOf(wire.AccountClosed{}), Dead: s.dead, MaxTries: never,
		Handle: func(ctx context.Context, m bus.Message) error {
			closed, err := wire.Read[wire.AccountClosed](m.Envelope)
			if err != nil || !store.ValidID(closed.Account) {
				return bus.Hopeless("unreadable", errors.Join(err, errors.New("no account named")))
			}
			if err := s.rounds.Forget(ctx, closed.Account); err != nil {
				return err
			}
			return s.erasures.Confirm(ctx, s.relay, closed.Account)
		},
	}
}
