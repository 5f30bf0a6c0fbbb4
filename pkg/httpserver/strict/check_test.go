package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// canonical reads text as encoding/json does and counts what it would swallow without a word.
func canonical(text []byte) (v any, ok bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil, false
	}
	_, err := d.Token()
	return v, errors.Is(err, io.EOF)
}

// FuzzCheck holds the reader against encoding/json: without a rule it takes nothing that encoding/json refuses, and refuses as
// malformed only what that refuses too, or what it reads loosely (bytes that are no text, half pairs, depth).
func FuzzCheck(f *testing.F) {
	for _, s := range []string{
		`{}`, `[]`, `null`, `true`, `-0.5e+10`, `"a\u00e9\ud83d\ude00\n"`, `{"a":[1,2,{"b":null}],"a":2}`, ` [1 , 2 ] `, `"\ud800"`, "\"\xff\"",
		`{"a":01}`, `[1,]`, `{"a":1,}`, `"\u0000"`, `1 2`, `tru`, `nulll`, `"`, `{"a"`, `{"a":`, `-`, `1.`, `1e`, `"\x"`, `"\u12"`, "\"\t\"",
		strings.Repeat("[", 33) + strings.Repeat("]", 33),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := Check(text, nil)
		_, valid := canonical(text)
		malformed := fault.Has(err, fault.Malformed)
		switch {
		case !valid && !malformed:
			t.Fatalf("taken, but not JSON: %q", text)
		case valid && malformed:
			switch code := fault.As(err).Fields[0].Code; code {
			case BadUTF8, TooDeep:
			default:
				t.Fatalf("%s, but JSON: %q", code, text)
			}
		}
		if err == nil && bytes.Contains(text, []byte(`\u0000`)) && !bytes.Contains(text, []byte(`\\u0000`)) {
			t.Fatalf("a NUL was taken: %q", text)
		}
		if f := fault.As(err); f != nil {
			for _, x := range f.Fields {
				if len(x.Pointer) > maxPointer+10 {
					t.Fatalf("pointer of %d bytes", len(x.Pointer))
				}
			}
		}
	})
}

// FuzzRule reads any text by a rule that has everything: it ends, and what it takes decodes into the matching Go type.
func FuzzRule(f *testing.F) {
	one, three := 1, 3
	lo, hi := 0.0, 10.0
	inner := &Rule{Kind: Object, Properties: map[string]*Rule{"n": {Kind: Integer, Min: &lo, Max: &hi}}, Required: []string{"n"}}
	rule := &Rule{Kind: Object, Properties: map[string]*Rule{
		"s": {Kind: String, MinLength: &one, MaxLength: &three, Enum: []string{"a", "bc"}},
		"t": {Kind: String, Format: "date-time", Nullable: true},
		"l": {Kind: Array, Items: inner, MaxItems: &three, Unique: true},
		"m": {Kind: Object, Open: true, Extra: &Rule{Kind: Number}},
		"b": {Kind: Boolean},
	}}
	type target struct {
		S string             `json:"s"`
		T *string            `json:"t"`
		L []struct{ N int8 } `json:"l"`
		M map[string]float64 `json:"m"`
		B bool               `json:"b"`
	}
	for _, s := range []string{
		`{"s":"a","t":null,"l":[{"n":1},{"n":2}],"m":{"x":1.5},"b":true}`, `{"s":"zz"}`, `{"l":[{"n":11}]}`, `{"l":null}`, `{"S":"a"}`,
		`{"b":1}`,
		`{"l":[{"n":1.0},{"n":0.2e1}],"m":{"x":1.0}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		plain, err := Check(text, rule)
		if err != nil {
			return
		}
		var v target
		d := json.NewDecoder(bytes.NewReader(plain))
		d.DisallowUnknownFields()
		if err := d.Decode(&v); err != nil {
			t.Fatalf("taken, but does not decode: %v: %q", err, text)
		}
		if len(v.L) > 3 || v.S != "" && v.S != "a" && v.S != "bc" {
			t.Fatalf("beyond a limit: %q", text)
		}
	})
}

// FuzzFillLists holds the filler: what it makes is the same JSON but for lists.
func FuzzFillLists(f *testing.F) {
	list := &Rule{Kind: Array, Items: &Rule{Kind: String}}
	rule := &Rule{Kind: Object, Properties: map[string]*Rule{"l": list, "n": {Kind: String}}, Open: true, Extra: list}
	rule.Properties["in"] = rule
	for _, s := range []string{`{"l":null,"n":null,"in":{"l":null,"x":null}}`, `{"l":["null"]}`, `null`, `{"n":"a\"l\":null"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, ok := canonical(text)
		if !ok {
			return
		}
		plain, err := json.Marshal(v)
		if err != nil {
			return
		}
		out := FillLists(plain, rule)
		got, ok := canonical(out)
		if !ok {
			t.Fatalf("%s became %s", plain, out)
		}
		if m, ok := got.(map[string]any); ok {
			if l, has := m["l"]; has && l == nil {
				t.Fatalf("null stayed: %s", out)
			}
		}
	})
}

