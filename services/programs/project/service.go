package project

import (
	"context"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Deps are what the room stands on. What it asks of the rest of programs are functions.
type Deps struct {
	DB      *store.DB
	Now     run.Clock
	Cohorts *cohort.Service
	// Mentors says whether somebody mentors in a programme, or takes part in a cohort of it as a mentor.
	Mentors func(ctx context.Context, programme, cohort, person string) (bool, error)
	// Partner is the programme of a partner, and whether somebody speaks for it. NotFound for none.
	Partner func(ctx context.Context, partner, person string) (programme string, speaks bool, err error)
	// Speaks says whether somebody speaks for any partner of a programme.
	Speaks func(ctx context.Context, programme, person string) (bool, error)
	// Maintains says whether one of some people looks after a project of the catalogue.
	Maintains func(ctx context.Context, project string, people []string) (bool, error)
	// Organisers are who hears of what waits for the organisers of a programme.
	Organisers func(ctx context.Context, programme string) ([]string, error)
	// Confirmed refuses people whose account is not there, not confirmed or suspended; Closed says whether one is gone.
	Confirmed func(ctx context.Context, person string) error
	Closed    func(ctx context.Context, person string) (bool, error)
	// Parted are those from whom a block parts somebody.
	Parted   func(ctx context.Context, person string) ([]string, error)
	Taxonomy *skill.Taxonomy
}

// Service keeps projects of cohorts.
type Service struct {
	d Deps
	c collections
}

// New opens the collections. Nothing runs: whoever made it calls Tick.
func New(ctx context.Context, d Deps) (*Service, error) {
	s := &Service{d: d}
	var err error
	s.c, err = open(ctx, d.DB)
	return s, err
}

// Source is what the relay publishes of it.
func (s *Service) Source() outbox.Source { return outbox.SourceOf(s.c.projects, "", nil) }

// Tick sweeps tombstones.
func (s *Service) Tick(ctx context.Context) error { return s.c.sweep(ctx) }

// sight is what the caller is to a cohort's projects.
type sight struct {
	me     string
	k      cohort.Known
	parted []string // from whom a block parts the caller
}

func (s *Service) sees(ctx context.Context, id string) (x sight, err error) {
	if x.k, err = s.d.Cohorts.Get(ctx, id); err != nil {
		return x, err
	}
	if x.me = auth.From(ctx).ID; x.me != "" {
		x.parted, err = s.d.Parted(ctx, x.me)
	}
	return x, err
}

// shows says whether the caller may see a project of a cohort that they see.
func (x sight) shows(p *Project) bool {
	mine := x.me != "" && (p.By == x.me || slices.Contains(p.Mentors, x.me) && p.State != Withdrawn)
	return p.State == Approved || x.k.Seen.Organiser || mine
}

// know reads a project that the caller may see. NotFound "project.absent", also where they do not see the cohort.
func (s *Service) know(ctx context.Context, cohortID, id string) (*store.Doc[Project], sight, error) {
	x, err := s.sees(ctx, cohortID)
	if err != nil {
		return nil, x, refusal.Absent(err, errAbsent)
	}
	d, err := s.c.projects.Get(ctx, id)
	if err == nil && (d.Body.Cohort != cohortID || !x.shows(&d.Body)) {
		err = errAbsent
	}
	return d, x, refusal.Absent(err, errAbsent)
}

// own says whether a project is the caller's own, about which they do not decide.
func (s *Service) own(ctx context.Context, p *Project, x sight) (bool, error) {
	if p.Own(x.me, false) || p.Partner == "" {
		return p.Own(x.me, false), nil
	}
	_, speaks, err := s.d.Partner(ctx, p.Partner, x.me)
	return speaks, fault.UnlessAbsent(err)
}

// body is a project as the caller sees it.
func (s *Service) body(ctx context.Context, d *store.Doc[Project], x sight) (api.CohortProject, error) {
	p := &d.Body
	out := api.CohortProject{ID: d.ID, Cohort: p.Cohort, Programme: p.Programme, CohortProjectBody: p.CohortProjectBody, State: p.State,
		Made: p.Made, Moved: p.Moved}
	m := &out.Mine
	m.Author, m.Organiser, m.Mentor = x.me != "" && p.By == x.me, x.k.Seen.Organiser, x.me != "" && slices.Contains(p.Mentors, x.me)
	if m.Organiser {
		var err error
		if m.Own, err = s.own(ctx, p, x); err != nil {
			return out, err
		}
	}
	m.Ways = p.Ways(m.Author, m.Organiser, m.Own)
	if m.Author || m.Organiser {
		out.Reason = p.Reason
		out.Before, out.Changed = p.before()
	} else {
		out.Contact = ""
	}
	if m.Organiser {
		out.Author = p.By
	}
	out.Mentors = nil
	if x.me != "" { // whom a block parts are not there for each other
		out.Mentors = slices.DeleteFunc(slices.Clone(p.Mentors), func(id string) bool { return slices.Contains(x.parted, id) })
	}
	return out, nil
}

func (s *Service) answer(ctx context.Context, d *store.Doc[Project], x sight, err error) (api.CohortProject, int64, error) {
	if err != nil {
		return api.CohortProject{}, 0, err
	}
	out, err := s.body(ctx, d, x)
	return out, d.Version, err
}

// List pages through a cohort's projects, the latest first: of is approved, for whoever sees the cohort; mine, what the caller offered; waiting
// and all, for its organisers. Forbidden "programs.organisers_only"; NotFound "cohort.absent".
func (s *Service) List(ctx context.Context, cohortID, of, partner string, limit int, after string) ([]api.CohortProject, string, error) {
	x, err := s.sees(ctx, cohortID)
	if err != nil {
		return nil, "", err
	}
	q := latest(byStanding, pair(cohortID, Approved), limit, after)
	switch of {
	case "mine":
		q = latest(byOwn, pair(cohortID, x.me), limit, after)
	case "waiting", "all":
		if !x.k.Seen.Organiser {
			return nil, "", refusal.NotOrganiser
		}
		if q = latest(byCohort, cohortID, limit, after); of == "waiting" {
			q = latest(byStanding, pair(cohortID, Waiting), limit, after)
		}
	}
	out := []api.CohortProject{}
	if of == "mine" && x.me == "" {
		return out, "", nil
	}
	if partner != "" {
		q.Where = append(q.Where, store.Where(byPartner, store.Eq, partner))
	}
	page, err := s.c.projects.Find(ctx, q)
	if err != nil {
		return nil, "", err
	}
	for _, d := range page.Docs {
		b, err := s.body(ctx, d, x)
		if err != nil {
			return nil, "", err
		}
		out = append(out, b)
	}
	return out, page.Next, nil
}

// Get reads a project: whoever sees the cohort, of what is approved; else who offered it, its mentors and organisers. NotFound "project.absent".
func (s *Service) Get(ctx context.Context, cohortID, id string) (api.CohortProject, int64, error) {
	d, x, err := s.know(ctx, cohortID, id)
	return s.answer(ctx, d, x, err)
}

// may refuses who offers nothing: neither organiser, mentor, maintainer of what is offered, nor contact of a partner. Forbidden "project.not_for".
func (s *Service) may(ctx context.Context, x sight, b *api.CohortProjectBody) error {
	if x.k.Seen.Organiser {
		return nil
	}
	ok, err := s.d.Mentors(ctx, x.k.Body.Programme, x.k.ID, x.me)
	if err == nil && !ok {
		ok, err = s.d.Speaks(ctx, x.k.Body.Programme, x.me)
	}
	if err == nil && !ok && b.Project != "" {
		ok, err = s.d.Maintains(ctx, b.Project, []string{x.me})
	}
	if err == nil && !ok {
		err = errNotFor
	}
	return err
}

// check cleans a body and looks its ids up. Those that was there before are taken as they are. Invalid with every field.
func (s *Service) check(ctx context.Context, x sight, b api.CohortProjectBody, was *api.CohortProjectBody) (api.CohortProjectBody, error) {
	b, wrong := Check(b, s.d.Taxonomy)
	for i, m := range b.Mentors {
		if was != nil && slices.Contains(was.Mentors, m) || !personID.MatchString(m) {
			continue
		}
		ok, err := s.d.Mentors(ctx, x.k.Body.Programme, x.k.ID, m)
		if err != nil {
			return b, err
		}
		if !ok || slices.Contains(x.parted, m) {
			wrong = append(wrong, fault.Field{Pointer: "/mentors/" + strconv.Itoa(i), Code: "unknown"})
		}
	}
	if b.Partner != "" && (was == nil || was.Partner != b.Partner) {
		programme, speaks, err := s.d.Partner(ctx, b.Partner, x.me)
		if fault.UnlessAbsent(err) != nil {
			return b, err
		}
		if err != nil || programme != x.k.Body.Programme || !speaks && !x.k.Seen.Organiser {
			wrong = append(wrong, fault.Field{Pointer: "/partner", Code: "unknown"})
		}
	}
	if len(wrong) > 0 {
		return b, fault.InvalidFields(wrong...)
	}
	return b, nil
}

// Offer offers a project to a cohort under this id; organisers are told. op is the idempotency key. Errors: NotFound "cohort.absent";
// Forbidden "project.not_for"; Invalid; Conflict "project.cohort_over", "project.too_many", "project.too_many_own", "account.unconfirmed",
// "idempotency.reused".
func (s *Service) Offer(ctx context.Context, id, cohortID string, b api.CohortProjectBody, op store.Op) (api.CohortProject, int64, error) {
	none := api.CohortProject{}
	x, err := s.sees(ctx, cohortID)
	if err == nil {
		err = s.d.Confirmed(ctx, x.me)
	}
	if err == nil {
		err = s.may(ctx, x, &b)
	}
	now := s.d.Now()
	if err == nil && x.k.Body.At(now) == cohort.Closed {
		err = errOver
	}
	if err != nil {
		return none, 0, err
	}
	if d, err := s.c.projects.Get(ctx, id); !fault.Absent(err) {
		return s.offered(ctx, d, x, op, err)
	}
	if b, err = s.check(ctx, x, b, nil); err != nil {
		return none, 0, err
	}
	told, err := s.d.Organisers(ctx, x.k.Body.Programme)
	if err != nil {
		return none, 0, err
	}
	free, err := s.c.offering.Take(ctx, cohortID, id, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.c.projects, others, projectsMost, errTooMany, store.Where(byOpen, store.Eq, cohortID))
	})
	defer free()
	if err != nil {
		return none, 0, err
	}
	freeOwn, err := s.c.owning.Take(ctx, x.me, id, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.c.projects, others, ownMost, errTooManyOwn, store.Where(byOwnOpen, store.Eq, x.me))
	})
	defer freeOwn()
	if err != nil {
		return none, 0, err
	}
	c := &x.k.Body
	body := Project{Org: c.Org, Programme: c.Programme, Cohort: cohortID, CohortProjectBody: b, State: Waiting, By: x.me, Made: now, Moved: now}
	d, err := s.c.projects.Insert(ctx, id, body, func(d *store.Doc[Project]) {
		s.say(ctx, d, "offered", false)
		s.name(ctx, d, b.Mentors)
		s.tell(ctx, d, told)
		d.RecordMade(op, now)
	})
	if fault.Coded(err, "store.exists") {
		d, err = s.c.projects.Get(ctx, id)
		return s.offered(ctx, d, x, op, err)
	}
	if err == nil {
		err = s.stayed(ctx, x.me, b.Mentors...)
	}
	return s.answer(ctx, d, x, err)
}

