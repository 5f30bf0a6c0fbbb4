package fault

import (
	"regexp"
	"strings"
	"testing"
)

// TestSentences: what people read for the codes and limits that the edge and the services give.
func TestSentences(t *testing.T) {
	p := func(kv ...any) map[string]any {
		m := map[string]any{}
		for i := 0; i < len(kv); i += 2 {
			m[kv[i].(string)] = kv[i+1]
		}
		return m
	}
	for _, tt := range []struct {
		f    Field
		want string
	}{
		{Field{Pointer: "/capacity", Code: "out_of_range", Params: p("min", 0, "max", 20)}, "Enter a whole number from 0 to 20."},
		{Field{Pointer: "/weight", Code: "out_of_range", Params: p("min", 0.5, "max", 10.0)}, "Enter a number from 0.5 to 10."},
		{Field{Pointer: "/n", Code: "out_of_range", Params: p("min", int64(1))}, "Enter a whole number of at least 1."},
		{Field{Pointer: "/n", Code: "out_of_range", Params: p("above", 0.0, "max", 1.0)}, "Enter a number above 0, up to 1."},
		{Field{Pointer: "/until", Code: "out_of_range", Params: p("max_days", 366)}, "Enter a time from now to 366 days ahead."},
		{Field{Pointer: "/cap", Code: "out_of_range", Params: p("minimum", 0, "maximum", 50)}, "Enter a whole number from 0 to 50."},
		{Field{Pointer: "/r", Code: "out_of_range", Params: p("min_items", 1, "max_items", 3)}, "List from 1 to 3 entries."},
		{Field{Pointer: "", Code: "required"}, "Send a body, as the documentation of this request describes it."},
		{Field{Pointer: "header:Idempotency-Key", Code: "required"}, "Send this header: it is needed here."},
		{Field{Pointer: "?q", Code: "required"}, "Add this parameter: it is needed here."},
		{Field{Pointer: "/title", Code: "required"}, "Fill this in: it is needed."},
		{Field{Code: "too_short", Params: p("min", 1)}, "Enter at least 1 character."},
		{Field{Code: "too_short", Params: p("min", 10)}, "Enter at least 10 characters."},
		{Field{Code: "too_long", Params: p("max_length", 2000)}, "Shorten this to at most 2000 characters."},
		{Field{Code: "too_long"}, "Enter less: this is too much."},
		{Field{Code: "too_many", Params: p("max", 3)}, "List at most 3 entries."},
		{Field{Code: "not_one_of", Params: p("allowed", []string{"a", "b", "c"})}, "Choose one of these: a, b or c."},
		{Field{Code: "not_one_of", Params: p("allowed", []any{"a"})}, "Choose a."},
		{Field{Code: "not_one_of", Params: p("allowed", []float64{1, 2})}, "Choose one of these: 1 or 2."},
		{Field{Code: "not_one_of"}, "Choose one of the words that the documentation lists."},
		{Field{Code: "pattern", Params: p("pattern", `^[a-z0-9-]+$`)}, "Use lower case letters, digits and hyphens only."},
		{Field{Code: "pattern", Params: p("pattern", `^x+$`)}, "Write this in the form that the documentation shows."},
		{Field{Code: "format", Params: p("format", "date")}, "Enter a date as year, month and day, such as 2026-11-02."},
		{Field{Code: "format", Params: p("format", "one entity tag as it was in ETag")}, "Send one entity tag as it was in ETag."},
		{Field{Code: "wrong_type", Params: p("expected", "boolean")}, "Send true or false."},
		{Field{Code: "duplicate", Params: p("index", "name")}, "Choose another: there is one like this already."},
		{Field{Code: "only_with", Params: p("parameter", "programme")}, "Leave this out, or add programme."},
		{Field{Code: "never_heard_of"}, "This cannot be taken as it is (never heard of): change it, or leave it out."},
		{Field{Code: "required", Detail: "Say who you are."}, "Say who you are."},
	} {
		if got := tt.f.Sentence(); got != tt.want {
			t.Errorf("%s %v: %q, want %q", tt.f.Code, tt.f.Params, got, tt.want)
		}
	}
}

// TestEverySentence: each is one, with and without parameters, and no document goes out without.
func TestEverySentence(t *testing.T) {
	sentence := regexp.MustCompile(`^[A-Z][^\n%]+[.]$`)
	for code := range sentences {
		for _, params := range []map[string]any{nil, {"max": 3.0}, {"expected": "list"}, {"allowed": []any{}}} {
			if s := (Field{Pointer: "/x", Code: code, Params: params}).Sentence(); !sentence.MatchString(s) {
				t.Errorf("%s %v: %q", code, params, s)
			}
		}
	}
	shared := InvalidFields(Field{Pointer: "/a", Code: "required"}).(*Fault)
	if p := shared.Problem(); p.Fields[0].Detail == "" || shared.Fields[0].Detail != "" {
		t.Error("the document has no sentence, or the fault was changed:", p, shared)
	}
	if !strings.Contains(string(Encode(shared)), "Fill this in") {
		t.Error("no sentence on the wire")
	}
}
