package teams_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/services/matching/assign/teams"
	"github.com/waymark-dev/waymark/services/matching/assign/teams/verify"
)

// small draws an event of a few people.
func small(t *rapid.T, most int) *teams.Problem {
	draw := func(lo, hi int32, name string) int32 { return rapid.Int32Range(lo, hi).Draw(t, name) }
	p := &teams.Problem{NeedWorth: rapid.SampledFrom([]int64{0, 0, 1, 7}).Draw(t, "worth")}
	n := rapid.IntRange(0, most).Draw(t, "people")
	list := func(name string, choice []int32, most int) []int32 {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(choice), 0, most, rapid.ID[int32]).Draw(t, name)
	}
	many := rapid.Bool().Draw(t, "languages matter")
	for range n {
		var x teams.Person
		for _, s := range list("skills", []int32{0, 1, 2}, 3) {
			x.Skills = append(x.Skills, teams.Skill{Skill: s, Level: uint8(draw(1, 3, "level"))})
		}
		if many {
			x.Languages = list("languages", []int32{0, 1, 70}, 2)
		}
		x.Gone = draw(0, 9, "gone") == 0
		p.People = append(p.People, x)
	}
	for range rapid.IntRange(1, 3).Draw(t, "projects") {
		least := draw(1, 3, "least")
		x := teams.Project{Least: least, Most: least + draw(0, 2, "most"), Teams: draw(0, 2, "teams")}
		for _, s := range list("needs", []int32{0, 1, 2}, 2) {
			x.Needs = append(x.Needs, teams.Need{Skill: s, Level: uint8(draw(0, 3, "level")), People: draw(1, 2, "people"),
				Required: draw(0, 4, "required") == 0})
		}
		if many && draw(0, 3, "some languages") == 0 {
			x.Languages = list("accepted", []int32{0, 1, 70}, 2)
		}
		p.Projects = append(p.Projects, x)
	}
	if n == 0 {
		return p
	}
	free := rapid.Permutation(rows(n)).Draw(t, "order")
	for len(free) > 1 && draw(0, 2, "friends") == 0 {
		k := int(draw(1, int32(min(3, len(free))), "group"))
		p.Together, free = append(p.Together, slices.Clone(free[:k])), free[k:]
	}
	for i := range int32(n) {
		j := draw(0, int32(len(p.Projects))-1, "project")
		if draw(0, 9, "pin") == 0 {
			p.Pinned = append(p.Pinned, teams.Seat{Person: i, Project: j})
		}
		for j := range int32(len(p.Projects)) {
			if draw(0, 2, "wish") == 0 {
				p.Wishes = append(p.Wishes, teams.Wish{Person: i, Project: j, Score: int64(draw(0, 5, "score"))})
			}
		}
		if k := draw(0, int32(n)-1, "other"); k != i && draw(0, 5, "apart") == 0 {
			p.Apart = append(p.Apart, [2]int32{i, k})
		}
	}
	if p.Check() != nil { // friends to be kept apart
		p.Apart = nil
	}
	return p
}

