package event

import (
	"cmp"
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// Mending teams: who went is taken out of theirs; a team that is too small takes somebody from none, or from one that can spare them; where
// nobody can come it is closed and its people go where there is room. Then whoever is in no team is put where there is room. Only who is moved
// is told.

// repair mends the teams of an event as they stand.
func (s *Service) repair(ctx context.Context, d *store.Doc[Event], p *progress) error {
	if d.Body.Published.IsZero() {
		return nil
	}
	left, err := s.left(ctx, d.ID)
	if err != nil {
		return err
	}
	c, err := s.gather(ctx, d.ID)
	if err != nil {
		return err
	}
	teams, err := s.teamsOf(ctx, d.ID)
	if err != nil {
		return err
	}
	if teams, err = s.closeUnknown(ctx, d, c, teams); err != nil {
		return err
	}
	p.at(repairing, "repair", 0, len(left))
	if err := s.mend(ctx, d, c, teams, left); err != nil {
		return err
	}
	if err := s.seatAll(ctx, d, c, teams); err != nil {
		return err
	}
	if err := s.guideAll(ctx, d, c, teams); err != nil {
		return err
	}
	for _, a := range left {
		if _, err := s.c.attendees.Update(ctx, AttendeeID(d.ID, a.Person), func(d *store.Doc[Attendee]) error {
			if d.Body.Here() || d.Body.Mended {
				return store.Unchanged
			}
			d.Body.Mended, d.Body.Teams = true, nil
			return nil
		}); err != nil && fault.UnlessAbsent(err) != nil {
			return err
		}
	}
	return nil
}

// closeUnknown closes teams whose challenge is no longer accepted; their people are put where there is room. It answers the others. Publishing
// looks that there is none; a challenge that is hidden in the very moment of it gets here.
func (s *Service) closeUnknown(ctx context.Context, d *store.Doc[Event], c *cast, teams []*store.Doc[Team]) (known []*store.Doc[Team], err error) {
	for _, t := range teams {
		if _, ok := c.projects[t.Body.Challenge]; ok {
			known = append(known, t)
			continue
		}
		for _, a := range c.people {
			if a.team() != t.ID {
				continue
			}
			if err := s.give(ctx, d.ID, a.Person, "", "none"); err != nil {
				return nil, err
			}
			a.Teams = nil
		}
		if err := s.close(ctx, t); err != nil {
			return nil, err
		}
	}
	return known, nil
}

// left are those who went and whose teams are to be mended.
func (s *Service) left(ctx context.Context, id string) (out []*Attendee, err error) {
	err = s.c.attendees.Each(ctx, where(byLeft, id, 500, ""), func(d *store.Doc[Attendee]) error {
		out = append(out, &d.Body)
		return ctx.Err()
	})
	slices.SortFunc(out, func(x, y *Attendee) int { return cmp.Compare(x.Person, y.Person) })
	return out, err
}

// teamsOf are the teams that stand, by number.
func (s *Service) teamsOf(ctx context.Context, id string) (out []*store.Doc[Team], err error) {
	err = s.c.teams.Each(ctx, where(byEvent, id, 500, ""), func(d *store.Doc[Team]) error {
		out = append(out, d)
		return ctx.Err()
	})
	slices.SortFunc(out, func(x, y *store.Doc[Team]) int { return cmp.Compare(x.Body.Number, y.Body.Number) })
	return out, err
}

// mend has the solver mend the teams that somebody left, or that are too small since somebody was erased.
func (s *Service) mend(ctx context.Context, d *store.Doc[Event], c *cast, teams []*store.Doc[Team], left []*Attendee) error {
	problem, groups, gone, broken := c.standing(d.Body.Least, d.Body.Most, teams, left)
	if !broken {
		return nil
	}
	m, err := s.d.Solver.Mend(problem, groups, gone)
	if fault.Has(err, fault.Invalid) { // teams that no solver would make: they are mended by hand
		s.d.Log.WarnContext(ctx, "teams of an event are mended without the solver", "event", d.ID, "err", err)
		return s.dissolve(ctx, d, c, teams)
	}
	if err != nil {
		return err
	}
	before := map[int32]string{}
	numbers := map[int32][]string{} // teams of a challenge, in order
	for g, t := range groups {
		numbers[t.Challenge] = append(numbers[t.Challenge], teams[g].ID)
		for _, i := range t.Members {
			before[i] = teams[g].ID
		}
	}
	after := named(m.Answer.Teams, numbers, before)
	guides := c.guideOf()
	for i, a := range c.people {
		now := after[int32(i)]
		if was := before[int32(i)]; was == now {
			continue
		}
		how := "moved"
		if now == "" {
			how = "none"
		}
		if err := s.give(ctx, d.ID, a.Person, now, how); err != nil {
			return err
		}
		a.Teams = nil
		if now == "" {
			continue
		}
		a.Teams = []string{now}
		if g := guides[now]; g != nil && c.apart[a.Person][g.Person] { // another mentor is looked for
			if err := s.unguide(ctx, g, now); err != nil {
				return err
			}
			delete(guides, now)
		}
	}
	stands := map[string]bool{}
	for _, id := range after {
		stands[id] = true
	}
	for _, t := range teams {
		if !stands[t.ID] {
			if err := s.close(ctx, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// dissolve closes the teams that are too small, and leaves all others as they are.
func (s *Service) dissolve(ctx context.Context, d *store.Doc[Event], c *cast, teams []*store.Doc[Team]) error {
	members := map[string][]*Attendee{}
	for _, a := range c.people {
		members[a.team()] = append(members[a.team()], a)
	}
	for _, t := range teams {
		if len(members[t.ID]) >= d.Body.Least {
			continue
		}
		for _, a := range members[t.ID] {
			if err := s.give(ctx, d.ID, a.Person, "", "none"); err != nil {
				return err
			}
			a.Teams = nil
		}
		if err := s.close(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// guideAll finds a mentor for teams that have none, where one has a place left.
func (s *Service) guideAll(ctx context.Context, d *store.Doc[Event], c *cast, teams []*store.Doc[Team]) error {
	guided, guides, free := map[string]bool{}, c.guides(), false
	for i, m := range c.mentors {
		for _, t := range m.Teams {
			guided[t] = true
		}
		guides[i].Places = max(0, guides[i].Places-int32(len(m.Teams)))
		free = free || guides[i].Places > 0
	}
	members := map[string][]int32{}
	for i, a := range c.people {
		members[a.team()] = append(members[a.team()], int32(i))
	}
	var groups []Group
	var ids []string
	for _, t := range teams {
		if j, ok := c.projects[t.Body.Challenge]; ok && !t.Body.Closed && !guided[t.ID] && len(members[t.ID]) > 0 {
			groups, ids = append(groups, Group{Challenge: j, Members: members[t.ID], Language: -1}), append(ids, t.ID)
		}
	}
	if !free || len(groups) == 0 {
		return nil
	}
	of, err := s.d.Solver.Guide(c.problem(d.Body.Least, d.Body.Most), groups, guides, c.unguided(groups), ctx.Done())
	if err != nil {
		return err
	}
	for g, i := range of {
		if i >= 0 {
			if err := s.give(ctx, d.ID, c.mentors[i].Person, ids[g], "late"); err != nil {
				return err
			}
		}
	}
	return nil
}

// close ends a team that nobody is left in; its mentor is told, who may have another.
func (s *Service) close(ctx context.Context, t *store.Doc[Team]) error {
	if _, err := s.c.teams.Update(ctx, t.ID, func(d *store.Doc[Team]) error {
		d.Body.Closed = true
		return nil
	}); err != nil {
		return err
	}
	t.Body.Closed = true
	in, err := s.c.members(ctx, []string{t.ID})
	if err != nil {
		return err
	}
	for _, m := range in[t.ID] {
		if m.As != Mentor {
			continue
		}
		if err := s.unguide(ctx, m, t.ID); err != nil {
			return err
		}
	}
	return nil
}

// unguide takes a team from its mentor, who is told.
func (s *Service) unguide(ctx context.Context, m *Attendee, team string) error {
	without := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return x == team })
	}
	m.Teams = without(m.Teams)
	_, err := s.c.attendees.Update(ctx, AttendeeID(m.Event, m.Person), func(d *store.Doc[Attendee]) error {
		teams := without(d.Body.Teams)
		if len(teams) == len(d.Body.Teams) {
			return store.Unchanged
		}
		d.Body.Teams = teams
		s.tell(ctx, d, "none")
		return nil
	})
	return fault.UnlessAbsent(err)
}

// seatAll puts everybody who is in no team where there is room; those who said most first, friends one after the other.
func (s *Service) seatAll(ctx context.Context, d *store.Doc[Event], c *cast, teams []*store.Doc[Team]) error {
	challenges := map[string]*Challenge{}
	for j, id := range c.challenges {
		challenges[id] = c.bodies[j]
	}
	list, at, guides := []standing{}, map[string]int{}, c.guideOf()
	for _, t := range teams {
		if !t.Body.Closed {
			at[t.ID] = len(list)
			list = append(list, standing{id: t.ID, number: t.Body.Number, challenge: t.Body.Challenge, guide: guides[t.ID]})
		}
	}
	var late []*Attendee
	for _, a := range c.people {
		if i, ok := at[a.team()]; ok {
			list[i].members = append(list[i].members, a)
		} else {
			late = append(late, a)
		}
	}
	slices.SortStableFunc(late, func(x, y *Attendee) int {
		return cmp.Or(cmp.Compare(x.Group, y.Group), cmp.Compare(x.Person, y.Person))
	})
	for _, a := range late {
		if a.Said.IsZero() { // they are at the door still: their languages decide
			continue
		}
		team := seat(a, list, challenges, d.Body.Most, c.apart)
		if team == "" {
			continue
		}
		if err := s.give(ctx, d.ID, a.Person, team, "late"); err != nil {
			return err
		}
		i := at[team]
		list[i].members = append(list[i].members, a)
		a.Teams = []string{team}
	}
	return nil
}
