package programs

import (
	"context"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// MakeHub makes a programme a hub, for good. Its organisers. Conflict "hub.within".
func (s *Service) MakeHub(ctx context.Context, id string) (Seen, error) {
	if err := s.organises(ctx, id); err != nil {
		return Seen{}, err
	}
	p, err := s.c.programmes.Get(ctx, id)
	if err != nil {
		return Seen{}, err
	}
	all, err := s.c.programmesOf(ctx, []string{p.Body.Org})
	if err != nil {
		return Seen{}, err
	}
	if slices.ContainsFunc(all.Docs, func(d *store.Doc[Programme]) bool { return slices.Contains(d.Body.Path, id) }) {
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
// "hub.taken", "hub.too_many".
func (s *Service) MeetHub(ctx context.Context, hub, community string) (api.HubCommunity, error) {
	h, err := s.hub(ctx, hub)
	if err != nil {
		return api.HubCommunity{}, err
	}
	byHub, err := s.may(ctx, organiser, h.Body.Scopes(hub)...)
	if err != nil {
		return api.HubCommunity{}, err
	}
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
		return api.HubCommunity{}, errNotOrganiser
	}
	n, err := s.c.programmes.Count(ctx, store.Where(byHubOf, store.Eq, hub))
	if err != nil {
		return api.HubCommunity{}, err
	}
	if n >= hubMost && c.Body.Hub != hub {
		return api.HubCommunity{}, fault.Newf(fault.Conflict, "hub.too_many", "A hub has at most %d communities.", hubMost)
	}
	d, err := s.c.programmes.Update(ctx, community, func(d *store.Doc[Programme]) error {
		changed, err := d.Body.Meet(community, hub, byHub, byOwn)
		if err == nil && !changed {
			err = store.Unchanged
		}
		if err == nil {
			d.Emit(s.madeProgramme(ctx, community, d.Body.Org, "changed"))
		}
		return err
	})
	if err != nil {
		return api.HubCommunity{}, err
	}
	return communityBody(d), nil
}

// PartHub takes a community out of a hub. Organisers of either. Who is a member of it stays one.
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
	if err == nil && c.Body.Hub == hub {
		scopes = append(scopes, c.Body.Scopes(community)...)
	}
	ok, may := s.may(ctx, organiser, scopes...)
	switch {
	case may != nil:
		return may
	case !ok:
		return errNotOrganiser
	case err != nil || c.Body.Hub != hub:
		return nil
	}
	_, err = s.c.programmes.Update(ctx, community, func(d *store.Doc[Programme]) error {
		if d.Body.Hub != hub {
			return store.Unchanged
		}
		d.Body.Hub, d.Body.HubState = "", ""
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
		mine := x.Member != nil || len(x.Roles) > 0
		if !organises && !mine && (d.Body.HubState != HubIn || !d.Body.Listed) || d.Body.HubState != HubIn && !organises && len(x.Roles) == 0 {
			continue
		}
		b := communityBody(d)
		b.Member = x.Member != nil && x.Member.In()
		out = append(out, b)
	}
	return out, nil
}

func (s *Service) communities(ctx context.Context, hub string) ([]*store.Doc[Programme], error) {
	page, err := s.c.programmes.Find(ctx, store.Query{
		Where: []store.Cond{store.Where(byHubOf, store.Eq, hub)}, Sort: []store.Order{{Index: byName}}, Limit: 2 * hubMost,
	})
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

func communityBody(d *store.Doc[Programme]) api.HubCommunity {
	p := &d.Body
	return api.HubCommunity{Programme: d.ID, Name: p.Name, About: p.About, State: p.HubState, Open: p.Open, Joining: p.Joining, Rules: p.Rules.Version,
		MentorApproval: p.Rules.MentorApproval}
}

// Register makes the caller a member of a hub and of the communities that they chose, as if they joined each: its rules hold. What they agreed
// to is kept with the membership: through which hub, and which version of the rules they read. Again is the same. Errors: those of Join for
// the hub itself; what keeps them out of a community is its outcome.
func (s *Service) Register(ctx context.Context, hub string, in api.HubRegistration) ([]api.HubOutcome, error) {
	if _, err := s.hub(ctx, hub); err != nil {
		return nil, err
	}
	if err := s.joinAlso(ctx, hub, in, "", 0); err != nil {
		return nil, err
	}
	out := []api.HubOutcome{}
	for _, c := range in.Communities {
		o := api.HubOutcome{Programme: c.Programme, Outcome: "absent"}
		d, err := s.c.programmes.Get(ctx, c.Programme)
		if fault.UnlessAbsent(err) != nil {
			return nil, err
		}
		if err == nil && d.Body.Hub == hub && d.Body.HubState == HubIn {
			if o.Outcome, err = s.registerIn(ctx, hub, d, in, c.Rules); err != nil {
				return nil, err
			}
		}
		out = append(out, o)
	}
	return out, nil
}

// registerIn registers the caller in one community.
func (s *Service) registerIn(ctx context.Context, hub string, d *store.Doc[Programme], in api.HubRegistration, rules int) (string, error) {
	if d.Body.Rules.Version != rules {
		return "rules_changed", nil
	}
	err := s.joinAlso(ctx, d.ID, in, hub, rules)
	for code, outcome := range map[string]string{"programme.closed": "closed", "programme.invited_only": "invited_only", "member.too_many": "too_many",
		"programme.absent": "absent"} {
		if fault.Coded(err, code) {
			return outcome, nil
		}
	}
	if err != nil {
		return "", err
	}
	m, err := s.c.members.Get(ctx, MemberID(d.ID, auth.From(ctx).ID))
	switch {
	case err != nil:
		return "", err
	case in.Mentor && m.Body.Approval == Waiting:
		return "waiting", nil
	}
	return "joined", nil
}

// joinAlso joins a programme beside what the caller is in it, and keeps through which hub and what they agreed to.
func (s *Service) joinAlso(ctx context.Context, id string, in api.HubRegistration, hub string, rules int) error {
	me := MemberID(id, auth.From(ctx).ID)
	was, err := s.c.members.Get(ctx, me)
	if fault.UnlessAbsent(err) != nil {
		return err
	}
	newcomer, mentor := in.Newcomer, in.Mentor
	if err == nil {
		newcomer, mentor = newcomer || was.Body.Newcomer, mentor || was.Body.Mentor
	}
	if _, err := s.Join(ctx, id, store.Op{}, newcomer, mentor); err != nil {
		return err
	}
	if hub == "" {
		return nil
	}
	_, err = s.c.members.Update(ctx, me, func(d *store.Doc[Member]) error {
		if d.Body.Hub == hub && d.Body.Agreed == rules {
			return store.Unchanged
		}
		d.Body.Hub, d.Body.Agreed = hub, rules
		return nil
	})
	return fault.UnlessAbsent(err)
}

// HubReports are the figures of a hub of the last two years, the latest first: its organisers, and whoever has a role on it.
func (s *Service) HubReports(ctx context.Context, hub string) ([]api.HubReport, error) {
	x, err := s.hub(ctx, hub)
	if err != nil {
		return nil, err
	}
	if len(x.Roles) == 0 && !auth.From(ctx).Has(auth.Administrator) {
		return nil, errNotOrganiser
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
		if c.Body.HubState != HubIn {
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
	b := []byte("month,communities")
	for _, f := range hubFigures {
		b = append(b, ","+f...)
	}
	b = append(b, "\r\n"...)
	for _, r := range list {
		b = append(b, r.Month+","+strconv.Itoa(r.Communities)...)
		for _, f := range r.Figures {
			b = append(b, ',')
			if !f.Hidden {
				b = strconv.AppendInt(b, int64(f.Value), 10)
			}
		}
		b = append(b, "\r\n"...)
	}
	return b
}
