package roster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/waymark-dev/waymark/pkg/fault"
)

const people = "Name;E-Mail;Kenntnisse\n\"Müller-Beispiel\nZoë\";zoe@example.org;\"Python: 4; Übersetzung\"\n"

func TestReadSheetEncodings(t *testing.T) {
	encode := func(b []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, file := range map[string][]byte{
		"utf-8":              []byte(people),
		"utf-8 with mark":    []byte("\uFEFF" + people),
		"utf-16 le mark":     encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(people))),
		"utf-16 be mark":     encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(people))),
		"utf-16 le, no mark": encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(people))),
		"utf-16 be, no mark": encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(people))),
		"windows-1252":       encode(charmap.Windows1252.NewEncoder().Bytes([]byte(people))),
		"crlf":               []byte(strings.ReplaceAll(people, "\n", "\r\n")),
		"sep=":               []byte("sep=;\n" + people),
	} {
		t.Run(name, func(t *testing.T) {
			s, err := ReadSheet(file)
			if err != nil {
				t.Fatal(err)
			}
			if s.Separator != ";" || len(s.Lines) != 1 || !strings.HasPrefix(name, s.Encoding) && strings.HasPrefix(name, "utf-16") {
				t.Fatalf("%+v", s)
			}
			want := []string{"Müller-Beispiel\nZoë", "zoe@example.org", "Python: 4; Übersetzung"}
			if diff := cmp.Diff(want, s.Lines[0].Cells); diff != "" {
				t.Fatal(diff)
			}
			line := 2
			if name == "sep=" {
				line = 3
			}
			if s.Lines[0].Number != line {
				t.Fatalf("line %d", s.Lines[0].Number)
			}
		})
	}
}

func TestReadSheetRefuses(t *testing.T) {
	for name, c := range map[string]struct{ file, code string }{
		"xlsx":           {"PK\x03\x04rest", "import.save_as_csv"},
		"xls":            {"\xD0\xCF\x11\xE0rest", "import.save_as_csv"},
		"pdf":            {"%PDF-1.7", "import.save_as_csv"},
		"empty":          {"", "import.empty"},
		"blank":          {"\n \n\n", "import.empty"},
		"zeros":          {"a,b\x00\n", "import.unreadable"},
		"heading quotes": {"a\"b,c\nx,y\n", "import.bad_heading"},
		"columns":        {strings.Repeat("a,", 120) + "\n", "import.too_many_columns"},
		"cells":          {"a,b\n" + strings.Repeat(",", 2*MaxRows*MaxColumns+1), "import.too_many_cells"},
		"rows":           {"a\n" + strings.Repeat("x\n", MaxRows+1), "import.too_many_rows"},
		"size":           {strings.Repeat("x", MaxFile+1), "import.too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ReadSheet([]byte(c.file)); !fault.Coded(err, c.code) {
				t.Fatalf("got %v, want %s", err, c.code)
			}
		})
	}
}

func TestMatchColumns(t *testing.T) {
	for _, c := range []struct {
		name     string
		headings []string
		mapping  map[string]string
		want     map[string]int
		unused   []int
		wrong    []string
	}{
		{"English", []string{"Full Name", "Email Address", "Timestamp"}, nil, map[string]int{"display_name": 0, "email": 1}, []int{2}, nil},
		{"French", []string{"Prénom", "Nom", "Courriel"}, nil, map[string]int{"first_name": 0, "last_name": 1, "email": 2}, nil, nil},
		{"Name is a family name", []string{"Vorname", "Name", "Mail"}, nil, map[string]int{"first_name": 0, "last_name": 1, "email": 2}, nil, nil},
		{"Nom alone", []string{"Nom", "Courriel"}, nil, map[string]int{"display_name": 0, "email": 1}, nil, nil},
		{"a mapping wins", []string{"Name", "Alias", "E-Mail"}, map[string]string{"display_name": "alias"},
			map[string]int{"display_name": 1, "email": 2}, []int{0}, nil},
		{"left out", []string{"Name", "E-Mail", "Skills"}, map[string]string{"have": ""}, map[string]int{"display_name": 0, "email": 1}, []int{2}, nil},
		{"no address", []string{"Name", "Colour"}, nil, nil, nil, []string{"?mapping no_column"}},
		{"no name", []string{"E-Mail", "Colour"}, nil, nil, nil, []string{"?mapping no_column"}},
		{"no such heading", []string{"Name", "E-Mail"}, map[string]string{"about": "Bio"}, nil, nil, []string{"?mapping no_such_heading"}},
		{"no such column", []string{"Name", "E-Mail"}, map[string]string{"shoe_size": "Name"}, nil, nil, []string{"?mapping unknown_column"}},
		{"twice", []string{"Name", "E-Mail"}, map[string]string{"about": "Name", "display_name": "Name"}, nil, nil, []string{"?mapping heading_used_twice"}},
		{"the first of two", []string{"Name", "E-Mail", "Mail"}, nil, map[string]int{"display_name": 0, "email": 1}, []int{2}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, wrong := MatchColumns(c.headings, c.mapping)
			if c.wrong != nil {
				if diff := cmp.Diff(c.wrong, codes(wrong)); diff != "" {
					t.Fatal(diff)
				}
				return
			}
			if len(wrong) > 0 {
				t.Fatal(wrong)
			}
			if diff := cmp.Diff(c.want, m.Column); diff != "" {
				t.Fatal(diff)
			}
			if diff := cmp.Diff(c.unused, m.Unused); diff != "" {
				t.Fatal(diff)
			}
		})
	}
}

