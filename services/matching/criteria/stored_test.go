package criteria

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// TestJSONIsTheSame: a set goes through JSON unchanged, whatever it is, and reads as the YAML does.
func TestJSONIsTheSame(t *testing.T) {
	want := parsed(t, example)
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, wrong := ReadJSON(b)
	if diff := cmp.Diff(want, got); diff != "" || len(wrong) > 0 {
		t.Error(diff, wrong)
	}
}

func TestJSONIsRefused(t *testing.T) {
	for _, c := range []struct{ file, pointer, code string }{
		{`{"criteria":[{"name":"a","rule":"same","weight":0}]}`, "/criteria/0/weight", "out_of_range"},
		{`{"criteria":[{"name":"a","rule":"same","weight":1},{"name":"A","rule":"same","weight":1}]}`, "/criteria/1/name", "duplicate"},
		{`{"criteria":[{"name":"a","rule":"same","weight":1,"colour/x":"red"}]}`, "/criteria/0/colour~1x", "format"},
		{`{"criteria":[{"name":"a","name":"b","rule":"same","weight":1}]}`, "/criteria/0/name", "format"},
		{`{"criteria":[{"name":"a","rule":"same","weight":"much"}]}`, "/criteria/0/weight", "format"},
		{`{"criteria":{}}`, "/criteria", "format"}, {`{"criteria":null}`, "/criteria", "format"}, {`{}`, "/criteria", "required"},
		{"criteria: []", "", "format"}, {"", "", "format"}, {"[]", "", "format"}, {`{"profile":101,"criteria":[]}`, "/criteria", "required"},
		{`{"criteria":[` + strings.Repeat(`{},`, MaxCriteria) + `{}]}`, "/criteria/50", "format"},
		{`{"a":"` + strings.Repeat("x", MaxFile) + `"}`, "", "too_long"},
	} {
		set, wrong := ReadJSON([]byte(c.file))
		if set != nil || len(wrong) == 0 || len(wrong) > mostFields {
			t.Errorf("%.80s: %v", c.file, wrong)
		} else if !slices.ContainsFunc(wrong, func(f fault.Field) bool { return f.Pointer == c.pointer && f.Code == c.code && f.Detail != "" }) {
			t.Errorf("%.80s: %+v", c.file, wrong)
		}
	}
}

// TestLenient: an answer that rules left behind is as good as none, for everybody, and told.
func TestLenient(t *testing.T) {
	s := parsed(t, example)
	rapid.Check(t, func(t *rapid.T) {
		people := func(label string) []map[string]string {
			return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) map[string]string {
				return map[string]string{"grade": rapid.SampledFrom([]string{"", "AO", "SEO", "gone", "12"}).Draw(t, "grade"),
					"profession": rapid.SampledFrom([]string{"", "law"}).Draw(t, "profession")}
			}), 1, 4).Draw(t, label)
		}
		n, m := people("newcomers"), people("mentors")
		lenient, wrong := Lenient(s, Columns(s, false, n), Columns(s, true, m))
		bad := 0
		for _, side := range [][]map[string]string{n, m} {
			for _, p := range side {
				if g := p["grade"]; g == "gone" || g == "12" {
					p["grade"] = ""
					bad++
				}
			}
		}
		if len(wrong) != bad {
			t.Fatalf("%d wrong, not %d", len(wrong), bad)
		}
		strict, wrong := New(s, Columns(s, false, n), Columns(s, true, m))
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		a, b := make([]int64, len(m)), make([]int64, len(m))
		for i := range n {
			lenient.Row(i, nil, a)
			strict.Row(i, nil, b)
			if !slices.Equal(a, b) {
				t.Fatalf("%v, not %v", a, b)
			}
		}
	})
}

// FuzzJSON: nothing panics, a set that is read is sound and reads again.
func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"criteria":[{"name":"a","rule":"ahead","weight":1,"best":2,"order":["x","y"]}],"profile":3}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		set, wrong := ReadJSON(b)
		if (set == nil) != (len(wrong) > 0) {
			t.Fatal("neither a set nor a refusal")
		}
		if set == nil {
			return
		}
		again, err := json.Marshal(set)
		if err != nil || len(set.Check()) > 0 {
			t.Fatal(err, set.Check())
		}
		if other, wrong := ReadJSON(again); cmp.Diff(set, other) != "" {
			t.Fatal(cmp.Diff(set, other), wrong)
		}
	})
}
