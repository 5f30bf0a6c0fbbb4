package project

import (
	"context"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Change replaces what is said of a project: who offered it, and organisers. What was decided waits again where something material changed,
// and organisers are told. want is the version that was read. Errors: Invalid; Stale "programs.changed"; Unconditional
// "project.which_version"; Forbidden "project.not_yours"; Conflict "project.over".
func (s *Service) Change(ctx context.Context, cohortID, id string, want int64, b api.CohortProjectBody) (api.CohortProject, int64, error) {
	none := api.CohortProject{}
	d, x, err := s.know(ctx, cohortID, id)
	switch {
	case err != nil:
	case d.Body.By != x.me && !x.k.Seen.Organiser:
		err = errNotYours
	case want == 0:
		err = errWhich
	}
	if err != nil {
		return none, 0, err
	}
	if b, err = s.check(ctx, x, b, &d.Body.CohortProjectBody); err != nil {
		return none, 0, err
	}
	told, err := s.d.Organisers(ctx, x.k.Body.Programme)
	if err != nil {
		return none, 0, err
	}
	now := s.d.Now()
	d, err = s.c.projects.Update(ctx, id, func(d *store.Doc[Project]) error {
		if d.Version != want {
			return refusal.Changed
		}
		p := &d.Body
		state, mentors := p.State, p.Mentors
		changed, err := p.change(b, x.me, now)
		if err != nil {
			return err
		}
		if !changed {
			return store.Unchanged
		}
		s.say(ctx, d, "changed", x.k.Seen.Organiser)
		s.name(ctx, d, slices.DeleteFunc(slices.Clone(p.Mentors), func(m string) bool { return slices.Contains(mentors, m) }))
		if p.State == Waiting && state != Waiting {
			s.tell(ctx, d, told)
		}
		return nil
	})
	if err == nil {
		err = s.stayed(ctx, x.me, d.Body.Mentors...)
	}
	return s.answer(ctx, d, x, refusal.Absent(err, errAbsent))
}

// Decide approves or refuses a project: organisers, of what is not their own. Withdrawing it is for who offered it, and organisers. want is the
// version that was read, so that nobody approves what they have not seen. Errors: Stale "programs.changed"; Unconditional
// "project.which_version"; Forbidden "project.own", "project.not_yours", "programs.organisers_only"; Conflict "project.no_way"; Invalid for a
// refusal without a reason.
func (s *Service) Decide(ctx context.Context, cohortID, id string, want int64, in api.CohortProjectDecision) (api.CohortProject, int64, error) {
	none := api.CohortProject{}
	d, x, err := s.know(ctx, cohortID, id)
	if err != nil {
		return none, 0, err
	}
	author, organiser, read := d.Body.By == x.me, x.k.Seen.Organiser, d.Version
	switch {
	case !organiser && !author:
		err = errNotYours
	case !organiser && in.State != Withdrawn:
		err = refusal.NotOrganiser
	case want == 0:
		err = errWhich
	}
	own := false
	if err == nil { // of the version that was read: what is decided is no other
		own, err = s.own(ctx, &d.Body, x)
	}
	if err != nil {
		return none, 0, err
	}
	now := s.d.Now()
	d, err = s.c.projects.Update(ctx, id, func(d *store.Doc[Project]) error {
		if d.Version != want || d.Version != read {
			return refusal.Changed
		}
		changed, err := d.Body.decide(in, x.me, author, organiser, own, now)
		if err != nil {
			return err
		}
		if !changed {
			return store.Unchanged
		}
		s.say(ctx, d, "decided", organiser)
		return nil
	})
	if err == nil {
		err = s.stayed(ctx, x.me)
	}
	return s.answer(ctx, d, x, refusal.Absent(err, errAbsent))
}

// Unmentor takes the caller's name off a project that names them as a mentor; an approved one waits again, and organisers are told. Who is not
// named is no error.
func (s *Service) Unmentor(ctx context.Context, cohortID, id string) error {
	_, x, err := s.know(ctx, cohortID, id)
	if err != nil {
		return err
	}
	told, err := s.d.Organisers(ctx, x.k.Body.Programme)
	if err != nil {
		return err
	}
	_, err = s.c.projects.Update(ctx, id, func(d *store.Doc[Project]) error {
		state := d.Body.State
		if !d.Body.unmentor(x.me, s.d.Now()) {
			return store.Unchanged
		}
		s.say(ctx, d, "mentor", false)
		if d.Body.State != state {
			s.tell(ctx, d, told)
		}
		return nil
	})
	return refusal.Absent(err, errAbsent)
}

// Approved are the approved projects of a cohort by id, with who mentors them. For the program itself.
func (s *Service) Approved(ctx context.Context, cohortID string) (map[string]Project, error) {
	out := map[string]Project{}
	err := s.c.projects.Each(ctx, where(byStanding, pair(cohortID, Approved), 100, ""), func(d *store.Doc[Project]) error {
		out[d.ID] = d.Body
		return ctx.Err()
	})
	return out, err
}

// Waits is how many projects of a cohort wait for a decision. For the program itself.
func (s *Service) Waits(ctx context.Context, cohortID string) (int64, error) {
	return s.c.projects.Count(ctx, store.Where(byStanding, store.Eq, pair(cohortID, Waiting)))
}

// Any says whether anything was offered to a cohort. For the program itself.
func (s *Service) Any(ctx context.Context, cohortID string) (bool, error) {
	n, err := s.c.projects.Count(ctx, store.Where(byCohort, store.Eq, cohortID))
	return n > 0, err
}

// EachWaiting goes through the projects of a cohort that wait for a decision. For the program itself.
func (s *Service) EachWaiting(ctx context.Context, cohortID string, fn func(*store.Doc[Project]) error) error {
	return s.c.projects.Each(ctx, where(byStanding, pair(cohortID, Waiting), 100, ""), fn)
}

// Named is a project's title as a word of a column: what stands between words there is no part of it.
func (p *Project) Named() string {
	return strings.Join(strings.FieldsFunc(p.Title, func(r rune) bool { return strings.ContainsRune(",;|\n \t", r) }), " ")
}

// Forget takes away what somebody offered who has left, and their id out of what others did. An approved project that they were to mentor waits
// again, and who offered it and organisers hear of it.
func (s *Service) Forget(ctx context.Context, person string) error {
	err := s.c.each(ctx, byPerson, person, func(id string) error { return s.c.projects.Delete(ctx, id, nil) })
	if err != nil {
		return err
	}
	now := s.d.Now()
	err = s.c.each(ctx, byActor, person, func(id string) error {
		seen, err := s.c.projects.Get(ctx, id)
		if err != nil {
			return err
		}
		told, err := s.d.Organisers(ctx, seen.Body.Programme)
		if err != nil {
			return err
		}
		_, err = s.c.projects.Update(ctx, id, func(d *store.Doc[Project]) error {
			state := d.Body.State
			d.Body.forget(person, now)
			if d.Body.State != state {
				s.say(ctx, d, "mentor", false)
				s.tell(ctx, d, slices.DeleteFunc(slices.Clone(told), func(o string) bool { return o == person }))
			}
			return nil
		})
		return err
	})
	if err != nil {
		return err
	}
	return s.c.owning.Forget(ctx, person)
}

// Kept is what is stored of somebody, page by page: what they offered, and what names them as a mentor.
func (s *Service) Kept(ctx context.Context, person string, out *api.ProgramsExport) []store.Section {
	return []store.Section{
		store.Listed(ctx, s.c.projects, where(byPerson, person, 0, ""), func(d *store.Doc[Project]) error {
			p := &d.Body
			body := p.CohortProjectBody
			out.Projects = append(out.Projects, api.ExportedCohortProject{Project: d.ID, Cohort: p.Cohort, As: "author", State: p.State, Body: &body,
				Before: p.Was, Reason: p.Reason, Since: p.Made})
			return nil
		}),
		store.Listed(ctx, s.c.projects, where(byMentor, person, 0, ""), func(d *store.Doc[Project]) error {
			if p := &d.Body; p.By != person {
				out.Projects = append(out.Projects, api.ExportedCohortProject{Project: d.ID, Cohort: p.Cohort, As: "mentor", State: p.State, Since: p.Made})
			}
			return nil
		}),
	}
}
