package stipend

import (
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	byProgramme = "programme"
	byDay       = "day"
	byPerson    = "person"
	byActor     = "actor"
	byCheck     = "check_at"
	byReader    = "reader"
)

type collections struct {
	stipends *store.Collection[Stipend]
	names    *store.Collection[Name]
	finance  *store.Collection[Finance]
	noting   *store.Holds // the limit of what is noted, by programme
}

func open(ctx context.Context, db *store.DB) (c collections, err error) {
	c.stipends, err = store.Open(ctx, db, store.Spec[Stipend]{
		Name: "programs_stipend", Schema: 1,
		Indexes: []store.Index{{Name: byProgramme}, {Name: byDay}, {Name: byPerson}, {Name: byActor, Multi: true}},
		Keys: func(_ string, s *Stipend) store.Keys {
			k := store.Keys{byProgramme: s.Programme, byDay: store.At(s.Due)}
			if s.Person != "" {
				k[byPerson] = s.Person
			}
			var actors []string
			for _, m := range s.Moves {
				if m.By != "" && !slices.Contains(actors, m.By) {
					actors = append(actors, m.By)
				}
			}
			k[byActor] = actors
			return k
		},
	})
	if err != nil {
		return c, err
	}
	c.names, err = store.Open(ctx, db, store.Spec[Name]{
		Name: "programs_legal_name", Schema: 1, Indexes: []store.Index{{Name: byPerson}, {Name: byReader, Multi: true}, {Name: byCheck}},
		Keys: func(_ string, n *Name) store.Keys {
			return store.Keys{byPerson: n.Person, byReader: n.Readers, byCheck: store.At(n.next())}
		},
	})
	if err != nil {
		return c, err
	}
	c.finance, err = store.Open(ctx, db, store.Spec[Finance]{
		Name: "programs_finance", Schema: 1, Indexes: []store.Index{{Name: byReader, Multi: true}},
		Keys: func(_ string, f *Finance) store.Keys { return store.Keys{byReader: f.Readers} },
	})
	if err != nil {
		return c, err
	}
	c.noting, err = store.OpenHolds(ctx, db, "programs_stipend_noting")
	return c, err
}

func where(index string, value any, limit int, after string) store.Query {
	return store.Query{Where: []store.Cond{store.Where(index, store.Eq, value)}, Limit: limit, After: after}
}

// latest are what an index finds, the latest day first.
func latest(index string, value any, limit int, after string) store.Query {
	q := where(index, value, limit, after)
	q.Sort = []store.Order{{Index: byDay, Desc: true}}
	return q
}

func due(now int64) store.Query {
	return store.Query{Where: []store.Cond{store.Where(byCheck, store.Le, now)}, Sort: []store.Order{{Index: byCheck}}, Limit: 100}
}

// each does something with the ids that a query finds, until it finds none: what is done is not found again.
func each[T any](ctx context.Context, c *store.Collection[T], q store.Query, do func(id string) error) error {
	for {
		page, err := c.Find(ctx, q)
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

// forget changes a document of whoever an index names.
func forget[T any](ctx context.Context, c *store.Collection[T], index, person string, fn func(*T)) error {
	return each(ctx, c, where(index, person, 100, ""), func(id string) error {
		_, err := c.Update(ctx, id, func(d *store.Doc[T]) error {
			fn(&d.Body)
			return nil
		})
		return err
	})
}
