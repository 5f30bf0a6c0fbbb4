package attack

import (
	"math/rand/v2"

	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// questions are those of the made-up communities.
var questions = []report.Question{
	{Code: "gender", Options: []report.Option{{Code: "woman"}, {Code: "man"}, {Code: "non_binary"}}, Describe: true},
	{Code: "path", Multiple: true, Options: []report.Option{{Code: "student"}, {Code: "employed"}, {Code: "returning"}, {Code: "caring"}}},
}

// person is somebody made up, who gives the same answers in every cycle.
type person struct{ report.Person }

// community is one with its people, cycle by cycle: most stay, few come and go, so that two reports differ by few.
type community struct {
	cycles [][]person
	target []int // in each cycle, the place of the one whom the attacker does not know: somebody new where there is one
}

func someone(r *rand.Rand) person {
	p := person{report.Person{Group: report.Newcomer, Answers: map[string][]string{}}}
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
func madeUp(r *rand.Rand) community {
	var c community
	now := make([]person, 0, 460)
	for range 50 + r.IntN(400) {
		now = append(now, someone(r))
	}
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
				next = append(next, someone(r))
			}
			now = next
			target = len(now) - 1
		}
		c.cycles = append(c.cycles, append([]person(nil), now...))
		c.target = append(c.target, target)
	}
	return c
}

// everybody counts and adds up who took part; the answers of those who gave any.
func everybody(people []person) (answered []report.Person, newcomers, mentors int) {
	for _, p := range people {
		if p.Group == report.Mentor {
			mentors++
		} else {
			newcomers++
		}
		if len(p.Answers) > 0 {
			answered = append(answered, p.Person)
		}
	}
	return answered, newcomers, mentors
}
