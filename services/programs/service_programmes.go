package programs

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/pace"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/refusal"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// Seen is a programme as somebody sees it.
type Seen struct {
	*store.Doc[Programme]
	Member *Member  // nil for somebody who has nothing to do with it
	Roles  []string // on it or around it
}

// programmesMost is how many programmes an organisation has.
const programmesMost = 500

var errProgrammes = fault.Newf(fault.Conflict, "programme.too_many", "An organisation has room for %d programmes.", programmesMost)

// MakeProgramme makes one. Organisers of its organisation, or of the programme it is to be part of, and administrators. parent is "" or the
// programme it is part of. Invalid with every field; NotFound "organisation.absent" where the organisation is not the caller's to use;
// Conflict "programme.too_many".
func (s *Service) MakeProgramme(ctx context.Context, o Order, parent string, p Programme) (Seen, error) {
	who := auth.From(ctx)
	p, wrong := p.Check()
	wrong = append(wrong, wording.Titled(who, "/name", p.Name, "")...)
	scopes := []string{"org:" + p.Org}
	if parent != "" {
		above, err := s.c.programmes.Get(ctx, parent)
		if err != nil && !fault.Has(err, fault.NotFound) && !fault.Has(err, fault.Gone) {
			return Seen{}, err
		}
		var body *Programme
		if above != nil {
			body = &above.Body
		}
		wrong = append(wrong, p.Within(parent, body)...)
		if body != nil {
			scopes = append(scopes, body.Scopes(parent)...)
		}
	}
	ok, err := s.may(ctx, organiser, scopes...)
	if err != nil {
		return Seen{}, err
	}
	_, known := s.c.orgs.Get(ctx, p.Org)
	if !ok || fault.Has(known, fault.NotFound) {
		return Seen{}, errNoOrgToUse
	}
	if known != nil {
		return Seen{}, known
	}
	rules, bad := CheckRules(p.Rules, "/rules")
	p.Rules, wrong = rules, append(wrong, bad...)
	if len(wrong) > 0 {
		return Seen{}, fault.InvalidFields(wrong...)
	}
	made := false // before, by the same order
	free, err := s.c.making.Take(ctx, p.Org, o.ID, "", func(ctx context.Context, others store.Held) error {
		_, err := s.c.programmes.Get(ctx, o.ID)
		if made = err == nil; made {
			return nil
		}
		return store.Room(ctx, s.c.programmes, others, programmesMost, errProgrammes, store.Where(byOrg, store.Eq, p.Org))
	})
	if err != nil {
		return Seen{}, err
	}
	defer free()
	if !made {
		if err := s.makes(ctx); err != nil {
			return Seen{}, err
		}
	}
	now := s.d.Now()
	p.Rules.Version, p.Created, p.By, p.RulesAt, p.RulesBy = 1, now, who.ID, now, who.ID
	d, err := makeOnce(ctx, s.c.programmes, o, p, s.madeProgramme(ctx, o.ID, p.Org, "made"))
	if err != nil {
		return Seen{}, err
	}
	return s.seenBy(ctx, d)
}

// Somebody makes makesAtOnce programmes and cohorts at once, and then one each makesEvery.
const (
	makesAtOnce = 500
	makesEvery  = 30 * time.Second
)

// makes is an error where the caller makes too many programmes and cohorts at once: TooMany "programs.making_pace".
func (s *Service) makes(ctx context.Context) error {
	_, err := s.c.paces.Upsert(ctx, auth.From(ctx).ID, func(d *store.Doc[pace.Budget]) error {
		if wait := d.Body.Take(makesAtOnce, makesEvery, s.d.Now()); wait > 0 {
			return fault.New(fault.TooMany, "programs.making_pace", "You make many programmes and cohorts at once. Wait a little.").After(wait)
		}
		return nil
	})
	return err
}

// Programme reads one. Listed ones can be read by anybody; others by their members, those invited, whoever has a role on them or around
// them, and administrators. NotFound else.
func (s *Service) Programme(ctx context.Context, id string) (Seen, error) {
	d, err := s.c.programmes.Get(ctx, id)
	if fault.Absent(err) {
		return Seen{}, errNoProgramme
	}
	if err != nil {
		return Seen{}, err
	}
	seen, err := s.seenBy(ctx, d)
	if err != nil {
		return Seen{}, err
	}
	if !d.Body.Listed && seen.Member == nil && len(seen.Roles) == 0 && !auth.From(ctx).Has(auth.Administrator) {
		return Seen{}, errNoProgramme
	}
	return seen, nil
}

