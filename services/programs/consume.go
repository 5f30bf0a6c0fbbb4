package programs

import (
	"context"
	"errors"
	"slices"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// mirrors are what this service knows of others.
type mirrors struct {
	accounts *outbox.Mirror[knownAccount]
	persons  *outbox.Mirror[knownPerson]
	matches  *outbox.Mirror[knownMatch]
	// standings are only whom a block parts.
	standings *outbox.Mirror[knownStanding]
	// projects are only who looks after one of the catalogue.
	projects *outbox.Mirror[knownProject]
	helps    *outbox.Mirror[knownHelp]
}

// byPair finds the matches of a newcomer in a programme, byMentor those of a mentor, byOffered those that were to be or are a mentor's turn.
const (
	byPair    = "pair"
	byMentor  = "mentor"
	byOffered = "offered"
)

func openMirrors(ctx context.Context, d Deps) (m mirrors, err error) {
	if m.accounts, err = outbox.NewMirror[knownAccount](ctx, d.DB, d.Bus, self, d.Log, nil, nil); err != nil {
		return m, err
	}
	if m.persons, err = outbox.NewMirror[knownPerson](ctx, d.DB, d.Bus, self, d.Log, nil, nil); err != nil {
		return m, err
	}
	if m.standings, err = outbox.NewMirror[knownStanding](ctx, d.DB, d.Bus, self, d.Log, nil, nil); err != nil {
		return m, err
	}
	if m.projects, err = outbox.NewMirror[knownProject](ctx, d.DB, d.Bus, self, d.Log, nil, nil); err != nil {
		return m, err
	}
	if m.helps, err = outbox.NewMirror(ctx, d.DB, d.Bus, self, d.Log, []store.Index{{Name: byProject}}, helpKeys); err != nil {
		return m, err
	}
	m.matches, err = outbox.NewMirror(ctx, d.DB, d.Bus, self, d.Log, matchIndexes, matchKeys)
	return m, err
}

// byProject finds the help on issues of a project.
const byProject = "project"

func helpKeys(_ string, h *knownHelp) store.Keys {
	if h.Project == "" {
		return nil
	}
	return store.Keys{byProject: h.Project}
}

var matchIndexes = []store.Index{{Name: byPair}, {Name: byMentor}, {Name: byOffered, Multi: true}}

func matchKeys(_ string, x *knownMatch) store.Keys {
	k := store.Keys{}
	var asked []string
	for _, o := range x.Offers {
		if at := x.Programme + ":" + o.Mentor; !slices.Contains(asked, at) {
			asked = append(asked, at)
		}
	}
	if len(asked) > 0 {
		k[byOffered] = asked
	}
	if x.Mentor != "" { // somebody has accepted
		k[byPair], k[byMentor] = x.Programme+":"+x.Newcomer, x.Programme+":"+x.Mentor
	}
	return k
}

// never given up: a person who is not forgotten waits for no operator.
const never = 1 << 30

// consumers are the durable consumers of this service.
func (s *Service) consumers() []bus.Consumer {
	return []bus.Consumer{
		{
			Service: self, Name: "account_closed", From: "accounts", Dead: s.dead,
			Subjects: wire.SubjectsOf(wire.AccountClosed{}), Handle: s.accountClosed, MaxTries: never,
		},
		{
			Service: self, Name: "person_imported", From: "profiles", Dead: s.dead,
			Subjects: wire.SubjectsOf(wire.PersonImported{}), Handle: s.personImported,
		},
		s.sessionMarked(),
	}
}

var errMirrorBehind = errors.New("programs: a mirror has not come as far yet")

// accountClosed forgets the person: every membership and every role. The mirror of accounts must know first, so that somebody who
// joins at this moment, and looks into the mirror afterwards, takes the joining back (see settleJoined).
func (s *Service) accountClosed(ctx context.Context, m bus.Message) error {
	d, err := wire.Read[wire.AccountClosed](m.Envelope)
	if err != nil || !store.ValidID(d.Account) {
		return bus.Hopeless("unreadable", errors.Join(err, errors.New("no account named")))
	}
	if _, err := s.m.accounts.Get(ctx, d.Account); err == nil {
		return errMirrorBehind
	} else if !fault.Has(err, fault.NotFound) {
		return err
	}
	for { // what was deleted is not found again
		page, err := s.c.memberships(ctx, d.Account)
		if err != nil {
			return err
		}
		if len(page.Docs) == 0 {
			break
		}
		for _, x := range page.Docs {
			if err := s.deleteMember(ctx, x.ID); err != nil {
				return err
			}
		}
	}
	// A tombstone in any case: roles are not given to who is gone.
	err = s.c.grants.Delete(ctx, d.Account, nil)
	if fault.Coded(err, "store.absent") {
		if _, err = s.c.grants.Insert(ctx, d.Account, Grants{}, nil); err == nil || fault.Coded(err, "store.exists") {
			err = s.c.grants.Delete(ctx, d.Account, nil)
		}
	}
	if err := fault.UnlessAbsent(err); err != nil {
		return err
	}
	// Where they took part is noted before it is forgotten. Applications before how taking part goes: what writes there looks whether the
	// application is still there, afterwards.
	if err := s.participation.Leave(ctx, d.Account); err != nil {
		return err
	}
	if err := s.applications.Forget(ctx, d.Account); err != nil {
		return err
	}
	if err := errors.Join(s.events.Forget(ctx, d.Account), s.forgetDecider(ctx, d.Account), s.running.Forget(ctx, d.Account),
		s.forgetRegistrations(ctx, d.Account), s.c.paces.Drop(ctx, d.Account),
		s.outcomes.Forget(ctx, d.Account), s.cohorts.Forget(ctx, d.Account),
		s.participation.Forget(ctx, d.Account), s.beside.forget(ctx, d.Account)); err != nil {
		return err
	}
	return s.erasures.Confirm(ctx, s.relay, d.Account)
}

// forgetDecider takes the id of somebody who has left out of what they made, gave and decided.
func (s *Service) forgetDecider(ctx context.Context, person string) error {
	forget := func(by *string) {
		if *by == person {
			*by = ""
		}
	}
	if err := forgetBy(ctx, s.c.orgs, person, func(o *Organisation) { forget(&o.By) }); err != nil {
		return err
	}
	if err := forgetBy(ctx, s.c.programmes, person, func(p *Programme) { forget(&p.By); forget(&p.RulesBy) }); err != nil {
		return err
	}
	if err := forgetBy(ctx, s.c.rules, person, func(r *PastRules) { forget(&r.By) }); err != nil {
		return err
	}
	if err := forgetBy(ctx, s.c.members, person, func(m *Member) { forget(&m.By) }); err != nil {
		return err
	}
	return forgetBy(ctx, s.c.grants, person, func(g *Grants) {
		for i := range g.List {
			forget(&g.List[i].By)
		}
	})
}

func (s *Service) deleteMember(ctx context.Context, id string) error {
	return fault.UnlessAbsent(s.c.members.Delete(ctx, id, func(m *store.Doc[Member]) error {
		for _, e := range m.Body.Become(false, false, false, s.d.Now()) {
			m.Emit(outbox.Fact(ctx, s.d.DB, e, outbox.Scope{Programme: m.Body.Programme}))
		}
		return nil
	}))
}

// personImported takes in who was invited into a programme by a file. Somebody new, who has agreed to nothing yet, becomes a member as
// the file says: nobody sees them before they accept. Somebody who was here before is invited, and joins or not.
func (s *Service) personImported(ctx context.Context, m bus.Message) error {
	d, err := wire.Read[wire.PersonImported](m.Envelope)
	if err != nil || !store.ValidID(d.Person) {
		return bus.Hopeless("unreadable", errors.Join(err, errors.New("no person named")))
	}
	id := m.Envelope.Programme
	if id == "" || id == wire.AlwaysOpen {
		return nil
	}
	programme, err := s.c.programmes.Get(ctx, id)
	if fault.Has(err, fault.NotFound) {
		return bus.Hopeless("no_programme", err)
	}
	if err != nil {
		return err
	}
	// The state has at least the fact's version: the mirror must have come as far, else it is not known who has left.
	if !s.m.persons.Wait(ctx, d.Person, m.Envelope.Version) {
		return errMirrorBehind
	}
	_, err = s.m.persons.Get(ctx, d.Person)
	if fault.Has(err, fault.NotFound) {
		return nil // has left already
	}
	if err != nil {
		return err
	}
	_, err = s.c.members.Upsert(ctx, MemberID(id, d.Person), func(x *store.Doc[Member]) error {
		if x.Body.In() || x.Body.Invited {
			return store.Unchanged
		}
		x.Body.Programme, x.Body.Person, x.Body.Invited, x.Body.ByImport = id, d.Person, true, true
		if m.Envelope.Version == 1 && x.Version == 0 { // the import made the profile
			// The organiser's file vouches for the mentors in it.
			s.emitMember(ctx, x, programme.Body.Org, x.Body.Become(d.Newcomer, d.Mentor, false, s.d.Now()))
		}
		if s.confirmed(ctx, d.Person) == nil { // accounts tells whoever is new
			s.emitMember(ctx, x, programme.Body.Org, []wire.Event{wire.MemberInvited{Programme: id, Person: d.Person, As: invitedAs(d)}})
		}
		return nil
	})
	return fault.UnlessAbsent(err)
}

func invitedAs(d wire.PersonImported) string {
	switch {
	case d.Newcomer == d.Mentor:
		return ""
	case d.Mentor:
		return "mentor"
	}
	return "newcomer"
}

func (s *Service) emitMember(ctx context.Context, m *store.Doc[Member], org string, events []wire.Event) {
	for _, e := range events {
		m.Emit(outbox.Fact(ctx, s.d.DB, e, outbox.Scope{Org: org, Programme: m.Body.Programme}))
	}
}
