package cohort

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/services/matching/assign/teams"
)

// The sides of an event: people, and what they work on.
const (
	Persons  Side = "people"
	Projects Side = "projects"
)

// Worded is a word of a cell, such as a skill or a language, with how well somebody has it.
type Worded struct {
	Word  string
	Level int
}

// Words read cells of lists. A level that is not said is unsaid; that of a word which is no language is below 0.
type Words struct {
	Skills    func(cell string, unsaid int) []Worded
	Languages func(cell string) []Worded
	Split     func(cell string) []string
}

// Event is the tables of an event as a problem of teams, with what rows are called.
type Event struct {
	People, Projects, Mentors *People // Mentors is nil without a table of them
	Problem                   *teams.Problem
	Skills, Languages         []string // by row number
	Guides                    []teams.Guide
	words                     Words
	wrong                     *Problems
	skill, language           map[string]int32
	size                      [2]int32
}

// NewEvent begins an event. least and most are the size of teams of projects that do not say.
func NewEvent(words Words, least, most int32, wrong *Problems) *Event {
	return &Event{Problem: &teams.Problem{}, words: words, wrong: wrong, skill: map[string]int32{}, language: map[string]int32{},
		size: [2]int32{least, most}}
}

// eventHeadings are how people call the columns of an event's tables, as fold leaves them.
var eventHeadings = map[Side][]struct {
	field, as string
	names     []string
}{
	Persons: {
		{FieldID, "who they are", []string{"person", "participant", "person id", "participant id", "id"}},
		{FieldEmail, "who they are (no column is named person)", []string{"email", "e mail", "email address", "e mail address", "mail"}},
		{"skills", "what they can do", []string{"skills", "skill", "can do", "what can you do", "what are you good at", "have"}},
		{"languages", "what they speak", []string{"languages", "language", "spoken languages", "which languages do you speak"}},
		{"group", "who arrives together", []string{"group", "friends", "together", "arrives with", "comes with", "team name"}},
		{"wishes", "projects they wish for, the dearest first", []string{"wishes", "wish", "project wishes", "project choices", "preferred projects", "projects"}},
	},
	Projects: {
		{FieldID, "what it is", []string{"project", "project id", "id", "name", "title"}},
		{"size", "people of a team", []string{"size", "team size", "people"}},
		{"teams", "how many teams at most", []string{"teams", "number of teams", "how many teams"}},
		{"needs", "what it needs", []string{"needs", "skills", "skills needed", "needed skills"}},
		{"required", "what no team is without", []string{"required", "must have", "required skills"}},
		{"languages", "languages it accepts", []string{"languages", "language", "spoken languages"}},
	},
	Mentors: {
		{FieldID, "who they are", headings[Mentors][FieldID]},
		{FieldEmail, "who they are (no column is named mentor)", []string{"email", "e mail", "email address", "e mail address", "mail"}},
		{FieldCapacity, "how many teams they take", append([]string{"teams", "how many teams"}, headings[Mentors][FieldCapacity]...)},
		{"skills", "what they can do", []string{"skills", "skill", "can do", "have"}},
		{"languages", "what they speak", []string{"languages", "language", "spoken languages"}},
	},
}

// EventFields are what a map can name in a table of an event.
func EventFields(side Side) (out []string) {
	for _, h := range eventHeadings[side] {
		out = append(out, h.field)
	}
	return out
}

// sheet finds the columns of one table and reads its rows.
func (e *Event) sheet(t *Table, side Side, names map[string]string) (p *People, at map[string]int, c Columns) {
	f := finder{t, names, e.wrong, map[int]string{}}
	at = map[string]int{}
	for _, h := range eventHeadings[side] {
		if h.field == FieldEmail && at[FieldID] >= 0 {
			at[FieldEmail] = -1
			continue
		}
		if at[h.field] = f.field(h.field, h.names); at[h.field] >= 0 {
			f.use(at[h.field], h.as)
		}
	}
	c = f.columns()
	c.Side, c.ID, c.Role, c.Email, c.Address, c.Capacity, c.Wanted = side, at[FieldID], -1, -1, -1, -1, -1
	if side != Projects {
		c.Email = at[FieldEmail]
	}
	if side == Mentors {
		c.Capacity = at[FieldCapacity]
	}
	if side == Projects && c.ID < 0 {
		e.wrong.Add(t.Name, t.First, -1, "There is no column \"project\". Name it so, or use --map 'projects.id=HEADING'.")
	}
	return ReadPeople(t, c, nil, e.wrong), at, c
}

