package words

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"github.com/waymark-dev/waymark/pkg/locale"
)

var argument = regexp.MustCompile(`\{\{\.([A-Za-z]+)\}\}`)

func arguments(t text) []string {
	seen := map[string]bool{}
	for _, form := range t {
		for _, m := range argument.FindAllStringSubmatch(form, -1) {
			seen[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// pluralForms are the forms that a language's rules choose among for whole numbers below a thousand.
func pluralForms(tag language.Tag) []string {
	names := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	seen := map[string]bool{"other": true}
	for n := range 1000 {
		seen[names[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// TestEveryLanguageSaysEverything: every key of English, the plural forms that the language has, the same arguments, nothing more.
func TestEveryLanguageSaysEverything(t *testing.T) {
	all, err := readAll(files, locale.Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"en", "fr", "es", "ru", "ar", "zh"} {
		if all[tag] == nil {
			t.Errorf("there is no %s.toml", tag)
		}
	}
	english := all[English]
	for tag, texts := range all {
		need := pluralForms(language.MustParse(tag))
		for key, en := range english {
			own, ok := texts[key]
			if !ok {
				t.Errorf("%s has no %s (%q)", tag, key, en["other"])
				continue
			}
			if len(en) > 1 {
				for _, form := range need {
					if own[form] == "" {
						t.Errorf("%s: %s has no form %q", tag, key, form)
					}
				}
			} else if len(own) > 1 {
				t.Errorf("%s: %s has plural forms, in English it has none", tag, key)
			}
			for _, a := range arguments(own) {
				if !slices.Contains(arguments(en), a) {
					t.Errorf("%s: %s uses {{.%s}}, which it is not given", tag, key, a)
				}
			}
			for _, a := range arguments(en) {
				if a != "Count" && !slices.Contains(arguments(own), a) {
					t.Errorf("%s: %s leaves out {{.%s}}", tag, key, a)
				}
			}
			for form, s := range own {
				if strings.Count(s, "**")%2 != 0 || strings.Contains(s, "**") != strings.Contains(en["other"], "**") {
					t.Errorf("%s: %s (%s) is bold in another way than English", tag, key, form)
				}
				if strings.Contains(s, "[[") {
					t.Errorf("%s: %s has double brackets, which mark arguments", tag, key)
				}
				if strings.Count(s, "{{") != len(argument.FindAllString(s, -1)) {
					t.Errorf("%s: %s (%s) has an argument that cannot be read", tag, key, form)
				}
			}
		}
		for key := range texts {
			if english[key] == nil {
				t.Errorf("%s has %s, which English has not", tag, key)
			}
		}
	}
}

// forbidden are words that Waymark does not say, by language.
var forbidden = regexp.MustCompile(`(?i)\b(mentee|declined|expired|seat|seats|user|users|please note|simply|successfully)\b|!`)

func TestToneOfVoice(t *testing.T) {
	all, err := readAll(files, locale.Files())
	if err != nil {
		t.Fatal(err)
	}
	for tag, texts := range all {
		for key, forms := range texts {
			for _, s := range forms {
				if m := forbidden.FindString(s); m != "" && (tag == English || m == "!") && key != "skill.user_research" && key != "skill.ux_design" {
					t.Errorf("%s: %s says %q", tag, key, m)
				}
			}
		}
	}
}

// TestASeventhLanguageIsOneFile: Swahili with a few texts, and English for the rest. Mail and calendar read the same file in their tests.
func TestASeventhLanguageIsOneFile(t *testing.T) {
	b, err := load(files, os.DirFS("../../../pkg/locale/testdata"))
	if err != nil {
		t.Fatal(err)
	}
	p := b.Match("sw-KE, en;q=0.5")
	if p.Tag != "sw" || p.T("home.title") != "Hatua zako za kwanza" || p.T("layout.inbox") != "Inbox" {
		t.Errorf("%s: %q, %q", p.Tag, p.T("home.title"), p.T("layout.inbox"))
	}
	if list := b.Languages(); len(list) != 7 || list[6].Name != "Kiswahili" {
		t.Errorf("it is not among the languages to choose from: %d", len(list))
	}
}

func book(t *testing.T) *Book {
	t.Helper()
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestMatch(t *testing.T) {
	b := book(t)
	for accept, want := range map[string]string{
		"": "en", "fr-CA,fr;q=0.9,en;q=0.5": "fr", "ar-EG": "ar", "zh-CN,zh;q=0.9": "zh", "sw,ru;q=0.4": "ru", "tlh": "en",
		"es-419": "es", strings.Repeat("x", 5000): "en", "*": "en", "en-GB": "en",
	} {
		if got := b.Match(accept).Tag; got != want {
			t.Errorf("%.30q: %s, want %s", accept, got, want)
		}
	}
}

func TestPluralsAndDigits(t *testing.T) {
	b := book(t)
	for _, c := range []struct {
		tag  string
		n    int
		want string
	}{
		{"en", 1, "1 day"}, {"en", 2, "2 days"}, {"en", 1200, "1,200 days"},
		{"ru", 1, "1 день"}, {"ru", 3, "3 дня"}, {"ru", 5, "5 дней"}, {"ru", 21, "21 день"}, {"ru", 12, "12 дней"},
		{"fr", 0, "0 jour"}, {"fr", 2, "2 jours"}, {"es", 1, "1 día"}, {"zh", 3, "3 天"},
		{"ar", 2, "يومان"}, {"ar", 5, "٥ أيام"}, {"ar", 12, "١٢ يومًا"},
	} {
		p, ok := b.For(c.tag)
		if !ok {
			t.Errorf("there is no %s", c.tag)
			continue
		}
		if got := p.T("span.days", "Count", c.n); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.tag, c.n, got, c.want)
		}
	}
}

func TestDates(t *testing.T) {
	b := book(t)
	now := time.Date(2026, 11, 22, 11, 40, 0, 0, time.UTC)
	nairobi := time.FixedZone("", 3*3600)
	en, _ := b.For("en")
	for want, got := range map[string]string{
		"Monday 23 November, 20:40": en.Moment(time.Date(2026, 11, 23, 17, 40, 0, 0, time.UTC), now, nairobi),
		"Friday 1 January 2027":     en.DayName(time.Date(2026, 12, 31, 22, 0, 0, 0, time.UTC), now, nairobi),
		"today, 23:30":              en.Short(time.Date(2026, 11, 22, 20, 30, 0, 0, time.UTC), now, nairobi),
		"tomorrow, 00:30":           en.Short(time.Date(2026, 11, 22, 21, 30, 0, 0, time.UTC), now, nairobi),
		"Saturday, 03:00":           en.Short(time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC).Add(-7*24*time.Hour), now.Add(24*time.Hour), nairobi),
		"12 days ago":               en.Ago(now.Add(-12*24*time.Hour), now, nairobi),
		"1 day and 6 hours":         en.Span(30*time.Hour + 5*time.Minute),
		"40 minutes":                en.Span(40 * time.Minute),
		"5 hours and 30 minutes":    en.Span(5*time.Hour + 30*time.Minute), // India is not 5 hours ahead
		"3 hours behind you":        en.Apart(time.UTC, nairobi, now),
		"your time":                 en.Apart(nairobi, nairobi, now),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRichEscapesWhatIsPutIn(t *testing.T) {
	b := book(t)
	p, _ := b.For("en")
	got := string(p.Rich("request.until", "Name", "<b>A</b> **x** [[1]] \x001\x00", "Until", "noon & one", "Left", "an hour"))
	want := `<bdi>&lt;b&gt;A&lt;/b&gt; **x** [[1]] �1�</bdi> has until <b><bdi>noon &amp; one</bdi></b> to answer. That is in <bdi>an hour</bdi>, in your time.`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
