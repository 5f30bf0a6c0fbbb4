package mentoring

import (
	"context"
	"errors"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// wishesConsumer hears that a project's maintainers wish other help. What it misses the sweep finds.
func (s *Service) wishesConsumer() bus.Consumer {
	return bus.Consumer{
		Service: service, Name: "mentoring_wishes", From: "catalog", Subjects: wire.SubjectsOf(wire.ProjectWished{}), Dead: s.dead,
		Handle: func(ctx context.Context, m bus.Message) error {
			w, err := wire.Read[wire.ProjectWished](m.Envelope)
			if err != nil || !store.ValidID(w.Project) {
				return bus.Hopeless(bus.ReasonUnreadable, errors.Join(err, errors.New("no project named")))
			}
			if w.Wish != "help" {
				return nil
			}
			return s.help.Abide(ctx, w.Project)
		},
	}
}
