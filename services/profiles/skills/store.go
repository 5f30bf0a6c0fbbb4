package skills

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	byAt    = "at"    // of decisions that stand
	byLeft  = "left"  // words that are no skills
	byActor = "actor" // who decided
)

func openDecisions(ctx context.Context, db *store.DB) (*store.Collection[Decision], error) {
	return store.Open(ctx, db, store.Spec[Decision]{
		Name: "profiles_skill", Schema: 1, State: true,
		Indexes: []store.Index{{Name: byAt}, {Name: byLeft}, {Name: byActor}},
		Keys: func(_ string, d *Decision) store.Keys {
			k := store.Keys{}
			if d.Do != none {
				k[byAt] = store.At(d.At)
			}
			if d.Do == Leave {
				k[byLeft] = true
			}
			if d.By != "" {
				k[byActor] = d.By
			}
			return k
		},
	})
}

// left are the ids of words that are no skills, out of at most MaxDecisions.
func (s *Service) left(ctx context.Context) (map[string]bool, error) {
	out := map[string]bool{}
	err := s.decisions.Each(ctx, store.Query{Where: []store.Cond{store.Where(byLeft, store.Eq, true)}, Limit: store.MaxLimit},
		func(d *store.Doc[Decision]) error {
			out[d.ID] = true
			return nil
		})
	return out, err
}

// newest pages through the decisions that stand.
func (s *Service) newest(ctx context.Context, limit int, after string) (*store.Page[Decision], error) {
	return s.decisions.Find(ctx, store.Query{Sort: []store.Order{{Index: byAt, Desc: true}}, Limit: limit, After: after})
}

// counts are the decisions that stand, and all with those that were taken back: those stay, so that a later one has a later version.
func (s *Service) counts(ctx context.Context) (standing, all int64, err error) {
	if standing, err = s.decisions.Count(ctx, store.Where(byAt, store.Gt, int64(0))); err != nil {
		return 0, 0, err
	}
	all, err = s.decisions.Count(ctx)
	return standing, all, err
}

// by are the decisions that somebody took, some at a time.
func (s *Service) by(ctx context.Context, person string) (*store.Page[Decision], error) {
	return s.decisions.Find(ctx, store.Query{Where: []store.Cond{store.Where(byActor, store.Eq, person)}, Limit: store.MaxLimit})
}