func rows(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

// brute tries every answer, as simply as can be, in the order of the rule of ties, and gives the first of the best ones: the slot of each
// person (project and number of the team), and what it is worth.
type brute struct {
	p      *teams.Problem
	slot   []int // of people: index in slots; -1 none
	slots  []int // project of each
	seated int
	value  int64
	best   []int
	found  bool
}

func (b *brute) solve() {
	b.slot = make([]int, len(b.p.People))
	for j, x := range b.p.Projects {
		for range x.Teams {
			b.slots = append(b.slots, j)
		}
	}
	b.from(0)
}

// from places person i; a friend goes where the first of the group is.
func (b *brute) from(i int) {
	if i == len(b.p.People) {
		b.look()
		return
	}
	if b.p.People[i].Gone {
		b.slot[i] = -1
		b.from(i + 1)
		return
	}
	for _, g := range b.p.Together {
		for _, k := range g {
			if slices.Contains(g, int32(i)) && int(k) < i && !b.p.People[k].Gone {
				b.slot[i] = b.slot[k]
				b.from(i + 1)
				return
			}
		}
	}
	for t, j := range b.slots {
		b.slot[i] = t
		b.from(i + 1)
		if empty := !slices.Contains(b.slot[:i], t); empty && t+1 < len(b.slots) && b.slots[t+1] == j {
			for t+1 < len(b.slots) && b.slots[t+1] == j {
				t++
			}
		}
	}
	b.slot[i] = -1
	b.from(i + 1)
}

// look weighs one answer.
func (b *brute) look() {
	p := b.p
	seated, value := 0, int64(0)
	for t, j := range b.slots {
		x := p.Projects[j]
		var in []int
		for i, at := range b.slot {
			if at == t {
				in = append(in, i)
			}
		}
		if len(in) == 0 {
			continue
		}
		if len(in) < int(x.Least) || len(in) > int(x.Most) {
			return
		}
		shared := false
		for l := range int32(100) {
			ok := len(x.Languages) == 0 || slices.Contains(x.Languages, l)
			for _, i := range in {
				ok = ok && (len(p.People[i].Languages) == 0 || slices.Contains(p.People[i].Languages, l))
			}
			shared = shared || ok
		}
		if !shared {
			return
		}
		for _, n := range x.Needs {
			have := int32(0)
			for _, i := range in {
				if slices.ContainsFunc(p.People[i].Skills, func(s teams.Skill) bool { return s.Skill == n.Skill && s.Level >= n.Level }) {
					have++
				}
			}
			if lack := max(n.People-have, 0); lack > 0 && n.Required {
				return
			} else {
				value -= p.Worth() * int64(lack)
			}
		}
		seated += len(in)
	}
	for _, x := range p.Apart {
		if b.slot[x[0]] >= 0 && b.slot[x[0]] == b.slot[x[1]] {
			return
		}
	}
	for _, x := range p.Pinned {
		if t := b.slot[x.Person]; t >= 0 && b.slots[t] != int(x.Project) {
			return
		}
	}
	for _, w := range p.Wishes {
		if t := b.slot[w.Person]; t >= 0 && b.slots[t] == int(w.Project) {
			value += w.Score
		}
	}
	if !b.found || seated > b.seated || seated == b.seated && value > b.value {
		b.found, b.seated, b.value, b.best = true, seated, value, slices.Clone(b.slot)
	}
}

// canonical is the team of each person, by project and the lowest person in it.
func (b *brute) canonical() [][2]int {
	out := make([][2]int, len(b.best))
	for i, t := range b.best {
		out[i] = [2]int{-1, -1}
		if t >= 0 {
			out[i] = [2]int{b.slots[t], slices.Index(b.best, t)}
		}
	}
	return out
}

func canonical(p *teams.Problem, a *teams.Answer) [][2]int {
	out := make([][2]int, len(p.People))
	for i, t := range a.TeamOf(len(p.People)) {
		out[i] = [2]int{-1, -1}
		if t >= 0 {
			out[i] = [2]int{int(a.Teams[t].Project), int(a.Teams[t].Members[0])}
		}
	}
	return out
}

// solved solves and verifies.
func solved(t interface {
	Helper()
	Fatal(...any)
}, p *teams.Problem) *teams.Answer {
	t.Helper()
	a, err := teams.Solve(p, teams.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Check(p, a); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestExact: against every answer: as many people, the same value, and the same one of several; no bound can be passed.
func TestExact(t *testing.T) {
	seated, out, lacking := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := small(t, 6)
		b := brute{p: p}
		b.solve()
		a := solved(t, p)
		if !a.Exact {
			t.Fatal("not every answer was looked at")
		}
		if a.Seated != b.seated || a.Value != b.value {
			t.Fatalf("%d people, value %d; possible are %d and %d", a.Seated, a.Value, b.seated, b.value)
		}
		if !slices.Equal(canonical(p, a), b.canonical()) {
			t.Fatalf("of the best ones %v, not %v", canonical(p, a), b.canonical())
		}
		if a.Bound.Seated < b.seated || a.Bound.Value(p.Worth()) < b.value {
			t.Fatalf("bounds %+v, and %d people with %d are possible", a.Bound, b.seated, b.value)
		}
		seated, out, lacking = seated+a.Seated, out+len(a.Out), lacking+a.Missing
	})
	if !testing.Short() && (seated == 0 || out == 0 || lacking == 0) { // few rounds may all be of one kind
		t.Errorf("%d in teams, %d not, %d lacking: the test tells little", seated, out, lacking)
	}
}

// event is a larger one, of a kind as they are: people with a few skills and languages, friends, wishes.
func event(r *rand.Rand, people int, languages bool) *teams.Problem {
	p := &teams.Problem{}
	projects := people / 5
	for range people {
		x := teams.Person{}
		for s := range int32(12) {
			if r.IntN(5) == 0 {
				x.Skills = append(x.Skills, teams.Skill{Skill: s, Level: uint8(1 + r.IntN(5))})
			}
		}
		if languages {
			switch own := int32(1 + r.IntN(6)); r.IntN(10) {
			case 0, 1, 2:
				x.Languages = []int32{own}
			case 3:
				x.Languages = []int32{own, int32(1 + r.IntN(6))}
			default:
				x.Languages = []int32{0, own}
			}
		}
		p.People = append(p.People, x)
	}
	for range projects {
		x := teams.Project{Least: 4, Most: 6, Teams: 1}
		for k := range 2 + r.IntN(3) {
			x.Needs = append(x.Needs, teams.Need{Skill: int32(k*3 + r.IntN(3)), Level: uint8(1 + r.IntN(3)), People: 1})
		}
		p.Projects = append(p.Projects, x)
	}
	for i := 0; i+3 < people; i += 2 + r.IntN(12) {
		k := 2 + r.IntN(2)
		group := rows(i + k)[i:]
		if languages {
			for _, f := range group {
				p.People[f].Languages = p.People[group[0]].Languages
			}
		}
		p.Together = append(p.Together, group)
		i += k
	}
	for i := range people {
		for k, j := range r.Perm(projects)[:min(projects, 5)] {
			p.Wishes = append(p.Wishes, teams.Wish{Person: int32(i), Project: int32(j), Score: int64(1_000_000 - 100_000*k)})
		}
	}
	for range people / 50 {
		i, k := int32(r.IntN(people)), int32(r.IntN(people))
		p.Apart = append(p.Apart, [2]int32{i, k})
		if p.Check() != nil {
			p.Apart = p.Apart[:len(p.Apart)-1]
		}
	}
	return p
}

// TestEvents of some hundreds: verified, and not far from what no answer can pass.
func TestEvents(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{13, 40, 150, 400} {
		for _, languages := range []bool{false, true} {
			if testing.Short() && n > 40 {
				continue
			}
			p := event(r, n, languages)
			a := solved(t, p)
			if !a.Exact && a.Seated < a.Bound.Seated*95/100 {
				t.Errorf("%d people: %d in teams, %d might be", n, a.Seated, a.Bound.Seated)
			}
			t.Logf("%d people, languages %v: seated %d of %d, missing %d of %d, wishes %d of %d, exact %v", n, languages, a.Seated, a.Bound.Seated,
				a.Missing, a.Bound.Missing, a.Wishes, a.Bound.Wishes, a.Exact)
		}
	}
}

// TestRows: other row numbers give as many people and the same value where the answer is exact; and a run is like the next.
func TestRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := small(t, 7)
		a := solved(t, p)
		if b := solved(t, p); !reflect.DeepEqual(a, b) {
			t.Fatal("two runs differ")
		}
		person, project := rapid.Permutation(rows(len(p.People))).Draw(t, "people"), rapid.Permutation(rows(len(p.Projects))).Draw(t, "projects")
		q := &teams.Problem{People: make([]teams.Person, len(p.People)), Projects: make([]teams.Project, len(p.Projects)), NeedWorth: p.NeedWorth}
		for i, x := range p.People {
			q.People[person[i]] = x
		}
		for j, x := range p.Projects {
			q.Projects[project[j]] = x
		}
		for _, g := range p.Together {
			var other []int32
			for _, i := range g {
				other = append(other, person[i])
			}
			q.Together = append(q.Together, other)
		}
		for _, x := range p.Apart {
			q.Apart = append(q.Apart, [2]int32{person[x[1]], person[x[0]]})
		}
		for _, x := range p.Pinned {
			q.Pinned = append(q.Pinned, teams.Seat{Person: person[x.Person], Project: project[x.Project]})
		}
		for _, w := range p.Wishes {
			q.Wishes = append(q.Wishes, teams.Wish{Person: person[w.Person], Project: project[w.Project], Score: w.Score})
		}
		b := solved(t, q)
		if a.Exact && b.Exact && (a.Seated != b.Seated || a.Value != b.Value) {
			t.Fatalf("%d people, value %d; with other rows %d and %d", a.Seated, a.Value, b.Seated, b.Value)
		}
	})
}

