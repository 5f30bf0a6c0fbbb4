package catalog

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/catalog/reading"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

func TestGuess(t *testing.T) {
	tax := skill.Shipped()
	for _, c := range []struct {
		title, labels string
		level         int
		kind          string
		skills        string
	}{
		{"Crash when the list is empty", "bug;good first issue", 2, reading.KindCode, "go"},
		{"Fix typo in the readme", "", 1, reading.KindDocumentation, "documentation"},
		{"Document the settings", "", 2, reading.KindDocumentation, "documentation"},
		{"Add constants for document types", "", 2, reading.KindCode, "go"},
		{"Übersetzung fehlt", "Translation", 2, reading.KindTranslation, "translation"},
		{"Translate the help pages", "", 2, reading.KindTranslation, "translation"},
		{"A logo for the project", "Difficulty: Easy", 2, reading.KindDesign, "design"},
		{"Add unit tests for the parser", "", 2, reading.KindTesting, "testing go"},
		{"Announce the release", "community", 2, reading.KindCommunity, "community-building"},
		{"Run on Kubernetes and Docker", "help wanted", 3, reading.KindCode, "go kubernetes docker"},
		{"Move the express lane to make it swift", "", 2, reading.KindCode, "go"}, // English first
		{"Port to React Native", "difficulty/hard", 4, reading.KindCode, "go react-native"},
		{"Screen reader support", "a11y;good first issue;complexity: moderate", 3, reading.KindCode, "go accessibility"},
		{"x", "👶 Good first issue", 2, reading.KindCode, "go"},
		{"x", "first-timers-only", 1, reading.KindCode, "go"},
		{"x", "kind/documentation", 2, reading.KindDocumentation, "documentation"},
	} {
		p := Project{Said: []Said{{Source: "a", Format: source.FirstIssue, Link: "https://github.com/orchard/apple", Name: "Apple", Language: "Go", Stars: -1}}}
		p.Show(tax)
		i := Issue{}
		var labels []string
		if c.labels != "" {
			labels = strings.Split(c.labels, ";")
		}
		i.See(Sighting{Source: "a", Format: source.FirstIssue, Title: c.title, Labels: labels, Comments: -1, Day: today})
		i.Show(&p, tax)
		if v := i.Shows; v.Kind != c.kind || v.Level != c.level || strings.Join(v.Skills, " ") != c.skills {
			t.Errorf("%q [%s]: %s, level %d, %v; want %s, %d, %s", c.title, c.labels, v.Kind, v.Level, v.Skills, c.kind, c.level, c.skills)
		}
	}
	// what the list itself says counts more than any guess
	p := Project{}
	i := Issue{}
	i.See(Sighting{Format: source.OwnJSON, Title: "Fix typo", Kind: "community", Level: 5, Skills: []string{"Golang"}, Day: today})
	i.Show(&p, tax)
	if i.Shows.Kind != reading.KindCommunity || i.Shows.Level != 5 || !slices.Contains(i.Shows.Skills, "go") {
		t.Errorf("%+v", i.Shows)
	}
}

// TestViewOrder: a project shows the same whichever list came first.
func TestViewOrder(t *testing.T) {
	tax := skill.Shipped()
	rapid.Check(t, func(t *rapid.T) {
		var said []Said
		for i, f := range rapid.SliceOfNDistinct(rapid.SampledFrom(source.Formats), 2, 6, rapid.ID).Draw(t, "formats") {
			said = append(said, Said{
				Source: "list-" + itoa(i), Format: f, Link: "https://github.com/orchard/apple", Name: rapid.SampledFrom([]string{"", "Apple", "apple"}).Draw(t, "name"),
				Language: rapid.SampledFrom([]string{"", "Go", "Python"}).Draw(t, "language"), Stars: rapid.IntRange(-1, 5).Draw(t, "stars"),
				Words: rapid.SliceOfN(rapid.SampledFrom([]string{"react", "sdg-3", "web", "docker"}), 0, 3).Draw(t, "words"),
				Seen:  today.AddDate(0, 0, rapid.IntRange(0, 3).Draw(t, "day")),
			})
		}
		show := func(order []Said) string {
			p := Project{}
			for _, s := range order {
				p.Hear(s)
			}
			p.Show(tax)
			return fingerprint(p)
		}
		want := show(said)
		for range 3 {
			if got := show(rapid.Permutation(said).Draw(t, "order")); got != want {
				t.Fatalf("%s\n%s", got, want)
			}
		}
	})
}
