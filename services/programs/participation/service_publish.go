package participation

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/participation/dp"
	"github.com/waymark-dev/waymark/services/programs/participation/protect"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// Limits of making a report.
const (
	maxEarlier = 500
	maxTries   = 20
)

// Publish makes the report of a closed cycle, or of its pool when all cycles of it are closed, and then purges what it was made of. It is
// made once: asked again, it answers the same. The programme's organisers. Conflict "participation.not_set_up", "participation.not_closed",
// "participation.purged", "participation.budget", "participation.spent", "participation.too_few".
func (s *Service) Publish(ctx context.Context, cycle string) (Frozen, error) {
	if _, err := s.organised(ctx, cycle); err != nil {
		return Frozen{}, err
	}
	d, err := s.setup(ctx, cycle)
	if err != nil {
		return Frozen{}, err
	}
	if d == nil {
		return Frozen{}, errNoSetup
	}
	if d.Body.PoolWith != cycle {
		if d, err = s.setup(ctx, d.Body.PoolWith); err != nil || d == nil {
			return Frozen{}, errNoSetup
		}
	}
	pool, err := s.c.poolOf(ctx, d.ID)
	if err != nil {
		return Frozen{}, err
	}
	if len(pool) > d.Body.Pool {
		return Frozen{}, fault.New(fault.Conflict, "participation.pool_full", "More cycles are in this pool than people agreed to. It cannot be published.")
	}
	f, err := s.frozen(ctx, d.ID)
	if fault.Coded(err, "participation.no_report") {
		f, err = s.make(ctx, d, pool)
	}
	if err != nil {
		return Frozen{}, err
	}
	for _, x := range pool { // a purge that was interrupted is finished here or by the clock
		if err := s.purge(ctx, x.ID, Published); err != nil {
			return Frozen{}, err
		}
	}
	return f, nil
}

// make counts and freezes.
func (s *Service) make(ctx context.Context, d *store.Doc[Setup], pool []*store.Doc[Setup]) (Frozen, error) {
	plan := report.Plan{
		Way: d.Body.Way, Rule: protect.Current, Epsilon: d.Body.Epsilon, ByGroup: d.Body.ByRole, Cycles: d.Body.Pool, Questions: d.Body.Questions,
		Coins: s.d.Coins, Randomness: s.d.Random,
	}
	var people []report.Person
	var cycles []string
	for _, x := range pool {
		c, err := s.d.Cycle(ctx, x.ID)
		switch {
		case err != nil:
			return Frozen{}, err
		case c.Closed.IsZero():
			return Frozen{}, errNotClosed
		}
		some, err := s.people(ctx, x)
		if err != nil {
			return Frozen{}, err
		}
		people, cycles = append(people, some...), append(cycles, x.ID)
		plan.Newcomers, plan.Mentors = plan.Newcomers+c.Newcomers, plan.Mentors+c.Mentors
	}
	if least := plan.Rule.MinAnswers + plan.Rule.MinOthers; plan.Way == report.Noise && plan.Newcomers+plan.Mentors < least {
		return Frozen{}, fault.Newf(fault.Conflict, "participation.too_few", "Figures need at least %d people who took part.", least)
	}
	kin, err := s.d.Kin(ctx, d.Body.Programme)
	if err != nil {
		return Frozen{}, err
	}
	return s.freeze(ctx, d, plan, people, cycles, kin)
}

// spend writes down what a report with noise tells.
func (s *Service) spend(ctx context.Context, d *store.Doc[Setup]) error {
	_, err := s.c.ledgers.Upsert(ctx, d.Body.Programme, func(l *store.Doc[dp.Ledger]) error {
		if l.Version == 0 {
			l.Body.Budget = dp.Budget
		}
		return l.Body.Spend(d.ID, d.Body.Epsilon)
	})
	return err
}

