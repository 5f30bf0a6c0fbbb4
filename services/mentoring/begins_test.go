package mentoring

import (
	"context"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// club is a house with a closed programme, whose members and participants are whoever is said to be.
type club struct {
	*house
	rules wire.Rules
}

func newClub(t *testing.T, db *store.DB) *club {
	c := &club{house: newHouse(t, db, testkit.NewClock()), rules: wire.DefaultRules()}
	c.rules.MentorApproval = true
	v := c.state("club", wire.ProgrammeState{Programme: "club", Org: "org", Open: true, Rules: c.rules})
	testkit.Heard(t, c.s.m.programmes, "club", v)
	return c
}

func (c *club) member(person string, newcomer, mentor bool) {
	c.t.Helper()
	id := "club-" + person
	testkit.Heard(c.t, c.s.m.members, id, c.state(id, wire.MemberState{Programme: "club", Person: person, Newcomer: newcomer, Mentor: mentor, Approved: mentor}))
}

func (c *club) person(id string, p wire.PersonState) {
	c.t.Helper()
	p.Person, p.FoundBy = id, "nobody" // a round finds whom nobody else does
	testkit.Heard(c.t, c.s.m.persons, id, c.state(id, p))
}

func (c *club) participant(person, as, state string) {
	c.t.Helper()
	id := "spring-" + as + "-" + person
	testkit.Heard(c.t, c.s.m.participants, id, c.state(id, wire.ParticipantState{Participant: id, Org: "org", Programme: "club", Cohort: "spring",
		Person: person, As: as, State: state, Tracks: []string{}}))
}

// pair is a newcomer and a mentor who take part in everything.
func (c *club) pair(newcomer, mentor string) {
	c.t.Helper()
	c.account(newcomer)
	c.account(mentor)
	c.person(mentor, wire.PersonState{Mentor: true, Approved: true})
	c.member(newcomer, true, false)
	c.member(mentor, false, true)
	c.participant(newcomer, "newcomer", "accepted")
	c.participant(mentor, "mentor", "accepted")
}

func (c *club) propose(id, cohort, newcomer, mentor string) error {
	_, err := c.s.Propose(context.Background(), wire.ProposeQuestion{Match: id, Programme: "club", Cohort: cohort, Newcomer: newcomer, Mentor: mentor,
		Round: "round", Until: c.clock.Now().Add(7 * day)})
	return err
}

// leavings are all ways to take part no more. Those of the newcomer end what waits; a mentor can come back.
var leavings = []struct {
	name       string
	cohort     string
	ofNewcomer bool
	refused    string // what the mentor who accepts hears
	do, undo   func(c *club)
}{
	{"the newcomer left the programme", "", true, "match.not_asked", func(c *club) { c.member("nell", false, false) }, nil},
	{"the newcomer left the programme, not the cohort", "spring", true, "match.not_asked", func(c *club) { c.member("nell", false, false) }, nil},
	{"the newcomer left the cohort", "spring", true, "match.not_asked", func(c *club) { c.participant("nell", "newcomer", "left") }, nil},
	{"the mentor left the programme", "", false, "match.not_mentoring", func(c *club) { c.member("ann", false, false) },
		func(c *club) { c.member("ann", false, true) }},
	{"the mentor left the cohort", "spring", false, "match.not_mentoring", func(c *club) { c.participant("ann", "mentor", "left") },
		func(c *club) { c.participant("ann", "mentor", "accepted") }},
	{"the mentor stopped offering", "", false, "match.not_mentoring", func(c *club) { c.person("ann", wire.PersonState{Approved: true}) },
		func(c *club) { c.person("ann", wire.PersonState{Mentor: true, Approved: true}) }},
	{"the mentor is not approved", "", false, "match.not_mentoring", func(c *club) { c.person("ann", wire.PersonState{Mentor: true}) },
		func(c *club) { c.person("ann", wire.PersonState{Mentor: true, Approved: true}) }},
	{"moderators refused the mentor", "spring", false, "match.not_mentoring",
		func(c *club) { c.person("ann", wire.PersonState{Mentor: true, Approved: true, Refused: true}) },
		func(c *club) { c.person("ann", wire.PersonState{Mentor: true, Approved: true}) }},
}

// TestProposeWhoTakesPart: whoever takes part no more is not proposed, and it reads like every other pair that cannot be.
func TestProposeWhoTakesPart(t *testing.T) {
	for _, x := range leavings {
		t.Run(x.name, func(t *testing.T) {
			testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
				c := newClub(t, open())
				c.pair("nell", "ann")
				x.do(c)
				err := c.propose("p", x.cohort, "nell", "ann")
				if !fault.Coded(err, errNoPair.Code) || fault.As(err).Detail != errNoPair.Detail {
					t.Fatalf("proposed: %v", err)
				}
				if _, err := c.s.c.matches.Get(t.Context(), "p"); !fault.Has(err, fault.NotFound) {
					t.Fatalf("something was written: %v", err)
				}
				if x.undo != nil { // and comes back
					x.undo(c)
					c.must(c.propose("p", x.cohort, "nell", "ann"))
				}
			})
		})
	}
}

