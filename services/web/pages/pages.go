// Package pages is the templates: one file per page, parts.html for what pages share, layout.html around them.
//
// A file defines a template of its own name (issues.html defines "issues"). Besides html/template's functions there are t (a
// text by its key), rich (the same with bold), n (a whole number) and those that services/web hands in.
package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"sync"
	"sync/atomic"

	"github.com/waymark-dev/waymark/services/web/words"
)

//go:embed *.html
var files embed.FS

// Files are the templates' sources, for the tests of words.
func Files() embed.FS { return files }

// Set is every template in every language. It is safe for concurrent use.
type Set struct {
	byLanguage map[string]func() (*template.Template, error) // made when something is first shown in it
	warmed     map[string]*atomic.Bool
}

// Load parses the templates once, for a set per language.
func Load(book *words.Book, functions func(p *words.Printer) template.FuncMap) (*Set, error) {
	first := book.Languages()[0]
	base, err := template.New("").Funcs(own(first)).Funcs(functions(first)).ParseFS(files, "*.html")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	s := &Set{byLanguage: map[string]func() (*template.Template, error){}, warmed: map[string]*atomic.Bool{}}
	for _, p := range book.Languages() {
		s.byLanguage[p.Tag], s.warmed[p.Tag] = sync.OnceValues(func() (*template.Template, error) {
			t, err := base.Clone()
			if err != nil { // base is never shown itself, so there is none
				return nil, fmt.Errorf("pages: %w", err)
			}
			return t.Funcs(own(p)).Funcs(functions(p)), nil
		}), &atomic.Bool{}
	}
	return s, nil
}

// Ahead warms a language in the background, once.
func (s *Set) Ahead(tag string) {
	if w := s.warmed[tag]; w != nil && w.CompareAndSwap(false, true) {
		go s.Warm(tag)
	}
}

// Warm escapes the templates of a language, which html/template otherwise does when each is first shown: some tens of milliseconds.
func (s *Set) Warm(tag string) {
	t, err := s.byLanguage[tag]()
	if err != nil {
		return
	}
	for _, x := range t.Templates() {
		_ = t.ExecuteTemplate(io.Discard, x.Name(), nil) // it fails for want of a view, after the escaping
	}
}

func own(p *words.Printer) template.FuncMap {
	return template.FuncMap{"t": p.T, "rich": p.Rich, "n": p.Number, "code": p.Code, "join": p.Join}
}

// Body is a page without what is around it.
func (s *Set) Body(p *words.Printer, name string, view any) (template.HTML, error) {
	var b bytes.Buffer
	t, err := s.byLanguage[p.Tag]()
	if err != nil {
		return "", err
	}
	if err := t.ExecuteTemplate(&b, name, view); err != nil {
		return "", fmt.Errorf("pages: %w", err)
	}
	return template.HTML(b.String()), nil //nolint:gosec // html/template has escaped it
}

// Layout writes the whole page.
func (s *Set) Layout(w io.Writer, p *words.Printer, frame any) error {
	t, err := s.byLanguage[p.Tag]()
	if err != nil {
		return err
	}
	if err := t.ExecuteTemplate(w, "layout", frame); err != nil {
		return fmt.Errorf("pages: %w", err)
	}
	return nil
}
