package source

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// object is one entry of a list, with fields of whatever kind the list's author wrote. Its methods take what can be taken
// and note in the report what cannot.
type object struct {
	fields map[string]any
	at     place
	r      *reader
}

// objectOf gives nil for what is no object.
func objectOf(v any, at place, r *reader) *object {
	switch m := v.(type) {
	case map[string]any:
		return &object{m, at, r}
	case map[any]any: // YAML with keys that are no strings
		fields := make(map[string]any, len(m))
		for k, v := range m {
			fields[fmt.Sprint(k)] = v
		}
		return &object{fields, at, r}
	}
	return nil
}

func (o *object) drop(field, code string) {
	o.r.res.Report.note(FieldLeftOut, o.at.in("/"+field), code)
}

// in is the object in a field; empty if there is none.
func (o *object) in(field string) *object {
	v, ok := o.fields[field]
	if in := objectOf(v, o.at.in("/"+field), o.r); in != nil {
		return in
	}
	if ok && v != nil {
		o.drop(field, "wrong_type")
	}
	return &object{nil, o.at.in("/" + field), o.r}
}

// scalar is a value as text; false if it is a list or an object.
func scalar(v any) (string, bool) {
	switch x := v.(type) {
	case nil:
		return "", true
	case string:
		return x, true
	case json.Number:
		return x.String(), true
	case bool:
		return strconv.FormatBool(x), true
	case int, int64, uint64, float64:
		return fmt.Sprint(x), true
	case time.Time:
		return x.Format(time.RFC3339Nano), true
	}
	return "", false
}

// text is a line of text of at most limit runes.
func (o *object) text(field string, limit int) string {
	s, ok := scalar(o.fields[field])
	if !ok {
		// lists that hold one word, and {"id", "display"} pairs
		words := wordsOf(o.fields[field])
		if len(words) != 1 {
			o.drop(field, "wrong_type")
			return ""
		}
		s = words[0]
	}
	s, wasCut := cut(s, limit)
	if wasCut {
		o.drop(field, "cut")
	}
	return s
}

// raw is text that is read further, such as an address.
func (o *object) raw(field string) string {
	s, _ := scalar(o.fields[field])
	return s
}

// wordsOf are the words of a list, of a text with commas, or of {"id", "display"} pairs (the display is nearer to what people write).
func wordsOf(v any) []string {
	switch x := v.(type) {
	case []any:
		var out []string
		for _, e := range x {
			if m, ok := e.(map[string]any); ok {
				for _, key := range []string{"display", "name", "id"} {
					if s, ok := m[key].(string); ok && strings.TrimSpace(s) != "" {
						out = append(out, s)
						break
					}
				}
				continue
			}
			if s, ok := scalar(e); ok {
				out = append(out, s)
			}
		}
		return out
	case map[string]any:
		return wordsOf([]any{x})
	}
	if s, ok := scalar(v); ok && s != "" {
		return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '|' })
	}
	return nil
}

// words are the different words of a field, each at most MaxWord runes, at most most of them.
func (o *object) words(field string, most int) []string {
	return o.tidy(field, wordsOf(o.fields[field]), most)
}

func (o *object) tidy(field string, words []string, most int) []string {
	var out []string
	seen := map[string]bool{}
	for _, w := range words {
		w = clean(w, MaxWord)
		if w == "" || seen[strings.ToLower(w)] {
			continue
		}
		if len(out) >= most {
			o.drop(field, "too_many_words")
			break
		}
		seen[strings.ToLower(w)] = true
		out = append(out, w)
	}
	return out
}

// number is a count from 0; -1 where the list does not say. "22.9K" and "1,234" are numbers too.
func (o *object) number(field string) int {
	s, ok := scalar(o.fields[field])
	if !ok {
		o.drop(field, "wrong_type")
		return -1
	}
	n, ok := count(s)
	if !ok {
		o.drop(field, "bad_number")
	}
	return n
}

// separators stand between the digits of numbers that people write.
var separators = strings.NewReplacer(",", "", " ", "", "_", "")

func count(s string) (int, bool) {
	s = separators.Replace(clean(s, 40))
	if s == "" {
		return -1, true
	}
	scale := 1.0
	switch s[len(s)-1] {
	case 'k', 'K':
		scale, s = 1e3, s[:len(s)-1]
	case 'm', 'M':
		scale, s = 1e6, s[:len(s)-1]
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || f < 0 || f*scale > 1e9 {
		return -1, false
	}
	return int(math.Round(f * scale)), true
}

func (o *object) date(field string) time.Time {
	s, ok := scalar(o.fields[field])
	if !ok {
		o.drop(field, "wrong_type")
		return time.Time{}
	}
	t, code := date(s, o.r.now)
	if code != "" {
		o.drop(field, code)
	}
	return t
}

func (o *object) link(field string) string {
	s, ok := scalar(o.fields[field])
	if !ok {
		o.drop(field, "wrong_type")
		return ""
	}
	link, code := webLink(s)
	if code != "" {
		o.drop(field, code)
	}
	return link
}

// list is a field that must be a list; nil if it is absent.
func (o *object) list(field string) []any {
	switch v := o.fields[field].(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	o.drop(field, "not_a_list")
	return nil
}
