package programs

import (
	"context"
	"errors"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/board"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/partner"
	"github.com/waymark-dev/waymark/services/programs/project"
	"github.com/waymark-dev/waymark/services/programs/running"
	"github.com/waymark-dev/waymark/services/programs/stipend"
)

// beside are the rooms of what goes along with cohorts.
type beside struct {
	partners *partner.Service
	stipends *stipend.Service
	board    *board.Service
	projects *project.Service
}

// openBeside opens them.
func (s *Service) openBeside(ctx context.Context) (err error) {
	s.beside.partners, err = partner.New(ctx, partner.Deps{
		DB: s.d.DB, Now: s.d.Now, Log: s.d.Log, Sees: s.sees, Names: s.namesOf, Confirmed: s.confirmed, Closed: s.closed,
		Mentors: s.mentorIn, Evidence: s.evidenceOf, From: s.comesFrom,
	})
	if err != nil {
		return err
	}
	s.beside.stipends, err = stipend.New(ctx, stipend.Deps{
		DB: s.d.DB, Now: s.d.Now, Sees: s.sees, Partner: s.beside.partners.Named, TakesPart: s.inProgramme, Confirmed: s.confirmed, Closed: s.closed,
	})
	if err != nil {
		return err
	}
	s.beside.board, err = board.New(ctx, board.Deps{
		DB: s.d.DB, Now: s.d.Now, Sees: s.sees, TakesPart: s.inProgramme, Confirmed: s.confirmed, Closed: s.closed, Parted: s.partedFrom,
		Taxonomy: skill.Shipped(), Organisers: s.organisersOf,
	})
	if err != nil {
		return err
	}
	s.beside.projects, err = project.New(ctx, project.Deps{
		DB: s.d.DB, Now: s.d.Now, Cohorts: s.cohorts, Mentors: s.mentorOfCohort, Partner: s.beside.partners.Speaks, Speaks: s.beside.partners.SpeaksIn,
		Maintains: s.maintains, Organisers: s.organisersOf, Confirmed: s.confirmed, Closed: s.closed, Parted: s.partedFrom, Taxonomy: skill.Shipped(),
	})
	return err
}

func (b *beside) sources() []outbox.Source {
	return slices.Concat(b.partners.Sources(), b.stipends.Sources(), b.board.Sources(), []outbox.Source{b.projects.Source()})
}

func (b *beside) routes(r *httpserver.Router) {
	b.partners.Routes(r)
	b.stipends.Routes(r)
	b.board.Routes(r)
	b.projects.Routes(r)
}

func (b *beside) tick(ctx context.Context) error {
	return errors.Join(b.partners.Tick(ctx), b.stipends.Tick(ctx), b.board.Tick(ctx), b.projects.Tick(ctx))
}

func (b *beside) forget(ctx context.Context, person string) error {
	return errors.Join(b.partners.Forget(ctx, person), b.stipends.Forget(ctx, person), b.board.Forget(ctx, person), b.projects.Forget(ctx, person))
}

func (b *beside) kept(ctx context.Context, person string, out *api.ProgramsExport) []store.Section {
	return slices.Concat(b.partners.Kept(ctx, person, out), b.board.Kept(ctx, person, out), b.projects.Kept(ctx, person, out),
		b.stipends.Kept(ctx, person, out))
}

// partedFrom are those from whom a block parts somebody, whichever side blocked.
func (s *Service) partedFrom(ctx context.Context, person string) ([]string, error) {
	x, err := s.m.standings.Get(ctx, person)
	if fault.Absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return x.Blocked, nil
}

// inProgramme says whether somebody is in a programme; in the always-open one everybody is who has an account.
func (s *Service) inProgramme(ctx context.Context, programme, person string) (bool, error) {
	if programme == wire.AlwaysOpen {
		return s.confirmed(ctx, person) == nil, nil
	}
	m, err := s.c.members.Get(ctx, MemberID(programme, person))
	if err := fault.UnlessAbsent(err); err != nil {
		return false, err
	}
	return err == nil && m.Body.In(), nil
}

