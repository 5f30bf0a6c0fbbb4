package notifications

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/locale"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// Previewed is what a fact would tell one person.
type Previewed struct {
	Person, Kind, How string
	Mailed            bool // at once; else it is in the inbox, and in the weekly letter
	Subject           string
	Lines             []string
	Action            string
}

// Previewer says what facts would tell whom. It keeps and sends nothing, and stands on nothing but the words.
type Previewer struct{ book *book }

// NewPreviewer reads the words.
func NewPreviewer() (*Previewer, error) {
	b, err := loadBook(locale.Files())
	if err != nil {
		return nil, err
	}
	return &Previewer{b}, nil
}

// Of is what a fact would tell, each in the language that language gives for the person; times are UTC. A fact that tells nobody anything
// gives nothing.
func (p *Previewer) Of(e wire.Envelope, language func(person string) string) ([]Previewed, error) {
	notices, err := notice.Of(e)
	if err != nil {
		return nil, err
	}
	var out []Previewed
	for _, n := range notices {
		l := newLetter(e.ID, e.Version, e.Time, e.Time, n)
		page, err := p.book.in(language(n.Person), time.UTC).letter(&l)
		if err != nil {
			return nil, err
		}
		out = append(out, Previewed{
			Person: n.Person, Kind: n.Kind, How: n.How, Mailed: notice.Kinds[n.Kind] || notice.Always[n.Kind], Subject: page.Subject,
			Lines: page.Lines, Action: page.Action,
		})
	}
	return out, nil
}
