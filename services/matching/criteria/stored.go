package criteria

import (
	"encoding/json"
	"fmt"
	"strings"

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
