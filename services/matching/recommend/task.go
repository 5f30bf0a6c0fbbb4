package recommend

import (
	"strings"
	"unicode"
)

// Task is a piece of work: a merged change of a project. Days count from 1970-01-01; 0 is unknown.
type Task struct {
	ID       int
	Repo     string // owner/name
	Opened   int
	Merged   int
	Resolver string // pseudonym of who did it; "" unknown, and then the row is evidence of nothing
	HasIssue bool
	Langs    []string
	Areas    []string
	Title    string

	words []int32 // of the title, each once, ascending
	areas []int32 // words of the areas, each once, ascending
	langs []int32
	kinds uint16 // bits: kinds of work
	repo  int32
	owner int32
	name  int32 // the name of the repository as a word of titles
}

// Query asks which of some tasks a person takes next, on a day.
type Query struct {
	At      int
	History []*Task // earlier tasks of the person, elsewhere
	Among   []*Task // candidates
}

// words are strings by number.
type words struct {
	byText map[string]int32
	texts  []string
}

func (w *words) number(s string) int32 {
	if n, ok := w.byText[s]; ok {
		return n
	}
	n := int32(len(w.texts))
	s = strings.Clone(s)
	w.byText[s] = n
	w.texts = append(w.texts, s)
	return n
}

// split cuts a text into lower-case words of letters and digits; camelCase words also give their parts.
func split(s string) []string {
	var out []string
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' }) {
		f = strings.Trim(f, "_")
		if len(f) > 40 {
			f = strings.ToValidUTF8(f[:40], "")
		}
		low := strings.ToLower(f)
		if len(low) < 2 {
			continue
		}
		out = append(out, stem(low))
		if parts := humps(f); len(parts) > 1 {
			for _, p := range parts {
				if len(p) > 1 {
					out = append(out, stem(strings.ToLower(p)))
				}
			}
		}
	}
	return out
}

// humps cuts snake_case and camelCase.
func humps(s string) (out []string) {
	start, before := 0, rune(0)
	for i, r := range s {
		if r == '_' || unicode.IsUpper(r) && unicode.IsLower(before) {
			if i > start {
				out = append(out, s[start:i])
			}
			start = i
			if r == '_' {
				start = i + 1
			}
		}
		before = r
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

// stem takes the commonest endings away, so that "fixes", "fixed" and "fixing" are "fix".
func stem(w string) string {
	if len(w) > 5 && strings.HasSuffix(w, "ing") {
		return w[:len(w)-3]
	}
	if len(w) > 4 && strings.HasSuffix(w, "ed") {
		return w[:len(w)-2]
	}
	if len(w) > 4 && strings.HasSuffix(w, "es") {
		return w[:len(w)-2]
	}
	if len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
		return w[:len(w)-1]
	}
	return w
}

// Plain is the task as it was read, without what a world made of it.
func (t *Task) Plain() Task {
	return Task{ID: t.ID, Repo: t.Repo, Opened: t.Opened, Merged: t.Merged, Resolver: t.Resolver, HasIssue: t.HasIssue, Langs: t.Langs,
		Areas: t.Areas, Title: t.Title}
}
