package words

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Printer writes in one language. It is immutable and safe for concurrent use.
type Printer struct {
	Tag  string // "ar"
	Name string // in itself: "العربية"
	Dir  string // "ltr" or "rtl"
	HTML string // for lang and hreflang: "zh-Hans"

	tag      language.Tag
	texts    *i18n.Localizer
	keys     map[string]text // own, then English
	numbers  *message.Printer
	spoken   display.Namer
	months   []string
	weekdays []string
	short    []string
}

func newPrinter(bundle *i18n.Bundle, name string, tag language.Tag, all map[string]map[string]text) (*Printer, error) {
	own := all[name]
	p := &Printer{Tag: name, tag: tag, texts: i18n.NewLocalizer(bundle, name, English), numbers: message.NewPrinter(tag),
		spoken: display.Languages(tag), keys: map[string]text{}}
	for key, t := range all[English] {
		p.keys[key] = t
	}
	for key, t := range own {
		p.keys[key] = t
	}
	p.Name, p.Dir, p.HTML = own["language.name"]["other"], own["language.direction"]["other"], own["language.html"]["other"]
	p.months = strings.Split(own["date.months"]["other"], "|")
	p.weekdays = strings.Split(own["date.weekdays"]["other"], "|")
	p.short = strings.Split(own["date.weekdays_short"]["other"], "|")
	if p.Name == "" || p.Dir != "ltr" && p.Dir != "rtl" || p.HTML == "" {
		return nil, fmt.Errorf("words: %s: [language] needs a name, a direction (ltr or rtl) and html", name)
	}
	if len(p.months) != 12 || len(p.weekdays) != 7 || len(p.short) != 7 {
		return nil, fmt.Errorf("words: %s: [date] needs 12 months, 7 weekdays and 7 weekdays_short from Monday, parted by |", name)
	}
	return p, nil
}

// Has says whether there is such a text.
func (p *Printer) Has(key string) bool { return p.keys[key] != nil }

// T is the text of a key. args are pairs of a name and a value; a whole number called Count chooses the plural form. Numbers
// are written in the language's digits.
func (p *Printer) T(key string, args ...any) string {
	return p.text(key, args, func(s string) string {
		if p.Dir == "rtl" && strings.ContainsFunc(s, leftward) {
			return "\u2068" + s + "\u2069" // so that a name in another script does not turn the sentence round
		}
		return s
	})
}

// leftward says whether a letter's script runs from left to right. Digits and signs go with what is around them.
func leftward(r rune) bool {
	return unicode.IsLetter(r) && !unicode.In(r, unicode.Arabic, unicode.Hebrew)
}

// Rich is T as HTML: arguments are escaped and isolated, **two stars** of the text (not of an argument) are bold.
func (p *Printer) Rich(key string, args ...any) template.HTML {
	var values []string
	s := p.text(key, args, func(s string) string {
		values = append(values, "<bdi>"+template.HTMLEscapeString(s)+"</bdi>")
		return fmt.Sprintf("[[%d]]", len(values)-1) // the texts have no such brackets: a test holds that
	})
	s = template.HTMLEscapeString(s)
	for strings.Count(s, "**") >= 2 {
		s = strings.Replace(strings.Replace(s, "**", "<b>", 1), "**", "</b>", 1)
	}
	for i := len(values) - 1; i >= 0; i-- {
		s = strings.ReplaceAll(s, fmt.Sprintf("[[%d]]", i), "\x00"+fmt.Sprint(i)+"\x00")
	}
	for i, v := range values {
		s = strings.ReplaceAll(s, "\x00"+fmt.Sprint(i)+"\x00", strings.ReplaceAll(v, "\x00", ""))
	}
	return template.HTML(s) //nolint:gosec // escaped above; the tags are ours
}

func (p *Printer) text(key string, args []any, value func(string) string) string {
	data := map[string]any{}
	c := &i18n.LocalizeConfig{MessageID: key}
	for i := 0; i+1 < len(args); i += 2 {
		name, _ := args[i].(string)
		switch v := args[i+1].(type) {
		case int:
			data[name] = p.Number(v)
			if name == "Count" {
				c.PluralCount = v
			}
		case int64:
			data[name] = p.Number(int(v))
		case string:
			data[name] = value(v)
		case fmt.Stringer:
			data[name] = value(v.String())
		default:
			data[name] = value(fmt.Sprint(v))
		}
	}
	c.TemplateData = data
	s, err := p.texts.Localize(c)
	if err != nil && s == "" {
		return key // a test holds that none is missing
	}
	return s
}

// Code is the text of a code below a prefix such as "reason."; prefix+"unknown" if there is none.
func (p *Printer) Code(prefix, code string, args ...any) string {
	key := prefix + strings.NewReplacer(".", "_", "-", "_").Replace(code)
	if !p.Has(key) {
		key = prefix + "unknown"
	}
	return p.T(key, args...)
}

// Named is the text of a code below a prefix if there is one, else the name as it is: skills are mostly proper names.
func (p *Printer) Named(prefix, code, name string) string {
	if key := prefix + strings.NewReplacer(".", "_", "-", "_").Replace(code); p.Has(key) {
		return p.T(key)
	}
	return name
}

// Within is a name of one of our own texts as it stands within a sentence: with a small first letter.
func (p *Printer) Within(name string) string {
	r := []rune(name)
	if len(r) > 0 {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

// Number writes a whole number.
func (p *Printer) Number(n int) string { return p.numbers.Sprint(number.Decimal(n)) }

// Digits writes text in the language's digits, such as a time.
func (p *Printer) Digits(s string) string {
	zero := []rune(p.numbers.Sprint(number.Decimal(0)))[0]
	if zero == '0' {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return zero + r - '0'
		}
		return r
	}, s)
}

// Join is a list in a sentence: "a, b and c".
func (p *Printer) Join(list []string) string {
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0]
	}
	s := list[0]
	for _, x := range list[1 : len(list)-1] {
		s += p.T("list.comma") + x
	}
	return s + p.T("list.and") + list[len(list)-1]
}

// Spoken is the name of a spoken language (BCP 47), in this language; the tag if it has none.
func (p *Printer) Spoken(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := p.spoken.Name(t); name != "" {
		return name
	}
	if name := display.English.Languages().Name(t); name != "" {
		return name
	}
	return tag
}

// Arguments are the names that a text takes, without Count; for tests.
func (p *Printer) Arguments(key string) []string {
	seen := map[string]bool{}
	for _, form := range p.keys[key] {
		for part := range strings.SplitSeq(form, "{{.") {
			if name, _, ok := strings.Cut(part, "}}"); ok && name != "Count" {
				seen[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
