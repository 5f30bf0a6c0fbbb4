package profiles

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
)

func codes(fields []fault.Field) []string {
	out := []string{}
	for _, f := range fields {
		out = append(out, f.Pointer+" "+f.Code)
	}
	return out
}

func TestCheckCanonicalises(t *testing.T) {
	said, wrong := Said{
		DisplayName: "  Zoe\u0308 Example ", About: "one\r\ntwo",
		Have:      []Skill{{Skill: "GoLang", Level: 4}, {Skill: "Knitting Patterns", Level: 5, Example: "a scarf"}},
		Interests: []string{"JavaScript", "javascript", "js"}, Causes: []string{"Health"},
		Languages: []Language{{"EN-gb", 4}, {"de", 2}}, Zone: "Europe/Lisbon",
		Links: []Link{{Label: "work", URL: "HTTPS://code.example.org/zoe?tab=1#x"}},
	}.Check(skill.Shipped())
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if said.DisplayName != "Zoë Example" || said.About != "one\ntwo" || said.Format != "either" || said.FoundBy != FoundByMembers {
		t.Fatalf("%+v", said)
	}
	if said.Have[0].Skill != "go" || said.Have[1].Skill == "" || said.Have[1].Example != "a scarf" {
		t.Fatalf("skills: %+v", said.Have)
	}
	if diff := cmp.Diff([]string{"javascript"}, said.Interests); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff([]Language{{"en-GB", 4}, {"de", 2}}, said.Languages); diff != "" {
		t.Fatal(diff)
	}
}

// TestSpellingIsKept: a word that the list does not have stays as it was typed, once, and its id is that of every spelling of it. What
// hides, or is an address, is kept as its id.
func TestSpellingIsKept(t *testing.T) {
	tax := skill.Shipped()
	said, wrong := Said{
		DisplayName: "Zoe Example", Have: []Skill{{Skill: " K-drama ", Level: 2}, {Skill: "Bread   Baking", Level: 3}, {Skill: "GoLang", Level: 1}},
		Interests: []string{"K-drama", "k-drama", "K\u200bpop", "Win http://evil.example"},
	}.Check(tax)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if diff := cmp.Diff([]Skill{{Skill: "K-drama", Level: 2}, {Skill: "Bread Baking", Level: 3}, {Skill: "go", Level: 1}}, said.Have); diff != "" {
		t.Error(diff)
	}
	if got := said.Interests; len(got) != 3 || got[0] != "K-drama" || got[1] != skill.Spell("K\u200bpop") || strings.Contains(got[2], "/") {
		t.Errorf("%q", got)
	}
	out := StateOf("z", &Profile{Said: said, Account: AccountConfirmed}, tax)
	if out.Have[0].Skill != skill.Opaque("k-drama") || out.Interests[0] != skill.Opaque("k-drama") {
		t.Errorf("%+v", out)
	}
	if again, _ := said.Check(tax); !reflect.DeepEqual(again, said) {
		t.Errorf("saved again it is another: %+v", again)
	}
	if _, wrong := (Said{DisplayName: "Z", Have: []Skill{{Skill: "K-drama", Level: 2}, {Skill: "k drama", Level: 2}}}).Check(tax); len(wrong) != 1 {
		t.Errorf("twice: %v", wrong)
	}
}

