package event

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

var testKey = &Key{Secret: []byte("0123456789abcdef0123456789abcdef")}

// TestCodes: what is printed is read again however it is typed, and no single slip, nor two signs exchanged, makes a code of it.
func TestCodes(t *testing.T) {
	seen := map[string]bool{}
	for i := range 2_000 {
		code := testKey.code("e", "order", i)
		if seen[code] || len(code) != codeSigns+1 {
			t.Fatal(code)
		}
		seen[code] = true
		for _, typed := range []string{code, printed(code), strings.ToLower(printed(code)), " " + strings.Join(strings.Split(code, ""), " ")} {
			if got, ok := clean(typed, codeSigns); !ok || got != code {
				t.Fatalf("%q is not %s", typed, code)
			}
		}
		if i >= 50 {
			continue
		}
		for at := range code {
			for _, r := range alphabet {
				if slip := code[:at] + string(r) + code[at+1:]; slip != code {
					if _, ok := clean(slip, codeSigns); ok {
						t.Errorf("%s passes for %s", slip, code)
					}
				}
			}
			for other := range at {
				b := []byte(code)
				if b[at], b[other] = b[other], b[at]; string(b) != code {
					if _, ok := clean(string(b), codeSigns); ok {
						t.Errorf("%s passes for %s", b, code)
					}
				}
			}
		}
	}
	for _, bad := range []string{"", "K7QXM", "K7QXM-4TRWAA", strings.Repeat("é", 10), "0000000000"} {
		if _, ok := clean(bad, codeSigns); ok {
			t.Errorf("%q is taken for a code", bad)
		}
	}
	if once, again := testKey.code("e", "order", 1), testKey.code("e", "order", 1); once != again || testKey.code("e", "another", 1) == once {
		t.Error("an order does not give the same codes again")
	}
}

// TestOdds: what holds against guesses is how many codes there are, whatever one process can look up.
func TestOdds(t *testing.T) {
	const guesses = 5_000.0 * 3 * 24 * 3600 // a process that did nothing else over a long weekend
	codes := math.Pow(float64(len(alphabet)), codeSigns)
	if odds := guesses * maxBadges / codes; odds > 1e-3 {
		t.Errorf("a weekend of guesses hits a badge with odds of %g", odds)
	}
}

// TestPieces: friends whom a block parts are not together, and who came first stays with who came first; nobody else is moved.
func TestPieces(t *testing.T) {
	at := func(id string, minute int) *Attendee {
		a := person(id, "en")
		a.Group, a.Grouped = "G", time.Date(2026, 11, 20, 8, minute, 0, 0, time.UTC)
		return a
	}
	people := []*Attendee{at("a", 3), at("b", 1), at("c", 2), at("d", 4)}
	c := newCast(people, map[string]*Challenge{"x": {}}, newParted([][2]string{{"a", "b"}}))
	p := c.problem(2, 6)
	if want := [][]int32{{1, 2, 3}}; !slices.EqualFunc(p.Together, want, slices.Equal) {
		t.Errorf("%v stay together", p.Together)
	}
	if want := [][2]int32{{0, 1}}; !slices.Equal(p.Apart, want) {
		t.Errorf("%v are kept apart", p.Apart)
	}
	if got := newCast(people, nil, nil).pieces([]int32{0, 1, 2, 3}, 6); len(got) != 1 || len(got[0]) != 4 {
		t.Errorf("without a block: %v", got)
	}
	standing := []standing{{id: "one", challenge: "x", members: people[1:3]}, {id: "two", challenge: "x", members: people[3:]}}
	if got := seat(people[0], standing, map[string]*Challenge{"x": {}}, 6, c.apart); got != "two" {
		t.Errorf("who is late sits in %q", got)
	}
	standing[1].guide = people[1]
	if got := seat(people[0], standing, map[string]*Challenge{"x": {}}, 6, c.apart); got != "" {
		t.Errorf("who is late has the mentor of %q", got)
	}
	if got := c.unguided([]Group{{Members: []int32{0}}}); len(got) != 0 {
		t.Errorf("there is no mentor, and %v", got)
	}
	for i, team := range []string{"one", "one"} { // a block that comes once teams stand moves nobody
		people[i].Teams = []string{team}
	}
	if p, _, _, broken := c.standing(2, 6, []*store.Doc[Team]{{ID: "one", Body: Team{Challenge: "x"}}}, nil); broken || len(p.Apart) > 0 {
		t.Errorf("they are moved: %v %v", broken, p.Apart)
	}
}

