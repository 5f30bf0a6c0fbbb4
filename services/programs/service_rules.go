package programs

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// RulesAt is one version of a programme's rules.
type RulesAt struct {
	Programme string
	Rules     wire.Rules
	At        time.Time
	Current   bool
	// Version is that of the programme's document, for those who wait for it.
	Version int64
}

// Rules reads a version of a programme's rules; 0 is the current one. Whoever may see the programme. NotFound "rules.absent".
func (s *Service) Rules(ctx context.Context, id string, version int) (RulesAt, error) {
	seen, err := s.Programme(ctx, id)
	if err != nil {
		return RulesAt{}, err
	}
	p := &seen.Body
	if version == 0 || version == p.Rules.Version {
		return RulesAt{Programme: id, Rules: p.Rules, At: p.RulesAt, Current: true, Version: seen.Version}, nil
	}
	d, err := s.c.rules.Get(ctx, pastRulesID(id, version))
	if fault.Has(err, fault.NotFound) || err == nil && version > p.Rules.Version {
		return RulesAt{}, fault.New(fault.NotFound, "rules.absent", "The rules have no such version.")
	}
	if err != nil {
		return RulesAt{}, err
	}
	return RulesAt{Programme: id, Rules: d.Body.Rules, At: d.Body.At, Version: seen.Version}, nil
}

// maxRulesTries bounds how often somebody else's change of the programme is stepped aside for.
const maxRulesTries = 8

// ChangeRules makes a new version of a programme's rules. Its organisers. expected is the version of the rules that was read: they are
// replaced as a whole, so that without it what another organiser changed meanwhile would be lost; 0 is refused. The version that counted
// until now is kept first, as a document that never changes; then the programme's is replaced: killed in between, nothing has changed.
// The same rules again are no new version. Faults: Invalid with every field; Unconditional "rules.which_version"; Stale "programs.changed".
func (s *Service) ChangeRules(ctx context.Context, id string, expected int, rules wire.Rules) (RulesAt, error) {
	if err := s.organises(ctx, id); err != nil {
		return RulesAt{}, err
	}
	rules, wrong := CheckRules(rules, "")
	if len(wrong) > 0 {
		return RulesAt{}, fault.InvalidFields(wrong...)
	}
	if expected <= 0 {
		return RulesAt{}, errWhichRules
	}
	for range maxRulesTries {
		d, err := s.c.programmes.Get(ctx, id)
		if err != nil {
			return RulesAt{}, err
		}
		p := &d.Body
		if p.Rules.Version != expected {
			return RulesAt{}, refusal.Changed
		}
		if sameRules(p.Rules, rules) {
			return RulesAt{Programme: id, Rules: p.Rules, At: p.RulesAt, Current: true, Version: d.Version}, nil
		}
		past := PastRules{Programme: id, Rules: p.Rules, By: p.RulesBy, At: p.RulesAt}
		_, err = s.c.rules.Insert(ctx, pastRulesID(id, p.Rules.Version), past, nil)
		if err != nil && !fault.Coded(err, "store.exists") { // there already: the same
			return RulesAt{}, err
		}
		d, err = s.c.programmes.UpdateAt(ctx, id, d.Version, func(d *store.Doc[Programme]) error {
			rules.Version = d.Body.Rules.Version + 1
			d.Body.Rules, d.Body.RulesAt, d.Body.RulesBy = rules, s.d.Now(), auth.From(ctx).ID
			d.Emit(outbox.Fact(ctx, s.d.DB, wire.RulesChanged{Programme: id, Rules: rules.Version}, outbox.Scope{Org: d.Body.Org, Programme: id}))
			return nil
		})
		if fault.Coded(err, "store.moved") {
			continue
		}
		if err != nil {
			return RulesAt{}, err
		}
		return RulesAt{Programme: id, Rules: d.Body.Rules, At: d.Body.RulesAt, Current: true, Version: d.Version}, nil
	}
	return RulesAt{}, fault.New(fault.Unavailable, "store.contended", "Too many changes at once. Try again.")
}

var errWhichRules = fault.New(fault.Unconditional, "rules.which_version",
	"Read the rules first and send their ETag as If-Match, so that nobody's change is lost.")
