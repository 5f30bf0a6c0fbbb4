package store

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/fault"
)

func FuzzCursor(f *testing.F) {
	q := Query{Where: []Cond{Where("n", Ge, int64(1))}, Sort: []Order{{Index: "name"}, {Index: "n", Desc: true}}, Limit: 10}
	f.Add(q.Cursor("c", Raw{ID: "a", Keys: Keys{"name": "x", "n": int64(7)}}))
	f.Add(q.Cursor("c", Raw{ID: "", Keys: Keys{"name": "", "n": int64(-1 << 63)}}))
	f.Add("")
	f.Add("AQ")
	f.Add(strings.Repeat("A", 40))
	f.Fuzz(func(t *testing.T, after string) {
		q.After = after
		p, err := q.Position("c")
		switch {
		case err != nil && !fault.Has(err, fault.Invalid):
			t.Fatalf("not a clear refusal: %v", err)
		case err == nil && p == nil && after != "":
			t.Fatal("no position, no error")
		case err == nil && p != nil:
			again := q.Cursor("c", Raw{ID: p.ID, Keys: Keys{"name": p.Values[0], "n": p.Values[1]}})
			if again != after {
				t.Fatalf("%q reads as what is written %q", after, again)
			}
		}
	})
}

func TestCursorRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name, n, id := rapid.String().Draw(t, "name"), rapid.Int64().Draw(t, "n"), rapid.StringMatching(`[a-z0-9_-]{1,200}`).Draw(t, "id")
		if checkString(name) != nil {
			return
		}
		q := Query{Sort: []Order{{Index: "name"}, {Index: "n"}}}
		q.After = q.Cursor("c", Raw{ID: id, Keys: Keys{"name": name, "n": n}})
		p, err := q.Position("c")
		if err != nil || p.ID != id || p.Values[0] != name || p.Values[1] != n {
			t.Fatalf("%+v %v", p, err)
		}
		if _, err := q.Position("d"); err == nil {
			t.Fatal("good for another collection")
		}
	})
}

// TestSuccessor: between a prefix and its successor are exactly the strings that have the prefix.
func TestSuccessor(t *testing.T) {
	for prefix, want := range map[string]string{
		"": "", "a": "b", "az": "a{", "\u007f": "\u0080", "\ud7ff": "\ue000", "\U0010FFFF": "", "a\U0010FFFF": "b", "\U0010FFFF\U0010FFFF": "",
	} {
		if got := Successor(prefix); got != want {
			t.Errorf("after %q: %q, want %q", prefix, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		prefix, s := rapid.String().Draw(t, "prefix"), rapid.String().Draw(t, "s")
		if rapid.Bool().Draw(t, "starts with it") {
			s = prefix + s
		}
		end := Successor(prefix)
		if within := s >= prefix && (end == "" || s < end); within != strings.HasPrefix(s, prefix) {
			t.Fatalf("%q within %q..%q: %v", s, prefix, end, within)
		}
	})
}
