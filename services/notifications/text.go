package notifications

import (
	"bytes"
	"embed"
	htmltemplate "html/template"
	"net/url"
	"strings"
	texttemplate "text/template"
	"time"

	"github.com/waymark-dev/waymark/pkg/locale"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

//go:embed mail.txt mail.html
var templates embed.FS

// Message is a mail as it is handed to SMTP.
type Message struct {
	ID         string // the Message-ID: the same for every try
	Subject    string
	Text, HTML string
	// Unsubscribe is the URL of one-click unsubscribe, "" where a mail cannot be switched off. It is the one URL with a token
	// in its query: RFC 8058 has mail programs post to exactly what the header says. The token can stop mails of one kind and
	// nothing else.
	Unsubscribe string
}

// composer renders letters.
type composer struct {
	public string // the deployment's URL, without a slash at the end
	book   *book
	text   *texttemplate.Template
	html   *htmltemplate.Template
}

func newComposer(public string) (*composer, error) {
	b, err := loadBook(locale.Files())
	if err != nil {
		return nil, err
	}
	text, err := texttemplate.ParseFS(templates, "mail.txt")
	if err != nil {
		return nil, err
	}
	html, err := htmltemplate.ParseFS(templates, "mail.html")
	if err != nil {
		return nil, err
	}
	return &composer{strings.TrimRight(public, "/"), b, text, html}, nil
}

// sheet is what the templates are filled with.
type sheet struct {
	Lang, Dir                           string
	Subject, Action, URL, CodeURL, Code string
	Enter, Why, Stop, StopURL           string
	Answer, AnswerURL                   string // to say yes or not this time without signing in
	Lines                               []string
	Groups                              []sheetGroup // of a weekly letter
	Left                                string       // what it leaves out
}

type sheetGroup struct {
	Title string
	Lines []string
}

// compose renders a letter in the reader's language, with times in the reader's zone. token is the one-time token
// of a link, stop the unsubscribe token; either may be "".
func (c *composer) compose(id string, l *Letter, locale string, zone *time.Location,
	token, stop string) (Message, error) {
	p := c.book.in(locale, zone)
	page, err := p.letter(l)
	if err != nil {
		return Message{}, err
	}
	page.URL = c.public + "/"
	if _, kept := notice.Kinds[l.Kind]; kept || l.Digest != nil {
		page.URL = c.public + "/inbox"
	}
	m := Message{ID: id + "@" + c.host(), Subject: page.Subject}
	if at := l.opens(); at != "" && token != "" {
		// Behind #, so that no server on the way, no log and no Referer has the token; who has no script enters the code.
		page.CodeURL, page.Code = c.public+at, token
		page.URL = page.CodeURL + "#" + token
		if page.Enter, err = p.say("frame.code", map[string]any{"URL": page.CodeURL}); err != nil {
			return m, err
		}
	}
	if at, says := l.taps(); at != "" && token != "" {
		page.CodeURL, page.Code = c.public+at, token
		page.AnswerURL = page.CodeURL + "#" + token
		if page.Answer, err = p.say(says, nil); err == nil {
			page.Enter, err = p.say("frame.code", map[string]any{"URL": page.CodeURL})
		}
		if err != nil {
			return m, err
		}
	}
	if stop != "" {
		page.StopURL = c.public + "/links/unsubscribe#" + stop
		m.Unsubscribe = c.public + "/api/v1/unsubscribe?token=" + url.QueryEscape(stop)
	}
	var text, html bytes.Buffer
	if err := c.text.Execute(&text, page); err != nil {
		return m, err
	}
	if err := c.html.Execute(&html, page); err != nil {
		return m, err
	}
	m.Text, m.HTML = text.String(), html.String()
	return m, nil
}

func (c *composer) host() string {
	if u, err := url.Parse(c.public); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "waymark.invalid"
}
