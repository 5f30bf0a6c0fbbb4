package teams_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
	"github.com/waymark-dev/waymark/services/matching/assign/teams"
	"github.com/waymark-dev/waymark/services/matching/assign/teams/verify"
	prices "github.com/waymark-dev/waymark/services/matching/assign/verify"
)

// TestLeave: people leave one after the other; each time what is left is right, and only few were moved.
func TestLeave(t *testing.T) {
	closed, moved := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := small(t, 7)
		a := solved(t, p)
		d, err := teams.Open(p, a)
		if err != nil {
			t.Fatal(err)
		}
		if again := d.Answer(); !reflect.DeepEqual(again.Teams, a.Teams) || again.Value != a.Value || again.Bound.Seated != a.Bound.Seated {
			t.Fatalf("opened it is %+v, not %+v", again, a)
		}
		for range rapid.IntRange(1, 4).Draw(t, "leave") {
			i := rapid.Int32Range(-1, int32(len(p.People))).Draw(t, "who")
			before := d.Answer()
			gone := i < 0 || int(i) >= len(p.People) || d.Problem().People[i].Gone
			r, err := d.Leave(i)
			if (err != nil) != gone {
				t.Fatal(err)
			}
			after := d.Answer()
			if err := verify.Check(d.Problem(), after); err != nil {
				t.Fatal(err)
			}
			if gone {
				continue
			}
			if len(after.Teams) < len(before.Teams)-1 || len(after.Teams) < len(before.Teams) && !r.Closed {
				t.Fatalf("%d teams, and %d before", len(after.Teams), len(before.Teams))
			}
			closed, moved = closed+len(before.Teams)-len(after.Teams), moved+len(r.Moved)
			if slices.Contains(r.Moved, i) {
				t.Fatal("who left was moved")
			}
			was, is := mates(before, len(p.People)), mates(after, len(p.People))
			for k := range is { // whoever was not moved is with those of before who were not moved either
				for _, o := range is[k] {
					if k := int32(k); !slices.Contains(r.Moved, k) && !slices.Contains(r.Moved, o) && !slices.Contains(was[k], o) {
						t.Fatalf("%d and %d came together, and neither was moved", k, o)
					}
				}
			}
		}
		if p.People != nil && reflect.DeepEqual(p, d.Problem()) && closed < 0 {
			t.Fatal("the problem was changed")
		}
	})
	if !testing.Short() && (closed == 0 || moved == 0) { // few rounds may all be of one kind
		t.Errorf("%d closed, %d moved: the test tells little", closed, moved)
	}
}

func mates(a *teams.Answer, n int) [][]int32 {
	out := make([][]int32, n)
	for _, team := range a.Teams {
		for _, i := range team.Members {
			out[i] = team.Members
		}
	}
	return out
}

// TestLeaveIsBounded: in an event of some hundreds, one after the other, whoever they are.
func TestLeaveIsBounded(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	people := 300
	if testing.Short() {
		people = 80
	}
	p := event(r, people, true)
	d, err := teams.Open(p, solved(t, p))
	if err != nil {
		t.Fatal(err)
	}
	for nth := range 100 {
		repair, err := d.Leave(int32(r.IntN(people)))
		if err != nil {
			continue // they had left
		}
		if most := int64(20 * people); repair.Work > most {
			t.Errorf("looked at %d changes", repair.Work)
		}
		if nth%10 != 9 {
			continue
		}
		if err := verify.Check(d.Problem(), d.Answer()); err != nil {
			t.Fatal(err)
		}
	}
	if p.People[0].Gone || slices.ContainsFunc(p.People, func(x teams.Person) bool { return x.Gone }) {
		t.Error("the problem that was given was changed")
	}
}

// TestOpenRefuses what is no answer of the problem.
func TestOpenRefuses(t *testing.T) {
	p := event(rand.New(rand.NewPCG(8, 8)), 40, false)
	solution := solved(t, p)
	for name, spoil := range map[string]func(a *teams.Answer){
		"project": func(a *teams.Answer) { a.Teams[0].Project = 99 },
		"same":    func(a *teams.Answer) { a.Teams[1].Project = a.Teams[0].Project },
		"twice":   func(a *teams.Answer) { a.Teams[0].Members[0] = a.Teams[1].Members[0] },
		"nobody":  func(a *teams.Answer) { a.Teams[0].Members[0] = 40 },
		"too few": func(a *teams.Answer) { a.Teams[0].Members = a.Teams[0].Members[:3] },
		"no friends": func(a *teams.Answer) {
			a.Teams = a.Teams[:0:0]
			a.Teams = append(a.Teams, teams.Team{Members: []int32{0, 5, 9, 13}})
		},
	} {
		a := &teams.Answer{Bound: solution.Bound}
		for _, team := range solution.Teams {
			team.Members = slices.Clone(team.Members)
			a.Teams = append(a.Teams, team)
		}
		spoil(a)
		if _, err := teams.Open(p, a); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// TestSeats: a mentor's seat holds a team; who guides whom is proved as every fit is.
func TestSeats(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	p := event(r, 120, true)
	a := solved(t, p)
	var guides []teams.Guide
	for range 15 {
		guides = append(guides, teams.Guide{Places: int32(1 + r.IntN(2)), Skills: []teams.Skill{{Skill: int32(r.IntN(12)), Level: 5}},
			Languages: []int32{int32(r.IntN(3))}})
	}
	q := teams.Seats(p, a, guides)
	got, err := solve.Solve(q, assign.Fit, assign.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := prices.Check(q, got.Pairs, &got.Certificate); err != nil {
		t.Fatal(err)
	}
	if got.People == 0 {
		t.Error("no team has a guide")
	}
	for _, pair := range got.Pairs {
		for _, i := range a.Teams[pair.Newcomer].Members {
			if own := p.People[i].Languages; !slices.Contains(own, guides[pair.Mentor].Languages[0]) {
				t.Fatalf("guide %d does not speak with person %d", pair.Mentor, i)
			}
		}
	}
}

// BenchmarkLeave: somebody of 6,000 does not come.
func BenchmarkLeave(b *testing.B) {
	p := event(rand.New(rand.NewPCG(6, 6)), 6000, true)
	a, err := teams.Solve(p, teams.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var d *teams.Draft
	who := int32(6000)
	moved, closed := 0, 0
	for b.Loop() {
		if who += 7; who >= 6000 {
			b.StopTimer()
			if d, err = teams.Open(p, a); err != nil {
				b.Fatal(err)
			}
			who = 0
			b.StartTimer()
		}
		r, err := d.Leave(who)
		if err != nil {
			b.Fatal(err)
		}
		moved += len(r.Moved)
		if r.Closed {
			closed++
		}
	}
	b.ReportMetric(float64(moved)/float64(b.N), "moved/op")
	b.ReportMetric(float64(closed), "closed")
}