// TestProposeBeforeTheMirrorsHear: matching has heard of these people, mentoring not yet; a cohort that somebody left is not another one.
func TestProposeBeforeTheMirrorsHear(t *testing.T) {
	c := newClub(t, testkit.SQLite(t, testkit.NewClock().Now))
	c.must(c.propose("p1", "spring", "nell", "ann"))
	c.pair("nora", "ben")
	c.participant("nora", "newcomer", "left")
	c.participant("nora", "mentor", "accepted")
	c.must(c.propose("p2", "autumn", "nora", "ben"))
	v := c.state("nils", wire.AccountState{Account: "nils", Confirmed: true, Suspended: true})
	testkit.Heard(t, c.s.m.accounts, "nils", v)
	if err := c.propose("p3", "", "nils", "ann"); !fault.Coded(err, errNoPair.Code) {
		t.Fatalf("somebody suspended: %v", err)
	}
}

// TestAcceptWhoTakesPart: no mentorship begins with somebody who left between a proposal, or a request, and the yes.
func TestAcceptWhoTakesPart(t *testing.T) {
	for _, x := range leavings {
		for _, request := range []bool{false, true} {
			if request && x.cohort != "" {
				continue // a request is of a programme
			}
			name := x.name + ", proposed"
			if request {
				name = x.name + ", asked"
			}
			t.Run(name, func(t *testing.T) {
				testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
					c, ctx, id := newClub(t, open()), context.Background(), "p"
					c.pair("nell", "ann")
					if request {
						x := wire.PersonState{Person: "ann", Mentor: true, Approved: true, FoundBy: "everybody"}
						testkit.Heard(t, c.s.m.persons, "ann", c.state("ann", x))
						r, err := c.as("nell").CreateRequest(ctx, api.NewRequest{Programme: "club", Mentors: []string{"ann"}, Message: "hello"})
						c.must(err)
						id = r.ID
					} else {
						c.must(c.propose(id, x.cohort, "nell", "ann"))
					}
					x.do(c)
					for range 2 {
						if _, err := c.as("ann").AcceptRequest(ctx, id); !fault.Coded(err, x.refused) {
							t.Fatalf("accepted: %v", err)
						}
					}
					d, err := c.s.c.matches.Get(ctx, id)
					c.must(err)
					if d.Body.terminal() != x.ofNewcomer || !d.Body.Began.IsZero() {
						t.Fatalf("left as %s", d.Body.Status)
					}
					for _, p := range []string{"nell", "ann"} {
						st, err := c.s.standing(ctx, p)
						c.must(err)
						if st != nil && len(st.Body.Entries) > 0 {
							t.Errorf("%s keeps %+v", p, st.Body.Entries)
						}
					}
					if x.undo != nil {
						x.undo(c)
						if r, err := c.as("ann").AcceptRequest(ctx, id); err != nil || r.Status != "accepted" {
							t.Fatalf("back again: %+v %v", r, err)
						}
					}
				})
			})
		}
	}
}

// TestTakeOverWhoTakesPart: who is to go on and has left the programme since does not; the mentorship stays as it was.
func TestTakeOverWhoTakesPart(t *testing.T) {
	c, ctx := newClub(t, testkit.SQLite(t, testkit.NewClock().Now)), context.Background()
	c.pair("nell", "ann")
	c.pair("nora", "ben")
	testkit.Heard(t, c.s.m.persons, "ben", c.state("ben", wire.PersonState{Person: "ben", Mentor: true, Approved: true, FoundBy: "everybody"}))
	c.must(c.propose("p", "", "nell", "ann"))
	_, err := c.as("ann").AcceptRequest(ctx, "p")
	c.must(err)
	_, err = c.as("ann").ProposeHandOver(ctx, "p", "ben")
	c.must(err)
	_, err = c.as("nell").ConsentToHandOver(ctx, "p", false)
	c.must(err)
	c.member("ben", false, false)
	if _, err := c.as("ben").TakeOver(ctx, "p"); !fault.Coded(err, "match.not_mentoring") {
		t.Fatal(err)
	}
	c.member("nell", false, false) // who has left goes on with whom they have
	c.member("ben", false, true)
	if m, err := c.as("ben").TakeOver(ctx, "p"); err != nil || m.Mentor != "ben" {
		t.Fatalf("%+v %v", m, err)
	}
}
