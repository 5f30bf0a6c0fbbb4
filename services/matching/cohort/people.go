package cohort

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/waymark-dev/waymark/pkg/csvsafe"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/criteria"
)

// MaxCapacity is how many newcomers one mentor can be given.
const MaxCapacity = 10_000

// People are the people of one table, by row number from 0.
type People struct {
	Side     Side
	File     string
	ID       []string // as they are written
	Line     []int
	By       string  // what the ids are: "column", "e-mail", "line"
	Capacity []int32 // of mentors
	Wanted   []int32 // how many mentors each newcomer wants, where there is a column; nil without
	OneEach  bool    // there was no column of places
	Answers  criteria.Answers
	Groups   map[string][]string // by the name of the group
	row      map[string]int32    // by key
	table    *Table
	columns  Columns
	lines    []int // row in table.Lines
}

// RoleOf says what a cell makes its person; both may be true.
type RoleOf func(cell string) (newcomer, mentor, known bool)

// ReadPeople reads a table by its columns. Everything that is wrong is told.
func ReadPeople(t *Table, c Columns, role RoleOf, wrong *Problems) *People {
	p := &People{Side: c.Side, File: t.Name, By: "line", OneEach: c.Capacity < 0, Groups: map[string][]string{}, row: map[string]int32{},
		table: t, columns: c}
	t.checkShape(wrong)
	id := max(c.ID, c.Email)
	switch {
	case c.ID >= 0:
		id, p.By = c.ID, "column"
	case c.Email >= 0:
		p.By = "e-mail"
	}
	for i := range t.Lines {
		l := &t.Lines[i]
		if c.Role >= 0 {
			n, m, known := role(l.cell(c.Role))
			if !known || l.cell(c.Role) == "" {
				wrong.Add(t.Name, l.Number, c.Role, "Say newcomer, mentor or both: one file has both sides.")
			}
			if c.Side == Newcomers && !n || c.Side == Mentors && !m {
				continue
			}
		}
		if len(p.ID) == MaxPeople {
			wrong.Add(t.Name, l.Number, -1, "There are more than %d people. Split the round.", MaxPeople)
			break
		}
		p.add(i, id, wrong)
	}
	if len(p.ID) == 0 && wrong.Total == 0 {
		wrong.Add(t.Name, 0, -1, "There are no %s in it, only headings.", c.Side)
	}
	p.Answers = criteria.Answers{Rows: len(p.ID), Of: map[string][]string{}}
	for name, at := range c.Criteria {
		p.Answers.Of[name] = p.column(at)
	}
	for name, at := range c.Groups {
		p.Groups[name] = p.column(at)
	}
	return p
}

func (p *People) add(line, idColumn int, wrong *Problems) {
	l := &p.table.Lines[line]
	id := strconv.Itoa(l.Number)
	if idColumn >= 0 {
		id = l.cell(idColumn)
	}
	row := int32(len(p.ID))
	switch {
	case id == "":
		wrong.Add(p.File, l.Number, idColumn, "It is not said who this is. Fill it in, or take the line out.")
	case len(id) > MaxID:
		wrong.Add(p.File, l.Number, idColumn, "This is longer than %d bytes, which no name of a person in a file should be.", MaxID)
	case strings.ContainsFunc(id, unicode.IsControl):
		wrong.Add(p.File, l.Number, idColumn, "There are line breaks or control characters in it. Take them out.")
	default:
		if old, ok := p.row[key(id)]; ok {
			wrong.Add(p.File, l.Number, idColumn, "This is the same as on line %d. Everybody stands in the file once; "+
				"if this column does not say who they are, use --map '%s.id=HEADING'.",
				p.Line[old], p.Side)
		} else {
			p.row[key(id)] = row
		}
	}
	p.ID, p.Line, p.lines = append(p.ID, id), append(p.Line, l.Number), append(p.lines, line)
	if c := p.columns.Wanted; p.Side == Newcomers && c >= 0 {
		n, err := whole(l.cell(c))
		if l.cell(c) == "" {
			n, err = 1, nil
		}
		if err != nil || n < 0 || n > assign.MaxPlaces {
			wrong.Add(p.File, l.Number, c, "Write how many mentors they want: a whole number from 0 to %d, or nothing for one.", assign.MaxPlaces)
		}
		p.Wanted = append(p.Wanted, int32(n))
	}
	if p.Side != Mentors {
		return
	}
	places := 1
	if c := p.columns.Capacity; c >= 0 {
		n, err := whole(l.cell(c))
		if places = n; err != nil || n < 0 || n > MaxCapacity {
			places = 0
			wrong.Add(p.File, l.Number, c, "Write how many newcomers they take: a whole number from 0 (none) to %d.", MaxCapacity)
		}
	}
	p.Capacity = append(p.Capacity, int32(places))
}

