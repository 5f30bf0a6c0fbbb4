package fault

import (
	"fmt"
	"slices"
	"strings"
)

// Sentence says in plain English what to do about the field: its own Detail, else what the table has for its code and
// parameters. It is never empty and never repeats what was sent.
func (f Field) Sentence() string {
	if f.Detail != "" {
		return f.Detail
	}
	if say, ok := sentences[f.Code]; ok {
		return say(f)
	}
	return "This cannot be taken as it is (" + strings.ReplaceAll(f.Code, "_", " ") + "): change it, or leave it out."
}

// Known says whether the table has a sentence for the code; a field with another code brings its own Detail.
func Known(code string) bool {
	_, ok := sentences[code]
	return ok
}

func missing(f Field) string {
	switch {
	case f.Pointer == "":
		return "Send a body, as the documentation of this request describes it."
	case strings.HasPrefix(f.Pointer, "header:"):
		return "Send this header: it is needed here."
	case strings.HasPrefix(f.Pointer, "?"):
		return "Add this parameter: it is needed here."
	}
	return "Fill this in: it is needed."
}

func twice(f Field) string {
	if _, stored := f.Params["index"]; stored {
		return "Choose another: there is one like this already."
	}
	return "Give this only once."
}

func ofType(f Field) string {
	switch f.Params["expected"] {
	case "object":
		return "Send an object: names and values in braces."
	case "array":
		return "Send a list, in square brackets; an empty one is []."
	case "string":
		return "Send a text."
	case "integer":
		return "Send a whole number."
	case "number":
		return "Send a number."
	case "boolean":
		return "Send true or false."
	}
	return "Send this as the documentation describes it: it is of another kind."
}

// bounded puts "3 characters" into the sentence; without a number it says fewer or more.
func bounded(format, side, unit string) func(Field) string {
	return func(f Field) string {
		for _, key := range []string{side, side + "_items", side + "_length", side + "imum"} {
			n := number(f.Params[key])
			switch {
			case n == "":
			case n == "1":
				return fmt.Sprintf(format, "1 "+unit)
			case unit == "entry":
				return fmt.Sprintf(format, n+" entries")
			default:
				return fmt.Sprintf(format, n+" "+unit+"s")
			}
		}
		if side == "min" {
			return "Enter more: this is too little."
		}
		return "Enter less: this is too much."
	}
}

// between says a range as far as the parameters have one.
func between(f Field) string {
	first := func(keys ...string) string {
		for _, k := range keys {
			if n := number(f.Params[k]); n != "" {
				return n
			}
		}
		return ""
	}
	if first("min_items", "max_items") != "" {
		return "List from " + first("min_items") + " to " + first("max_items") + " entries."
	}
	if first("max_days") != "" {
		return within(f, "max_days")
	}
	what := "a number"
	for _, v := range f.Params {
		if _, whole := v.(float64); !whole {
			what = "a whole number"
		}
	}
	least, most, above, below := first("min", "minimum"), first("max", "maximum"), first("above"), first("below")
	switch {
	case least != "" && most != "":
		return "Enter " + what + " from " + least + " to " + most + "."
	case least != "" && below != "":
		return "Enter " + what + " from " + least + " to less than " + below + "."
	case above != "" && most != "":
		return "Enter " + what + " above " + above + ", up to " + most + "."
	case least != "":
		return "Enter " + what + " of at least " + least + "."
	case most != "":
		return "Enter " + what + " of at most " + most + "."
	case above != "":
		return "Enter " + what + " above " + above + "."
	case below != "":
		return "Enter " + what + " below " + below + "."
	}
	return "Enter a smaller number, or a greater one: this one is out of range."
}

func within(f Field, key string) string {
	return "Enter a time from now to " + number(f.Params[key]) + " days ahead."
}

// mostWords is how many allowed words a sentence lists; the parameters have all.
const mostWords = 12

func allowed(verb string) func(Field) string {
	return func(f Field) string {
		var words []string
		for _, key := range []string{"allowed", "values", "kinds"} {
			switch list := f.Params[key].(type) {
			case []string:
				words = append(words, list...)
			case []float64:
				for _, n := range list {
					words = append(words, number(n))
				}
			case []any: // after a NATS reply
				for _, v := range list {
					words = append(words, name(v))
				}
			}
		}
		words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
		switch n := len(words); {
		case n == 0:
			return verb + " one of the words that the documentation lists."
		case n == 1:
			return verb + " " + words[0] + "."
		case n > mostWords:
			return verb + " one of these words: " + strings.Join(words[:mostWords], ", ") + ", … (the parameters have all)."
		default:
			return verb + " one of these: " + strings.Join(words[:n-1], ", ") + " or " + words[n-1] + "."
		}
	}
}

func likePattern(f Field) string {
	pattern, _ := f.Params["pattern"].(string)
	if s, ok := patternWords[pattern]; ok {
		return s
	}
	return "Write this in the form that the documentation shows."
}

func likeFormat(f Field) string {
	format, _ := f.Params["format"].(string)
	if s, ok := formatWords[format]; ok {
		return s
	}
	if strings.Contains(format, " ") { // says itself what it is
		return "Send " + format + "."
	}
	return "Write this in the form that the documentation shows."
}

// name is a parameter that is a word.
func name(v any) string {
	s, ok := v.(string)
	if !ok {
		return number(v)
	}
	return s
}

// number is a parameter that is one, in plain digits; "" for anything else.
func number(v any) string {
	switch n := v.(type) {
	case int, int64, int32, uint, uint32, uint64:
		return fmt.Sprint(n)
	case float64:
		return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.6f", n), "0"), ".")
	}
	return ""
}
