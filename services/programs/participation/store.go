package participation

import (
	"context"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/participation/dp"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

const (
	byProgramme = "programme"
	byPool      = "pool"
	byLook      = "look"   // when the clock looks at it next, while answers are kept
	byAsking    = "asking" // by organisation, while answers are kept
	byRoot      = "root"
)

// collections are this room's documents. Only shelves lie in the store of answers.
type collections struct {
	setups  *store.Collection[Setup]
	keys    *store.Collection[Key]
	reports *store.Collection[Frozen]
	ledgers *store.Collection[dp.Ledger]
	shelves *store.Collection[Shelf]
	leaving *store.Collection[Leaving]
	asking  *store.Holds // the limit of an organisation's set-ups
}

// Leaving are the cycles out of which somebody is taken whose account was closed; the document's id is theirs, and it goes when that is done.
type Leaving struct {
	Cycles []string `json:"cycles"`
}

// Frozen is a published report in its place among those of the tree of programmes. It never changes.
type Frozen struct {
	Root   string        `json:"root"`
	Number int           `json:"number"`
	Report report.Report `json:"report"`
}

func open(ctx context.Context, db, answers *store.DB) (c collections, err error) {
	c.setups, err = store.Open(ctx, db, store.Spec[Setup]{
		Name: "programs_participation", Schema: 1, Indexes: []store.Index{{Name: byProgramme}, {Name: byPool}, {Name: byLook}, {Name: byAsking}},
		Keys: func(_ string, s *Setup) store.Keys {
			k := store.Keys{byProgramme: s.Programme, byPool: s.PoolWith}
			if s.State == Open {
				k[byLook] = store.At(s.Look)
				if s.Org != "" {
					k[byAsking] = s.Org
				}
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	if c.keys, err = store.Open(ctx, db, store.Spec[Key]{Name: "programs_participation_key", Schema: 1}); err != nil {
		return c, err
	}
	c.reports, err = store.Open(ctx, db, store.Spec[Frozen]{
		Name: "programs_participation_report", Schema: 1, Indexes: []store.Index{{Name: byRoot}, {Name: byProgramme}},
		Keys: func(_ string, f *Frozen) store.Keys {
			return store.Keys{byRoot: order(f.Root, f.Number), byProgramme: order(f.Report.Programme, f.Number)}
		},
	})
	if err != nil {
		return c, err
	}
	if c.ledgers, err = store.Open(ctx, db, store.Spec[dp.Ledger]{Name: "programs_participation_ledger", Schema: 1}); err != nil {
		return c, err
	}
	if c.leaving, err = store.Open(ctx, db, store.Spec[Leaving]{Name: "programs_participation_leaving", Schema: 1}); err != nil {
		return c, err
	}
	if c.asking, err = store.OpenHolds(ctx, db, "programs_participation_asking"); err != nil {
		return c, err
	}
	c.shelves, err = store.Open(ctx, answers, store.Spec[Shelf]{Name: "participation_shelf", Schema: 1})
	return c, err
}

// order puts the reports of one programme, or of one tree, in the order in which they were made.
func order(id string, number int) string {
	n := strconv.Itoa(number)
	return id + ":" + "00000000"[:8-min(8, len(n))] + n
}

// reportID names a report by its place, so that each place is taken once.
func reportID(root string, number int) string { return root + "_r" + strconv.Itoa(number) }

// made are the reports of a programme or a tree, the newest first, at most limit.
func (c collections) made(ctx context.Context, index, id string, limit int) ([]*store.Doc[Frozen], error) {
	page, err := c.reports.Find(ctx, store.Query{
		Where: []store.Cond{store.Where(index, store.Prefix, id+":")}, Sort: []store.Order{{Index: index, Desc: true}}, Limit: limit,
	})
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

// poolOf are the cycles of a pool, at most MaxPool; more would be a mistake and is seen by its caller.
func (c collections) poolOf(ctx context.Context, first string) ([]*store.Doc[Setup], error) {
	page, err := c.setups.Find(ctx, store.Query{Where: []store.Cond{store.Where(byPool, store.Eq, first)}, Limit: MaxPool + 1})
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

// due are the cycles with answers at which the clock looks now, those longest due first.
func due(now time.Time) store.Query {
	return store.Query{
		Where: []store.Cond{store.Where(byLook, store.Le, store.At(now))}, Sort: []store.Order{{Index: byLook}}, Limit: store.MaxLimit,
	}
}