// TestNoCode: who does not code says so with the same words, the same levels and the same worth.
func TestNoCode(t *testing.T) {
	said, wrong := Said{DisplayName: "Ines Example", Have: []Skill{
		{Skill: "Translation", Level: 5}, {Skill: "documentation", Level: 3}, {Skill: "Design", Level: 2}, {Skill: "community", Level: 4},
	}}.Check(skill.Shipped())
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	for _, s := range said.Have {
		if e, ok := skill.Shipped().Lookup(s.Skill); !ok || e.Kind != skill.Craft {
			t.Errorf("%s is no craft: %+v", s.Skill, e)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	ok := Said{DisplayName: "Ada Example"}
	for _, c := range []struct {
		name   string
		change func(*Said)
		want   []string
	}{
		{"no name", func(s *Said) { s.DisplayName = " \t " }, []string{"/display_name required"}},
		{"long name", func(s *Said) { s.DisplayName = strings.Repeat("ä", 81) }, []string{"/display_name too_long"}},
		{"longest name", func(s *Said) { s.DisplayName = strings.Repeat("ä", 80) }, nil},
		{"name on two lines", func(s *Said) { s.DisplayName = "a\nb" }, []string{"/display_name control_character"}},
		{"name with an address", func(s *Said) { s.DisplayName = "Evil http://evil.example" }, []string{"/display_name address_in_name"}},
		{"name that is a mailbox", func(s *Said) { s.DisplayName = "bo@evil.example" }, []string{"/display_name address_in_name"}},
		{"name that turns the line", func(s *Said) { s.DisplayName = "a\u202Eb" }, []string{"/display_name control_character"}},
		{"not UTF-8", func(s *Said) { s.About = "\xff" }, []string{"/about not_text"}},
		{"huge about", func(s *Said) { s.About = strings.Repeat("x", 1<<20) }, []string{"/about too_long"}},
		{"levels", func(s *Said) { s.Have = []Skill{{"go", 0, ""}, {"rust", 6, ""}} }, []string{"/have/0/level out_of_range", "/have/1/level out_of_range"}},
		{"same skill", func(s *Said) { s.Want = []Skill{{"go", 1, ""}, {"Golang", 2, ""}} }, []string{"/want/1/skill duplicate"}},
		{"nothing of a word", func(s *Said) { s.Want = []Skill{{"!!!", 1, ""}} }, []string{"/want/0/skill not_a_word"}},
		{"long example", func(s *Said) { s.Want = []Skill{{"go", 1, strings.Repeat("x", 301)}} }, []string{"/want/0/example too_long"}},
		{"51 skills", func(s *Said) {
			for i := range 51 {
				s.Have = append(s.Have, Skill{Skill: fmt.Sprintf("word%d", i), Level: 1})
			}
		}, []string{"/have too_many"}},
		{"cause", func(s *Said) { s.Causes = []string{"health", "world domination"} }, []string{"/causes/1 unknown_cause"}},
		{"language", func(s *Said) {
			s.Languages = []Language{{"xx-nonsense", 1}, {"", 1}, {"und", 1}, {"en", 5}, {"en-x-private", 2}}
		}, []string{
			"/languages/0/language unknown_language", "/languages/1/language unknown_language", "/languages/2/language unknown_language",
			"/languages/3/level out_of_range", "/languages/4/language unknown_language"}},
		{"zone", func(s *Said) { s.Zone = "Local" }, []string{"/zone unknown_zone"}},
		{"zone path", func(s *Said) { s.Zone = "../../etc/passwd" }, []string{"/zone unknown_zone"}},
		{"hours without zone", func(s *Said) { s.Hours.Set(1) }, []string{"/zone required_with_hours"}},
		{"words", func(s *Said) { s.Format, s.FoundBy, s.Goals = "phone", "friends", []string{"fame"} },
			[]string{"/format not_one_of", "/found_by not_one_of", "/goals/0 not_one_of"}},
		{"minutes", func(s *Said) { s.Minutes = -1 }, []string{"/minutes out_of_range"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := ok
			c.change(&s)
			_, wrong := s.Check(skill.Shipped())
			if c.want == nil {
				c.want = []string{}
			}
			if diff := cmp.Diff(c.want, codes(wrong)); diff != "" {
				t.Fatal(diff)
			}
		})
	}
}

func TestZones(t *testing.T) {
	for _, z := range append(slices.Clone(legacyZones),
		"Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+3", "America/Port-au-Prince", "Asia/Kolkata") {
		if !KnownZone(z) {
			t.Errorf("%s is refused", z)
		}
	}
	for _, z := range []string{"", "Local", "localtime", "posix/Europe/Berlin", "right/UTC", "europe/berlin", "Mars/Olympus",
		"Europe/Berlin\x00", "/etc/localtime", "CEST", "Factory", "cet", "posixrules"} {
		if KnownZone(z) {
			t.Errorf("%q is taken", z)
		}
	}
}

func TestLinks(t *testing.T) {
	for address, code := range map[string]string{
		"https://code.example.org/ada": "", "http://code.example.org/ada": "https_only", "javascript:alert(1)": "not_a_link",
		"https://ada:secret@code.example.org": "no_credentials", "https://127.0.0.1/x": "not_a_public_host", "https://[::1]/": "not_a_public_host",
		"https://localhost": "not_a_public_host", "https://": "not_a_public_host", "//code.example.org": "https_only", "": "required",
		"https://code.example.org/a b": "not_a_link", "https://code.example.org:8443/": "not_a_public_host",
		"https://code.example.org/" + strings.Repeat("x", 500): "too_long", "data:text/html,x": "not_a_link", "https:\\\\code.example.org": "not_a_link",
	} {
		if _, got := checkLink(address); got != code {
			t.Errorf("%q: got %q, want %q", address, got, code)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("Ada", "about", "go", "en", "Europe/Berlin", "https://example.org")
	f.Fuzz(func(t *testing.T, name, about, word, lang, zone, link string) {
		said := Said{DisplayName: name, About: about, Have: []Skill{{word, 3, about}}, Languages: []Language{{lang, 2}}, Zone: zone,
			Interests: []string{word}, Causes: []string{word}, Links: []Link{{URL: link}}}
		once, wrong := said.Check(skill.Shipped())
		if len(wrong) > 0 {
			return
		}
		twice, wrong := once.Check(skill.Shipped())
		if len(wrong) > 0 {
			t.Fatalf("what was accepted is refused: %v", wrong)
		}
		if diff := cmp.Diff(once, twice); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestNames: the rules of names are pkg/naming's; they hold for the name alone.
func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"Ada Example": "", "می\u200cخواهم": "", "Ada\u200bExample": "invisible_character", "\u0301": "mark_without_letter", "Adm\u0456n": "mixed_scripts_in_word",
		"Ada\u202egnp": "control_character", " \u3164 ": "invisible_character", "": "required",
	} {
		_, wrong := Said{DisplayName: name, About: "Adm\u0456n"}.Check(skill.Shipped())
		got := ""
		if len(wrong) > 0 {
			got = wrong[0].Code
		}
		if got != want || len(wrong) > 1 {
			t.Errorf("%+q: %v, want %q", name, wrong, want)
		}
	}
}
