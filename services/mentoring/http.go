package mentoring

import (
	"context"
	"net/http"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
)

func (s *Service) routes() *httpserver.Router {
	r := httpserver.New(httpserver.Options{
		Service: service, Title: "Requests, mentorships and their threads", Guard: s.d.Verifier, Now: s.d.Now, Log: s.d.Log,
		Waiters: []httpserver.Waiter{s.m.accounts, s.m.persons, s.m.programmes, s.m.members, s.m.participants},
	})
	s.requestRoutes(r)
	s.mentorshipRoutes(r)
	s.handOverRoutes(r)
	s.waitingRoutes(r)
	s.answerRoutes(r)
	s.help.Routes(r)
	s.office.Routes(r)
	s.sessionRoutes(r)
	s.calendarRoutes(r)
	s.claimRoutes(r)
	s.standingRoutes(r)
	s.exportRoutes(r)
	outbox.RegisterDeadLetters(r, service, s.dead)
	return r
}

// idInput names a match.
type idInput struct {
	ID string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the request, and of the mentorship it becomes"`
}

// changeInput (no struct of this package is embedded: only exported ones are read) names a match and the version that was seen.
type changeInput struct {
	ID string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the request, and of the mentorship it becomes"`
	httpserver.Matching
}

func keyOf(ctx context.Context, kind string) Key {
	k := httpserver.KeyFrom(ctx)
	return Key{Hash: k.Hash, Body: k.Body, ID: k.ID(kind)}
}

type requestOutput struct {
	httpserver.Versioned
	Body api.Request
}

func (s *Service) requestAnswer(ctx context.Context, d *store.Doc[Match], err error) (*requestOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &requestOutput{Body: s.showRequest(ctx, d)}
	// The version counts what the others do: a mentor whose turn is over gets it with the own answer only.
	p := auth.From(ctx).ID
	if o := d.Body.offer(p); !d.Body.over(p) || o.State == OfferDeclined && o.Ended.Equal(d.Body.Changed) {
		// A mirror may then be waited for at one change less than the newcomer's own: a stale read is less than the news of a block.
		out.Versioned = httpserver.VersionedOf(service, "match", d.ID, d.Body.seenVersion(p, d.Version))
	}
	return out, nil
}

type mentorshipOutput struct {
	httpserver.Versioned
	Body api.Mentorship
}

func (s *Service) mentorshipAnswer(ctx context.Context) func(d *store.Doc[Match], err error) (*mentorshipOutput, error) {
	return func(d *store.Doc[Match], err error) (*mentorshipOutput, error) {
		if err != nil {
			return nil, err
		}
		p := auth.From(ctx).ID
		next, err := s.nextMeetings(ctx, p, d)
		if err != nil {
			return nil, err
		}
		out := &mentorshipOutput{Body: showMentorship(d, p)}
		out.Body.NextMeeting = next[d.ID]
		if d.Body.formerly(p) == nil { // the version counts what the two do who go on
			out.Versioned = httpserver.VersionedOf(service, "match", d.ID, d.Body.seenVersion(p, d.Version))
		}
		return out, nil
	}
}

