package protect

import "slices"

// Names of the rows that every table has beside its options.
const (
	Answers = "answers" // people who gave at least one answer
	Others  = "others"  // people who gave none, or preferred not to say
)

// Limits of a table.
const (
	MaxOptions = 40
	MaxGroups  = 2
)

// Table is what was counted for one question. It is never stored.
type Table struct {
	ID       string
	Options  []string
	Groups   []string // [""] for everybody in one; else at most MaxGroups nested groups
	Multiple bool     // people may choose several options
	Counts   [][]int  // by option, then by group
	Answers  []int    // by group
	Others   []int    // by group
}

// NewTable is an empty table.
func NewTable(id string, options, groups []string, multiple bool) *Table {
	t := &Table{ID: id, Options: options, Groups: groups, Multiple: multiple, Answers: make([]int, len(groups)), Others: make([]int, len(groups))}
	for range options {
		t.Counts = append(t.Counts, make([]int, len(groups)))
	}
	return t
}

// Add counts one person: the options they chose, none for no answer. Options that the table does not have are not counted.
func (t *Table) Add(group int, chosen ...string) {
	any := false
	for i, o := range t.Options {
		if slices.Contains(chosen, o) {
			t.Counts[i][group]++
			any = true
		}
	}
	if any {
		t.Answers[group]++
	} else {
		t.Others[group]++
	}
}

// Absent counts people who took part and said nothing at all.
func (t *Table) Absent(group, people int) { t.Others[group] += people }

// Why a table is withheld.
const (
	FewAnswers = "few_answers" // fewer people answered than the rule wants, or hardly more
	FewOthers  = "few_others"  // fewer people did not answer than the rule wants, or hardly more
	Narrow     = "narrow"      // a hidden number could not be kept from being narrowed
	Enough     = "enough"      // with its own steps more would be drawn about one person than the rule allows
)

// Value is one number of a published table.
type Value struct {
	Option string `json:"option"`          // an option's code, or "answers" or "others"
	Group  string `json:"group,omitempty"` // "" for everybody
	N      *int   `json:"n"`               // null: hidden
	Kept   bool   `json:"kept,omitempty"`  // as in an earlier report: it has moved by less than the rule shows
}

// Published is a table as it is published.
type Published struct {
	ID       string   `json:"id"`
	Options  []string `json:"options"`
	Groups   []string `json:"groups"`
	Multiple bool     `json:"multiple"`
	Withheld string   `json:"withheld,omitempty"` // why there are no values
	Values   []Value  `json:"values"`
}

// At finds a value; nil if there is none.
func (p *Published) At(option, group string) *Value {
	for i := range p.Values {
		if p.Values[i].Option == option && p.Values[i].Group == group {
			return &p.Values[i]
		}
	}
	return nil
}

// place is a value with the cells of the table that it sums, by variable of the audit.
type place struct {
	option, group string
	vars          []int
}

// places are the values that a table prints, margins before what is nested in them. In a table with several answers per person "answers" is
// a count of its own; in one with a single answer it is the sum of the options.
func places(options, groups []string, multiple bool) []place {
	cell := func(o, g int) int { return o*len(groups) + g }
	sums := func(rows []int, gs []int) (out []int) {
		for _, o := range rows {
			for _, g := range gs {
				out = append(out, cell(o, g))
			}
		}
		return out
	}
	rows := make([]int, len(options))
	for i := range rows {
		rows[i] = i
	}
	answers := rows
	if multiple {
		answers = []int{len(options) + 1}
	}
	parts := [][]int{{}}
	names := []string{""}
	for g := range groups {
		parts[0] = append(parts[0], g)
		if len(groups) > 1 {
			parts, names = append(parts, []int{g}), append(names, groups[g])
		}
	}
	var out []place
	for i, gs := range parts {
		out = append(out, place{Answers, names[i], sums(answers, gs)}, place{Others, names[i], sums([]int{len(options)}, gs)})
		for o, code := range options {
			out = append(out, place{code, names[i], sums([]int{o}, gs)})
		}
	}
	return out
}

// variables is how many cells the audit knows: the options, the others and, with several answers, those who answered.
func variables(options, groups []string) int { return (len(options) + 2) * len(groups) }
