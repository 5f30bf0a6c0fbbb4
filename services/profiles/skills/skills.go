package skills

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/steering"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// service is the name on subjects, streams and collections: this is a part of profiles.
const service = "profiles"

// Guide is where to learn a skill for nothing.
type Guide struct {
	URL   string // https
	Title string // at most 80 characters
}

// Limits of the operator's table.
const (
	maxGuides     = 500
	maxGuideTitle = 80
	maxGuideURL   = 500
)

// Word is an unknown word that people use.
type Word struct {
	ID     string // opaque
	Word   string // in canonical spelling
	People int
}

// Deps are what the part stands on.
type Deps struct {
	DB  *store.DB
	Bus *bus.Bus
	Now run.Clock
	Log *slog.Logger
	// Used counts who uses which word that the shipped list does not have; complete is false if it did not look at everybody.
	Used func(ctx context.Context) (words []Word, complete bool, err error)
}

// Service is this part of profiles.
type Service struct {
	d         Deps
	base      *skill.Taxonomy
	decisions *store.Collection[Decision]
	deciding  *store.Holds // the limit of decisions, of all together
	steering  *steering.Steering
	guides    map[string]Guide // as the operator wrote them
	served    atomic.Pointer[guideTable]
}

// guideTable are the guides by canonical skill of one list.
type guideTable struct {
	tax *skill.Taxonomy
	by  map[string]Guide
}

// New opens the decisions and checks the guides.
func New(ctx context.Context, guides map[string]Guide, d Deps) (*Service, error) {
	if err := CheckGuides(guides); err != nil {
		return nil, err
	}
	s := &Service{d: d, base: skill.Shipped(), guides: guides}
	s.steering = steering.New(s.base, d.Bus, d.Log)
	var err error
	if s.decisions, err = openDecisions(ctx, d.DB); err != nil {
		return nil, err
	}
	s.deciding, err = store.OpenHolds(ctx, d.DB, "profiles_deciding")
	return s, err
}

// CheckGuides says what is wrong with an operator's table of guides, by skill in any spelling.
func CheckGuides(guides map[string]Guide) error {
	if len(guides) > maxGuides {
		return fmt.Errorf("guides: %d of them; at most %d are served", len(guides), maxGuides)
	}
	for word, g := range guides {
		u, err := url.Parse(g.URL)
		title := strings.TrimSpace(g.Title)
		switch {
		case skill.Spell(word) == "":
			return fmt.Errorf("guides: %q is no skill", word)
		case err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || len(g.URL) > maxGuideURL:
			return fmt.Errorf("guides: the address for %q must begin with https:// and have at most %d characters", word, maxGuideURL)
		case title == "" || utf8.RuneCountInString(title) > maxGuideTitle:
			return fmt.Errorf("guides: the title for %q must have 1 to %d characters", word, maxGuideTitle)
		}
	}
	return nil
}

// Source relays the decisions.
func (s *Service) Source() outbox.Source {
	return outbox.SourceOf(s.decisions, "skill", func(d *store.Doc[Decision]) wire.State { return d.Body.state(d.ID) })
}

// Run hears what was decided, here or by another replica, until ctx ends.
func (s *Service) Run(ctx context.Context) error { return s.steering.Run(ctx) }

// Steering is the list of skills with the decisions over it.
func (s *Service) Steering() *steering.Steering { return s.steering }

// guidesBy are the guides by canonical skill. Where two lead to one skill, the first by its word counts.
func (s *Service) guidesBy(tax *skill.Taxonomy) map[string]Guide {
	if t := s.served.Load(); t != nil && t.tax == tax {
		return t.by
	}
	by := map[string]Guide{}
	for _, word := range slices.Backward(slices.Sorted(maps.Keys(s.guides))) {
		id, _ := tax.Canon(word)
		by[id] = s.guides[word]
	}
	s.served.Store(&guideTable{tax, by})
	return by
}
