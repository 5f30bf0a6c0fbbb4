package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestOverTheWire: whatever a service answers arrives as it left, and the cause stays behind.
func TestOverTheWire(t *testing.T) {
	for kind := range statuses {
		f := New(kind, "some.code", "Do this instead.").With(errors.New("canary-cause")).After(1500 * time.Millisecond)
		f.Fields = []Field{{Pointer: "/skills/3/level", Code: "out_of_range", Params: map[string]any{"max": float64(5)}, Detail: "Enter less."}}
		b := Encode(fmt.Errorf("while doing: %w", f))
		if strings.Contains(string(b), "canary") || strings.Contains(string(b), "while doing") {
			t.Fatalf("the cause is on the wire: %s", b)
		}
		got := Decode(b)
		if got.Kind != kind || got.Code != f.Code || got.Detail != f.Detail || got.RetryAfter != 2*time.Second {
			t.Errorf("%s: %+v", kind, got)
		}
		if diff := cmp.Diff(f.Fields, got.Fields); diff != "" {
			t.Error(diff)
		}
	}
}

func TestInternalErrorsSayNothing(t *testing.T) {
	b := Encode(errors.New("canary: dial tcp 10.0.0.7"))
	if strings.Contains(string(b), "canary") {
		t.Fatalf("%s", b)
	}
	if f := Decode(b); f.Kind != Internal {
		t.Errorf("%+v", f)
	}
	for _, rubbish := range []string{"", "{", "null", "[]", `{"status":0}`, `"x"`} {
		if f := Decode([]byte(rubbish)); f.Kind != Internal {
			t.Errorf("%q became %+v", rubbish, f)
		}
	}
}

func TestFindingFaults(t *testing.T) {
	err := fmt.Errorf("outer: %w", New(Conflict, "match.full", "x"))
	if !Has(err, Conflict) || Has(err, NotFound) || !Coded(err, "match.full") || Coded(nil, "") || Has(nil, Conflict) {
		t.Error("Has or Coded")
	}
	if As(nil) != nil || InvalidFields() != nil {
		t.Error("nil is not nil")
	}
	if !errors.Is(err, New(Conflict, "match.full", "another text")) || errors.Is(err, New(Conflict, "other", "x")) {
		t.Error("Is")
	}
	for status, want := range map[int]Kind{404: NotFound, 405: Malformed, 418: Invalid, 502: Internal, 503: Unavailable, 422: Invalid} {
		if got := KindOf(status); got != want {
			t.Errorf("%d is %s", status, got)
		}
	}
}

func TestParametersThatJSONDoesNotKnow(t *testing.T) {
	f := New(Invalid, "invalid", "x")
	f.Fields = []Field{{Pointer: "/a", Code: "b", Params: map[string]any{"f": func() {}}}}
	var p Problem
	if err := json.Unmarshal(Encode(f), &p); err != nil || p.Status != 500 {
		t.Error(p, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Encode(New(Conflict, "c", "d")))
	f.Add([]byte(`{"status":429,"retry_after":-1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if d := Decode(b); d == nil || d.Kind == "" {
			t.Fatal(d)
		}
	})
}
