package running

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// Deps are what the room stands on.
type Deps struct {
	DB           *store.DB
	Now          run.Clock
	Log          *slog.Logger
	Cohorts      *cohort.Service
	Applications *application.Service
	// Mentor is whose newcomer somebody is in a programme now; "" for nobody's.
	Mentor func(ctx context.Context, programme, newcomer string) (string, error)
	// Names are those of an organisation and a programme, for a certificate.
	Names func(ctx context.Context, org, programme string) (string, string, error)
}

// Service keeps how taking part goes.
type Service struct {
	d Deps
	c collections
}

// New opens the collections. Nothing runs: whoever made it calls Tick and Begin.
func New(ctx context.Context, d Deps) (*Service, error) {
	s := &Service{d: d}
	var err error
	s.c, err = open(ctx, d.DB)
	return s, err
}

// Source is what the relay publishes of it.
func (s *Service) Source() outbox.Source { return outbox.SourceOf(s.c.runs, "", nil) }

// sight is a participant as the caller may see them.
type sight struct {
	a    *store.Doc[application.Application]
	c    *store.Doc[cohort.Cohort]
	side string // newcomer (the participant, mentors too), mentor (theirs), organiser (of the cohort, or its reviewer)
	// organises: more than reading.
	organises bool
	mentor    string
}

// see reads a participant: themselves, their mentor, and the organisers and reviewers of the cohort. NotFound "application.absent".
func (s *Service) see(ctx context.Context, id string) (x sight, err error) {
	if x.a, err = s.d.Applications.Read(ctx, id); err != nil {
		return x, err
	}
	if x.c, err = s.d.Cohorts.Read(ctx, x.a.Body.Cohort); err != nil {
		return x, err
	}
	if x.a.Body.As == application.Newcomer {
		if x.mentor, err = s.d.Mentor(ctx, x.a.Body.Programme, x.a.Body.Person); err != nil {
			return x, err
		}
	}
	p := auth.From(ctx).ID
	switch {
	case p == x.a.Body.Person:
		x.side = Newcomer
	case p == x.mentor && x.a.Body.TakesPart():
		x.side = Mentor
		k, err := s.d.Cohorts.Get(ctx, x.c.ID)
		if err != nil && !fault.Has(err, fault.NotFound) {
			return x, err
		}
		x.organises = err == nil && k.Seen.Organiser
	default:
		k, err := s.d.Cohorts.Get(ctx, x.c.ID)
		if err != nil || !k.Seen.Organiser && !k.Seen.Reviewer {
			return x, errAbsent
		}
		x.side, x.organises = "organiser", k.Seen.Organiser
	}
	if !x.a.Body.Was() {
		return x, errAbsent
	}
	return x, nil
}

func (x sight) sides() []string {
	if x.mentor == "" {
		return []string{Newcomer}
	}
	return []string{Newcomer, Mentor}
}

// Get is how somebody's time in a cohort goes, as far as the caller may see it.
func (s *Service) Get(ctx context.Context, id string) (api.CohortRun, error) {
	x, err := s.see(ctx, id)
	if err != nil {
		return api.CohortRun{}, err
	}
	r, err := s.run(ctx, id)
	if err != nil {
		return api.CohortRun{}, err
	}
	return s.body(ctx, x, r)
}

// run reads the document; empty where there is none yet.
func (s *Service) run(ctx context.Context, id string) (*Run, error) {
	d, err := s.c.runs.Get(ctx, id)
	if fault.Absent(err) {
		return &Run{}, nil
	}
	if err != nil {
		return nil, err
	}
	return &d.Body, nil
}

