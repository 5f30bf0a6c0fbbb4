package reading

import (
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/skill"
)

// Kinds of issues.
const (
	KindCode          = "code"
	KindDocumentation = "documentation"
	KindDesign        = "design"
	KindTranslation   = "translation"
	KindTesting       = "testing"
	KindCommunity     = "community"
	KindOther         = "other"
)

// Kinds lists them.
var Kinds = []string{KindCode, KindDocumentation, KindDesign, KindTranslation, KindTesting, KindCommunity, KindOther}

// kindWords tell a kind. The first kind that has one wins. Some words tell it in labels only, some only as the first word of
// a title ("Document the settings").
var kindWords = []struct {
	kind         string
	both         map[string]bool
	label, title map[string]bool
}{
	// A title that speaks of translation is seldom one: asksToTranslate decides.
	{KindTranslation, WordSet("weblate crowdin transifex"), WordSet("translation translations translate translating"), WordSet("")},
	{KindDocumentation, WordSet(`documentation docs doc readme docstring docstrings tutorial tutorials javadoc godoc changelog faq
		typo typos wiki handbook`), WordSet("guide guides examples community-handbook"), WordSet("document")},
	{KindDesign, WordSet(`logo illustration branding mockup mockups wireframe figma ux uxui uiux user-experience artwork favicon`),
		WordSet("design graphic graphics"), WordSet("redesign")},
	{KindTesting, WordSet(`testing unit-test unit-tests unittest unittests e2e qa test-coverage flaky coverage tests integration-test
		integration-tests software-testing`), WordSet("test"), WordSet("")},
	{KindCommunity, WordSet("outreach meetup newsletter"), WordSet("community event events marketing"), WordSet("")},
}

// levelWords tell how much experience is asked for: the greatest that is told counts.
var levelWords = []struct {
	level int
	words map[string]bool
}{
	{4, WordSet("hard difficult complex advanced expert epic size-large size-l size-x-large size-xl difficulty-high")},
	{3, WordSet("medium intermediate moderate size-medium size-m difficulty-medium")},
	{1, WordSet("first-timers-only first-timer first-timers-friendly trivial typo typos")},
	{2, WordSet(`good-first-issue good-first-bug good-first-issues easy beginner beginners beginner-friendly starter newcomer newcomers newbie
		novice junior low-hanging-fruit e-easy size-small size-s size-xs up-for-grabs easy-pick starter-issue good-for-beginner difficulty-easy
		difficulty-low bitesize bite-sized easyfix easy-fix good-first-pr quick-win`)},
	{3, WordSet("help-wanted contributions-welcome")},
}

// plainWords of the taxonomy are English words first: in a title they count only where the project says so too.
var plainWords = WordSet(`go c r d b v make rest express dart swift spring unity phoenix ember backbone processing less stylus elm
	crystal julia scheme shell assembly assembler node react rust actions action chart charts click gem gems cargo bolt box bun core
	flow fluent fresh hack haxe helm hub ion ink jest label lit logo lean mint nest next nix office opera pages pure q factor forth
	electron echo fiber gin atom sublime word excel access outlook teams terminal time date email search stripe square sketch snap
	solid stack steam storybook strapi styles table tables task tailwind text theme themes tor trace tree vim vault vue3 web window windows
	watch wasp zero zig zeal xml apex apache boost brave bulma camel canvas cats chef clean closure cake ant arc ace alpine amber arch
	base basic beef blade blender blink block blocks brew bridge bubble puppet salt self smalltalk snowball squid slim slack smart spark
	stan star storm stencil studio style surge vagrant velocity vite nim clear reason red ring roff rascal raml racket pawn
	pan ox opal omega objective nu nearley mask max mercury metal mirah moo muse modules linear lark language kit jolie isabelle io ioke
	idris hy hcl grace golo glyph game frege fish fantom factor fancy eq eagle e ecl dylan dm dogescript dot ceylon chapel chuck cirru
	clarion clip cool creole csound cuda cycript agda alloy antlr as async attic audio awk ballerina befunge bison bitbake boo brightscript
	pod pug ragel ruby-on-ruby sas sass scala scaml shen sieve slash sqf thrift turing twig unix uno urweb vala verse volt wisp yacc yang
	move just support matrix pr vs al ats io org policy pass batch flux cue harbor composer gap consul mustache envoy proc
	git github gitlab docker-image linux android ios chrome firefox safari edge discord twitter facebook google amazon microsoft apple youtube`)

// Hint is what is known of the project when an issue is read.
type Hint struct {
	Language string   // canonical id of the main programming language, "" unknown
	Skills   []string // of the project
	Beginner bool     // the list holds beginner-friendly issues only
}

