package cohort

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/criteria"
)

// sheet makes a table of lines of cells with "|" between them; the first has the headings.
func sheet(name string, lines ...string) *Table {
	t := &Table{Name: name, First: 1, Headings: strings.Split(lines[0], "|")}
	for i, l := range lines[1:] {
		t.Lines = append(t.Lines, Line{i + 2, strings.Split(l, "|")})
	}
	return t
}

func role(cell string) (bool, bool, bool) {
	return cell == "newcomer" || cell == "both", cell == "mentor" || cell == "both", cell != "?"
}

func toldBy(p *Problems) []string {
	p.Sort()
	var out []string
	for _, x := range p.List {
		out = append(out, fmt.Sprintf("%s %d %s %s", x.File, x.Line, x.Column, x.Text))
	}
	return out
}

// wants checks what was told: each must begin with the place and have the words after ": ".
func wants(t *testing.T, p *Problems, want ...string) {
	t.Helper()
	got := toldBy(p)
	if len(got) != len(want) {
		t.Fatalf("told %d things, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i, w := range want {
		place, words, _ := strings.Cut(w, ": ")
		if !strings.HasPrefix(got[i], place) || !strings.Contains(got[i], words) {
			t.Errorf("told %q, want %q", got[i], w)
		}
	}
}

func TestWhoIsWho(t *testing.T) {
	for _, c := range []struct {
		name    string
		table   *Table
		side    Side
		wanted  Wanted
		by      string
		ids     []string
		unused  []int
		oneEach bool
	}{
		{"by their column", sheet("n", "Email|Newcomer", "a@x|n1"), Newcomers, Wanted{Profile: map[string]int{"email": 0}}, "column",
			[]string{"n1"}, nil, true},
		{"by e-mail", sheet("n", "Name|E-Mail", "Zoë|a@x"), Newcomers, Wanted{Profile: map[string]int{"email": 1}}, "e-mail", []string{"a@x"},
			[]int{0}, true},
		{"by line", sheet("n", "Name", "Zoë", "Ann"), Newcomers, Wanted{}, "line", []string{"2", "3"}, []int{0}, true},
		{"by id", sheet("n", "id", "7"), Newcomers, Wanted{}, "column", []string{"7"}, nil, true},
		{"newcomer goes before id", sheet("n", "id|newcomer", "7|x"), Newcomers, Wanted{}, "column", []string{"x"}, []int{0}, true},
		{"a mentor's file", sheet("m", "Mentor|Places", "x|2"), Mentors, Wanted{}, "column", []string{"x"}, nil, false},
		{"by map", sheet("n", "Staff no.|newcomer", "17|yes"), Newcomers, Wanted{Map: map[string]string{"id": "staff NO"}}, "column",
			[]string{"17"}, []int{1}, true},
		{"left out by map", sheet("n", "id|Mail", "17|a@x"), Newcomers, Wanted{Map: map[string]string{"id": ""},
			Profile: map[string]int{"email": 1}}, "e-mail",
			[]string{"a@x"}, []int{0}, true},
		{"e-mail by map", sheet("n", "Where to write", "a@x"), Newcomers, Wanted{Map: map[string]string{"email": "Where to write"}}, "e-mail",
			[]string{"a@x"}, nil, true},
		{"one file, newcomers", sheet("p", "id|role", "a|newcomer", "b|mentor", "c|both"), Newcomers, Wanted{Roles: true,
			Profile: map[string]int{"role": 1}}, "column",
			[]string{"a", "c"}, nil, true},
		{"one file, mentors", sheet("p", "id|role", "a|newcomer", "b|mentor", "c|both"), Mentors, Wanted{Roles: true,
			Profile: map[string]int{"role": 1}}, "column",
			[]string{"b", "c"}, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var wrong Problems
			columns := Understand(c.table, c.side, c.wanted, &wrong)
			p := ReadPeople(c.table, columns, role, &wrong)
			wants(t, &wrong)
			if p.By != c.by || p.OneEach != c.oneEach {
				t.Errorf("by %s, one each %v", p.By, p.OneEach)
			}
			if diff := cmp.Diff(c.ids, p.ID) + cmp.Diff(c.unused, columns.Unused); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPeopleRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		table *Table
		side  Side
		w     Wanted
		want  []string
	}{
		{"nobody", sheet("n.csv", "newcomer"), Newcomers, Wanted{}, []string{"n.csv 0  There are no newcomers: only headings"}},
		{"no id, twice, long, control, many cells", sheet("n.csv", "newcomer|x", "|1", "a|", "a|", strings.Repeat("i", MaxID+1)+"|", "b\nc|",
			"d||| e"), Newcomers, Wanted{},
			[]string{"n.csv 2 A: not said who", "n.csv 4 A: same as on line 3", "n.csv 5 A: longer than 200", "n.csv 6 A: line breaks",
				"n.csv 7 D: beyond the last heading"}},
		{"addresses in capitals are one", sheet("n.csv", "id", "A@x.org", "a@X.org"), Newcomers, Wanted{},
			[]string{"n.csv 3 A: same as on line 2"}},
		{"ids are not", sheet("n.csv", "id", "A", "a"), Newcomers, Wanted{}, nil},
		{"a long cell", sheet("n.csv", "id|x", "a|"+strings.Repeat("x", MaxCell+1)), Newcomers, Wanted{},
			[]string{"n.csv 2 B: longer than 20000 bytes"}},
		{"places", sheet("m.csv", "mentor|capacity", "a|", "b|x", "c|-1", "d|1.5", "e|10001", "f|0", "g| 3 ", "h"), Mentors, Wanted{},
			[]string{"m.csv 2 B: whole number from 0 (none) to 10000", "m.csv 3 B: whole", "m.csv 4 B: whole", "m.csv 5 B: whole", "m.csv 6 B: whole",
				"m.csv 9 B: whole"}},
		{"a heading twice", sheet("m.csv", "mentor|Capacity|capacity", "a|1|2"), Mentors, Wanted{},
			[]string{"m.csv 1 C: is here twice (column B too)"}},
		{"a map to nothing", sheet("m.csv", "mentor", "a"), Mentors, Wanted{Map: map[string]string{"capacity": "How many?"}},
			[]string{`m.csv 1  --map gives "capacity": The headings are "mentor"`}},
		{"one file without roles", sheet("p.csv", "id", "a"), Newcomers, Wanted{Roles: true},
			[]string{"p.csv 1  Newcomers and mentors are the same file: no column says"}},
		{"a role that is none", sheet("p.csv", "id|role", "a|?", "b|mentor", "c|"), Mentors, Wanted{Roles: true,
			Profile: map[string]int{"role": 1}},
			[]string{"p.csv 2 B: newcomer, mentor or both", "p.csv 4 B: newcomer, mentor or both"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var wrong Problems
			ReadPeople(c.table, Understand(c.table, c.side, c.w, &wrong), role, &wrong)
			wants(t, &wrong, c.want...)
		})
	}
}

func TestCriteriaColumns(t *testing.T) {
	set, bad := criteria.Parse([]byte("criteria:\n- {name: Grade, rule: ahead, order: [a, b], weight: 1}\n" +
		"- {name: wish, newcomer: What I wish, mentor: offers, rule: asked, weight: 1}\n"))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	n := sheet("n.csv", "id|GRADE|what I wish?|T-shirt", "1|a|x|L", "2|c||")
	m := sheet("m.csv", "id|Stufe|colour", "1|b|red")
	var wrong Problems
	nc := Understand(n, Newcomers, Wanted{Criteria: set}, &wrong)
	wants(t, &wrong)
	if diff := cmp.Diff([]Use{{0, "who they are"}, {1, "criterion Grade"}, {2, "criterion wish"}}, nc.Used); diff != "" {
		t.Error(diff)
	}
	mc := Understand(m, Mentors, Wanted{Criteria: set, Map: map[string]string{"Grade": "stufe"}}, &wrong)
	wants(t, &wrong, `m.csv 1  A criterion reads the column "offers"`)
	wrong = Problems{}
	delete(mc.Criteria, "offers")
	newcomers, mentors := ReadPeople(n, nc, role, &wrong), ReadPeople(m, mc, role, &wrong)
	mentors.Answers.Of["offers"] = []string{""}
	if s := Score(set, newcomers, mentors, &wrong); s != nil {
		t.Error("taken")
	}
	wants(t, &wrong, "n.csv 3 B: not in the order")
}

func people(t *testing.T, side Side, lines ...string) *People {
	t.Helper()
	var wrong Problems
	table := sheet(string(side)+".csv", lines...)
	p := ReadPeople(table, Understand(table, side, Wanted{}, &wrong), role, &wrong)
	wants(t, &wrong)
	return p
}

func scores(t *testing.T, n, m *People, wrong *Problems, lines ...string) Pairs {
	t.Helper()
	table := sheet("s.csv", lines...)
	s, _ := NewScores(table, nil, n, m, wrong)
	for _, l := range table.Lines {
		s.Add(l)
	}
	return s.Pairs()
}

func TestScores(t *testing.T) {
	n, m := people(t, Newcomers, "newcomer", "a", "b", "c@X"), people(t, Mentors, "mentor|capacity", "x|1", "y|2")
	var wrong Problems
	p := scores(t, n, m, &wrong, "mentor|newcomer|Score|note|mentor score", "y|a|5||1", "x|c@x|-3||2", "x|a|0||3")
	wants(t, &wrong)
	want := Pairs{Start: []int32{0, 2, 2, 3}, Mentor: []int32{0, 1, 0}, Score: []int64{0, 5, -3}, MentorScore: []int64{3, 1, 2}}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
	if err := ToSolve(&p, m, Fixed{}, Wishes{}, 0).Check(); err != nil {
		t.Error(err)
	}
	scores(t, n, m, &wrong, "newcomer|mentor|score", "a|x|1", "|x|1", "a|z|1", "q|x|1", "b|x|", "b|x|1.5", "b|x|1e3", "b|x|1,000",
		"b|x|999999999999999", "a|x|2", "b")
	wants(t, &wrong, "s.csv 3 A: not said who", "s.csv 4 B: Nobody of this name is in mentors.csv",
		"s.csv 5 A: Nobody of this name is in newcomers.csv",
		"s.csv 6 C: whole number", "s.csv 7 C: whole", "s.csv 8 C: whole", "s.csv 9 C: whole", "s.csv 10 C: whole",
		"s.csv 11 : on line 2 already", "s.csv 12 B: not said who",
		"s.csv 12 C: whole")
	wrong = Problems{}
	scores(t, n, m, &wrong, "newcomer|who", "a|x")
	wants(t, &wrong, `s.csv 1  There is no column "mentor"`, `s.csv 1  There is no column "score"`)
}

// TestNobodyIsTheirOwnMentor: neither by given scores nor by a pin; a number that both files have by chance is not one person.
func TestNobodyIsTheirOwnMentor(t *testing.T) {
	n, m := people(t, Newcomers, "newcomer", "Ann@x.org", "7", "b@x.org"), people(t, Mentors, "mentor|capacity", "b@X.org|1", "ann@x.org|1", "7|1")
	if diff := cmp.Diff(map[int32]int32{0: 1, 2: 0}, Selves(n, m)); diff != "" {
		t.Error(diff)
	}
	var wrong Problems
	p := scores(t, n, m, &wrong, "newcomer|mentor|score", "ann@x.org|ann@x.org|5", "7|7|5", "b@x.org|ann@x.org|1")
	wants(t, &wrong)
	if diff := cmp.Diff(Pairs{Start: []int32{0, 0, 1, 2}, Mentor: []int32{2, 1}, Score: []int64{5, 1}}, p); diff != "" {
		t.Error(p)
	}
	wrong = Problems{}
	fixed, _ := ReadFixed(sheet("f.csv", "newcomer|mentor|rule", "b@x.org|b@x.org|pin", "ann@x.org|ann@x.org|forbid"), n, m, (&Wishes{}).PlacesOf, &wrong)
	wants(t, &wrong, "f.csv 2 B: the same person")
	if len(fixed.Pinned) > 0 {
		t.Error(fixed)
	}
	wrong = Problems{}
	table, w := sheet("p.csv", "id|role|capacity", "a|newcomer|0", "b|both|1"), Wanted{Roles: true, Profile: map[string]int{"role": 1}}
	n, m = ReadPeople(table, Understand(table, Newcomers, w, &wrong), role, &wrong), ReadPeople(table, Understand(table, Mentors, w, &wrong), role, &wrong)
	if diff := cmp.Diff(map[int32]int32{1: 0}, Selves(n, m)); diff != "" || wrong.Total > 0 {
		t.Error("in one file:", diff, wrong.List)
	}
}

// TestSelvesByAddress: whatever people go by, an address that both tables have is one person.
func TestSelvesByAddress(t *testing.T) {
	var wrong Problems
	read := func(side Side, email int, rows ...string) *People {
		table := sheet("p.csv", rows...)
		return ReadPeople(table, Understand(table, side, Wanted{Profile: map[string]int{FieldEmail: email}}, &wrong), nil, &wrong)
	}
	n := read(Newcomers, 1, "id|email", "1|Ann@x.org", "2|", "3|=c@x.org")
	m := read(Mentors, 2, "id|capacity|email", "m1|1|b@x.org", "m2|1|ann@x.org", "m3|1|")
	if diff := cmp.Diff(map[int32]int32{0: 1}, Selves(n, m)); diff != "" || wrong.Total > 0 {
		t.Error(diff, wrong.List)
	}
	if diff := cmp.Diff(map[int32]int32{0: 1}, Selves(read(Newcomers, 0, "email|name", "ann@x.org|Ann"), m)); diff != "" || wrong.Total > 0 {
		t.Error(diff, wrong.List)
	}
}

// TestIDsAsTheyAreWritten: two ids that the list of pairs would write alike are one.
func TestIDsAsTheyAreWritten(t *testing.T) {
	var wrong Problems
	table := sheet("n.csv", "newcomer", "=A", "'=A")
	ReadPeople(table, Understand(table, Newcomers, Wanted{}, &wrong), nil, &wrong)
	wants(t, &wrong, "n.csv 3 A: the same as on line 2")
}

// TestIDsAsTheyAreSeen: one accented letter, or a letter and its accent, are the same name, in one table and between two.
func TestIDsAsTheyAreSeen(t *testing.T) {
	var wrong Problems
	table := sheet("n.csv", "newcomer", "Jos\u00e9", "Zoe\u0308")
	p := ReadPeople(table, Understand(table, Newcomers, Wanted{}, &wrong), nil, &wrong)
	for row, id := range []string{"Jose\u0301", "Zo\u00eb"} {
		if got, ok := p.Find(id); !ok || int(got) != row {
			t.Errorf("%q is %d, %v", id, got, ok)
		}
	}
	table = sheet("n.csv", "newcomer", "Jos\u00e9", "Jose\u0301")
	ReadPeople(table, Understand(table, Newcomers, Wanted{}, &wrong), nil, &wrong)
	wants(t, &wrong, "n.csv 3 A: the same as on line 2")
}

func TestSplitMap(t *testing.T) {
	list := []string{"mentors.capacity=How many?", "Grade = Stufe = x", "scores.score=Points", "colour=c", "newcomers.id=", "Staff no.=newcomers.email"}
	used := make([]bool, len(list))
	if diff := cmp.Diff(map[string]string{"capacity": "How many?", "grade": "Stufe = x"}, SplitMap(list, "mentors", []string{"capacity",
		"grade", "id"}, used)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"id": "", "grade": "Stufe = x", "email": "Staff no."}, SplitMap(list, "newcomers", []string{"id",
		"grade", "email"}, used)); diff != "" {
		t.Error(diff)
	}
	SplitMap(list, "scores", ScoreFields(), used)
	if !slices.Equal(used, []bool{true, true, true, false, true, true}) {
		t.Error(used)
	}
}

func TestFixed(t *testing.T) {
	n, m := people(t, Newcomers, "newcomer", "a", "b", "c"), people(t, Mentors, "mentor|capacity", "x|1", "y|0")
	var wrong Problems
	fixed, _ := ReadFixed(sheet("f.csv", "mentor|newcomer|rule", "x|a|Pin", "x|b|never", "y|c|forbid"), n, m, (&Wishes{}).PlacesOf, &wrong)
	wants(t, &wrong)
	want := Fixed{[]assign.Pair{{Newcomer: 0, Mentor: 0}}, []assign.Pair{{Newcomer: 1, Mentor: 0}, {Newcomer: 2, Mentor: 1}}}
	if diff := cmp.Diff(want, fixed); diff != "" {
		t.Error(diff)
	}
	ReadFixed(sheet("f.csv", "mentor|newcomer|rule", "x|a|pin", "x|a|forbid", "x|a|pin", "x|b|pin", "y|a|pin", "z|q|perhaps"), n, m, (&Wishes{}).PlacesOf, &wrong)
	wants(t, &wrong, "f.csv 3 : on line 2 already", "f.csv 4 : on line 2 already", "f.csv 5 A: More newcomers are pinned to this mentor than the 1",
		"f.csv 6 B: pinned on line 2 already", "f.csv 6 A: than the 0 that they take", "f.csv 7 B: Nobody", "f.csv 7 A: Nobody", "f.csv 7 C: pin or forbid")
	wrong = Problems{}
	ReadFixed(sheet("f.csv", "mentor|newcomer", "x|a"), n, m, (&Wishes{}).PlacesOf, &wrong)
	wants(t, &wrong, `f.csv 1  There is no column "rule"`)
}

// TestPairsThereAndBack: what is written is read again as it was, also ids that a spreadsheet would run.
func TestPairsThereAndBack(t *testing.T) {
	n, m := people(t, Newcomers, "newcomer", "=1+1", `a,"b"`, "-5", "d;=e"), people(t, Mentors, "mentor", "@x", "+y")
	p := &assign.Problem{Capacity: []int32{1, 1}, Start: []int32{0, 2, 3, 4, 4}, Mentor: []int32{0, 1, 1, 0}, Score: []int64{-7, 5, 6, 7},
		MinScore: -10}
	rows := []Row{{0, 0, -7, "because"}, {1, 1, 6, "=cmd()"}, {2, -1, 0, "every place is taken"}, {3, -1, 0, "\tnobody"}}
	file := string(WritePairs(rows, n, m))
	want := "newcomer,mentor,score,reason\n'=1+1,'@x,-7,because\n\"a,\"\"b\"\"\",'+y,6,'=cmd()\n'-5,,,every place is taken\nd;'=e,,,'\tnobody\n"
	if diff := cmp.Diff(want, file); diff != "" {
		t.Fatal(diff)
	}
	table := sheet("p.csv", "newcomer|mentor|score|reason", "'=1+1|'@x|-7|b", `a,"b"|'+y|6|`, "'-5|||", "d;'=e|||x")
	var wrong Problems
	pairs := ReadPairs(table, n, m, p, &wrong)
	wants(t, &wrong)
	if diff := cmp.Diff([]assign.Pair{{Newcomer: 0, Mentor: 0}, {Newcomer: 1, Mentor: 1}}, pairs); diff != "" {
		t.Error(diff)
	}
	ReadPairs(sheet("p.csv", "newcomer|mentor|score|reason", "'=1+1|'@x|7|", "'=1+1|||", "q|||", "d;=e|'@x|1|", "-5|z||", "a,\"b\"||3|"), n,
		m, p, &wrong)
	wants(t, &wrong, "p.csv 2 C: not the score of the pair, which is -7", "p.csv 3 A: on line 2 already", "p.csv 4 A: Nobody",
		"p.csv 5 B: may not be made", "p.csv 6 B: Nobody",
		"p.csv 7 C: a score and no mentor")
	wrong = Problems{}
	ReadPairs(sheet("p.csv", "newcomer|mentor|score", "d;=e||"), n, m, p, &wrong)
	wants(t, &wrong, "p.csv 0  The newcomer of line 2 of newcomers.csv is missing (3 are)")
	wrong = Problems{}
	ReadPairs(sheet("p.csv", "who|whom", "d|"), n, m, p, &wrong)
	wants(t, &wrong, "p.csv 1  There is no column", "p.csv 1  There is no column", "p.csv 1  There is no column")
}

func TestLetters(t *testing.T) {
	for i, want := range map[int]string{-1: "", 0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA"} {
		if got := Letter(i); got != want {
			t.Errorf("%d is %s", i, got)
		}
	}
	if got := Plain("a\x1b[31m\n\u202eb\xff" + strings.Repeat("ü", 100)); strings.ContainsAny(got, "\x1b\n\u202e\ufffd") ||
		len([]rune(got)) != 80 {
		t.Errorf("%q", got)
	}
}

// FuzzTables: whatever stands in the tables, every line is a person or is told, and what comes out can be solved.
func FuzzTables(f *testing.F) {
	f.Add("newcomer|grade", "a|AO", "mentor|capacity|grade", "x|2|EO", "newcomer|mentor|score", "a|x|5")
	f.Add("E-Mail|E-Mail", "=A@x|", "id|places", "x|-1|||", "mentor|newcomer|score|mentor score", "x|=a@X|-9|z")
	f.Add("", "\x00|\xff", "mentor", "\u202e", "score", "|||")
	set, _ := criteria.Parse([]byte("criteria:\n- {name: grade, rule: ahead, order: [AO, EO], weight: 1}\n"))
	f.Fuzz(func(t *testing.T, nHead, nLine, mHead, mLine, sHead, sLine string) {
		var wrong Problems
		n, m := sheet("n", nHead, nLine, nLine+"2"), sheet("m", mHead, mLine, "y"+mLine)
		newcomers := ReadPeople(n, Understand(n, Newcomers, Wanted{Criteria: set}, &wrong), role, &wrong)
		mentors := ReadPeople(m, Understand(m, Mentors, Wanted{Criteria: set}, &wrong), role, &wrong)
		if newcomers.Len() != 2 || mentors.Len() != 2 {
			t.Fatal(newcomers.Len(), mentors.Len())
		}
		s := sheet("s", sHead, sLine, sLine)
		scores, _ := NewScores(s, nil, newcomers, mentors, &wrong)
		for _, l := range s.Lines {
			scores.Add(l)
		}
		p := scores.Pairs()
		Score(set, newcomers, mentors, &wrong)
		for _, x := range wrong.List {
			if strings.ContainsAny(x.String(), "\x1b\n\r\x00") {
				t.Fatalf("%q", x)
			}
		}
		if err := ToSolve(&p, mentors, Fixed{}, Wishes{}, 0).Check(); err != nil {
			t.Fatal(err)
		}
	})
}