func (s *Service) body(ctx context.Context, x sight, r *Run) (api.CohortRun, error) {
	a, now := &x.a.Body, s.d.Now()
	out := api.CohortRun{Application: x.a.ID, Cohort: a.Cohort, Person: a.Person, Side: x.side, CheckIns: []api.CheckIn{}, Goals: r.Goals,
		Evidence: []api.CohortShown{}, Completed: r.Completed}
	if out.Goals == nil {
		out.Goals = []api.CohortGoal{}
	}
	for i, at := range Days(&x.c.Body, a) {
		for _, side := range []string{Newcomer, Mentor} {
			c := api.CheckIn{
				Number: i + 1, Side: side, Due: at, Open: !at.After(now) && a.TakesPart(), Late: r.said(i+1, side) == nil && !now.Before(at.Add(late)),
			}
			out.CheckIns = append(out.CheckIns, r.voices(c, x, auth.From(ctx).ID)...)
		}
	}
	for _, e := range r.Evidence {
		out.Evidence = append(out.Evidence, api.CohortShown{CohortEvidence: api.CohortEvidence{URL: e.URL, What: e.What}, Side: e.Side, At: e.At})
	}
	if x.side == Newcomer && !r.Completed.IsZero() {
		k, err := s.c.key(ctx)
		if err != nil {
			return out, err
		}
		if _, err := s.c.certificates.Get(ctx, k.code(x.a.ID)); err == nil {
			out.Certificate = k.code(x.a.ID)
		} else if !fault.Has(err, fault.NotFound) {
			return out, err
		}
	}
	return out, nil
}

// voices are a check-in as the caller may read it: a side what they said themselves, organisers what everybody said.
func (r *Run) voices(c api.CheckIn, x sight, caller string) (out []api.CheckIn) {
	add := func(said *CheckIn) {
		c := c
		c.Going, c.Words, c.At = said.Going, said.Words, said.At
		out = append(out, c)
	}
	if x.side != "organiser" {
		if x.side != c.Side {
			return nil
		}
		if said := r.saidBy(c.Number, c.Side, caller); said != nil {
			add(said)
			return out
		}
		return []api.CheckIn{c}
	}
	for i := range r.CheckIns {
		if r.CheckIns[i].Number == c.Number && r.CheckIns[i].Side == c.Side {
			add(&r.CheckIns[i])
		}
	}
	if out == nil && (c.Side == Newcomer || x.mentor != "") {
		out = []api.CheckIn{c}
	}
	return out
}

// change changes the document of a participant, which is made where there is none.
func (s *Service) change(ctx context.Context, x sight, fn func(r *Run, now time.Time) error) (api.CohortRun, error) {
	now := s.d.Now()
	d, err := s.c.runs.Upsert(ctx, x.a.ID, func(d *store.Doc[Run]) error {
		a := &x.a.Body
		d.Body.Org, d.Body.Programme, d.Body.Cohort, d.Body.Person = a.Org, a.Programme, a.Cohort, a.Person
		if err := fn(&d.Body, now); err != nil {
			return err
		}
		s.tell(ctx, d, x, now)
		return nil
	})
	if fault.Has(err, fault.Gone) {
		return api.CohortRun{}, errAbsent
	}
	if err == nil {
		err = s.still(ctx, x.a.ID)
	}
	if err != nil {
		return api.CohortRun{}, err
	}
	return s.body(ctx, x, &d.Body)
}

// still takes the document away again whose participant was erased while it was written. NotFound "application.absent" then.
func (s *Service) still(ctx context.Context, id string) error {
	_, err := s.d.Applications.Read(ctx, id)
	if !fault.Has(err, fault.NotFound) {
		return err
	}
	if err := fault.UnlessAbsent(s.c.runs.Delete(ctx, id, nil)); err != nil {
		return err
	}
	return errAbsent
}

// tell says what is due by now, and winds the clock.
func (s *Service) tell(ctx context.Context, d *store.Doc[Run], x sight, now time.Time) {
	a := &x.a.Body
	if !a.TakesPart() {
		d.Body.DueAt = time.Time{}
		return
	}
	for _, due := range d.Body.tick(Days(&x.c.Body, a), x.sides(), now) {
		to := a.Person
		if due.Side == Mentor {
			to = x.mentor
		}
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.CheckInDue{Application: d.ID, Cohort: a.Cohort, To: to, Side: due.Side, Number: due.Number, Late: due.Late},
			outbox.Scope{Org: a.Org, Programme: a.Programme}))
	}
}

