package matching

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/services/matching/attention"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// price is what the attention that a mentor or issue got lately from others costs in a list of who asks.
func (s *Service) price(a *asker) func(*rank.Result) int64 {
	weight := priceWeight(a.scope.Weights)
	return func(r *rank.Result) int64 {
		return attention.Percent(s.attention.Attention(a.person.ID, r.ID, a.scope.Now), r.Load) * weight / 100
	}
}

// priceWeight is how much of the price of attention a programme wants, in percent: all of it with the default weight of the price, nothing
// with 0.
func priceWeight(w rank.Weights) int64 {
	if n, ok := w.ByName[rank.Price.String()]; ok {
		return int64(min(max(n, 0)*100/30, 100))
	}
	return 100
}

// shown notes a list. Only what signed-in people see for their own profile counts, each thing once within the half-life, a short list as the
// beginning of one of ten, and so much in a day: one account costs nobody more than a place at the top of one list does.
func (s *Service) shown(ctx context.Context, profile *api.RecommendProfile, top []rank.Result) {
	who := auth.From(ctx)
	if !who.SignedIn() || profile != nil {
		return
	}
	ids := make([]string, len(top))
	for i := range top {
		ids[i] = top[i].ID
	}
	left := s.attention.Shown(who.ID, ids, s.d.Now())
	s.d.LeftOut.Count(self, "attention", "viewer", left.Viewer)
	s.d.LeftOut.Count(self, "attention", "full", left.Room)
}
