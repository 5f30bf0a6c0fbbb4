package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestAPartEndsWithAReason: who leaves may say why; an organiser who ends somebody's part says why, and reads it later, as the person does.
func TestAPartEndsWithAReason(t *testing.T) {
	person, state, sent := "a-1", `"state":"accepted"`, []string{}
	organises := "true"
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		one := `{"id":"x-9","cohort":"c-1","programme":"p-1","person":"` + person + `","as":"newcomer",` + state + `,"answers":[],"evidence":[]}`
		switch {
		case r.URL.Path == "/api/v1/applications/x-9/leave":
			b, _ := io.ReadAll(r.Body)
			sent = append(sent, strings.TrimSpace(string(b)))
			return given(r, one)
		case r.URL.Path == "/api/v1/applications/x-9":
			return given(r, one)
		case r.URL.Path == "/api/v1/applications/x-9/check-ins":
			return given(r, `{"application":"x-9","cohort":"c-1","person":"`+person+`","side":"organiser","check_ins":[],"goals":[],"evidence":[]}`)
		case r.URL.Path == "/api/v1/cohorts/c-1":
			return given(r, `{"id":"c-1","programme":"p-1","name":"Autumn","phases":[],"mine":{"organiser":`+organises+`,"reviewer":true}}`)
		case strings.HasSuffix(r.URL.Path, "/reviews"):
			return given(r, `{"items":[]}`)
		}
		return away(r)
	})
	page := func() string {
		t.Helper()
		w := asSomebody(h, http.MethodGet, "/applications/x-9/leave", nil)
		if w.Code != http.StatusOK {
			t.Fatalf("%d\n%s", w.Code, w.Body)
		}
		return w.Body.String()
	}
	post := func(f url.Values) (int, string) {
		w := asSomebody(h, http.MethodPost, "/applications/x-9", f)
		return w.Code, w.Header().Get("Location") + w.Body.String()
	}
	f := filled(t, page(), "Leave the cohort")
	if !strings.Contains(page(), "I would rather not say") {
		t.Error("a reason that was chosen cannot be taken back")
	}
	if code, body := post(f); code != http.StatusSeeOther || len(sent) != 1 || sent[0] != "{}" {
		t.Fatalf("without a reason: %d %v\n%s", code, sent, body)
	}
	f.Set("ends_because", "time")
	if code, _ := post(f); code != http.StatusSeeOther || sent[len(sent)-1] != `{"reason":"time"}` {
		t.Fatalf("with a reason: %d %v", code, sent)
	}

	person = "b-2"
	sent = nil
	if body := asSomebody(h, http.MethodGet, "/applications/x-9/check-ins", nil).Body.String(); !strings.Contains(body, `href="/applications/x-9/leave"`) {
		t.Errorf("no way for an organiser:\n%s", body)
	}
	organises = "false"
	if w := asSomebody(h, http.MethodGet, "/applications/x-9/leave", nil); w.Code != http.StatusNotFound {
		t.Errorf("a reviewer is asked whether to end somebody's part: %d", w.Code)
	}
	organises = "true"
	f = filled(t, page(), "End their part")
	if strings.Contains(page(), "I would rather not say") {
		t.Error("an organiser may leave the reason out")
	}
	if code, body := post(f); code != http.StatusUnprocessableEntity || len(sent) != 0 || !strings.Contains(body, `href="#ends_because"`) {
		t.Fatalf("an organiser gave no reason: %d %v\n%s", code, sent, body)
	}
	f.Set("ends_because", "no_contact")
	if code, body := post(f); code != http.StatusSeeOther || len(sent) != 1 || sent[0] != `{"reason":"no_contact"}` ||
		!strings.HasPrefix(body, "/cohorts/c-1/manage") {
		t.Fatalf("an organiser ends it: %d %v\n%s", code, sent, body)
	}
	state = `"state":"sent"`
	if w := asSomebody(h, http.MethodGet, "/applications/x-9/leave", nil); w.Code != http.StatusNotFound {
		t.Errorf("the part of somebody who takes none is ended: %d", w.Code)
	}
	state = `"state":"left","left":"2026-11-20T10:00:00Z","left_reason":"no_contact"`
	for who, at := range map[string]string{"a-1": "/applications/x-9", "b-2": "/cohorts/c-1/reviews/x-9"} {
		person = who
		if body := asSomebody(h, http.MethodGet, at, nil).Body.String(); !strings.Contains(body, "There was no contact any more") {
			t.Errorf("%s does not read why:\n%s", who, body)
		}
	}
}
