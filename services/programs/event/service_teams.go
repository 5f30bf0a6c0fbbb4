package event

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// MakeTeams has a draft made of everybody who is here, in the background. Organisers. Conflict "event.teams_stand" once teams were told,
// "event.no_solver".
func (s *Service) MakeTeams(ctx context.Context, id string) (api.Event, int64, error) {
	_, err := s.organised(ctx, id)
	switch {
	case err != nil:
	case s.d.Solver == nil:
		err = fault.New(fault.Conflict, "event.no_solver", "This process cannot make teams.")
	}
	if err != nil {
		return api.Event{}, 0, err
	}
	if _, err := s.c.events.Update(ctx, id, func(d *store.Doc[Event]) error {
		if !d.Body.Published.IsZero() || d.Body.has(publishing) {
			return fault.New(fault.Conflict, "event.teams_stand", "Teams were told already; who comes late is put where there is room.")
		}
		d.Body.ask(Work{Kind: solving, Since: s.d.Now()})
		d.Body.Failed = ""
		d.Emit(s.moved(ctx, id, d.Body.Org, d.Body.Programme, "team_making"))
		return nil
	}); err != nil {
		return api.Event{}, 0, refusal.Absent(err, errAbsent)
	}
	s.stir()
	return s.Get(ctx, id)
}

// Publish makes the teams of a draft, in the background, and tells everybody theirs. Organisers. Conflict "event.old_draft",
// "event.teams_stand".
func (s *Service) Publish(ctx context.Context, id, draft string) (api.Event, int64, error) {
	if _, err := s.organised(ctx, id); err != nil {
		return api.Event{}, 0, err
	}
	if _, err := s.c.events.Update(ctx, id, func(d *store.Doc[Event]) error {
		e := &d.Body
		switch {
		case e.has(publishing):
			return store.Unchanged
		case !e.Published.IsZero():
			return fault.New(fault.Conflict, "event.teams_stand", "Teams were told already.")
		case e.Draft == nil || e.Draft.ID != draft || e.has(solving):
			return errOldDraft
		}
		e.ask(Work{Kind: publishing, Draft: draft, Since: s.d.Now()})
		e.Failed = ""
		d.Emit(s.moved(ctx, id, e.Org, e.Programme, "published"))
		return nil
	}); err != nil {
		return api.Event{}, 0, refusal.Absent(err, errAbsent)
	}
	s.stir()
	return s.Get(ctx, id)
}

