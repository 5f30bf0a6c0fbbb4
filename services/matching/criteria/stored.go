package criteria

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// MaxAnswer is the greatest size of one answer, in bytes; of a list maxListed words are looked at.
const MaxAnswer = 20_000

// mostFields is how many fields one refusal names.
const mostFields = 20

// ReadJSON reads a set from JSON with the same words as the YAML file, and checks it. Everything that is wrong is told with the pointer
// of its place; the set is nil then.
func ReadJSON(b []byte) (*Set, []fault.Field) {
	switch {
	case len(b) > MaxFile:
		return nil, []fault.Field{{Code: "too_long", Detail: fmt.Sprintf("The criteria are larger than %d kB.", MaxFile>>10)}}
	case !json.Valid(b): // of YAML only what is JSON, too
		return nil, []fault.Field{{Code: "format", Detail: "This is no JSON."}}
	}
	set, wrong := Parse(b)
	var out []fault.Field
	for _, p := range wrong[:min(len(wrong), mostFields)] {
		if p.field.Code == "" {
			p.field = fault.Field{Code: "format", Detail: p.Text}
		}
		out = append(out, p.field)
	}
	return set, out
}

// CheckJSON says what is wrong with a set as JSON; nothing if it can be stored.
func CheckJSON(b []byte) []fault.Field {
	_, wrong := ReadJSON(b)
	return wrong
}

// Question is one column that a set reads: what to ask people on one side.
type Question struct {
	Column  string
	Rule    string   // of the first criterion that reads it
	Order   []string // the answers to choose from, if it is not empty
	Numbers bool     // whole numbers are expected
	List    bool     // several words are welcome, between Separator
	// Separator of a list; "" is a comma, a semicolon, a bar or a line end.
	Separator string
	// Confidential is for arithmetic alone: never show such an answer to anybody but its author.
	Confidential bool
}

// Questions says what a set asks newcomers, and what it asks mentors, in its order, each column once. What is confidential for one
// criterion is confidential.
func (s *Set) Questions() (newcomers, mentors []Question) {
	add := func(list *[]Question, q Question) {
		if at := slices.IndexFunc(*list, func(old Question) bool { return old.Column == q.Column }); at >= 0 {
			(*list)[at].Confidential = (*list)[at].Confidential || q.Confidential
			return
		}
		*list = append(*list, q)
	}
	for i := range s.Criteria {
		c := &s.Criteria[i]
		q := Question{Rule: c.Rule, Order: c.Order, Numbers: c.Rule == Ahead && len(c.Order) == 0,
			List: c.Rule == Overlap || c.Rule == Asked, Separator: c.Separator, Confidential: c.Rule == Asked}
		q.Column = c.NewcomerColumn()
		add(&newcomers, q)
		if c.When != nil {
			add(&newcomers, Question{Column: c.When.Newcomer, Rule: c.Rule, Confidential: true})
		}
		q.Column = c.MentorColumn()
		add(&mentors, q)
	}
	return newcomers, mentors
}

// CheckAnswers says what is wrong with one person's answers by column: a column that nothing reads, an answer that is too long, one that
// no rule can read. Pointers begin with /answers. Answers that are missing or empty are fine.
func (s *Set) CheckAnswers(mentor bool, answers map[string]string) []fault.Field {
	var wrong problems
	newcomers, mentors := s.Questions()
	asked := newcomers
	if mentor {
		asked = mentors
	}
	columns := make([]string, 0, len(answers))
	for column := range answers {
		columns = append(columns, column)
	}
	slices.Sort(columns)
	for _, column := range columns {
		at, answer := "/answers/"+escaped(column), answers[column]
		switch {
		case !slices.ContainsFunc(asked, func(q Question) bool { return q.Column == column }):
			wrong.add(at, "unknown", "No criterion asks this.")
		case len(answer) > MaxAnswer:
			wrong.add(at, "too_long", fmt.Sprintf("Shorten this to at most %d bytes.", MaxAnswer))
		case !utf8.ValidString(answer):
			wrong.add(at, "format", "This is no text.")
		}
	}
	nobody, one := Columns(s, !mentor, nil), Columns(s, mentor, []map[string]string{answers})
	if mentor {
		_, bad := Lenient(s, nobody, one)
		return s.unreadable(bad, wrong)
	}
	_, bad := Lenient(s, one, nobody)
	return s.unreadable(bad, wrong)
}

func (s *Set) unreadable(bad []Wrong, wrong problems) []fault.Field {
	for _, w := range bad {
		at := "/answers/" + escaped(w.Column)
		if !slices.ContainsFunc(wrong, func(f fault.Field) bool { return f.Pointer == at }) {
			wrong.add(at, "format", w.Text)
		}
	}
	return wrong[:min(len(wrong), mostFields)]
}

// CheckAnswersJSON is CheckAnswers for a set as JSON. A set that cannot be read is told in place of the answers.
func CheckAnswersJSON(set []byte, mentor bool, answers map[string]string) []fault.Field {
	s, wrong := ReadJSON(set)
	if s == nil {
		return wrong
	}
	return s.CheckAnswers(mentor, answers)
}

// Columns makes columns of people's answers, a row for each, for New and Lenient. A missing answer is an empty one; one that is too long
// counts as empty.
func Columns(s *Set, mentor bool, people []map[string]string) Answers {
	names := s.NewcomerColumns()
	if mentor {
		names = s.MentorColumns()
	}
	out := Answers{Rows: len(people), Of: make(map[string][]string, len(names))}
	for _, name := range names {
		list := make([]string, len(people))
		for i, p := range people {
			if v := p[name]; len(v) <= MaxAnswer {
				list[i] = v
			}
		}
		out.Of[name] = list
	}
	return out
}

// escaped is a key as a part of a JSON pointer (RFC 6901).
func escaped(key string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}
