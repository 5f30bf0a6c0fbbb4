package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/web/pages"
	"github.com/waymark-dev/waymark/services/web/session"
	"github.com/waymark-dev/waymark/services/web/static"
	"github.com/waymark-dev/waymark/services/web/words"
)

// Config is what an operator chooses.
type Config struct {
	// PublicURL is where readers reach the site, "https://waymark.example". Cookies are __Host- ones unless it is plain HTTP
	// on a local address.
	PublicURL string
	// Operator is who runs this site, shown at the foot of each page; "" leaves it out.
	Operator string
}

// Deps is what the process hands in.
type Deps struct {
	// API gives the way to the public API for a reader at a network address (RemoteAddr): the API's limits count that address.
	API func(remote string) http.RoundTripper
	Now func() time.Time
	Log *slog.Logger
}

// Limits of a visit.
const (
	readWithin  = 3 * time.Second  // one question to the API
	writeWithin = 10 * time.Second // one change
	maxForm     = 256 << 10        // bytes of a form
)

// Site is the pages. It keeps nothing but what it can lose.
type Site struct {
	c      Config
	d      Deps
	base   *url.URL
	jar    session.Jar
	keeper *session.Keeper
	book   *words.Book
	pages  *pages.Set
	static *static.Files
	skills skills
	causes []skill.Cause
	mux    *http.ServeMux
	routes []route
	// Whether one-time links go by mail; asked once.
	mailAsked, byMail atomic.Bool
}

// New makes the site. It asks nobody anything.
func New(c Config, d Deps) (*Site, error) {
	base, err := url.Parse(c.PublicURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("web: the public URL %q is not an address", c.PublicURL)
	}
	s := &Site{c: c, d: d, base: base, jar: session.NewJar(!plainLocal(base)), keeper: session.NewKeeper(d.Now)}
	s.skills.tax = skill.Shipped()
	s.causes = s.skills.tax.Causes()
	if s.book, err = words.Load(); err != nil {
		return nil, err
	}
	if s.static, err = static.Load(); err != nil {
		return nil, err
	}
	if s.pages, err = pages.Load(s.book, s.functions()); err != nil {
		return nil, err
	}
	s.mux = http.NewServeMux()
	s.mux.Handle("GET /static/", s.static)
	s.routes = s.table()
	for _, r := range s.routes {
		s.mux.Handle(r.pattern, s.serve(r))
	}
	s.mux.Handle("/", s.serve(route{who: anybody, do: func(v *visit) error { return errNoPage }}))
	s.pages.Ahead(words.English) // other languages with the first page that is read in them
	return s, nil
}

// Handler serves every page. A page of another origin cannot make the reader's browser change anything.
func (s *Site) Handler() http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.serve(route{who: anybody, do: func(v *visit) error { return errElsewhere }}))
	return guard.Handler(s.mux)
}

// Kinds of cookies, by how the pages are reached.
const (
	CookiesOverTLS = "__Host- cookies, for https alone"
	CookiesPlain   = "plain cookies, as this machine's own address has no TLS"
)

// Cookies says which kind the pages set when they are reached at an address.
func Cookies(at *url.URL) string {
	if plainLocal(at) {
		return CookiesPlain
	}
	return CookiesOverTLS
}

// plainLocal says whether the site is reached over plain HTTP on this machine.
func plainLocal(u *url.URL) bool {
	if u.Scheme != "http" {
		return false
	}
	a, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && a.IsLoopback()
}