// tell adds what is wrong with a cell.
func (e *Event) tell(p *People, row, column int, format string, args ...any) {
	e.wrong.Add(p.File, p.Line[row], column, format, args...)
}

// number gives a word its row number.
func number(known map[string]int32, list *[]string, word string) int32 {
	id, ok := known[word]
	if !ok {
		id = int32(len(known))
		known[word] = id
		*list = append(*list, word)
	}
	return id
}

func (e *Event) skills(p *People, row, column int, cell string) (out []teams.Skill) {
	for _, w := range e.words.Skills(cell, 3) {
		if w.Level < 0 || w.Level > 5 {
			e.tell(p, row, column, "The levels of skills are 1 (want to learn) to 5 (can teach).")
			continue
		}
		out = append(out, teams.Skill{Skill: number(e.skill, &e.Skills, w.Word), Level: uint8(w.Level)})
	}
	if len(out) > teams.MaxSkills {
		e.tell(p, row, column, "Name at most %d skills.", teams.MaxSkills)
		return nil
	}
	return out
}

// NoLanguage is what is told of a cell with a word or a level that is none.
const NoLanguage = "One of these is no language, or its level is none. " +
	"Write names or codes, such as \"English, pt-BR: 3\"; levels are 1 (basic) to 4 (native)."

func (e *Event) languages(p *People, row, column int, cell string) (out []int32) {
	for _, w := range e.words.Languages(cell) {
		if w.Level < 0 || w.Level > 4 {
			e.tell(p, row, column, NoLanguage)
			continue
		}
		out = append(out, number(e.language, &e.Languages, w.Word))
	}
	if len(out) > teams.MaxSpoken || len(e.Languages) > teams.MaxLanguages {
		e.tell(p, row, column, "Name at most %d languages, and no more than %d in all files.", teams.MaxSpoken, teams.MaxLanguages)
		return nil
	}
	return out
}

// ReadProjects reads the table of projects. It comes before the people, who wish for them.
func (e *Event) ReadProjects(t *Table, names map[string]string) Columns {
	p, at, c := e.sheet(t, Projects, names)
	e.Projects = p
	size, count, needs, required, spoken := p.column(at["size"]), p.column(at["teams"]), p.column(at["needs"]), p.column(at["required"]),
		p.column(at["languages"])
	for i := range p.Len() {
		x := teams.Project{Least: e.size[0], Most: e.size[1], Teams: 1}
		if size[i] != "" {
			var ok bool
			if x.Least, x.Most, ok = Sizes(size[i]); !ok {
				e.tell(p, i, at["size"], "Write the people of a team, at least and at most, such as 4-6; %d is the most.", teams.MaxSize)
			}
		}
		if count[i] != "" {
			n, err := whole(count[i])
			if x.Teams = int32(n); err != nil || n < 0 || n > teams.MaxTeams {
				e.tell(p, i, at["teams"], "Write how many teams there can be: a whole number from 0 to %d.", teams.MaxTeams)
			}
		}
		x.Needs = e.needs(i, at["needs"], needs[i], false, nil)
		x.Needs = e.needs(i, at["required"], required[i], true, x.Needs)
		x.Languages = e.languages(p, i, at["languages"], spoken[i])
		e.Problem.Projects = append(e.Problem.Projects, x)
	}
	return c
}

// Sizes reads "4-6", "4 to 6" or "5".
func Sizes(cell string) (least, most int32, ok bool) {
	low, high, two := strings.Cut(strings.NewReplacer("–", "-", " to ", "-", "..", "-").Replace(cell), "-")
	a, err := whole(strings.TrimSpace(low))
	b, errToo := a, error(nil)
	if two {
		b, errToo = whole(strings.TrimSpace(high))
	}
	ok = err == nil && errToo == nil && a >= 1 && a <= b && b <= teams.MaxSize
	if !ok {
		return 1, 1, false
	}
	return int32(a), int32(b), true
}

