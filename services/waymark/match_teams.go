package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
	"github.com/waymark-dev/waymark/services/matching/assign/teams"
	checked "github.com/waymark-dev/waymark/services/matching/assign/teams/verify"
	proved "github.com/waymark-dev/waymark/services/matching/assign/verify"
	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/profiles"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// matchTeams are the files of an event, and what to do with them.
type matchTeams struct {
	People   string   `help:"Spreadsheet (CSV) of people: person, skills, languages, group (together), wishes." required:"" placeholder:"FILE"`
	Projects string   `help:"Spreadsheet (CSV) of projects: project, size, needs, required, languages, teams." required:"" placeholder:"FILE"`
	Mentors  string   `help:"Spreadsheet (CSV) of mentors: a place holds a team." placeholder:"FILE"`
	Settled  string   `help:"What is settled, person,with,rule; a rule is apart, together or pin (with a project)." placeholder:"FILE"`
	Size     string   `help:"People of a team where a project does not say." default:"4-6" placeholder:"LEAST-MOST"`
	Map      []string `help:"Which heading a column has: 'people.skills=Can do'; nothing behind = leaves it out." sep:"none" placeholder:"COLUMN=HEADING"`
	From     string   `help:"Teams that were made before: they are checked, and mended for those who are --gone; nothing is made anew." placeholder:"FILE"`
	Gone     []string `help:"Who does not come, as the file of people names them." sep:"none" placeholder:"PERSON"`
	Out      string   `help:"Where the teams go (CSV); not needed to check." placeholder:"FILE"`
}

// Run makes teams, or checks and mends those that were made. Nothing is written unless every claim holds.
func (c *matchTeams) Run(ctx context.Context, s streams) error {
	if c.Out == "" && c.From == "" {
		return fmt.Errorf("%w: --out says where the teams go; --from checks teams that were made", errUsage)
	}
	files, err := newOutputs(matchInputs{Newcomers: c.People, Mentors: c.Projects, Scores: c.Mentors, Criteria: c.Settled, Fixed: c.From},
		[]output{{"--out", c.Out}})
	if c.From != "" && c.Out != "" && same(c.From, c.Out) { // mended in place
		files, err = newOutputs(matchInputs{Newcomers: c.People, Mentors: c.Projects, Scores: c.Mentors, Criteria: c.Settled}, []output{{"--out", c.Out}})
	}
	if err != nil {
		return err
	}
	talk, began := newTalk(s), time.Now()
	e, from, err := c.load(talk)
	if err != nil {
		return err
	}
	a, err := c.answer(ctx, talk, e, from)
	if err != nil {
		return err
	}
	if err := checked.Check(e.Problem, a); err != nil {
		return fmt.Errorf("the teams are not right: %w; nothing was written", err)
	}
	guides, err := seated(ctx, e, a)
	if err != nil {
		return err
	}
	var written []string
	if c.Out != "" {
		if written, err = files.write(map[string][]byte{"--out": e.WriteTeams(a, mentorsOf(guides, len(a.Teams)))}); err != nil {
			return err
		}
	}
	talk.line("")
	for _, line := range e.EventSummary(a, guides) {
		talk.line("%s", line)
	}
	for _, line := range checked.Claims(e.Problem, a) {
		talk.line("checked    %s", line)
	}
	if len(written) > 0 {
		talk.written(written, began)
	}
	return nil
}

// answer makes teams, or takes those there are and mends them.
func (c *matchTeams) answer(ctx context.Context, talk *talk, e *cohort.Event, from *teams.Answer) (*teams.Answer, error) {
	if from == nil {
		for _, id := range c.Gone {
			i, _ := e.People.Find(id) // was looked at
			e.Problem.People[i].Gone = true
		}
		a, err := teams.Solve(e.Problem, teams.Options{Stop: ctx.Done(), Progress: func(done, total int) { talk.progress("making teams", done, total) }})
		if errors.Is(err, teams.ErrStopped) {
			return nil, errors.New("stopped; nothing was written")
		}
		return a, err
	}
	draft, err := teams.Open(e.Problem, from)
	if err != nil {
		return nil, fmt.Errorf("%s: these are not teams that this event can have: sizes, languages, friends, pins or required skills do not hold",
			cohort.Plain(c.From))
	}
	for _, id := range c.Gone {
		i, _ := e.People.Find(id)
		r, err := draft.Leave(i)
		if err != nil {
			return nil, fmt.Errorf("%w: --gone: %q is there twice", errUsage, cohort.Plain(id))
		}
		var moved []string
		for _, k := range r.Moved {
			moved = append(moved, cohort.Plain(e.People.ID[k]))
		}
		what := "nobody is moved"
		if len(moved) > 0 {
			what = "moved: " + strings.Join(moved, ", ")
		}
		if r.Closed {
			what = "the team cannot stand without; " + what
		}
		talk.line("gone       %s: %s", cohort.Plain(id), what)
	}
	e.Problem = draft.Problem()
	return draft.Answer(), nil
}

