package profiles

import (
	"net/mail"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
)

// Row is one person of a file. The address is here only until accounts has been asked; see doc.go.
type Row struct {
	Line    int    `json:"line"`
	Address string `json:"address"`
	Locale  string `json:"locale,omitempty"`
	Said    Said   `json:"said"`
}

// Problem is what is wrong with one cell. It never repeats the cell.
type Problem struct {
	Line   int            `json:"line"`
	Column string         `json:"column,omitempty"` // letter
	Field  string         `json:"field,omitempty"`  // what the column was understood as
	Code   string         `json:"code"`
	Params map[string]any `json:"params,omitempty"`
}

// Problems are at most MaxProblems, and how many there are.
type Problems struct {
	List  []Problem
	Total int
}

func (p *Problems) add(x Problem) {
	p.Total++
	if len(p.List) < MaxProblems {
		p.List = append(p.List, x)
	}
}

// RowOptions are what an import says for all its rows.
type RowOptions struct {
	Role    string // where the file has no role: newcomer, mentor, both
	FoundBy string
	Locale  string
}

// ReadRows understands every line of a sheet.
func ReadRows(s *Sheet, m Matched, o RowOptions, tax *skill.Taxonomy) ([]Row, Problems) {
	var rows []Row
	var all Problems
	for _, b := range s.Broken {
		all.add(b)
	}
	first := map[string]int{} // address to line
	for _, line := range s.Lines {
		r := rowReader{line: line, m: m, headings: len(s.Headings)}
		row := r.read(o, tax)
		if before, twice := first[row.Address]; twice && row.Address != "" {
			r.say(ColEmail, "duplicate", map[string]any{"line": before})
		} else {
			first[row.Address] = line.Number
		}
		for _, p := range r.problems {
			all.add(p)
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 && all.Total == 0 {
		all.add(Problem{Line: 1, Code: "no_people"})
	}
	slices.SortStableFunc(all.List, func(a, b Problem) int { return a.Line - b.Line })
	return rows, all
}

type rowReader struct {
	line     Line
	m        Matched
	headings int
	problems []Problem
}

func (r *rowReader) say(column, code string, params map[string]any) {
	p := Problem{Line: r.line.Number, Field: column, Code: code, Params: params}
	if at, ok := r.m.Column[column]; ok {
		p.Column = letter(at)
	}
	r.problems = append(r.problems, p)
}

func (r *rowReader) cell(column string) string {
	at, ok := r.m.Column[column]
	if !ok || at >= len(r.line.Cells) {
		return ""
	}
	return strings.TrimSpace(r.line.Cells[at])
}

func (r *rowReader) read(o RowOptions, tax *skill.Taxonomy) Row {
	if len(r.line.Cells) > r.headings && !blank(r.line.Cells[r.headings:]) {
		r.problems = append(r.problems, Problem{Line: r.line.Number, Column: letter(r.headings), Code: "more_cells_than_headings"})
	}
	row := Row{Line: r.line.Number, Address: r.address(), Locale: o.Locale}
	if v := r.cell(ColLocale); v != "" {
		if tag, ok := CanonLanguage(spokenName(v)); ok {
			row.Locale = tag
		} else {
			r.say(ColLocale, "unknown_language", nil)
		}
	}
	said := Said{
		DisplayName: r.name(), Pronouns: r.cell(ColPronouns), About: r.cell(ColAbout), Zone: r.cell(ColZone),
		Have: skillList(r.cell(ColHave), tax, 3), Want: skillList(r.cell(ColWant), tax, 1),
		Interests: wordList(r.cell(ColInterests)), Causes: wordList(r.cell(ColCauses)), Languages: languageList(r.cell(ColLanguages)),
		Format: strings.ToLower(r.cell(ColFormat)), Goals: codeList(r.cell(ColGoals)), Style: codeList(r.cell(ColStyle)),
		FoundBy: o.FoundBy, Minutes: r.minutes(),
	}
	for _, l := range strings.FieldsFunc(r.cell(ColLinks), func(c rune) bool { return strings.ContainsRune(" \n\t;|,", c) }) {
		said.Links = append(said.Links, Link{URL: l})
	}
	role := r.cell(ColRole)
	if role == "" {
		role = o.Role
	}
	var known bool
	if said.Newcomer, said.Mentor, known = roleOf(role); !known {
		r.say(ColRole, "not_one_of", map[string]any{"allowed": []string{"newcomer", "mentor", "both"}})
	}
	said, wrong := said.Check(tax)
	for _, f := range wrong {
		r.field(f)
	}
	row.Said = said
	return row
}

// field turns what is wrong with a profile into what is wrong with a cell.
func (r *rowReader) field(f fault.Field) {
	column, _, _ := strings.Cut(strings.TrimPrefix(f.Pointer, "/"), "/")
	if _, ok := r.m.Column[column]; column == ColName && !ok {
		column = ColFirst
	}
	r.say(column, f.Code, f.Params)
}

func (r *rowReader) address() string {
	v := r.cell(ColEmail)
	if v == "" {
		r.say(ColEmail, "required", nil)
		return ""
	}
	v = strings.TrimPrefix(v, "mailto:")
	if len(v) > 320 { // before it is parsed: it could be the whole file
		r.say(ColEmail, "not_an_address", nil)
		return ""
	}
	a, err := mail.ParseAddress(v)
	if err != nil || len(a.Address) > 254 || strings.ContainsAny(a.Address, "\r\n\"") {
		r.say(ColEmail, "not_an_address", nil)
		return ""
	}
	local, domain, _ := strings.Cut(a.Address, "@")
	if !strings.Contains(strings.Trim(domain, "."), ".") {
		r.say(ColEmail, "not_an_address", nil)
		return ""
	}
	// Case of the local part hardly ever means anything; two lines that differ by it are one person.
	return strings.ToLower(local + "@" + domain)
}

func (r *rowReader) name() string {
	if v := r.cell(ColName); v != "" {
		return v
	}
	first, last := r.cell(ColFirst), r.cell(ColLast)
	if strings.HasPrefix(last, first+" ") { // the other column has the whole name
		return last
	}
	return strings.TrimSpace(first + " " + last)
}

// minutes a week: as such, or of the column with hours.
func (r *rowReader) minutes() int {
	column, unit := ColMinutes, 1.0
	if r.cell(ColMinutes) == "" {
		column, unit = ColHours, 60
	}
	v := r.cell(column)
	if v == "" {
		return 0
	}
	n, ok := duration(v, unit)
	if !ok {
		r.say(column, "not_a_number", nil)
		return 0
	}
	if n > MaxMinutes {
		r.say(column, "out_of_range", map[string]any{"min": 0, "max": MaxMinutes / unit})
		return 0
	}
	return int(n)
}

func roleOf(v string) (newcomer, mentor, known bool) {
	switch fold(v) {
	case "", "newcomer", "mentee", "learner", "student", "participant", "einsteiger", "einsteigerin", "neuling", "debutant", "principiante":
		return true, false, true
	case "mentor", "mentorin", "coach", "maintainer", "mentora", "tutor":
		return false, true, true
	case "both", "beides", "les deux", "ambos", "entrambi", "newcomer mentor", "mentor newcomer":
		return true, true, true
	}
	return false, false, false
}
