package programs

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/pace"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	byName      = "name"
	byOrg       = "org"
	byListed    = "listed"
	byProgramme = "programme"
	byPerson    = "person"
	byApproval  = "approval"
	byScope     = "scope"
	byActor     = "actor" // who decided, gave or made it
	byHubOf     = "hub"
	byHubs      = "hubs" // those that it is in, has asked, or is invited by
	byIsHub     = "is_hub"
	byAround    = "around"
	byMonth     = "month"
	byAt        = "at"
)

// collections are this service's documents.
type collections struct {
	orgs       *store.Collection[Organisation]
	programmes *store.Collection[Programme]
	rules      *store.Collection[PastRules]
	members    *store.Collection[Member]
	grants     *store.Collection[Grants]
	hubReports *store.Collection[HubReport]
	// registering are registrations with a hub that are not done yet; meeting is the limit of a hub's communities.
	registering *store.Collection[HubRegistration]
	meeting     *store.Holds
	making      *store.Holds // the limit of an organisation's programmes
	paces       *store.Collection[pace.Budget]
}

func openCollections(ctx context.Context, db *store.DB) (c collections, err error) {
	c.orgs, err = store.Open(ctx, db, store.Spec[Organisation]{
		Name: "programs_organisation", Schema: 1, Indexes: []store.Index{{Name: byName}, {Name: byActor, Multi: true}},
		Keys: func(_ string, o *Organisation) store.Keys {
			return store.Keys{byName: sortKey(o.Name), byActor: actors(o.By)}
		},
	})
	if err != nil {
		return c, err
	}
	c.programmes, err = store.Open(ctx, db, store.Spec[Programme]{
		Name: "programs_programme", Schema: 2, Upcast: liftProgramme, State: true,
		Indexes: []store.Index{{Name: byName}, {Name: byOrg}, {Name: byListed}, {Name: byActor, Multi: true}, {Name: byHubs, Multi: true}, {Name: byIsHub},
			{Name: byAround, Multi: true}},
		Keys: func(_ string, p *Programme) store.Keys {
			k := store.Keys{byName: sortKey(p.Name), byOrg: p.Org, byListed: p.Listed, byActor: actors(p.By, p.RulesBy)}
			k[byHubs], k[byAround] = actors(append([]string{p.Hub}, p.InvitedBy...)...), p.Path
			if p.IsHub {
				k[byIsHub] = true
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	c.rules, err = store.Open(ctx, db, store.Spec[PastRules]{
		Name: "programs_rules", Schema: 1, Indexes: []store.Index{{Name: byActor, Multi: true}},
		Keys: func(_ string, r *PastRules) store.Keys { return store.Keys{byActor: actors(r.By)} },
	})
	if err != nil {
		return c, err
	}
	c.members, err = store.Open(ctx, db, store.Spec[Member]{
		Name: "programs_member", Schema: 1, State: true,
		Indexes: []store.Index{{Name: byProgramme}, {Name: byPerson}, {Name: byApproval}, {Name: byActor, Multi: true}},
		Keys: func(_ string, m *Member) store.Keys {
			k := store.Keys{byPerson: m.Person, byActor: actors(m.By)}
			if m.In() || m.Invited {
				k[byProgramme] = m.Programme
			}
			if m.Mentor && m.Approval != NotOffered {
				k[byApproval] = m.Approval
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	c.grants, err = store.Open(ctx, db, store.Spec[Grants]{
		Name: "programs_grants", Schema: 1, State: true,
		Indexes: []store.Index{{Name: byScope, Multi: true}, {Name: byActor, Multi: true}},
		Keys: func(_ string, g *Grants) store.Keys {
			var scopes, by []string
			for _, x := range g.List {
				scopes, by = append(scopes, x.Scope), append(by, x.By)
			}
			return store.Keys{byScope: scopes, byActor: actors(by...)}
		},
	})
	if err != nil {
		return c, err
	}
	c.hubReports, err = store.Open(ctx, db, store.Spec[HubReport]{
		Name: "programs_hub_report", Schema: 1, Indexes: []store.Index{{Name: byHubOf}, {Name: byMonth}},
		Keys: func(_ string, r *HubReport) store.Keys { return store.Keys{byHubOf: r.Hub, byMonth: r.Month} },
	})
	if err != nil {
		return c, err
	}
	c.registering, err = store.Open(ctx, db, store.Spec[HubRegistration]{
		Name: "programs_hub_registration", Schema: 1, Indexes: []store.Index{{Name: byPerson}, {Name: byAt}},
		Keys: func(_ string, r *HubRegistration) store.Keys {
			return store.Keys{byPerson: r.Person, byAt: store.At(r.At)}
		},
	})
	if err != nil {
		return c, err
	}
	if c.meeting, err = store.OpenHolds(ctx, db, "programs_hub_meeting"); err != nil {
		return c, err
	}
	if c.making, err = store.OpenHolds(ctx, db, "programs_programme_making"); err != nil {
		return c, err
	}
	c.paces, err = store.Open(ctx, db, store.Spec[pace.Budget]{Name: "programs_making_pace", Schema: 1})
	return c, err
}

// actors are those of the ids that name somebody, each once.
func actors(ids ...string) []string {
	out := []string{}
	for _, id := range ids {
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// forgetBy takes the id of somebody who has left out of what they decided or made: it stays, by somebody who left.
func forgetBy[T any](ctx context.Context, c *store.Collection[T], person string, forget func(*T)) error {
	for { // what was forgotten is not found again
		page, err := c.Find(ctx, store.Query{Where: []store.Cond{store.Where(byActor, store.Eq, person)}, Limit: store.MaxLimit})
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			_, err := c.Update(ctx, d.ID, func(d *store.Doc[T]) error {
				forget(&d.Body)
				return nil
			})
			if err != nil && !fault.Has(err, fault.NotFound) && !fault.Has(err, fault.Gone) {
				return err
			}
		}
	}
}

// sortKey makes names sortable without case.
func sortKey(name string) string { return strings.ToLower(name) }

// pastRulesID names a version of a programme's rules.
func pastRulesID(programme string, version int) string {
	return programme + "_v" + strconv.Itoa(version)
}

func (c collections) organisations(ctx context.Context, limit int, after string) (*store.Page[Organisation], error) {
	return c.orgs.Find(ctx, store.Query{Sort: []store.Order{{Index: byName}}, Limit: limit, After: after})
}

// listed are the programmes shown to everybody; of one organisation, if org is given.
func (c collections) listed(ctx context.Context, org string, limit int, after string) (*store.Page[Programme], error) {
	q := store.Query{
		Where: []store.Cond{store.Where(byListed, store.Eq, true)}, Sort: []store.Order{{Index: byName}}, Limit: limit, After: after,
	}
	if org != "" {
		q.Where = append(q.Where, store.Where(byOrg, store.Eq, org))
	}
	return c.programmes.Find(ctx, q)
}

func (c collections) programmesOf(ctx context.Context, orgs []string) (*store.Page[Programme], error) {
	return c.programmes.Find(ctx, store.Query{Where: []store.Cond{store.Among(byOrg, orgs)}, Limit: store.MaxLimit})
}

// within goes through the programmes that are within one, however deep.
func (c collections) within(ctx context.Context, programme string, fn func(id string)) error {
	q := store.Query{Where: []store.Cond{store.Where(byAround, store.Eq, programme)}, Limit: store.MaxLimit}
	return c.programmes.Each(ctx, q, func(d *store.Doc[Programme]) error {
		fn(d.ID)
		return ctx.Err()
	})
}

func (c collections) memberships(ctx context.Context, person string) (*store.Page[Member], error) {
	return c.members.Find(ctx, store.Query{Where: []store.Cond{store.Where(byPerson, store.Eq, person)}, Limit: store.MaxLimit})
}

func (c collections) membersOf(ctx context.Context, programme, approval string, limit int, after string) (*store.Page[Member], error) {
	q := store.Query{Where: []store.Cond{store.Where(byProgramme, store.Eq, programme)}, Limit: limit, After: after}
	if approval != "" {
		q.Where = append(q.Where, store.Where(byApproval, store.Eq, approval))
	}
	return c.members.Find(ctx, q)
}

func (c collections) grantsOn(ctx context.Context, scope string, limit int, after string) (*store.Page[Grants], error) {
	return c.grants.Find(ctx, store.Query{Where: []store.Cond{store.Where(byScope, store.Eq, scope)}, Limit: limit, After: after})
}

// reportsOf are a hub's figures, the latest first.
func reportsOf(hub string, limit int) store.Query {
	return store.Query{Where: []store.Cond{store.Where(byHubOf, store.Eq, hub)}, Sort: []store.Order{{Index: byMonth, Desc: true}}, Limit: limit}
}
