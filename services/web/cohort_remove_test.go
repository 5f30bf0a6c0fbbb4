package web

import (
	"net/http"
	"testing"
)

// TestACohortMadeByMistake: its organiser deletes it, after a question; one that was published has no way there, and why one stays is said.
func TestACohortMadeByMistake(t *testing.T) {
	published, deleted, refuse := "false", 0, false
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch r.Method + " " + r.URL.Path {
		case "GET /api/v1/cohorts/c-1":
			return given(r, `{"id":"c-1","programme":"p-1","name":"Z","published":`+published+`,"phases":[],"questions":[],"mine":{"organiser":true}}`)
		case "DELETE /api/v1/cohorts/c-1":
			if refuse {
				return refused(r, http.StatusConflict, "cohort.in_use")
			}
			deleted++
			return given(r, `{}`)
		}
		return refusedBy(r, http.StatusNotFound, `{"status":404,"code":"absent"}`)
	})
	const way = `href="/cohorts/c-1/remove"`
	said(t, asSomebody(h, http.MethodGet, "/cohorts/c-1/setup", nil), []string{way})
	w := asSomebody(h, http.MethodGet, "/cohorts/c-1/remove", nil)
	said(t, w, []string{"Delete Z?", `href="/cohorts/c-1/setup"`})
	f := filled(t, w.Body.String(), "Delete it")
	w = asSomebody(h, http.MethodPost, "/cohorts/c-1/remove", f)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/programmes/p-1" || deleted != 1 {
		t.Fatalf("%d %s %d", w.Code, w.Header().Get("Location"), deleted)
	}
	refuse = true
	said(t, asSomebody(h, http.MethodPost, "/cohorts/c-1/remove", f), []string{"Something belongs to this cohort already"})
	published = "true"
	said(t, asSomebody(h, http.MethodGet, "/cohorts/c-1/setup", nil), []string{"Z"}, way)
	if w := asSomebody(h, http.MethodGet, "/cohorts/c-1/remove", nil); w.Code != http.StatusNotFound {
		t.Errorf("a published one: %d", w.Code)
	}
}
