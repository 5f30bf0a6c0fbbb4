package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/services/catalog"
)

// site is a world with its pages on a local address, some projects and three people.
type site struct {
	testing.TB
	world   *world
	handler http.Handler // what is served
	address string
	public  *client.Client
	office  *office
	boss    *person   // the administrator, who is a moderator too
	mentors []*person // both can be found by everybody
}

// openSite serves a world of its own.
func openSite(t testing.TB) *site { t.Helper(); return openSiteAt(t, run.System) }

// openSiteAt is openSite with a clock of one's own.
func openSiteAt(t testing.TB, now run.Clock) *site {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + ln.Addr().String()
	w, err := open(t.Context(), Settings{
		Data: t.TempDir(), Listen: ln.Addr().String(), Target: []string{"all"}, MentorApproval: true,
		NATS: NATS{Replicas: 1}, MongoDB: MongoDB{Database: "waymark"}, Mail: Mail{Port: 587, TLS: "mandatory"},
	}, now, slog.New(slog.NewJSONHandler(faults{t}, &slog.HandlerOptions{Level: slog.LevelError})), address)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := w.front(address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended, served := make(chan error, 1), make(chan error, 1)
	go func() { ended <- w.run(ctx) }()
	go func() { served <- httpserver.Serve(ctx, ln, handler, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() {
		stop()
		<-served
		if err := ignoreCanceled(<-ended); err != nil {
			t.Error(err)
		}
		w.close()
	})
	if err := w.awaitReady(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := &site{TB: t, world: w, handler: handler, address: address}
	s.fill()
	return s
}

func (s *site) fill() {
	s.Helper()
	ctx := s.Context()
	var err error
	if s.public, err = client.New(s.address); err != nil {
		s.Fatal(err)
	}
	token, _, err := s.world.accounts.Bootstrap(ctx)
	if err == nil {
		s.boss = &person{address: "operator@example.org", password: newPassword()}
		s.office, err = newOffice(ctx, s.public, token, s.boss.address, s.boss.password)
	}
	if err != nil {
		s.Fatal(err)
	}
	lists, err := catalog.Shipped()
	if err != nil {
		s.Fatal(err)
	}
	l := lists[len(lists)-1]
	if _, err = s.office.admin.ImportCatalog(ctx, client.CatalogUpload{Source: l.Source, Format: string(l.Format), AsOf: l.AsOf, File: l.Content}); err != nil {
		s.Fatal(err)
	}
	for i, name := range []string{"Mika Aalto", "Ora Bell"} {
		p, err := s.office.open(ctx, "mentor"+string(rune('1'+i))+"@example.org", newPassword())
		if err == nil {
			_, err = p.SaveMe(ctx, mentorBody(name))
		}
		if err == nil {
			err = s.office.approve(ctx, p.id)
		}
		if err != nil {
			s.Fatal(err)
		}
		s.mentors = append(s.mentors, p)
	}
	err = eventually(ctx, patience, func() error {
		list, err := s.public.RecommendMentors(ctx, api.RecommendQuestion{Profile: learnsGo()})
		if err == nil && len(list.Items) < 2 {
			err = io.ErrNoProgress
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
}

// browser reads pages and sends forms as people do, without a script.
type browser struct {
	*site
	http  *http.Client
	at    *url.URL
	doc   *html.Node
	body  string
	code  int
	bytes int // of all pages so far
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	return &browser{site: s, http: &http.Client{Jar: jar, Timeout: patience}}
}

// open reads a page, after the redirects that lead to it.
func (b *browser) open(path string) *browser {
	b.Helper()
	res, err := b.http.Get(b.address + path)
	return b.read(res, err)
}

func (b *browser) read(res *http.Response, err error) *browser {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	if b.doc, err = html.Parse(strings.NewReader(string(all))); err != nil {
		b.Fatal(err)
	}
	b.at, b.body, b.code = res.Request.URL, string(all), res.StatusCode
	b.bytes += len(all)
	return b
}

// all are the elements for which want is true.
func (b *browser) all(want func(*html.Node) bool) (out []*html.Node) {
	for n := range b.doc.Descendants() {
		if n.Type == html.ElementNode && want(n) {
			out = append(out, n)
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func shownText(n *html.Node) string {
	var t strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			t.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(t.String()), " ")
}

// title is the page's heading.
func (b *browser) title() string {
	if h := b.all(func(n *html.Node) bool { return n.Data == "h1" }); len(h) == 1 {
		return shownText(h[0])
	}
	b.Errorf("%s has not exactly one h1", b.at)
	return ""
}

// must stops where the page is not the one that was expected.
func (b *browser) must(path, title string) *browser {
	b.Helper()
	if b.code != http.StatusOK || !strings.HasPrefix(b.at.Path, path) || !strings.Contains(b.title(), title) {
		b.Fatalf("at %s (%d) “%s”; expected %s “%s”\n%s", b.at, b.code, b.title(), path, title, shownText(b.doc))
	}
	return b
}

// press presses the button of this text in the form that has it, with what stands in the form and what is filled in: pairs of a field
// and a value. A value for a field replaces what stands there.
func (b *browser) press(button string, fill ...string) *browser {
	b.Helper()
	for _, f := range b.all(func(n *html.Node) bool { return n.Data == "form" }) {
		values, pressed, action := url.Values{}, false, attr(f, "action")
		for n := range f.Descendants() {
			if n.Type == html.ElementNode {
				b.field(n, values)
				if n.Data == "button" && strings.HasPrefix(shownText(n), button) && !pressed && attr(n, "aria-hidden") == "" {
					pressed = true
					if has(n, "name") {
						values.Set(attr(n, "name"), attr(n, "value"))
					}
					if has(n, "formaction") {
						action = attr(n, "formaction")
					}
				}
			}
		}
		if !pressed {
			continue
		}
		seen := map[string]bool{}
		for i := 0; i+1 < len(fill); i += 2 {
			if !seen[fill[i]] {
				values.Del(fill[i])
				seen[fill[i]] = true
			}
			values.Add(fill[i], fill[i+1])
		}
		to, err := b.at.Parse(action)
		if err != nil {
			b.Fatal(err)
		}
		if strings.EqualFold(attr(f, "method"), "post") {
			res, err := b.http.PostForm(to.String(), values)
			return b.read(res, err)
		}
		to.RawQuery = values.Encode()
		res, err := b.http.Get(to.String())
		return b.read(res, err)
	}
	b.Fatalf("%s has no button “%s”\n%s", b.at, button, shownText(b.doc))
	return b
}

// field adds what stands in a field.
func (b *browser) field(n *html.Node, values url.Values) {
	name := attr(n, "name")
	switch {
	case name == "":
	case n.Data == "input" && (attr(n, "type") == "checkbox" || attr(n, "type") == "radio"):
		if has(n, "checked") {
			values.Add(name, attr(n, "value"))
		}
	case n.Data == "input":
		values.Add(name, attr(n, "value"))
	case n.Data == "textarea":
		if n.FirstChild != nil {
			values.Add(name, n.FirstChild.Data)
		} else {
			values.Add(name, "")
		}
	case n.Data == "select":
		first, chosen := "", ""
		for o := range n.Descendants() {
			if o.Type == html.ElementNode && o.Data == "option" {
				if first == "" {
					first = attr(o, "value")
				}
				if has(o, "selected") {
					chosen = attr(o, "value")
				}
			}
		}
		if chosen == "" {
			chosen = first
		}
		values.Add(name, chosen)
	}
}

// follow goes where the link of this text leads.
func (b *browser) follow(text string) *browser {
	b.Helper()
	links := b.all(func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(shownText(n), text) })
	if len(links) == 0 {
		b.Fatalf("%s has no link “%s”\n%s", b.at, text, shownText(b.doc))
	}
	to, err := b.at.Parse(attr(links[0], "href"))
	if err != nil {
		b.Fatal(err)
	}
	res, err := b.http.Get(to.String())
	return b.read(res, err)
}

// signIn signs somebody in on this browser.
func (b *browser) signIn(p *person) *browser {
	b.Helper()
	return b.open("/sign-in").press("Sign in", "address", p.address, "password", p.password).must("/", "Hello")
}
