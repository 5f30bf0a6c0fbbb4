package web

import (
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
