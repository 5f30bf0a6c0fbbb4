package application

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Participants pages through who takes part in a cohort, or did. Organisers and reviewers. Of one with whom the caller has a conflict of
// interests nothing but that is in the list.
func (s *Service) Participants(ctx context.Context, cohortID, state string, limit int, after string) ([]Sight, string, error) {
	k, err := s.d.Cohorts.Get(ctx, cohortID)
	if err != nil {
		return nil, "", err
	}
	if !k.Seen.Organiser && !k.Seen.Reviewer {
		return nil, "", refusal.NotOrganiser
	}
	page, err := s.c.applications.Find(ctx, where(byStanding, standing(cohortID, state), limit, after))
	if err != nil {
		return nil, "", err
	}
	p := auth.From(ctx).ID
	var ids []string
	for _, d := range page.Docs {
		ids = append(ids, opinionID(d.ID, p))
	}
	mine, err := s.c.opinions.GetMany(ctx, ids)
	if err != nil {
		return nil, "", err
	}
	out := make([]Sight, 0, len(page.Docs))
	for _, d := range page.Docs {
		one := Sight{Doc: d, Own: d.Body.Person == p, Organiser: k.Seen.Organiser}
		if o := mine[opinionID(d.ID, p)]; o != nil && o.Body.Conflict {
			one.Reviews = &api.ApplicationRated{Flags: []string{}, Conflict: true}
		}
		out = append(out, one)
	}
	return out, page.Next, nil
}

// Any says whether anybody began an application to a cohort. For the program itself.
func (s *Service) Any(ctx context.Context, cohortID string) (bool, error) {
	n, err := s.c.applications.Count(ctx, store.Where(byCohort, store.Eq, cohortID))
	return n > 0, err
}

// Conflicted says whether somebody declared a conflict of interests about a participant. For the program itself.
func (s *Service) Conflicted(ctx context.Context, id, person string) (bool, error) {
	d, err := s.c.opinions.Get(ctx, opinionID(id, person))
	if err != nil {
		return false, fault.UnlessAbsent(err)
	}
	return d.Body.Conflict, nil
}

