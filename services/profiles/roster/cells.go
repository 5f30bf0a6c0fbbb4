package roster

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/skill"
)

// WordList splits a cell that lists words.
func WordList(cell string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(cell, func(c rune) bool { return strings.ContainsRune(",;|\n\r", c) }) {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
		if len(out) > 200 { // far beyond every limit of a list: the check says so
			break
		}
	}
	return out
}

// CodeList reads "Code review, small steps" as codes.
func CodeList(cell string) []string {
	var out []string
	for _, w := range WordList(cell) {
		out = append(out, strings.ReplaceAll(Fold(w), " ", "_"))
	}
	return out
}

// unitMinutes are the words behind a number of minutes or hours.
var unitMinutes = map[string]float64{
	"m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "minuten": 1, "minutos": 1,
	"h": 60, "hr": 60, "hrs": 60, "hour": 60, "hours": 60, "std": 60, "stunde": 60, "stunden": 60, "heure": 60, "heures": 60, "hora": 60,
	"horas": 60, "ore": 60,
}

var durations = regexp.MustCompile(`^(?:~|ca\.? ?|about |up to )?(\d{1,6}(?:[.,]\d{1,2})?)` +
	`(?: ?(?:-|–|to|bis) ?\d{1,6}(?:[.,]\d{1,2})?)?\+? ?([a-zäöüé]*)\.?` +
	`(?: ?(?:/|per |a |pro |par |por )? ?(?:week|woche|semaine|semana|w|wk))?$`)

// Duration reads "3", "1.5", "2-3 hours", "90 min", "2h/week" as minutes; of a range the less, so that nobody promises more than they said.
// unit is what a bare number counts.
func Duration(v string, unit float64) (float64, bool) {
	m := durations.FindStringSubmatch(strings.ToLower(strings.TrimSpace(cut(v, maxWord))))
	if m == nil {
		return 0, false
	}
	if m[2] != "" {
		var known bool
		if unit, known = unitMinutes[m[2]]; !known {
			return 0, false
		}
	}
	n, err := strconv.ParseFloat(strings.Replace(m[1], ",", ".", 1), 64)
	return math.Round(n * unit), err == nil
}

// levelWords are how people write levels.
var levelWords = map[string]int{
	"none": 1, "want to learn": 1, "beginner": 2, "basic": 2, "some": 2, "tried": 2, "tried it": 2, "anfanger": 2, "junior": 2,
	"with help": 3, "intermediate": 3, "medium": 3, "mittel": 3, "on my own": 4, "advanced": 4, "good": 4, "fortgeschritten": 4, "senior": 4,
	"can teach": 5, "expert": 5, "experte": 5, "expertin": 5,
}

// spokenWords are how people write how well they speak a language.
var spokenWords = map[string]int{
	"basic": 1, "beginner": 1, "a1": 1, "a2": 1, "grundkenntnisse": 1, "conversational": 2, "intermediate": 2, "b1": 2, "b2": 2, "good": 2, "gut": 2,
	"fluent": 3, "advanced": 3, "c1": 3, "c2": 3, "fliessend": 3, "courant": 3, "fluido": 3, "native": 4, "mother tongue": 4, "first language": 4,
	"muttersprache": 4, "langue maternelle": 4, "nativo": 4, "lengua materna": 4,
}

// leveled splits "Python: 4", "Python (4)" and "Python (advanced)". What is no level stays part of the word.
func leveled(s string, words map[string]int, unsaid int) (word string, level int) {
	word, tail, ok := s, "", false
	if rest, closed := strings.CutSuffix(s, ")"); closed {
		if at := strings.LastIndexByte(rest, '('); at > 0 {
			word, tail, ok = rest[:at], rest[at+1:], true
		}
	} else if at := strings.LastIndexAny(s, ":="); at > 0 {
		word, tail, ok = s[:at], s[at+1:], true
	}
	if !ok {
		return s, unsaid
	}
	tail = Fold(tail)
	if len(tail) == 1 && tail[0] >= '0' && tail[0] <= '9' {
		return strings.TrimSpace(word), int(tail[0] - '0') // beyond the scale: the check says so
	}
	if n, known := words[tail]; known {
		return strings.TrimSpace(word), n
	}
	return s, unsaid
}

// Leveled is a word of a cell with how well its person has it.
type Leveled struct {
	Word  string // canonical
	Said  string // of a skill that the taxonomy does not have: as it was written, which is how its person reads it again
	Level int
}

// SkillList reads a cell of skills; the same one twice keeps its higher level, and how it was written first. A word without a level gets
// unsaid.
func SkillList(cell string, tax *skill.Taxonomy, unsaid int) []Leveled {
	var out []Leveled
	for _, w := range WordList(cell) {
		word, level := leveled(w, levelWords, unsaid)
		id, known := tax.Canon(cut(word, maxWord))
		at := slices.IndexFunc(out, func(s Leveled) bool { return s.Word == id && id != "" })
		if at >= 0 {
			out[at].Level = max(out[at].Level, level)
			continue
		}
		if id == "" || len(word) > maxWord {
			id = word
		}
		said := word
		if known {
			said = id
		}
		out = append(out, Leveled{id, said, level})
	}
	return out
}

