package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/web/words"
)

// Form is what was typed, and what is wrong with it.
type Form struct {
	// Key makes sending it twice the same as once: a hidden field.
	Key   string
	typed url.Values
	p     *words.Printer
	Wrong []wrong
	// Done is what was done, in a sentence that has names in it; "" where the next page says it.
	Done string
	// names are what fields are called that a form has of its own: questions that somebody wrote.
	names map[string]string
}

// call says what a field of this form alone is called in a sentence.
func (f *Form) call(field, name string) {
	if f.names == nil {
		f.names = map[string]string{}
	}
	f.names[field] = name
}

// wrong is one thing to mend; Field is "" where no field is to blame.
type wrong struct{ Field, Text string }

// empty is a form that nobody has filled in yet. fill are pairs of a field and its value.
func (v *visit) empty(fill ...string) Form {
	f := Form{Key: client.NewKey(), typed: url.Values{}, p: v.p}
	for i := 0; i+1 < len(fill); i += 2 {
		f.typed.Add(fill[i], fill[i+1])
	}
	return f
}

// posted is the form as it was sent. It keeps its key, so that sending it again after a lost answer does nothing twice.
func (v *visit) posted() Form {
	f := Form{Key: v.r.PostForm.Get("key"), typed: v.r.PostForm, p: v.p}
	if len(f.Key) < 16 || len(f.Key) > 64 || strings.ContainsFunc(f.Key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		f.Key = client.NewKey()
	}
	return f
}

// Value is what was typed into a field.
func (f Form) Value(field string) string { return f.typed.Get(field) }

// Text is Value without spaces around it.
func (f Form) Text(field string) string { return strings.TrimSpace(f.typed.Get(field)) }

// Is says whether a choice was made.
func (f Form) Is(field, value string) bool { return slices.Contains(f.typed[field], value) }

// All are the choices of a field, at most most of them.
func (f Form) All(field string, most int) []string {
	list := f.typed[field]
	return list[:min(len(list), most)]
}

// Error is what is wrong with a field; "" if nothing is.
func (f Form) Error(field string) string {
	for _, w := range f.Wrong {
		if w.Field == field {
			return w.Text
		}
	}
	return ""
}

// refuse notes something to mend, by the key of its sentence.
func (f *Form) refuse(field, key string, args ...any) {
	f.Wrong = append(f.Wrong, wrong{field, f.p.T(key, args...)})
}

// again is the key for another try after a refusal: a new one, as what is sent will differ; the same where the outcome is
// unknown.
func (f *Form) again(err error) {
	if f := fault.As(err); f.Kind == fault.Unavailable || f.Kind == fault.Deadline {
		return
	}
	f.Key = client.NewKey()
}

// blame takes what the API refused into the form. fields names the form's field for a JSON pointer of the body ("/message" →
// "message"); a longer pointer finds its beginning. false: the fault is no answer to what was typed, and a page of its own is
// better.
func (v *visit) blame(f *Form, err error, fields map[string]string) bool {
	x := fault.As(err)
	switch x.Kind {
	case fault.Unauthenticated, fault.NotFound, fault.Gone:
		if x.Code != "accounts.sign_in" {
			return false
		}
	}
	f.again(err)
	for _, field := range x.Fields {
		name, text := fieldOf(field.Pointer, fields), ""
		if key := "wrong." + name + "_" + field.Code; name != "" && v.p.Has(key) {
			text = v.p.T(key, params(field)...)
		} else {
			text = v.p.Code("wrong.", field.Code, append(params(field), "Field", cmp.Or(f.names[name], v.label(name)))...)
		}
		if !slices.Contains(f.Wrong, wrong{name, text}) {
			f.Wrong = append(f.Wrong, wrong{name, text})
		}
	}
	if len(f.Wrong) == 0 {
		f.Wrong = append(f.Wrong, wrong{"", v.problem(x)})
	}
	return true
}

// askAgain shows a form once more where something in it is wrong, by our own look or by what the API refused. shown is false where
// nothing is: then what was asked for is done.
func (v *visit) askAgain(f *Form, err error, fields map[string]string, page func(status int, f *Form) error) (shown bool, _ error) {
	if err != nil && !v.blame(f, err, fields) {
		return true, err
	}
	if len(f.Wrong) == 0 {
		return false, nil
	}
	status := http.StatusUnprocessableEntity
	if err != nil {
		status = fault.As(err).Kind.Status()
	}
	return true, page(status, f)
}

// label names a field in a sentence.
func (v *visit) label(field string) string {
	if field == "" {
		return v.p.T("field.unknown")
	}
	return bare(v.p.Code("field.", field))
}

// bare is a label without the marks of a question, for a sentence that goes on after it.
func bare(label string) string { return strings.Trim(label, "?¿？؟ \u00a0\u202f") }

func fieldOf(pointer string, fields map[string]string) string {
	for pointer != "" {
		if name, ok := fields[pointer]; ok {
			return name
		}
		i := strings.LastIndexByte(pointer, '/')
		if i < 0 {
			return ""
		}
		pointer = pointer[:i]
	}
	return ""
}

// params are a field's limits as arguments of its sentence: "max" becomes Max. Those that sentences use are always there.
func params(f fault.Field) []any {
	out := []any{"Max", "", "Min", "", "Days", ""}
	for name, value := range f.Params {
		for i := 0; i < len(out); i += 2 {
			if strings.EqualFold(out[i].(string), name) || name == "maximum" && out[i] == "Max" || name == "minimum" && out[i] == "Min" {
				out[i+1] = whole(value)
			}
		}
	}
	return out
}

func whole(value any) any {
	switch n := value.(type) {
	case float64:
		return int(n)
	case int:
		return n
	}
	return fmt.Sprint(value)
}

// problem is a fault as a sentence: of its code, else of its kind.
func (v *visit) problem(f *fault.Fault) string {
	wait := v.p.Span(max(f.RetryAfter, time.Minute))
	key := "problem." + strings.ReplaceAll(f.Code, ".", "_")
	if v.p.Has(key) {
		return v.p.T(key, "Wait", wait)
	}
	return v.p.Code("problem.kind_", string(f.Kind), "Wait", wait)
}

// number reads a whole number between two limits; what is none is refused at the field.
func (f *Form) number(field string, least, most int) int {
	n, err := strconv.Atoi(f.Text(field))
	if err != nil || n < least || n > most {
		f.refuse(field, "wrong.out_of_range", "Field", bare(f.p.Code("field.", field)), "Min", least, "Max", most, "Days", "")
		return least
	}
	return n
}

// key gives a form's idempotency key on.
func (f Form) key() client.CallOption { return client.Key(f.Key) }
