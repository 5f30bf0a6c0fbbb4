package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// refused is an answer with a problem.
func refused(r *http.Request, status int, code string) (*http.Response, error) {
	rec := httptest.NewRecorder()
	rec.Header().Set("Content-Type", "application/problem+json")
	rec.WriteHeader(status)
	_, _ = io.WriteString(rec, `{"status":`+strconv.Itoa(status)+`,"code":"`+code+`"}`)
	res := rec.Result()
	res.Request = r
	return res, nil
}

// TestGoalsThatTheOtherSideChanged: they are shown beside what was typed before anything replaces them; messages that came meanwhile are no
// reason to refuse.
func TestGoalsThatTheOtherSideChanged(t *testing.T) {
	goals, puts, stale := `[{"text":"Read the guide"}]`, []string{}, 0
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch {
		case r.Method == http.MethodPut:
			if stale > 0 {
				stale--
				return refused(r, http.StatusPreconditionFailed, "match.moved")
			}
			b, _ := io.ReadAll(r.Body)
			puts = append(puts, string(b))
			fallthrough
		case r.URL.Path == "/api/v1/mentorships/m-1":
			return given(r, `{"id":"m-1","status":"active","mentor":"b-1","newcomer":"a-1","began":"2026-11-01T00:00:00Z","ends":"2999-01-01T00:00:00Z",
				"last_word":"2026-11-20T00:00:00Z","goals":`+goals+`}`)
		}
		return away(r)
	})
	form := func() url.Values {
		return filled(t, asSomebody(h, http.MethodGet, "/mentorships/m-1", nil).Body.String(), "Save the goals")
	}
	f := form()
	stale = 1 // a message moved the version between reading and saving
	f.Set("goal-2", "Mend one page")
	if w := asSomebody(h, http.MethodPost, "/mentorships/m-1", f); w.Code != http.StatusSeeOther || len(puts) != 1 {
		t.Errorf("goals after a message: %d, %v", w.Code, puts)
	}
	f = form()
	goals = `[{"text":"Write a test","done":true}]`
	f.Set("goal-1", "My own words")
	w := asSomebody(h, http.MethodPost, "/mentorships/m-1", f)
	body := w.Body.String()
	if w.Code != http.StatusPreconditionFailed || len(puts) != 1 || !strings.Contains(body, "<bdi>Write a test</bdi>") ||
		!strings.Contains(body, `value="My own words"`) || !strings.Contains(body, "They stand so now") {
		t.Fatalf("changed by the other side: %d, %v\n%s", w.Code, puts, body)
	}
	f = filled(t, body, "Save the goals")
	if w := asSomebody(h, http.MethodPost, "/mentorships/m-1", f); w.Code != http.StatusSeeOther || len(puts) != 2 || !strings.Contains(puts[1], "My own words") {
		t.Errorf("saved after looking: %d, %v", w.Code, puts)
	}
}

// TestARefusedFormLeavesTheOthers: of a page of several forms each but the refused one holds what stands; what comes after a refusal saves
// nothing that nobody typed.
func TestARefusedFormLeavesTheOthers(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch r.URL.Path {
		case "/api/v1/projects/p-1":
			return given(r, `{"id":"p-1","name":"Orchard"}`)
		case "/api/v1/projects/p-1/wishes":
			return given(r, `{"description":"What we say","skills":["go"],"link":"https://orchard.example",
				"cap":3,"help":"maintainers","download_mb":7,"browser":"yes"}`)
		}
		return away(r)
	})
	f := filled(t, asSomebody(h, http.MethodGet, "/projects/p-1/maintain", nil).Body.String(), "Save: Newcomers at a time")
	f.Set("cap", "1000")
	w := asSomebody(h, http.MethodPost, "/projects/p-1/maintain", f)
	body := w.Body.String()
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="1000"`) {
		t.Fatalf("a cap of 1000: %d", w.Code)
	}
	for _, want := range []string{"What we say</textarea>", `name="project_skills" type="text" value="go"`, `value="https://orchard.example"`,
		`value="maintainers" checked`, `value="yes" checked`} {
		if !strings.Contains(strings.Join(strings.Fields(body), " "), want) && !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
}

// TestPlacesThatWereChangedMeanwhile: they stand beside what was typed; what else moved is no reason to refuse; and after a refusal the other
// form of the page still holds what somebody helps with, every bit of it.
func TestPlacesThatWereChangedMeanwhile(t *testing.T) {
	standing, puts, stale := `{"capacity":2,"caps":{"open":1}}`, 0, 0
	var patch string
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch {
		case r.Method == http.MethodPatch:
			b, _ := io.ReadAll(r.Body)
			patch = string(b)
			fallthrough
		case r.URL.Path == "/api/v1/people/me":
			return given(r, `{"id":"a-1","display_name":"Petra","mentor":true,"approval":{"state":"approved"},"found_by":"everybody",
				"teach":[{"skill":"go","level":5},{"skill":"cobol","level":4}]}`)
		case r.Method == http.MethodPut:
			if stale > 0 {
				stale--
				return refused(r, http.StatusPreconditionFailed, "standing.moved")
			}
			puts++
			fallthrough
		case r.URL.Path == "/api/v1/standing/me":
			return given(r, standing)
		}
		return away(r)
	})
	form := func() url.Values {
		return filled(t, asSomebody(h, http.MethodGet, "/mentoring", nil).Body.String(), "Save my places")
	}
	f := form()
	stale = 1
	f.Set("places", "4")
	if w := asSomebody(h, http.MethodPost, "/mentoring", f); w.Code != http.StatusSeeOther || puts != 1 {
		t.Errorf("places after something else moved: %d, %d", w.Code, puts)
	}
	f = form()
	standing = `{"capacity":7,"caps":{"open":3}}`
	f.Set("places", "1")
	w := asSomebody(h, http.MethodPost, "/mentoring", f)
	body := w.Body.String()
	if w.Code != http.StatusPreconditionFailed || puts != 1 || !strings.Contains(body, "Now: 7") || !strings.Contains(body, "Now: 3") ||
		!strings.Contains(body, `name="places" type="text" value="1"`) {
		t.Errorf("places that were changed meanwhile: %d, %d\n%s", w.Code, puts, body)
	}
	if w := asSomebody(h, http.MethodPost, "/mentoring", filled(t, body, "Save what I help with")); w.Code != http.StatusSeeOther ||
		!strings.Contains(patch, `"go","level":5`) || !strings.Contains(patch, `"cobol","level":4`) || strings.Contains(patch, "found_by") {
		t.Errorf("what one helps with after a refusal: %d %s", w.Code, patch)
	}
	f = form()
	f.Set("cap-open", "900")
	if body := asSomebody(h, http.MethodPost, "/mentoring", f).Body.String(); !strings.Contains(body, `aria-describedby="caps-h cap-open-e"`) ||
		!strings.Contains(body, `id="cap-open-e"`) {
		t.Errorf("a cap that is refused:\n%s", body)
	}
}