// offered answers with what the same order has put there before.
func (s *Service) offered(ctx context.Context, d *store.Doc[Project], x sight, op store.Op, err error) (api.CohortProject, int64, error) {
	if err == nil {
		err = d.SameOrder(op)
	}
	return s.answer(ctx, d, x, err)
}

// stayed takes everything of the caller away again whose account was closed while it was written down, and the names of mentors who were
// erased while they were named. Gone "account.closed" of the caller.
func (s *Service) stayed(ctx context.Context, person string, mentors ...string) error {
	for _, m := range mentors {
		if m == person {
			continue
		}
		if err := refusal.Stayed(ctx, m, s.d.Closed, s.Forget); err != nil && !fault.Coded(err, refusal.Closed.Code) {
			return err
		}
	}
	return refusal.Stayed(ctx, person, s.d.Closed, s.Forget)
}

// say tells who offered it what became of it, where somebody else did it.
func (s *Service) say(ctx context.Context, d *store.Doc[Project], how string, staff bool) {
	p := &d.Body
	f := wire.CohortProjectMoved{Project: d.ID, Cohort: p.Cohort, Programme: p.Programme, State: p.State, How: how, Staff: staff}
	if p.By != auth.From(ctx).ID {
		f.Person = p.By
	}
	d.Emit(outbox.Fact(ctx, s.d.DB, f, s.scope(p)))
}