// seenBy adds what the caller is in a programme.
func (s *Service) seenBy(ctx context.Context, d *store.Doc[Programme]) (Seen, error) {
	seen := Seen{Doc: d, Roles: []string{}}
	p := auth.From(ctx)
	if !p.SignedIn() {
		return seen, nil
	}
	g, err := s.roles(ctx)
	if err != nil {
		return seen, err
	}
	seen.Roles = g.On(d.Body.Scopes(d.ID)...)
	m, err := s.c.members.Get(ctx, MemberID(d.ID, p.ID))
	switch {
	case fault.Has(err, fault.NotFound), fault.Has(err, fault.Gone):
	case err != nil:
		return seen, err
	case m.Body.In() || m.Body.Invited:
		seen.Member = &m.Body
	}
	return seen, nil
}

// Programmes pages through those that are shown to everybody, by name; of one organisation, if org is given.
func (s *Service) Programmes(ctx context.Context, org string, limit int, after string) ([]Seen, string, error) {
	page, err := s.c.listed(ctx, org, limit, after)
	if err != nil {
		return nil, "", err
	}
	out := make([]Seen, 0, len(page.Docs))
	for _, d := range page.Docs {
		out = append(out, Seen{Doc: d, Roles: []string{}})
	}
	return out, page.Next, nil
}

// maxMine bounds how many of one's own programmes are listed.
const maxMine = 300

// MyProgrammes are those that the caller is in, is invited to, or has a role on (those of an organisation in which they have one too), by
// name; at most maxMine.
func (s *Service) MyProgrammes(ctx context.Context) ([]Seen, error) {
	p := auth.From(ctx)
	members, err := s.c.memberships(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	g, err := s.roles(ctx)
	if err != nil {
		return nil, err
	}
	mine := map[string]*Member{}
	var ids, orgs []string
	for _, m := range members.Docs {
		if m.Body.In() || m.Body.Invited {
			mine[m.Body.Programme] = &m.Body
			ids = append(ids, m.Body.Programme)
		}
	}
	for _, x := range g.List {
		switch scope, _ := ParseScope(x.Scope); scope.Kind {
		case ScopeProgramme:
			ids = append(ids, scope.ID)
		case ScopeOrg:
			orgs = append(orgs, scope.ID)
		}
	}
	found, err := s.c.programmes.GetMany(ctx, ids[:min(len(ids), store.MaxLimit)])
	if err != nil {
		return nil, err
	}
	if len(orgs) > 0 {
		page, err := s.c.programmesOf(ctx, orgs)
		if err != nil {
			return nil, err
		}
		for _, d := range page.Docs {
			found[d.ID] = d
		}
	}
	out := make([]Seen, 0, len(found))
	for id, d := range found {
		out = append(out, Seen{Doc: d, Member: mine[id], Roles: g.On(d.Body.Scopes(id)...)})
	}
	slices.SortFunc(out, func(a, b Seen) int {
		switch x, y := sortKey(a.Body.Name)+a.ID, sortKey(b.Body.Name)+b.ID; {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return out[:min(len(out), maxMine)], nil
}

// ChangeProgramme changes what is said about it and who may join. Its organisers, and those around it. Forbidden for those who see it but do not
// organise it; NotFound for others; Stale "programs.changed".
func (s *Service) ChangeProgramme(ctx context.Context, id string, expected int64, change func(*Programme)) (Seen, error) {
	if err := s.organises(ctx, id); err != nil {
		return Seen{}, err
	}
	d, err := s.c.programmes.Update(ctx, id, func(d *store.Doc[Programme]) error {
		if expected > 0 && d.Version != expected {
			return refusal.Changed
		}
		next := d.Body
		change(&next)
		next, wrong := next.Check()
		wrong = append(wrong, wording.Titled(auth.From(ctx), "/name", next.Name, d.Body.Name)...)
		if id == wire.AlwaysOpen {
			wrong = append(wrong, next.CheckAlwaysOpen()...)
		}
		if len(wrong) > 0 {
			return fault.InvalidFields(wrong...)
		}
		if reflect.DeepEqual(next, d.Body) {
			return store.Unchanged
		}
		d.Body = next
		d.Emit(s.madeProgramme(ctx, id, next.Org, "changed"))
		return nil
	})
	if err != nil {
		return Seen{}, err
	}
	return s.seenBy(ctx, d)
}

// organises is nil if the caller organises the programme.
func (s *Service) organises(ctx context.Context, id string) error {
	seen, err := s.Programme(ctx, id)
	if err != nil {
		return err
	}
	if !slices.Contains(seen.Roles, RoleOrganiser) && !auth.From(ctx).Has(auth.Administrator) {
		return refusal.NotOrganiser
	}
	return nil
}
