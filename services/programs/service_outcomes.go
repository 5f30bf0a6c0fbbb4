package programs

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/outcomes"
	"github.com/waymark-dev/waymark/services/programs/project"
)

// What the room of outcomes asks of the mirrors. How many matches of one person are looked at.
const (
	matchesOfOne = 100
	matchesOfAll = 1000
)

// matchedAt is when a mentor said yes to somebody in a programme, for the first time from a time on, as far as the mirror knows.
func (s *Service) matchedAt(ctx context.Context, programme, newcomer string, from time.Time) (at time.Time, ok bool, err error) {
	found, _, err := s.m.matches.Find(ctx, store.Query{Where: []store.Cond{store.Where(byPair, store.Eq, programme+":"+newcomer)}, Limit: matchesOfOne})
	for _, m := range found {
		if yes := m.acceptedAt(); begun(m.Status) && !yes.Before(from) && (!ok || yes.Before(at)) {
			at, ok = yes, true
		}
	}
	return at, ok, err
}

// acceptedAt is when the first mentor said yes; of a match that was mirrored before that was kept, when it was made.
func (m *knownMatch) acceptedAt() time.Time {
	var at time.Time
	for _, o := range m.Offers {
		if (o.State == "accepted" || o.State == "handed_over") && !o.Ended.IsZero() && (at.IsZero() || o.Ended.Before(at)) {
			at = o.Ended
		}
	}
	if at.IsZero() {
		return m.Created
	}
	return at
}

// mentors says whether somebody mentors or mentored in a programme, in what was asked for after a time, as far as the mirror knows.
func (s *Service) mentors(ctx context.Context, programme, mentor string, after time.Time) (bool, error) {
	found, err := s.matchesOf(ctx, programme, mentor)
	return slices.ContainsFunc(found, func(m *knownMatch) bool { return begun(m.Status) && m.Created.After(after) }), err
}

// saidYes says whether somebody said yes to anybody in a programme, from a time on, as far as the mirror knows.
func (s *Service) saidYes(ctx context.Context, programme, mentor string, from time.Time) (bool, error) {
	found, err := s.matchesOf(ctx, programme, mentor)
	return slices.ContainsFunc(found, func(m *knownMatch) bool { return begun(m.Status) && !m.acceptedAt().Before(from) }), err
}

func (s *Service) matchesOf(ctx context.Context, programme, mentor string) ([]*knownMatch, error) {
	found, _, err := s.m.matches.Find(ctx, store.Query{Where: []store.Cond{store.Where(byMentor, store.Eq, programme+":"+mentor)}, Limit: matchesOfAll})
	return found, err
}

// live is how many people a mentor accompanies in a programme now.
func (s *Service) live(ctx context.Context, programme, mentor string) (n int, err error) {
	found, err := s.matchesOf(ctx, programme, mentor)
	for _, m := range found {
		if m.Status == "accepted" || m.Status == "active" {
			n++
		}
	}
	return n, err
}

// requestsOf are the requests of a programme that came to a mentor after a time. What its newcomer took back, and what a block ended, are
// over and not answered, and count for nobody.
func (s *Service) requestsOf(ctx context.Context, programme, mentor string, after time.Time) (out []outcomes.Request, err error) {
	found, _, err := s.m.matches.Find(ctx, store.Query{Where: []store.Cond{store.Where(byOffered, store.Eq, programme+":"+mentor)}, Limit: matchesOfAll})
	for _, m := range found {
		for _, o := range m.Offers {
			if o.Mentor != mentor || o.Asked.IsZero() || o.Asked.Before(after) {
				continue
			}
			switch o.State {
			case "asked":
				if m.Status == "open" { // with needs_info the newcomer is to answer
					out = append(out, outcomes.Request{Asked: o.Asked})
				}
			case "accepted", "declined", "handed_over":
				out = append(out, outcomes.Request{Asked: o.Asked, Ended: o.Ended, Answered: true})
			case "expired":
				out = append(out, outcomes.Request{Asked: o.Asked, Ended: o.Ended})
			}
		}
	}
	return out, err
}