func TestStopped(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	p := event(rand.New(rand.NewPCG(3, 3)), 400, false)
	if _, err := teams.Solve(p, teams.Options{Stop: stop}); !errors.Is(err, teams.ErrStopped) {
		t.Error(err)
	}
}

func TestRefused(t *testing.T) {
	ok := teams.Problem{People: make([]teams.Person, 2), Projects: []teams.Project{{Least: 1, Most: 2, Teams: 1}}}
	for name, spoil := range map[string]func(p *teams.Problem){
		"size":            func(p *teams.Problem) { p.Projects[0].Most = 0 },
		"too large":       func(p *teams.Problem) { p.Projects[0].Most = teams.MaxSize + 1 },
		"teams":           func(p *teams.Problem) { p.Projects[0].Teams = -1 },
		"same need":       func(p *teams.Problem) { p.Projects[0].Needs = []teams.Need{{People: 1}, {People: 2}} },
		"need of nobody":  func(p *teams.Problem) { p.Projects[0].Needs = []teams.Need{{}} },
		"language":        func(p *teams.Problem) { p.People[0].Languages = []int32{teams.MaxLanguages} },
		"stranger":        func(p *teams.Problem) { p.Together = [][]int32{{0, 5}} },
		"two groups":      func(p *teams.Problem) { p.Together = [][]int32{{0}, {0}} },
		"oneself":         func(p *teams.Problem) { p.Apart = [][2]int32{{1, 1}} },
		"friends apart":   func(p *teams.Problem) { p.Together, p.Apart = [][]int32{{0, 1}}, [][2]int32{{1, 0}} },
		"pinned twice":    func(p *teams.Problem) { p.Pinned = []teams.Seat{{}, {}} },
		"unknown project": func(p *teams.Problem) { p.Pinned = []teams.Seat{{Project: 1}} },
		"wish twice":      func(p *teams.Problem) { p.Wishes = []teams.Wish{{}, {}} },
		"wish too great":  func(p *teams.Problem) { p.Wishes = []teams.Wish{{Score: teams.MaxScore + 1}} },
		"worth":           func(p *teams.Problem) { p.NeedWorth = -1 },
	} {
		p := ok
		p.People, p.Projects = slices.Clone(ok.People), slices.Clone(ok.Projects)
		spoil(&p)
		if _, err := teams.Solve(&p, teams.Options{}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := teams.Solve(&ok, teams.Options{}); err != nil {
		t.Error(err)
	}
	if a, err := teams.Solve(&teams.Problem{}, teams.Options{}); err != nil || a.Seated != 0 || !a.Exact {
		t.Error(a, err)
	}
}
