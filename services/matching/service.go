package matching

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/attention"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// Limits of an answer.
const (
	defaultLimit = 10
	maxLimit     = 50
	perProject   = 3 // issues of one project at the top of a list, so that it does not send everybody to the same door
)

var (
	errNoProfile = fault.InvalidFields(fault.Field{Pointer: "/profile", Code: "required"})
	errNoOwn     = fault.New(fault.Conflict, "profile.none_yet",
		"Say something about yourself first: PUT /api/v1/people/me, or send a profile along.")
	errNoProgramme = fault.New(fault.NotFound, "programme.absent", "There is no such programme that you take part in.")
	errClosed      = fault.New(fault.Conflict, "programme.closed",
		"This programme takes no new requests at the moment. Ask in the always-open one: leave programme out.")
	errNotMentor = fault.New(fault.Forbidden, "matching.not_a_mentor",
		"Only mentors who can be found see newcomers. Offer to mentor in your profile first.")
	errAbsent = fault.New(fault.NotFound, "matching.absent", "There is nobody and nothing here that you can be shown.")
	errWhich  = fault.InvalidFields(fault.Field{Pointer: "/mentor", Code: "one_of",
		Params: map[string]any{"fields": []string{"mentor", "issue"}}})
)

// asker is who asks and in which scope, put together from one look at the picture.
type asker struct {
	person rank.Person
	mentor rank.Mentor // of somebody who asks for newcomers
	scope  rank.Scope
	work   []api.RecommendWork // of who asks with their own profile
}

// roles in which somebody asks.
const (
	asNewcomer = iota
	asMentor
)

// ask finds out who asks. Faults: Unavailable before all is caught up; Invalid without a profile signed out; Conflict without one
// signed in, or in a programme that takes no requests; NotFound for a programme that one is not in; Forbidden for newcomers without being a mentor.
func (s *Service) ask(ctx context.Context, profile *api.RecommendProfile, programme string, filter api.RecommendFilter,
	role int) (asker, error) {
	if err := s.live.ready(); err != nil {
		return asker{}, err
	}
	who := auth.From(ctx)
	a := asker{scope: rank.Scope{Now: s.d.Now(), SignedIn: who.SignedIn(), Filter: filterOf(s.live.tax.Load(), filter)}}
	if programme == "" {
		programme = wire.AlwaysOpen
	}
	a.scope.Programme = programme
	if profile != nil {
		var err error
		if a.person, err = said(s.live.tax.Load(), profile); err != nil {
			return asker{}, err
		}
		a.person.ID = who.ID
	} else if !who.SignedIn() {
		return asker{}, errNoProfile
	}
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	p := s.live.picture
	if err := inProgramme(p, who.ID, programme, role); err != nil {
		return asker{}, err
	}
	if p.closed(programme) {
		return asker{}, errClosed
	}
	a.scope.Weights = p.weights(programme)
	if !who.SignedIn() {
		return a, nil
	}
	a.scope.Programmes = p.programmesOf(who.ID, false)
	a.scope.Blocked = p.blocked(who.ID)
	if role == asMentor {
		var ok bool
		if a.mentor, ok = p.mentor(who.ID); !ok {
			return asker{}, errNotMentor
		}
		a.scope.Asked = p.askedBy(who.ID, programme)
		return a, nil
	}
	if profile == nil {
		own := p.persons[who.ID]
		if own == nil {
			return asker{}, errNoOwn
		}
		a.person, a.work = p.learner(own), ownWork(own)
	}
	return a, nil
}

// inProgramme: everybody is in the always-open programme; another one must be joined, in the role that is asked for. Which programmes
// there are is told to nobody here.
func inProgramme(p *picture, person, programme string, role int) error {
	if programme == wire.AlwaysOpen {
		return nil
	}
	for x := range p.memberOf[person] {
		if m := p.members[x]; m.Programme == programme && (role == asMentor && m.Mentor || role == asNewcomer && m.Newcomer) {
			return nil
		}
	}
	return errNoProgramme
}

func limitOf(n int) int {
	if n <= 0 {
		return defaultLimit
	}
	return min(n, maxLimit)
}

// Mentors recommends mentors to a newcomer. Anybody may ask; signed out with a profile. Faults as of ask.
func (s *Service) Mentors(ctx context.Context, q api.RecommendQuestion) (api.Recommendations, error) {
	a, err := s.ask(ctx, q.Profile, q.Programme, q.Filter, asNewcomer)
	if err != nil {
		return api.Recommendations{}, err
	}
	s.live.mu.Lock()
	a.scope.Taken = s.live.picture.mentorsOf(a.person.ID)
	s.live.mu.Unlock()
	index := s.live.index.Load()
	top := attention.Best(limitOf(q.Limit), func(n int) []rank.Result { return index.TopMentors(&a.person, &a.scope, n) }, s.price(&a))
	s.shown(ctx, q.Profile, top)
	return answer(index, top, a.scope.Weights, q.Credits, asPerson), nil
}

