package programs

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/csvsafe"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// MakeHub makes a programme a hub, for good. Its organisers. Conflict "hub.within".
func (s *Service) MakeHub(ctx context.Context, id string) (Seen, error) {
	if err := s.organises(ctx, id); err != nil {
		return Seen{}, err
	}
	inside := false
	if err := s.c.within(ctx, id, func(string) { inside = true }); err != nil {
		return Seen{}, err
	}
	if inside {
		return Seen{}, fault.New(fault.Conflict, "hub.within", "A programme with others within it cannot be a hub.")
	}
	d, err := s.c.programmes.Update(ctx, id, func(d *store.Doc[Programme]) error {
		changed, err := d.Body.BeHub(id)
		if err == nil && !changed {
			err = store.Unchanged
		}
		if err == nil {
			d.Emit(s.madeProgramme(ctx, id, d.Body.Org, "changed"))
		}
		return err
	})
	if err != nil {
		return Seen{}, err
	}
	return s.seenBy(ctx, d)
}

// hub reads a hub that the caller sees. Conflict "hub.not_one".
func (s *Service) hub(ctx context.Context, id string) (Seen, error) {
	x, err := s.Programme(ctx, id)
	if err == nil && !x.Body.IsHub {
		err = fault.New(fault.Conflict, "hub.not_one", "This programme is no hub.")
	}
	return x, err
}

// MeetHub says that a programme is to be a community of a hub: it is once organisers of both have said so. Whoever organises either; nobody
// becomes an organiser of the other by it. Errors: NotFound; Forbidden "programs.organisers_only"; Conflict "hub.not_one", "hub.within",
// "hub.taken", "hub.invited_enough", "hub.too_many".
func (s *Service) MeetHub(ctx context.Context, hub, community string) (api.HubCommunity, error) {
	h, err := s.hub(ctx, hub)
	if err != nil {
		return api.HubCommunity{}, err
	}
	byHub, err := s.may(ctx, organiser, h.Body.Scopes(hub)...)
	if err != nil {
		return api.HubCommunity{}, err
	}
	for range meetTries {
		c, err := s.Programme(ctx, community)
		if fault.Absent(err) {
			err = fault.InvalidFields(fault.Field{Pointer: "/programme", Code: "unknown"})
		}
		if err != nil {
			return api.HubCommunity{}, err
		}
		byOwn, err := s.may(ctx, organiser, c.Body.Scopes(community)...)
		if err != nil {
			return api.HubCommunity{}, err
		}
		if !byHub && !byOwn {
			return api.HubCommunity{}, refusal.NotOrganiser
		}
		d, err := s.meet(ctx, hub, c.Doc, byHub, byOwn)
		if fault.Coded(err, "store.moved") {
			continue
		}
		if err != nil {
			return api.HubCommunity{}, err
		}
		return communityBody(hub, d), nil
	}
	return api.HubCommunity{}, fault.New(fault.Unavailable, "store.contended", "Too many changed this at the same moment. Try again.")
}

// meetTries is how often a programme is brought together with a hub again that moved meanwhile.
const meetTries = 20

