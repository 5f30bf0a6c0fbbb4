package mentoring

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

var errNoPair = fault.New(fault.Conflict, "proposal.not_possible", "This pair cannot be proposed now. Solve the round again without it.")

// catalogWait is how long a request waits for what the catalogue says of its issue.
const catalogWait = 2 * time.Second

func issueFault(kind fault.Kind, code, detail, field string) *fault.Fault {
	return &fault.Fault{Kind: kind, Code: code, Detail: detail, Fields: []fault.Field{{Pointer: "/issue", Code: field}}}
}

var (
	errNoIssue = issueFault(fault.Invalid, "issue.absent", "There is no such issue in the catalogue. Choose one there, or ask without one.",
		"absent")
	errHiddenIssue = issueFault(fault.Conflict, "issue.hidden",
		"This issue is not to be had at the moment: it was closed or taken, or its project rests. Choose another one, or ask without one.", "hidden")
	errUnchecked = fault.New(fault.Unavailable, "issue.unchecked",
		"The catalogue does not answer at the moment. Send the request again in a moment, or without an issue.").After(5 * time.Second)
)

// askCatalog says whether a request may name an issue. Errors: Invalid "issue.absent"; Conflict "issue.hidden"; Unavailable
// "issue.unchecked" where the catalogue does not answer within catalogWait.
func (s *Service) askCatalog(ctx context.Context, issue string) error {
	got, err := s.askIssues(ctx, []string{issue}, nil)
	if err != nil {
		return err
	}
	return toBeHad(got[0])
}

// toBeHad refuses an issue that the catalogue does not have, or does not show.
func toBeHad(k wire.IssueKnown) error {
	switch {
	case !k.Known:
		return errNoIssue
	case !k.Open:
		return errHiddenIssue
	}
	return nil
}

// askIssues asks the catalogue what it knows of issues, in their order, and which of some people maintain their projects; at most
// wire.MaxIssues of each. Unavailable "issue.unchecked" where it does not answer within catalogWait.
func (s *Service) askIssues(ctx context.Context, issues, people []string) ([]wire.IssueKnown, error) {
	limit, done := context.WithTimeout(ctx, catalogWait)
	defer done()
	got, err := bus.Ask[wire.IssuesQuestion, wire.IssuesAnswer](limit, s.d.Bus, "catalog", "issues", wire.IssuesQuestion{Issues: issues, People: people})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	whole := err == nil && len(got.Issues) == len(issues)
	for i := 0; whole && i < len(issues); i++ {
		whole = got.Issues[i].Issue == issues[i]
	}
	if !whole {
		s.d.Log.WarnContext(ctx, "the catalogue does not say what it knows of an issue", "err", err)
		return nil, errUnchecked
	}
	return got.Issues, nil
}

// answer answers the questions of other services until ctx ends.
func (s *Service) answer(ctx context.Context) error {
	return run.Loops(ctx, s.d.Log,
		run.Loop{Name: "mentoring proposals", Run: func(ctx context.Context) error {
			return bus.Answer(ctx, s.d.Bus, service, "propose", s.Propose)
		}},
		run.Loop{Name: "mentoring replies", Run: func(ctx context.Context) error {
			return bus.Answer(ctx, s.d.Bus, service, "replies", s.Replies)
		}},
	)
}

// answerTokens answers notifications, which puts a token into the mail of who is asked, and profiles, which tells whoever has it who asks.
func (s *Service) answerTokens(ctx context.Context) error {
	return run.Loops(ctx, s.d.Log,
		run.Loop{Name: "mentoring tokens of mails", Run: func(ctx context.Context) error {
			return bus.Answer(ctx, s.d.Bus, service, "answer_token", s.AnswerToken)
		}},
		run.Loop{Name: "mentoring turns of tokens", Run: func(ctx context.Context) error {
			return bus.Answer(ctx, s.d.Bus, service, "answer_turn", s.AnswerTurn)
		}},
	)
}