// whole reads a number as tables have it: 2, and 2.0 too, which some programs make of it.
func whole(cell string) (int, error) {
	if number, zeros, ok := strings.Cut(cell, "."); ok && zeros != "" && strings.Trim(zeros, "0") == "" {
		cell = number
	}
	return strconv.Atoi(cell)
}

// NoAddresses are the lines of those who go by an e-mail address that is none.
func (p *People) NoAddresses() (lines []int) {
	for i, id := range p.ID {
		if p.By == "e-mail" && !strings.Contains(id, "@") {
			lines = append(lines, p.Line[i])
		}
	}
	return lines
}

// Len is how many there are.
func (p *People) Len() int { return len(p.ID) }

// Places is how many there are over all.
func (p *People) Places() int {
	n := 0
	for _, c := range p.Capacity {
		n += int(c)
	}
	return n
}

// column is what stands in a column, one cell per person.
func (p *People) column(at int) []string {
	out := make([]string, len(p.lines))
	for i, line := range p.lines {
		out[i] = p.table.Lines[line].cell(at)
	}
	return out
}

// Profile is what somebody said in a field of profiles.
func (p *People) Profile(row int, field string) string {
	at, ok := p.columns.Profile[field]
	if !ok {
		return ""
	}
	return p.table.Lines[p.lines[row]].cell(at)
}

// Find gives the row of somebody by their id.
func (p *People) Find(id string) (int32, bool) {
	row, ok := p.row[key(strings.TrimSpace(id))]
	return row, ok
}

// key makes ids comparable: an e-mail address is the same in capital letters, and what only differs by the apostrophe that keeps a spreadsheet
// from running it is the same, because the list of pairs has it. So is an accent written as one character or as two: some systems write the
// one and some the other, and nobody sees which.
func key(id string) string {
	if id = csvsafe.Text(norm.NFC.String(id)); strings.ContainsRune(id, '@') {
		return strings.ToLower(id)
	}
	return id
}

// Selves are the newcomers who are mentors too, with their row among the mentors: by e-mail address, in whichever columns both have it, or by any
// id where both sides are one file. Ids of two files that are no addresses may be alike by chance.
func Selves(newcomers, mentors *People) map[int32]int32 {
	out, byAddress := map[int32]int32{}, map[string]int32{}
	for j := range mentors.ID {
		for _, a := range mentors.addresses(j) {
			if _, ok := byAddress[a]; !ok {
				byAddress[a] = int32(j)
			}
		}
	}
	for i, id := range newcomers.ID {
		if newcomers.columns.Role >= 0 {
			if m, ok := mentors.row[key(id)]; ok {
				out[int32(i)] = m
			}
		}
		for _, a := range newcomers.addresses(i) {
			if m, ok := byAddress[a]; ok {
				out[int32(i)] = m
			}
		}
	}
	return out
}

// addresses are where somebody gets mail, as far as the table says: by their id, or in a column beside it.
func (p *People) addresses(row int) (out []string) {
	if strings.ContainsRune(p.ID[row], '@') {
		out = append(out, key(p.ID[row]))
	}
	if at := p.columns.Address; at >= 0 {
		if a := p.table.Lines[p.lines[row]].cell(at); strings.ContainsRune(a, '@') {
			out = append(out, key(a))
		}
	}
	return out
}

// Score makes the scorer of a set for two tables. Answers that no rule can read are told; that a column is missing was told before.
func Score(set *criteria.Set, newcomers, mentors *People, wrong *Problems) *criteria.Scorer {
	if len(newcomers.Answers.Of) < len(set.NewcomerColumns()) || len(mentors.Answers.Of) < len(set.MentorColumns()) {
		return nil
	}
	s, bad := criteria.New(set, newcomers.Answers, mentors.Answers)
	for _, w := range bad {
		p := newcomers
		if w.Mentor {
			p = mentors
		}
		wrong.Add(p.File, p.Line[w.Row], p.columns.Criteria[w.Column], "%s", w.Text)
	}
	return s
}
