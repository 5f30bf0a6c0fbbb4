package web

import (
	"encoding/base64"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/services/web/session"
)

// answers plays the way to the API: what the network gives where a service is away, cut off or slow.
type network func(r *http.Request) (*http.Response, error)

func (n network) RoundTrip(r *http.Request) (*http.Response, error) { return n(r) }

func away(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	rec.Header().Set("Content-Type", "application/problem+json")
	rec.WriteHeader(http.StatusServiceUnavailable)
	_, _ = io.WriteString(rec, `{"title":"unavailable","status":503,"code":"gateway.away"}`)
	res := rec.Result()
	res.Request = r
	return res, nil
}

func given(r *http.Request, body string) (*http.Response, error) {
	rec := httptest.NewRecorder()
	rec.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(rec, body)
	res := rec.Result()
	res.Request = r
	return res, nil
}

func siteOver(t *testing.T, n network) http.Handler {
	t.Helper()
	s, err := New(Config{PublicURL: "http://127.0.0.1:1", Operator: "the library of Nakuru"}, Deps{
		API: func(string) http.RoundTripper { return n }, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.Handler()
}

func ask(h http.Handler, method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestEverythingIsAway: where nothing behind the pages answers, each says so, offers to try again, and keeps its menu; what needs nobody
// is whole. Who runs the site stands at its foot.
func TestEverythingIsAway(t *testing.T) {
	for name, n := range map[string]network{"away": away, "cut off": func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }} {
		h := siteOver(t, n)
		for path, status := range map[string]int{
			"/": 200, "/start/1": 200, "/sign-in": 200, "/sign-up": 200, "/conduct": 200, "/appearance": 200, "/answer": 200, "/erasure": 200,
			"/issues": 422, "/projects": 422, "/mentors": 422, "/issues/abc": 503, "/people/abc": 503,
		} {
			w := ask(h, http.MethodGet, path, nil)
			body := w.Body.String()
			if status == 422 { // a list without its items still has its filter
				status = w.Code
			}
			if w.Code != status || w.Code == http.StatusInternalServerError || !strings.Contains(body, "<h1") || !strings.Contains(body, `href="/issues"`) &&
				!strings.Contains(body, "Waymark, first page") {
				t.Errorf("%s: %s: %d\n%.400s", name, path, w.Code, body)
			}
			if w.Code == http.StatusServiceUnavailable && !strings.Contains(body, "Nothing you sent is lost") {
				t.Errorf("%s: %s does not say what to do:\n%s", name, path, body)
			}
			if !strings.Contains(body, "This Waymark is run by the library of Nakuru.") {
				t.Errorf("%s: %s does not say who runs it", name, path)
			}
		}
		w := ask(h, http.MethodPost, "/sign-in", url.Values{"address": {"nia@example.org"}, "password": {"a long sentence"}})
		if body := w.Body.String(); !strings.Contains(body, "nia@example.org") || !strings.Contains(body, "could not reach") ||
			strings.Contains(body, "a long sentence") {
			t.Errorf("%s: a sign-in: %d\n%s", name, w.Code, body)
		}
		w = ask(h, http.MethodPost, "/answer", url.Values{"token": {"abc"}, "do": {"accept"}})
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "Nothing you sent is lost") {
			t.Errorf("%s: an answer: %d", name, w.Code)
		}
	}
}

// TestAPartIsAway: what the page is about is shown, and what is beside it is missing with a word.
func TestAPartIsAway(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/api/v1/projects/p1" {
			return given(r, `{"id":"p1","name":"A library for libraries","url":"https://example.org/p","seen":"2026-01-01T00:00:00Z"}`)
		}
		return away(r)
	})
	w := ask(h, http.MethodGet, "/projects/p1", nil)
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "A library for libraries") ||
		!strings.Contains(body, "did not answer in time") {
		t.Errorf("%d\n%s", w.Code, body)
	}
}

// TestEveryRouteIsAway: whatever page is opened or form is sent while nothing behind the pages answers, somebody who is signed in reads a
// page with a menu or a way on that says what to do; what they typed is either in the form still or safe with them.
func TestEveryRouteIsAway(t *testing.T) {
	s, err := New(Config{PublicURL: "http://127.0.0.1:1"}, Deps{
		API: func(string) http.RoundTripper { return network(away) }, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	claims := base64.RawURLEncoding.EncodeToString([]byte(`{"roles":["administrator"]}`))
	jar := httptest.NewRecorder()
	session.NewJar(false).Keep(jar, session.Tokens{Account: "a-1", Access: "x." + claims + ".y", Refresh: "r", Ends: time.Now().Add(time.Hour)})
	cookies := map[string]string{"start": answers{Want: []string{"go"}, Mentors: []string{"p-1"}}.encode()}
	for _, c := range jar.Result().Cookies() {
		cookies[strings.TrimPrefix(c.Name, "wm-")] = c.Value
	}
	typed := "Typed by me, with care and <more> of it\nand a second line"
	var all sync.WaitGroup
	for _, r := range s.routes {
		method, path, _ := strings.Cut(r.pattern, " ")
		path = strings.ReplaceAll(path, "{$}", "")
		for strings.Contains(path, "{") {
			i, j := strings.Index(path, "{"), strings.Index(path, "}")
			path = path[:i] + "abc" + path[j+1:]
		}
		if path == "/live" || path == "/choose" || strings.HasPrefix(path, "/start/") {
			continue // a stream, a cookie, and what needs a number: they have tests of their own
		}
		form := url.Values{}
		if method == http.MethodPost {
			for _, name := range []string{"message", "words", "appeal_words", "report_words", "about", "look", "name"} {
				form.Set(name, typed)
			}
			form.Set("do", "write")
		}
		all.Go(func() { everyRouteSays(t, s, r.pattern, path, form, cookies, typed) })
	}
	all.Wait()
}

func everyRouteSays(t *testing.T, s *Site, pattern, path string, form url.Values, cookies map[string]string, typed string) {
	method, _, _ := strings.Cut(pattern, " ")
	w := with(s.Handler(), method, path, form, cookies)
	body := w.Body.String()
	switch {
	case w.Code == http.StatusInternalServerError:
		t.Errorf("%s: %d\n%.600s", pattern, w.Code, body)
	case w.Code >= 300 && w.Code < 400: // on to the sign-in, or where nothing is asked
	case !strings.Contains(body, "<h1") || !strings.Contains(body, "Waymark"):
		t.Errorf("%s: no page: %d\n%.600s", pattern, w.Code, body)
	case w.Code != http.StatusServiceUnavailable:
	case !strings.Contains(body, "Nothing you sent is lost") && !strings.Contains(body, "Try again in a minute"):
		t.Errorf("%s: it does not say what to do:\n%s", pattern, body)
	case pattern == "POST /settings/data": // nobody types anything there
	case method == http.MethodPost && !strings.Contains(body, "<textarea") && !strings.Contains(body, html.EscapeString(typed)):
		t.Errorf("%s: what was typed is lost:\n%s", pattern, body)
	case method == http.MethodPost && strings.Contains(body, `class="flow narrow"`) && strings.Contains(body, "Send it again") &&
		!strings.Contains(body, html.EscapeString(typed)):
		t.Errorf("%s: what was typed is not sent again:\n%s", pattern, body)
	}
}
