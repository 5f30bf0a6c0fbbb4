package profiles

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

const people = "Name;E-Mail;Kenntnisse\n\"Müller-Beispiel\nZoë\";zoe@example.org;\"Python: 4; Übersetzung\"\n"

func read(t *testing.T, file string, mapping map[string]string) ([]Row, roster.Problems) {
	t.Helper()
	s, err := roster.ReadSheet([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	m, wrong := roster.MatchColumns(s.Headings, mapping)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	return ReadRows(s, m, RowOptions{FoundBy: FoundByProgramme}, skill.Shipped())
}

func TestReadRows(t *testing.T) {
	rows, problems := read(t, "Vorname,Nachname,E-Mail-Adresse,Rolle,Skills,Sprachen,Zeitzone,Lieblingsfarbe\n"+
		"Zoë,Beispiel,Zoe@Example.ORG,Mentorin,\"Golang (expert), Python:2, Knitting\",\"Deutsch (Muttersprache), English\",Europe/Berlin,blau\n"+
		"\n"+
		"Ida,Muster,ida@example.org,,,,,\n", nil)
	if problems.Total != 0 {
		t.Fatalf("%+v", problems)
	}
	want := []Row{
		{Line: 2, Address: "zoe@example.org", Said: Said{DisplayName: "Zoë Beispiel", Mentor: true, Zone: "Europe/Berlin",
			Have:      []Skill{{Skill: "go", Level: 5}, {Skill: "python", Level: 2}, {Skill: "Knitting", Level: 3}},
			Languages: []Language{{"de", 4}, {"en", 3}}, Format: "either", FoundBy: FoundByProgramme}},
		{Line: 4, Address: "ida@example.org", Said: Said{DisplayName: "Ida Muster", Newcomer: true, Format: "either", FoundBy: FoundByProgramme}},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Fatal(diff)
	}
}

// TestEveryProblemHasItsLine: each is listed with line, column and code, and none repeats what the file says.
func TestEveryProblemHasItsLine(t *testing.T) {
	_, problems := read(t, "name,email,role,zone,causes,minutes,have\n"+
		"Ada Example,ada@example.org,mentor,UTC,health,60,go\n"+
		",nobody-at-all,wizard,Atlantis,fame,lots,go: 9\n"+
		"Ada Again,ADA@example.org,,,,,\n"+
		"Bo \"the\" Example,bo@example.org,,,,,\n"+
		"Cy Example,cy@example.org,,,,,,surplus\n", nil)
	type at struct {
		Line   int
		Column string
		Code   string
	}
	var got []at
	for _, p := range problems.List {
		got = append(got, at{p.Line, p.Column, p.Code})
	}
	want := []at{
		{3, "B", "not_an_address"}, {3, "F", "not_a_number"}, {3, "C", "not_one_of"}, {3, "A", "required"}, {3, "G", "out_of_range"},
		{3, "E", "unknown_cause"}, {3, "D", "unknown_zone"}, {4, "B", "duplicate"}, {5, "", "quotes"}, {6, "H", "more_cells_than_headings"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestProblemsAreBounded(t *testing.T) {
	_, problems := read(t, "name,email\n"+strings.Repeat("x,nothing\n", 3000), nil)
	if len(problems.List) != roster.MaxProblems || problems.Total != 3000 {
		t.Fatalf("%d listed of %d", len(problems.List), problems.Total)
	}
}

func TestTimeAWeek(t *testing.T) {
	rows, problems := read(t, "name,email,Hours per week\nA,a@example.org,3\nB,b@example.org,\"1,5\"\nC,c@example.org,2-3 hours\nD,d@example.org,90 min\n"+
		"E,e@example.org,~4h/week\nF,f@example.org,\n", nil)
	var got []int
	for _, r := range rows {
		got = append(got, r.Said.Minutes)
	}
	if diff := cmp.Diff([]int{180, 90, 120, 90, 240, 0}, got); diff != "" || problems.Total > 0 {
		t.Error(diff, problems)
	}
	_, problems = read(t, "name,email,Hours per week\nA,a@example.org,41\nB,b@example.org,a lot\nC,c@example.org,-2\nD,d@example.org,3 moons\n", nil)
	if len(problems.List) != 4 || problems.List[0].Code != "out_of_range" || problems.List[0].Column != "C" || problems.List[3].Code != "not_a_number" {
		t.Errorf("%+v", problems)
	}
	if rows, _ := read(t, "name,email,minutes\nA,a@example.org,120\n", nil); rows[0].Said.Minutes != 120 {
		t.Errorf("minutes: %+v", rows)
	}
}

// FuzzReadRows: no file makes the reader panic, list without bound, or accept what it would later refuse.
func FuzzReadRows(f *testing.F) {
	f.Add([]byte(people))
	f.Add([]byte("\xFF\xFEa\x00,\x00b\x00"))
	f.Add([]byte("email\tname\n\"a"))
	f.Add([]byte("sep=\t\nname\temail\r\rx\ty"))
	f.Add([]byte("name,email,have\nA,a@example.org,\"C++ (9), (x), :3, a:\""))
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := roster.ReadSheet(file)
		if err != nil {
			if fault.As(err).Kind == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		m, wrong := roster.MatchColumns(s.Headings, map[string]string{roster.ColEmail: s.Headings[0], roster.ColHave: s.Headings[len(s.Headings)-1]})
		if len(wrong) > 0 {
			return
		}
		rows, problems := ReadRows(s, m, RowOptions{}, skill.Shipped())
		if len(problems.List) > roster.MaxProblems || problems.Total < len(problems.List) {
			t.Fatal("problems are not bounded")
		}
		if problems.Total > 0 {
			return
		}
		for _, r := range rows {
			if r.Address == "" || r.Line < 2 {
				t.Fatalf("%+v", r)
			}
			if _, wrong := r.Said.Check(skill.Shipped()); len(wrong) > 0 {
				t.Fatalf("accepted row is refused: %v", wrong)
			}
		}
	})
}
