package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// who may open a page. The API decides what is on it: this only sends people to the sign-in in time.
type who int

const (
	anybody who = iota
	signedIn
)

// route is one page or one thing that a page does.
type route struct {
	pattern string // of http.ServeMux: "GET /issues/{id}"
	who     who
	do      func(v *visit) error
}

var (
	errElsewhere = fault.New(fault.Forbidden, "web.elsewhere",
		"This came from a page that is not ours, so nothing was done. Open the page here and do it again.")
	errTooLong = fault.Newf(fault.TooLarge, "web.too_long",
		"That is more than %d kB at once. Go back and shorten it: your text is still in the form.", maxForm>>10)
)

var errNoPage = fault.New(fault.NotFound, "web.no_page", "There is no such page.")

// policy allows what the pages use, and nothing inline.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'"

func (s *Site) serve(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		h.Set("Vary", "Cookie, Accept-Language")
		v, err := s.visit(w, req)
		if err != nil {
			s.d.Log.Error("a visit cannot begin", "err", err)
			h.Set("Content-Language", v.p.HTML)
			http.Error(w, v.p.T("problem.kind_internal"), http.StatusInternalServerError)
			return
		}
		if req.Method == http.MethodPost {
			req.Body = http.MaxBytesReader(w, req.Body, maxForm)
			if err := req.ParseForm(); err != nil {
				if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
					v.fail(errTooLong)
				} else {
					v.fail(fault.New(fault.Malformed, "web.form", "The form could not be read.").With(err))
				}
				return
			}
		}
		if r.who == signedIn && !v.signedIn() {
			v.toSignIn()
			return
		}
		v.freshSkills()
		if req.Method == http.MethodGet && req.URL.Path != "/live" {
			defer v.ahead()()
		}
		if err := r.do(v); err != nil {
			v.fail(err)
		}
	})
}

// toSignIn asks the reader to sign in and come back.
func (v *visit) toSignIn() {
	v.settle()
	way := url.Values{"then": {v.here()}}
	if v.r.Method == http.MethodPost {
		way.Set("form", "waits")
	}
	http.Redirect(v.w, v.r, "/sign-in?"+way.Encode(), http.StatusSeeOther)
}

// fail shows what went wrong, and what to do. The page's route and the fault's code are logged: no address, no query, nothing that was typed.
func (v *visit) fail(err error) {
	if errors.Is(err, v.ctx.Err()) && v.ctx.Err() != nil {
		return // the reader has gone
	}
	f := fault.As(err)
	if noSuchPath(f) {
		f = errNoPage
	}
	if f.Kind == fault.Unauthenticated {
		if v.signedIn() { // the API says otherwise
			v.leave()
		}
		v.toSignIn()
		return
	}
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable || f.Kind == fault.Deadline {
		v.site.d.Log.Warn("a page has failed", "route", v.r.Pattern, "code", f.Code, "kind", f.Kind, "err", f.Detail)
	}
	view := wrongView{Title: v.p.Code("wrong_page.title_", string(f.Kind)), Lead: v.problem(f)}
	if f.Kind == fault.Unavailable || f.Kind == fault.Deadline || f.Kind == fault.TooMany || f.Kind == fault.Internal {
		view.Again, view.Resend = v.again()
	}
	if err := v.show(f.Kind.Status(), "wrong", view.Title, view); err != nil {
		v.site.d.Log.Error("the page of a failure cannot be shown", "err", err)
	}
}

// noSuchPath says that the API refused what stands in the path itself: an id that cannot be one. For a reader there is no such page.
func noSuchPath(f *fault.Fault) bool {
	elsewhere := func(x fault.Field) bool { return !strings.HasPrefix(x.Pointer, "path:") }
	return f.Kind == fault.Invalid && len(f.Fields) > 0 && !slices.ContainsFunc(f.Fields, elsewhere)
}

// to sends the reader on after something was done; told is what the next page says about it ("" nothing), a key below flash.
func (v *visit) to(path, told string) error {
	if sent := v.arrived(told); sent != "" {
		v.site.jar.Set(v.w, flashCookie, told+"."+sent, momentAge)
	} else if told != "" {
		v.site.jar.Set(v.w, flashCookie, told, momentAge)
	}
	v.settle()
	http.Redirect(v.w, v.r, local(path), http.StatusSeeOther)
	return nil
}
