package catalog

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/skill"
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
		{"Crash when the list is empty", "bug;good first issue", 2, KindCode, "go"},
		{"Fix typo in the readme", "", 1, KindDocumentation, "documentation"},
		{"Document the settings", "", 2, KindDocumentation, "documentation"},
		{"Add constants for document types", "", 2, KindCode, "go"},
		{"Übersetzung fehlt", "Translation", 2, KindTranslation, "translation"},
		{"Translate the help pages", "", 2, KindTranslation, "translation"},
		{"A logo for the project", "Difficulty: Easy", 2, KindDesign, "design"},
		{"Add unit tests for the parser", "", 2, KindTesting, "testing go"},
		{"Announce the release", "community", 2, KindCommunity, "community-building"},
		{"Run on Kubernetes and Docker", "help wanted", 3, KindCode, "go kubernetes docker"},
		{"Move the express lane to make it swift", "", 2, KindCode, "go"}, // English first
		{"Port to React Native", "difficulty/hard", 4, KindCode, "go react-native"},
		{"Screen reader support", "a11y;good first issue;complexity: moderate", 3, KindCode, "go accessibility"},
		{"x", "👶 Good first issue", 2, KindCode, "go"},
		{"x", "first-timers-only", 1, KindCode, "go"},
		{"x", "kind/documentation", 2, KindDocumentation, "documentation"},
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
	if i.Shows.Kind != KindCommunity || i.Shows.Level != 5 || !slices.Contains(i.Shows.Skills, "go") {
		t.Errorf("%+v", i.Shows)
	}
}

