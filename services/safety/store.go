package safety

import (
	"context"
	"errors"
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	byStatus   = "status"
	byOpen     = "open"
	byCreated  = "created"
	byReporter = "reporter"
	byPeople   = "people"
	byOutcome  = "outcome"
	byFellOn   = "fell_on"
	byDue      = "due_at"
	byDestroy  = "destroy_at"
	byProject  = "fell_on_maintainers"
)

// Room tells one room key from another: who starts with another one could read nothing of before.
type Room struct {
	Mark string `json:"mark"`
}

type collections struct {
	cases *store.Collection[Case]
	weeks *store.Collection[Week]
	rooms *store.Collection[Room]
	// reporting is the limit of reports in a day, by reporter.
	reporting *store.Holds
}

func openCollections(ctx context.Context, db *store.DB) (c collections, err error) {
	c.cases, err = store.Open(ctx, db, store.Spec[Case]{
		Name: "safety_case", Schema: 1, Keys: caseKeys,
		Indexes: []store.Index{
			{Name: byStatus}, {Name: byOpen}, {Name: byCreated}, {Name: byReporter}, {Name: byPeople, Multi: true}, {Name: byOutcome},
			{Name: byFellOn}, {Name: byDue}, {Name: byProject, Multi: true},
		},
	})
	if err != nil {
		return c, err
	}
	c.weeks, err = store.Open(ctx, db, store.Spec[Week]{
		Name: "safety_week", Schema: 1, Indexes: []store.Index{{Name: byPeople, Multi: true}, {Name: byDestroy}},
		Keys: func(_ string, w *Week) store.Keys {
			k := store.Keys{}
			var people []string
			for _, p := range []string{w.Moderator, w.By} {
				if p != "" {
					people = append(people, p)
				}
			}
			if len(people) > 0 {
				k[byPeople] = people
			}
			if !w.DestroyAt.IsZero() {
				k[byDestroy] = store.At(w.DestroyAt)
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	if c.reporting, err = store.OpenHolds(ctx, db, "safety_reporting"); err != nil {
		return c, err
	}
	c.rooms, err = store.Open(ctx, db, store.Spec[Room]{Name: "safety_room", Schema: 1})
	return c, err
}

func caseKeys(_ string, c *Case) store.Keys {
	k := store.Keys{byStatus: string(c.Status), byCreated: store.At(c.Created)}
	if c.open() {
		k[byOpen] = true
	}
	if c.Reporter != "" {
		k[byReporter] = c.Reporter
	}
	if people := c.people(); len(people) > 0 {
		k[byPeople] = people[:min(len(people), store.MaxKeys)]
	}
	if c.Outcome != "" {
		k[byOutcome] = c.Outcome
		if c.Person != "" {
			k[byFellOn] = c.Person
		} else if falls := c.fallsOn(); len(falls) > 0 {
			k[byProject] = falls
		}
	}
	if at := c.dueAt(); !at.IsZero() {
		k[byDue] = store.At(at)
	}
	return k
}

var errOtherRoom = errors.New("safety: the key file is not the one that cases were sealed with before: give every replica the same one " +
	"(--safety-key-file), and put it back after restoring a backup")

// sameRoom remembers the mark of the first key, and refuses another one.
func (c collections) sameRoom(ctx context.Context, mark string) error {
	const id = "room"
	d, err := c.rooms.Get(ctx, id)
	if fault.Has(err, fault.NotFound) {
		d, err = c.rooms.Insert(ctx, id, Room{Mark: mark}, nil)
		if fault.Coded(err, "store.exists") {
			d, err = c.rooms.Get(ctx, id)
		}
	}
	if err == nil && d.Body.Mark != mark {
		err = errOtherRoom
	}
	return err
}

// list pages through cases of one state, the oldest first; "open" are those that wait for a decision.
func (c collections) list(ctx context.Context, show string, limit int, after string) (*store.Page[Case], error) {
	q := store.Query{Sort: []store.Order{{Index: byCreated}}, Limit: limit, After: after}
	if show == byOpen {
		q.Where = []store.Cond{store.Where(byOpen, store.Eq, true)}
	} else {
		q.Where = []store.Cond{store.Where(byStatus, store.Eq, show)}
	}
	return c.cases.Find(ctx, q)
}

// ofReporter pages through somebody's own reports, the newest first.
func (c collections) ofReporter(ctx context.Context, person string, limit int, after string) (*store.Page[Case], error) {
	return c.cases.Find(ctx, newest(byReporter, person, limit, after))
}

// newest are the cases that an index has of somebody, the newest first.
func newest(index, person string, limit int, after string) store.Query {
	return store.Query{
		Where: []store.Cond{store.Where(index, store.Eq, person)}, Sort: []store.Order{{Index: byCreated, Desc: true}}, Limit: limit, After: after,
	}
}

// fellOn are the cases with an outcome that fell on somebody, or on a project that they maintain, the newest first, at most 100.
func (c collections) fellOn(ctx context.Context, person string) (out []*store.Doc[Case], err error) {
	for _, index := range []string{byFellOn, byProject} {
		page, err := c.cases.Find(ctx, newest(index, person, 100, ""))
		if err != nil {
			return nil, err
		}
		out = append(out, page.Docs...)
	}
	slices.SortStableFunc(out, func(a, b *store.Doc[Case]) int { return b.Body.Created.Compare(a.Body.Created) })
	return out[:min(len(out), 100)], nil
}

// ofOutcome finds the case of an outcome; nil if there is none.
func (c collections) ofOutcome(ctx context.Context, outcome string) (*store.Doc[Case], error) {
	page, err := c.cases.Find(ctx, store.Query{Where: []store.Cond{store.Where(byOutcome, store.Eq, outcome)}, Limit: 1})
	if err != nil || len(page.Docs) == 0 {
		return nil, err
	}
	return page.Docs[0], nil
}

// due are the cases whose clock fires at now or has been waiting to.
func due(now int64) store.Query {
	return store.Query{Where: []store.Cond{store.Where(byDue, store.Le, now)}, Sort: []store.Order{{Index: byDue}}, Limit: 200}
}