// CheckIn keeps what the caller's side says. Errors: NotFound "check_in.absent" for one that is none, or of whom it does not concern;
// Conflict "check_in.not_open".
func (s *Service) CheckIn(ctx context.Context, id string, number int, b api.CheckInBody) (api.CohortRun, error) {
	x, err := s.see(ctx, id)
	if err != nil {
		return api.CohortRun{}, err
	}
	days := Days(&x.c.Body, &x.a.Body)
	switch {
	case x.side == "organiser" || number < 1 || number > len(days):
		return api.CohortRun{}, fault.New(fault.NotFound, "check_in.absent", "There is no such check-in that is yours.")
	case days[number-1].After(s.d.Now()) || !x.a.Body.TakesPart():
		return api.CohortRun{}, fault.New(fault.Conflict, "check_in.not_open", "This check-in is not open. Its page says when it is.")
	}
	return s.change(ctx, x, func(r *Run, now time.Time) error { return r.say(number, x.side, auth.From(ctx).ID, b, now) })
}

// SetGoals replaces the goals. The participant and their mentor; organisers only read: Forbidden "run.not_yours".
func (s *Service) SetGoals(ctx context.Context, id string, list []api.CohortGoal) (api.CohortRun, error) {
	x, err := s.see(ctx, id)
	if err == nil && x.side == "organiser" {
		err = fault.New(fault.Forbidden, "run.not_yours", "Only the two sides set goals.")
	}
	if err != nil {
		return api.CohortRun{}, err
	}
	return s.change(ctx, x, func(r *Run, _ time.Time) error { return r.setGoals(list) })
}

// Show adds a piece of evidence; the same twice is once. The participant, their mentor and organisers; reviewers only read: Forbidden
// "run.not_yours". Conflict "evidence.too_many".
func (s *Service) Show(ctx context.Context, id string, e api.CohortEvidence) (api.CohortRun, error) {
	x, err := s.see(ctx, id)
	if err == nil && x.side == "organiser" && !x.organises {
		err = fault.New(fault.Forbidden, "run.not_yours", "Only the two sides and organisers add evidence.")
	}
	if err != nil {
		return api.CohortRun{}, err
	}
	return s.change(ctx, x, func(r *Run, now time.Time) error { return r.show(e, x.side, auth.From(ctx).ID, now) })
}

// Complete notes that somebody completed the cohort, or takes it back. Organisers; nobody about themselves. Forbidden
// "programs.organisers_only".
func (s *Service) Complete(ctx context.Context, id string, completed bool) (api.CohortRun, error) {
	x, err := s.see(ctx, id)
	if err != nil {
		return api.CohortRun{}, err
	}
	if !x.organises {
		return api.CohortRun{}, fault.New(fault.Forbidden, "programs.organisers_only", "Only organisers can do this.")
	}
	out, err := s.change(ctx, x, func(r *Run, now time.Time) error {
		switch {
		case !completed:
			r.Completed, r.By = time.Time{}, ""
		case r.Completed.IsZero():
			r.Completed, r.By = now, auth.From(ctx).ID
		}
		return nil
	})
	if err != nil || completed {
		return out, err
	}
	// After it: who asks for a certificate in between finds that there is none to have.
	k, err := s.c.key(ctx)
	if err != nil {
		return api.CohortRun{}, err
	}
	return out, fault.UnlessAbsent(s.c.certificates.Drop(ctx, k.code(id)))
}

// Tick tells what is due. Any number of replicas may call it.
func (s *Service) Tick(ctx context.Context) error {
	var errs []error
	err := s.c.runs.Each(ctx, dueRuns(store.At(s.d.Now())), func(d *store.Doc[Run]) error {
		if err := s.wind(ctx, d.ID); err != nil && len(errs) < 10 {
			errs = append(errs, err)
		}
		return ctx.Err()
	})
	return errors.Join(append(errs, err)...)
}

