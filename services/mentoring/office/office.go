package office

import (
	"context"
	"log/slog"

	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
)

// Deps are what the room stands on. What it asks of the rest of mentoring are functions.
type Deps struct {
	DB  *store.DB
	Now run.Clock
	Log *slog.Logger
	// Finds says of each mentor whether the caller may find them in the programme and no block stands between the two.
	Finds func(ctx context.Context, programme, caller string, mentors []string) (map[string]bool, error)
	// Holds says whether a person mentors in the programme so that people can find them, and gives its organisation.
	Holds func(ctx context.Context, programme, person string) (org string, ok bool, err error)
	// Barred says whether a person is known to be suspended.
	Barred func(ctx context.Context, person string) (bool, error)
	// Parted says which of the others a block parts from a person.
	Parted func(ctx context.Context, person string, others []string) (map[string]bool, error)
	// Locale is a person's language; "" if it is not known.
	Locale func(ctx context.Context, person string) (string, error)
	// Left refuses a person whose account is closed.
	Left func(ctx context.Context, person string) error
}

// Service keeps office hours.
type Service struct {
	d     Deps
	slots *store.Collection[Slot]
	holds *store.Holds // the limit of slots that one mentor opens
	comes *store.Holds // the limit of slots that one person comes to
}

// New opens the collection. Nothing runs: whoever made it calls Tick.
func New(ctx context.Context, d Deps) (*Service, error) {
	slots, err := open(ctx, d.DB)
	if err != nil {
		return nil, err
	}
	holds, err := store.OpenHolds(ctx, d.DB, "mentoring_office_holds")
	if err != nil {
		return nil, err
	}
	comes, err := store.OpenHolds(ctx, d.DB, "mentoring_office_comes")
	if err != nil {
		return nil, err
	}
	return &Service{d: d, slots: slots, holds: holds, comes: comes}, nil
}

// Source is what the relay publishes of it.
func (s *Service) Source() outbox.Source { return outbox.SourceOf(s.slots, "", nil) }