// freeze takes the next place among the reports of the tree, compares with all before it, and writes. Whoever else takes the place first
// makes it compare with theirs. What is spent is written down once, after all that can fail is read and before a single number is drawn.
func (s *Service) freeze(ctx context.Context, d *store.Doc[Setup], plan report.Plan, people []report.Person, cycles []string, kin Kin) (Frozen, error) {
	spent := plan.Way != report.Noise
	for range maxTries {
		before, err := s.c.made(ctx, byRoot, kin.Root, maxEarlier)
		if err != nil {
			return Frozen{}, err
		}
		if len(before) == maxEarlier {
			return Frozen{}, fault.New(fault.Conflict, "participation.too_many", "This programme has more reports than can be compared with a new one.")
		}
		number := 1
		var earlier []*report.Report
		for i, b := range before {
			if i == 0 {
				number = b.Body.Number + 1
			}
			if b.Body.Report.ID == d.ID {
				return b.Body, nil
			}
			if slices.Contains(kin.Near, b.Body.Report.Programme) {
				earlier = append(earlier, &b.Body.Report)
			}
		}
		id := reportID(kin.Root, number)
		// The place is noted before it is taken: two who publish the same cycle at once go to the same place.
		noted, err := s.c.setups.Update(ctx, d.ID, func(x *store.Doc[Setup]) error {
			switch {
			case x.Body.State == Purged:
				return errPurged
			case x.Body.Report == "" && x.Body.claimed(s.d.Now(), cycles...): // it takes part, and is not closed
				return errNotClosed
			case x.Body.Report == id:
				return store.Unchanged
			}
			x.Body.Report, x.Body.Fixed = id, true
			return nil
		})
		if err != nil {
			return Frozen{}, err
		}
		plan.Questions = noted.Body.Questions
		if !spent {
			if err := s.spend(ctx, d); err != nil {
				return Frozen{}, err
			}
			spent = true
		}
		tables, err := report.Count(plan, people, earlier)
		if err != nil {
			return Frozen{}, fault.New(fault.Conflict, "participation.refused",
				"These figures cannot be shown to be safe, so none are published. Tell whoever runs this site.").With(err)
		}
		r := report.Report{
			ID: d.ID, Programme: d.Body.Programme, Cycles: cycles, Week: week(s.d.Now()), Way: plan.Way, Set: d.Body.Set,
			Questions: plan.Questions, Tables: tables,
		}
		if plan.Way == report.Noise {
			r.Epsilon, r.Margin = plan.Epsilon, dp.Margin(plan.PerTable(), max(1, plan.Cycles))
		} else {
			r.Rule = plan.Rule
		}
		r.Hash = r.Sum()
		f := Frozen{Root: kin.Root, Number: number, Report: r}
		if _, err = s.c.reports.Insert(ctx, id, f, nil); err == nil {
			return f, nil
		}
		if !fault.Coded(err, "store.exists") {
			return Frozen{}, err
		}
	}
	return Frozen{}, fault.New(fault.Unavailable, "participation.busy", "Others publish at this moment. Try again in a minute.").After(time.Minute)
}

// people are the answers of a cycle, of those who agreed to what its plan is now: nobody is counted under
// another rule. A shelf that is missing or cannot be read stops everything: fewer answers than there were would tell.
func (s *Service) people(ctx context.Context, d *store.Doc[Setup]) ([]report.Person, error) {
	key, err := s.c.keys.Get(ctx, d.ID)
	if fault.Absent(err) {
		return nil, errPurged
	}
	if err != nil {
		return nil, err
	}
	ids := make([]string, Shelves)
	for n := range ids {
		ids[n] = key.Body.ShelfID(n)
	}
	shelves, err := s.c.shelves.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []report.Person
	agreed := d.Body.Consent()
	for n, id := range ids {
		if shelves[id] == nil {
			return nil, errPurged
		}
		records, err := key.Body.open(n, shelves[id].Body)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			if r.Consent == agreed {
				out = append(out, r.counted())
			}
		}
	}
	return out, nil
}

// purge destroys a cycle's answers, then its key, and says so in its set-up. It may be done again at any step.
func (s *Service) purge(ctx context.Context, cycle, state string) error {
	key, err := s.c.keys.Get(ctx, cycle)
	switch {
	case fault.Absent(err):
	case err != nil:
		return err
	default:
		for n := range Shelves {
			if err := s.c.shelves.Drop(ctx, key.Body.ShelfID(n)); err != nil {
				return fmt.Errorf("participation: purging: %w", err)
			}
		}
		if err := s.cut(ctx); err != nil {
			return err
		}
		if err := s.c.keys.Drop(ctx, cycle); err != nil {
			return err
		}
	}
	_, err = s.c.setups.Update(ctx, cycle, func(d *store.Doc[Setup]) error {
		if d.Body.State != Open {
			return store.Unchanged
		}
		d.Body.State = state
		if state == Published {
			d.Emit(s.moved(ctx, cycle, d.Body.Programme, "published"))
		}
		return nil
	})
	return err
}

// Tick purges what nobody published in time, finishes purges that were interrupted, and fixes the set-ups of calls that have begun.
func (s *Service) Tick(ctx context.Context) error {
	states := map[string]string{}
	var begun []*store.Doc[Setup]
	err := s.c.setups.Each(ctx, kept(""), func(d *store.Doc[Setup]) error {
		_, err := s.frozen(ctx, d.Body.PoolWith)
		switch {
		case err == nil: // the purge was interrupted
			states[d.ID] = Published
			return nil
		case !fault.Coded(err, "participation.no_report"):
			return err
		}
		c, err := s.d.Cycle(ctx, d.ID)
		if fault.Absent(err) {
			states[d.ID] = Purged
			return nil
		}
		if err != nil {
			return err
		}
		if c.Called && !d.Body.Fixed {
			begun = append(begun, d)
		}
		end := c.Closed
		if c.Ends.IsZero() { // it has lost its closing date: it had one when it was set up
			end = d.Body.Ends
		}
		weeks := KeptWeeks
		if d.Body.Pool > 1 {
			weeks = PoolWeeks
		}
		if !end.IsZero() && s.d.Now().Sub(end) > time.Duration(weeks)*7*24*time.Hour {
			states[d.ID] = Purged
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, d := range begun {
		if _, err := s.begun(ctx, Cycle{Called: true}, d); err != nil {
			return err
		}
	}
	for id, state := range states {
		if err := s.purge(ctx, id, state); err != nil {
			return err
		}
	}
	return nil
}
