package reading

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/skill"
)

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
		words, got := Tokens(title, 60), ""
		if Kind("", nil, words, Hint{}) == KindTranslation {
			if got = Target(words); got == "" {
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
		got := Sort(tax, strings.Split(c.words, ","), nil, c.text)
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
		if got := Spoken(title); got != want {
			t.Errorf("%q is %q, want %q", title, got, want)
		}
	}
}

func TestSearchWords(t *testing.T) {
	tax := skill.Shipped()
	doc := SearchWords([]string{"Apple Café", "react-native", "cpp"}, []string{"A patient record for the rural clinics"})
	for q, want := range map[string]bool{
		"apple": true, "app": true, "ap": false, "cafe": true, "CAFÉ": true, "react-native": true, "native": true, "nat rea": true, "patient": true,
		"pat": false, "rural clinics apple": true, "pear": false, "apple pear": false, "c++": true, "the": false,
	} {
		words, ok := QueryWords(tax, q)
		if !ok || Found(doc, words) != want {
			t.Errorf("%q (%v) found %v, want %v in %v", q, words, !want, want, doc)
		}
		if want { // what is found is found by the index, too
			for _, w := range words {
				if !slices.ContainsFunc(IndexTerms(w), func(x string) bool { return slices.Contains(doc, x) }) {
					t.Errorf("%q: the index does not have %v", q, IndexTerms(w))
				}
			}
		}
	}
	if _, ok := QueryWords(tax, "one two three four five"); ok {
		t.Error("five words")
	}
}

func TestSearchWordsAreBounded(t *testing.T) {
	tax := skill.Shipped()
	rapid.Check(t, func(t *rapid.T) {
		leading := rapid.SliceOfN(rapid.String(), 0, 5).Draw(t, "leading")
		rest := rapid.SliceOfN(rapid.StringMatching(`[a-z ]{0,200}`), 0, 5).Draw(t, "rest")
		doc := SearchWords(leading, rest)
		if len(doc) > maxIndexed {
			t.Fatalf("%d words", len(doc))
		}
		for _, w := range doc {
			if w == "" || len(w) > 1024 {
				t.Fatalf("word %q", w)
			}
			if words, ok := QueryWords(tax, w); ok && len(words) == 1 && words[0] == w && !Found(doc, words) {
				t.Fatalf("%q is not found in %v", w, doc)
			}
		}
	})
}

// Work on the whole of a project is no little thing, whatever its label says; what only sounds like it is as it was.
func TestTheWholeIsNotEasy(t *testing.T) {
	for title, want := range map[string]int{
		"Perform a Security Audit of Globaleaks": 3, "Review the GlobaLeaks codebase for Best Practices and Consistency": 3, "Security audit": 3,
		"Conduct an external security review": 3, "Audit the security of the login": 3, "Review the code for best practices": 3,
		"Refactor the entire code base": 3, "Evaluate the architecture": 3, "Assess the whole project": 3, "Remove jQuery from the codebase": 3,
		// these only sound like it
		"Add ability to disable audit logs": 2, "Action/Filter Audit": 2, "Yarn audit does not work with an external repository": 2,
		"[RFC] Best practices for managing Apps Script monorepos": 2, "Review State filter does not update after locale change": 2,
		"Review FormulaValue.New for nullability consistency": 2, "Blocks the entire UI": 2, "Fix typos in the codebase": 2, "Security": 2,
		"Understanding PgPool-II architecture": 2, "Refactor flag parsing": 2, "Run the audit job nightly": 2, "": 2,
		"Add security review badge": 2, "Document best practices": 2,
	} {
		if got := Level(0, []string{"good-first-issue"}, Tokens(title, 60), Hint{Beginner: true}); got != want {
			t.Errorf("%q: %d, want %d", title, got, want)
		}
	}
	words := Tokens("Perform a security audit", 60)
	for want, labels := range map[int][]string{4: {"difficulty-high"}, 1: {"first-timers-only"}, 3: nil} {
		if got := Level(0, labels, words, Hint{}); got != want {
			t.Errorf("%v: %d, want %d", labels, got, want)
		}
	}
	if got := Level(1, nil, words, Hint{}); got != 1 {
		t.Errorf("a list says 1: %d", got)
	}
}
