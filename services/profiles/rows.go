package profiles

import (
	"net/mail"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/naming"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// Row is one person of a file. The address is here only until accounts has been asked; see doc.go.
type Row struct {
	Line    int    `json:"line"`
	Address string `json:"address"`
	Locale  string `json:"locale,omitempty"`
	Said    Said   `json:"said"`
}

// RowOptions are what an import says for all its rows.
type RowOptions struct {
	Role    string // where the file has no role: newcomer, mentor, both
	FoundBy string
	Locale  string
}

// ReadRows understands every line of a sheet.
func ReadRows(s *roster.Sheet, m roster.Matched, o RowOptions, tax *skill.Taxonomy) ([]Row, roster.Problems) {
	var rows []Row
	var all roster.Problems
	for _, b := range s.Broken {
		all.Add(b)
	}
	first := map[string]int{} // address to line
	for _, line := range s.Lines {
		r := rowReader{line: line, m: m, headings: len(s.Headings)}
		row := r.read(o, tax)
		if before, twice := first[row.Address]; twice && row.Address != "" {
			r.say(roster.ColEmail, "duplicate", map[string]any{"line": before})
		} else {
			first[row.Address] = line.Number
		}
		for _, p := range r.problems {
			all.Add(p)
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 && all.Total == 0 {
		all.Add(roster.Problem{Line: 1, Code: "no_people"})
	}
	slices.SortStableFunc(all.List, func(a, b roster.Problem) int { return a.Line - b.Line })
	return rows, all
}

type rowReader struct {
	line     roster.Line
	m        roster.Matched
	headings int
	problems []roster.Problem
}

func (r *rowReader) say(column, code string, params map[string]any) {
	p := roster.Problem{Line: r.line.Number, Field: column, Code: code, Params: params}
	if at, ok := r.m.Column[column]; ok {
		p.Column = roster.Letter(at)
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
	if len(r.line.Cells) > r.headings && strings.TrimSpace(strings.Join(r.line.Cells[r.headings:], "")) != "" {
		r.problems = append(r.problems, roster.Problem{Line: r.line.Number, Column: roster.Letter(r.headings), Code: "more_cells_than_headings"})
	}
	row := Row{Line: r.line.Number, Address: r.address(), Locale: o.Locale}
	if v := r.cell(roster.ColLocale); v != "" {
		if tag, ok := CanonLanguage(roster.SpokenName(v)); ok {
			row.Locale = tag
		} else {
			r.say(roster.ColLocale, "unknown_language", nil)
		}
	}
	said := Said{
		DisplayName: r.name(), Pronouns: r.cell(roster.ColPronouns), About: r.cell(roster.ColAbout), Zone: r.cell(roster.ColZone),
		Have: skillList(r.cell(roster.ColHave), tax, 3), Want: skillList(r.cell(roster.ColWant), tax, 1),
		Teach:     skillList(r.cell(roster.ColTeach), tax, 4),
		Interests: roster.WordList(r.cell(roster.ColInterests)), Causes: roster.WordList(r.cell(roster.ColCauses)),
		Languages: languageList(r.cell(roster.ColLanguages)),
		Format:    strings.ToLower(r.cell(roster.ColFormat)), Goals: roster.CodeList(r.cell(roster.ColGoals)), Style: roster.CodeList(r.cell(roster.ColStyle)),
		FoundBy: o.FoundBy, Minutes: r.minutes(),
	}
	for _, l := range strings.FieldsFunc(r.cell(roster.ColLinks), func(c rune) bool { return strings.ContainsRune(" \n\t;|,", c) }) {
		said.Links = append(said.Links, Link{URL: l})
	}
	role := r.cell(roster.ColRole)
	if role == "" {
		role = o.Role
	}
	var known bool
	if said.Newcomer, said.Mentor, known = roster.RoleOf(role); !known {
		r.say(roster.ColRole, "not_one_of", map[string]any{"allowed": []string{"newcomer", "mentor", "both"}})
	}
	said, wrong := said.Check(tax)
	nobody := func(naming.Title) bool { return false } // is given a role by a spreadsheet
	wrong = append(wrong, said.titled(Said{}, nobody)...)
	for _, f := range wrong {
		r.field(f)
	}
	row.Said = said
	return row
}

// field turns what is wrong with a profile into what is wrong with a cell.
func (r *rowReader) field(f fault.Field) {
	column, _, _ := strings.Cut(strings.TrimPrefix(f.Pointer, "/"), "/")
	if _, ok := r.m.Column[column]; column == roster.ColName && !ok {
		column = roster.ColFirst
	}
	r.say(column, f.Code, f.Params)
}

func (r *rowReader) address() string {
	v := r.cell(roster.ColEmail)
	if v == "" {
		r.say(roster.ColEmail, "required", nil)
		return ""
	}
	v = strings.TrimPrefix(v, "mailto:")
	if len(v) > 320 { // before it is parsed: it could be the whole file
		r.say(roster.ColEmail, "not_an_address", nil)
		return ""
	}
	a, err := mail.ParseAddress(v)
	if err != nil || len(a.Address) > 254 || strings.ContainsAny(a.Address, "\r\n\"") {
		r.say(roster.ColEmail, "not_an_address", nil)
		return ""
	}
	local, domain, _ := strings.Cut(a.Address, "@")
	if !strings.Contains(strings.Trim(domain, "."), ".") {
		r.say(roster.ColEmail, "not_an_address", nil)
		return ""
	}
	// Case of the local part hardly ever means anything; two lines that differ by it are one person.
	return strings.ToLower(local + "@" + domain)
}

func (r *rowReader) name() string {
	if v := r.cell(roster.ColName); v != "" {
		return v
	}
	first, last := r.cell(roster.ColFirst), r.cell(roster.ColLast)
	if strings.HasPrefix(last, first+" ") { // the other column has the whole name
		return last
	}
	return strings.TrimSpace(first + " " + last)
}

// minutes a week: as such, or of the column with hours.
func (r *rowReader) minutes() int {
	column, unit := roster.ColMinutes, 1.0
	if r.cell(roster.ColMinutes) == "" {
		column, unit = roster.ColHours, 60
	}
	v := r.cell(column)
	if v == "" {
		return 0
	}
	n, ok := roster.Duration(v, unit)
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

func skillList(cell string, tax *skill.Taxonomy, unsaid int) []Skill {
	var out []Skill
	for _, x := range roster.SkillList(cell, tax, unsaid) {
		out = append(out, Skill{Skill: x.Said, Level: x.Level})
	}
	return out
}

func languageList(cell string) []Language {
	var out []Language
	for _, x := range roster.LanguageList(cell, CanonLanguage) {
		out = append(out, Language{Language: x.Word, Level: x.Level})
	}
	return out
}
