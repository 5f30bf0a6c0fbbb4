package rounds

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

// Worth is what a pair of a round would be worth, or why it cannot be.
type Worth struct {
	Newcomer, Mentor string // "" for one who was erased
	Listed           bool   // among the pairs of the problem
	Score            int64
	Rank             int    // which choice of the newcomer it is, or would be; 0 where it cannot be
	Limit            string // why it cannot be; "" where it can
	Fixed            string // pinned, forbidden or ""
	Said             []casting.Said
	At               time.Time // profiles of which moment
}

// Worth says what a pair of any two rows would be worth, or which limit or criterion keeps the two apart. A pair that the round did not look at
// is worked out from profiles and answers as they are now, since a round keeps none of them. Blocks are no part of it, as they are none of a
// draft: two whom one parts read like any others. For organisers. Errors: NotFound; Invalid; Conflict "round.not_gathered"; Unavailable; TooMany
// "round.many_questions".
func (s *Service) Worth(ctx context.Context, id string, pair assign.Pair) (*Worth, error) {
	d, l, err := s.knownPair(ctx, id, pair)
	if err != nil {
		return nil, err
	}
	w := &Worth{At: d.Body.Input.At}
	if w.Newcomer, err = s.c.rowOf(ctx, d.Body.Input.Draw, newcomers, int(pair.Newcomer)); err != nil {
		return nil, err
	}
	if w.Mentor, err = s.c.rowOf(ctx, d.Body.Input.Draw, mentors, int(pair.Mentor)); err != nil {
		return nil, err
	}
	switch {
	case slices.Contains(d.Body.Pinned, pair):
		w.Fixed = asPinned
	case slices.Contains(d.Body.Forbidden, pair):
		w.Fixed = asForbidden
	}
	if k, ok := l.problem.Find(pair); ok {
		w.Listed, w.Score, w.Said = true, l.problem.Score[k], l.why.Of(k)
	} else if err := s.worthNow(ctx, d, w); err != nil {
		return nil, err
	}
	if w.Limit == "" {
		w.Rank = 1
		for k := l.problem.Start[pair.Newcomer]; k < l.problem.Start[pair.Newcomer+1]; k++ {
			if l.problem.Score[k] > w.Score {
				w.Rank++
			}
		}
	}
	return w, nil
}

// worthNow scores a pair among who takes part now. It needs all mentors, for what is rare among them, so it is done one at a time.
func (s *Service) worthNow(ctx context.Context, d *store.Doc[Round], w *Worth) error {
	if w.Newcomer == "" || w.Mentor == "" {
		w.Limit = casting.BecauseGone
		return nil
	}
	end, err := s.asking.take(ctx)
	if err != nil {
		return err
	}
	defer end()
	s.at("worth")
	cast, err := s.d.Cast(ctx, d.Body.Programme, d.Body.Cohort, w.Newcomer)
	if err != nil {
		return err
	}
	w.At = cast.At
	i := slices.IndexFunc(cast.Newcomers, func(n casting.Newcomer) bool { return n.ID == w.Newcomer })
	j := slices.IndexFunc(cast.Mentors, func(m casting.Mentor) bool { return m.ID == w.Mentor })
	if i < 0 || j < 0 {
		w.Limit = casting.BecauseGone
		return nil
	}
	if err := s.cameBack(ctx, d.Body.Programme, cast, w.Newcomer); err != nil {
		return err
	}
	asked, err := s.asked(ctx, d.Body.Cohort, w.Newcomer, w.Mentor)
	if err != nil {
		return err
	}
	scoring, _ := casting.New(cast, asked, s.d.Taxonomy())
	x := scoring.Worth(j)
	w.Score, w.Limit, w.Said = x.Score, x.Limit, x.Said
	return nil
}
