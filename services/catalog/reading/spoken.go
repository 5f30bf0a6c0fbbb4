package reading

import (
	"strings"
	"unicode"
)

// scripts whose use tells the language, or nearly so.
var scripts = []struct {
	table    *unicode.RangeTable
	language string
}{
	{unicode.Hiragana, "ja"}, {unicode.Katakana, "ja"}, {unicode.Hangul, "ko"}, {unicode.Han, "zh"}, {unicode.Greek, "el"},
	{unicode.Hebrew, "he"}, {unicode.Thai, "th"}, {unicode.Devanagari, "hi"}, {unicode.Bengali, "bn"}, {unicode.Tamil, "ta"},
	{unicode.Telugu, "te"}, {unicode.Georgian, "ka"}, {unicode.Armenian, "hy"}, {unicode.Arabic, "ar"}, {unicode.Cyrillic, "ru"},
}

// letters are those that one language of a script has and its neighbours have not.
var letters = []struct{ letters, language string }{
	{"іїєґ", "uk"}, {"ўÿ", "be"}, {"ђћ", "sr"}, {"ѓќ", "mk"}, {"پچژگ", "fa"}, {"ٹڈڑے", "ur"},
}

// small are the frequent small words of languages in Latin letters that are not frequent in another of them.
var small = map[string]map[string]bool{
	"en": WordSet(`the to add and for with when that this have has how why where unable should not fix support
		use using is of on from update remove make missing allow does can
		error improve implement create docs test tests feature bug issue new all in by if while after file default`),
	"de": WordSet("der die das und nicht für mit wird bei beim ist eine einen einer von zu zum zur auf ein sollte kann wenn fehler nach über"),
	"fr": WordSet("le les des une dans pour avec sur est pas du aux ajouter lors quand être la corriger traduire sans"),
	"es": WordSet("el los las una para con del por que al añadir agregar cuando se en y crear traducir corregir"),
	"pt": WordSet("os uma para com não do da dos das no na ao adicionar quando em e criar corrigir traduzir"),
	"it": WordSet("il gli della delle con per una che non di aggiungere nel nella quando sul tradurre"),
	"nl": WordSet("het een van voor met niet bij toevoegen op dat wordt vertalen"),
	"tr": WordSet("ve bir için ile olarak ekle değil bu"),
	"pl": WordSet("nie dla jest oraz przy dodaj się do na w z"),
	"id": WordSet("yang dan untuk dengan tidak tambahkan pada di dari"),
}

// Spoken guesses the language of a title: by its script, or by small words. "" where neither is clear.
func Spoken(title string) string {
	counts := map[string]int{}
	all := 0
	for _, r := range title {
		if !unicode.IsLetter(r) {
			continue
		}
		all++
		for _, s := range scripts {
			if unicode.Is(s.table, r) {
				counts[s.language]++
				break
			}
		}
	}
	best, most := "", 0
	for _, s := range scripts {
		if counts[s.language] > most {
			best, most = s.language, counts[s.language]
		}
	}
	if most > 0 && (best == "zh" || best == "ja") && counts["ja"] > 0 {
		best, most = "ja", counts["ja"]+counts["zh"]
	}
	if most*3 >= all && most >= 2 {
		for _, t := range letters {
			if strings.ContainsAny(strings.ToLower(title), t.letters) {
				return t.language
			}
		}
		return best
	}
	return bySmallWords(title)
}

func bySmallWords(title string) string {
	hits, seen := map[string]int{}, map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if seen[w] {
			continue
		}
		seen[w] = true
		for language, words := range small {
			if words[w] {
				hits[language]++
			}
		}
	}
	english := hits["en"]
	delete(hits, "en")
	best, most, second := "", 0, 0
	for language, n := range hits {
		switch {
		case n > most:
			best, most, second = language, n, most
		case n > second:
			second = n
		}
	}
	switch { // the other languages' words are frequent in programs too: "no", "e", "do"
	case english > 0 && english >= most:
		return "en"
	case most < 2 || most == second:
		return ""
	}
	return best
}
