package web

import (
	"net/http"
	"testing"
)

// TestAHubWhenOneComesBack: whoever is registered sees what they came for and what they are in, with the way out; what became of what they sent is
// said, also of what is not in it any more. Becoming a hub is asked about.
func TestAHubWhenOneComesBack(t *testing.T) {
	me, hub := `{"newcomer":true,"mentor":false,"roles":[]}`, "true"
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch r.Method + " " + r.URL.Path {
		case "GET /api/v1/programmes/h-1":
			return given(r, `{"id":"h-1","name":"Harbour","is_hub":`+hub+`,"me":`+me+`}`)
		case "GET /api/v1/programmes/h-1/communities":
			return given(r, `{"items":[{"programme":"c-in","name":"Coral","state":"in","open":true,"joining":"open","rules":1,"member":true},
				{"programme":"c-shut","name":"Fern","state":"in","open":false,"joining":"open","rules":1},
				{"programme":"c-new","name":"Gull","state":"in","open":true,"joining":"open","rules":2,"mentor_approval":true}]}`)
		case "POST /api/v1/programmes/h-1/registrations":
			return given(r, `{"items":[{"programme":"c-new","outcome":"waiting"},{"programme":"c-gone","outcome":"absent"}]}`)
		}
		return refusedBy(r, http.StatusNotFound, `{"status":404,"code":"absent"}`)
	})
	w := asSomebody(h, http.MethodGet, "/programmes/h-1/hub", nil)
	said(t, w, []string{`value="newcomer" checked`, `href="/programmes/c-in/part"`, `value="c-new.2"`},
		`value="c-in.1"`, `value="c-shut.1"`, `value="mentor" checked`)
	f := filled(t, w.Body.String(), "Register")
	f["community"] = []string{"c-new.2", "c-gone.1"}
	w = asSomebody(h, http.MethodPost, "/programmes/h-1/hub", f)
	said(t, w, []string{"What you sent has arrived.", "Left out, since they are not in it any more: 1.", "It looks at its mentors first"}, "before they are one")

	me, hub = `{"newcomer":false,"mentor":false,"roles":["organiser"]}`, "false"
	w = asSomebody(h, http.MethodGet, "/programmes/h-1/hub", nil)
	said(t, w, []string{`href="/programmes/h-1/hub/make"`}, `value="make"`)
	said(t, asSomebody(h, http.MethodGet, "/programmes/h-1/hub/make", nil), []string{"Make Harbour a hub?", `value="make"`})
	me = `{"newcomer":false,"mentor":false,"roles":[]}`
	if w := asSomebody(h, http.MethodGet, "/programmes/h-1/hub/make", nil); w.Code != http.StatusNotFound {
		t.Errorf("anybody is asked: %d", w.Code)
	}
}
