package web

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestADecisionForSeveral: the words go to all of them, and the page says so; whoever could not be decided about is named with the reason, and
// how many decisions are kept is said.
func TestADecisionForSeveral(t *testing.T) {
	one := func(id, person string) string {
		return `{"id":"` + id + `","cohort":"c-1","programme":"p-1","person":"` + person + `","as":"newcomer","state":"sent","answers":[],"evidence":[]}`
	}
	sent := ""
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch r.Method + " " + r.URL.Path {
		case "GET /api/v1/cohorts/c-1":
			return given(r, `{"id":"c-1","programme":"p-1","name":"Autumn","phases":[],"mine":{"organiser":true,"reviewer":true}}`)
		case "GET /api/v1/cohorts/c-1/applications":
			return given(r, `{"items":[`+one("x-1", "person-aaaa")+`,`+one("x-2", "person-bbbb")+`,`+one("x-3", "person-cccc")+`]}`)
		case "GET /api/v1/applications/x-2":
			return given(r, one("x-2", "person-bbbb"))
		case "GET /api/v1/people":
			return given(r, `{"items":[]}`)
		case "PUT /api/v1/cohorts/c-1/decisions":
			b, _ := io.ReadAll(r.Body)
			sent = string(b)
			return given(r, `{"items":[{"application":"x-1","prepared":true},{"application":"x-2","prepared":false,"code":"application.conflict"},
				{"application":"x-3","prepared":false,"code":"application.absent"}]}`)
		}
		return refusedBy(r, http.StatusNotFound, `{"status":404,"code":"absent"}`)
	})
	w := asSomebody(h, http.MethodGet, "/cohorts/c-1/reviews", nil)
	said(t, w, []string{"Your words to all of them"}, "Your words to this person")
	f := filled(t, w.Body.String(), "Keep the decision for all of them")
	f["application"] = []string{"x-1", "x-2", "x-3"}
	f.Set("outcome", "decline")
	f.Set("because", "places")
	f.Set("words_all", "Thank you, all of you.")
	w = asSomebody(h, http.MethodPost, "/cohorts/c-1/reviews", f)
	if w.Code != http.StatusConflict || !strings.Contains(sent, `"words":"Thank you, all of you."`) {
		t.Fatalf("%d %s\n%s", w.Code, sent, w.Body)
	}
	said(t, w, []string{"Decisions that are kept: 1.", "<bdi>Applicant bbbb</bdi>", "bbbb: You have an interest in this application.",
		"An application that is there no more: This application is there no more"})
}

// TestARefusalHidesNoDecision: who was decided about since the form was made is named and ticked no more, also where the form is refused for
// something else.
func TestARefusalHidesNoDecision(t *testing.T) {
	decided, puts := "", 0
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch r.Method + " " + r.URL.Path {
		case "GET /api/v1/cohorts/c-1":
			return given(r, `{"id":"c-1","programme":"p-1","name":"Autumn","phases":[],"mine":{"organiser":true,"reviewer":true}}`)
		case "GET /api/v1/cohorts/c-1/applications":
			one := func(id, more string) string {
				return `{"id":"` + id + `","cohort":"c-1","person":"person-` + id + `","as":"newcomer","state":"sent","answers":[],"evidence":[]` + more + `}`
			}
			return given(r, `{"items":[`+one("x-1", decided)+`,`+one("x-2", "")+`]}`)
		case "PUT /api/v1/cohorts/c-1/decisions":
			puts++
			return refusedBy(r, http.StatusUnprocessableEntity, `{"status":422,"code":"invalid","errors":[{"pointer":"/reason","code":"required"}]}`)
		}
		return refusedBy(r, http.StatusNotFound, `{"status":404,"code":"absent"}`)
	})
	f := filled(t, asSomebody(h, http.MethodGet, "/cohorts/c-1/reviews", nil).Body.String(), "Keep the decision for all of them")
	f["application"] = []string{"x-1", "x-2"}
	f.Set("outcome", "decline")
	decided = `,"decision":{"outcome":"accept","number":1,"by":"b-2","words":"Welcome"}`
	w := asSomebody(h, http.MethodPost, "/cohorts/c-1/reviews", f)
	if w.Code != http.StatusUnprocessableEntity || puts != 1 {
		t.Fatalf("%d\n%s", w.Code, w.Body)
	}
	said(t, w, []string{"Decided by somebody since you looked, and ticked no more: Applicant -x-1.", `value="x-2" checked`}, `value="x-1" checked`)
}