// Drafted pages through the teams of the draft, 18 at a time; after is the number of the page. Organisers. NotFound "event.no_draft".
func (s *Service) Drafted(ctx context.Context, id string, page int) (teams []api.EventTeam, more bool, err error) {
	x, err := s.organised(ctx, id)
	if err != nil {
		return nil, false, err
	}
	if x.Body.Draft == nil || page >= max(1, x.Body.Draft.Pages) {
		return nil, false, fault.New(fault.NotFound, "event.no_draft", "There is no draft here, or not so many teams in it.")
	}
	d, err := s.c.pages.Get(ctx, pageID(id, x.Body.Draft.ID, page))
	if fault.Absent(err) {
		return []api.EventTeam{}, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	var ids, challenges []string
	for _, t := range d.Body.Teams {
		challenges = append(challenges, t.Challenge)
		for _, m := range t.Members {
			ids = append(ids, AttendeeID(id, m))
		}
	}
	people, err := s.c.attendees.GetMany(ctx, ids)
	if err != nil {
		return nil, false, err
	}
	bodies, err := s.c.challenges.GetMany(ctx, slices.Compact(slices.Sorted(slices.Values(challenges))))
	if err != nil {
		return nil, false, err
	}
	for _, t := range d.Body.Teams {
		var in []*Attendee
		for _, m := range t.Members {
			if a := people[AttendeeID(id, m)]; a != nil {
				in = append(in, &a.Body)
			}
		}
		one := team(&Team{Event: id, Number: t.Number, Challenge: t.Challenge, Room: t.Room, Table: t.Table, Language: t.Language}, itoa(t.Number),
			in, bodies[t.Challenge])
		one.Mentor = t.Mentor
		teams = append(teams, one)
	}
	return teams, page+1 < x.Body.Draft.Pages, nil
}

// team is a team as those see it who may.
func team(t *Team, id string, in []*Attendee, c *store.Doc[Challenge]) api.EventTeam {
	out := api.EventTeam{ID: id, Number: t.Number, Challenge: t.Challenge, Room: t.Room, Table: t.Table, Language: t.Language,
		Members: []api.TeamMember{}, Lacks: []api.TeamLack{}, HandOver: t.HandOver}
	var needs []api.ChallengeNeed
	if c != nil {
		out.Title, needs = c.Body.Title, c.Body.Needs
	}
	groups := map[string]int{}
	var here []*Attendee
	for _, a := range in {
		if a.As == Mentor {
			out.Mentor = a.Person
			continue
		}
		if a.Group != "" {
			groups[a.Group]++
		}
		if a.Here() {
			here = append(here, a)
		}
	}
	for _, a := range in {
		if a.As == Mentor {
			continue
		}
		m := api.TeamMember{Person: a.Person, Here: a.Here(), Meets: meets(a, needs), Wish: slices.Index(a.Wishes, t.Challenge) + 1,
			Friends: groups[a.Group] > 1, GoingOn: a.GoingOn}
		if a.GoingOn {
			out.GoingOn++
		}
		out.Members = append(out.Members, m)
	}
	if common, any := shared(here); !any {
		if len(common) == 0 {
			out.Language = ""
		} else if !slices.Contains(common, out.Language) {
			out.Language = common[0]
		}
	}
	out.Lacks = append(out.Lacks, lacks(here, needs)...)
	return out
}

// Team is one team. Who is in it, guides it, or organises. NotFound "event.absent".
func (s *Service) Team(ctx context.Context, event, id string) (api.EventTeam, int64, error) {
	x, d, err := s.seesTeam(ctx, event, id)
	if err != nil {
		return api.EventTeam{}, 0, err
	}
	out, err := s.teamBodies(ctx, []*store.Doc[Team]{d})
	if err != nil {
		return api.EventTeam{}, 0, err
	}
	if !x.organiser { // what others wished for, and whom they came with, is theirs
		for i := range out[0].Members {
			if m := &out[0].Members[i]; m.Person != x.me.Body.Person {
				m.Wish, m.Friends = 0, false
			}
		}
	}
	return out[0], d.Version, nil
}

func (s *Service) seesTeam(ctx context.Context, event, id string) (sight, *store.Doc[Team], error) {
	x, err := s.see(ctx, event)
	if err != nil {
		return x, nil, err
	}
	d, err := s.c.teams.Get(ctx, id)
	if err := fault.UnlessAbsent(err); err != nil {
		return x, nil, err
	}
	if err != nil || d.Body.Event != event || !x.organiser && (x.me == nil || !slices.Contains(x.me.Body.Teams, id)) {
		return x, nil, errAbsent
	}
	return x, d, nil
}

func (s *Service) teamBodies(ctx context.Context, docs []*store.Doc[Team]) ([]api.EventTeam, error) {
	var ids, challenges []string
	for _, d := range docs {
		ids, challenges = append(ids, d.ID), append(challenges, d.Body.Challenge)
	}
	members, err := s.c.members(ctx, ids)
	if err != nil {
		return nil, err
	}
	bodies, err := s.c.challenges.GetMany(ctx, slices.Compact(slices.Sorted(slices.Values(challenges))))
	if err != nil {
		return nil, err
	}
	out := make([]api.EventTeam, 0, len(docs))
	for _, d := range docs {
		out = append(out, team(&d.Body, d.ID, members[d.ID], bodies[d.Body.Challenge]))
	}
	return out, nil
}

// Teams pages through the teams that stand, by number. Organisers.
func (s *Service) Teams(ctx context.Context, event string, limit int, after string) ([]api.EventTeam, string, error) {
	if _, err := s.organised(ctx, event); err != nil {
		return nil, "", err
	}
	q := where(byEvent, event, limit, after)
	q.Sort = []store.Order{{Index: byNumber}}
	page, err := s.c.teams.Find(ctx, q)
	if err != nil {
		return nil, "", err
	}
	out, err := s.teamBodies(ctx, page.Docs)
	return out, page.Next, err
}

// HandOver notes what is left of a team's work: the last word counts. It is the project's and stays with it: who closes their account leaves
// the words, without who wrote them. Who is in it, guides it, or organises. want is the version that was read,
// 0 for whichever: Stale "programs.changed".
func (s *Service) HandOver(ctx context.Context, event, id string, want int64, in api.HandOverBody) (api.EventTeam, int64, error) {
	x, _, err := s.seesTeam(ctx, event, id)
	if err != nil {
		return api.EventTeam{}, 0, err
	}
	body, wrong := handOver(in)
	if len(wrong) > 0 {
		return api.EventTeam{}, 0, fault.InvalidFields(wrong...)
	}
	if _, err := s.c.teams.Update(ctx, id, func(d *store.Doc[Team]) error {
		if want > 0 && d.Version != want {
			return refusal.Changed
		}
		if d.Body.HandOver != nil && *d.Body.HandOver == body {
			return store.Unchanged
		}
		d.Body.HandOver, d.Body.By, d.Body.At = &body, auth.From(ctx).ID, s.d.Now()
		return nil
	}); err != nil {
		return api.EventTeam{}, 0, refusal.Absent(err, errAbsent)
	}
	if err := s.alive(ctx, event, auth.From(ctx).ID, x.me != nil, x.me == nil); err != nil {
		return api.EventTeam{}, 0, err
	}
	return s.Team(ctx, event, id)
}

// HandedOver pages through what teams handed over, by number; it names nobody. Whoever sees the cohort, signed in or not.
func (s *Service) HandedOver(ctx context.Context, event string, limit int, after string) ([]api.HandedOver, string, error) {
	if _, err := s.see(ctx, event); err != nil {
		return nil, "", err
	}
	q := where(byState, event, limit, after)
	q.Sort = []store.Order{{Index: byNumber}}
	page, err := s.c.teams.Find(ctx, q)
	if err != nil {
		return nil, "", err
	}
	list, err := s.teamBodies(ctx, page.Docs)
	if err != nil {
		return nil, "", err
	}
	out := make([]api.HandedOver, 0, len(list))
	for _, t := range list {
		out = append(out, api.HandedOver{Team: t.ID, Number: t.Number, Title: t.Title, HandOverBody: *t.HandOver, GoingOn: t.GoingOn})
	}
	return out, page.Next, nil
}

// Forget erases somebody: their place at events, what they pitched, their name on badges, drafts and hand-overs, which stay. Their teams are
// mended.
func (s *Service) Forget(ctx context.Context, person string) error {
	var events []string
	if err := each(ctx, s.c.attendees, byPerson, person, func(id string) error {
		if event, _, ok := strings.Cut(id, "_"); ok {
			events = append(events, event)
		}
		if err := s.limits.Forget(ctx, id); err != nil {
			return err
		}
		return s.c.attendees.Delete(ctx, id, nil)
	}); err != nil {
		return err
	}
	if err := s.forgetWords(ctx, person); err != nil {
		return err
	}
	for _, id := range events {
		d, err := s.c.events.Get(ctx, id)
		if err == nil && !d.Body.Published.IsZero() {
			err = s.ask(ctx, id, repairing, "")
		}
		if err := fault.UnlessAbsent(err); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) forgetWords(ctx context.Context, person string) error {
	if err := each(ctx, s.c.challenges, byPerson, person, func(id string) error {
		_, err := s.c.challenges.Update(ctx, id, func(d *store.Doc[Challenge]) error { d.Body.forget(); return nil })
		return err
	}); err != nil {
		return err
	}
	if err := each(ctx, s.c.teams, byPerson, person, func(id string) error {
		_, err := s.c.teams.Update(ctx, id, func(d *store.Doc[Team]) error { d.Body.By = ""; return nil })
		return err
	}); err != nil {
		return err
	}
	if err := each(ctx, s.c.badges, byPerson, person, func(id string) error {
		_, err := s.c.badges.Update(ctx, id, func(d *store.Doc[Badge]) error { d.Body.Person = ""; return nil })
		return err
	}); err != nil {
		return err
	}
	if err := each(ctx, s.c.pages, byMember, person, func(id string) error {
		_, err := s.c.pages.Update(ctx, id, func(d *store.Doc[Page]) error { d.Body.forget(person); return nil })
		return err
	}); err != nil {
		return err
	}
	if err := each(ctx, s.c.attendees, byActor, person, func(id string) error {
		_, err := s.c.attendees.Update(ctx, id, func(d *store.Doc[Attendee]) error { d.Body.GoneBy = ""; return nil })
		return err
	}); err != nil {
		return err
	}
	return each(ctx, s.c.events, byActor, person, func(id string) error {
		_, err := s.c.events.Update(ctx, id, func(d *store.Doc[Event]) error { d.Body.By = ""; return nil })
		return err
	})
}

// forget takes somebody out of a draft's teams.
func (p *Page) forget(person string) {
	p.Teams = slices.Clone(p.Teams)
	for i := range p.Teams {
		t := &p.Teams[i]
		t.Members = slices.DeleteFunc(slices.Clone(t.Members), func(m string) bool { return m == person })
		if t.Mentor == person {
			t.Mentor = ""
		}
	}
}

// Kept are the lists of what is kept of a person, for their export, page by page into out: what they said, what they pitched, what they wrote
// last for a team. What a page holds of one event is together; the event may come again on another page.
func (s *Service) Kept(ctx context.Context, person string, out *api.ProgramsExport) []store.Section {
	of := func(event string) *api.ExportedEvent {
		at := slices.IndexFunc(out.Events, func(x api.ExportedEvent) bool { return x.Event == event })
		if at < 0 {
			at = len(out.Events)
			out.Events = append(out.Events, api.ExportedEvent{Event: event})
		}
		return &out.Events[at]
	}
	return []store.Section{
		store.Listed(ctx, s.c.attendees, where(byPerson, person, 0, ""), func(d *store.Doc[Attendee]) error {
			a, _, err := s.mine(ctx, d)
			of(d.Body.Event).Attendee = &a
			return err
		}),
		store.Listed(ctx, s.c.challenges, where(byPerson, person, 0, ""), func(d *store.Doc[Challenge]) error {
			x := of(d.Body.Event)
			x.Challenges = append(x.Challenges, api.Challenge{
				ID: d.ID, ChallengeBody: d.Body.ChallengeBody, State: d.Body.State, Own: true, Made: d.Body.Made,
			})
			return nil
		}),
		store.Listed(ctx, s.c.teams, where(byPerson, person, 0, ""), func(d *store.Doc[Team]) error {
			if x := of(d.Body.Event); d.Body.HandOver != nil {
				x.HandOvers = append(x.HandOvers, *d.Body.HandOver)
			}
			return nil
		}),
	}
}

// Sweep removes tombstones past their age, and ends what people of a team see of each other a while after their event.
func (s *Service) Sweep(ctx context.Context) error {
	if _, err := s.limits.Sweep(ctx, store.MaxLimit); err != nil {
		return err
	}
	_, err := s.c.attendees.Sweep(ctx, store.MaxLimit)
	return errors.Join(err, s.part(ctx))
}

// part takes the teams of events that ended a while ago out of what others mirror: nobody sees a page any longer because of a weekend.
func (s *Service) part(ctx context.Context) error {
	page, err := s.c.events.Find(ctx, store.Query{Where: []store.Cond{store.Where(byParts, store.Le, store.At(s.d.Now()))}, Limit: 20})
	if err != nil {
		return err
	}
	for _, e := range page.Docs {
		if err := s.c.attendees.Each(ctx, where(byEvent, e.ID, 500, ""), func(d *store.Doc[Attendee]) error {
			if d.Body.Apart || len(d.Body.Teams) == 0 {
				return ctx.Err()
			}
			_, err := s.c.attendees.Update(ctx, d.ID, func(d *store.Doc[Attendee]) error { d.Body.Apart = true; return nil })
			return fault.UnlessAbsent(err)
		}); err != nil {
			return err
		}
		if _, err := s.c.events.Update(ctx, e.ID, func(d *store.Doc[Event]) error {
			if at := d.Body.parts(); at.IsZero() || at.After(s.d.Now()) {
				return store.Unchanged // it was opened again
			}
			d.Body.Apart = true
			return nil
		}); fault.UnlessAbsent(err) != nil {
			return err
		}
	}
	return nil
}
