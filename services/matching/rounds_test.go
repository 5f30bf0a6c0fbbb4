package matching

import (
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

// TestRolesNotKnownYet: as long as this process has not heard who has which role, an organiser is asked to wait, not told that there is no
// such programme.
func TestRolesNotKnownYet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.run()
	if err := w.s.knowsRoles(); err != nil {
		t.Fatal(err)
	}
	w.s.d.Guard = auth.NewGuard(w.hand, w.clock.Now, slog.New(slog.DiscardHandler)) // it follows nothing
	w.s.d.Granted = func(auth.Principal, []string, ...string) bool { return false }
	if _, err := w.as("olga").Rounds(t.Context(), "spring", 10, ""); !fault.Has(err, fault.Unavailable) {
		t.Errorf("an organiser hears %v", err)
	}
}

// TestCast: who takes part in a round, with the places that are really free; who has somebody, or waits for an
// answer, is left out and counted; what a block parts cannot be told.
func TestCast(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	p := newPicture(skill.Shipped())
	rules := wire.DefaultRules()
	rules.MentorCap, rules.MentorApproval = 3, true
	p.programme("spring", &wire.ProgrammeState{Programme: "spring", Org: "org", Open: true, Rules: rules})
	says := func(list ...wire.PersonState) {
		for i := range list {
			p.person(list[i].Person, &list[i])
		}
	}
	takes := func(cohort, as string, places int, people ...string) {
		for _, id := range people {
			p.participant(cohort+as+id, &wire.ParticipantState{Participant: cohort + as + id, Programme: "spring", Cohort: cohort, Person: id, As: as,
				Places: places, State: "accepted", Tracks: []string{"docs"}})
		}
	}
	stands := func(id string, capacity, taken int, more func(*wire.StandingState)) {
		s := wire.StandingState{Person: id, Capacity: capacity, CapacitySet: true, Taken: taken}
		if more != nil {
			more(&s)
		}
		p.standing(id, &s)
	}
	invited := newcomer("ivy", "go")
	invited.Invited = true
	says(newcomer("nia", "go"), newcomer("ned", "go"), newcomer("nat", "go"), newcomer("nora", "go"), invited,
		mentor("max", "go"), mentor("mia", "go"), mentor("moe", "go"), mentor("may", "go"), mentor("meg", "go"), newcomer("nobody", "go"))
	for _, id := range []string{"nia", "max", "mia", "moe", "may"} {
		p.persons[id].Zone = "Europe/Berlin"
		p.persons[id].Have = []wire.SkillLevel{{Skill: "git", Level: 2}}
	}
	for _, id := range []string{"max", "mia", "moe", "may", "meg"} {
		p.persons[id].Approved = true
		p.member("spring"+id, &wire.MemberState{Programme: "spring", Person: id, Mentor: true, Approved: id != "meg"})
	}
	takes("c1", "newcomer", 0, "nia", "ned", "nat", "ivy", "unknown")
	takes("c2", "newcomer", 0, "nora")
	takes("c1", "mentor", 0, "max", "mia", "may", "meg", "nobody") // meg waits for the programme's approval, nobody says that they mentor
	takes("c1", "mentor", 1, "moe")
	gone := *p.participants["c1newcomernia"]
	gone.Participant, gone.Person, gone.State = "left", "nora", "left"
	p.participant("left", &gone)
	stands("max", 9, 1, nil)                                                                  // the programme's cap is 3
	stands("mia", 2, 1, func(s *wire.StandingState) { s.Blocked = []string{"nia"} })          // one proposal waits
	stands("moe", 5, 0, nil)                                                                  // the cohort says 1
	stands("may", 2, 0, func(s *wire.StandingState) { s.PausedUntil = now.Add(time.Hour) })   // on leave
	stands("nat", 1, 0, func(s *wire.StandingState) { s.Caps = map[string]int{"spring": 0} }) // says nothing about a newcomer
	p.match("m1", &wire.MatchState{Match: "m1", Programme: "spring", Newcomer: "ned", Mentor: "max", Status: "active"})
	p.match("m2", &wire.MatchState{Match: "m2", Programme: "spring", Newcomer: "nat", Status: "proposed",
		Offers: []wire.OfferState{{Mentor: "mia", State: "asked"}}})
	p.match("m3", &wire.MatchState{Match: "m3", Programme: "open", Newcomer: "nia", Mentor: "moe", Status: "accepted"})

	c := p.cast("spring", "c1", "", now.UnixMilli(), casting.Cast{At: now})
	if len(c.Newcomers) != 1 || c.Newcomers[0].ID != "nia" || c.Newcomers[0].Track != "docs" || c.Newcomers[0].Language != "en" {
		t.Fatalf("%+v", c.Newcomers)
	}
	if n := c.Newcomers[0]; !slices.Equal(n.Taken, []string{"moe"}) {
		t.Errorf("together %v", n.Taken)
	}
	for _, who := range []casting.Taking{c.Newcomers[0].Taking, c.Mentors[0].Taking} { // all that the audit compares
		if who.Region != "Europe" || who.Language == "" || who.Experience == "" || who.Track != "docs" {
			t.Errorf("%+v", who)
		}
	}
	mia := *p.standings["mia"]
	mia.Blocked = nil
	p.standing("mia", &mia)
	if before := p.cast("spring", "c1", "", now.UnixMilli(), casting.Cast{At: now}); !sameCast(before, c) {
		t.Errorf("a block is read off the cast: %+v, without it %+v", c, before)
	}
	if c.Left["has_mentor"] != 1 || c.Left["proposed"] != 1 || c.Left["no_profile"] != 2 || c.Left["not_approved"] != 1 || c.Left["not_offering"] != 1 {
		t.Errorf("%v", c.Left)
	}
	places := map[string]int{}
	for _, m := range c.Mentors {
		places[m.ID] = m.Places
	}
	if want := map[string]int{"max": 2, "mia": 0, "moe": 1, "may": 0}; len(places) != 4 || places["max"] != want["max"] || places["mia"] != 0 ||
		places["moe"] != 1 || places["may"] != 0 {
		t.Errorf("%v, want %v", places, want)
	}
	if other := p.cast("spring", "c2", "", now.UnixMilli(), casting.Cast{At: now}); len(other.Newcomers) != 1 || len(other.Mentors) != 0 {
		t.Errorf("%+v", other)
	}
	if none := p.cast("autumn", "c1", "", now.UnixMilli(), casting.Cast{At: now}); len(none.Newcomers)+len(none.Mentors) != 0 {
		t.Errorf("a cohort of another programme: %+v", none)
	}
}

