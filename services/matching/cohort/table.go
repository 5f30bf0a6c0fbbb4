package cohort

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what is read. A file of scores has at most MaxScores lines, one of people at most MaxPeople.
const (
	MaxPeople   = 200_000
	MaxScores   = 20_000_000
	MaxColumns  = 300
	MaxCell     = 20_000 // bytes
	MaxID       = 200    // bytes
	MaxProblems = 1000   // listed; all are counted
)

// Table is a sheet of people as it was read.
type Table struct {
	Name     string // of the file, as it is told to people
	Headings []string
	First    int // line of the headings
	Lines    []Line
}

// Line is one record, with the line of the file that it begins on.
type Line struct {
	Number int
	Cells  []string
}

// cell is what stands in a column; "" beyond the end of the line and for column -1.
func (l *Line) cell(column int) string {
	if column < 0 || column >= len(l.Cells) {
		return ""
	}
	return strings.TrimSpace(l.Cells[column])
}

// Problem is what is wrong at one place. It never repeats a cell.
type Problem struct {
	File   string
	Line   int    // 0: the file as a whole
	Column string // as spreadsheets call it; "" for none
	Text   string
}

// String is "mentors.csv, line 7, column C: …".
func (p Problem) String() string {
	at := Plain(p.File)
	if p.Line > 0 {
		at += fmt.Sprintf(", line %d", p.Line)
	}
	if p.Column != "" {
		at += ", column " + p.Column
	}
	return at + ": " + p.Text
}

// Problems are at most MaxProblems of a file, and how many there are.
type Problems struct {
	List  []Problem
	Total int
	files map[string]int
}

// Add counts a problem, and lists it unless there are enough of its file.
func (p *Problems) Add(file string, line, column int, format string, args ...any) {
	p.Total++
	if p.files == nil {
		p.files = map[string]int{}
	}
	if p.files[file]++; p.files[file] <= MaxProblems {
		p.List = append(p.List, Problem{file, line, Letter(column), fmt.Sprintf(format, args...)})
	}
}

// Sort puts them in the order of the lines, file by file as they were first told.
func (p *Problems) Sort() {
	order := map[string]int{}
	for _, x := range p.List {
		if _, ok := order[x.File]; !ok {
			order[x.File] = len(order)
		}
	}
	slices.SortStableFunc(p.List, func(a, b Problem) int {
		if a.File != b.File {
			return order[a.File] - order[b.File]
		}
		return a.Line - b.Line
	})
}

// Letter is a column as spreadsheets call it: A, B … Z, AA; "" for -1.
func Letter(column int) string {
	out := ""
	for ; column >= 0; column = column/26 - 1 {
		out = string(rune('A'+column%26)) + out
	}
	return out
}

// Plain makes a name from a file or from outside fit for a terminal: nothing invisible, one line, at most 80 characters.
func Plain(s string) string {
	s = Whole(s)
	if utf8.RuneCountInString(s) > 80 {
		return string([]rune(s)[:79]) + "…"
	}
	return s
}

// Whole is Plain at any length.
func Whole(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)), " ")
}

// checkShape says what is wrong with lines whatever their columns mean.
func (t *Table) checkShape(wrong *Problems) {
	for i := range t.Lines {
		l := &t.Lines[i]
		for c, cell := range l.Cells {
			if len(cell) > MaxCell {
				wrong.Add(t.Name, l.Number, c, "The cell is longer than %d bytes. Shorten it.", MaxCell)
			}
			if c >= len(t.Headings) && strings.TrimSpace(cell) != "" {
				wrong.Add(t.Name, l.Number, c, "There is a cell beyond the last heading. Put quotes around text that has the separator in it.")
				break
			}
		}
	}
}
