package web

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestAVisitThatCannotBeginSaysSoInTheReadersLanguage: there is no page yet, but there is a language.
func TestAVisitThatCannotBeginSaysSoInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	s, err := New(Config{PublicURL: "ftp://waymark.example"}, Deps{ // no client of the API can be made for that
		API: func(string) http.RoundTripper { return network(away) }, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"en", "fr", "ar"} {
		p, _ := s.book.For(tag)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Accept-Language", tag)
		rec := httptest.NewRecorder()
		s.Handler().ServeHTTP(rec, r)
		if want := p.T("problem.kind_internal"); rec.Code != http.StatusInternalServerError || !strings.Contains(rec.Body.String(), want) ||
			rec.Header().Get("Content-Language") != p.HTML {
			t.Errorf("%s: %d %v %q", tag, rec.Code, rec.Header(), rec.Body)
		}
	}
}

// TestAnIdThatIsNone: an address with an id that cannot be one leads to the page of what is not there, as any other that is not there; what was
// typed wrong is still said at its field.
func TestAnIdThatIsNone(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		rec := httptest.NewRecorder()
		rec.Header().Set("Content-Type", "application/problem+json")
		rec.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = io.WriteString(rec, `{"title":"x","status":422,"code":"invalid","fields":[{"pointer":"path:id","code":"pattern"}]}`)
		res := rec.Result()
		res.Request = r
		return res, nil
	})
	for _, path := range []string{"/issues/no-such-issue", "/projects/x", "/people/x"} {
		if w := ask(h, http.MethodGet, path, nil); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "needs your attention") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