// Propose makes a round's proposal: a match without a request, which the mentor accepts or either side declines. It is not
// listed in the standings; accepting asks reservation, claim and blocks as for a request. Only other services may call it.
// Errors: Invalid; Conflict "proposal.not_possible" (paused, blocked, gone, or one of the two
// takes part no more: it does not say which), "proposal.full",
// "proposal.newcomer_taken" (see seated), "match.exists".
func (s *Service) Propose(ctx context.Context, q wire.ProposeQuestion) (wire.ProposeAnswer, error) {
	now := s.d.Now()
	if q.Match == "" || q.Programme == "" || q.Newcomer == "" || q.Mentor == "" || q.Newcomer == q.Mentor || q.Round == "" ||
		!q.Until.After(now) || q.Until.After(now.Add(opensAfter)) {
		return wire.ProposeAnswer{}, fault.New(fault.Invalid, "proposal.invalid",
			"A proposal names match, programme, two people, round and until when it holds.")
	}
	pr, err := s.programme(ctx, q.Programme)
	if err != nil {
		return wire.ProposeAnswer{}, err
	}
	seen, err := s.c.matches.Get(ctx, q.Match)
	if err != nil && !fault.Has(err, fault.NotFound) {
		return wire.ProposeAnswer{}, err
	}
	if err != nil { // it is not there yet
		if err := s.proposable(ctx, q, pr, now); err != nil {
			return wire.ProposeAnswer{}, err
		}
		if err := s.seated(ctx, q, pr); err != nil {
			return wire.ProposeAnswer{}, err
		}
	} else if seen.Body.Status == Void { // somebody left, or blocked, before it was made
		return wire.ProposeAnswer{}, errNoPair
	}
	m := newProposal(q, pr.Org, now)
	s.at("propose.before")
	d, err := s.c.matches.Insert(ctx, q.Match, m, func(d *store.Doc[Match]) { s.emitMatch(ctx, d) })
	if fault.Coded(err, "store.exists") {
		if d, err = s.c.matches.Get(ctx, q.Match); err == nil && (d.Body.Newcomer != q.Newcomer || d.Body.offer(q.Mentor) == nil) {
			err = fault.New(fault.Conflict, "match.exists", "This id belongs to another match.")
		}
	}
	if err != nil {
		return wire.ProposeAnswer{}, err
	}
	s.at("propose.after")
	if d.Body.Status == Proposed { // a block that was set meanwhile may have looked for proposals before this one was there
		if err := s.notBlocked(ctx, q); err != nil {
			return wire.ProposeAnswer{}, err
		}
		if err := s.seated(ctx, q, pr); err != nil { // somebody else was proposed at the same moment
			if fault.Has(err, fault.Conflict) {
				err = s.retract(ctx, q, pr.Rules, err)
			}
			return wire.ProposeAnswer{}, err
		}
	}
	if retracted(&d.Body, q.Mentor) {
		return wire.ProposeAnswer{}, errSeatGone
	}
	return wire.ProposeAnswer{Match: d.ID, Status: string(d.Body.Status)}, nil
}

// notBlocked ends the proposal if its pair is not to meet, or one of the two has left.
func (s *Service) notBlocked(ctx context.Context, q wire.ProposeQuestion) error {
	for _, x := range [][2]string{{q.Mentor, q.Newcomer}, {q.Newcomer, q.Mentor}} {
		d, err := s.c.standings.Get(ctx, x[0])
		if fault.Has(err, fault.NotFound) {
			continue
		}
		if err != nil && !fault.Has(err, fault.Gone) {
			return err
		}
		if err != nil || d.Body.Closed || d.Body.blocked(x[1]) {
			if err := s.part(ctx, q.Match, x[0], x[1]); err != nil {
				return err
			}
			return errNoPair
		}
	}
	return nil
}

// proposable looks at who takes part and at both standings; accepting looks again.
func (s *Service) proposable(ctx context.Context, q wire.ProposeQuestion, pr programme, now time.Time) error {
	without, err := s.without(ctx, pr, q.Cohort, q.Newcomer, q.Mentor)
	if err != nil {
		return err
	}
	if without.any() {
		return errNoPair
	}
	for _, p := range []string{q.Mentor, q.Newcomer} {
		other := q.Newcomer
		if p == q.Newcomer {
			other = q.Mentor
		}
		d, err := s.c.standings.Get(ctx, p)
		switch {
		case fault.Has(err, fault.Gone):
			return errNoPair
		case fault.Has(err, fault.NotFound):
		case err != nil:
			return err
		case d.Body.Closed, d.Body.blocked(other), p == q.Mentor && (d.Body.paused(now) || d.Body.refuses(pr.ID, pr.Rules)):
			return errNoPair
		}
	}
	return nil
}
