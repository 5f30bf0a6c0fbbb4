package matching

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// Browse is a page of the mentors whom the caller can be shown and who can be asked now, in an order that ranks nobody and is another one
// every day, with the cursors of the pages before and after it. Anybody may look; a filter narrows it as in Mentors. Faults: Unavailable
// before all is caught up; Invalid for a cursor that is none.
func (s *Service) Browse(ctx context.Context, f api.RecommendFilter, limit int, cursor string) (out api.Browsed, prev, next string, err error) {
	at, err := spotOf(cursor, s.d.Now())
	if err != nil {
		return out, "", "", err
	}
	a, err := s.ask(ctx, &api.RecommendProfile{}, "", f, asNewcomer)
	if err != nil {
		return out, "", "", err
	}
	s.live.mu.Lock()
	a.scope.Taken = s.live.picture.mentorsOf(a.person.ID)
	s.live.mu.Unlock()
	index := s.live.index.Load()
	var all []shuffled
	index.FoundMentors(&a.person, &a.scope, func(id string) { all = append(all, shuffle(at.day, id)) })
	page, from, prev, next := at.page(all, limit)
	out = api.Browsed{Items: []api.BrowsedMentor{}, Total: len(all), From: from + 1}
	for _, m := range page {
		r, ok := index.ExplainMentor(&a.person, &a.scope, m.id)
		if !ok || r.Limit != rank.None {
			continue // since the list was made
		}
		out.Items = append(out.Items, api.BrowsedMentor{Person: m.id, Wait: string(r.Wait), Load: string(r.Load)})
	}
	if len(out.Items) == 0 {
		out.From = 0
	}
	return out, prev, next, nil
}
