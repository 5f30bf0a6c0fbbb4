package cohort

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	byProgramme = "programme"
	byDue       = "due_at"
	byActor     = "actor"
	byCreated   = "created"
	byNoted     = "noted"
	byAnnounce  = "announce" // whose mentors are to be told of another agreement
)

func open(ctx context.Context, db *store.DB) (cohorts *store.Collection[Cohort], past *store.Collection[Past], err error) {
	cohorts, err = store.Open(ctx, db, store.Spec[Cohort]{
		Name: "programs_cohort", Schema: 2, Upcast: lift,
		Indexes: []store.Index{{Name: byProgramme}, {Name: byDue}, {Name: byCreated}, {Name: byNoted}, {Name: byAnnounce}, {Name: byActor, Multi: true}},
		Keys: func(_ string, c *Cohort) store.Keys {
			k := store.Keys{byProgramme: c.Programme, byCreated: store.At(c.Created), byNoted: c.Noted, byActor: append(actors(c.By), c.Readers...)}
			if !c.DueAt.IsZero() {
				k[byDue] = store.At(c.DueAt)
			}
			if !c.Announce.IsZero() {
				k[byAnnounce] = true
			}
			return k
		},
	})
	if err != nil {
		return nil, nil, err
	}
	past, err = store.Open(ctx, db, store.Spec[Past]{
		Name: "programs_agreement", Schema: 1, Keys: func(string, *Past) store.Keys { return nil },
	})
	return cohorts, past, err
}

// lift reads what was written before partners were kept by id: as it stands, see With. From 2 on an older binary, which would read such a
// partner as one without a name, refuses.
func lift(_ int, body json.RawMessage) (json.RawMessage, error) { return body, nil }

func actors(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}

// ofProgramme are a programme's cohorts, the newest first.
func ofProgramme(programme string, limit int, after string) store.Query {
	return store.Query{
		Where: []store.Cond{store.Where(byProgramme, store.Eq, programme)}, Sort: []store.Order{{Index: byCreated, Desc: true}},
		Limit: limit, After: after,
	}
}

// due are those whose clock fires at now or has been waiting to.
func due(now int64) store.Query {
	return store.Query{Where: []store.Cond{store.Where(byDue, store.Le, now)}, Sort: []store.Order{{Index: byDue}}, Limit: 200}
}

func pastID(cohort string, version int) string { return cohort + "_a" + strconv.Itoa(version) }
