package project

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	byCohort   = "cohort"   // all
	byStanding = "standing" // cohort and state
	byOpen     = "open"     // cohort, of what is not withdrawn
	byOwn      = "own"      // cohort and who offered it
	byPerson   = "person"   // who offered it
	byOwnOpen  = "own_open" // the same, of what is not withdrawn
	byMentor   = "mentor"
	byActor    = "actor" // whoever else stands in it by id
	byMade     = "made"
	byPartner  = "partner"
)

type collections struct {
	projects *store.Collection[Project]
	offering *store.Holds // the limit of a cohort
	owning   *store.Holds // the limit of one person
}

func open(ctx context.Context, db *store.DB) (c collections, err error) {
	c.projects, err = store.Open(ctx, db, store.Spec[Project]{
		Name: "programs_project", Schema: 1,
		Indexes: []store.Index{{Name: byCohort}, {Name: byStanding}, {Name: byOpen}, {Name: byOwn}, {Name: byPerson}, {Name: byOwnOpen},
			{Name: byMentor, Multi: true}, {Name: byActor, Multi: true}, {Name: byMade}, {Name: byPartner}},
		Keys: func(_ string, p *Project) store.Keys {
			k := store.Keys{byCohort: p.Cohort, byStanding: pair(p.Cohort, p.State), byPerson: p.By, byOwn: pair(p.Cohort, p.By),
				byMade: store.At(p.Made), byMentor: p.Mentors, byActor: actors(p)}
			if p.Partner != "" {
				k[byPartner] = p.Partner
			}
			if p.State != Withdrawn {
				k[byOpen], k[byOwnOpen] = p.Cohort, p.By
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	if c.offering, err = store.OpenHolds(ctx, db, "programs_project_offering"); err != nil {
		return c, err
	}
	c.owning, err = store.OpenHolds(ctx, db, "programs_project_owning")
	return c, err
}

// actors are the ids in a project that are not of who offered it, each once.
func actors(p *Project) (out []string) {
	seen := map[string]bool{"": true}
	add := func(ids ...string) {
		for _, id := range ids {
			if !seen[id] {
				seen[id] = true
				out = append(out, id)
			}
		}
	}
	add(p.Editor, p.Judge)
	add(p.Mentors...)
	if p.Was != nil {
		add(p.Was.Mentors...)
	}
	return out
}

func pair(a, b string) string { return a + ":" + b }

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
func (c collections) each(ctx context.Context, index, value string, do func(id string) error) error {
	for {
		page, err := c.projects.Find(ctx, where(index, value, 100, ""))
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
	if _, err := c.projects.Sweep(ctx, store.MaxLimit); err != nil {
		return err
	}
	for _, h := range []*store.Holds{c.offering, c.owning} {
		if _, err := h.Sweep(ctx, store.MaxLimit); err != nil {
			return err
		}
	}
	return nil
}