func TestFillLists(t *testing.T) {
	list := &Rule{Kind: Array, Items: &Rule{Kind: Object, Properties: map[string]*Rule{"tags": {Kind: Array}}}}
	rule := &Rule{Kind: Object, Properties: map[string]*Rule{"items": list, "name": {Kind: String, Nullable: true}}}
	for in, want := range map[string]string{
		`{"items":null}`:                            `{"items":[]}`,
		`{"items":[{"tags":null},{"tags":[1]}]}`:    `{"items":[{"tags":[]},{"tags":[1]}]}`,
		`{"name":null,"items":[]}`:                  `{"name":null,"items":[]}`,
		`{"name":"\"items\":null","items":null}`:    `{"name":"\"items\":null","items":[]}`,
		`{"other":null}`:                            `{"other":null}`,
		`{"items":[{"tags":null,"x":"null"},null]}`: `{"items":[{"tags":[],"x":"null"},null]}`,
	} {
		if got := string(FillLists([]byte(in), rule)); got != want {
			t.Errorf("%s became %s, want %s", in, got, want)
		}
	}
}

func TestFormats(t *testing.T) {
	good := map[string][]string{
		"date-time": {"2026-11-02T09:00:00Z", "2026-11-02T09:00:00.123+02:00"},
		"date":      {"2026-02-28"},
		"time":      {"23:59:59"},
		"uuid":      {"0192f3a0-1111-7abc-8def-0123456789ab"},
		"email":     {"a@b.example", "a+b@b.example"},
		"uri":       {"https://b.example/x?y#z"},
		"ip":        {"10.0.0.1", "::1"},
		"ipv4":      {"10.0.0.1"},
		"ipv6":      {"::1"},
		"other":     {"anything"},
	}
	bad := map[string][]string{
		"date-time": {"", "2026-11-02", "2026-11-02 09:00:00Z", "2026-13-02T09:00:00Z"},
		"date":      {"2026-02-30", "26-02-03"},
		"time":      {"24:00:00"},
		"uuid":      {"0192F3A0-1111-7ABC-8DEF-0123456789AB", "urn:uuid:0192f3a0-1111-7abc-8def-0123456789ab", "x"},
		"email":     {"", "a", "Ann <a@b.example>", "a@b.example\r\nBcc: c@b.example"},
		"uri":       {"x", "/a", "https://", "//b.example"},
		"ip":        {"x"},
		"ipv4":      {"::1"},
		"ipv6":      {"10.0.0.1"},
	}
	for f, list := range good {
		for _, s := range list {
			if !textFormat(f, s) {
				t.Errorf("%s: %q was refused", f, s)
			}
		}
	}
	for f, list := range bad {
		for _, s := range list {
			if textFormat(f, s) {
				t.Errorf("%s: %q was taken", f, s)
			}
		}
	}
}

// TestBounds: an answer lists a bounded number of mistakes, with bounded pointers.
func TestBounds(t *testing.T) {
	var b strings.Builder
	for i := range 100 {
		b.WriteString(`,"` + strings.Repeat("k", 1000) + string(rune('a'+i%26)) + `":1`)
	}
	_, err := Check([]byte("{"+b.String()[1:]+"}"), &Rule{Kind: Object})
	f := fault.As(err)
	if len(f.Fields) != MaxFields || len(f.Fields[0].Pointer) > maxPointer+10 {
		t.Fatal(len(f.Fields), f.Fields[0].Pointer)
	}
}

func TestWhole(t *testing.T) {
	rule := &Rule{Kind: Array, Items: &Rule{Kind: Integer}}
	out, err := Check([]byte(`[1.0, 1e2,-0.0, 25.00e1 ,7]`), rule)
	if err != nil || string(out) != `[1, 100,0, 250 ,7]` {
		t.Fatal(string(out), err)
	}
	for _, bad := range []string{`[1.5]`, `[1e-1]`, `[1e400]`, `[1e30]`} {
		if _, err := Check([]byte(bad), rule); err == nil {
			t.Error(bad, "was taken")
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	text := []byte(`{"items":[` + strings.TrimSuffix(strings.Repeat(`{"name":"somebody","level":3,"tags":["a","b"]},`, 100), ",") + `]}`)
	item := &Rule{Kind: Object, Properties: map[string]*Rule{
		"name": {Kind: String}, "level": {Kind: Integer}, "tags": {Kind: Array, Items: &Rule{Kind: String}},
	}}
	rule := &Rule{Kind: Object, Properties: map[string]*Rule{"items": {Kind: Array, Items: item}}}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Check(text, rule); err != nil {
			b.Fatal(err)
		}
	}
}
