package help

import (
	"context"
	"log/slog"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Deps are what the room stands on. What it asks of the rest of mentoring are functions.
type Deps struct {
	DB  *store.DB
	Now run.Clock
	Log *slog.Logger
	// Issues is what the catalogue knows of issues, in their order, and which of some people maintain their projects.
	Issues func(ctx context.Context, issues, people []string) ([]wire.IssueKnown, error)
	// ToBeHad refuses an issue that the catalogue does not have, or does not show.
	ToBeHad func(k wire.IssueKnown) error
	// Mentors says whether a person mentors in the always-open programme so that people can find them.
	Mentors func(ctx context.Context, person string) (bool, error)
	// Finds says of each mentor whether the caller may find and ask them there, and no block stands between the two.
	Finds func(ctx context.Context, caller string, mentors []string) (map[string]bool, error)
	// Free says which of the people are mentors with a place free now, whom people can find and ask.
	Free func(ctx context.Context, people []string) (map[string]bool, error)
	// Left refuses a person whose account is closed.
	Left func(ctx context.Context, person string) error
}

// Service keeps offers of help.
type Service struct {
	d      Deps
	offers *store.Collection[Help]
	holds  *store.Holds // the limits of help, by mentor
}

var errLeft = fault.New(fault.Gone, "account.closed", "This account is closed.")

// New opens the collections. Nothing runs: whoever made it calls Tick and Sweep.
func New(ctx context.Context, d Deps) (*Service, error) {
	offers, err := open(ctx, d.DB)
	if err != nil {
		return nil, err
	}
	holds, err := store.OpenHolds(ctx, d.DB, "mentoring_helping")
	return &Service{d: d, offers: offers, holds: holds}, err
}

// Source is what the relay publishes of it.
func (s *Service) Source() outbox.Source { return outbox.SourceOf(s.offers, "help", render) }

// Mentored is how many mentors with a place free others hear of for an issue.
func (s *Service) Mentored(ctx context.Context, issue string) (int, error) {
	d, err := s.offers.Get(ctx, issue)
	if err != nil {
		return 0, fault.UnlessAbsent(err)
	}
	return d.Body.free(), nil
}
