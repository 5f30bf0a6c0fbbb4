package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
)

// TestTypedWork: a line is a project; the address of a page here is its id; the kind that was said before stays.
func TestTypedWork(t *testing.T) {
	before := []api.ProfileWork{{Project: "orchard/apple", Kind: "documentation"}, {Project: "orchard/apple", Kind: "code"}, {Project: "gone/away"}}
	got := typedWork("orchard/apple\r\n\n https://waymark.example.org/projects/abc234 \norchard/pear", before)
	want := []api.ProfileWork{{Project: "orchard/apple", Kind: "documentation"}, {Project: "orchard/apple", Kind: "code"}, {Project: "abc234"},
		{Project: "orchard/pear"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := typedWork("", before); got == nil || len(got) != 0 {
		t.Errorf("an empty field empties the list: %v", got)
	}
}

// TestEarlierWork: it stands in one's own form and is sent from there; on a page it is shown where the person shows it.
func TestEarlierWork(t *testing.T) {
	const me = `{"id":"a-1","display_name":"Nia","found_by":"nobody","newcomer":true,"contributed":[{"project":"orchard/apple"}],"show_contributed":true}`
	f := fakeAPI{"GET /api/v1/people/me": me, "PATCH /api/v1/people/me": me,
		"GET /api/v1/people/p-9": `{"id":"p-9","display_name":"Mo","contributed":[{"project":"orchard/apple"},{"project":"abc234"}]}`,
		"GET /api/v1/projects":   `{"items":[{"id":"abc234","name":"A library"}]}`,
	}
	var sent api.ProfilePatch
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPatch {
			if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
				t.Error(err)
			}
		}
		return f.answer(r)
	})
	said(t, with(h, "GET", "/settings/profile", nil, reader("")),
		[]string{"orchard/apple</textarea>", `value="yes" checked`, "Projects that you helped before"})
	form := url.Values{"name": {"Nia"}, "found_by": {"nobody"}, "contributed": {"orchard/apple\norchard/pear"}}
	if w := with(h, "POST", "/settings/profile", form, reader("")); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code, w.Body)
	}
	if sent.Contributed == nil || len(*sent.Contributed) != 2 || sent.ShowContributed == nil || *sent.ShowContributed {
		t.Errorf("sent: %+v", sent)
	}
	said(t, with(h, "GET", "/people/p-9", nil, reader("")),
		[]string{"Has helped these projects", "https://github.com/orchard/apple", "/projects/abc234", "A library"})
}

// TestWhatWasMadeWithoutAnIssue: a mentorship that names no issue leads on once a goal is reached, from the project that the newcomer noted last.
func TestWhatWasMadeWithoutAnIssue(t *testing.T) {
	done := "false"
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch r.URL.Path {
		case "/api/v1/mentorships/m-1":
			return given(r, `{"id":"m-1","status":"active","mentor":"b-1","newcomer":"a-1","began":"2026-11-01T00:00:00Z","ends":"2999-01-01T00:00:00Z",
				"last_word":"2026-11-20T00:00:00Z","goals":[{"text":"Mend one page","done":`+done+`}]}`)
		case "/api/v1/people/me":
			return given(r, `{"id":"a-1","display_name":"Nia","newcomer":true,"contributed":[{"project":"abc234"},{"project":"orchard/apple"}]}`)
		case "/api/v1/projects/abc234":
			return given(r, `{"id":"abc234","name":"Lantern","skills":["go"]}`)
		case "/api/v1/issues":
			return given(r, `{"items":[{"id":"i-2","title":"Say it in Swahili","project":"abc234","level":2}]}`)
		}
		return away(r)
	})
	if body := asSomebody(h, http.MethodGet, "/mentorships/m-1", nil).Body.String(); strings.Contains(body, "What can come next") {
		t.Error("steps before anything was reached")
	}
	done = "true"
	said(t, asSomebody(h, http.MethodGet, "/mentorships/m-1", nil),
		[]string{"What can come next", "/projects/abc234", "Say it in Swahili", "All open issues of Lantern"})
}