// Kind estimates what an issue asks for, from what the list says, its labels and its title.
func Kind(said string, labels, title []string, h Hint) string {
	if k := strings.ToLower(strings.TrimSpace(said)); k != "" {
		for _, kind := range Kinds {
			if k == kind {
				return kind
			}
		}
		labels = append([]string{skill.Spell(k)}, labels...)
	}
	notTranslation := slices.ContainsFunc(title, func(w string) bool { return notTexts[w] }) && len(targets(title)) == 0
	for _, k := range kindWords {
		for _, l := range labels {
			if (k.both[l] || k.label[l]) && !(k.kind == KindTranslation && notTranslation) {
				return k.kind
			}
		}
	}
	if asksToTranslate(title) {
		return KindTranslation
	}
	for _, k := range kindWords {
		for i, w := range title {
			if k.both[w] || i == 0 && k.title[w] || i+1 < len(title) && k.both[w+"-"+title[i+1]] {
				return k.kind
			}
		}
	}
	if h.Language != "" {
		return KindCode
	}
	for _, l := range labels {
		if slices.Contains([]string{"bug", "feature", "enhancement", "refactor", "refactoring", "performance", "backend", "frontend", "code"}, l) {
			return KindCode
		}
	}
	return KindOther
}

// Level estimates how much experience an issue asks for: 1..5, 0 unknown. An issue for beginners by its label or list that asks for the whole of
// a project by its title is not taken for an easy one.
func Level(said int, labels, title []string, h Hint) int {
	if said > 0 {
		return min(said, 5)
	}
	level := told(labels, title, h)
	if level != 1 && asksForTheWhole(title) {
		return max(level, wholeLevel)
	}
	return level
}

// told is the level that words and the list tell.
func told(labels, title []string, h Hint) int {
	for _, l := range levelWords {
		if slices.ContainsFunc(labels, func(w string) bool { return l.words[w] }) {
			return l.level
		}
	}
	for _, w := range title {
		if w == "typo" || w == "typos" {
			return 1
		}
	}
	if h.Beginner {
		return 2
	}
	return 0
}

// LabelWords are the labels as words, and their parts: "Type: Good first issue 🎉" gives "type-good-first-issue",
// "good-first-issue" and "type".
func LabelWords(labels []string) []string {
	var out []string
	add := func(s string) {
		s = strings.Trim(skill.Spell(strings.Map(func(r rune) rune {
			if r > 0x2000 { // emoji and the like
				return ' '
			}
			return r
		}, s)), "-.")
		if s != "" {
			out = With(out, s, 60)
		}
	}
	for _, l := range labels {
		l = strings.ReplaceAll(strings.ReplaceAll(l, "_", "-"), ":-", ": ")
		add(strings.ReplaceAll(l, ":", " "))
		for _, part := range strings.FieldsFunc(l, func(r rune) bool { return strings.ContainsRune(":/()[]|,", r) }) {
			add(part)
		}
	}
	for _, w := range slices.Clone(out) {
		if strings.Contains(w, "good-first-issue") {
			out = With(out, "good-first-issue", 60)
		}
		for _, area := range []string{"area-", "kind-", "type-", "topic-", "c-", "f-", "component-", "scope-",
			"difficulty-", "level-", "complexity-", "effort-", "exp-"} {
			if rest, ok := strings.CutPrefix(w, area); ok {
				out = With(out, rest, 60)
			}
		}
	}
	return out
}

// Skills estimates what an issue needs: what the list says, what labels and title name, the craft of its kind, and the
// project's language where code is asked for.
func Skills(tax *skill.Taxonomy, said []string, kind string, labels, title []string, h Hint) []string {
	var out []string
	for _, w := range said {
		if id, _ := tax.Canon(w); id != "" {
			out = With(out, id, maxIssueSkills)
		}
	}
	switch kind {
	case KindDocumentation, KindDesign, KindTranslation, KindTesting:
		out = With(out, kind, maxIssueSkills)
	case KindCommunity:
		if id, known := tax.Canon("community"); known {
			out = With(out, id, maxIssueSkills)
		}
	}
	named := func(w string, label bool) {
		id, known := tax.Canon(w)
		short := len(w) < 3 && w != "js" && w != "ts"
		if !known || noise[w] || (plainWords[w] || short) && !slices.Contains(h.Skills, id) {
			return
		}
		switch tax.KindOf(id) {
		case skill.Language, skill.Framework, skill.Tool, skill.Platform:
			out = With(out, id, maxIssueSkills)
		case skill.Craft:
			if label && kind != KindCode || id == "accessibility" {
				out = With(out, id, maxIssueSkills)
			}
		}
	}
	if h.Language != "" && (kind == KindCode || kind == KindTesting || kind == KindOther) {
		out = With(out, h.Language, maxIssueSkills)
	}
	for _, l := range labels {
		named(l, true)
	}
	for i, w := range title {
		if i+1 < len(title) {
			named(w+"-"+title[i+1], false)
		}
		named(w, false)
	}
	return out
}