// meet brings them together if the programme is still the one that was read: Conflict "store.moved" else. Of those who are in, who ask and
// who are invited a hub has hubMost each.
func (s *Service) meet(ctx context.Context, hub string, c *store.Doc[Programme], byHub, byOwn bool) (*store.Doc[Programme], error) {
	next := c.Body
	if changed, err := next.Meet(c.ID, hub, byHub, byOwn); err != nil || !changed {
		return c, err
	}
	to := next.StateIn(hub)
	free, err := s.c.meeting.Take(ctx, hub+"_"+to, c.ID, "", func(ctx context.Context, others store.Held) error {
		docs, err := s.communities(ctx, hub)
		if err != nil {
			return err
		}
		n := others.Len()
		for _, d := range docs {
			if d.Body.StateIn(hub) == to && !others.Has(d.ID) {
				n++
			}
		}
		if n >= hubMost {
			return fault.Newf(fault.Conflict, "hub.too_many", "A hub has at most %d communities.", hubMost)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	defer free()
	return s.c.programmes.UpdateAt(ctx, c.ID, c.Version, func(d *store.Doc[Programme]) error {
		d.Body = next
		d.Emit(s.madeProgramme(ctx, d.ID, d.Body.Org, "changed"))
		return nil
	})
}

// PartHub takes a community out of a hub, or ends its asking or the invitation. Organisers of either. Who is a member of it stays one.
func (s *Service) PartHub(ctx context.Context, hub, community string) error {
	h, err := s.hub(ctx, hub)
	if err != nil {
		return err
	}
	scopes := h.Body.Scopes(hub)
	c, err := s.c.programmes.Get(ctx, community)
	if fault.UnlessAbsent(err) != nil {
		return err
	}
	met := err == nil && c.Body.StateIn(hub) != ""
	if met {
		scopes = append(scopes, c.Body.Scopes(community)...)
	}
	ok, may := s.may(ctx, organiser, scopes...)
	switch {
	case may != nil:
		return may
	case !ok:
		return refusal.NotOrganiser
	case !met:
		return nil
	}
	_, err = s.c.programmes.Update(ctx, community, func(d *store.Doc[Programme]) error {
		if !d.Body.Part(hub) {
			return store.Unchanged
		}
		d.Emit(s.madeProgramme(ctx, community, d.Body.Org, "changed"))
		return nil
	})
	return err
}

// Communities are those of a hub, by name: whoever sees the hub sees those that are in and shown to everybody, or their own; organisers of the
// hub see all, and those who asked.
func (s *Service) Communities(ctx context.Context, hub string) ([]api.HubCommunity, error) {
	h, err := s.hub(ctx, hub)
	if err != nil {
		return nil, err
	}
	organises, err := s.may(ctx, organiser, h.Body.Scopes(hub)...)
	if err != nil {
		return nil, err
	}
	docs, err := s.communities(ctx, hub)
	if err != nil {
		return nil, err
	}
	out := []api.HubCommunity{}
	for _, d := range docs {
		x, err := s.seenBy(ctx, d)
		if err != nil {
			return nil, err
		}
		mine, in := x.Member != nil || len(x.Roles) > 0, d.Body.StateIn(hub) == HubIn
		if !organises && !mine && (!in || !d.Body.Listed) || !in && !organises && len(x.Roles) == 0 {
			continue
		}
		b := communityBody(hub, d)
		b.Member = x.Member != nil && x.Member.In()
		out = append(out, b)
	}
	return out, nil
}

func (s *Service) communities(ctx context.Context, hub string) ([]*store.Doc[Programme], error) {
	page, err := s.c.programmes.Find(ctx, store.Query{
		Where: []store.Cond{store.Where(byHubs, store.Eq, hub)}, Sort: []store.Order{{Index: byName}}, Limit: 3 * hubMost,
	})
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

func communityBody(hub string, d *store.Doc[Programme]) api.HubCommunity {
	p := &d.Body
	return api.HubCommunity{Programme: d.ID, Name: p.Name, About: p.About, State: p.StateIn(hub), Open: p.Open, Joining: p.Joining, Rules: p.Rules.Version,
		MentorApproval: p.Rules.MentorApproval}
}

// HubReports are the figures of a hub of the last two years, the latest first: its organisers, and whoever has a role on it.
func (s *Service) HubReports(ctx context.Context, hub string) ([]api.HubReport, error) {
	x, err := s.hub(ctx, hub)
	if err != nil {
		return nil, err
	}
	if len(x.Roles) == 0 && !auth.From(ctx).Has(auth.Administrator) {
		return nil, refusal.NotOrganiser
	}
	page, err := s.c.hubReports.Find(ctx, reportsOf(hub, 24))
	if err != nil {
		return nil, err
	}
	out := []api.HubReport{}
	for _, d := range page.Docs {
		r := api.HubReport{Month: d.Body.Month, Communities: d.Body.Communities, Figures: []api.HubFigure{}}
		for _, f := range d.Body.Figures {
			r.Figures = append(r.Figures, api.HubFigure{Figure: f.Figure, Value: f.Value, Hidden: f.Hidden})
		}
		out = append(out, r)
	}
	return out, nil
}

// tickHubs makes this month's figures of every hub that has none. Any number of replicas may call it.
func (s *Service) tickHubs(ctx context.Context) error {
	month := s.d.Now().UTC().Format("2006-01")
	q := store.Query{Where: []store.Cond{store.Where(byIsHub, store.Eq, true)}, Limit: 100}
	return s.c.programmes.Each(ctx, q, func(d *store.Doc[Programme]) error {
		id := hubReportID(d.ID, month)
		if _, err := s.c.hubReports.Get(ctx, id); !fault.Absent(err) {
			return err
		}
		before, err := s.c.hubReports.Find(ctx, reportsOf(d.ID, 1))
		if err != nil {
			return err
		}
		var last *HubReport
		if len(before.Docs) > 0 {
			last = &before.Docs[0].Body
		}
		r, err := s.countHub(ctx, d.ID, month, last)
		if err != nil {
			return err
		}
		if _, err = s.c.hubReports.Insert(ctx, id, r, nil); fault.Coded(err, "store.exists") {
			err = nil // by another replica
		}
		return err
	})
}

// countHub counts over the communities of a hub: people once, however many communities they are in.
func (s *Service) countHub(ctx context.Context, hub, month string, last *HubReport) (HubReport, error) {
	out := HubReport{Hub: hub, Month: month}
	docs, err := s.communities(ctx, hub)
	if err != nil {
		return out, err
	}
	var of []string
	people := [2]map[string]bool{{}, {}}
	given, total := map[string][]int{}, map[string]int{}
	for _, c := range docs {
		if c.Body.StateIn(hub) != HubIn {
			continue
		}
		out.Communities++
		of = append(of, c.ID)
		n := [4]int{}
		q := store.Query{Where: []store.Cond{store.Where(byProgramme, store.Eq, c.ID)}, Limit: 500}
		err := s.c.members.Each(ctx, q, func(d *store.Doc[Member]) error {
			for i, is := range []bool{d.Body.Newcomer, d.Body.Mentor} {
				if is {
					n[i]++
					people[i][d.Body.Person] = true
				}
			}
			return ctx.Err()
		})
		if err == nil {
			n[2], n[3], err = s.mentorshipsOf(ctx, c.ID)
		}
		if err != nil {
			return out, err
		}
		for i, name := range hubFigures {
			given[name] = append(given[name], n[i])
			total[name] += n[i]
		}
	}
	total["newcomers"], total["mentors"] = len(people[0]), len(people[1])
	for i, name := range hubFigures {
		var was *HubFigure
		if last != nil && i < len(last.Figures) {
			was = &last.Figures[i]
		}
		out.Figures = append(out.Figures, hubFigure(name, total[name], given[name], of, was))
	}
	return out, nil
}

// mentorshipsOf counts the mentorships of a programme that began, and those that were completed, as far as the mirror knows.
func (s *Service) mentorshipsOf(ctx context.Context, programme string) (begunOnes, completed int, err error) {
	after := ""
	for {
		found, next, err := s.m.matches.Find(ctx, store.Query{
			Where: []store.Cond{store.Where(byPair, store.Ge, programme+":"), store.Where(byPair, store.Lt, programme+";")}, Limit: 500, After: after,
		})
		if err != nil {
			return 0, 0, err
		}
		for _, m := range found {
			if begun(m.Status) {
				begunOnes++
			}
			if m.Status == "completed" {
				completed++
			}
		}
		if after = next; after == "" {
			return begunOnes, completed, nil
		}
	}
}

// hubReportID names a month's figures; ids of programmes have no underscore.
func hubReportID(hub, month string) string { return hub + "_" + month }

// hubFile is a hub's figures as a table: a row for each month, an empty cell for what is hidden.
func hubFile(list []api.HubReport) []byte {
	var t csvsafe.Table
	t.Texts(append([]string{"month", "communities"}, hubFigures...)...)
	for _, r := range list {
		row := []any{r.Month, r.Communities}
		for _, f := range r.Figures {
			var cell any = ""
			if !f.Hidden {
				cell = f.Value
			}
			row = append(row, cell)
		}
		t.Row(row...)
	}
	return t.Bytes()
}