// Issues recommends first issues to a newcomer, at most three of one project unless there are too few others. Anybody may ask; signed
// out with a profile. Faults as of ask.
func (s *Service) Issues(ctx context.Context, q api.RecommendQuestion) (api.Recommendations, error) {
	a, err := s.ask(ctx, q.Profile, q.Programme, q.Filter, asNewcomer)
	if err != nil {
		return api.Recommendations{}, err
	}
	s.live.mu.Lock()
	a.scope.Taken = s.live.picture.issuesOfNewcomer(a.person.ID)
	s.live.picture.learnFrom(&a.person, slices.Concat(q.History, a.work))
	s.live.mu.Unlock()
	index, limit := s.live.index.Load(), limitOf(q.Limit)
	var top []rank.Result
	for k := 4 * limit; ; k *= 4 {
		all := attention.Best(min(k, rank.MaxTop), func(n int) []rank.Result { return index.TopIssues(&a.person, &a.scope, n) }, s.price(&a))
		fitting := slices.IndexFunc(all, func(r rank.Result) bool { return r.Less })
		if fitting < 0 {
			fitting = len(all)
		}
		top = spread(nil, all[:fitting], limit, perProject)
		if len(top) < limit && fitting < len(all) { // all that fit are here
			top = spread(fill(top, all[:fitting], limit), all[fitting:], limit, perProject)
		}
		if len(top) == limit || len(all) < k || k >= rank.MaxTop {
			top = fill(top, all, limit)
			break
		}
	}
	s.shown(ctx, q.Profile, top)
	out := answer(index, top, a.scope.Weights, q.Credits, asIssue)
	items := make([]*api.Recommendation, len(out.Items))
	for i := range out.Items {
		items[i] = &out.Items[i]
	}
	s.facts(items)
	return out, nil
}

// Newcomers shows a mentor the newcomers whose turn with them it is, and those who allow offers. Mentors who can be found may ask.
// Faults as of ask.
func (s *Service) Newcomers(ctx context.Context, q api.RecommendQuestion) (api.Recommendations, error) {
	if q.Profile != nil {
		return api.Recommendations{}, fault.InvalidFields(fault.Field{Pointer: "/profile", Code: "not_here"})
	}
	a, err := s.ask(ctx, nil, q.Programme, q.Filter, asMentor)
	if err != nil {
		return api.Recommendations{}, err
	}
	index := s.live.index.Load()
	return answer(index, index.TopNewcomers(&a.mentor, &a.scope, limitOf(q.Limit)), a.scope.Weights, q.Credits, asPerson), nil
}

// facts adds what is known of issues.
func (s *Service) facts(items []*api.Recommendation) {
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	for _, r := range items {
		if i := s.live.picture.issues[r.Issue]; i != nil {
			r.IssueFacts = api.IssueFacts{Kind: i.Kind, Level: i.Level, Language: i.Language, Into: i.Into, Seen: i.Seen,
				IssueLife: s.live.picture.life(r.Issue)}
			s.live.picture.manage(i, r)
		}
	}
}

// spread adds to a list, in order, at most per of one project.
func spread(out, all []rank.Result, limit, per int) []rank.Result {
	n := map[string]int{}
	for _, r := range all {
		if n[r.Project]++; n[r.Project] <= per && len(out) < limit {
			out = append(out, r)
		}
	}
	return out
}

// fill adds the best of the others where there are too few.
func fill(top, all []rank.Result, limit int) []rank.Result {
	has := map[string]bool{}
	for _, r := range top {
		has[r.ID] = true
	}
	for _, r := range all {
		if len(top) < limit && !has[r.ID] {
			top = append(top, r)
		}
	}
	return top
}

func asPerson(r rank.Result, credits bool) api.Recommendation {
	out := recommendation(r, credits)
	out.Person = r.ID
	return out
}

func asIssue(r rank.Result, credits bool) api.Recommendation {
	out := recommendation(r, credits)
	out.Issue, out.Project = r.ID, r.Project
	return out
}

func answer(index *rank.Index, top []rank.Result, w rank.Weights, credits bool, as func(rank.Result,
	bool) api.Recommendation) api.Recommendations {
	out := api.Recommendations{Items: []api.Recommendation{}, Weights: w.Name(), Week: index.Week().Truncate(time.Millisecond)}
	for _, r := range top {
		out.Items = append(out.Items, as(r, credits))
	}
	return out
}
