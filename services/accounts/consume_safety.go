package accounts

import (
	"context"
	"errors"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// safetyConsumer keeps out, and lets in again, whom safety has decided about. It never gives up: whoever was removed waits for no
// operator.
func (s *Service) safetyConsumer() bus.Consumer {
	return bus.Consumer{
		Service: "accounts", Name: "safety", From: "safety", Subjects: wire.SubjectsOf(wire.OutcomeGiven{}), Dead: s.dead,
		MaxTries: 1 << 30, Handle: s.outcomeGiven,
	}
}

func (s *Service) safetyLoop() run.Loop {
	return run.Loop{Name: "accounts outcomes", Run: func(ctx context.Context) error { return s.d.Bus.Consume(ctx, s.safetyConsumer()) }}
}

// outcomeGiven does what was decided. A warning keeps nobody out. An administrator is not kept out as long as they are one: safety
// refuses to decide that, and one made since is for the operator to see among the dead letters.
func (s *Service) outcomeGiven(ctx context.Context, m bus.Message) error {
	x, err := wire.Read[wire.OutcomeGiven](m.Envelope)
	if err != nil || !store.ValidID(x.Person) || x.Outcome == "" || x.Round < 1 {
		return bus.Hopeless("unreadable", errors.Join(err, errors.New("no outcome")))
	}
	out := x.Measure == "suspension" || x.Measure == "removal"
	_, err = s.c.accounts.Update(ctx, x.Person, func(d *store.Doc[Account]) error {
		if out && d.Body.Administrator {
			return bus.Hopeless("is_administrator", errors.New("take the administrator's role away, then send it again"))
		}
		was := d.Body.Suspended
		if !d.Body.sanction(Sanction{Outcome: x.Outcome, Round: x.Round, Out: out, Until: x.Until}, s.d.Now()) {
			return store.Unchanged
		}
		s.tellStanding(ctx, d, was)
		return nil
	})
	if fault.Absent(err) {
		return nil
	}
	return err
}

// tellStanding emits the fact that follows from what keeps the person out now, and what did before.
func (s *Service) tellStanding(ctx context.Context, d *store.Doc[Account], was *Suspension) {
	switch is := d.Body.Suspended; {
	case is != nil && (was == nil || *is != *was):
		d.Emit(s.fact(ctx, wire.AccountSuspended{Account: d.ID, Reason: is.Reason}))
	case is == nil && was != nil:
		d.Emit(s.fact(ctx, wire.AccountRestored{Account: d.ID}))
	}
}
