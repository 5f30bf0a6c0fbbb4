package web

import (
	"bytes"
	"html/template"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/waymark-dev/waymark/services/web/words"
)

// frame is what is around every page.
type frame struct {
	Title         string
	Body          template.HTML
	Lang, Dir     string
	Theme         string // "light", "dark" or "": the device decides
	Style         string
	Script        string
	Icon          string
	Path          string // first segment, for the menu
	Here          string
	Languages     []*words.Printer
	SignedIn      bool
	Name          string
	Unread        int64
	Mentor        bool
	Moderator     bool // the rooms of moderators stand in the menu
	Administrator bool // … and the operation of this place
	Live          bool // the page follows the inbox
	Told          string
	Sent          string // the form whose text has arrived: a draft of it is not needed any more
	Whose         string // whose page it is, for drafts in the tab
	Keeps         bool   // nobody's page, which drafts outlive: whoever signs in comes back to the form
	Operator      string
	Bare          bool // no menu: one thing to do
}

// unreadWithin is how long a page waits for the number of unread notices; it does without rather than wait.
const unreadWithin = 400 * time.Millisecond

// show answers with a page: name is a template, title the page's own.
func (v *visit) show(status int, name, title string, view any) error {
	return v.answer(status, name, frame{Title: title}, view)
}

// alone is show without the menu, for pages that ask one thing.
func (v *visit) alone(status int, name, title string, view any) error {
	return v.answer(status, name, frame{Title: title, Bare: true}, view)
}

func (v *visit) answer(status int, name string, f frame, view any) error {
	v.learnMail()
	body, err := v.site.pages.Body(v.p, name, view)
	if err != nil {
		return err
	}
	f.Body, f.Lang, f.Dir = body, v.p.HTML, v.p.Dir
	f.Theme, f.Operator = v.theme(), v.site.c.Operator
	f.Style, f.Icon = v.site.static.Path("waymark.css"), v.site.static.Path("mark.svg")
	f.Here, f.Languages = v.here(), v.site.book.Languages()
	f.Path, _, _ = strings.Cut(strings.TrimPrefix(v.r.URL.Path, "/"), "/")
	f.Script = v.site.static.Path("live.js")
	v.about(&f)
	if flash := v.site.jar.Get(v.r, flashCookie); flash != "" {
		told, sent, _ := strings.Cut(flash, ".")
		if key := "flash." + told; told != "" && v.p.Has(key) {
			f.Told = v.p.T(key)
		}
		if sentMark.MatchString(sent) {
			f.Sent = sent
		}
		v.site.jar.Drop(v.w, flashCookie)
	}
	var out bytes.Buffer
	if err := v.site.pages.Layout(&out, v.p, f); err != nil {
		return err
	}
	v.settle()
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Content-Language", v.p.HTML)
	v.w.WriteHeader(status)
	if v.r.Method != http.MethodHead {
		_, _ = v.w.Write(out.Bytes())
	}
	return nil
}

// sentMark is what the script calls a form that it sends.
var sentMark = regexp.MustCompile(`^[0-9]{1,10}-[0-9]{1,10}$`)

// notSent are what pages say after a form that came to nothing: what was typed is still wanted.
var notSent = []string{"cohort_takes_nobody", "case_open_first", "no_language"}

// arrived is the form that was sent and did what it is for, as the script calls it; "" where there is none.
func (v *visit) arrived(told string) string {
	if mark := v.r.PostForm.Get("sent"); v.r.Method == http.MethodPost && sentMark.MatchString(mark) && !slices.Contains(notSent, told) {
		return mark
	}
	return ""
}

// about fills in who reads. What the API does not answer in time is left out.
func (v *visit) about(f *frame) {
	if !v.signedIn() {
		return
	}
	f.Live = v.site.jar.Get(v.r, saverCookie) != "on"
	f.Unread = v.unread()
	if me, err := v.person(); err == nil {
		f.Name, f.Mentor = firstName(me.DisplayName), me.Mentor
	}
	f.Moderator, f.Administrator = v.staff()
	if f.SignedIn = v.signedIn(); f.SignedIn { // the API may have ended the session meanwhile
		f.Whose = v.account()
	}
}

func (v *visit) theme() string {
	if t := v.site.jar.Get(v.r, themeCookie); t == "light" || t == "dark" {
		return t
	}
	return ""
}

// firstName is how a sentence calls somebody: the first word of the name they gave, at most 24 characters of it.
func firstName(name string) string {
	first := name
	if i := strings.IndexFunc(name, unicode.IsSpace); i > 0 {
		first = name[:i]
	}
	if r := []rune(first); len(r) > 24 {
		return string(r[:24])
	}
	return first
}

// initials are for a person's stone: the first letters of the first and the last word.
func initials(name string) string {
	words := strings.Fields(name)
	out := ""
	for i, w := range words {
		if i != 0 && i != len(words)-1 {
			continue
		}
		for _, r := range w {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				out += string(unicode.ToUpper(r))
				break
			}
		}
	}
	return out
}

// stone is the shade of a person's stone, from the id, so that it is the same everywhere.
func stone(id string) string {
	sum := 0
	for _, b := range []byte(id) {
		sum += int(b)
	}
	return []string{"", "b", "c", "d", "e"}[sum%5]
}

// faceOf is what the part "face" needs of a person.
type faceOf struct{ ID, Name string }

// functions are what templates can call beside t, rich and n.
func (s *Site) functions() func(p *words.Printer) template.FuncMap {
	return func(p *words.Printer) template.FuncMap {
		return template.FuncMap{
			"initials": initials, "stone": stone, "first": firstName,
			"skill":  func(id string) string { return s.skillName(p, id) },
			"cause":  func(id string) string { return s.causeName(p, id) },
			"spoken": p.Spoken,
			"list":   func(list ...any) []any { return list },
			"static": s.static.Path,
			"handed": func() bool { return !s.byMail.Load() },
			"input":  inputOf(p),
			"n64":    func(n int64) string { return p.Number(int(n)) },
			"face":   func(id, name string) faceOf { return faceOf{id, name} },
		}
	}
}

// skillName is how a skill is written; crafts have a name in the reader's language.
func (s *Site) skillName(p *words.Printer, id string) string {
	name := id
	if k, ok := s.taxonomy().Lookup(id); ok {
		name = k.Name
	}
	return p.Named("skill.", id, name)
}

func (s *Site) causeName(p *words.Printer, id string) string {
	name := id
	for _, c := range s.causes {
		if c.ID == id {
			name = c.Name
		}
	}
	return p.Named("cause.", id, name)
}
