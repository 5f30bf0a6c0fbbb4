package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestTooManyCausesAreRefusedWhereTheyStand: the summary leads to the question, which is named and says how many fit.
func TestTooManyCausesAreRefusedWhereTheyStand(t *testing.T) {
	h := siteOver(t, away)
	f := url.Values{}
	for _, c := range mustSite(t).causes {
		f.Add("causes", c.ID)
	}
	w := ask(h, http.MethodPost, "/start/3", f)
	body := w.Body.String()
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatal(w.Code)
	}
	for _, want := range []string{`<a href="#causes">Causes: choose at most 20</a>`, `<fieldset id="causes" tabindex="-1" class="wrong"`, `id="causes-e"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
}
