package participation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
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
	return f, s.purgePool(ctx, d.ID, pool, Published) // a purge that was interrupted is finished here or by the clock
}

// make counts and freezes.
func (s *Service) make(ctx context.Context, d *store.Doc[Setup], pool []*store.Doc[Setup]) (Frozen, error) {
	plan := report.Plan{
		Way: d.Body.Way, Rule: protect.Current, Epsilon: d.Body.Epsilon, ByGroup: d.Body.ByRole, Questions: d.Body.Questions,
		Coins: s.d.Coins, Randomness: s.d.Random,
	}
	closed := map[string]time.Time{}
	for _, x := range pool {
		c, err := s.d.Cycle(ctx, x.ID)
		switch {
		case err != nil:
			return Frozen{}, err
		case c.Closed.IsZero():
			return Frozen{}, errNotClosed
		}
		closed[x.ID] = c.Closed
	}
	slices.SortFunc(pool, func(a, b *store.Doc[Setup]) int {
		return cmp.Or(closed[a.ID].Compare(closed[b.ID]), strings.Compare(a.ID, b.ID))
	})
	var cycles []string
	var members [][]report.Member
	for _, x := range pool {
		m, err := s.members(ctx, x)
		if err != nil {
			return Frozen{}, err
		}
		members, cycles = append(members, m), append(cycles, x.ID)
	}
	people, size := report.Once(members...)
	plan.Newcomers, plan.Mentors = size[report.Newcomer], size[report.Mentor]
	if least := plan.Rule.MinAnswers + plan.Rule.MinOthers; plan.Way == report.Noise && plan.Newcomers+plan.Mentors < least {
		return Frozen{}, fault.Newf(fault.Conflict, "participation.too_few", "Figures need at least %d people who took part.", least)
	}
	kin, err := s.d.Kin(ctx, d.Body.Programme)
	if err != nil {
		return Frozen{}, err
	}
	return s.freeze(ctx, d, plan, people, cycles, kin)
}

// spent is what the programmes of a tree have spent together: people who are in one are in those around it too. Older ledgers are of single
// programmes; what stands in those near this one is in it. So is what published reports say, whatever became of a ledger.
func (s *Service) spent(ctx context.Context, kin Kin) (dp.Ledger, error) {
	docs, err := s.c.ledgers.GetMany(ctx, append([]string{kin.Root}, kin.Near...))
	if err != nil {
		return dp.Ledger{}, err
	}
	out := dp.Ledger{Budget: dp.Budget}
	if l := docs[kin.Root]; l != nil {
		out = l.Body
		out.Spent = slices.Clone(out.Spent)
	}
	for _, id := range kin.Near {
		if l := docs[id]; l != nil && id != kin.Root {
			out.Join(l.Body)
		}
	}
	made, err := s.c.made(ctx, byRoot, kin.Root, maxEarlier)
	if err != nil {
		return dp.Ledger{}, err
	}
	for _, f := range made {
		if r := f.Body.Report; r.Way == report.Noise {
			out.Join(dp.Ledger{Budget: dp.Budget, Spent: []dp.Spent{{Report: r.ID, Epsilon: r.Epsilon}}})
		}
	}
	return out, nil
}

// spend writes down what a report with noise tells, once for the whole tree of programmes.
func (s *Service) spend(ctx context.Context, d *store.Doc[Setup], kin Kin) error {
	before, err := s.spent(ctx, kin)
	if err != nil {
		return err
	}
	_, err = s.c.ledgers.Upsert(ctx, kin.Root, func(l *store.Doc[dp.Ledger]) error {
		if l.Version == 0 {
			l.Body.Budget = dp.Budget
		}
		l.Body.Join(before)
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
		for i, b := range before {
			if i == 0 {
				number = b.Body.Number + 1
			}
			if b.Body.Report.ID == d.ID {
				return b.Body, nil
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
			x.Body.Report, x.Body.Fixed, x.Body.Look = id, true, time.Time{}
			return nil
		})
		if err != nil {
			return Frozen{}, err
		}
		plan.Questions = noted.Body.Questions
		if !spent {
			if err := s.spend(ctx, d, kin); err != nil {
				return Frozen{}, err
			}
			spent = true
		}
		tables, err := report.Count(plan, people, near(before, kin))
		if err != nil {
			return Frozen{}, fault.New(fault.Conflict, "participation.refused",
				"These figures cannot be shown to be safe, so none are published. Tell whoever runs this site.").With(err)
		}
		r := report.Report{
			ID: d.ID, Programme: d.Body.Programme, Cycles: cycles, Once: len(cycles) > 1, Week: week(s.d.Now()), Way: plan.Way, Set: d.Body.Set,
			Questions: plan.Questions, Tables: tables,
		}
		if plan.Way == report.Noise {
			r.Epsilon, r.Margin = plan.Epsilon, dp.Margin(plan.PerTable())
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

// members are all who take or took part in a cycle, with what they said if they agreed to what its plan is now: nobody is counted under
// another rule. A shelf that is missing or cannot be read stops everything: fewer answers than there were would tell.
func (s *Service) members(ctx context.Context, d *store.Doc[Setup]) ([]report.Member, error) {
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
	docs, err := s.c.shelves.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	shelves := make([]map[string]Record, Shelves)
	for n, id := range ids {
		if docs[id] == nil {
			return nil, errPurged
		}
		if shelves[n], err = key.Body.open(n, docs[id].Body); err != nil {
			return nil, err
		}
	}
	took, err := s.d.Took(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	out := make([]report.Member, 0, len(took))
	for person, as := range took {
		m := report.Member{Who: person, Group: as}
		name := key.Body.Pseudonym(d.Body.Programme, d.ID, person)
		if r, said := shelves[ShelfOf(name)][name]; said && d.Body.agreed(r.Consent) {
			m.Week, m.Answers = r.Week, r.counted()
		}
		out = append(out, m)
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