// LanguageList reads a cell of spoken languages: tags or names, in English or the language's own. canon gives a tag's canonical form.
func LanguageList(cell string, canon func(string) (string, bool)) []Leveled {
	var out []Leveled
	for _, w := range WordList(cell) {
		word, level := leveled(w, spokenWords, 3)
		tag, ok := canon(SpokenName(word))
		if !ok {
			tag = word
		}
		at := slices.IndexFunc(out, func(l Leveled) bool { return l.Word == tag })
		if at >= 0 {
			out[at].Level = max(out[at].Level, level)
			continue
		}
		out = append(out, Leveled{tag, tag, level})
	}
	return out
}

// spoken names of languages by tag, folded: English, then their own, then others that spreadsheets in Europe and Latin America have.
var spoken = map[string][]string{
	"ar": {"arabic", "العربية", "arabisch", "arabe"}, "bg": {"bulgarian", "български"}, "bn": {"bengali", "bangla", "বাংলা"},
	"ca": {"catalan", "catala"}, "cs": {"czech", "cestina", "tschechisch"}, "da": {"danish", "dansk", "danisch"},
	"de": {"german", "deutsch", "allemand", "aleman", "alemao", "tedesco"}, "el": {"greek", "ελληνικα", "griechisch"},
	"en": {"english", "englisch", "anglais", "ingles", "inglese"}, "es": {"spanish", "espanol", "castellano", "spanisch", "espagnol", "espanhol", "spagnolo"},
	"et": {"estonian", "eesti"}, "fa": {"persian", "farsi", "فارسی"}, "fi": {"finnish", "suomi", "finnisch"},
	"fr": {"french", "francais", "franzosisch", "frances", "francese"}, "ga": {"irish", "gaeilge"}, "he": {"hebrew", "עברית"},
	"hi": {"hindi", "हिन्दी"}, "hr": {"croatian", "hrvatski"}, "hu": {"hungarian", "magyar", "ungarisch"},
	"id": {"indonesian", "bahasa indonesia"}, "it": {"italian", "italiano", "italienisch", "italien"}, "ja": {"japanese", "日本語"},
	"ko": {"korean", "한국어"}, "lt": {"lithuanian", "lietuviu"}, "lv": {"latvian", "latviesu"}, "ms": {"malay"},
	"nb": {"norwegian", "norsk", "norwegisch", "bokmal"}, "nl": {"dutch", "nederlands", "niederlandisch", "neerlandais"},
	"pa": {"punjabi"}, "pl": {"polish", "polski", "polnisch", "polonais"}, "pt": {"portuguese", "portugues", "portugiesisch", "portugais", "portoghese"},
	"ro": {"romanian", "romana", "rumanisch"}, "ru": {"russian", "русский", "russisch", "russe", "ruso"}, "sk": {"slovak", "slovencina"},
	"sl": {"slovenian", "slovenscina"}, "sr": {"serbian", "srpski", "српски"}, "sv": {"swedish", "svenska", "schwedisch"}, "sw": {"swahili", "kiswahili"},
	"ta": {"tamil"}, "te": {"telugu"}, "th": {"thai"}, "tr": {"turkish", "turkce", "turkisch"}, "uk": {"ukrainian", "українська", "ukrainisch"},
	"ur": {"urdu"}, "vi": {"vietnamese", "tieng viet"}, "zh": {"chinese", "mandarin", "中文", "chinesisch", "chinois", "chino"},
}

var bySpoken = func() map[string]string {
	m := map[string]string{}
	for tag, names := range spoken {
		for _, n := range names {
			m[Fold(n)] = tag
		}
	}
	return m
}()

// SpokenName gives the tag of a language's name; what is no name it knows comes back as it is.
func SpokenName(v string) string {
	if tag, ok := bySpoken[Fold(v)]; ok {
		return tag
	}
	return strings.TrimSpace(strings.ReplaceAll(v, "_", "-"))
}

// RoleOf reads what somebody takes part as; nothing said is a newcomer.
func RoleOf(v string) (newcomer, mentor, known bool) {
	switch Fold(v) {
	case "", "newcomer", "mentee", "learner", "student", "participant", "einsteiger", "einsteigerin", "neuling", "debutant", "principiante":
		return true, false, true
	case "mentor", "mentorin", "coach", "maintainer", "mentora", "tutor":
		return false, true, true
	case "both", "beides", "les deux", "ambos", "entrambi", "newcomer mentor", "mentor newcomer":
		return true, true, true
	}
	return false, false, false
}

// cut shortens to n characters. It does not look at the rest, which may be a whole file.
func cut(v string, n int) string {
	for i := range v {
		if n == 0 {
			return v[:i]
		}
		n--
	}
	return v
}
