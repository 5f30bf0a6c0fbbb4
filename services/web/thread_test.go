package web

import (
	"net/http"
	"strings"
	"testing"
)

// TestWordsThatMayHaveArrived: the yes went through, and nobody knows whether the words did: the same words go out again under the same key.
// Older messages lead back to the newest.
func TestWordsThatMayHaveArrived(t *testing.T) {
	keys := map[string]int{}
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/messages") && r.Method == http.MethodPost:
			keys[r.Header.Get("Idempotency-Key")]++
			return away(r)
		case strings.HasSuffix(r.URL.Path, "/messages"):
			return given(r, `{"items":[{"id":"x","from":"b-1","text":"Hello","at":"2026-11-20T00:00:00Z"}]}`)
		case strings.HasPrefix(r.URL.Path, "/api/v1/requests/m-1"):
			return given(r, `{"id":"m-1","status":"accepted","newcomer":"b-1","mentor":"a-1","offers":[]}`)
		case r.URL.Path == "/api/v1/mentorships/m-1":
			return given(r, `{"id":"m-1","status":"active","mentor":"a-1","newcomer":"b-1","began":"2026-11-01T00:00:00Z","ends":"2999-01-01T00:00:00Z",
				"last_word":"2026-11-20T00:00:00Z","goals":[]}`)
		}
		return away(r)
	})
	w := asSomebody(h, http.MethodPost, "/queue/m-1", map[string][]string{"do": {"accept"}, "message": {"Welcome"}, "key": {"0123456789abcdef0123"}})
	body := w.Body.String()
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(body, "We do not know whether your words got there") {
		t.Fatalf("%d\n%s", w.Code, body)
	}
	f := filled(t, body, "Send")
	if f.Get("message") != "Welcome" || keys[f.Get("key")] == 0 {
		t.Errorf("the words go out again as others: %v, first under %v", f, keys)
	}
	if body := asSomebody(h, http.MethodGet, "/mentorships/m-1?older=c", nil).Body.String(); !strings.Contains(body, `href="/mentorships/m-1#thread">Newest`) {
		t.Errorf("no way to the newest:\n%s", body)
	}
	if body := asSomebody(h, http.MethodGet, "/mentorships/m-1", nil).Body.String(); strings.Contains(body, "Newest messages") {
		t.Error("the newest lead to the newest")
	}
}

// TestOlderMessagesOfARequest: the queue shows the newest few of what was written to a request and leads to its page, which leads on.
func TestOlderMessagesOfARequest(t *testing.T) {
	var asked []string
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		const request = `{"id":"m-1","status":"open","newcomer":"b-1","offers":[{"mentor":"a-1","state":"asked"}],"goals":[]}`
		switch {
		case strings.HasPrefix(r.URL.Path, "/api/v1/threads/m-1/"):
			asked = append(asked, r.URL.Query().Get("limit")+" "+r.URL.Query().Get("cursor"))
			res, err := given(r, `{"items":[{"id":"x","from":"b-1","text":"Hello again","at":"2026-11-20T00:00:00Z"}]}`)
			res.Header.Set("Link", `</api/v1/threads/m-1/messages?cursor=older-ones>; rel="next"`)
			return res, err
		case r.URL.Path == "/api/v1/requests/m-1":
			return given(r, request)
		case r.URL.Path == "/api/v1/requests":
			return given(r, `{"items":[`+request+`]}`)
		}
		return away(r)
	})
	if body := asSomebody(h, http.MethodGet, "/queue?older=of-another-thread", nil).Body.String(); !strings.Contains(body, "Hello again") ||
		!strings.Contains(body, `href="/queue/m-1#thread">Older`) || asked[0] != "3 " {
		t.Errorf("%q\n%s", asked, body)
	}
	asked = nil
	if body := asSomebody(h, http.MethodGet, "/queue/m-1?older=c", nil).Body.String(); asked[0] != "60 c" ||
		!strings.Contains(body, `href="/queue/m-1?older=older-ones#thread">Older`) ||
		!strings.Contains(body, `href="/queue/m-1#thread">Newest`) {
		t.Errorf("%q\n%s", asked, body)
	}
}
