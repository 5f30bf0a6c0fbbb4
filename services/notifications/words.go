package notifications

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
)

// book has what mails say, in every language: one file text/<language>.toml each. What a language lacks is said in English. The
// words name nobody and quote nothing that somebody wrote.
type book struct {
	bundle  *i18n.Bundle
	tags    []language.Tag // English first: whoever reads none of them gets it
	matcher language.Matcher
	plural  map[string]bool // what depends on the number of days
}

func loadBook(from fs.FS) (*book, error) {
	b := &book{bundle: i18n.NewBundle(language.English), tags: []language.Tag{language.English}, plural: map[string]bool{}}
	b.bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	files, err := fs.Glob(from, "text/*.toml")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		f, err := b.bundle.ParseMessageFileBytes(text, path.Base(name))
		if err != nil {
			return nil, fmt.Errorf("notifications: %s: %w", name, err)
		}
		if f.Tag != language.English {
			b.tags = append(b.tags, f.Tag)
			continue
		}
		for _, m := range f.Messages {
			b.plural[m.ID] = m.One != ""
		}
	}
	b.matcher = language.NewMatcher(b.tags)
	return b, nil
}

// reader speaks one language.
type reader struct {
	book *book
	tag  language.Tag
	says *i18n.Localizer
}

// in is the language of the book that is nearest to a reader's.
func (b *book) in(locale string) reader {
	_, i := language.MatchStrings(b.matcher, locale)
	return reader{b, b.tags[i], i18n.NewLocalizer(b.bundle, b.tags[i].String(), language.English.String())}
}

func (r reader) say(id string, data map[string]any) (string, error) {
	c := &i18n.LocalizeConfig{MessageID: id, TemplateData: data}
	if r.book.plural[id] {
		c.PluralCount = data["Days"]
	}
	return r.says.Localize(c)
}

// letter is what a letter says; a kind that the book does not know is told in general words.
func (r reader) letter(l *Letter) (sheet, error) {
	id := l.Kind
	if l.Link != "" {
		id += "." + l.Link
	}
	until, err := r.moment(l.Until)
	if err != nil {
		return sheet{}, err
	}
	data := map[string]any{"Until": until, "Days": l.Days}
	if _, err := r.say(id+".subject", data); err != nil {
		id = "unknown"
	}
	m := sheet{Lang: r.tag.String()}
	var body string
	for _, x := range []struct {
		to *string
		id string
	}{
		{&m.Subject, id + ".subject"}, {&body, id + ".text"}, {&m.Action, id + ".action"}, {&m.Dir, "frame.direction"}, {&m.Why, "frame.why"},
		{&m.Stop, "frame.stop"},
	} {
		if *x.to, err = r.say(x.id, data); err != nil {
			return sheet{}, err
		}
	}
	m.Lines = strings.Split(body, "\n")
	return m, nil
}

// moment writes a time out, in UTC.
func (r reader) moment(t time.Time) (string, error) {
	t = t.UTC()
	months, err := r.say("frame.months", nil)
	if err != nil {
		return "", err
	}
	names := strings.Split(months, "|")
	if len(names) != 12 {
		return "", fmt.Errorf("notifications: %s has %d months", r.tag, len(names))
	}
	return r.say("frame.moment", map[string]any{
		"Day": t.Day(), "Month": names[t.Month()-1], "Year": t.Year(), "Time": t.Format("15:04"),
	})
}