// seated finds who guides which team, and has it proved; nil without mentors.
func seated(ctx context.Context, e *cohort.Event, a *teams.Answer) (*assign.Result, error) {
	if e.Mentors == nil {
		return nil, nil
	}
	p := teams.Seats(e.Problem, a, e.Guides)
	r, err := solve.Solve(p, assign.Fit, assign.Options{Stop: ctx.Done()})
	if err != nil {
		return nil, solveError(err)
	}
	if err := proved.Check(p, r.Pairs, &r.Certificate); err != nil {
		return nil, fmt.Errorf("who guides whom is not proved: %w; nothing was written", err)
	}
	return r, nil
}

func mentorsOf(r *assign.Result, teams int) []int32 {
	if r == nil {
		return nil
	}
	return r.MentorOf(teams)
}

// load reads all files. What is wrong is listed, all of it.
func (c *matchTeams) load(t *talk) (*cohort.Event, *teams.Answer, error) {
	least, most, ok := cohort.Sizes(c.Size)
	if !ok {
		return nil, nil, fmt.Errorf("%w: --size is people of a team, at least and at most, such as 4-6", errUsage)
	}
	var wrong cohort.Problems
	r := &round{label: (&matchInputs{Newcomers: c.People, Mentors: c.Projects, Scores: c.Mentors, Criteria: c.Settled, Fixed: c.From}).label}
	used := make([]bool, len(c.Map))
	e := cohort.NewEvent(eventWords(), least, most, &wrong)
	read := func(file string, side cohort.Side, as string, rows func(*cohort.Table, map[string]string) cohort.Columns) error {
		if file == "" {
			return nil
		}
		table, _, how, err := r.table(file, "--"+string(side), peopleLimits, &wrong)
		if err != nil {
			return err
		}
		columns := rows(table, cohort.SplitMap(c.Map, string(side), cohort.EventFields(side), used))
		t.columns(table, as, how, columns.Used, columns.Unused)
		return nil
	}
	settled := func(table *cohort.Table, _ map[string]string) cohort.Columns { return e.ReadSettled(table) }
	for _, x := range []struct {
		file string
		side cohort.Side
		as   string
		rows func(*cohort.Table, map[string]string) cohort.Columns
	}{
		{c.Projects, cohort.Projects, "projects", e.ReadProjects}, {c.People, cohort.Persons, "people  ", e.ReadPersons},
		{c.Mentors, cohort.Mentors, "mentors ", e.ReadMentors}, {c.Settled, "settled", "settled ", settled},
	} {
		if err := read(x.file, x.side, x.as, x.rows); err != nil {
			return nil, nil, err
		}
	}
	for i, m := range c.Map {
		if !used[i] {
			wrong.Add("--map", 0, -1, "%q names no column here. Write people.skills=HEADING; sides are people, projects and mentors.", cohort.Plain(m))
		}
	}
	for _, id := range c.Gone {
		if _, ok := e.People.Find(id); !ok {
			wrong.Add("--gone", 0, -1, "%q is not in %s.", cohort.Plain(id), cohort.Plain(e.People.File))
		}
	}
	var from *teams.Answer
	if c.From != "" {
		table, _, _, err := r.table(c.From, "--from", peopleLimits, &wrong)
		if err != nil {
			return nil, nil, err
		}
		from = e.ReadTeams(table)
	}
	e.Sound()
	if wrong.Total > 0 {
		return nil, nil, t.refuse(&wrong)
	}
	t.line("%d people in %d groups and alone, %d projects", e.People.Len(), len(e.Problem.Together), e.Projects.Len())
	return e, from, nil
}

// eventWords read the cells of an event as everywhere in Waymark: skills by the shipped taxonomy, languages by name or code.
func eventWords() cohort.Words {
	tax := skill.Shipped()
	return cohort.Words{
		Split: roster.WordList,
		Skills: func(cell string, unsaid int) (out []cohort.Worded) {
			for _, s := range roster.SkillList(cell, tax, unsaid) {
				word := s.Word
				if spelled := skill.Spell(word); spelled != "" {
					word = spelled
				}
				out = append(out, cohort.Worded{Word: word, Level: s.Level})
			}
			return out
		},
		Languages: func(cell string) (out []cohort.Worded) {
			for _, l := range roster.LanguageList(cell, profiles.CanonLanguage) {
				if _, ok := profiles.CanonLanguage(l.Word); !ok {
					l.Level = -1
				}
				if !slices.ContainsFunc(out, func(w cohort.Worded) bool { return w.Word == l.Word }) {
					out = append(out, cohort.Worded{Word: l.Word, Level: l.Level})
				}
			}
			return out
		},
	}
}
