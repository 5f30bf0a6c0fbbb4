package matching

import (
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/matching/attention"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// WhyNot says how one mentor or issue fits, and what stands against it. Whoever cannot be found is NotFound, and so is
// whoever a block parts from the one who asks, to the last byte; about somebody who is paused nothing else is said.
func (s *Service) WhyNot(ctx context.Context, q api.WhyNotQuestion) (api.WhyNot, error) {
	if (q.Mentor == "") == (q.Issue == "") {
		return api.WhyNot{}, errWhich
	}
	a, err := s.ask(ctx, q.Profile, q.Programme, api.RecommendFilter{}, asNewcomer)
	if err != nil {
		return api.WhyNot{}, err
	}
	s.live.mu.Lock()
	if q.Mentor != "" {
		a.scope.Taken = s.live.picture.mentorsOf(a.person.ID)
	} else {
		a.scope.Taken = s.live.picture.issuesOfNewcomer(a.person.ID)
		s.live.picture.learnFrom(&a.person, slices.Concat(q.History, a.work))
	}
	s.live.mu.Unlock()
	index := s.live.index.Load()
	var r rank.Result
	ok, out := false, api.Recommendation{}
	if q.Mentor != "" {
		r, ok = index.ExplainMentor(&a.person, &a.scope, q.Mentor)
		attention.Charge(&r, s.price(&a)(&r))
		out = asPerson(r, true)
	} else {
		r, ok = index.ExplainIssue(&a.person, &a.scope, q.Issue)
		attention.Charge(&r, s.price(&a)(&r))
		out = asIssue(r, true)
	}
	switch {
	case !ok || r.Limit == rank.NotFoundBy:
		return api.WhyNot{}, errAbsent
	case r.Limit == rank.Paused:
		out = api.Recommendation{Person: r.ID, Reasons: []api.Reason{}}
	}
	out.Limit = string(r.Limit)
	if q.Issue != "" {
		s.facts([]*api.Recommendation{&out})
	}
	return api.WhyNot{Recommendation: out, Weights: r.Weights, Week: r.Week}, nil
}

// Compare says how up to three mentors fit, with every part in words. Whoever cannot be found is absent, and so is whoever a block parts
// from the one who asks; about somebody who is paused nothing else is said. Anybody may ask; signed out with a profile. Faults as of ask.
func (s *Service) Compare(ctx context.Context, q api.CompareQuestion) (api.Comparison, error) {
	a, err := s.ask(ctx, q.Profile, q.Programme, api.RecommendFilter{}, asNewcomer)
	if err != nil {
		return api.Comparison{}, err
	}
	s.live.mu.Lock()
	a.scope.Taken = s.live.picture.mentorsOf(a.person.ID)
	s.live.mu.Unlock()
	index := s.live.index.Load()
	out := api.Comparison{Items: []api.Compared{}, Absent: []string{}, Weights: a.scope.Weights.Name(), Week: index.Week()}
	found, price := index.CompareMentors(&a.person, &a.scope, q.Mentors), s.price(&a)
	for i := range found {
		attention.Charge(&found[i], price(&found[i]))
	}
	for _, id := range q.Mentors {
		i := slices.IndexFunc(found, func(r rank.Result) bool { return r.ID == id })
		if i < 0 || found[i].Limit == rank.NotFoundBy {
			out.Absent = append(out.Absent, id)
			continue
		}
		out.Items = append(out.Items, compared(found[i]))
	}
	return out, nil
}
