package mentoring

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// safetyConsumer parts two people after a report where the question was lost: the process that asked may have died, or this service
// was away. The same case twice is once.
func (s *Service) safetyConsumer() bus.Consumer {
	return bus.Consumer{
		Service: service, Name: "mentoring_safety", From: "safety", Subjects: wire.SubjectsOf(wire.ContactToStop{}), Dead: s.dead,
		MaxTries: never, // whoever reported somebody waits for no operator
		Handle: func(ctx context.Context, m bus.Message) error {
			x, err := wire.Read[wire.ContactToStop](m.Envelope)
			if err != nil {
				return bus.Hopeless("unreadable", err)
			}
			_, err = s.StopContact(ctx, wire.StopContactQuestion(x))
			switch {
			case fault.Has(err, fault.Invalid):
				return bus.Hopeless("invalid", err)
			case fault.Has(err, fault.Gone): // whoever has left holds nothing
				return nil
			}
			return err
		},
	}
}
