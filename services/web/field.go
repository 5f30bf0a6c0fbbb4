package web

import (
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/services/web/words"
)

// field is one labelled input of a form.
type field struct {
	Name, Label, Hint, Value, Error string
	Type, Mode, Autocomplete        string
	Described                       string
	Max, Rows                       int
	Required                        bool
}

// Hinted is the field with another hint, where it has one.
func (x field) Hinted(hint string) field {
	x.Hint = hint
	return x
}

// inputOf makes a field of a Form: its label is the key field.<name>, its hint hint.<name> if there is one. kind is an input's type or
// "area"; rows only of an area. Passwords are not given back.
func inputOf(p *words.Printer) func(f Form, name, kind string, most int, rows, autocomplete string) field {
	return func(f Form, name, kind string, most int, rows, autocomplete string) field {
		x := field{Name: name, Type: kind, Max: most, Autocomplete: autocomplete, Error: f.Error(name)}
		if key := strings.ReplaceAll(name, "-", "_"); p.Has("hint." + key) {
			x.Hint = p.T("hint." + key)
		}
		x.Label = p.Code("field.", name)
		switch kind {
		case "password":
		case "area":
			x.Value, x.Type = f.Value(name), ""
			x.Rows, _ = strconv.Atoi(rows)
		case "number":
			x.Value, x.Type, x.Mode = f.Value(name), "text", "numeric"
		default:
			x.Value = f.Value(name)
		}
		var by []string
		if x.Hint != "" {
			by = append(by, name+"-h")
		}
		if x.Error != "" {
			by = append(by, name+"-e")
		}
		x.Described = strings.Join(by, " ")
		return x
	}
}
