package outcomes

import (
	"context"
	"errors"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// Begin makes, of every cohort that is over, what its newcomers are asked later, and the place of its report. Any number of replicas may
// call it; what is there already is left alone.
func (s *Service) Begin(ctx context.Context) error {
	return s.d.Cohorts.EachOver(ctx, func(c *store.Doc[cohort.Cohort]) error {
		if _, err := s.c.reports.Get(ctx, c.ID); err == nil || !fault.Absent(err) {
			return err
		}
		_, err := s.begin(ctx, c)
		return err
	})
}

// begin is Begin of one cohort: first the questions, then the place, which says that all of them are there.
func (s *Service) begin(ctx context.Context, c *store.Doc[cohort.Cohort]) (*store.Doc[Report], error) {
	ended := c.Body.Begins(cohort.Closed)
	err := s.d.Applications.EachTaking(ctx, c.ID, func(a *store.Doc[application.Application]) error {
		if a.Body.As != application.Newcomer {
			return ctx.Err()
		}
		q := Still{Org: a.Body.Org, Programme: a.Body.Programme, Cohort: c.ID, Person: a.Body.Person, Ended: ended, DueAt: ended}
		if _, err := s.c.stills.Insert(ctx, a.ID, q, nil); err != nil && !fault.Coded(err, "store.exists") && !fault.Has(err, fault.Gone) {
			return err
		}
		return s.stays(ctx, a.ID)
	})
	if err != nil {
		return nil, err
	}
	d, err := s.c.reports.Insert(ctx, c.ID, newReport(&c.Body), nil)
	if fault.Coded(err, "store.exists") {
		return s.c.reports.Get(ctx, c.ID)
	}
	return d, err
}

// stays takes a document away again whose participant was erased while it was written.
func (s *Service) stays(ctx context.Context, id string) error {
	_, err := s.d.Applications.Read(ctx, id)
	if !fault.Has(err, fault.NotFound) {
		return err
	}
	return fault.UnlessAbsent(s.c.stills.Delete(ctx, id, nil))
}

// Tick asks who is to be asked, and freezes the parts of reports whose time has come. Any number of replicas may call it.
func (s *Service) Tick(ctx context.Context) error {
	now := store.At(s.d.Now())
	var errs []error
	keep := func(err error) {
		if err != nil && len(errs) < 10 {
			errs = append(errs, err)
		}
	}
	err := s.c.stills.Each(ctx, due(now), func(d *store.Doc[Still]) error {
		_, err := s.c.stills.Update(ctx, d.ID, func(d *store.Doc[Still]) error {
			if d.Body.DueAt.IsZero() || d.Body.DueAt.After(s.d.Now()) {
				return store.Unchanged
			}
			if months, again := d.Body.tick(s.d.Now()); months > 0 {
				b := &d.Body
				d.Emit(outbox.Fact(ctx, s.d.DB, wire.StillAsked{Application: d.ID, Cohort: b.Cohort, Person: b.Person, Months: months, Reminder: again},
					outbox.Scope{Org: b.Org, Programme: b.Programme}))
			}
			return nil
		})
		keep(fault.UnlessAbsent(err))
		return ctx.Err()
	})
	keep(err)
	keep(s.c.reports.Each(ctx, due(now), func(d *store.Doc[Report]) error {
		keep(fault.UnlessAbsent(s.freeze(ctx, d.ID, d.Body.Part)))
		return ctx.Err()
	}))
	return errors.Join(errs...)
}

// Sweep removes tombstones past their age.
func (s *Service) Sweep(ctx context.Context) error {
	_, err := s.c.stills.Sweep(ctx, store.MaxLimit)
	return err
}

// own finds what the caller is asked. NotFound "application.absent".
func (s *Service) own(ctx context.Context, id string) (*store.Doc[Still], error) {
	a, err := s.d.Applications.Read(ctx, id)
	if err != nil {
		return nil, err
	}
	if a.Body.Person != auth.From(ctx).ID {
		return nil, errAbsent
	}
	d, err := s.c.stills.Get(ctx, id)
	if fault.Absent(err) { // the cohort is not over, or they are not asked
		return &store.Doc[Still]{ID: id, Body: Still{Cohort: a.Body.Cohort}}, nil
	}
	return d, err
}

// Mine is what the caller is asked after a cohort, and what they said. NotFound "application.absent".
func (s *Service) Mine(ctx context.Context, id string) (api.StillQuestions, error) {
	d, err := s.own(ctx, id)
	if err != nil {
		return api.StillQuestions{}, err
	}
	if d.Body.Ended.IsZero() {
		return api.StillQuestions{Application: id, Cohort: d.Body.Cohort, Questions: []api.StillQuestion{}}, nil
	}
	return d.Body.body(id, s.d.Now()), nil
}

// Say keeps the caller's answer: yes, no, or none to take it back. NotFound "application.absent"; Conflict "still.not_open".
func (s *Service) Say(ctx context.Context, id string, months int, answer string) (api.StillQuestions, error) {
	if _, err := s.own(ctx, id); err != nil {
		return api.StillQuestions{}, err
	}
	d, err := s.say(ctx, id, months, answer)
	if err != nil {
		return api.StillQuestions{}, err
	}
	return d.Body.body(id, s.d.Now()), nil
}

func (s *Service) say(ctx context.Context, id string, months int, answer string) (*store.Doc[Still], error) {
	d, err := s.c.stills.Update(ctx, id, func(d *store.Doc[Still]) error { return d.Body.say(months, answer, s.d.Now()) })
	if fault.Absent(err) {
		return nil, fault.New(fault.Conflict, "still.not_open", "This question is not open now. Its page says when it is.")
	}
	return d, err
}

// Token is the token with which somebody answers from their mail. For notifications alone, while it sends that mail. NotFound where nothing
// is open that they have not answered.
func (s *Service) Token(ctx context.Context, q wire.StillTokenQuestion) (wire.StillTokenAnswer, error) {
	if !store.ValidID(q.Application) || !store.ValidID(q.Person) {
		return wire.StillTokenAnswer{}, errAbsent
	}
	d, err := s.c.stills.Get(ctx, q.Application)
	if fault.Absent(err) || err == nil && d.Body.Person != q.Person {
		return wire.StillTokenAnswer{}, errAbsent
	}
	if err != nil {
		return wire.StillTokenAnswer{}, err
	}
	months := d.Body.open(s.d.Now())
	if months == 0 || d.Body.said(months) != nil {
		return wire.StillTokenAnswer{}, errAbsent
	}
	proofs, ok, err := s.d.Proofs(ctx, q.Person)
	if err != nil || !ok {
		return wire.StillTokenAnswer{}, errors.Join(err, errAbsent)
	}
	return wire.StillTokenAnswer{Token: asks{q.Application, months, proofs}.sign(s.key)}, nil
}

// asked finds what a token opens. NotFound "still.unknown" for every other one, of suspended accounts too, and once another password or
// address was chosen.
func (s *Service) asked(ctx context.Context, token string) (*store.Doc[Still], asks, error) {
	a, err := readAsks(s.key, token)
	if err != nil {
		return nil, a, err
	}
	d, err := s.c.stills.Get(ctx, a.Application)
	if fault.Absent(err) {
		return nil, a, errToken
	}
	if err != nil {
		return nil, a, err
	}
	proofs, ok, err := s.d.Proofs(ctx, d.Body.Person)
	if err == nil && (!ok || proofs != a.Proofs) {
		err = errToken
	}
	return d, a, err
}

// Look says what a token asks, and what was answered. Whoever has the token may call; nothing is kept by it. NotFound "still.unknown".
func (s *Service) Look(ctx context.Context, token string) (api.StillView, error) {
	d, a, err := s.asked(ctx, token)
	if err != nil {
		return api.StillView{}, err
	}
	return api.StillView{StillQuestion: d.Body.question(a.Months, s.d.Now())}, nil
}

// SayByToken is Say for whoever has the token. NotFound "still.unknown"; Conflict "still.not_open".
func (s *Service) SayByToken(ctx context.Context, token, answer string) (api.StillView, error) {
	d, a, err := s.asked(ctx, token)
	if err != nil {
		return api.StillView{}, err
	}
	if d, err = s.say(ctx, d.ID, a.Months, answer); err != nil {
		return api.StillView{}, err
	}
	return api.StillView{StillQuestion: d.Body.question(a.Months, s.d.Now())}, nil
}

// Forget erases what somebody answered. Reports that are frozen stay as they are: nobody is in them.
func (s *Service) Forget(ctx context.Context, person string) error {
	for {
		page, err := s.c.stills.Find(ctx, where(byPerson, person))
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			if err := fault.UnlessAbsent(s.c.stills.Delete(ctx, d.ID, nil)); err != nil {
				return err
			}
		}
	}
}

// Kept is the list of what somebody answered, for their export, page by page into out.
func (s *Service) Kept(ctx context.Context, person string, out *api.ProgramsExport) []store.Section {
	return []store.Section{store.Listed(ctx, s.c.stills, where(byPerson, person), func(d *store.Doc[Still]) error {
		for _, x := range d.Body.Said {
			one := api.ExportedStill{Cohort: d.Body.Cohort, Months: x.Months, Answer: "no", At: x.At}
			if x.Still {
				one.Answer = "yes"
			}
			out.Still = append(out.Still, one)
		}
		return nil
	})}
}

var errAbsent = fault.New(fault.NotFound, "application.absent", "There is no application here that you can see.")
