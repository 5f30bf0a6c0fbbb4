package criteria

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const example = `
criteria:
  - {name: profession, rule: same, weight: 4}
  - {name: organisation, rule: different, weight: 1, required: true}
  - {name: grade, rule: ahead, order: [AO, EO, HEO, SEO, Grade 7], best: [1, 2], weight: 3}
  - {name: interests, rule: overlap, separator: ";", weight: 2}
  - {name: identity, newcomer: identity to match, mentor: characteristics, rule: asked, weight: 2,
     when: {newcomer: match with similar identity, is: "yes"}}
`

func parsed(t testing.TB, file string) *Set {
	t.Helper()
	s, wrong := Parse([]byte(file))
	if len(wrong) > 0 {
		t.Fatalf("refused: %v", wrong)
	}
	return s
}

func TestParse(t *testing.T) {
	s := parsed(t, example)
	want := &Set{Profile: DefaultProfile, Criteria: []Criterion{
		{Name: "profession", Rule: Same, Weight: 4},
		{Name: "organisation", Rule: Different, Weight: 1, Required: true},
		{Name: "grade", Rule: Ahead, Order: []string{"AO", "EO", "HEO", "SEO", "Grade 7"}, Best: []int{1, 2}, Weight: 3},
		{Name: "interests", Rule: Overlap, Separator: ";", Weight: 2},
		{Name: "identity", Newcomer: "identity to match", Mentor: "characteristics", Rule: Asked, Weight: 2,
			When: &When{Newcomer: "match with similar identity", Is: []string{"yes"}}},
	}}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff([]string{"profession", "organisation", "grade", "interests", "identity to match", "match with similar identity"},
		s.NewcomerColumns()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"profession", "organisation", "grade", "interests", "characteristics"}, s.MentorColumns()); diff != "" {
		t.Error(diff)
	}
	s = parsed(t, "profile: 0\ncriteria:\n- name: years\n  rule: ahead\n  best: 2\n  weight: 1\n"+
		"- {name: w, rule: asked, weight: 1, when: {newcomer: x, is: [yes, 1, true]}}\n")
	if s.Profile != 0 || s.Criteria[0].Best[0] != 2 || strings.Join(s.Criteria[1].When.Is, " ") != "yes 1 true" {
		t.Errorf("%+v", s)
	}
}