// name tells people that they were named as mentors; who did it themselves knows.
func (s *Service) name(ctx context.Context, d *store.Doc[Project], people []string) {
	p := &d.Body
	for _, m := range people {
		if m != auth.From(ctx).ID {
			d.Emit(outbox.Fact(ctx, s.d.DB, wire.CohortProjectNamed{Project: d.ID, Cohort: p.Cohort, Programme: p.Programme, Person: m}, s.scope(p)))
		}
	}
}

// tell tells organisers that it waits for them.
func (s *Service) tell(ctx context.Context, d *store.Doc[Project], organisers []string) {
	p := &d.Body
	for _, o := range organisers {
		if o != auth.From(ctx).ID {
			f := wire.DeskWaits{Thing: d.ID, What: "project", Cohort: p.Cohort, Programme: p.Programme, Person: o}
			d.Emit(outbox.Fact(ctx, s.d.DB, f, s.scope(p)))
		}
	}
}

func (s *Service) scope(p *Project) outbox.Scope {
	return outbox.Scope{Org: p.Org, Programme: p.Programme}
}

var (
	errAbsent     = fault.New(fault.NotFound, "project.absent", "There is no project of this id here that you can see.")
	errNotFor     = fault.New(fault.Forbidden, "project.not_for", "Mentors, maintainers, contacts of partners and organisers offer projects.")
	errNotYours   = fault.New(fault.Forbidden, "project.not_yours", "Only who offered this, or an organiser, can change it.")
	errWhich      = fault.New(fault.Unconditional, "project.which_version", "Read it first and send its ETag as If-Match: it may read otherwise by now.")
	errOver       = fault.New(fault.Conflict, "project.cohort_over", "This cohort is over. Offer the project to another one.")
	errTooMany    = fault.Newf(fault.Conflict, "project.too_many", "A cohort has room for %d projects.", projectsMost)
	errTooManyOwn = fault.Newf(fault.Conflict, "project.too_many_own", "One person offers at most %d projects. Withdraw one first.", ownMost)
)
