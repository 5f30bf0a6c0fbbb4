package main

import (
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
	"github.com/waymark-dev/waymark/services/matching/assign/teams"
	checked "github.com/waymark-dev/waymark/services/matching/assign/teams/verify"
	proved "github.com/waymark-dev/waymark/services/matching/assign/verify"
	"github.com/waymark-dev/waymark/services/programs/event"
)

// eventSolver makes the teams of an event with the solver of matching: services do not import one another. Nothing leaves it unproved.
type eventSolver struct{}

func (eventSolver) Make(p *event.Problem, stop <-chan struct{}, progress func(done, total int)) (*event.Answer, error) {
	problem := teamProblem(p)
	a, err := teams.Solve(problem, teams.Options{Stop: stop, Progress: progress})
	if err == nil {
		err = checked.Check(problem, a)
	}
	if err != nil {
		return nil, err
	}
	return teamAnswer(problem, a), nil
}

func (eventSolver) Mend(p *event.Problem, groups []event.Group, gone []int32) (*event.Mended, error) {
	problem := teamProblem(p)
	a := &teams.Answer{}
	for _, g := range groups {
		if len(g.Members) > 0 {
			a.Teams = append(a.Teams, teams.Team{Project: g.Challenge, Members: g.Members, Language: g.Language})
		}
	}
	d, err := teams.Open(problem, a)
	if err != nil {
		return nil, err
	}
	out := &event.Mended{}
	for _, i := range gone {
		r, err := d.Leave(i)
		if err != nil {
			return nil, err
		}
		out.Moved = append(out.Moved, r.Moved...)
	}
	b := d.Answer()
	if err := checked.Check(d.Problem(), b); err != nil {
		return nil, err
	}
	out.Answer = teamAnswer(d.Problem(), b)
	return out, nil
}

func (eventSolver) Guide(p *event.Problem, groups []event.Group, guides []event.Guide, apart [][2]int32,
	stop <-chan struct{},
) ([]int32, error) {
	problem, a := teamProblem(p), &teams.Answer{}
	for _, g := range groups {
		a.Teams = append(a.Teams, teams.Team{Project: g.Challenge, Members: g.Members, Language: g.Language})
	}
	list := make([]teams.Guide, len(guides))
	for i, g := range guides {
		list[i] = teams.Guide{Places: g.Places, Skills: teamSkills(g.Skills), Languages: g.Languages}
	}
	if len(list) == 0 || len(groups) == 0 {
		return none(len(groups)), nil
	}
	q := teams.Seats(problem, a, list)
	for _, x := range apart {
		q.Forbidden = append(q.Forbidden, assign.Pair{Newcomer: x[0], Mentor: x[1]})
	}
	r, err := solve.Solve(q, assign.Fit, assign.Options{Stop: stop})
	if err == nil {
		err = proved.Check(q, r.Pairs, &r.Certificate)
	}
	if err != nil {
		return nil, err
	}
	return r.MentorOf(len(groups)), nil
}

func none(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

func teamSkills(list []event.Skill) []teams.Skill {
	out := make([]teams.Skill, len(list))
	for i, s := range list {
		out[i] = teams.Skill(s)
	}
	return out
}

func teamProblem(p *event.Problem) *teams.Problem {
	out := &teams.Problem{Together: p.Together, Apart: p.Apart}
	for _, x := range p.People {
		out.People = append(out.People, teams.Person{Skills: teamSkills(x.Skills), Languages: x.Languages})
	}
	for _, x := range p.Challenges {
		project := teams.Project{Least: x.Least, Most: x.Most, Teams: x.Teams, Languages: x.Languages}
		for _, n := range x.Needs {
			project.Needs = append(project.Needs, teams.Need{Skill: n.Skill, Level: n.Level, People: n.People})
		}
		out.Projects = append(out.Projects, project)
	}
	for _, w := range p.Wishes {
		out.Wishes = append(out.Wishes, teams.Wish{Person: w.Person, Project: w.Challenge, Score: w.Score})
	}
	return out
}

func teamAnswer(p *teams.Problem, a *teams.Answer) *event.Answer {
	out := &event.Answer{Out: a.Out, Missing: a.Missing, Most: a.Bound.Seated, Proved: a.Proved(p)}
	for _, t := range a.Teams {
		out.Teams = append(out.Teams, event.Group{Challenge: t.Project, Members: t.Members, Language: t.Language})
	}
	return out
}
