package words

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"

	"github.com/waymark-dev/waymark/pkg/locale"
)

//go:embed *.toml
var files embed.FS

// English is the language that every other one falls back to.
const English = locale.English

// order is how languages are listed; others follow by tag.
var order = []string{"en", "fr", "es", "ru", "ar", "zh"}

// Book is every language. It is immutable and safe for concurrent use.
type Book struct {
	printers map[string]*Printer
	list     []*Printer
	matcher  language.Matcher
}

// Load gives the languages that are built in. They are read once.
var Load = sync.OnceValues(func() (*Book, error) { return load(files, locale.Files()) })

func load(from, shared fs.FS) (*Book, error) {
	texts, err := readAll(from, shared)
	if err != nil {
		return nil, err
	}
	if texts[English] == nil {
		return nil, fmt.Errorf("words: there is no %s.toml", English)
	}
	bundle := i18n.NewBundle(language.English)
	b := &Book{printers: map[string]*Printer{}}
	tags := slices.SortedFunc(maps.Keys(texts), func(a, c string) int { return cmp.Or(place(a)-place(c), strings.Compare(a, c)) })
	var parsed []language.Tag
	for _, name := range tags {
		tag, err := language.Parse(name)
		if err != nil {
			return nil, fmt.Errorf("words: %s.toml is not named after a language: %w", name, err)
		}
		for _, key := range slices.Sorted(maps.Keys(texts[name])) {
			if err := bundle.AddMessages(tag, texts[name][key].message(key)); err != nil {
				return nil, fmt.Errorf("words: %s: %s: %w", name, key, err)
			}
		}
		p, err := newPrinter(bundle, name, tag, texts)
		if err != nil {
			return nil, err
		}
		b.printers[name] = p
		b.list = append(b.list, p)
		parsed = append(parsed, tag)
	}
	b.matcher = language.NewMatcher(parsed)
	return b, nil
}

func place(tag string) int {
	if i := slices.Index(order, tag); i >= 0 {
		return i
	}
	return len(order)
}

// Languages are all of them, in the order in which pages list them.
func (b *Book) Languages() []*Printer { return b.list }

// For is the language with exactly this tag.
func (b *Book) For(tag string) (*Printer, bool) {
	p, ok := b.printers[tag]
	return p, ok
}

// Match is the best language for an Accept-Language header; English if none fits.
func (b *Book) Match(accept string) *Printer {
	if len(accept) > 1000 {
		accept = accept[:1000]
	}
	wanted, _, _ := language.ParseAcceptLanguage(accept)
	_, i, sure := b.matcher.Match(wanted...)
	if sure == language.No {
		i = 0
	}
	return b.list[i]
}

// text is one entry: its forms by name; what has no plural has "other" alone.
type text map[string]string

var forms = []string{"zero", "one", "two", "few", "many", "other"}

func (t text) message(id string) *i18n.Message {
	m := &i18n.Message{ID: id, Zero: t["zero"], One: t["one"], Two: t["two"], Few: t["few"], Many: t["many"], Other: t["other"]}
	if m.Many == "" { // French and Spanish have a form for millions
		m.Many = m.Other
	}
	return m
}

// readAll reads every file, and the tables "pages" of the shared ones, into texts by language and key.
func readAll(from, shared fs.FS) (map[string]map[string]text, error) {
	names, err := fs.Glob(from, "*.toml")
	if err != nil {
		return nil, err
	}
	out := map[string]map[string]text{}
	for _, name := range names {
		b, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		var tree map[string]any
		if err := toml.Unmarshal(b, &tree); err != nil {
			return nil, fmt.Errorf("words: %s: %w", name, err)
		}
		tag, _, _ := strings.Cut(path.Base(name), ".")
		if out[tag] == nil {
			out[tag] = map[string]text{}
		}
		if err := flatten("", tree, out[tag]); err != nil {
			return nil, fmt.Errorf("words: %s: %w", name, err)
		}
	}
	pages, err := locale.Tables(shared, locale.Pages)
	if err != nil {
		return nil, err
	}
	for tag, tree := range pages {
		if out[tag] == nil {
			out[tag] = map[string]text{}
		}
		if err := flatten("", tree, out[tag]); err != nil {
			return nil, fmt.Errorf("words: %s: %w", tag, err)
		}
	}
	return out, nil
}

func flatten(prefix string, tree map[string]any, into map[string]text) error {
	for k, v := range tree {
		key := strings.TrimPrefix(prefix+"."+k, ".")
		switch v := v.(type) {
		case string:
			if into[key] != nil {
				return fmt.Errorf("%s stands in two files", key)
			}
			into[key] = text{"other": v}
		case map[string]any:
			if plural, ok := pluralOf(v); ok {
				if into[key] != nil {
					return fmt.Errorf("%s stands in two files", key)
				}
				into[key] = plural
			} else if err := flatten(key, v, into); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s is neither a text nor a table", key)
		}
	}
	return nil
}

// pluralOf says whether a table is the forms of one text: it has "other", and nothing but forms.
func pluralOf(table map[string]any) (text, bool) {
	if _, ok := table["other"].(string); !ok {
		return nil, false
	}
	t := text{}
	for k, v := range table {
		s, ok := v.(string)
		if !ok || !slices.Contains(forms, k) {
			return nil, false
		}
		t[k] = s
	}
	return t, true
}