// TestParts: pages are seen for a while after the event, and no longer.
func TestParts(t *testing.T) {
	told := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	e := Event{}
	if !e.parts().IsZero() {
		t.Error("before teams were told")
	}
	e.Published = told
	if e.parts() != told.Add(atMostFor) {
		t.Error(e.parts())
	}
	e.Ended = told.Add(48 * time.Hour)
	if e.parts() != e.Ended.Add(togetherFor) {
		t.Error(e.parts())
	}
	a := &Attendee{Teams: []string{"one"}}
	if s := StateOf(a).(wire.EventPlaceState); len(s.Teams) != 1 {
		t.Error(s)
	}
	a.Apart = true
	if s := StateOf(a).(wire.EventPlaceState); len(s.Teams) != 0 || s.Teams == nil {
		t.Error(s)
	}
}

func person(id string, languages ...string) *Attendee {
	return &Attendee{Person: id, As: Newcomer, AttendeeBody: api.AttendeeBody{Languages: languages}, Said: time.Unix(1, 0)}
}

// TestCastIsStable: whatever order people are read in, the problem is the same; friends without a common language are not tied.
func TestCastIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "people")
		var people []*Attendee
		for i := range n {
			a := person("p"+itoa(i), rapid.SliceOfN(rapid.SampledFrom([]string{"en", "fr", "sw"}), 0, 2).Draw(t, "languages")...)
			a.Group = rapid.SampledFrom([]string{"", "g", "h"}).Draw(t, "group")
			a.Wishes = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"x", "y", "gone"}), 0, 2, func(s string) string { return s }).Draw(t, "wishes")
			a.Want = []string{"go"}
			people = append(people, a)
		}
		challenges := map[string]*Challenge{"x": {ChallengeBody: api.ChallengeBody{Needs: []api.ChallengeNeed{{Skill: "go", People: 9}}}}, "y": {Teams: 3}}
		first := newCast(people, challenges, nil).problem(4, 6)
		other := slices.Clone(people)
		rand.New(rand.NewPCG(1, 2)).Shuffle(n, func(i, j int) { other[i], other[j] = other[j], other[i] })
		second := newCast(other, challenges, nil).problem(4, 6)
		if !same(first, second) {
			t.Fatalf("%+v\n%+v", first, second)
		}
		seen := map[int32]bool{}
		for _, g := range first.Together {
			if len(g) < 2 || len(g) > 6 {
				t.Fatal(g)
			}
			for _, i := range g {
				if seen[i] {
					t.Fatal("somebody is in two groups")
				}
				seen[i] = true
			}
		}
		pairs := map[[2]int32]bool{}
		for _, w := range first.Wishes {
			if pairs[[2]int32{w.Person, w.Challenge}] {
				t.Fatal("a wish counts twice")
			}
			pairs[[2]int32{w.Person, w.Challenge}] = true
		}
		if first.Challenges[0].Needs[0].People > 6 {
			t.Fatal("a need is larger than a team")
		}
	})
}

func same(a, b *Problem) bool {
	return slices.EqualFunc(a.People, b.People, func(x, y Row) bool {
		return slices.Equal(x.Skills, y.Skills) && slices.Equal(x.Languages, y.Languages)
	}) && slices.Equal(a.Wishes, b.Wishes) && slices.EqualFunc(a.Together, b.Together, slices.Equal[[]int32])
}

