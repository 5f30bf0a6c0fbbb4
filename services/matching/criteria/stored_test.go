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
		if len(CheckJSON([]byte(c.file))) != len(wrong) {
			t.Error("CheckJSON says something else")
		}
	}
}

func TestQuestions(t *testing.T) {
	newcomers, mentors := parsed(t, example+"  - {name: years, rule: ahead, weight: 1}\n").Questions()
	grades := []string{"AO", "EO", "HEO", "SEO", "Grade 7"}
	if diff := cmp.Diff([]Question{{Column: "profession", Rule: Same}, {Column: "organisation", Rule: Different},
		{Column: "grade", Rule: Ahead, Order: grades}, {Column: "interests", Rule: Overlap, List: true, Separator: ";"},
		{Column: "identity to match", Rule: Asked, List: true, Confidential: true},
		{Column: "match with similar identity", Rule: Asked, Confidential: true}, {Column: "years", Rule: Ahead, Numbers: true}}, newcomers); diff != "" {
		t.Error(diff)
	}
	if len(mentors) != 6 || mentors[4].Column != "characteristics" || !mentors[4].Confidential {
		t.Errorf("%+v", mentors)
	}
}

func TestCheckAnswers(t *testing.T) {
	s := parsed(t, example+"  - {name: years, rule: ahead, weight: 1}\n")
	if wrong := s.CheckAnswers(false, map[string]string{"grade": " ao ", "years": "3", "interests": "", "identity to match": "carer"}); len(wrong) > 0 {
		t.Error(wrong)
	}
	wrong := s.CheckAnswers(true, map[string]string{"grade": "Boss", "years": "many", "identity to match": "x", "profession": "\xff",
		"interests": strings.Repeat("x", MaxAnswer+1), "a/b": "c"})
	var got []string
	for _, f := range wrong {
		got = append(got, f.Pointer+" "+f.Code)
		if strings.Contains(f.Detail, "Boss") || strings.Contains(f.Detail, "many") && f.Pointer == "/answers/years" {
			t.Error("the answer is repeated:", f.Detail)
		}
	}
	if diff := cmp.Diff([]string{"/answers/a~1b unknown", "/answers/identity to match unknown", "/answers/interests too_long",
		"/answers/profession format", "/answers/grade format", "/answers/years format"}, got); diff != "" {
		t.Error(diff)
	}
	b, _ := json.Marshal(s)
	if n := len(CheckAnswersJSON(b, true, map[string]string{"grade": "Boss"})); n != 1 {
		t.Error(n)
	}
	if n := len(CheckAnswersJSON([]byte("{}"), true, nil)); n != 1 {
		t.Error(n)
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