// Titles of the shipped lists: who asks for a translation, and into which language.
func TestTranslations(t *testing.T) {
	for title, want := range map[string]string{
		"Translate the help pages": "?", "Translate GlobaLeaks into your own native language to support your local community": "?",
		"[TRANSLATION]: Open Research Chapter": "?", "[TRANSLATIONS] - Russian": "ru", "[TRANSLATIONS] - Bengali": "bn", "Italian translation": "it",
		"[TRANSLATIONS] - Portuguese (PT-PT and PT-BR)": "pt", "[TRANSLATIONS] - Simplified Chinese": "zh", "[Bug] Missing translation in spanish": "es",
		"Add Ukrainian language! I can help with translation.": "uk", "Curve：translate Chinese annotations in the Curve into English annotations": "en",
		"Translation issue for \"Sharing\" in Turkish": "tr", "Localize the OpenELB website and documentation": "?", "Incomplete translations": "?",
		"[docs]: translate kitex codegen doc based on Chinese doc": "?", "Update main README translations": "?", "Help translate Read the Docs": "?",
		"Translation for Maintainer Guide": "?", "Translation of Terminal_Tutorial": "?", "Traducir la documentación al español": "es",
		"Add French and German translations": "?", "Translate in-game console help text": "?",
		// these only speak of it
		"Consider remove the translation logic from the Output.container": "", "Translate int.Parse and similar": "",
		"Translate Trim, TrimEnd, TrimStart with characters to be trimmed": "", "Superset translation native filters bug": "",
		"i18n: Mark up `GeneralSettings` for translations": "", "Missing or misshapen translation settings schema": "",
		"Use kafka_offset for translated model::offset": "", "[BUG]: Add test to ensure translation keys are correctly formatted": "",
		"NMT Inference: Chunk overlength sequences and translate in sequence": "", "EntityDecoder MediaRange translation": "",
		"[Translation] extract-option 'as-tree' creates empty property keys in Yaml": "", "language files should not translate git commands": "",
		"Provide EF.Functions translations for JSON functions": "", "Polish the settings page": "", "Fix the crash on start": "",
	} {
		words, got := tokensOf(title, 60), ""
		if guessKind("", nil, words, hint{}) == KindTranslation {
			if got = targetLanguage(words); got == "" {
				got = "?"
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

func TestCauses(t *testing.T) {
	tax := skill.Shipped()
	for _, c := range []struct {
		words, text, want string
	}{
		{"sdg-3,django", "", "health"}, {"", "Records for patients in rural clinics", "health"}, {"", "A library for health checks of services", ""},
		{"migration,mapping,jobs", "Database migration made easy", ""}, {"oss,hacktoberfest", "", ""}, {"", "A development environment", ""},
		{"", "Machine learning for everybody", ""}, {"sdg-3,theme-hospital,game-development,hospital", "Open source clone of Theme Hospital", "health"},
		{"theme-hospital,game-development,hospital", "Open source clone of Theme Hospital", ""},
		{"cms", "Performance, health and security audit tool for Kentico.", ""},
		{"postman-api", "An all-in-one platform that allows animals to be adopted, and provides emergency medical care to stray animals.", "animals"},
		{"climate,activism", "A community to take action on causes they care about, like climate change and general well being.", "climate civil-society"},
		{"", "Last mile health commodity information system.", "health"}, {"hospital,medical", "", "health"},
		{"", "Offline-first digital health apps that equip health workers", "health"}, {"healthcare", "", "health"},
		{"game", "A game about a school", ""}, {"", "Helps refugees find housing", "humanitarian"}, {"openstreetmap", "", "open-maps"},
	} {
		got := sortWords(tax, strings.Split(c.words, ","), nil, c.text)
		if strings.Join(got.Causes, " ") != c.want {
			t.Errorf("%q %q: %v, want %s", c.words, c.text, got.Causes, c.want)
		}
	}
}

func TestSpokenLanguage(t *testing.T) {
	for title, want := range map[string]string{
		"Fix the crash on start": "en", "Improve e2e setup": "en", "Support no_proxy": "en", "kubectl": "", "": "", "123 !!": "",
		"容器环境下，客户端连接异常": "zh", "テストを追加する": "ja", "설정 페이지 번역": "ko", "Добавить тёмную тему": "ru", "Додати українську мову інтерфейсу": "uk",
		"Προσθήκη μετάφρασης": "el", "إضافة ترجمة": "ar", "اضافه کردن گزینه": "fa", "הוספת תרגום": "he", "अनुवाद जोड़ें": "hi", "เพิ่มคำแปล": "th",
		"Fehler beim Speichern der Datei, wenn sie nicht leer ist": "de", "Ajouter une option pour la page avec les images": "fr",
		"Agregar una página para los usuarios del sistema": "es", "Adicionar uma página para os usuários": "pt",
	} {
		if got := spokenLanguage(title); got != want {
			t.Errorf("%q is %q, want %q", title, got, want)
		}
	}
}

func TestSearchWords(t *testing.T) {
	tax := skill.Shipped()
	doc := searchWords([]string{"Apple Café", "react-native", "cpp"}, []string{"A patient record for the rural clinics"})
	for q, want := range map[string]bool{
		"apple": true, "app": true, "ap": false, "cafe": true, "CAFÉ": true, "react-native": true, "native": true, "nat rea": true, "patient": true,
		"pat": false, "rural clinics apple": true, "pear": false, "apple pear": false, "c++": true, "the": false,
	} {
		words, ok := queryWords(tax, q)
		if !ok || found(doc, words) != want {
			t.Errorf("%q (%v) found %v, want %v in %v", q, words, !want, want, doc)
		}
		if want { // what is found is found by the index, too
			for _, w := range words {
				if !slices.ContainsFunc(indexTerms(w), func(x string) bool { return slices.Contains(doc, x) }) {
					t.Errorf("%q: the index does not have %v", q, indexTerms(w))
				}
			}
		}
	}
	if _, ok := queryWords(tax, "one two three four five"); ok {
		t.Error("five words")
	}
}

func TestSearchWordsAreBounded(t *testing.T) {
	tax := skill.Shipped()
	rapid.Check(t, func(t *rapid.T) {
		leading := rapid.SliceOfN(rapid.String(), 0, 5).Draw(t, "leading")
		rest := rapid.SliceOfN(rapid.StringMatching(`[a-z ]{0,200}`), 0, 5).Draw(t, "rest")
		doc := searchWords(leading, rest)
		if len(doc) > maxIndexed {
			t.Fatalf("%d words", len(doc))
		}
		for _, w := range doc {
			if w == "" || len(w) > 1024 {
				t.Fatalf("word %q", w)
			}
			if words, ok := queryWords(tax, w); ok && len(words) == 1 && words[0] == w && !found(doc, words) {
				t.Fatalf("%q is not found in %v", w, doc)
			}
		}
	})
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
