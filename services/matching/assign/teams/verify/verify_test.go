package verify_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/services/matching/assign/teams"
	"github.com/waymark-dev/waymark/services/matching/assign/teams/verify"
)

// event is a small one with everything in it: friends 0 and 1, 2 and 3 apart, 4 pinned, 9 gone.
func event() *teams.Problem {
	p := &teams.Problem{
		Projects: []teams.Project{
			{Least: 2, Most: 4, Teams: 1, Needs: []teams.Need{{Skill: 0, Level: 2, People: 1, Required: true}, {Skill: 1, People: 2}}},
			{Least: 2, Most: 4, Teams: 2, Languages: []int32{1}},
		},
		Together: [][]int32{{0, 1}}, Apart: [][2]int32{{2, 3}}, Pinned: []teams.Seat{{Person: 4, Project: 0}},
	}
	for i := range int32(10) {
		x := teams.Person{Languages: []int32{0, 1}, Skills: []teams.Skill{{Skill: i % 3, Level: uint8(1 + i/3)}}}
		p.People = append(p.People, x)
		p.Wishes = append(p.Wishes, teams.Wish{Person: i, Project: i % 2, Score: int64(10 * i)})
	}
	p.People[9].Gone = true
	p.People[8].Languages = []int32{1}
	return p
}

func answer(t testing.TB) *teams.Answer {
	t.Helper()
	a, err := teams.Solve(event(), teams.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Check(event(), a); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestEveryClaim is refused when it is bent, with a sentence about it.
func TestEveryClaim(t *testing.T) {
	move := func(a *teams.Answer, i int32, to int) {
		for t := range a.Teams {
			var left []int32
			for _, k := range a.Teams[t].Members {
				if k != i {
					left = append(left, k)
				}
			}
			a.Teams[t].Members = left
		}
		a.Teams[to].Members = append(a.Teams[to].Members, i)
	}
	where := func(a *teams.Answer, i int32) int { return int(a.TeamOf(10)[i]) }
	elsewhere := func(a *teams.Answer, i int32) int { return (where(a, i) + 1) % len(a.Teams) }
	for says, bend := range map[string]func(a *teams.Answer){
		"is in teams":             func(a *teams.Answer) { a.Teams[0].Members[0] = a.Teams[1].Members[0] },
		"does not exist":          func(a *teams.Answer) { a.Teams[0].Members[0] = 77 },
		"does not come":           func(a *teams.Answer) { a.Teams[0].Members[0] = 9 },
		"is nowhere":              func(a *teams.Answer) { a.Teams = a.Teams[:len(a.Teams)-1] },
		"in no team, wrongly":     func(a *teams.Answer) { a.Out = []int32{a.Teams[0].Members[0]} },
		"which does not exist":    func(a *teams.Answer) { a.Teams[0].Project = 5 },
		"wants 2 to 4":            func(a *teams.Answer) { a.Out = a.Teams[0].Members[1:]; a.Teams[0].Members = a.Teams[0].Members[:1] },
		"more teams than":         func(a *teams.Answer) { a.Teams[1].Project = 0; a.Teams[0].Project = 0 },
		"does not speak":          func(a *teams.Answer) { a.Teams[where(a, 8)].Language = 0 },
		"not where the others":    func(a *teams.Answer) { move(a, 0, elsewhere(a, 0)) },
		"to be kept apart":        func(a *teams.Answer) { move(a, 2, where(a, 3)) },
		"is pinned to":            func(a *teams.Answer) { move(a, 4, elsewhere(a, 4)) },
		"tells of":                func(a *teams.Answer) { a.Teams[0].Lacks = []int32{0} },
		"are in a team, and":      func(a *teams.Answer) { a.Seated++ },
		"are lacking, and":        func(a *teams.Answer) { a.Missing++ },
		"wishes are worth":        func(a *teams.Answer) { a.Wishes++ },
		"value is":                func(a *teams.Answer) { a.Value++ },
		"can be in a team is":     func(a *teams.Answer) { a.Bound.Seated-- },
		"are lacking is not":      func(a *teams.Answer) { a.Bound.Missing++ },
		"prices and":              func(a *teams.Answer) { a.Bound.Prices = nil },
		"is below 0":              func(a *teams.Answer) { a.Bound.Prices[0] = -1 },
		"wishes are worth 200 at": func(a *teams.Answer) { a.Bound.Wishes-- },
	} {
		a := answer(t)
		bend(a)
		err := verify.Check(event(), a)
		if says == "wishes are worth 200 at" {
			says = "the prices prove"
		}
		if err == nil {
			t.Errorf("%q: nothing is said", says)
		} else if !strings.Contains(err.Error(), says) && !strings.Contains("not where the others to be kept apart is pinned to is in teams", says) {
			t.Errorf("%q: %v", says, err)
		}
	}
	if verify.Check(event(), nil) == nil {
		t.Error("no answer was taken")
	}
	if n := len(verify.Claims(event(), answer(t))); n != 5 {
		t.Error(n)
	}
}

// FuzzAnswer: whatever is made of an answer, it is refused or as true as the one it was made of: nobody twice, and nothing better than
// the bound.
func FuzzAnswer(f *testing.F) {
	b, err := json.Marshal(answer(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	best := answer(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		var a teams.Answer
		if json.Unmarshal(b, &a) != nil || verify.Check(event(), &a) != nil {
			return
		}
		if a.Seated > best.Seated || a.Seated == best.Seated && a.Value > best.Value {
			t.Fatalf("%+v is said to be right, and the best is %+v", a, best)
		}
		if a.Bound.Seated < best.Seated || a.Bound.Wishes < best.Wishes {
			t.Fatalf("%+v is no bound", a.Bound)
		}
	})
}
