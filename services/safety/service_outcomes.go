package safety

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/store"
)

// Outcome is a decision as the person sees it whom it fell on. Nothing of the report is in it.
type Outcome struct {
	ID          string
	Measure     string
	Kind        string
	Words       string
	At, Until   time.Time
	Appealed    time.Time
	AppealUntil time.Time // zero: it cannot be appealed
	Final       bool
	Appeal      string // the person's own words
}

func (s *Service) outcomeOf(d *store.Doc[Case]) (Outcome, error) {
	c, now := &d.Body, s.d.Now()
	last := c.last()
	o := Outcome{ID: c.Outcome, Measure: last.Measure, Kind: c.Kind, At: last.At, Until: last.Until, Appealed: c.AppealedAt}
	if c.appealable(now) {
		o.AppealUntil = c.appealUntil()
	}
	o.Final = o.AppealUntil.IsZero() && c.Status != Appealed
	var err error
	if o.Words, err = s.unseal(d, decisionPart(len(c.Decisions))); err != nil {
		return o, err
	}
	o.Appeal, err = s.unseal(d, "appeal")
	return o, err
}

// fell reads the case of an outcome as the person it fell on: signed in, with the code from the mail, or
// with the one that a refused sign-in gave them. NotFound "outcome.absent".
func (s *Service) fell(ctx context.Context, id, code string) (*store.Doc[Case], error) {
	d, err := s.c.ofOutcome(ctx, id)
	if err != nil {
		return nil, err
	}
	if d == nil || d.Body.Person == "" {
		return nil, errOutcome
	}
	if p := auth.From(ctx).ID; p != "" && d.Body.Person == p || SameCode(code, CodeHash(s.outcomeCode(id))) {
		return d, nil
	}
	if len(code) <= leastProof { // a code of ours, and the wrong one
		return nil, errOutcome
	}
	p, err := s.appellant(ctx, code)
	if away(err) {
		return nil, err
	}
	if err != nil || d.Body.Person != p {
		return nil, errOutcome
	}
	return d, nil
}

// Outcomes are those that fell on the caller, the newest first, at most 100.
func (s *Service) Outcomes(ctx context.Context) ([]Outcome, error) {
	page, err := s.c.fellOn(ctx, auth.From(ctx).ID)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, 0, len(page.Docs))
	for _, d := range page.Docs {
		o, err := s.outcomeOf(d)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// Outcome is one that fell on the caller, or on whoever has its code. NotFound.
func (s *Service) Outcome(ctx context.Context, id, code string) (Outcome, error) {
	d, err := s.fell(ctx, id, code)
	if err != nil {
		return Outcome{}, err
	}
	return s.outcomeOf(d)
}

// Appeal asks for a second look by somebody else, once and within 30 days. For the person it fell on. Errors: NotFound; Conflict
// "outcome.no_appeal".
func (s *Service) Appeal(ctx context.Context, id, code, words string, k Key) (Outcome, error) {
	if err := needed("/words", words, MaxWords); err != nil {
		return Outcome{}, err
	}
	d, err := s.fell(ctx, id, code)
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
		if err := d.Body.appeal(d.ID, w.first(), now); err != nil {
			return err
		}
		d.Body.watched(d.ID, w)
		return s.seal(d, "appeal", "", words, now)
	})
	if err != nil {
		return Outcome{}, err
	}
	return s.outcomeOf(d)
}
