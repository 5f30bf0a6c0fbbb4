package running

import (
	"context"
	"crypto/rand"
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	byPerson = "person"
	byCohort = "cohort"
	byDue    = "due_at"
	byActor  = "actor"
)

// keyID is the one document of keys.
const keyID = "certificates"

type collections struct {
	runs         *store.Collection[Run]
	certificates *store.Collection[Certificate]
	keys         *store.Collection[Key]
}

func open(ctx context.Context, db *store.DB) (c collections, err error) {
	c.runs, err = store.Open(ctx, db, store.Spec[Run]{
		Name: "programs_run", Schema: 1, Indexes: []store.Index{{Name: byPerson}, {Name: byCohort}, {Name: byDue}, {Name: byActor, Multi: true}},
		Keys: func(_ string, r *Run) store.Keys {
			k := store.Keys{byPerson: r.Person, byCohort: r.Cohort, byActor: r.actors()}
			if !r.DueAt.IsZero() {
				k[byDue] = store.At(r.DueAt)
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	c.certificates, err = store.Open(ctx, db, store.Spec[Certificate]{
		Name: "programs_certificate", Schema: 1, Indexes: []store.Index{{Name: byPerson}},
		Keys: func(_ string, x *Certificate) store.Keys { return store.Keys{byPerson: x.Person} },
	})
	if err != nil {
		return c, err
	}
	c.keys, err = store.Open(ctx, db, store.Spec[Key]{
		Name: "programs_key", Schema: 1, Keys: func(string, *Key) store.Keys { return nil },
	})
	return c, err
}

// actors are those who said something in it and are not its person.
func (r *Run) actors() (out []string) {
	add := func(id string) {
		if id != "" && id != r.Person && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	add(r.By)
	for _, c := range r.CheckIns {
		add(c.By)
	}
	for _, e := range r.Evidence {
		add(e.By)
	}
	return out
}

// key is the service's key, made by whichever replica comes first.
func (c collections) key(ctx context.Context) (*Key, error) {
	d, err := c.keys.Get(ctx, keyID)
	if err == nil {
		return &d.Body, nil
	}
	if !fault.Has(err, fault.NotFound) {
		return nil, err
	}
	seed := make([]byte, 32)
	_, _ = rand.Read(seed) // it never fails
	if _, err := c.keys.Insert(ctx, keyID, Key{Seed: seed}, nil); err != nil && !fault.Coded(err, "store.exists") {
		return nil, err
	}
	if d, err = c.keys.Get(ctx, keyID); err != nil {
		return nil, err
	}
	return &d.Body, nil
}

func where(index string, value any, limit int, after string) store.Query {
	return store.Query{Where: []store.Cond{store.Where(index, store.Eq, value)}, Limit: limit, After: after}
}

func dueRuns(now int64) store.Query {
	return store.Query{Where: []store.Cond{store.Where(byDue, store.Le, now)}, Sort: []store.Order{{Index: byDue}}, Limit: 200}
}