// TestSeat: who comes late goes to a friend, then to a wish, then where they help, then to the smallest team; never to one without room or
// without a language in common.
func TestSeat(t *testing.T) {
	team := func(number int, challenge string, members ...*Attendee) standing {
		return standing{id: "t" + itoa(number), number: number, challenge: challenge, members: members}
	}
	many := func(n int, languages ...string) (out []*Attendee) {
		for i := range n {
			out = append(out, person("m"+itoa(i), languages...))
		}
		return out
	}
	friend := person("friend", "en")
	friend.Group = "G"
	challenges := map[string]*Challenge{
		"a": {}, "b": {ChallengeBody: api.ChallengeBody{Needs: []api.ChallengeNeed{{Skill: "design", People: 1}}}},
		"f": {ChallengeBody: api.ChallengeBody{Languages: []string{"fr"}}},
	}
	late := func(change func(*Attendee)) *Attendee {
		a := person("late", "en", "fr")
		change(a)
		return a
	}
	for _, x := range []struct {
		name  string
		late  *Attendee
		teams []standing
		want  string
	}{
		{"nobody has room", late(func(*Attendee) {}), []standing{team(1, "a", many(6, "en")...)}, ""},
		{"no language", late(func(*Attendee) {}), []standing{team(1, "a", many(4, "sw")...)}, ""},
		{"the smallest", late(func(*Attendee) {}), []standing{team(1, "a", many(5)...), team(2, "a", many(4)...), team(3, "a", many(4)...)}, "t2"},
		{"a wish", late(func(a *Attendee) { a.Wishes = []string{"b"} }), []standing{team(1, "a", many(4)...), team(2, "b", many(5)...)}, "t2"},
		{"a friend", late(func(a *Attendee) { a.Group, a.Wishes = "G", []string{"b"} }),
			[]standing{team(1, "b", many(4)...), team(2, "a", append(many(4), friend)...)}, "t2"},
		{"they help", late(func(a *Attendee) { a.Have = []api.EventSkill{{Skill: "design", Level: 4}} }),
			[]standing{team(1, "a", many(4)...), team(2, "b", many(5)...)}, "t2"},
		{"the challenge's language", late(func(a *Attendee) { a.Languages = []string{"en"} }), []standing{team(1, "f", many(4)...)}, ""},
		{"an empty team stays empty", late(func(*Attendee) {}), []standing{team(1, "a")}, ""},
	} {
		if got := seat(x.late, x.teams, challenges, 6, nil); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

// TestStanding: who went stands in their team as somebody with nothing, and a team that lost somebody who was erased is filled up to the least.
func TestStanding(t *testing.T) {
	in := func(id, team string) *Attendee {
		a := person(id, "en")
		a.Teams = []string{team}
		return a
	}
	c := newCast([]*Attendee{in("a", "e_t1"), in("b", "e_t1"), in("c", "e_t2"), in("d", "e_t2"), person("f")}, map[string]*Challenge{"x": {Teams: 1}}, nil)
	teams := []*store.Doc[Team]{{ID: "e_t1", Body: Team{Number: 1, Challenge: "x"}}, {ID: "e_t2", Body: Team{Number: 2, Challenge: "x"}}}
	p, groups, gone, broken := c.standing(2, 3, teams, []*Attendee{in("z", "e_t2")})
	if !broken || len(gone) != 1 || len(groups[1].Members) != 3 || p.Challenges[0].Teams != 2 {
		t.Fatal(broken, gone, groups, p.Challenges)
	}
	if _, _, gone, broken = c.standing(4, 6, teams, nil); !broken || len(gone) != 4 {
		t.Error("teams that are too small", gone)
	}
	if _, _, _, broken = c.standing(2, 3, teams, nil); broken {
		t.Error("nothing is to be mended")
	}
	unknown := newCast(c.people, nil, nil) // the only challenge was hidden
	if _, groups, _, _ = unknown.standing(2, 3, teams, nil); len(groups) != 0 {
		t.Error("a team works on what nobody knows", groups)
	}
	after := named([]Group{{Challenge: 0, Members: []int32{2, 3}}, {Challenge: 0, Members: []int32{0, 1}}}, map[int32][]string{0: {"e_t1", "e_t2"}},
		map[int32]string{0: "e_t1", 1: "e_t1", 2: "e_t2", 3: "e_t2"})
	if after[0] != "e_t1" || after[2] != "e_t2" {
		t.Error("teams changed their names", after)
	}
}

// TestSaid: only skills of the list and languages that there are; nothing else that somebody writes is kept.
func TestSaid(t *testing.T) {
	got, wrong := said(api.AttendeeBody{
		Have: []api.EventSkill{{Skill: "Golang", Level: 4}, {Skill: "go", Level: 2}}, Want: []string{"design", "design"}, Languages: []string{"pt-BR", "pt", "en"},
	}, Newcomer, skill.Shipped())
	if len(wrong) > 0 || len(got.Have) != 1 || got.Have[0].Skill != "go" || len(got.Want) != 1 || !slices.Equal(got.Languages, []string{"pt", "en"}) {
		t.Error(got, wrong)
	}
	if _, wrong := said(api.AttendeeBody{Have: []api.EventSkill{{Skill: "my neighbour", Level: 1}}, Want: []string{"secret"}, Languages: []string{"xx-!"}},
		Mentor, skill.Shipped()); len(wrong) != 3 {
		t.Error(wrong)
	}
	if got, _ := said(api.AttendeeBody{Places: 4}, Newcomer, skill.Shipped()); got.Places != 0 {
		t.Error("a participant guides teams")
	}
	for from, allowed := range map[string][]string{Open: {Open, Working, Over}, Working: {Working, Over}, Over: {Over, Working}} {
		for _, to := range []string{Open, Working, Over} {
			if moves(from, to) != slices.Contains(allowed, to) {
				t.Errorf("%s to %s", from, to)
			}
		}
	}
	if room, table := place([]api.EventRoom{{Name: "A", Tables: 2}, {Name: "B", Tables: 1}}, 3); room != "B" || table != 1 {
		t.Error(room, table)
	}
}
