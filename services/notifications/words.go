package notifications

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"

	"github.com/waymark-dev/waymark/pkg/locale"
)

// book has what mails say, in every language: the table "mail" of package locale. What a language lacks is said in English. The
// words name nobody and quote nothing that somebody wrote.
type book struct {
	bundle  *i18n.Bundle
	tags    []language.Tag // English first: whoever reads none of them gets it
	matcher language.Matcher
	plural  map[string]bool // what depends on a number
}

func loadBook(from fs.FS) (*book, error) {
	b := &book{bundle: i18n.NewBundle(language.English), tags: []language.Tag{language.English}, plural: map[string]bool{}}
	b.bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	all, err := locale.Tables(from, locale.Mail)
	if err != nil {
		return nil, err
	}
	for _, tag := range slices.Sorted(maps.Keys(all)) {
		text, err := toml.Marshal(all[tag])
		if err != nil {
			return nil, err
		}
		f, err := b.bundle.ParseMessageFileBytes(text, tag+".toml")
		if err != nil {
			return nil, fmt.Errorf("notifications: %s: %w", tag, err)
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
	zone *time.Location
	says *i18n.Localizer
}

// in is the language of the book that is nearest to a reader's; times are said in their zone.
func (b *book) in(locale string, zone *time.Location) reader {
	_, i := language.MatchStrings(b.matcher, locale)
	return reader{b, b.tags[i], zone, i18n.NewLocalizer(b.bundle, b.tags[i].String(), language.English.String())}
}

func (r reader) say(id string, data map[string]any) (string, error) {
	c := &i18n.LocalizeConfig{MessageID: id, TemplateData: data}
	if r.book.plural[id] {
		c.PluralCount = data["Days"]
		if n, ok := data["Count"]; ok {
			c.PluralCount = n
		}
	}
	said, err := r.says.Localize(c)
	if absent := (*i18n.MessageNotFoundErr)(nil); said != "" && errors.As(err, &absent) {
		return said, nil // in English
	}
	return said, err
}

// letter is what a letter says; a kind that the book does not know is told in general words.
func (r reader) letter(l *Letter) (sheet, error) {
	if l.Digest != nil {
		return r.weekly(l.Digest)
	}
	id := l.Kind
	if l.Link != "" {
		id += "." + l.Link
	}
	until, err := r.moment(l.Until)
	if err != nil {
		return sheet{}, err
	}
	data := map[string]any{"Until": until, "Days": l.Days}
	if l.How != "" { // some kinds say it differently
		if _, err := r.say(id+"."+l.How+".subject", data); err == nil {
			id += "." + l.How
		}
	}
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

// weekly is what a weekly letter says.
func (r reader) weekly(d *Digest) (sheet, error) {
	m := sheet{Lang: r.tag.String()}
	from, err := r.date("frame.date", d.From)
	if err != nil {
		return m, err
	}
	to, err := r.date("frame.date", d.To)
	if err != nil {
		return m, err
	}
	var intro string
	left := "digest.all"
	if d.Left > 0 {
		left = "digest.left"
	}
	for _, x := range []struct {
		to    *string
		id    string
		count int
	}{
		{&m.Subject, "digest.subject", len(d.Items)}, {&intro, "digest.text", 0}, {&m.Action, "digest.action", 0}, {&m.Left, left, d.Left},
		{&m.Dir, "frame.direction", 0}, {&m.Why, "digest.why", 0}, {&m.Stop, "digest.stop", 0},
	} {
		if *x.to, err = r.say(x.id, map[string]any{"From": from, "To": to, "Count": x.count}); err != nil {
			return m, err
		}
	}
	m.Lines = []string{intro}
	for i, g := range d.Groups {
		title := "digest.match"
		if g.Match == "" {
			title = "digest.rest"
		}
		var group sheetGroup
		if group.Title, err = r.say(title, map[string]any{"Number": i + 1}); err != nil {
			return m, err
		}
		for _, l := range g.Lines {
			line, err := r.line(l)
			if err != nil {
				return m, err
			}
			group.Lines = append(group.Lines, line)
		}
		m.Groups = append(m.Groups, group)
	}
	return m, nil
}

// line says one kind of thing that happened, and how often.
func (r reader) line(l Line) (string, error) {
	when, err := r.date("frame.date", l.Last)
	if err != nil {
		return "", err
	}
	what, err := r.say(l.Kind+".subject", map[string]any{"Count": l.Count})
	if err != nil {
		if what, err = r.say("unknown.subject", nil); err != nil {
			return "", err
		}
	}
	id := "digest.once"
	if l.Count > 1 {
		id = "digest.times"
	}
	return r.say(id, map[string]any{"What": what, "When": when, "Count": l.Count})
}

// moment writes a time out, on the reader's clock.
func (r reader) moment(t time.Time) (string, error) { return r.date("frame.moment", t) }

func (r reader) date(form string, t time.Time) (string, error) {
	t = t.In(r.zone)
	months, err := r.say("frame.months", nil)
	if err != nil {
		return "", err
	}
	names := strings.Split(months, "|")
	if len(names) != 12 {
		return "", fmt.Errorf("notifications: %s has %d months", r.tag, len(names))
	}
	return r.say(form, map[string]any{
		"Day": t.Day(), "Month": names[t.Month()-1], "Year": t.Year(), "Time": t.Format("15:04"), "Zone": zoneLabel(t),
	})
}