// sameCast says whether two casts are the same, in whatever order their people come.
func sameCast(a, b *casting.Cast) bool {
	for _, c := range []*casting.Cast{a, b} {
		slices.SortFunc(c.Newcomers, func(x, y casting.Newcomer) int { return strings.Compare(x.ID, y.ID) })
		slices.SortFunc(c.Mentors, func(x, y casting.Mentor) int { return strings.Compare(x.ID, y.ID) })
	}
	return reflect.DeepEqual(a, b)
}

// TestCastOfAProgramme: without a cohort nobody is put before mentors who does not allow offers; who applied to a cohort is.
func TestCastOfAProgramme(t *testing.T) {
	p := newPicture(skill.Shipped())
	p.programme("spring", &wire.ProgrammeState{Programme: "spring", Org: "org", Open: true, Rules: wire.DefaultRules()})
	for _, id := range []string{"nia", "ned", "nat"} {
		s := newcomer(id, "go")
		s.Offers = id == "nia"
		p.person(id, &s)
		p.member("spring"+id, &wire.MemberState{Programme: "spring", Person: id, Newcomer: true})
	}
	p.participant("c1ned", &wire.ParticipantState{Participant: "c1ned", Programme: "spring", Cohort: "c1", Person: "ned", As: "newcomer", State: "accepted"})
	p.match("m1", &wire.MatchState{Match: "m1", Programme: "spring", Newcomer: "nat", Mentor: "max", Status: "active"})
	c := p.cast("spring", "", "", 0, casting.Cast{})
	if len(c.Newcomers) != 1 || c.Newcomers[0].ID != "nia" || c.Left["no_offers"] != 1 || c.Left["has_mentor"] != 1 {
		t.Errorf("%+v, left %v", c.Newcomers, c.Left)
	}
	if c = p.cast("spring", "c1", "", 0, casting.Cast{}); len(c.Newcomers) != 1 || c.Newcomers[0].ID != "ned" || c.Left["no_offers"] != 0 {
		t.Errorf("of a cohort: %+v, left %v", c.Newcomers, c.Left)
	}
}
