package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/web/session"
	"github.com/waymark-dev/waymark/services/web/words"
)

// visit is one request of one reader.
type visit struct {
	site *Site
	w    http.ResponseWriter
	r    *http.Request
	ctx  context.Context
	now  time.Time
	// p writes in the reader's language.
	p *words.Printer
	// api calls the public API as the reader.
	api *client.Client

	mu     sync.Mutex
	tokens session.Tokens
	fresh  bool // the tokens are newer than the cookies
	ended  bool // the API has ended the session
	way    *way

	person func() (*api.OwnProfile, error)
	seen   client.Answer // what came with the profile; read it after person
	unread func() int64
}

func (s *Site) visit(w http.ResponseWriter, r *http.Request) (*visit, error) {
	v := &visit{site: s, w: w, r: r, ctx: r.Context(), now: s.d.Now(), tokens: s.jar.Tokens(r)}
	v.p = s.language(r)
	s.pages.Ahead(v.p.Tag)
	v.way = &way{next: s.d.API(r.RemoteAddr), seen: versions(s.jar.Get(r, seenCookie))}
	timeout := readWithin
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		timeout = writeWithin
	}
	c, err := client.New(s.base.Scheme+"://"+s.base.Host, client.WithTransport(v.way), client.WithAgent("waymark-web"),
		client.WithTimeout(timeout), client.WithTries(2, 50*time.Millisecond), client.WithTokens(v.token))
	v.api = c
	v.person = sync.OnceValues(func() (*api.OwnProfile, error) { return v.api.Me(v.ctx, client.Into(&v.seen)) })
	v.unread = sync.OnceValue(func() int64 {
		ctx, cancel := context.WithTimeout(v.ctx, unreadWithin)
		defer cancel()
		inbox, err := v.api.Inbox(ctx, true)
		if err != nil {
			return 0
		}
		return inbox.Unread
	})
	return v, err
}

// nameless says whether the reader, who is signed in, gave no name yet: others read the end of an id.
func (v *visit) nameless() bool {
	me, err := v.person()
	return fault.Has(err, fault.NotFound) || err == nil && me.DisplayName == ""
}

// ahead asks for what is around every page while the page itself is made. What it gives waits for the end of that: a question that is
// given up looks like a failure to whoever answers it.
func (v *visit) ahead() (wait func()) {
	var parts sync.WaitGroup
	if v.signedIn() {
		parts.Go(func() { _, _ = v.person() })
		parts.Go(func() { _ = v.unread() })
	}
	return parts.Wait
}

// language is what the reader chose, else what the browser asks for.
func (s *Site) language(r *http.Request) *words.Printer {
	if p, ok := s.book.For(s.jar.Get(r, languageCookie)); ok {
		return p
	}
	return s.book.Match(r.Header.Get("Accept-Language"))
}

// signedIn says whether the reader has a session, as far as the cookies know.
func (v *visit) signedIn() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.tokens.SignedIn() && !v.ended
}

// account is the reader's id; "" signed out.
func (v *visit) account() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.tokens.Account
}

// token is the client's source of tokens: the cookie's, or the next one when that has ended or was refused.
func (v *visit) token(ctx context.Context, refused string) (string, error) {
	return v.tokenFor(ctx, refused, 5*time.Second)
}

// lasting is an access token that lives at least so long, and its end; "" signed out.
func (v *visit) lasting(least time.Duration) (string, time.Time, error) {
	token, err := v.tokenFor(v.ctx, "", least)
	v.mu.Lock()
	defer v.mu.Unlock()
	return token, v.tokens.Ends, err
}

