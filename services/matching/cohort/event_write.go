package cohort

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/csvsafe"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/teams"
)

// TeamsHeadings are the columns of the list of teams.
var TeamsHeadings = []string{"team", "project", "person", "language", "mentor", "brings", "note"}

// WriteTeams writes the list of teams as CSV in UTF-8, a line for each person who comes: those in teams first, then those in none.
// guided has the mentor of each team, -1 for none; nil without mentors.
func (e *Event) WriteTeams(a *teams.Answer, guided []int32) []byte {
	var out csvsafe.Table
	out.Texts(TeamsHeadings...)
	wish := map[teams.Seat]int{}
	count := map[int32]int{}
	for _, x := range e.Problem.Wishes {
		count[x.Person]++
		wish[teams.Seat{Person: x.Person, Project: x.Project}] = count[x.Person]
	}
	for t, team := range a.Teams {
		language, mentor := "", ""
		if team.Language >= 0 {
			language = e.Languages[team.Language]
		}
		if guided != nil && guided[t] >= 0 {
			mentor = e.Mentors.ID[guided[t]]
		}
		for _, i := range team.Members {
			note := ""
			if place := wish[teams.Seat{Person: i, Project: team.Project}]; place > 0 {
				note = fmt.Sprintf("wish %d of %d", place, count[i])
			} else if count[i] > 0 {
				note = "not among the wishes"
			}
			out.Row(t+1, e.Projects.ID[team.Project], e.People.ID[i], language, mentor, strings.Join(e.brings(i, team.Project), "; "), note)
		}
	}
	for _, i := range a.Out {
		out.Row("", "", e.People.ID[i], "", "", "", "no team: sizes, languages, friends or required skills leave no seat")
	}
	return out.Bytes()
}

// brings are the needs of a project that a person meets.
func (e *Event) brings(i, project int32) (out []string) {
	for _, n := range e.Problem.Projects[project].Needs {
		if slices.ContainsFunc(e.Problem.People[i].Skills, func(s teams.Skill) bool { return s.Skill == n.Skill && s.Level >= n.Level }) {
			out = append(out, e.NeedText(n))
		}
	}
	return out
}

// ReadTeams reads a list of teams back, as far as who is in which team on what.
func (e *Event) ReadTeams(t *Table) *teams.Answer {
	f := finder{t, nil, e.wrong, map[int]string{}}
	var at [3]int
	for k, name := range TeamsHeadings[:3] {
		if at[k] = f.only(name); at[k] < 0 {
			e.wrong.Add(t.Name, t.First, -1, "There is no column %q. The headings are %s.", name, strings.Join(TeamsHeadings, ","))
		}
	}
	if at[0] < 0 || at[1] < 0 || at[2] < 0 {
		return nil
	}
	find := func(l *Line, column int, p *People) (int32, bool) {
		row, ok := p.Find(l.cell(column))
		if !ok {
			e.wrong.Add(t.Name, l.Number, column, "This is not in %s.", Plain(p.File))
		}
		return row, ok
	}
	index, seen := map[string]int{}, map[int32]int{}
	a := &teams.Answer{}
	for k := range t.Lines {
		l := &t.Lines[k]
		i, ok := find(l, at[2], e.People)
		if ok && seen[i] > 0 {
			e.wrong.Add(t.Name, l.Number, at[2], "This person is on line %d already.", seen[i])
			continue
		}
		seen[i] = l.Number
		name := l.cell(at[0])
		if !ok || name == "" {
			continue
		}
		j, found := find(l, at[1], e.Projects)
		if !found {
			continue
		}
		x, open := index[name]
		if !open {
			x = len(a.Teams)
			index[name] = x
			a.Teams = append(a.Teams, teams.Team{Project: j})
		}
		if a.Teams[x].Project != j {
			e.wrong.Add(t.Name, l.Number, at[1], "Another line of this team has another project.")
		}
		a.Teams[x].Members = append(a.Teams[x].Members, i)
	}
	return a
}

// EventSummary is a few lines about the teams. guides is the answer of who guides whom; nil without mentors.
func (e *Event) EventSummary(a *teams.Answer, guides *assign.Result) []string {
	p := e.Problem
	come := 0
	for _, x := range p.People {
		if !x.Gone {
			come++
		}
	}
	needs, any, first := 0, map[int32]bool{}, 0
	best := map[int32]int64{}
	for _, w := range p.Wishes {
		any[w.Person] = true
		best[w.Person] = max(best[w.Person], w.Score)
	}
	got, asked := 0, 0
	of := a.TeamOf(len(p.People))
	for _, w := range p.Wishes {
		if t := of[w.Person]; t >= 0 && a.Teams[t].Project == w.Project {
			got++
			if w.Score == best[w.Person] {
				first++
			}
		}
	}
	for i := range any {
		if !p.People[i].Gone {
			asked++
		}
	}
	for _, team := range a.Teams {
		for _, n := range p.Projects[team.Project].Needs {
			needs += int(n.People)
		}
	}
	out := []string{
		fmt.Sprintf("teams      %d of %d people are in %d teams; no answer seats more than %d", a.Seated, come, len(a.Teams), a.Bound.Seated),
		fmt.Sprintf("skills     %d of %d needs are met; with as many people seated at least %d go without", needs-a.Missing, needs, a.Bound.Missing),
	}
	if asked > 0 {
		out = append(out, fmt.Sprintf("wishes     %d of %d people who wish got a project of theirs, %d the dearest; worth %d, and %d at most",
			got, asked, first, a.Wishes, a.Bound.Wishes))
	}
	if guides != nil {
		out = append(out, fmt.Sprintf("mentors    %d of %d teams have a mentor who speaks with all of them; the best choice by skills, proved by prices",
			guides.People, len(a.Teams)))
	}
	switch {
	case a.Exact:
		out = append(out, "best       every answer was looked at or ruled out, and none is better")
	case a.Proved(p):
		out = append(out, "best       no answer is better: the bounds are reached")
	default:
		out = append(out, fmt.Sprintf("best       not proved: the value is %d, and no answer that seats as many has more than %d", a.Value,
			a.Bound.Value(p.Worth())))
	}
	return append(out, e.lacking(a)...)
}

// mostLacking is how many teams that lack somebody are named.
const mostLacking = 20

func (e *Event) lacking(a *teams.Answer) (out []string) {
	more := 0
	for t, team := range a.Teams {
		var lacks []string
		for k, n := range team.Lacks {
			if n > 0 {
				lacks = append(lacks, fmt.Sprintf("%s (%d)", e.NeedText(e.Problem.Projects[team.Project].Needs[k]), n))
			}
		}
		switch {
		case len(lacks) == 0:
		case len(out) == mostLacking:
			more++
		default:
			out = append(out, fmt.Sprintf("lacking    team %d (%s): %s", t+1, Plain(e.Projects.ID[team.Project]), strings.Join(lacks, ", ")))
		}
	}
	if more > 0 {
		out = append(out, fmt.Sprintf("lacking    … and %d more teams", more))
	}
	return out
}

// sentences are what a fault says, one for each field.
func sentences(err error) []string {
	var f *fault.Fault
	if !errors.As(err, &f) || len(f.Fields) == 0 {
		return []string{err.Error()}
	}
	var out []string
	for _, x := range f.Fields {
		out = append(out, x.Sentence())
	}
	return out
}
