package web

import (
	"net/http"
	"strings"
	"testing"
)

// TestEnterSavesAnApplication: the first button of the form, which Enter in a field of one line presses, keeps a draft; nothing is sent by it.
func TestEnterSavesAnApplication(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch r.URL.Path {
		case "/api/v1/cohorts/c-1":
			return given(r, `{"id":"c-1","programme":"p-1","name":"Autumn","phases":[],"applying":true,"newcomers":"apply","mine":{},
				"questions":[{"code":"why","text":"Why?","kind":"short","for":"both"}]}`)
		case "/api/v1/cohorts/c-1/applications/newcomer":
			return refusedBy(r, http.StatusNotFound, `{"status":404,"code":"application.absent"}`)
		}
		return refusedBy(r, http.StatusNotFound, `{"status":404,"code":"absent"}`)
	})
	w := asSomebody(h, http.MethodGet, "/cohorts/c-1/apply/newcomer", nil)
	body := w.Body.String()
	form := body[max(0, strings.Index(body, `action="/cohorts/c-1/apply/newcomer"`)):]
	first := form[strings.Index(form, "<button"):]
	if first = first[:strings.Index(first, ">")]; !strings.Contains(first, `value="save"`) || !strings.Contains(form, `value="send"`) {
		t.Errorf("%d: Enter presses %s>\n%s", w.Code, first, body)
	}
}

// TestAWeekIsADay: people read the day on which a week began.
func TestAWeekIsADay(t *testing.T) {
	s := siteOver(t, fakeAPI{
		"GET /api/v1/programmes/p-1": `{"id":"p-1","name":"Orchard"}`,
		"GET /api/v1/participation/programmes/p-1": `{"items":[{"id":"c-1","programme":"p-1","week":"2026-W48","way":"tables","rule":{"version":3,"min_cell":10,"base":5,"apart":10},
			"tables":[],"cycles":["c-1"]},{"id":"c-0","programme":"p-1","week":"2025-W01","way":"tables","rule":{"version":3},"tables":[],"cycles":["c-0"]}]}`,
	}.answer)
	w := ask(s, http.MethodGet, "/programmes/p-1/figures", nil)
	said(t, w, []string{"the week that began on 23 November 2026", "the week from 30 December 2024"}, "W48", "W01")
}

// TestWhoTakesPartGivesAName: who is in without a name is asked for one on their page; meanwhile organisers can tell them apart.
func TestWhoTakesPartGivesAName(t *testing.T) {
	one := func(person string) string {
		return `{"id":"x-1","cohort":"c-1","programme":"p-1","person":"` + person + `","as":"newcomer","state":"accepted","answers":[],"evidence":[]}`
	}
	f := fakeAPI{
		"GET /api/v1/cohorts/c-1":              `{"id":"c-1","programme":"p-1","name":"Autumn","phases":[],"mine":{"organiser":true}}`,
		"GET /api/v1/cohorts/c-1/participants": `{"items":[` + one("person-aaaa") + `,` + one("person-bbbb") + `]}`,
		"GET /api/v1/cohorts/c-1/checklist":    `{"items":[]}`,
		"GET /api/v1/applications/x-1":         one("a-1"),
		"GET /api/v1/people/names":             `{"items":[]}`,
	}
	h := siteOver(t, f.answer)
	const ask = `href="/settings/profile?then=/applications/x-1"`
	said(t, asSomebody(h, http.MethodGet, "/applications/x-1", nil), []string{ask})
	said(t, asSomebody(h, http.MethodGet, "/cohorts/c-1/manage", nil), []string{"(…aaaa)", "(…bbbb)"})
	f["GET /api/v1/people/me"] = `{"id":"a-1","display_name":"Ada"}`
	said(t, asSomebody(h, http.MethodGet, "/applications/x-1", nil), []string{"Takes part"}, ask)
}