// showRequest shows a match as a request: all of it to its newcomer, to a mentor the own offer only. A mentor whose turn is over
// reads nothing of what came after: the status is the own offer's, the last change is its end, and there are no goals.
func (s *Service) showRequest(ctx context.Context, d *store.Doc[Match]) api.Request {
	m, p := &d.Body, auth.From(ctx).ID
	out := api.Request{
		ID: d.ID, Programme: m.Programme, Status: string(m.Status), Newcomer: m.Newcomer, Issue: m.Issue, Round: m.Round,
		Offers: []api.Offer{}, Goals: showGoals(m.Goals), Created: m.Created, Changed: m.Changed, Next: []api.NextStep{},
	}
	own := p == m.Newcomer
	for i, o := range m.Offers {
		if own {
			o = m.seenByNewcomer(i)
		}
		if own || o.Mentor == p {
			until := o.Until
			if m.Status == NeedsInfo && o.State == OfferAsked {
				until = time.Time{}
			}
			out.Offers = append(out.Offers, api.Offer{
				Mentor: o.Mentor, State: string(o.State), Asked: maybe(o.Asked), Until: maybe(until), Ended: maybe(o.Ended), Reason: o.Reason,
			})
		}
	}
	if m.over(p) {
		o := m.offer(p)
		out.Status, out.Goals, out.Changed = string(o.State), []api.Goal{}, o.Ended
		return out
	}
	out.InfoUntil = maybe(m.InfoUntil)
	if !own {
		return out
	}
	if o := m.offer(m.asked()); o != nil && m.open() {
		from := o.Asked.Add(seconds(s.rulesOf(ctx, m.Programme).MoveOn))
		out.MoveOn = &from
	}
	if m.Status == Exhausted {
		out.Next = []api.NextStep{
			{Code: "recommended_mentors", Path: "/api/v1/recommendations/mentors"},
			{Code: "recommended_issues", Path: "/api/v1/recommendations/issues"},
		}
	}
	return out
}

// showState shows a match to who keeps an eye on a programme: id and state.
func showState(d *store.Doc[Match]) api.Request {
	m := &d.Body
	return api.Request{
		ID: d.ID, Programme: m.Programme, Status: string(m.Status), Offers: []api.Offer{}, Goals: []api.Goal{},
		Created: m.Created, Changed: m.Changed, Next: []api.NextStep{},
	}
}

// showMentorship shows a match as a mentorship of p. Who handed it over reads that it has ended for them, and nothing of what came after.
func showMentorship(d *store.Doc[Match], p string) api.Mentorship {
	m := &d.Body
	out := api.Mentorship{
		ID: d.ID, Programme: m.Programme, Status: string(m.Status), Newcomer: m.Newcomer, Mentor: m.mentor(), Issue: m.Issue,
		Goals: showGoals(m.Goals), Began: m.Began, Ends: m.Ends, EndedAt: maybe(m.EndedAt), LastWord: m.LastWord, Shared: m.Shared,
	}
	if f := m.formerly(p); f != nil {
		out.Status, out.Mentor, out.HandedOver, out.Shared = string(Ended), p, true, false
		out.Goals, out.Ends, out.EndedAt, out.LastWord = []api.Goal{}, f.Ended, maybe(f.Ended), f.Ended
		return out
	}
	out.LastBy = m.lastBy(p)
	if m.handsOver(p) {
		out.HandOver = m.HandOver.State
	}
	for _, f := range m.Former {
		out.Former = append(out.Former, f.Mentor)
	}
	return out
}

func showGoals(goals []Goal) []api.Goal {
	out := make([]api.Goal, len(goals))
	for i, g := range goals {
		out[i] = api.Goal{Text: g.Text, Done: g.Done}
	}
	return out
}

func showMessage(m Message) api.Message {
	return api.Message{ID: m.ID(), Seq: m.Seq, From: m.From, To: m.To, Text: m.Text, At: m.At}
}

func maybe(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// conflicts is what every change of a match can answer beside the ordinary.
var conflicts = []int{http.StatusConflict, http.StatusPreconditionFailed}

// changing registers the changes of a match that take no body and are harmless when repeated.
func changing[Out any](r *httpserver.Router, id, path, tag, summary string,
	fn func(ctx context.Context, id string, want int64) (*Out, error)) {
	httpserver.Register(r, httpserver.Op{
		ID: id, Method: http.MethodPost, Path: path, Tag: tag, Summary: summary, Permission: auth.OwnObject, Errors: conflicts,
	}, func(ctx context.Context, in *changeInput) (*Out, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return fn(ctx, in.ID, want)
	})
}

// shownTo shows documents to the caller, each as show does to one person.
func shownTo[T, A any](ctx context.Context, docs []*store.Doc[T], show func(*store.Doc[T], string) A) []A {
	out := make([]A, 0, len(docs))
	for _, d := range docs {
		out = append(out, show(d, auth.From(ctx).ID))
	}
	return out
}