// wind looks at one participant's clock, whose document is made where there is none.
func (s *Service) wind(ctx context.Context, id string) error {
	a, err := s.d.Applications.Read(ctx, id)
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	c, err := s.d.Cohorts.Read(ctx, a.Body.Cohort)
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	x := sight{a: a, c: c}
	if x.mentor, err = s.d.Mentor(ctx, a.Body.Programme, a.Body.Person); err != nil {
		return err
	}
	_, err = s.c.runs.Upsert(ctx, id, func(d *store.Doc[Run]) error {
		before, told := d.Body.DueAt, len(d.Body.Told)
		d.Body.Org, d.Body.Programme, d.Body.Cohort, d.Body.Person = a.Body.Org, a.Body.Programme, a.Body.Cohort, a.Body.Person
		s.tell(ctx, d, x, s.d.Now())
		if d.Version > 0 && before.Equal(d.Body.DueAt) && told == len(d.Body.Told) && (d.Body.DueAt.IsZero() || d.Body.DueAt.After(s.d.Now())) {
			return store.Unchanged
		}
		return nil
	})
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	return fault.UnlessAbsent(s.still(ctx, id))
}

// Begin winds the clocks of everybody who takes part in a cohort that runs: those who came since, and those whose dates were moved.
func (s *Service) Begin(ctx context.Context) error {
	return s.d.Cohorts.EachRunning(ctx, func(c *store.Doc[cohort.Cohort]) error {
		if c.Body.CheckInEvery == 0 {
			return nil
		}
		return s.d.Applications.EachTaking(ctx, c.ID, func(a *store.Doc[application.Application]) error {
			if a.Body.As != application.Newcomer {
				return nil
			}
			return s.wind(ctx, a.ID)
		})
	})
}

// Late counts the check-ins of a cohort that are late. For the checklist.
func (s *Service) Late(ctx context.Context, c *store.Doc[cohort.Cohort]) (n int64, err error) {
	if c.Body.CheckInEvery == 0 {
		return 0, nil
	}
	err = s.d.Applications.EachTaking(ctx, c.ID, func(a *store.Doc[application.Application]) error {
		r, err := s.run(ctx, a.ID)
		if err != nil {
			return err
		}
		x := sight{a: a, c: c}
		if x.mentor, err = s.d.Mentor(ctx, a.Body.Programme, a.Body.Person); err != nil {
			return err
		}
		n += int64(r.lateOf(Days(&c.Body, &a.Body), x.sides(), s.d.Now()))
		return ctx.Err()
	})
	return n, err
}

// Figures are what a cohort's outcomes count of a participant: whether they completed, how many check-ins of both sides were due and how
// many of them came in time.
func (s *Service) Figures(ctx context.Context, c *store.Doc[cohort.Cohort], a *store.Doc[application.Application]) (
	completed bool, due, inTime int, err error,
) {
	r, err := s.run(ctx, a.ID)
	if err != nil {
		return false, 0, 0, err
	}
	x := sight{a: a, c: c}
	if a.Body.As == application.Newcomer {
		if x.mentor, err = s.d.Mentor(ctx, a.Body.Programme, a.Body.Person); err != nil {
			return false, 0, 0, err
		}
	}
	end := s.d.Now()
	if !a.Body.Gone.IsZero() {
		end = a.Body.Gone
	}
	for i, at := range Days(&c.Body, &a.Body) {
		if end.Before(at.Add(late)) {
			break // there is still time
		}
		for _, side := range x.sides() {
			due++
			if said := r.said(i+1, side); said != nil && said.At.Before(at.Add(late)) {
				inTime++
			}
		}
	}
	return !r.Completed.IsZero(), due, inTime, nil
}

var errAbsent = fault.New(fault.NotFound, "application.absent", "There is no application here that you can see.")