// Counts are what a cohort's checklist counts.
func (s *Service) Counts(ctx context.Context, cohortID string) (map[string]int64, error) {
	c, err := s.d.Cohorts.Read(ctx, cohortID)
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	var unrated []string
	err = s.c.applications.Each(ctx, where(byCohort, cohortID, 500, ""), func(d *store.Doc[Application]) error {
		a := &d.Body
		switch {
		case a.State == Sent && a.Decision == nil:
			out[cohort.LeftDecide]++
			unrated = append(unrated, d.ID)
		case a.untold():
			out[cohort.LeftRelease]++
		case a.State == Accepted && a.As == Mentor && c.Body.Agreement != "" && a.Agreed < c.Body.AgreementVersion:
			out[cohort.LeftAgree]++
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	for len(unrated) > 0 {
		some := unrated[:min(len(unrated), 200)]
		unrated = unrated[len(some):]
		opinions, err := s.c.opinionsOf(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, id := range some {
			if sum(opinions[id], "").Count == 0 {
				out[cohort.LeftReview]++
			}
		}
	}
	if out[cohort.LeftWaiting], err = s.couldMoveUp(ctx, c); err != nil {
		return nil, err
	}
	err = s.c.secrets.Each(ctx, where(byCohort, cohortID, 500, ""), func(d *store.Doc[Secret]) error {
		out[cohort.LeftEligibility]++
		out[cohort.LastEligibility] = max(out[cohort.LastEligibility], d.Body.DueAt.UnixMilli())
		return ctx.Err()
	})
	return out, err
}

// Conflicts are the applications about which somebody declared a conflict of interests; at most 1,000. For the program itself.
func (s *Service) Conflicts(ctx context.Context, person string) (map[string]bool, error) {
	page, err := s.c.opinions.Find(ctx, where(byReviewer, person, store.MaxLimit, ""))
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, d := range page.Docs {
		if d.Body.Conflict {
			out[d.Body.Application] = true
		}
	}
	return out, nil
}

// MentorsSince says whether somebody came to take part in a cohort as a mentor after a time. For the program itself.
func (s *Service) MentorsSince(ctx context.Context, person string, after time.Time) (bool, error) {
	page, err := s.c.applications.Find(ctx, where(byPerson, person, maxOwn, ""))
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(page.Docs, func(d *store.Doc[Application]) bool {
		return d.Body.As == Mentor && d.Body.Was() && d.Body.Joined.After(after)
	}), nil
}

// LastOf is with what somebody came to take part in a programme last, as a mentor or newcomer; nil where they did not. For the program itself.
func (s *Service) LastOf(ctx context.Context, programme, person, as string) (last *store.Doc[Application], err error) {
	page, err := s.c.applications.Find(ctx, where(byPerson, person, maxOwn, ""))
	if err != nil {
		return nil, err
	}
	for _, d := range page.Docs {
		if a := &d.Body; a.Programme == programme && a.As == as && a.Was() && (last == nil || a.Joined.After(last.Body.Joined)) {
			last = d
		}
	}
	return last, nil
}

// TakingIn is with what somebody takes part in cohorts of a programme as a newcomer now. For the program itself.
func (s *Service) TakingIn(ctx context.Context, programme, person string) (out []*store.Doc[Application], err error) {
	page, err := s.c.applications.Find(ctx, where(byPerson, person, maxOwn, ""))
	if err != nil {
		return nil, err
	}
	for _, d := range page.Docs {
		if d.Body.Programme == programme && d.Body.As == Newcomer && d.Body.TakesPart() {
			out = append(out, d)
		}
	}
	return out, nil
}

// TakesPart says whether somebody takes or took part in a cohort, and as what; of who is both, as mentor. For the program itself.
func (s *Service) TakesPart(ctx context.Context, cohortID, person string) (as string, ok bool, err error) {
	docs, err := s.c.applications.GetMany(ctx, []string{ID(cohortID, person, Newcomer), ID(cohortID, person, Mentor)})
	for _, d := range docs {
		if d.Body.Was() && as != Mentor {
			as = d.Body.As
		}
	}
	return as, as != "", err
}

// Sizes are how many people take part in a cohort, each once: who is both is a mentor, as TakesPart has it. For the program itself.
func (s *Service) Sizes(ctx context.Context, cohortID string) (newcomers, mentors int, err error) {
	as := map[string]string{}
	err = s.c.applications.Each(ctx, where(byStanding, standing(cohortID, Accepted), 500, ""), func(d *store.Doc[Application]) error {
		if as[d.Body.Person] != Mentor {
			as[d.Body.Person] = d.Body.As
		}
		return ctx.Err()
	})
	for _, is := range as {
		if is == Mentor {
			mentors++
		} else {
			newcomers++
		}
	}
	return newcomers, mentors, err
}

// Took are all who take or took part in a cohort, whoever has left since, and as what, as TakesPart has it. For the program itself.
func (s *Service) Took(ctx context.Context, cohortID string) (map[string]string, error) {
	as := map[string]string{}
	for _, state := range []string{Accepted, Left} {
		err := s.c.applications.Each(ctx, where(byStanding, standing(cohortID, state), 500, ""), func(d *store.Doc[Application]) error {
			if as[d.Body.Person] != Mentor {
				as[d.Body.Person] = d.Body.As
			}
			return ctx.Err()
		})
		if err != nil {
			return nil, err
		}
	}
	return as, nil
}

// Undecided says whether somebody who applied to a cohort may still be accepted: organisers decide as long as they like. For the program itself.
func (s *Service) Undecided(ctx context.Context, cohortID string) (bool, error) {
	for _, state := range []string{Sent, Waiting} {
		page, err := s.c.applications.Find(ctx, where(byStanding, standing(cohortID, state), 1, ""))
		if err != nil || len(page.Docs) > 0 {
			return len(page.Docs) > 0, err
		}
	}
	return false, nil
}

// CohortsOf are the cohorts in which somebody takes or took part, each once. For the program itself.
func (s *Service) CohortsOf(ctx context.Context, person string) ([]string, error) {
	var out []string
	err := s.c.applications.Each(ctx, where(byPerson, person, maxOwn, ""), func(d *store.Doc[Application]) error {
		if d.Body.Was() && !slices.Contains(out, d.Body.Cohort) {
			out = append(out, d.Body.Cohort)
		}
		return ctx.Err()
	})
	return out, err
}

// Read reads an application for the program itself: nobody's sight is asked for. NotFound "application.absent".
func (s *Service) Read(ctx context.Context, id string) (*store.Doc[Application], error) {
	d, err := s.c.applications.Get(ctx, id)
	return d, absent(err)
}

// EachTaking goes through those who take part in a cohort. For the program itself.
func (s *Service) EachTaking(ctx context.Context, cohortID string, fn func(*store.Doc[Application]) error) error {
	return s.c.applications.Each(ctx, where(byStanding, standing(cohortID, Accepted), 200, ""), fn)
}

// LookAtTaking looks at those who take part in a cohort. For the program itself.
func (s *Service) LookAtTaking(ctx context.Context, cohortID string, look Look) error {
	a := abreast{look: look}
	if err := s.EachTaking(ctx, cohortID, func(d *store.Doc[Application]) error { return a.put(ctx, d) }); err != nil {
		return err
	}
	return a.end(ctx)
}

// Kept are the lists of what is kept of a person, for their export, page by page into out: their applications, what they said of others' as
// a reviewer, and what reviewers said of theirs. Who said it is not in it, and before the decision is told only that it is there.
func (s *Service) Kept(ctx context.Context, person string, out *api.ProgramsExport) []store.Section {
	return []store.Section{
		store.Listed(ctx, s.c.applications, where(byPerson, person, 0, ""), func(d *store.Doc[Application]) error {
			var secret []api.ApplicationAnswer
			x, err := s.secret(ctx, d.ID)
			if err != nil {
				return err
			}
			if x != nil {
				secret = x.Body.Answers
			}
			one := body(Sight{Doc: d, Own: true}, secret)
			if one.KeptUntil, err = s.keptUntil(ctx, &d.Body); err != nil {
				return err
			}
			out.Applications = append(out.Applications, one)
			return nil
		}),
		store.Listed(ctx, s.c.opinions, where(byReviewer, person, 0, ""), func(d *store.Doc[Opinion]) error {
			out.Reviews = append(out.Reviews, api.Review{ReviewBody: d.Body.ReviewBody, At: d.Body.At})
			return nil
		}),
		store.Listed(ctx, s.c.opinions, where(byPerson, person, 0, ""), func(d *store.Doc[Opinion]) error {
			if d.Body.Conflict { // says something of the reviewer alone
				return nil
			}
			x := api.ExportedOpinion{Application: d.Body.Application, Withheld: true}
			a, err := s.c.applications.Get(ctx, d.Body.Application)
			if err := fault.UnlessAbsent(err); err != nil {
				return err
			}
			if err == nil && a.Body.Decision != nil && !a.Body.Decision.Released.IsZero() {
				x = api.ExportedOpinion{Application: x.Application, Rating: d.Body.Rating, Flags: d.Body.Flags, Note: d.Body.Note}
			}
			out.Opinions = append(out.Opinions, x)
			return nil
		}),
	}
}

// Input is one page of what a round of a cohort is solved with: who takes part, of these people or of everybody where there are none, with the answers
// that feed the criteria. For matching.
func (s *Service) Input(ctx context.Context, c *store.Doc[cohort.Cohort], people []string, after string) ([]wire.RoundParticipant, string, error) {
	page, err := s.taking(ctx, c.ID, people, after)
	if err != nil {
		return nil, "", err
	}
	offered, err := s.offered(ctx, c.ID)
	if err != nil {
		return nil, "", err
	}
	out := make([]wire.RoundParticipant, 0, len(page.Docs))
	for _, d := range page.Docs {
		a := &d.Body
		one := wire.RoundParticipant{Participant: d.ID, Person: a.Person, As: a.As, Columns: columns(&c.Body, a, offered)}
		if a.As == Mentor {
			one.Places = max(1, a.Places)
		}
		out = append(out, one)
	}
	return out, page.Next, nil
}

// taking is a page of who takes part in a cohort: of these people, or of everybody where there are none.
func (s *Service) taking(ctx context.Context, cohortID string, people []string, after string) (*store.Page[Application], error) {
	if len(people) == 0 {
		return s.c.applications.Find(ctx, where(byStanding, standing(cohortID, Accepted), 100, after))
	}
	var ids []string
	for _, p := range people {
		ids = append(ids, ID(cohortID, p, Newcomer), ID(cohortID, p, Mentor))
	}
	docs, err := s.c.applications.GetMany(ctx, ids[:min(len(ids), store.MaxLimit)])
	out := &store.Page[Application]{}
	for _, id := range ids {
		if d := docs[id]; d != nil && d.Body.TakesPart() {
			out.Docs = append(out.Docs, d)
		}
	}
	return out, err
}

// Forget erases somebody: their applications and everything that reviewers said about them, and what they said about others.
func (s *Service) Forget(ctx context.Context, person string) error {
	if err := each(ctx, s.c.applications, byPerson, person, func(id string) error { return s.c.applications.Delete(ctx, id, nil) }); err != nil {
		return err
	}
	if err := each(ctx, s.c.secrets, byPerson, person, func(id string) error { return s.c.secrets.Drop(ctx, id) }); err != nil {
		return err
	}
	for _, index := range []string{byPerson, byReviewer} {
		if err := each(ctx, s.c.opinions, index, person, func(id string) error { return s.c.opinions.Drop(ctx, id) }); err != nil {
			return err
		}
	}
	return each(ctx, s.c.applications, byActor, person, func(id string) error {
		_, err := s.c.applications.Update(ctx, id, func(d *store.Doc[Application]) error {
			if d.Body.Decision != nil && d.Body.Decision.By == person {
				dec := *d.Body.Decision
				dec.By = ""
				d.Body.Decision = &dec
				d.Body.Hidden++
			}
			return nil
		})
		return err
	})
}

// each does something with the ids that an index finds, until it finds none: what is done is not found again.
func each[T any](ctx context.Context, c *store.Collection[T], index, value string, do func(id string) error) error {
	for {
		page, err := c.Find(ctx, where(index, value, 200, ""))
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			if err := fault.UnlessAbsent(do(d.ID)); err != nil {
				return err
			}
		}
	}
}
