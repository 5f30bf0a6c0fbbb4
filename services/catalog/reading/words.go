package reading

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/waymark-dev/waymark/pkg/skill"
)

// Bounds of what is kept of a project or an issue.
const (
	MaxSkills      = 20
	maxTopics      = 20
	maxCauses      = 6
	maxIssueSkills = 8
	maxIndexed     = 24 // words of the text index of one document
	maxWholeWords  = 16
	MaxQueryWords  = 4
	minBeginning   = 3 // letters from which the beginning of a word finds it
)

// noise are words that say nothing about a project: that it is open source, welcomes newcomers, took part in an event.
var noise = WordSet(`hacktoberfest hacktoberfest-accepted hacktoberfest2020 hacktoberfest2021 hacktoberfest2022 hacktoberfest2023
	hacktoberfest2024 oss open-source opensource free-software foss floss good-first-issue good-first-issues good-first-pr help-wanted
	up-for-grabs beginner beginners beginner-friendly beginner-project first-timers-only first-timers easy easyfix easy-to-fix newbie
	contributions-welcome contribution contributions contribute awesome awesome-list project projects code coding programming
	programming-language development developer developers library libraries package packages app application applications software
	tool tools github community-driven language languages framework frameworks web-development website cross-platform`)

// ambiguous words mean something else in software at least as often as the cause they stand for.
var ambiguous = WordSet(`accountability aging anonymity blind children city connectivity conservation cooperatives crisis culture deaf
	disaster ecosystem elections electricity emergency energy equality equity flood food forest forests gender history housing
	infrastructure jobs kids knowledge learning mapping maps migration mobility nature ocean participation political politics recycling relief repair
	reproducibility research reuse science scratch second-hand seniors solar stem surveillance tor transgender transit transparency transport
	transportation unions volunteers voting wash waste water women diversity inclusion belonging justice peace freedom arts wiki
	statistics statistics-offices transit cycling bicycle history accessibility privacy open-source free-software oss hacktoberfest
	physics-research scientific-computing academia digital-infrastructure wind-power low-income e2ee end-to-end-encryption dpi data-protection
	foss floss opensource`)

// ambiguousInText are words that a list means when it gives them as a tag, but seldom a sentence.
var ambiguousInText = WordSet("environment kids privacy nutrition hospital hospitals")

// weak words stand for a cause only together with another word for it: there is a hospital in games, and medical care in a shop for pets.
var weak = WordSet("hospital hospitals medical medicine nutrition wellbeing well-being disease")

// machines are words in whose company health is the one of a machine.
var machines = WordSet("performance security audit monitoring monitor metrics uptime server servers cluster endpoint endpoints")

// games are about a cause only where they say so by a tag.
var games = WordSet("game games gaming video-game videogame game-development gamedev strategy-game game-engine minecraft")

// notHealth are words after "health" that make it the one of a machine.
var notHealth = WordSet("check checks checking endpoint endpoints monitor monitoring status probe probes of score dashboard")

