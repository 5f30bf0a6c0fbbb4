package skill

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestSpell(t *testing.T) {
	for in, want := range map[string]string{
		"GoLang": "golang", "C#": "c-sharp", "C++": "c++", "F#": "f-sharp", ".NET": "dotnet", "Node.js": "node.js",
		"ASP.NET Core":           "asp.net-core",
		"  Technical   Writing ": "technical-writing", "F*": "f-star", "Ren'Py": "renpy", "Q&A": "q-and-a", "#hacktoberfest": "hacktoberfest",
		"Übersetzung": "ubersetzung", "U\u0308bersetzung": "ubersetzung", "ＧＯ": "go", "日本語": "日本語", "हिन्दी": "हिन्दी", "Й": "и",
		"": "", "---": "", "+": "", "...": "", "🙂": "", "c.": "c", "a..b": "a-b", "\xff\xfe": "", "STRAßE": "strasse", "İstanbul": "istanbul",
		"front_end/dev": "front-end-dev", "C# developer": "c-sharp-developer", "١٢": "١٢",
	} {
		if got := Spell(in); got != want {
			t.Errorf("Spell(%q) = %q, want %q", in, got, want)
		}
	}
}

func checkSpelling(t interface{ Fatalf(string, ...any) }, word string) {
	once := Spell(word)
	if twice := Spell(once); twice != once {
		t.Fatalf("Spell(%q) = %q, again %q", word, once, twice)
	}
	if len(once) > MaxID || !utf8.ValidString(once) {
		t.Fatalf("Spell(%q) = %q: too long or not UTF-8", word, once)
	}
}

func TestSpellIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkSpelling(t, rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom([]rune("abcC#+.*-& 'é\u0308ßΣ🙂ด\u0e31")), 0, 90,
			-1)).Draw(t, "word"))
	})
}

func FuzzSpell(f *testing.F) {
	for _, s := range []string{"C#", ".NET", "node.js", "é", "a&b", "+.#*", "\u0345", "ﬁ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, word string) { checkSpelling(t, word) })
}
