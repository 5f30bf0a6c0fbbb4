package partner

import (
	"context"
	"strings"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	byProgramme = "programme"
	byName      = "name"
	byDue       = "due_at"
	byActor     = "actor"
	byContact   = "contact"
	byPartner   = "partner"
	byPerson    = "person"
	byAt        = "at"
)

type collections struct {
	partners *store.Collection[Partner]
	projects *store.Collection[Project]
	links    *store.Collection[Link]
	hours    *store.Collection[Hours]
	adding   *store.Holds // the limits of partners, by programme, and of projects and mentors, by partner
}

func open(ctx context.Context, db *store.DB) (c collections, err error) {
	c.partners, err = store.Open(ctx, db, store.Spec[Partner]{
		Name: "programs_partner", Schema: 1,
		Indexes: []store.Index{{Name: byProgramme}, {Name: byName}, {Name: byDue}, {Name: byActor}, {Name: byContact, Multi: true}},
		Keys: func(_ string, p *Partner) store.Keys {
			k := store.Keys{byProgramme: p.Programme, byName: strings.ToLower(p.Name), byDue: store.At(p.DueAt), byContact: p.Contacts}
			if p.By != "" {
				k[byActor] = p.By
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	c.projects, err = store.Open(ctx, db, store.Spec[Project]{
		Name: "programs_partner_project", Schema: 1, Indexes: []store.Index{{Name: byPartner}},
		Keys: func(_ string, p *Project) store.Keys {
			if p.Partner == "" {
				return nil
			}
			return store.Keys{byPartner: p.Partner}
		},
	})
	if err != nil {
		return c, err
	}
	c.links, err = store.Open(ctx, db, store.Spec[Link]{
		Name: "programs_partner_mentor", Schema: 1, Indexes: []store.Index{{Name: byPartner}, {Name: byPerson}, {Name: byActor}},
		Keys: func(_ string, l *Link) store.Keys {
			k := store.Keys{byPerson: l.Person}
			if l.Partner != "" {
				k[byPartner] = l.Partner
			}
			if l.By != "" {
				k[byActor] = l.By
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	c.hours, err = store.Open(ctx, db, store.Spec[Hours]{
		Name: "programs_partner_hours", Schema: 1, Indexes: []store.Index{{Name: byPartner}, {Name: byPerson}, {Name: byAt}},
		Keys: func(_ string, h *Hours) store.Keys {
			return store.Keys{byPartner: h.Partner, byPerson: h.Person, byAt: store.At(h.At)}
		},
	})
	if err != nil {
		return c, err
	}
	c.adding, err = store.OpenHolds(ctx, db, "programs_partner_adding")
	return c, err
}

func where(index string, value any, limit int, after string) store.Query {
	return store.Query{Where: []store.Cond{store.Where(index, store.Eq, value)}, Limit: limit, After: after}
}

func ofProgramme(programme string, limit int, after string) store.Query {
	q := where(byProgramme, programme, limit, after)
	q.Sort = []store.Order{{Index: byName}}
	return q
}

// due are partners whose figures are to be made.
func due(now int64) store.Query {
	return store.Query{Where: []store.Cond{store.Where(byDue, store.Le, now)}, Sort: []store.Order{{Index: byDue}}, Limit: 100}
}

// before are the hours of a partner that lie before a time.
func before(partner string, at int64) store.Query {
	q := where(byPartner, partner, 200, "")
	q.Where = append(q.Where, store.Where(byAt, store.Lt, at))
	return q
}

// each does something with what a query finds, until it finds none: what is done is not found again.
func each[T any](ctx context.Context, c *store.Collection[T], q store.Query, do func(*store.Doc[T]) error) error {
	for {
		page, err := c.Find(ctx, q)
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			if err := do(d); err != nil {
				return err
			}
		}
	}
}

// drop drops what a query finds.
func drop[T any](ctx context.Context, c *store.Collection[T], q store.Query) error {
	return each(ctx, c, q, func(d *store.Doc[T]) error { return fault.UnlessAbsent(c.Drop(ctx, d.ID)) })
}

// forgetBy changes every document that names somebody in an index, until none does.
func forgetBy[T any](ctx context.Context, c *store.Collection[T], index, person string, forget func(*T)) error {
	for {
		page, err := c.Find(ctx, where(index, person, 100, ""))
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			_, err := c.Update(ctx, d.ID, func(d *store.Doc[T]) error {
				forget(&d.Body)
				return nil
			})
			if err := fault.UnlessAbsent(err); err != nil {
				return err
			}
		}
	}
}
