package strict

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Kind is the type of value that a rule takes.
type Kind uint8

// The kinds.
const (
	Any Kind = iota
	Object
	Array
	String
	Number
	Integer
	Boolean
)

var kindNames = [...]string{"any", "object", "array", "string", "number", "integer", "boolean"}

func (k Kind) String() string { return kindNames[k] }

// Codes of what can be wrong. They are stable: translations depend on them.
const (
	Syntax       = "syntax"        // not JSON
	BadUTF8      = "utf8"          // bytes that are no text
	HasNUL       = "nul"           // a NUL character in a text
	TooDeep      = "too_deep"      // more than MaxDepth levels
	Duplicate    = "duplicate"     // the same key or parameter twice
	UnknownField = "unknown_field" // nobody asked for it
	Required     = "required"
	WrongType    = "wrong_type"
	TooShort     = "too_short"
	TooLong      = "too_long"
	TooFew       = "too_few"
	TooMany      = "too_many"
	OutOfRange   = "out_of_range"
	NotMultiple  = "not_multiple"
	NotOneOf     = "not_one_of"
	PatternCode  = "pattern"
	FormatCode   = "format"
	Repeated     = "repeated" // an item of a set twice
)

// Limits of every text, whatever its rule.
const (
	MaxDepth  = 32 // levels of objects and arrays
	MaxFields = 20 // mistakes that one answer lists
)

// Rule says what one value may be. A nil *Rule takes anything. Limits that are nil do not apply.
type Rule struct {
	Kind     Kind
	Nullable bool

	MinLength, MaxLength *int // characters
	Pattern              *regexp.Regexp
	Hint                 string // what the pattern wants, in a sentence; without one pkg/fault has it for the patterns of the house
	Format               string // of OpenAPI: date-time, date, uuid, email, uri, int32, …
	Enum                 []string
	EnumNumbers          []float64

	Min, Max, Above, Below, Multiple *float64

	Items              *Rule
	MinItems, MaxItems *int
	Unique             bool

	Properties       map[string]*Rule
	Required         []string
	Open             bool  // keys beside Properties are taken, each by Extra
	Extra            *Rule // nil takes anything
	MinKeys, MaxKeys *int
}

// issue is a code with its limits; what to do is in pkg/fault, but for a pattern's own hint.
type issue struct {
	code   string
	params map[string]any
	hint   string
}

func (i *issue) field(pointer string) fault.Field {
	return fault.Field{Pointer: pointer, Code: i.code, Params: i.params, Detail: i.hint}
}

func limit(code, name string, v any) *issue {
	return &issue{code: code, params: map[string]any{name: v}}
}

// checkText checks a decoded string.
func (r *Rule) checkText(s string) *issue {
	if r.MinLength != nil || r.MaxLength != nil {
		n := utf8.RuneCountInString(s)
		if r.MinLength != nil && n < *r.MinLength {
			return limit(TooShort, "min", *r.MinLength)
		}
		if r.MaxLength != nil && n > *r.MaxLength {
			return limit(TooLong, "max", *r.MaxLength)
		}
	}
	if len(r.Enum) > 0 && !slices.Contains(r.Enum, s) {
		return limit(NotOneOf, "allowed", r.Enum)
	}
	if r.Pattern != nil && !r.Pattern.MatchString(s) {
		return &issue{PatternCode, map[string]any{"pattern": r.Pattern.String()}, r.Hint}
	}
	if r.Format != "" && !textFormat(r.Format, s) {
		return limit(FormatCode, "format", r.Format)
	}
	return nil
}

// checkNumber checks the text of a JSON number.
func (r *Rule) checkNumber(text string) *issue {
	var v float64
	if r.Kind == Integer {
		bits := 64
		if r.Format == "int32" {
			bits = 32
		}
		i, err := strconv.ParseInt(text, 10, bits)
		if err != nil {
			if digitsOnly(text) {
				return &issue{code: OutOfRange, params: r.rangeParams()}
			}
			return limit(WrongType, "expected", Integer.String())
		}
		v = float64(i)
	} else {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(f, 0) {
			return &issue{code: OutOfRange, params: r.rangeParams()}
		}
		v = f
	}
	switch {
	case r.Min != nil && v < *r.Min, r.Max != nil && v > *r.Max, r.Above != nil && v <= *r.Above, r.Below != nil && v >= *r.Below:
		return &issue{code: OutOfRange, params: r.rangeParams()}
	case r.Multiple != nil && math.Mod(v, *r.Multiple) != 0:
		return limit(NotMultiple, "of", *r.Multiple)
	case len(r.EnumNumbers) > 0 && !slices.Contains(r.EnumNumbers, v):
		return limit(NotOneOf, "allowed", r.EnumNumbers)
	}
	return nil
}

func (r *Rule) rangeParams() map[string]any {
	p := map[string]any{}
	for name, v := range map[string]*float64{"min": r.Min, "max": r.Max, "above": r.Above, "below": r.Below} {
		switch {
		case v == nil:
		case r.Kind == Integer && *v == math.Trunc(*v) && math.Abs(*v) < 1<<53:
			p[name] = int64(*v)
		default:
			p[name] = *v
		}
	}
	return p
}

// whole writes a whole number as digits: JSON says that 1.0 and 1e2 are integers. What is none, or too large to be sure, comes
// back as it is.
func whole(text string) string {
	if digitsOnly(text) {
		return text
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return text
	}
	return strconv.FormatInt(int64(f), 10)
}

func digitsOnly(s string) bool {
	if len(s) > 0 && s[0] == '-' {
		s = s[1:]
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// CheckText checks one parameter: a text that stands for a value of the rule's kind. pointer says where it was.
func (r *Rule) CheckText(pointer, text string) []fault.Field {
	var found *issue
	switch {
	case r == nil:
	case !utf8.ValidString(text):
		found = &issue{code: BadUTF8}
	case strings.IndexByte(text, 0) >= 0:
		found = &issue{code: HasNUL}
	case r.Kind == String || r.Kind == Any:
		found = r.checkText(text)
	case r.Kind == Integer || r.Kind == Number:
		if !isNumber(text) {
			found = limit(WrongType, "expected", r.Kind.String())
		} else {
			found = r.checkNumber(text)
		}
	case r.Kind == Boolean:
		if text != "true" && text != "false" {
			found = limit(WrongType, "expected", "boolean")
		}
	default:
		found = limit(WrongType, "expected", r.Kind.String())
	}
	if found == nil {
		return nil
	}
	return []fault.Field{found.field(pointer)}
}

// CheckList checks a parameter that has several values.
func (r *Rule) CheckList(pointer string, texts []string) []fault.Field {
	switch {
	case r.MinItems != nil && len(texts) < *r.MinItems:
		return []fault.Field{{Pointer: pointer, Code: TooFew, Params: map[string]any{"min": *r.MinItems}}}
	case r.MaxItems != nil && len(texts) > *r.MaxItems:
		return []fault.Field{{Pointer: pointer, Code: TooMany, Params: map[string]any{"max": *r.MaxItems}}}
	}
	seen := map[string]bool{}
	for _, t := range texts {
		if f := r.Items.CheckText(pointer, t); f != nil {
			return f
		}
		if r.Unique && seen[t] {
			return []fault.Field{{Pointer: pointer, Code: Repeated}}
		}
		seen[t] = true
	}
	return nil
}

// isNumber says whether text is a number as JSON writes it.
func isNumber(text string) bool {
	p := &parser{text: []byte(text)}
	c := p.peek()
	return (c == '-' || c >= '0' && c <= '9') && p.number(nil) && p.at == len(p.text)
}
