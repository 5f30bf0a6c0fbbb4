package mentoring

import (
	"context"
	"errors"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

type mirrors struct {
	accounts   *outbox.Mirror[wire.AccountState]
	persons    *outbox.Mirror[knownPerson]
	programmes *outbox.Mirror[wire.ProgrammeState]
	members    *outbox.Mirror[wire.MemberState]
	// participants finds who has left a cohort.
	participants *outbox.Mirror[knownParticipant]
}

func openMirrors(ctx context.Context, d Deps) (m mirrors, err error) {
	if m.accounts, err = outbox.NewMirror[wire.AccountState](ctx, d.DB, d.Bus, service, d.Log, nil, nil); err != nil {
		return m, err
	}
	if m.persons, err = outbox.NewMirror(ctx, d.DB, d.Bus, service, d.Log, []store.Index{{Name: "mentor"}}, mentorKeys); err != nil {
		return m, err
	}
	if m.programmes, err = outbox.NewMirror[wire.ProgrammeState](ctx, d.DB, d.Bus, service, d.Log, nil, nil); err != nil {
		return m, err
	}
	m.members, err = outbox.NewMirror(ctx, d.DB, d.Bus, service, d.Log, []store.Index{{Name: "who"}, {Name: "programme"}},
		func(_ string, s *wire.MemberState) store.Keys {
			k := store.Keys{"who": memberKey(s.Programme, s.Person)}
			if s.Mentor {
				k["programme"] = s.Programme
			}
			return k
		})
	if err != nil {
		return m, err
	}
	m.participants, err = outbox.NewMirror(ctx, d.DB, d.Bus, service, d.Log, []store.Index{{Name: "left"}}, leftKeys)
	return m, err
}

// mentorKeys finds who mentors.
func mentorKeys(id string, p *knownPerson) store.Keys {
	if !p.Mentor || p.Refused {
		return nil
	}
	return store.Keys{"mentor": id}
}

// leftKeys finds who took part in a cohort and has left it.
func leftKeys(_ string, p *knownParticipant) store.Keys {
	if p.State == "accepted" {
		return nil
	}
	return store.Keys{"left": participantKey(p.Cohort, p.As, p.Person)}
}

func memberKey(programme, person string) string { return programme + "/" + person }

// mirroredProgramme reads a programme; the always-open one has its defaults until it is mirrored.
func (s *Service) mirroredProgramme(ctx context.Context, id string) (programme, error) {
	p, err := s.m.programmes.Get(ctx, id)
	switch {
	case err == nil:
		return programme{ID: id, Org: p.Org, Parent: p.Parent, Open: p.Open, Rules: filled(p.Rules)}, nil
	case !fault.Has(err, fault.NotFound):
		return programme{}, err
	case id == wire.AlwaysOpen:
		return programme{ID: id, Org: wire.AlwaysOpenOrg, Open: true, Rules: wire.DefaultRules()}, nil
	}
	return programme{}, errNoProgramme
}

var (
	errNoProgramme = &fault.Fault{
		Kind: fault.Invalid, Code: "programme.absent", Detail: "There is no such programme that you could ask in.",
		Fields: []fault.Field{{Pointer: "/programme", Code: "absent"}},
	}
	errUnconfirmed = fault.New(fault.Conflict, "account.unconfirmed", "Confirm your address first; the link is in the mail we sent.")
)

// mirroredEligible says whether the newcomer may ask these mentors in the programme: a confirmed account, visible and approved
// mentors, and members all of them, unless it is the always-open programme. A mentor who does not exist and one who may not
// be seen read the same, and so does one whom a block parts from the newcomer (parted).
func (s *Service) mirroredEligible(ctx context.Context, p programme, newcomer string, mentors []string, parted map[string]bool) error {
	accounts, err := s.m.accounts.GetMany(ctx, append([]string{newcomer}, mentors...))
	if err != nil {
		return err
	}
	if a := accounts[newcomer]; a == nil || !a.Confirmed || a.Suspended {
		return errUnconfirmed
	}
	if !p.Open {
		return errNoProgramme
	}
	persons, err := s.m.persons.GetMany(ctx, mentors)
	if err != nil {
		return err
	}
	closed := p.ID != wire.AlwaysOpen
	if closed {
		m, err := s.member(ctx, p.ID, newcomer)
		if err != nil {
			return err
		}
		if m == nil || !m.Newcomer {
			return errNoProgramme
		}
	}
	for i, id := range mentors {
		x, a := persons[id], accounts[id]
		var member *wire.MemberState
		if closed {
			if member, err = s.member(ctx, p.ID, id); err != nil {
				return err
			}
		}
		switch {
		case parted[id], x == nil, a != nil && a.Suspended, !x.mentorsIn(p.ID, p.Rules, member), !findable(x.FoundBy, closed):
			return errNoMentor(i)
		}
	}
	return nil
}

// mirroredConfirmed refuses whoever has not confirmed their address, or is suspended.
func (s *Service) mirroredConfirmed(ctx context.Context, person string) error {
	a, err := s.m.accounts.Get(ctx, person)
	if fault.Has(err, fault.NotFound) || err == nil && (!a.Confirmed || a.Suspended) {
		return errUnconfirmed
	}
	return err
}

// mirroredMentors says whether somebody mentors in a programme, so that those who may ask there can find them.
func (s *Service) mirroredMentors(ctx context.Context, p programme, person string) (bool, error) {
	a, err := s.m.accounts.Get(ctx, person)
	if fault.Has(err, fault.NotFound) || err == nil && (!a.Confirmed || a.Suspended) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	x, err := s.m.persons.Get(ctx, person)
	if fault.Has(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	closed := p.ID != wire.AlwaysOpen
	var member *wire.MemberState
	if closed {
		if member, err = s.member(ctx, p.ID, person); err != nil {
			return false, err
		}
	}
	return x.mentorsIn(p.ID, p.Rules, member) && findable(x.FoundBy, closed), nil
}

// findable: who may find the mentor, with both known to be members of the programme unless it is the open one.
func findable(by string, shared bool) bool {
	switch by {
	case "nobody":
		return false
	case "programme":
		return shared
	}
	return true
}

func (s *Service) member(ctx context.Context, programme, person string) (*wire.MemberState, error) {
	found, _, err := s.m.members.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("who", store.Eq, memberKey(programme, person))}, Limit: 1,
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// never given up: a person who is not forgotten waits for no operator.
const never = 1 << 30

// consumers are the facts this service reacts to.
func (s *Service) consumers() []bus.Consumer {
	return []bus.Consumer{s.safetyConsumer(), s.wishesConsumer(), {
		Service: service, Name: "mentoring_forget", From: "accounts", Subjects: wire.SubjectsOf(wire.AccountClosed{}), Dead: s.dead,
		MaxTries: never,
		Handle: func(ctx context.Context, m bus.Message) error {
			closed, err := wire.Read[wire.AccountClosed](m.Envelope)
			if err != nil {
				return bus.Hopeless("unreadable", err)
			}
			if closed.Account == "" {
				return bus.Hopeless("no_account", errors.New("mentoring: account_closed names nobody"))
			}
			if err := s.forget(ctx, closed.Account); err != nil {
				return err
			}
			return s.erasures.Confirm(ctx, s.relay, closed.Account)
		},
	}}
}