func TestParseRefuses(t *testing.T) {
	one := func(rest string) string { return "criteria:\n- {name: a, rule: same, weight: 1}\n- {" + rest + "}\n" }
	long := strings.Repeat("x", MaxName+1)
	for _, c := range []struct {
		name, file, text string
		line             int
	}{
		{"empty", "", "empty", 0},
		{"only a comment", "# nothing\n", "empty", 0},
		{"too large", strings.Repeat("# x\n", MaxFile/4+1), "larger than", 0},
		{"no YAML", "criteria: [\n", "no YAML", 1},
		{"tab", "criteria:\n\t- x\n", "no YAML", 2},
		{"a question mark", "criteria:\n  - {name: What do you do?, rule: same}\n", "Put quotes around", 2},
		{"two documents", "criteria: []\n---\ncriteria: []\n", "more than one document", 0},
		{"a list", "- a\n", "Names and values", 1},
		{"no criteria", "profile: 1\n", "at least one", 1},
		{"empty list", "criteria: []\n", "at least one", 1},
		{"criteria is a word", "criteria: same\n", "A list is expected", 1},
		{"a criterion is a word", "criteria: [same]\n", "Names and values", 1},
		{"unknown key", "criterions: []\n", "Known are: criteria, profile", 1},
		{"unknown key within", one("name: b, rule: same, wieght: 1"), "Known are: best, mentor, name,", 3},
		{"key twice", one("name: b, name: c, rule: same, weight: 1"), "twice", 3},
		{"too many", "criteria:\n" + strings.Repeat("- {name: a, rule: same, weight: 1}\n", MaxCriteria+1), "more than 50", MaxCriteria + 2},
		{"no name", one("rule: same, weight: 1"), "a name", 3},
		{"name is null", one("name: ~, rule: same, weight: 1"), "A word is expected", 3},
		{"name is a list", one("name: [b], rule: same, weight: 1"), "A word is expected", 3},
		{"long name", one("name: " + long + ", rule: same, weight: 1"), "at most 80", 3},
		{"name twice", one("name: A, rule: same, weight: 1"), "a name of its own", 3},
		{"no rule", one("name: b, weight: 1"), "one of same, different, ahead, overlap, asked", 3},
		{"unknown rule", one("name: b, rule: alike, weight: 1"), "one of same,", 3},
		{"no weight", one("name: b, rule: same"), "from 1 to 100", 3},
		{"weight 0", one("name: b, rule: same, weight: 0"), "from 1 to 100", 3},
		{"weight 101", one("name: b, rule: same, weight: 101"), "from 1 to 100", 3},
		{"weight 1.5", one("name: b, rule: same, weight: 1.5"), "whole number", 3},
		{"required maybe", one("name: b, rule: same, weight: 1, required: maybe"), "true or false", 3},
		{"order elsewhere", one("name: b, rule: same, weight: 1, order: [a, b]"), "rule ahead only", 3},
		{"best elsewhere", one("name: b, rule: overlap, weight: 1, best: [1, 2]"), "rule ahead only", 3},
		{"separator elsewhere", one("name: b, rule: same, weight: 1, separator: ;"), "overlap or asked only", 3},
		{"when elsewhere", one("name: b, rule: same, weight: 1, when: {newcomer: x, is: y}"), "rule asked only", 3},
		{"order of one", one("name: b, rule: ahead, weight: 1, order: [a]"), "2 to 100", 3},
		{"order twice", one("name: b, rule: ahead, weight: 1, order: [a, B, b]"), "only once", 3},
		{"order with nothing", one(`name: b, rule: ahead, weight: 1, order: [a, " "]`), "needs a word", 3},
		{"best falls", one("name: b, rule: ahead, weight: 1, best: [2, 1]"), "least before the most", 3},
		{"best of three", one("name: b, rule: ahead, weight: 1, best: [1, 2, 3]"), "more than 2", 3},
		{"best too far", one("name: b, rule: ahead, weight: 1, best: [1, 2000]"), "between", 3},
		{"separator is a space", one(`name: b, rule: overlap, weight: 1, separator: " "`), "no space", 3},
		{"separator too long", one(`name: b, rule: overlap, weight: 1, separator: "123456789"`), "at most 8", 3},
		{"when without is", one("name: b, rule: asked, weight: 1, when: {newcomer: x}"), "with which answer", 3},
		{"when without column", one("name: b, rule: asked, weight: 1, when: {is: x}"), "Name the column", 3},
		{"profile", "profile: 101\ncriteria: [{name: b, rule: same, weight: 1}]", "from 0 to 100", 1},
		{"an alias", "criteria: &a [*a]\n", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, wrong := Parse([]byte(c.file))
			if s != nil || len(wrong) == 0 {
				t.Fatal("taken")
			}
			if wrong[0].Line != c.line && c.text != "" || !strings.Contains(wrong[0].Text, c.text) {
				t.Errorf("%+v; want line %d with %q", wrong, c.line, c.text)
			}
		})
	}
}

// TestParseTellsAllAtOnce, in the order of the file.
func TestParseTellsAllAtOnce(t *testing.T) {
	_, wrong := Parse([]byte("criteria:\n- {rule: same, weight: 1}\n- {name: b, rule: odd, weight: 1}\n- {name: c, rule: same, weight: 0}\n"))
	var lines []int
	for _, w := range wrong {
		lines = append(lines, w.Line)
	}
	if diff := cmp.Diff([]int{2, 3, 4}, lines); diff != "" {
		t.Error(diff, wrong)
	}
}

// rule makes a scorer of one criterion, for one newcomer and one mentor.
func single(t *testing.T, c string, n, m map[string]string) *Scorer {
	t.Helper()
	set := parsed(t, "criteria: [{name: x, weight: 1, "+c+"}]\n")
	column := func(all map[string]string) map[string][]string {
		out := map[string][]string{}
		for k, v := range all {
			out[k] = []string{v}
		}
		return out
	}
	s, wrong := New(set, Answers{1, column(n)}, Answers{1, column(m)})
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	return s
}

