package safety

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/store"
)

// Outcome is a decision as the person sees it on whom it fell: about them, or about a project that they maintain. Nothing of the report is
// in it.
type Outcome struct {
	ID          string
	Measure     string
	Kind        string
	Words       string
	At, Until   time.Time
	Appealed    time.Time
	AppealUntil time.Time // zero: it cannot be appealed
	Final       bool
	Alone       bool   // the appeal waits: nobody is there who did not decide the first time
	Project     string // that it is about, for its maintainers
	Appeal      string // the words of who appealed, for them alone
}

func (s *Service) outcomeOf(d *store.Doc[Case], person string) (Outcome, error) {
	c, now := &d.Body, s.d.Now()
	last := c.last()
	o := Outcome{ID: c.Outcome, Measure: last.Measure, Kind: c.Kind, At: last.At, Until: last.Until, Appealed: c.AppealedAt, Project: c.Project,
		Alone: c.Alone && c.Status == Appealed}
	if c.appealable(now) {
		o.AppealUntil = c.appealUntil()
	}
	o.Final = o.AppealUntil.IsZero() && c.Status != Appealed
	var err error
	if o.Words, err = s.unseal(d, decisionPart(len(c.Decisions))); err != nil {
		return o, err
	}
	if c.AppealedBy == person || c.AppealedBy == "" && c.Person == person { // the second of cases from before it was kept who appealed
		o.Appeal, err = s.unseal(d, "appeal")
	}
	return o, err
}

// fell reads the case of an outcome as somebody it fell on, and says as whom: signed in, with the code from the mail, or
// with the one that a refused sign-in gave them. NotFound "outcome.absent".
func (s *Service) fell(ctx context.Context, id, code string) (*store.Doc[Case], string, error) {
	d, err := s.c.ofOutcome(ctx, id)
	if err != nil {
		return nil, "", err
	}
	if d == nil || len(d.Body.fallsOn()) == 0 {
		return nil, "", errOutcome
	}
	falls := d.Body.fallsOn()
	if p := auth.From(ctx).ID; p != "" && slices.Contains(falls, p) {
		return d, p, nil
	}
	if d.Body.Person != "" && SameCode(code, CodeHash(s.outcomeCode(id))) {
		return d, d.Body.Person, nil
	}
	if len(code) <= leastProof { // a code of ours, and the wrong one
		return nil, "", errOutcome
	}
	p, err := s.appellant(ctx, code)
	if away(err) {
		return nil, "", err
	}
	if err != nil || !slices.Contains(falls, p) {
		return nil, "", errOutcome
	}
	return d, p, nil
}

// Outcomes are those that fell on the caller, the newest first, at most 100.
func (s *Service) Outcomes(ctx context.Context) ([]Outcome, error) {
	p := auth.From(ctx).ID
	docs, err := s.c.fellOn(ctx, p)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, 0, len(docs))
	for _, d := range docs {
		o, err := s.outcomeOf(d, p)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// Outcome is one that fell on the caller, or on whoever has its code. NotFound.
func (s *Service) Outcome(ctx context.Context, id, code string) (Outcome, error) {
	d, p, err := s.fell(ctx, id, code)
	if err != nil {
		return Outcome{}, err
	}
	return s.outcomeOf(d, p)
}

// Appeal asks for a second look by somebody else, once and within 30 days. For the person it fell on, and for a maintainer of the project:
// one appeal is for all of them. A moderator without conflict decides it who did not decide the first time, else such an administrator; where
// nobody is left, whoever appealed, whoever decided and the operator are told so, and it waits. Errors: NotFound; Conflict
// "outcome.no_appeal".
func (s *Service) Appeal(ctx context.Context, id, code, words string, k Key) (Outcome, error) {
	if err := needed("/words", words, MaxWords); err != nil {
		return Outcome{}, err
	}
	d, p, err := s.fell(ctx, id, code)
	if err != nil {
		return Outcome{}, err
	}
	after := d.Body // whoever decided first does not look at the appeal
	after.Status = Appealed
	w, err := s.watch(ctx, &after)
	if err != nil {
		return Outcome{}, err
	}
	d, err = s.update(quiet(ctx), "appeal", d.ID, k, func(d *store.Doc[Case], now time.Time) error {
		if err := d.Body.appeal(d.ID, p, w.first(), now); err != nil {
			return err
		}
		d.Body.watched(d.ID, w)
		return s.seal(d, "appeal", "", words, now)
	})
	if err != nil {
		return Outcome{}, err
	}
	return s.outcomeOf(d, p)
}
