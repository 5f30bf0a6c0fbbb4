package wire

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files and schemas anew")

// golden compares b with a file, or writes it with -update.
func golden(t *testing.T, file string, b []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, b, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Errorf("%v: run go test ./pkg/wire -update and look at what changed", err)
		return
	}
	if !bytes.Equal(want, b) {
		t.Errorf("%s differs. What was published keeps its name and meaning; if you added a field, run go test ./pkg/wire -update."+
			"\nis   %s\nwas  %s", file, b, want)
	}
}

// extra fails for files that belong to no payload: one that was renamed or taken away may still be in somebody's stream.
func extra(t *testing.T, dir, suffix string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"+suffix))
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, f := range files {
		if _, ok := payloads()[strings.TrimSuffix(filepath.Base(f), suffix)]; !ok {
			t.Errorf("%s belongs to no payload", f)
		}
	}
}

func indented(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

func TestGolden(t *testing.T) {
	for name, v := range payloads() {
		file := filepath.Join("testdata", name+".json")
		full := example(v, func(n string) string { return n })
		golden(t, file, indented(t, full))
		old, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		back := reflect.New(reflect.TypeOf(v))
		if err := json.Unmarshal(old, back.Interface()); err != nil {
			t.Errorf("%s: what was published once cannot be read: %v", name, err)
		} else if name != "envelope" && !reflect.DeepEqual(back.Elem().Interface(), full) {
			t.Errorf("%s: read as %+v", name, back.Elem().Interface())
		}
		// A newer service may send more: readers ignore it.
		more := bytes.Replace(old, []byte("{"), []byte(`{"from_the_future": [1], `), 1)
		if err := json.Unmarshal(more, back.Interface()); err != nil {
			t.Errorf("%s: a field from the future: %v", name, err)
		}
	}
	extra(t, "testdata", ".json")
}

func TestFactsAreSmall(t *testing.T) {
	for _, f := range facts {
		b, err := json.Marshal(example(f, func(string) string { return strings.Repeat("x", 200) })) // the longest id there is
		if err != nil || len(b) > MaxFact {
			t.Errorf("%T can have %d bytes (%v)", f, len(b), err)
		}
	}
}

// forbidden words are never part of a field of what is published.
var forbidden = []string{
	"name", "text", "address", "mail", "email", "phone", "token", "secret", "password", "title", "body", "note", "about", "bio", "comment",
	"description", "content", "url", "website", "avatar", "photo", "ip", "gender", "sex", "pronoun", "pronouns", "ethnicity", "race", "religion",
	"health", "disability", "orientation", "birth", "age", "nationality", "origin", "caste", "income", "politics", "union",
}

// unstored may carry them: asked and answered while something is being sent, never stored or logged.
var unstored = map[string][]string{
	"answer.accounts.address.v1": {"address", "token"}, "ask.accounts.invitation.v1": {"address"},
	"answer.accounts.arrival.v1":       {"token"},
	"ask.mentoring.answer_turn.v1":     {"token"},
	"answer.mentoring.answer_token.v1": {"token"}, "answer.programs.still_token.v1": {"token"},
	// Sealed by whoever asked before anything is stored.
	"answer.mentoring.evidence.v1": {"text"}, "answer.profiles.evidence.v1": {"text"}, "answer.catalog.evidence.v1": {"text"},
}

func TestNothingForbidden(t *testing.T) {
	for name, v := range payloads() {
		fields(reflect.TypeOf(v), map[reflect.Type]bool{}, func(json string) {
			for _, word := range strings.Split(json, "_") {
				for _, f := range forbidden {
					if word == f && !contains(unstored[name], json) {
						t.Errorf("%s has a field %q: never a %s in what travels", name, json, f)
					}
				}
			}
		})
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func fields(t reflect.Type, seen map[reflect.Type]bool, f func(json string)) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() || seen[t] {
		return
	}
	seen[t] = true
	for i := range t.NumField() {
		json, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		f(json)
		fields(t.Field(i).Type, seen, f)
	}
}

func TestNames(t *testing.T) {
	if got := FactID("accounts_account", "p1", 7, 2); got != "accounts_account-p1-7-2" {
		t.Error(got)
	}
	if a, b := FactID("x", strings.Repeat("a", 200), 1, 1), FactID("x", strings.Repeat("a", 200), 1, 2); len(a) != 64 || a == b {
		t.Error(a, b)
	}
	if got := StateID("accounts_account", "p1", 7); got != "accounts_account-p1-7" {
		t.Error(got)
	}
	e := Envelope{Type: "waymark.evt.mentoring.match_accepted.v1"}
	if s, typ := e.TypeOf(); s != "mentoring" || typ != "match_accepted" {
		t.Error(s, typ)
	}
	if s, typ := (Envelope{Type: "nonsense"}).TypeOf(); s != "" || typ != "" {
		t.Error(s, typ)
	}
	got := strings.Join(SubjectsOf(MatchEnded{}, AccountClosed{}), " ")
	if got != "waymark.evt.mentoring.match_ended.v1.* waymark.evt.accounts.account_closed.v1.*" {
		t.Error(got)
	}
	if StateSubject("a", "b", "c") != "waymark.state.a.b.v1.c" || AskSubject("a", "b") != "waymark.ask.a.b.v1" {
		t.Error("subjects")
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"match":"m1"}`))
	f.Add([]byte(`{"until":"2026"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Read[MatchProposed](Envelope{Data: b})
		if err != nil {
			return
		}
		again, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := Read[MatchProposed](Envelope{Data: again}); err != nil || back.Match != m.Match || !back.Until.Equal(m.Until) {
			t.Errorf("%+v became %+v (%v)", m, back, err)
		}
	})
}