// consoleProjects are the projects of a cohort that wait for an organiser, and the approved ones for which none of its mentors is named.
func (s *Service) consoleProjects(ctx context.Context, cohortID string, mentors []string) (out []api.ConsoleItem, err error) {
	err = s.beside.projects.EachWaiting(ctx, cohortID, func(d *store.Doc[project.Project]) error {
		out = append(out, api.ConsoleItem{Code: "offered", Offered: d.ID, Title: d.Body.Title, Since: d.Body.Moved})
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	all, err := s.beside.projects.Approved(ctx, cohortID)
	for id, p := range all {
		if !slices.ContainsFunc(p.Mentors, func(m string) bool { return slices.Contains(mentors, m) }) {
			out = append(out, api.ConsoleItem{Code: "project", Offered: id, Title: p.Title, Since: p.Moved})
		}
	}
	return out, err
}

// partnersWith are the partners that are with a cohort, with the projects that they brought.
func (s *Service) partnersWith(ctx context.Context, c *store.Doc[cohort.Cohort]) ([]api.CohortPartner, error) {
	with, err := s.cohorts.With(ctx, &c.Body)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, p := range with {
		if p.ID != "" {
			ids = append(ids, p.ID)
		}
	}
	brought, err := s.beside.partners.Brought(ctx, ids)
	for i, p := range with {
		if p.ID != "" {
			all := slices.Concat(p.Projects, brought[p.ID])
			slices.Sort(all)
			with[i].Projects = slices.Compact(all)
		}
	}
	return with, err
}

// helpedMost is how many projects of a cohort are looked at for help on their issues.
const helpedMost = 20

// helped is how much help mentors offer on issues of a cohort's projects of the catalogue, those with most first, at most helpedMost; and how
// many projects were left out.
func (s *Service) helped(ctx context.Context, c *store.Doc[cohort.Cohort]) (out []api.ConsoleHelp, left int, err error) {
	offered, err := s.beside.projects.Approved(ctx, c.ID)
	if err != nil {
		return nil, 0, err
	}
	at := map[string]int{}
	add := func(id string) {
		if _, there := at[id]; !there && id != "" {
			at[id] = len(out)
			out = append(out, api.ConsoleHelp{Project: id})
		}
	}
	with, err := s.partnersWith(ctx, c)
	if err != nil {
		return nil, 0, err
	}
	for _, p := range with {
		for _, id := range p.Projects {
			add(id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(offered)) {
		add(offered[id].Project)
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(at)), 100) {
		q := store.Query{Where: []store.Cond{store.Among(byProject, part)}, Limit: store.MaxLimit}
		for {
			found, next, err := s.m.helps.Find(ctx, q)
			if err != nil {
				return nil, 0, err
			}
			for _, h := range found {
				one := &out[at[h.Project]]
				one.Issues, one.Offers = one.Issues+1, one.Offers+h.Mentors
			}
			if q.After = next; next == "" {
				break
			}
		}
	}
	slices.SortStableFunc(out, func(a, b api.ConsoleHelp) int {
		return cmp.Or(cmp.Compare(b.Issues, a.Issues), cmp.Compare(b.Offers, a.Offers))
	})
	n := min(len(out), helpedMost)
	return out[:n:n], len(out) - n, nil
}

// maintains says whether one of these people looks after a project: by a role, or by a claim that the catalogue confirmed, as far as the mirror
// knows.
func (s *Service) maintains(ctx context.Context, project string, people []string) (bool, error) {
	known, err := s.m.projects.Get(ctx, project)
	switch {
	case fault.UnlessAbsent(err) != nil:
		return false, err
	case err == nil && slices.ContainsFunc(known.Maintainers, func(p string) bool { return slices.Contains(people, p) }):
		return true, nil
	}
	page, err := s.c.grantsOn(ctx, Scope{ScopeProject, project}.String(), matchesOfOne, "")
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(page.Docs, func(d *store.Doc[Grants]) bool { return slices.Contains(people, d.ID) }), nil
}

// proofs is what the tokens of an account's mails are bound to; ok is false where it may not take part.
func (s *Service) proofs(ctx context.Context, account string) (int64, bool, error) {
	a, err := s.m.accounts.Get(ctx, account)
	if err != nil {
		return 0, false, fault.UnlessAbsent(err)
	}
	return a.Proofs, !a.Suspended, nil
}

// begun says whether a match with a mentor became a mentorship.
func begun(status string) bool {
	return slices.Contains([]string{"accepted", "active", "completed", "ended"}, status)
}
