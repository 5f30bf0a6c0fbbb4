package matching

import (
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// maxSuccessors is how many mentors a hand-over is offered.
const maxSuccessors = 10

// toldOfSuccessors are the reasons that a mentor is told about another one: what stands on that one's own page. Goals, hours, ways of
// working and interests, in which two agree, would tell of the newcomer's private side.
var toldOfSuccessors = []string{rank.CanTeach, rank.KnowsWanted, rank.SharedCauses, rank.SpeaksWithYou, rank.AnswersSoon}

// Successors are mentors who fit the newcomer of a live mentorship, in its programme and by its weights, and could go on with it: with a place
// free, to be found by the newcomer and by the caller, and parted by no block from either. Only the mentor of the mentorship may ask; for
// everybody else there is none: NotFound. Unavailable before all is caught up.
func (s *Service) Successors(ctx context.Context, mentorship string) (api.Successors, error) {
	if err := s.live.ready(); err != nil {
		return api.Successors{}, err
	}
	newcomer, scope, ok := s.handedOver(auth.From(ctx).ID, mentorship)
	if !ok {
		return api.Successors{}, errAbsent
	}
	out := api.Successors{Items: []api.Successor{}}
	for _, r := range s.live.index.Load().TopMentors(&newcomer, &scope, maxSuccessors) {
		x := api.Successor{Person: r.ID, Reasons: []api.Reason{}, Wait: string(r.Wait), Load: string(r.Load)}
		for _, y := range r.Reasons {
			y.Words = slices.DeleteFunc(slices.Clone(y.Words), skill.IsOpaque)
			if slices.Contains(toldOfSuccessors, y.Code) && (len(y.Words) > 0 || y.Code == rank.AnswersSoon) {
				y.From, y.Band, y.Credit = nil, "", 0
				x.Reasons = append(x.Reasons, reason(y))
			}
		}
		out.Items = append(out.Items, x)
	}
	return out, nil
}

// handedOver is the newcomer of a mentor's live mentorship, and who may be shown to the two, from one look at the picture.
func (s *Service) handedOver(mentor, mentorship string) (n rank.Person, scope rank.Scope, ok bool) {
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	p := s.live.picture
	m := p.matches[mentorship]
	if m == nil || m.Mentor != mentor || mentor == "" || !isLive(m.Status) {
		return n, scope, false
	}
	n = rank.Person{ID: m.Newcomer}
	if own := p.persons[m.Newcomer]; own != nil {
		n = p.personOf(own)
	}
	scope = rank.Scope{Now: s.d.Now(), Programme: m.Programme, SignedIn: true, Weights: p.weights(m.Programme),
		Taken: append(p.mentorsOf(m.Newcomer), mentor), Blocked: slices.Concat(p.blocked(m.Newcomer), p.blocked(mentor))}
	theirs := p.programmesOf(mentor, false)
	for _, x := range p.programmesOf(m.Newcomer, false) {
		if slices.Contains(theirs, x) {
			scope.Programmes = append(scope.Programmes, x)
		}
	}
	return n, scope, true
}