func TestRules(t *testing.T) {
	const order = "rule: ahead, order: [AO, EO, HEO, SEO, Grade 7]"
	const asks = `rule: asked, newcomer: wish, mentor: offer, when: {newcomer: ask, is: ["yes", ja]}`
	x := func(v string) map[string]string { return map[string]string{"x": v} }
	wish := func(wish, ask string) map[string]string { return map[string]string{"wish": wish, "ask": ask} }
	offer := func(v string) map[string]string { return map[string]string{"offer": v} }
	for _, c := range []struct {
		name, rule string
		n, m       map[string]string
		value      int64
		good, bad  string
	}{
		{"same", "rule: same", x("Data"), x(" data "), Million, "same x (Data)", ""},
		{"same, not", "rule: same", x("Data"), x("Law"), 0, "", "another x (Data and Law)"},
		{"same, signs matter", "rule: same", x("C++"), x("C#"), 0, "", "another x (C++ and C#)"},
		{"same, other spelling", "rule: same", x("Ｄａｔａ  science"), x("data SCIENCE"), Million, "same x (Ｄａｔａ science)", ""},
		{"same, newcomer silent", "rule: same", x(" "), x("Law"), Neutral, "", ""},
		{"same, mentor silent", "rule: same", x("Law"), x(""), Neutral, "", ""},
		{"same, both silent", "rule: same", x(""), x(""), Neutral, "", ""},
		{"same, required", "rule: same, required: true", x("a"), x("b"), Ruled, "", "another x (a and b)"},
		{"same, required and silent", "rule: same, required: true", x("a"), x(""), Neutral, "", ""},
		{"different", "rule: different", x("a"), x("b"), Million, "another x", ""},
		{"different, not", "rule: different", x("a"), x("A"), 0, "", "the same x (a)"},
		{"different, silent", "rule: different", x("a"), x(""), Neutral, "", ""},
		{"different, required and met", "rule: different, required: true", x("a"), x("b"), Million, "", ""},
		{"different, required", "rule: different, required: true", x("a"), x("a"), Ruled, "", "the same x (a)"},
		{"ahead by one", order, x("EO"), x("HEO"), Million, "1 step ahead in x (EO, HEO)", ""},
		{"ahead by two", order, x("eo"), x("SEO"), Million, "2 steps ahead in x (eo, SEO)", ""},
		{"ahead by three", order, x("EO"), x("grade 7"), Million / 2, "3 steps ahead in x (EO, grade 7)", ""},
		{"ahead by four", order, x("AO"), x("Grade 7"), Million / 3, "", "4 steps ahead in x (AO, Grade 7)"},
		{"not ahead", order, x("EO"), x("EO"), 0, "", "no step ahead in x (EO, EO)"},
		{"behind", order, x("EO"), x("AO"), 0, "", "1 step behind in x (EO, AO)"},
		{"far behind", order, x("SEO"), x("AO"), 0, "", "3 steps behind in x (SEO, AO)"},
		{"ahead, silent", order, x(""), x("AO"), Neutral, "", ""},
		{"ahead, best three", order + ", best: 3", x("EO"), x("HEO"), Million / 3, "", "1 step ahead in x (EO, HEO)"},
		{"ahead, equals wanted", order + ", best: [0, 1]", x("EO"), x("EO"), Million, "no step ahead in x (EO, EO)", ""},
		{"ahead, required", order + ", required: true", x("EO"), x("EO"), Ruled, "", "no step ahead in x (EO, EO)"},
		{"ahead, too far is not ruled out", order + ", required: true, best: 1", x("AO"), x("Grade 7"), Million / 4, "",
			"4 steps ahead in x (AO, Grade 7)"},
		{"ahead by numbers", "rule: ahead, best: [3, 10]", x("2"), x("7"), Million, "5 steps ahead in x (2, 7)", ""},
		{"overlap, one of one", "rule: overlap", x("Go"), x("go"), Million, "x in common: Go", ""},
		{"overlap, all", "rule: overlap", x("a, b; c"), x("C|B|A"), Million, "x in common: a, b, c", ""},
		{"overlap, one of three", "rule: overlap", x("a,b,c"), x("c,d,e"), Neutral + 33_333, "x in common: c", ""},
		{"overlap, two of three", "rule: overlap", x("a,b,c"), x("c,b,e"), Neutral + 200_000 + 66_666, "x in common: b, c", ""},
		{"overlap, four", "rule: overlap", x("a,b,c,d"), x("d,c,b,a"), Million, "x in common: a, b, c and 1 more", ""},
		{"overlap, none", "rule: overlap", x("a,b"), x("c"), 0, "", "no x in common"},
		{"overlap, silent", "rule: overlap", x("a,b"), x(" ; ,"), Neutral, "", ""},
		{"overlap, doubles count once", "rule: overlap", x("a,A,a"), x("a"), Million, "x in common: a", ""},
		{"overlap, own separator", `rule: overlap, separator: " / "`, x("R, Python / Go"), x("go / r"), Neutral + 50_000, "x in common: Go", ""},
		{"overlap, required", "rule: overlap, required: true", x("a"), x("b"), Ruled, "", "no x in common"},
		{"asked and offered", asks, wish("Carer", "Yes"), offer("parent; carer"), Million, "a wish of the newcomer is met", ""},
		{"asked in German", asks, wish("Carer", "ja"), offer("carer"), Million, "a wish of the newcomer is met", ""},
		{"asked, not offered", asks, wish("Carer", "yes"), offer("parent"), Neutral, "", ""},
		{"asked, mentor silent", asks, wish("Carer", "yes"), offer(""), Neutral, "", ""},
		{"not asked, offered", asks, wish("Carer", "no"), offer("carer"), Neutral, "", ""},
		{"asked for nothing", asks, wish("", "yes"), offer("carer"), Neutral, "", ""},
		{"asked, required, not offered", asks + ", required: true", wish("Carer", "yes"), offer("parent"), Ruled, "",
			"a wish of the newcomer is not met"},
		{"not asked, required", asks + ", required: true", wish("Carer", ""), offer("parent"), Neutral, "", ""},
		{"asked without when", "rule: asked, newcomer: wish, mentor: offer", wish("carer", ""), offer("carer"), Million,
			"a wish of the newcomer is met", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := single(t, c.rule, c.n, c.m)
			out := make([]int64, 1)
			s.Row(0, nil, out)
			parts, score, ruled := s.Explain(0, 0, Ruled)
			if out[0] != c.value || score != c.value || (len(ruled) > 0) != (c.value == Ruled) {
				t.Errorf("row %d, explained %d (ruled %v), want %d", out[0], score, ruled, c.value)
			}
			if parts[0].Good != c.good || parts[0].Bad != c.bad {
				t.Errorf("good %q, bad %q", parts[0].Good, parts[0].Bad)
			}
		})
	}
}