// TestNaturalHeadings: every column is understood by what people call it; what was not written to be public needs a mapping.
func TestNaturalHeadings(t *testing.T) {
	for heading, want := range map[string]string{
		"E-Mail-Adresse": ColEmail, "Your email address *": ColEmail, "What is your name?": ColName, "Given name(s)": ColFirst, "Surname": ColLast,
		"Preferred pronouns (optional)": ColPronouns, "Short bio": ColAbout, "Über mich": ColAbout, "Mentor or newcomer?": ColRole,
		"Skills you have": ColHave, "What do you want to learn?": ColWant, "Helps with": ColTeach, "What can you help with?": ColTeach, "Can teach": ColTeach,
		"Areas of interest": ColInterests, "Causes you care about": ColCauses,
		"Which languages do you speak?": ColLanguages, "Your time zone (IANA)": ColZone, "Minutes per week": ColMinutes, "Hours per week": ColHours,
		"Hours/week": ColHours, "Stunden pro Woche": ColHours, "How many hours per week do you have?": ColHours, "Meeting preference": ColFormat,
		"What are your goals?": ColGoals, "Working style": ColStyle, "GitHub profile": ColLinks, "Preferred language": ColLocale, "hours_per_week": ColHours,
	} {
		if got, ok := columnOf(heading); !ok || got != want {
			t.Errorf("%q is %q, want %s", heading, got, want)
		}
	}
	for _, column := range AllColumns {
		if got, _ := columnOf(column); got != column {
			t.Errorf("%s is %q", column, got)
		}
	}
	for _, heading := range []string{"Motivation", "Introduction", "Description", "Availability", "T-shirt size", "Why?"} {
		if got, ok := columnOf(heading); ok {
			t.Errorf("%q is taken for %s without being asked", heading, got)
		}
	}
	m, wrong := MatchColumns([]string{"Name", "E-Mail", "Motivation", "T-shirt"}, nil)
	if diff := cmp.Diff(map[int]string{2: ColAbout}, m.Perhaps); diff != "" || len(wrong) > 0 || len(m.Unused) != 2 {
		t.Error(diff, wrong, m.Unused)
	}
	m, _ = MatchColumns([]string{"Name", "E-Mail", "Motivation"}, map[string]string{"about": "Motivation"})
	if at, ok := m.Column[ColAbout]; !ok || at != 2 || len(m.Perhaps) > 0 {
		t.Errorf("the mapping does not count: %+v", m)
	}
}

func TestLetter(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 99: "CV"} {
		if got := Letter(i); got != want {
			t.Errorf("%d: %s, want %s", i, got, want)
		}
	}
}

func codes(fields []fault.Field) []string {
	var out []string
	for _, f := range fields {
		out = append(out, f.Pointer+" "+f.Code)
	}
	return out
}

// TestScan: it hands over every line once, in order, within the limits that are given, and ends where it is told to.
func TestScan(t *testing.T) {
	var got []string
	heads := 0
	s, err := Scan([]byte("sep=;\na;b\n1;2\n\n\"3\n3\";4\n\"5;6\n7;8\n"), Limits{1000, 3, 2}, func(s *Sheet, l Line) error {
		heads = len(s.Headings)
		got = append(got, Letter(l.Number)+strings.Join(l.Cells, "+"))
		return nil
	})
	if diff := cmp.Diff([]string{"D1+2", "F3\n3+4"}, got); err != nil || diff != "" || heads != 2 || len(s.Lines) != 0 || len(s.Broken) != 1 {
		t.Errorf("%v %s %+v", err, diff, s)
	}
	for name, l := range map[string]Limits{"import.too_large": {10, 9, 9}, "import.too_many_rows": {1000, 1, 9}, "import.too_many_columns": {1000, 9, 1}} {
		if _, err := Scan([]byte("a,b\n1,2\n3,4\n"), l, func(*Sheet, Line) error { return nil }); !fault.Coded(err, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	stop := fault.New(fault.Invalid, "enough", "Enough.")
	lines := 0
	if _, err := Scan([]byte("a\n1\n2\n"), Limits{1000, 9, 9}, func(*Sheet, Line) error { lines++; return stop }); err != stop || lines != 1 {
		t.Errorf("%v after %d lines", err, lines)
	}
}