func (v *visit) tokenFor(ctx context.Context, refused string, least time.Duration) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.tokens.SignedIn() || v.ended {
		return "", nil
	}
	if refused != v.tokens.Access && v.tokens.Access != "" && v.now.Add(least).Before(v.tokens.Ends) {
		return v.tokens.Access, nil
	}
	for range mostBehind {
		refresh := v.tokens.Refresh
		next, err := v.site.keeper.Next(ctx, refresh, func(ctx context.Context) (session.Tokens, error) { return v.refresh(ctx, refresh) })
		switch {
		case fault.Has(err, fault.Unauthenticated) || fault.Has(err, fault.Forbidden):
			v.ended = true
			return "", nil
		case err != nil:
			return "", err
		}
		v.tokens, v.fresh = next, true
		if v.now.Add(least).Before(next.Ends) {
			break
		}
	}
	return v.tokens.Access, nil
}

// mostBehind is how many tokens a cookie may be behind: where answers were lost, what is kept for it may have ended, too.
const mostBehind = 4

func (v *visit) refresh(ctx context.Context, refresh string) (session.Tokens, error) {
	got, err := v.api.As(nil).Refresh(ctx, refresh)
	if err != nil {
		return session.Tokens{}, err
	}
	return session.Tokens{Account: got.Account, Access: got.AccessToken, Refresh: got.RefreshToken,
		Ends: v.site.d.Now().Add(time.Duration(got.ExpiresIn) * time.Second)}, nil
}

// begin signs the reader in on this browser.
func (v *visit) begin(in *api.SignedIn) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.tokens = session.Tokens{Account: in.Account, Access: in.AccessToken, Refresh: in.RefreshToken,
		Ends: v.now.Add(time.Duration(in.ExpiresIn) * time.Second)}
	v.fresh, v.ended = true, false
	v.site.jar.Choose(v.w, deviceCookie, in.Device)
}

// leave signs the reader out on this browser.
func (v *visit) leave() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.ended, v.fresh = true, false
}

// settle writes the cookies that this visit has changed; before the first byte of the answer.
func (v *visit) settle() {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.ended:
		v.site.jar.Forget(v.w)
		v.forgetOwn()
	case v.fresh:
		v.site.jar.Keep(v.w, v.tokens)
	}
	if list := v.way.wrote(); list != "" {
		v.site.jar.Set(v.w, seenCookie, list, momentAge)
	}
}

// zone is the reader's time zone: the profile's where the reader is signed in, else the one chosen in the start, else UTC.
func (v *visit) zone() *time.Location { return zoneOf(v.zoneSaid()) }

// zoneSaid is the zone that the reader gave; "" if they gave none: then no time may be called theirs.
func (v *visit) zoneSaid() string {
	if v.signedIn() {
		if me, err := v.person(); err == nil && knownZone(me.Zone) {
			return me.Zone
		}
	}
	if z := v.site.jar.Get(v.r, zoneCookie); knownZone(z) {
		return z
	}
	return ""
}

// knownZone says whether there is such a zone.
func knownZone(name string) bool { return name == "UTC" || zoneOf(name) != time.UTC }

// zoneOf is a zone by its IANA name; UTC where there is none.
func zoneOf(name string) *time.Location {
	if name == "" || len(name) > 50 || name == "Local" {
		return time.UTC
	}
	if z, err := time.LoadLocation(name); err == nil {
		return z
	}
	return time.UTC
}

// here is the path and query of the page that is looked at, for forms that come back to it: after a form was sent the one it stands on.
func (v *visit) here() string {
	if v.r.Method == http.MethodGet || v.r.Method == http.MethodHead {
		return local(v.r.URL.RequestURI())
	}
	if from, err := url.Parse(v.r.Referer()); err == nil && from.Host == v.r.Host {
		return local(from.RequestURI())
	}
	return "/"
}

// local gives path as it is if it leads to a page of this site, else "/": nobody is sent elsewhere by a link that names a way on.
func local(path string) string {
	if len(path) > 1000 || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\x00\r\n\t") {
		return "/"
	}
	u, err := url.Parse(path)
	if err != nil || u.Host != "" || u.Scheme != "" || u.User != nil || strings.HasPrefix(u.Path, "//") {
		return "/"
	}
	return path
}
