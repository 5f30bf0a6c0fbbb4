package outcomes

import (
	"context"
	"crypto/rand"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	byPerson = "person"
	byCohort = "cohort"
	byDue    = "due_at"
)

// Secret is the key that the tokens of mails are signed with where no key file is given; one document, made once.
type Secret struct {
	Key []byte `json:"key"`
}

type collections struct {
	stills  *store.Collection[Still]
	reports *store.Collection[Report]
	secrets *store.Collection[Secret]
}

func open(ctx context.Context, db *store.DB) (c collections, err error) {
	c.stills, err = store.Open(ctx, db, store.Spec[Still]{
		Name: "programs_still", Schema: 1, Indexes: []store.Index{{Name: byPerson}, {Name: byCohort}, {Name: byDue}},
		Keys: func(_ string, s *Still) store.Keys {
			k := store.Keys{byPerson: s.Person, byCohort: s.Cohort}
			if !s.DueAt.IsZero() {
				k[byDue] = store.At(s.DueAt)
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	c.reports, err = store.Open(ctx, db, store.Spec[Report]{
		Name: "programs_outcomes", Schema: 1, Indexes: []store.Index{{Name: byDue}},
		Keys: func(_ string, r *Report) store.Keys {
			k := store.Keys{}
			if !r.DueAt.IsZero() {
				k[byDue] = store.At(r.DueAt)
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	c.secrets, err = store.Open(ctx, db, store.Spec[Secret]{Name: "programs_still_key", Schema: 1})
	return c, err
}

// key is the key that lies in the store; of several replicas that make it at once, one wins.
func (c collections) key(ctx context.Context) ([]byte, error) {
	const id = "still"
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // it never fails
	if _, err := c.secrets.Insert(ctx, id, Secret{fresh}, nil); err != nil && !fault.Coded(err, "store.exists") {
		return nil, err
	}
	d, err := c.secrets.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return d.Body.Key, nil
}

func where(index, value string) store.Query {
	return store.Query{Where: []store.Cond{store.Where(index, store.Eq, value)}, Limit: 200}
}

func due(now int64) store.Query {
	return store.Query{Where: []store.Cond{store.Where(byDue, store.Le, now)}, Sort: []store.Order{{Index: byDue}}, Limit: 200}
}
