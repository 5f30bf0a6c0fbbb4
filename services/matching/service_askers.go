package matching

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// question of one who asked: with the scope of the request's programme.
type askedQuestion struct {
	match    *wire.MatchState
	newcomer rank.Newcomer
	scope    rank.Scope
}

// Askers says how those fit the caller whose request waits for the caller's answer, each in the request's programme and by its weights:
// of the requests that are named (at most 50), or of the 50 oldest. Signed-in people may ask; of whom a block parts from the caller, of
// requests that are not the caller's to answer and of those that are not open nothing is said. It does not matter whether they allow offers or
// the programme still takes requests: they have asked. Unavailable before all is caught up.
func (s *Service) Askers(ctx context.Context, requests []string) (api.Askers, error) {
	if err := s.live.ready(); err != nil {
		return api.Askers{}, err
	}
	mentor, list := s.whoAsked(auth.From(ctx).ID, requests)
	index := s.live.index.Load()
	out := api.Askers{Items: []api.Asker{}, Week: index.Week().Truncate(time.Millisecond)}
	for _, q := range list {
		r := index.ExplainNewcomer(&mentor, &q.scope, &q.newcomer)
		if r.Limit == rank.NotFoundBy {
			continue
		}
		out.Items = append(out.Items, api.Asker{Request: q.match.Match, Programme: q.match.Programme, Recommendation: asPerson(r, false),
			Weights: q.scope.Weights.Name()})
	}
	return out, nil
}

// whoAsked are the mentor and what there is to explain, from one look at the picture.
func (s *Service) whoAsked(who string, requests []string) (mentor rank.Mentor, out []askedQuestion) {
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	p := s.live.picture
	mentor, ok := p.mentor(who)
	if !ok {
		return mentor, nil
	}
	blocked := p.blocked(who)
	for _, m := range p.waitingFor(who, requests) {
		if slices.Contains(blocked, m.Newcomer) {
			continue
		}
		n, ok := p.whoAsks(m.Newcomer)
		if !ok {
			continue
		}
		out = append(out, askedQuestion{m, n, rank.Scope{Now: s.d.Now(), Programme: m.Programme, SignedIn: true, Weights: p.weights(m.Programme),
			Blocked: blocked, Asked: []string{m.Newcomer}}})
		if len(out) == maxLimit {
			break
		}
	}
	return mentor, out
}

// waitingFor are the requests, and the proposals of rounds, whose turn a mentor has, the oldest first; only those that are named, if any are.
func (p *picture) waitingFor(mentor string, requests []string) (out []*wire.MatchState) {
	for id := range p.matchesOf[mentor] {
		m := p.matches[id]
		if (isOpen(m.Status) || m.Status == "proposed") && hasTurn(m, mentor) && (len(requests) == 0 || slices.Contains(requests, id)) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b *wire.MatchState) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Match, b.Match))
	})
	return out
}

func hasTurn(m *wire.MatchState, mentor string) bool {
	return slices.ContainsFunc(m.Offers, func(o wire.OfferState) bool { return o.Mentor == mentor && o.State == "asked" })
}
