package event

import (
	"cmp"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
)

// The problem that a solver gets: people, challenges, skills and languages are row numbers. It is as package assign/teams has it.
type (
	// Problem of a whole event.
	Problem struct {
		People     []Row
		Challenges []Project
		Together   [][]int32  // friends
		Apart      [][2]int32 // never in one team
		Wishes     []Wish
	}
	// Row is a person.
	Row struct {
		Skills    []Skill
		Languages []int32
	}
	// Skill is what somebody can do.
	Skill struct {
		Skill int32
		Level uint8
	}
	// Project is a challenge.
	Project struct {
		Least, Most, Teams int32
		Needs              []Need
		Languages          []int32
	}
	// Need is a skill that so many of a team should have.
	Need struct {
		Skill  int32
		Level  uint8
		People int32
	}
	// Wish is what a challenge is worth to a person.
	Wish struct {
		Person, Challenge int32
		Score             int64
	}
	// Answer is who is in which team; Out are people in none.
	Answer struct {
		Teams   []Group
		Out     []int32
		Missing int
		Most    int  // no answer has more people in a team
		Proved  bool // nothing is better
	}
	// Group is a team: its challenge, its members ascending, what all of them speak (-1: nobody named any).
	Group struct {
		Challenge int32
		Members   []int32
		Language  int32
	}
	// Guide is a mentor; a place holds a team.
	Guide struct {
		Places    int32
		Skills    []Skill
		Languages []int32
	}
	// Mended is what became of teams after people went: Moved are in another team than before, or in one at last, or in none any more.
	Mended struct {
		Answer *Answer
		Moved  []int32
	}
)

// Solver makes teams, mends them, and finds who guides which team (a row of guides, -1 nobody). Each answer is proved before it is given.
type Solver interface {
	Make(p *Problem, stop <-chan struct{}, progress func(done, total int)) (*Answer, error)
	// Mend takes the people of gone out of teams that stand.
	Mend(p *Problem, teams []Group, gone []int32) (*Mended, error)
	// Guide finds who guides which team; the pairs of apart (team, guide) are not made.
	Guide(p *Problem, teams []Group, guides []Guide, apart [][2]int32, stop <-chan struct{}) ([]int32, error)
}

// What a wish is worth, the dearest first, and what it is worth that a challenge needs what somebody wants to learn.
var wishWorth = []int64{100, 70, 50, 40, 30, 25, 20, 16, 13, 10}

const (
	learnWorth = 8
	learnMost  = 8   // challenges that count for what one person wants to learn
	langMost   = 250 // languages that are told apart; the solver has 256
)

// cast is who is here and what there is to work on, by row.
type cast struct {
	people     []*Attendee // by id
	mentors    []*Attendee
	challenges []string
	bodies     []*Challenge
	skills     map[string]int32
	languages  map[string]int32
	names      []string // of languages
	rows       map[string]int32
	projects   map[string]int32
	apart      parted
}

// newCast sorts everybody by id, so that the same event is the same problem on every machine.
func newCast(people []*Attendee, challenges map[string]*Challenge, apart parted) *cast {
	c := &cast{apart: apart, skills: map[string]int32{}, languages: map[string]int32{}, rows: map[string]int32{}, projects: map[string]int32{}}
	for _, a := range people {
		if a.As == Mentor {
			c.mentors = append(c.mentors, a)
		} else {
			c.people = append(c.people, a)
		}
	}
	byID := func(x, y *Attendee) int { return cmp.Compare(x.Person, y.Person) }
	slices.SortFunc(c.people, byID)
	slices.SortFunc(c.mentors, byID)
	for i, a := range c.people {
		c.rows[a.Person] = int32(i)
	}
	for id := range challenges {
		c.challenges = append(c.challenges, id)
	}
	slices.Sort(c.challenges)
	for j, id := range c.challenges {
		c.projects[id] = int32(j)
		c.bodies = append(c.bodies, challenges[id])
	}
	c.intern()
	return c
}