// mentorIn says whether somebody is a mentor of a programme, or mentors there.
func (s *Service) mentorIn(ctx context.Context, programme, person string) (bool, error) {
	m, err := s.c.members.Get(ctx, MemberID(programme, person))
	if err == nil && m.Body.Mentor {
		return true, nil
	}
	if err := fault.UnlessAbsent(err); err != nil {
		return false, err
	}
	found, _, err := s.m.matches.Find(ctx, store.Query{Where: []store.Cond{store.Where(byMentor, store.Eq, programme+":"+person)}, Limit: 100})
	return slices.ContainsFunc(found, func(m *knownMatch) bool { return begun(m.Status) }), err
}

// mentorOfCohort says whether somebody mentors in a programme, or takes part in one of its cohorts as a mentor.
func (s *Service) mentorOfCohort(ctx context.Context, programme, cohortID, person string) (bool, error) {
	as, ok, err := s.applications.TakesPart(ctx, cohortID, person)
	if err != nil || ok && as == application.Mentor {
		return ok, err
	}
	return s.mentorIn(ctx, programme, person)
}

// organisersMost is how many people are told at once of what waits for the organisers of a programme.
const organisersMost = 20

// organisersOf are the organisers of a programme, else of what is around it, the nearest first: who hears of what waits for them.
func (s *Service) organisersOf(ctx context.Context, programme string) (out []string, err error) {
	p, err := s.c.programmes.Get(ctx, programme)
	if err != nil {
		return nil, fault.UnlessAbsent(err)
	}
	for _, scope := range p.Body.Scopes(programme) {
		err := s.c.grants.Each(ctx, store.Query{Where: []store.Cond{store.Where(byScope, store.Eq, scope)}, Limit: 100}, func(d *store.Doc[Grants]) error {
			if len(out) < organisersMost && d.Body.Has(organiser, scope) {
				out = append(out, d.ID)
			}
			return ctx.Err()
		})
		if err != nil || len(out) > 0 {
			return out, err
		}
	}
	return nil, nil
}

// evidenceOf goes through what was shown in all cohorts of a programme.
func (s *Service) evidenceOf(ctx context.Context, programme string, fn func(partner.Evidence) error) error {
	return s.cohorts.EachOf(ctx, programme, func(c *store.Doc[cohort.Cohort]) error {
		return s.running.EachShown(ctx, c.ID, func(person string, e running.Shown) error {
			return fn(partner.Evidence{Person: person, URL: e.URL, At: e.At})
		})
	})
}

// comesFrom is whether somebody belongs to the organisation, and where their cohort is, of the cohort of a programme that they joined last.
func (s *Service) comesFrom(ctx context.Context, programme, person, as string) (belongs, where, place string, err error) {
	a, err := s.applications.LastOf(ctx, programme, person, as)
	if err != nil || a == nil {
		return "", "", "", err
	}
	c, err := s.cohorts.Read(ctx, a.Body.Cohort)
	if err != nil {
		return a.Body.Belongs, "", "", fault.UnlessAbsent(err)
	}
	if belongs = a.Body.Belongs; belongs == "" && c.Body.Within != cohort.Both {
		belongs = c.Body.Within
	}
	return belongs, c.Body.Where, c.Body.Place, nil
}

// sessionMarked hears of sessions that were held, for partners' figures.
func (s *Service) sessionMarked() bus.Consumer {
	return bus.Consumer{
		Service: self, Name: "session_marked", From: "mentoring", Dead: s.dead, Subjects: wire.SubjectsOf(wire.SessionMarked{}),
		Handle: func(ctx context.Context, m bus.Message) error {
			d, err := wire.Read[wire.SessionMarked](m.Envelope)
			if err != nil || !slices.Contains([]string{"held", "missed"}, d.How) {
				return bus.Hopeless("unreadable", errors.Join(err, errors.New("no session marked")))
			}
			return s.beside.partners.Held(ctx, m.Envelope.Programme, d)
		},
	}
}