// needs reads skills such as "go: 4; docs; 2x design".
func (e *Event) needs(row, column int, cell string, required bool, list []teams.Need) []teams.Need {
	for _, part := range e.words.Split(cell) {
		people := int64(1)
		if n, rest, ok := strings.Cut(strings.Replace(part, "×", "x", 1), "x"); ok {
			if k, err := strconv.ParseInt(strings.TrimSpace(n), 10, 32); err == nil {
				people, part = k, strings.TrimSpace(rest)
			}
		}
		for _, w := range e.words.Skills(part, 2) {
			n := teams.Need{Skill: number(e.skill, &e.Skills, w.Word), Level: uint8(min(max(w.Level, 0), 5)), People: int32(people), Required: required}
			same := false
			for _, old := range list {
				same = same || old.Skill == n.Skill && old.Level == n.Level
			}
			switch {
			case same:
				e.tell(e.Projects, row, column, "The same need is there twice. Write \"2x\" before it if two people should have it.")
			case people < 1 || people > teams.MaxSize:
				e.tell(e.Projects, row, column, "A need is for 1 to %d people.", teams.MaxSize)
			default:
				list = append(list, n)
			}
		}
	}
	if len(list) > teams.MaxNeeds {
		e.tell(e.Projects, row, column, "A project has at most %d needs.", teams.MaxNeeds)
		return nil
	}
	return list
}

// wishWorth is what a wish is worth by its place in the list: each a tenth less than the one before, the tenth and later a tenth.
func wishWorth(place int) int64 { return 1_000_000 - 100_000*int64(min(place, 9)) }

// ReadPersons reads the table of people.
func (e *Event) ReadPersons(t *Table, names map[string]string) Columns {
	p, at, c := e.sheet(t, Persons, names)
	e.People = p
	skills, spoken, group, wishes := p.column(at["skills"]), p.column(at["languages"]), p.column(at["group"]), p.column(at["wishes"])
	of := map[string]int{}
	for i := range p.Len() {
		e.Problem.People = append(e.Problem.People, teams.Person{Skills: e.skills(p, i, at["skills"], skills[i]),
			Languages: e.languages(p, i, at["languages"], spoken[i])})
		if g := fold(group[i]); g != "" {
			n, ok := of[g]
			if !ok {
				n = len(e.Problem.Together)
				of[g] = n
				e.Problem.Together = append(e.Problem.Together, nil)
			}
			e.Problem.Together[n] = append(e.Problem.Together[n], int32(i))
		}
		seen := map[int32]bool{}
		for place, w := range e.words.Split(wishes[i]) {
			j, ok := e.Projects.Find(w)
			switch {
			case !ok:
				e.tell(p, i, at["wishes"], "One of these is no project of %s.", Plain(e.Projects.File))
			case seen[j]:
				e.tell(p, i, at["wishes"], "A project is there twice.")
			default:
				seen[j] = true
				e.Problem.Wishes = append(e.Problem.Wishes, teams.Wish{Person: int32(i), Project: j, Score: wishWorth(place)})
			}
		}
	}
	return c
}

// ReadMentors reads the table of mentors who guide teams.
func (e *Event) ReadMentors(t *Table, names map[string]string) Columns {
	p, at, c := e.sheet(t, Mentors, names)
	e.Mentors = p
	skills, spoken := p.column(at["skills"]), p.column(at["languages"])
	for i := range p.Len() {
		e.Guides = append(e.Guides, teams.Guide{Places: p.Capacity[i], Skills: e.skills(p, i, at["skills"], skills[i]),
			Languages: e.languages(p, i, at["languages"], spoken[i])})
	}
	return c
}

// Sound adds what is wrong with the event as a whole.
func (e *Event) Sound() {
	if e.wrong.Total > 0 {
		return
	}
	if err := e.Problem.Check(); err != nil {
		for _, text := range sentences(err) {
			e.wrong.Add(e.People.File, 0, -1, "%s", text)
		}
	}
}

// NeedText is a need in words: "go at 3, 2 people".
func (e *Event) NeedText(n teams.Need) string {
	text := Plain(e.Skills[n.Skill])
	if n.Level > 2 {
		text += fmt.Sprintf(" at %d", n.Level)
	}
	return text
}
