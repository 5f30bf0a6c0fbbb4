package web

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
)

// refusedBy is an answer of the API that refuses.
func refusedBy(r *http.Request, status int, body string) (*http.Response, error) {
	rec := httptest.NewRecorder()
	rec.Header().Set("Content-Type", "application/problem+json")
	rec.WriteHeader(status)
	_, _ = io.WriteString(rec, body)
	res := rec.Result()
	res.Request = r
	return res, nil
}

// TestLook: somebody by name, an issue by words, and why it is not in the list, in plain words. Whoever is hidden, paused or away reads
// the same: a name that finds nobody.
func TestLook(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch r.URL.Path {
		case "/api/v1/people/mentor-search":
			var q api.MentorQuery
			if err := json.NewDecoder(r.Body).Decode(&q); err != nil || q.Q != "Mi" {
				return given(r, `{"items":[]}`)
			}
			return given(r, `{"items":[{"id":"p-1","display_name":"Mika One","format":"either","mentor":true},
				{"id":"p-2","display_name":"Mika Two","format":"either","mentor":true},{"id":"p-3","display_name":"Mira","format":"either","mentor":true},
				{"id":"p-4","display_name":"Mischa","format":"either","mentor":true}]}`)
		case "/api/v1/recommendations/mentors":
			return given(r, `{"items":[{"person":"p-1","reasons":[]}]}`)
		case "/api/v1/recommendations/issues":
			return given(r, `{"items":[]}`)
		case "/api/v1/issues":
			if r.URL.Query().Get("q") != "help pages" || r.URL.Query().Get("hidden") != "true" {
				return given(r, `{"items":[]}`)
			}
			return given(r, `{"items":[{"id":"i-1","title":"Translate the help pages","shown":true},
				{"id":"i-2","title":"Help pages are gone","shown":false,"hidden_because":"closed"}]}`)
		case "/api/v1/recommendations/why-not":
			var q api.WhyNotQuestion
			if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
				return nil, err
			}
			switch q.Mentor + q.Issue {
			case "p-1", "i-1":
				return given(r, `{"reasons":[]}`)
			case "p-2":
				return given(r, `{"reasons":[],"limit":"paused"}`)
			case "p-3":
				return given(r, `{"reasons":[],"gap":{"code":"no_shared_cause","params":{"words":[]}}}`)
			}
			return refusedBy(r, http.StatusNotFound, `{"title":"absent","status":404,"code":"recommendations.absent"}`)
		}
		return away(r)
	})
	look := func(what, words string, a answers) *httptest.ResponseRecorder {
		return with(h, http.MethodPost, "/look", url.Values{"what": {what}, "look": {words}}, map[string]string{"start": a.encode()})
	}
	said := answers{Want: []string{"go"}}
	page := func(what, words string, a answers, want ...string) {
		t.Helper()
		w := look(what, words, a)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", words, w.Code)
		}
		for _, s := range want {
			if !strings.Contains(w.Body.String(), s) {
				t.Errorf("%s: %q is missing:\n%s", words, s, w.Body)
			}
		}
	}
	page("mentor", "Mi", said, "Mika One", "Mika is in your list.", "Mika Two", "Takes no new requests at the moment.", "Mira",
		"Can be asked. Others fit more", "Mischa", "Takes no new requests here at the moment.")
	page("mentor", "Mi", answers{}, "Mika One", "Answer three short screens")
	page("mentor", "Nobody", said, "we do not say which", `value="Nobody"`)
	page("issue", "help pages", said, "Translate the help pages", "Others fit more of what you said", "Help pages are gone", "This issue is closed.")
	page("issue", "wibble", said, "Fewer words find more")
	if w := look("mentor", "M", said); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `href="#look"`) {
		t.Errorf("one letter: %d\n%s", w.Code, w.Body)
	}
}

// TestNobodyPicksWhoIsPaused: also a guest who has said nothing reads that a mentor takes no requests, and is offered no button that leads
// to a refusal; who is full can still be picked, for a request waits until there is a place.
func TestNobodyPicksWhoIsPaused(t *testing.T) {
	for limit, can := range map[string]bool{"paused": false, "queue_full": false, "full": true, "": true, "no_common_language": true} {
		h := siteOver(t, func(r *http.Request) (*http.Response, error) {
			switch r.URL.Path {
			case "/api/v1/people/p-1":
				return given(r, `{"id":"p-1","display_name":"Mika One","mentor":true}`)
			case "/api/v1/recommendations/why-not":
				return given(r, `{"reasons":[],"limit":"`+limit+`"}`)
			}
			return away(r)
		})
		body := ask(h, http.MethodGet, "/people/p-1", nil).Body.String()
		if strings.Contains(body, `value="pick"`) != can || strings.Contains(body, "Cannot be asked now.") == can {
			t.Errorf("%q: picked %v\n%s", limit, can, body)
		}
	}
}