// TestConfidence: what somebody asked for stands in no reason.
func TestConfidence(t *testing.T) {
	s := single(t, `rule: asked, newcomer: wish, mentor: offer, required: true`, map[string]string{"wish": "canary"},
		map[string]string{"offer": "canary"})
	parts, _, _ := s.Explain(0, 0, Ruled)
	if text := parts[0].Good + parts[0].Bad; strings.Contains(text, "canary") || strings.Contains(text, "x ") {
		t.Error(text)
	}
}

func TestWrongAnswers(t *testing.T) {
	set := parsed(t, "criteria:\n- {name: grade, rule: ahead, order: [AO, EO], weight: 1}\n- {name: years, rule: ahead, best: 1, weight: 1}\n")
	s, wrong := New(set,
		Answers{2, map[string][]string{"grade": {"AO", "canary"}, "years": {"three", "2.5"}}},
		Answers{2, map[string][]string{"grade": {"", "SEO"}, "years": {"-3", "99999999999"}}})
	if s != nil {
		t.Fatal("taken")
	}
	var got []string
	for _, w := range wrong {
		got = append(got, fmt.Sprint(w.Mentor, " ", w.Row, " ", w.Column))
		if strings.Contains(w.Text, "canary") || !strings.Contains(w.Text, w.Column) {
			t.Error(w.Text)
		}
	}
	if diff := cmp.Diff([]string{"false 0 years", "false 1 grade", "false 1 years", "true 1 grade", "true 1 years"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestCreditsAddUp: whatever the answers, the credits are the score, and the row says the same as the explanation.
func TestCreditsAddUp(t *testing.T) {
	set := parsed(t, example)
	rapid.Check(t, func(t *rapid.T) {
		answers := func(columns []string, rows int, label string) Answers {
			a := Answers{rows, map[string][]string{}}
			for _, c := range columns {
				words := []string{"", "a", "b", "a;b", "b;c;d"}
				if c == "grade" {
					words = []string{"", "AO", "EO", "HEO", "SEO", "Grade 7"}
				}
				if c == "match with similar identity" {
					words = []string{"", "yes", "no"}
				}
				a.Of[c] = rapid.SliceOfN(rapid.SampledFrom(words), rows, rows).Draw(t, label+c)
			}
			return a
		}
		s, wrong := New(set, answers(set.NewcomerColumns(), 2, "n"), answers(set.MentorColumns(), 3, "m"))
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		own := rapid.SliceOfN(rapid.Int64Range(-1, Million), 3, 3).Draw(t, "own")
		out, plain, sums := make([]int64, 3), make([]int64, 3), make([]int64, 3)
		for n := range 2 {
			s.Row(n, own, out)
			s.Row(n, nil, plain)
			s.Sums(n, sums)
			for m := range 3 {
				if sum := s.Sum(n, m); sum != sums[m] {
					t.Fatalf("the sum is %d alone, %d in a row", sum, sums[m])
				} else if own[m] >= 0 && sum >= 0 {
					total := s.Total(sum, own[m])
					if least := s.NeededOwn(total, sum); least > own[m] || least > 0 && s.Total(sum, least-1) >= total {
						t.Fatalf("%d is not the least own score that a total of %d needs", least, total)
					}
					if least := s.NeededOwn(total+1, sum); s.set.Profile > 0 && least <= own[m] {
						t.Fatalf("a total of %d needs an own score of %d, and %d makes less", total+1, least, own[m])
					}
				}
				parts, score, ruled := s.Explain(n, m, own[m])
				sum := int64(0)
				for _, p := range parts {
					sum += p.Credit
				}
				switch {
				case out[m] > Million || len(ruled) == 0 && own[m] >= 0 && (sum != score || out[m] != score):
					t.Fatalf("row %d, score %d, credits %d", out[m], score, sum)
				case (len(ruled) > 0 || own[m] < 0) && out[m] != Ruled, len(ruled) > 0 != (plain[m] == Ruled):
					t.Fatalf("ruled out by %v, row %d", ruled, out[m])
				}
			}
		}
	})
}

// TestManyWords: a column of thousands of different words costs no more than its words, and counts what is in common as few do.
func TestManyWords(t *testing.T) {
	const rows, words = 300, 4000
	r := rand.New(rand.NewPCG(4, 2))
	column := func() (out []string) {
		for range rows {
			list := []string{"everybody"}
			for range r.IntN(12) {
				list = append(list, "w"+strconv.Itoa(r.IntN(words)))
			}
			out = append(out, strings.Join(list, ", "))
		}
		return out
	}
	n, m := column(), column()
	set := parsed(t, "criteria: [{name: x, rule: overlap, weight: 1}]")
	s, wrong := New(set, Answers{rows, map[string][]string{"x": n}}, Answers{rows, map[string][]string{"x": m}})
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if got := len(s.rules[0].nList.bits) / rows; got > mostBits/64 {
		t.Errorf("%d words of bits for each row", got)
	}
	if len(s.rules[0].nList.rare) == 0 {
		t.Error("no rare words: the test tests nothing")
	}
	out, lists := make([]int64, rows), make([][]string, rows)
	for j := range rows {
		lists[j] = listed(m[j], "")
	}
	for i := range rows {
		s.Row(i, nil, out)
		mine := listed(n[i], "")
		for j, theirs := range lists {
			shared := int64(0)
			for _, w := range mine {
				if slices.Contains(theirs, w) {
					shared++
				}
			}
			if want := overlap(shared, int64(len(mine)), int64(len(theirs))); out[j] != want {
				t.Fatalf("%q and %q: %d, want %d", n[i], m[j], out[j], want)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte("criteria: [{name: x, rule: ahead, best: [1, 2], weight: 1}]"))
	f.Add([]byte("a: &a [*a, *a]\n<<: *a"))
	f.Add([]byte("? [a]\n: b\n!!binary x: y"))
	f.Fuzz(func(t *testing.T, file []byte) {
		s, wrong := Parse(file)
		if (s == nil) == (len(wrong) == 0) {
			t.Fatal("neither a set nor a reason, or both")
		}
		if s != nil && len(s.Check()) > 0 {
			t.Fatal("a set that its own check refuses")
		}
	})
}

func FuzzAnswers(f *testing.F) {
	f.Add("a;b", "b", "yes", "EO")
	f.Add("\x00\xff;;;", "\u2028", "İ", "grade 7")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		set := parsed(t, example)
		n := Answers{1, map[string][]string{}}
		m := Answers{1, map[string][]string{}}
		for i, col := range set.NewcomerColumns() {
			n.Of[col] = []string{[]string{a, b, c, d}[i%4]}
		}
		for i, col := range set.MentorColumns() {
			m.Of[col] = []string{[]string{d, a, b, c}[i%4]}
		}
		s, wrong := New(set, n, m)
		if len(wrong) > 0 {
			return
		}
		good, bad := s.Reasons(0, 0)
		for _, text := range append(good, bad) {
			if strings.ContainsAny(text, "\n\r\x00\x1b") || len(text) > 2000 {
				t.Fatalf("%q", text)
			}
		}
	})
}
