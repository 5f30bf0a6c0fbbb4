package board

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	byProgramme = "programme" // all
	byShown     = "shown"     // that everybody of the programme sees
	byOpen      = "open"      // that are not over
	byOwn       = "own"       // programme and author
	byOwnOpen   = "own_open"  // author, of what is not over
	byPerson    = "person"
	byEntry     = "entry"
	byHelps     = "helps" // entry, of who would still help
	byMinds     = "minds" // person, the same
	byMade      = "made"
)

type collections struct {
	entries *store.Collection[Entry]
	helpers *store.Collection[Helper]
	posting *store.Holds // the limit of entries, by programme
	owning  *store.Holds // the same of one person, over all boards
	helping *store.Holds // the limit of who would like to help, by entry
	minding *store.Holds // the limit of where one person would like to help
}

func open(ctx context.Context, db *store.DB) (c collections, err error) {
	c.entries, err = store.Open(ctx, db, store.Spec[Entry]{
		Name: "programs_board", Schema: 1,
		Indexes: []store.Index{{Name: byProgramme}, {Name: byShown}, {Name: byOpen}, {Name: byOwn}, {Name: byOwnOpen}, {Name: byPerson}, {Name: byMade}},
		Keys: func(_ string, e *Entry) store.Keys {
			k := store.Keys{byProgramme: e.Programme, byPerson: e.By, byOwn: own(e.Programme, e.By), byMade: store.At(e.Made)}
			if e.Shown() {
				k[byShown] = e.Programme
			}
			if !e.Over() {
				k[byOpen], k[byOwnOpen] = e.Programme, e.By
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	c.helpers, err = store.Open(ctx, db, store.Spec[Helper]{
		Name: "programs_board_helper", Schema: 1, Indexes: []store.Index{{Name: byEntry}, {Name: byPerson}, {Name: byHelps}, {Name: byMinds}},
		Keys: func(_ string, h *Helper) store.Keys {
			k := store.Keys{byEntry: h.Entry, byPerson: h.Person}
			if h.State != "" {
				k[byHelps], k[byMinds] = h.Entry, h.Person
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	for name, h := range map[string]**store.Holds{
		"programs_board_posting": &c.posting, "programs_board_owning": &c.owning, "programs_board_helping": &c.helping,
		"programs_board_minding": &c.minding,
	} {
		if *h, err = store.OpenHolds(ctx, db, name); err != nil {
			return c, err
		}
	}
	return c, nil
}

func own(programme, person string) string { return programme + ":" + person }

func where(index, value string, limit int, after string) store.Query {
	return store.Query{Where: []store.Cond{store.Where(index, store.Eq, value)}, Limit: limit, After: after}
}

// latest are what an index finds, the latest first.
func latest(index, value string, limit int, after string) store.Query {
	q := where(index, value, limit, after)
	q.Sort = []store.Order{{Index: byMade, Desc: true}}
	return q
}

// each does something with the ids that an index finds, until it finds none: what is done is not found again.
func each[T any](ctx context.Context, c *store.Collection[T], index, value string, do func(id string) error) error {
	for {
		page, err := c.Find(ctx, where(index, value, 100, ""))
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			if err := fault.UnlessAbsent(do(d.ID)); err != nil {
				return err
			}
		}
	}
}

// sweep takes away tombstones that are past their age.
func (c collections) sweep(ctx context.Context) error {
	if _, err := c.entries.Sweep(ctx, store.MaxLimit); err != nil {
		return err
	}
	if _, err := c.helpers.Sweep(ctx, store.MaxLimit); err != nil {
		return err
	}
	for _, h := range []*store.Holds{c.posting, c.owning, c.helping, c.minding} {
		if _, err := h.Sweep(ctx, store.MaxLimit); err != nil {
			return err
		}
	}
	return nil
}
