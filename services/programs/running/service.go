package running

import (
	"context"
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
	// Newcomers are those whose mentor somebody is in a programme now.
	Newcomers func(ctx context.Context, programme, mentor string) ([]string, error)
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

// see reads a participant: themselves, their mentor, and the organisers and reviewers of the cohort, unless they declared a conflict of
// interests. NotFound "application.absent"; Forbidden "application.conflict".
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
		conflict, err2 := s.d.Applications.Conflicted(ctx, id, p)
		if err2 != nil {
			return x, err2
		}
		x.organises = err == nil && k.Seen.Organiser && !conflict
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
	if x.side == "organiser" {
		conflict, err := s.d.Applications.Conflicted(ctx, id, p)
		if err != nil {
			return x, err
		}
		if conflict {
			return x, errConflict
		}
	}
	return x, nil
}

// writes is see for who writes: once the participant has left nobody does. Conflict "run.over".
func (s *Service) writes(ctx context.Context, id string) (sight, error) {
	x, err := s.see(ctx, id)
	if err == nil && !x.a.Body.TakesPart() {
		err = errOver
	}
	return x, err
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
	for i, at := range r.days(&x.c.Body, a) {
		for _, side := range []string{Newcomer, Mentor} {
			c := api.CheckIn{
				Number: i + 1, Side: side, Due: at, Open: !at.After(now) && a.TakesPart(), Late: !r.over() && r.said(i+1, side) == nil && !now.Before(at.Add(late)),
			}
			out.CheckIns = append(out.CheckIns, r.voices(c, x, auth.From(ctx).ID)...)
		}
	}
	for _, e := range r.Evidence {
		one := e.body()
		one.Back = e.backFor(auth.From(ctx).ID, x.organises)
		out.Evidence = append(out.Evidence, one)
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
	return s.note(ctx, x, func(d *store.Doc[Run], now time.Time) error { return fn(&d.Body, now) })
}

// note is change for who says something with it.
func (s *Service) note(ctx context.Context, x sight, fn func(d *store.Doc[Run], now time.Time) error) (api.CohortRun, error) {
	now := s.d.Now()
	d, err := s.c.runs.Upsert(ctx, x.a.ID, func(d *store.Doc[Run]) error {
		a := &x.a.Body
		d.Body.Org, d.Body.Programme, d.Body.Cohort, d.Body.Person = a.Org, a.Programme, a.Cohort, a.Person
		if err := fn(d, now); err != nil {
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
	if !a.TakesPart() || d.Body.over() {
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

var (
	errAbsent   = fault.New(fault.NotFound, "application.absent", "There is no application here that you can see.")
	errConflict = fault.New(fault.Forbidden, "application.conflict", "You have an interest in this application: others look at it and decide.")
	errOver     = fault.New(fault.Conflict, "run.over", "They take part no more: what is there can be read, and nothing is added to it.")
)
