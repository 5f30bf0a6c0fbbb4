package attack

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/services/programs/participation/protect"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// questions are those of the made-up communities.
var questions = []report.Question{
	{Code: "gender", Options: []report.Option{{Code: "woman"}, {Code: "man"}, {Code: "non_binary"}}, Describe: true},
	{Code: "path", Multiple: true, Options: []report.Option{{Code: "student"}, {Code: "employed"}, {Code: "returning"}, {Code: "caring"}}},
}

// person is somebody made up, who gives the same answers in every cycle.
type person struct {
	id int
	report.Person
}

// community is one with its people, cycle by cycle: most stay, few come and go, so that two reports differ by few.
type community struct {
	cycles [][]person
	target []person // in each cycle, the one whom the attacker does not know: somebody new where there is one
	kind   int      // how what is asked and shown changes: see asks
}

// kinds of communities there are, as asks has them.
const kinds = 5

// asks is what a cycle asks, and whether newcomers and mentors are shown by themselves. Most communities change it, as real ones do.
func (c community) asks(cycle int) (asked []report.Question, byGroup bool) {
	asked = questions
	switch c.kind {
	case 1: // by themselves in all cycles
		return asked, true
	case 2: // from the third on
		return asked, cycle >= 2
	case 3: // until the third
		return asked, cycle < 2
	case 4: // one answer more to choose, from the second on, which nobody does
		if cycle > 0 {
			asked = slices.Clone(questions)
			asked[0].Options = append(slices.Clone(asked[0].Options), report.Option{Code: "agender"})
		}
	}
	return asked, false
}

func someone(r *rand.Rand, id int) person {
	p := person{id, report.Person{Group: report.Newcomer, Answers: map[string][]string{}}}
	if r.IntN(4) == 0 {
		p.Group = report.Mentor
	}
	if r.IntN(5) == 0 { // did not answer
		return p
	}
	switch x := r.IntN(100); {
	case x < 8: // preferred not to say
	case x < 36:
		p.Answers["gender"] = []string{"woman"}
	case x < 86:
		p.Answers["gender"] = []string{"man"}
	case x < 95:
		p.Answers["gender"] = []string{"non_binary"}
	default:
		p.Answers["gender"] = []string{report.InOwnWords}
	}
	for i, o := range questions[1].Options {
		if r.IntN(3+i) == 0 {
			p.Answers["path"] = append(p.Answers["path"], o.Code)
		}
	}
	return p
}

// madeUp makes one community of 50 to 450 people, for four cycles.
func madeUp(r *rand.Rand, kind int) community {
	c := community{kind: kind}
	now := make([]person, 0, 460)
	for range 50 + r.IntN(400) {
		now = append(now, someone(r, len(now)))
	}
	ids := len(now)
	for cycle := range 4 {
		target := r.IntN(len(now))
		if cycle > 0 {
			next := make([]person, 0, len(now)+6)
			leave := r.IntN(4)
			for i, p := range now {
				if i >= leave {
					next = append(next, p)
				}
			}
			for range 1 + r.IntN(3) {
				next = append(next, someone(r, ids))
				ids++
			}
			now = next
			target = len(now) - 1
		}
		c.cycles = append(c.cycles, slices.Clone(now))
		c.target = append(c.target, now[target])
	}
	return c
}

// crowd is whom a report of some cycles counts: those who answered, and how many there are by group.
type crowd struct {
	answered []report.Person
	size     map[string]int
}

// crowd counts some people as the method does.
func (m Method) crowd(cycles [][]person) crowd {
	members := make([][]report.Member, len(cycles))
	for i, people := range cycles {
		for _, p := range people {
			x := report.Member{Who: strconv.Itoa(p.id), Group: p.Group, Answers: p.Answers}
			if len(x.Answers) > 0 {
				x.Week = week(i)
			}
			members[i] = append(members[i], x)
		}
	}
	if !m.Often {
		answered, size := report.Once(members...)
		return crowd{answered, size}
	}
	c := crowd{size: map[string]int{}}
	for _, list := range members {
		answered, size := report.Once(list)
		c.answered = append(c.answered, answered...)
		for group, n := range size {
			c.size[group] += n
		}
	}
	return c
}

// parted are the people without one of them, and the one alone.
func parted(cycles [][]person, id int) (rest, one [][]person) {
	for _, people := range cycles {
		at := slices.IndexFunc(people, func(p person) bool { return p.id == id })
		if at < 0 {
			rest, one = append(rest, people), append(one, nil)
			continue
		}
		rest = append(rest, slices.Delete(slices.Clone(people), at, at+1))
		one = append(one, []person{people[at]})
	}
	return rest, one
}

// saying are people who answer a question so.
func saying(cycles [][]person, question string, chosen []string) (out [][]person) {
	for _, people := range cycles {
		people = slices.Clone(people)
		for i := range people {
			people[i].Answers = maps.Clone(people[i].Answers)
			people[i].Answers[question] = chosen
		}
		out = append(out, people)
	}
	return out
}

// week is the week of a cycle.
func week(cycle int) string { return fmt.Sprintf("2026-W%02d", 10*cycle+1) }

// behind are how many people gave an answer at least once, or for the rows of sums answered or did not, in a group or in all.
func behind(cycles [][]person, question, option, group string) int {
	who := map[int]bool{}
	for _, people := range cycles {
		for _, p := range people {
			chosen := p.Answers[question]
			switch {
			case group != "" && p.Group != group:
			case option == protect.Answers && len(chosen) > 0, option == protect.Others && len(chosen) == 0, slices.Contains(chosen, option):
				who[p.id] = true
			}
		}
	}
	return len(who)
}
