package reading

import (
	"slices"
	"strings"
)

// tongues are spoken languages as titles name them, in English and in their own words, by BCP 47 code. Names that mean something
// else in software as often ("basic", "swift") are not among them.
var tongues = func() map[string]string {
	out := map[string]string{}
	for entry := range strings.SplitSeq(tongueNames, ";") {
		code, names, _ := strings.Cut(entry, ":")
		for _, n := range strings.Fields(names) {
			out[n] = strings.TrimSpace(code)
		}
	}
	return out
}()

// tongueNames are "code: names", names folded as tokensOf does it.
const tongueNames = `af: afrikaans; am: amharic; ar: arabic arabe العربية; az: azerbaijani; be: belarusian; bg: bulgarian; bn: bengali bangla;
	bs: bosnian; ca: catalan catala; cs: czech cesky cestina; cy: welsh; da: danish dansk; de: german deutsch; el: greek; en: english ingles
	anglais; eo: esperanto; es: spanish espanol castellano; et: estonian; eu: basque euskara; fa: persian farsi فارسی; fi: finnish suomi; fil: filipino
	tagalog; fr: french francais; ga: irish; gl: galician galego; gu: gujarati; ha: hausa; he: hebrew; hi: hindi; hr: croatian; hu: hungarian
	magyar; hy: armenian; id: indonesian; ig: igbo; is: icelandic; it: italian italiano; ja: japanese 日本語; ka: georgian; kk: kazakh; km: khmer;
	kn: kannada; ko: korean 한국어; lt: lithuanian; lv: latvian; mk: macedonian; ml: malayalam; mn: mongolian; mr: marathi; ms: malay; my: burmese;
	nb: norwegian norsk; ne: nepali; nl: dutch nederlands; pa: punjabi; pl: polish polski; pt: portuguese portugues pt-br pt-pt; ro: romanian;
	ru: russian русский; rw: kinyarwanda; si: sinhala; sk: slovak; sl: slovenian slovene; so: somali; sq: albanian; sr: serbian; sv: swedish svenska;
	sw: swahili kiswahili; ta: tamil; te: telugu; th: thai; tl: tagalog; tr: turkish turkce; uk: ukrainian українська; ur: urdu; uz: uzbek;
	vi: vietnamese; xh: xhosa; yo: yoruba; zh: chinese mandarin 中文; zu: zulu`

// translating are words that speak of translation; askingFor those that, right before one of them, ask for it; texts what is translated.
var (
	translating = WordSet(`translation translations translate translating translated translator localize localise localization localisation traducir
		traduccion traduire traduction ubersetzen ubersetzung traduzir traducao tradurre traduzione vertalen vertaling перевод перевести`)
	askingFor = WordSet("missing incomplete outdated update add new improve finish complete help needs wanted review main")
	texts     = WordSet(`readme documentation docs doc guide guides handbook book chapter chapters tutorial tutorials website site wiki text texts page pages
		manual subtitles captions lesson lessons curriculum article articles content contents language languages faq strings`)
	notFrom  = WordSet("from on original source")
	notTexts = WordSet(`remove refactor refactoring logic bug bugs crash crashes test tests keys function functions component components exception
		parse parser schema mark marked deprecate`)
)

// Target is the language that a title asks to translate into: the one after "into", "to" or "in", else the only one that is named.
// "" where none is, or more than one.
func Target(title []string) string {
	if named := targets(title); len(named) == 1 {
		return named[0]
	}
	return ""
}

func targets(title []string) (named []string) {
	for i, w := range title {
		code := tongues[w]
		if code == "" {
			continue
		}
		before := ""
		if i > 0 {
			before = title[i-1]
		}
		switch {
		case before == "into" || before == "to" || before == "in":
			return []string{code}
		case !notFrom[before] && !slices.Contains(named, code):
			named = append(named, code)
		}
	}
	return named
}

// asksToTranslate says whether a title asks for a translation, and does not only speak of one: "remove the translation logic" is code.
// It does where it names a language to translate into, begins with the word and names a text, or asks for it in so many words.
func asksToTranslate(title []string) bool {
	named := len(targets(title)) > 0
	for i, w := range title {
		switch {
		case tongues[w] != "" && i+1 < len(title) && (title[i+1] == "language" || title[i+1] == "version"):
			return true
		case !translating[w]:
		case named:
			return true
		case slices.ContainsFunc(title, func(w string) bool { return notTexts[w] }):
			return false
		case i > 0 && (askingFor[title[i-1]] || texts[title[i-1]]) && (i+1 == len(title) || title[i+1] != "settings"):
			return true
		case i < 2 && slices.ContainsFunc(title, func(w string) bool { return texts[w] }):
			return true
		case i == 0 && len(title) == 1:
			return true
		}
	}
	return false
}