// intern numbers skills and languages in alphabetical order; of more languages than can be told apart those that most people speak.
func (c *cast) intern() {
	skills, spoken := map[string]bool{}, map[string]int{}
	for _, list := range [][]*Attendee{c.people, c.mentors} {
		for _, a := range list {
			for _, s := range a.Have {
				skills[s.Skill] = true
			}
			for _, l := range a.Languages {
				spoken[l]++
			}
		}
	}
	for _, b := range c.bodies {
		for _, n := range b.Needs {
			skills[n.Skill] = true
		}
		for _, l := range b.Languages {
			spoken[l]++
		}
	}
	for i, id := range sorted(skills) {
		c.skills[id] = int32(i)
	}
	all := sorted(spoken)
	if len(all) > langMost {
		slices.SortStableFunc(all, func(x, y string) int { return cmp.Compare(spoken[y], spoken[x]) })
		all = all[:langMost]
		slices.Sort(all)
	}
	for i, l := range all {
		c.languages[l] = int32(i)
	}
	c.names = all
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func (c *cast) langs(list []string) (out []int32) {
	for _, l := range list {
		if n, ok := c.languages[l]; ok {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

func (c *cast) can(list []api.EventSkill) (out []Skill) {
	for _, s := range list {
		out = append(out, Skill{c.skills[s.Skill], uint8(s.Level)})
	}
	return out
}

// problem is what the solver gets.
func (c *cast) problem(least, most int) *Problem {
	p := &Problem{}
	learn := map[string][]int32{} // challenges that need a skill
	enough := int32(len(c.people)/least + 1)
	for j, b := range c.bodies {
		x := Project{Least: int32(least), Most: int32(most), Teams: min(int32(max(1, b.Teams)), enough), Languages: c.langs(b.Languages)}
		for _, n := range b.Needs {
			x.Needs = append(x.Needs, Need{c.skills[n.Skill], needLevel, int32(min(n.People, most))})
			learn[n.Skill] = append(learn[n.Skill], int32(j))
		}
		p.Challenges = append(p.Challenges, x)
	}
	for i, a := range c.people {
		p.People = append(p.People, Row{Skills: c.can(a.Have), Languages: c.langs(a.Languages)})
		wished := map[int32]bool{}
		for k, id := range a.Wishes {
			if j, ok := c.projects[id]; ok && k < len(wishWorth) {
				wished[j] = true
				p.Wishes = append(p.Wishes, Wish{int32(i), j, wishWorth[k]})
			}
		}
		n := 0
		for _, w := range a.Want {
			list := learn[w]
			for k := range list {
				j := list[(k+i)%len(list)] // not everybody to the same ones
				if n < learnMost && !wished[j] {
					wished[j] = true
					n++
					p.Wishes = append(p.Wishes, Wish{int32(i), j, learnWorth})
				}
			}
		}
	}
	p.Together, p.Apart = c.together(most), c.keptApart(nil)
	return p
}

// together are the groups of friends: those who are too many for a team, or whom a block parts, are cut; those who share no language are
// not together.
func (c *cast) together(most int) (out [][]int32) {
	groups := map[string][]int32{}
	for i, a := range c.people {
		if a.Group != "" {
			groups[a.Group] = append(groups[a.Group], int32(i))
		}
	}
	for _, g := range sorted(groups) {
		for _, part := range c.pieces(groups[g], most) {
			if len(part) > 1 && c.talks(part) {
				out = append(out, part)
			}
		}
	}
	return out
}

// talks says whether people share a language; who names none gets along in any.
func (c *cast) talks(rows []int32) bool {
	var common []string
	named := false
	for _, i := range rows {
		spoken := c.people[i].Languages
		switch {
		case len(spoken) == 0:
		case !named:
			common, named = slices.Clone(spoken), true
		default:
			common = slices.DeleteFunc(common, func(l string) bool { return !slices.Contains(spoken, l) })
		}
	}
	return !named || len(common) > 0
}

// guides are the mentors as the solver gets them.
func (c *cast) guides() (out []Guide) {
	for _, m := range c.mentors {
		out = append(out, Guide{int32(m.Places), c.can(m.Have), c.langs(m.Languages)})
	}
	return out
}

// drafted names an answer: teams in the order of their challenges, with rooms.
func (c *cast) drafted(a *Answer, mentor []int32, rooms []api.EventRoom) []Drafted {
	out := make([]Drafted, 0, len(a.Teams))
	for t, g := range a.Teams {
		d := Drafted{Number: t + 1, Challenge: c.challenges[g.Challenge], Members: []string{}}
		if g.Language >= 0 {
			d.Language = c.names[g.Language]
		}
		for _, i := range g.Members {
			d.Members = append(d.Members, c.people[i].Person)
		}
		if t < len(mentor) && mentor[t] >= 0 {
			d.Mentor = c.mentors[mentor[t]].Person
		}
		d.Room, d.Table = place(rooms, d.Number)
		out = append(out, d)
	}
	return out
}

// figures are what is told of a draft.
func (c *cast) figures(a *Answer, list []Drafted) api.EventDraft {
	out := api.EventDraft{People: len(c.people), Teams: len(list), Sizes: map[string]int{}, Lacking: a.Missing, Proved: a.Proved, Most: a.Most}
	for _, d := range list {
		out.Seated += len(d.Members)
		out.Sizes[itoa(len(d.Members))]++
		if d.Mentor != "" {
			out.Mentored++
		}
		for _, m := range d.Members {
			switch slices.Index(c.people[c.rows[m]].Wishes, d.Challenge) {
			case -1:
			case 0:
				out.First++
				out.Wished++
			default:
				out.Wished++
			}
		}
	}
	return out
}