// WordSet are the words of a text, parted by space.
func WordSet(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

// Sorted are the words of a list, told apart.
type Sorted struct{ Skills, Topics, Causes []string }

// Sort tells skills, topics and causes among the words of a list. stated are words that are causes for sure; text is a
// description, in which only words that cannot be mistaken count.
func Sort(tax *skill.Taxonomy, words, stated []string, text string) Sorted {
	var out Sorted
	hints := map[string][]string{} // cause: the weak words that hint at it
	tell := func(cause, word string) {
		if weak[word] {
			if hints[cause] = With(hints[cause], strings.TrimSuffix(word, "s"), 2); len(hints[cause]) < 2 {
				return
			}
		}
		out.Causes = With(out.Causes, cause, maxCauses)
	}
	game := false
	for _, w := range words {
		spelled := skill.Spell(w)
		game = game || games[spelled]
		if spelled == "" || noise[spelled] {
			continue
		}
		if c, ok := tax.CanonCause(w); ok && !ambiguous[spelled] {
			tell(c, spelled)
		}
		id, known := tax.Canon(w)
		switch kind := tax.KindOf(id); {
		case id == "" || len(id) > 60:
		case known && kind != skill.Topic && kind != skill.Unknown:
			out.Skills = With(out.Skills, id, MaxSkills)
		default:
			out.Topics = With(out.Topics, id, maxTopics)
		}
	}
	for _, w := range stated {
		if c, ok := tax.CanonCause(w); ok {
			out.Causes = With(out.Causes, c, maxCauses)
		}
	}
	tokens := Tokens(text, 120)
	if game || slices.ContainsFunc(tokens, func(w string) bool { return games[w] }) {
		return out
	}
	machine := slices.ContainsFunc(tokens, func(w string) bool { return machines[w] })
	for i, w := range tokens {
		next := ""
		if i+1 < len(tokens) {
			next = tokens[i+1]
		}
		if c, ok := tax.CanonCause(w + "-" + next); ok && next != "" && !ambiguous[w+"-"+next] {
			tell(c, w+"-"+next)
		}
		if ambiguous[w] || ambiguousInText[w] || strings.HasPrefix(w, "health") && notHealth[next] || w == "health" && machine || w == "open" || len(w) < 3 {
			continue
		}
		if c, ok := tax.CanonCause(w); ok {
			tell(c, w)
		}
	}
	return out
}

// With adds w to a set that keeps its order, as long as there is room.
func With(set []string, w string, most int) []string {
	if len(set) >= most || slices.Contains(set, w) {
		return set
	}
	return append(set, w)
}

// Fold makes a text comparable: lower case, without accents.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Tokens are the folded words of a text, at most most. Letters, digits and the signs in "c++", "c#" and "node.js" make words.
func Tokens(s string, most int) []string {
	var out []string
	for _, f := range strings.FieldsFunc(Fold(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '+' && r != '#' && r != '.' && r != '-'
	}) {
		f = strings.Trim(f, ".-+#")
		if strings.HasPrefix(f, "c") && (strings.Contains(s, f+"++") || strings.Contains(s, f+"#")) && len(f) == 1 {
			continue // told by Canon of the word as it is written, not by its letter
		}
		if f == "" {
			continue
		}
		if out = append(out, f); len(out) >= most {
			break
		}
	}
	return out
}

// unsaid are words without a meaning of their own in search.
var unsaid = WordSet("a an and are as at be by for from in into is it its of on or that the this to with your you we our")

// SearchWords are the words that find a document: whole ones, and behind them "^" with the first three letters of those
// whose beginning finds it too. At most maxIndexed. leading words come first and may be found by their beginning.
func SearchWords(leading, rest []string) []string {
	var whole, begin []string
	add := func(texts []string, beginnings bool) {
		for _, t := range texts {
			for _, w := range Tokens(t, 60) {
				for _, part := range append([]string{w}, strings.FieldsFunc(w, func(r rune) bool { return r == '-' || r == '.' })...) {
					if unsaid[part] || len(part) > 40 {
						continue
					}
					if before := len(whole); beginnings && minBeginning <= len([]rune(part)) {
						if whole = With(whole, part, maxWholeWords); len(whole) > before || slices.Contains(whole, part) {
							begin = With(begin, "^"+string([]rune(part)[:minBeginning]), maxIndexed-maxWholeWords)
						}
					} else {
						whole = With(whole, part, maxWholeWords)
					}
				}
			}
		}
	}
	add(leading, true)
	add(rest, false)
	return append(whole, begin...)
}

// QueryWords are the words of a search, at most MaxQueryWords; ok is false if there are more. "c++" and "c#" are skills.
func QueryWords(tax *skill.Taxonomy, q string) (words []string, ok bool) {
	for _, field := range strings.Fields(q) {
		if strings.ContainsAny(field, "+#") {
			if id, known := tax.Canon(field); known {
				field = id
			}
		}
		words = append(words, Tokens(field, MaxQueryWords+1)...)
	}
	if len(words) > MaxQueryWords {
		return nil, false
	}
	return words, true
}

// IndexTerms are the index values of which a document that a word finds has at least one.
func IndexTerms(word string) []string {
	if r := []rune(word); len(r) >= minBeginning {
		return []string{word, "^" + string(r[:minBeginning])}
	}
	return []string{word}
}

// Found says whether all words of a search are in the words of a document: as whole words, or as the beginning of one that
// its beginning finds.
func Found(indexed, query []string) bool {
	for _, q := range query {
		long := len([]rune(q)) >= minBeginning
		if !slices.ContainsFunc(indexed, func(w string) bool {
			return w == q || long && strings.HasPrefix(w, q) && slices.Contains(indexed, "^"+string([]rune(w)[:minBeginning]))
		}) {
			return false
		}
	}
	return true
}
