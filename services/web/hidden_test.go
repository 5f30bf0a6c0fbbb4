package web

import (
	"net/http"
	"strings"
	"testing"
)

// TestWhoWorksOnAHiddenIssueStillSaysSo: what hides an issue is often the very work that somebody does on it: whoever works on it, or waits
// for it, has their buttons; nobody begins on it.
func TestWhoWorksOnAHiddenIssueStillSaysSo(t *testing.T) {
	page := func(yours string) string {
		h := siteOver(t, func(r *http.Request) (*http.Response, error) {
			switch r.URL.Path {
			case "/api/v1/issues/i-1":
				return given(r, `{"id":"i-1","title":"Mend the guide","project":"p","shown":false,"hidden_because":"marked","your_mark":"closed"}`)
			case "/api/v1/claims/i-1":
				return given(r, `{"issue":"i-1","state":"claimed","until":"2999-01-01T00:00:00Z","waiting":0,"yours":"`+yours+`","position":1}`)
			}
			return away(r)
		})
		return asSomebody(h, http.MethodGet, "/issues/i-1", nil).Body.String()
	}
	for yours, want := range map[string][]string{
		"holder": {`id="work"`, `href="/issues/i-1/done"`, `value="extend"`, `href="/issues/i-1/release"`}, "waiting": {`id="work"`, `value="release"`},
	} {
		for _, s := range want {
			if body := page(yours); !strings.Contains(body, s) {
				t.Errorf("%s: no %s:\n%s", yours, s, body)
			}
		}
	}
	if body := page("none"); strings.Contains(body, `value="claim"`) {
		t.Error("a hidden issue can be begun")
	}
}

// TestAMarkedIssueIsNotRecommended: what the reader said is closed does not come back in what fits them.
func TestAMarkedIssueIsNotRecommended(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch r.URL.Path {
		case "/api/v1/people/me":
			return given(r, `{"id":"a-1","display_name":"Petra","want":[{"skill":"go"}],"newcomer":true}`)
		case "/api/v1/recommendations/issues":
			return given(r, `{"items":[{"issue":"i-1","score":9},{"issue":"i-2","score":8}]}`)
		case "/api/v1/issues":
			return given(r, `{"items":[{"id":"i-1","title":"Marked by me","shown":false,"hidden_because":"marked"},{"id":"i-2","title":"Open to me","shown":true}]}`)
		}
		return away(r)
	})
	body := asSomebody(h, http.MethodGet, "/fit", nil).Body.String()
	if strings.Contains(body, "Marked by me") || !strings.Contains(body, "Open to me") {
		t.Errorf("what fits:\n%s", body)
	}
}

// TestNextStepsAfterTheWork: in a live mentorship whose issue is done, whoever says so, the newcomer reads what can come next, and is not
// offered to begin on it; it stays when the issue was found closed, and when their own mark was refused.
func TestNextStepsAfterTheWork(t *testing.T) {
	page := func(issue string) string {
		h := siteOver(t, func(r *http.Request) (*http.Response, error) {
			switch r.URL.Path {
			case "/api/v1/mentorships/m-1":
				return given(r, `{"id":"m-1","status":"active","mentor":"b-1","newcomer":"a-1","issue":"i-1","began":"2026-11-01T00:00:00Z",
					"ends":"2999-01-01T00:00:00Z","goals":[],"last_word":"2026-11-20T00:00:00Z"}`)
			case "/api/v1/issues/i-1":
				return given(r, `{"id":"i-1","title":"Mend the guide","project":"p","project_name":"Orchard",`+issue+`}`)
			case "/api/v1/claims/i-1":
				return given(r, `{"issue":"i-1","state":"free","waiting":0,"yours":"none"}`)
			}
			return away(r)
		})
		return asSomebody(h, http.MethodGet, "/mentorships/m-1", nil).Body.String()
	}
	for _, issue := range []string{`"shown":false,"hidden_because":"closed"`, `"shown":true,"finished":true`,
		`"shown":false,"hidden_because":"marked","your_mark":"closed"`} {
		if body := page(issue); !strings.Contains(body, "What can come next") || strings.Contains(body, `value="claim"`) {
			t.Errorf("%s:\n%s", issue, body)
		}
	}
	if body := page(`"shown":true,"finished":true`); !strings.Contains(body, "Note what you made") {
		t.Error("who has done it is not asked to tell of it")
	}
	if body := page(`"shown":true`); strings.Contains(body, "What can come next") || !strings.Contains(body, `value="claim"`) {
		t.Errorf("an issue that is not done:\n%s", body)
	}
}

// TestWhomIHaveAskedIsNotPickedAgain: on the page of somebody with whom one has a request, the button leads to it.
func TestWhomIHaveAskedIsNotPickedAgain(t *testing.T) {
	page := func(limit string) string {
		h := siteOver(t, func(r *http.Request) (*http.Response, error) {
			switch r.URL.Path {
			case "/api/v1/people/me":
				return given(r, `{"id":"a-1","display_name":"Petra","want":[{"skill":"go"}],"newcomer":true}`)
			case "/api/v1/people/b-1":
				return given(r, `{"id":"b-1","display_name":"Mika","mentor":true}`)
			case "/api/v1/recommendations/why-not":
				return given(r, `{"person":"b-1","limit":"`+limit+`"}`)
			}
			return away(r)
		})
		return asSomebody(h, http.MethodGet, "/people/b-1", nil).Body.String()
	}
	if body := page("taken"); strings.Contains(body, `value="pick"`) || !strings.Contains(body, `class="button go" href="/requests"`) {
		t.Errorf("asked already:\n%s", body)
	}
	if body := page(""); !strings.Contains(body, `value="pick"`) {
		t.Errorf("not asked:\n%s", body)
	}
}

// TestAListSaysWhichIssuesAreOld: what was seen open long ago is named with the advice to look first.
func TestAListSaysWhichIssuesAreOld(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/api/v1/issues" {
			return given(r, `{"items":[{"id":"i-1","title":"Old","project":"p","shown":true,"seen":"2020-01-01T00:00:00Z"},
				{"id":"i-2","title":"New","project":"p","shown":true,"seen":"2998-01-01T00:00:00Z"}]}`)
		}
		return away(r)
	})
	body := asSomebody(h, http.MethodGet, "/issues", nil).Body.String()
	if n := strings.Count(body, "look first whether it still is"); n != 1 || strings.Index(body, "look first") > strings.Index(body, ">New<") {
		t.Errorf("said %d times:\n%s", n, body)
	}
}
