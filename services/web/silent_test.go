package web

import (
	"net/http"
	"strings"
	"testing"
)

// TestNothingIsLeftUnsaid: a round that has nobody says who there was and why they are not in it; a mentor who has not offered to mentor is told
// that no round finds them; who offers reads who finds them then.
func TestNothingIsLeftUnsaid(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch r.URL.Path {
		case "/api/v1/rounds/r-1":
			return given(r, `{"id":"r-1","programme":"p-1","status":"draft","pinned":[],"forbidden":[],"answers":[],"failed":{"kind":"gather","code":"round.nobody",
				"detail":"x","newcomers":3,"left":{"not_offering":1,"not_approved":2}}}`)
		case "/api/v1/applications/x-9":
			return given(r, `{"id":"x-9","cohort":"c-1","programme":"p-1","person":"a-1","as":"mentor","state":"accepted","answers":[],"evidence":[]}`)
		case "/api/v1/cohorts/c-1":
			return given(r, `{"id":"c-1","programme":"p-1","name":"Autumn","phases":[],"mine":{}}`)
		case "/api/v1/people/me":
			return given(r, `{"id":"a-1","display_name":"Mia","found_by":"nobody","approval":{"state":"none"}}`)
		}
		return away(r)
	})
	for path, want := range map[string][]string{
		"/rounds/r-1":       {"There is nobody to pair", "mentors who have not offered", "mentors not approved yet", "approved."},
		"/applications/x-9": {"no round can give you anybody", `href="/mentoring"`},
		"/mentoring":        {"everybody who is signed in can find you"},
	} {
		body := asSomebody(h, http.MethodGet, path, nil).Body.String()
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("%s does not say %q\n%s", path, text, body)
			}
		}
	}
}
