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
		"GET /api/v1/participation/programmes/p-1": `{"items":[{"id":"c-1","programme":"p-1","week":"2026-W48","way":"tables","tables":[],"cycles":["c-1"],
			"rule":{"version":3,"min_cell":10,"base":5,"apart":10}},{"id":"c-0","programme":"p-1","week":"2025-W01",
			"way":"tables","rule":{"version":3},"tables":[],"cycles":["c-0"]}]}`,
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

// TestAFormWaitsOnTheWay: whoever asks for a link in place of a password, or for a new password, keeps what they typed before they were signed
// out, and reads where.
func TestAFormWaitsOnTheWay(t *testing.T) {
	f := fakeAPI{}
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPost {
			return given(r, `{"delivery":"mail"}`)
		}
		return f.answer(r)
	})
	const kept, waits = "<html lang=\"en\" dir=\"ltr\" data-keeps", "leave it open"
	w := ask(h, http.MethodGet, "/sign-in?form=waits&then=/cohorts/c-1/apply/newcomer", nil)
	said(t, w, []string{kept, `href="/reset?form=waits&amp;then=%2fcohorts%2fc-1%2fapply%2fnewcomer"`})
	form := filled(t, w.Body.String(), "Sign in")
	form.Set("address", "ada@example.org")
	form.Set("do", "link")
	said(t, ask(h, http.MethodPost, "/sign-in", form), []string{kept, waits, `href="/cohorts/c-1/apply/newcomer"`})
	w = ask(h, http.MethodGet, "/reset?form=waits&then=/cohorts/c-1/apply/newcomer", nil)
	said(t, w, []string{kept})
	form = filled(t, w.Body.String(), "Send")
	form.Set("address", "ada@example.org")
	said(t, ask(h, http.MethodPost, "/reset", form), []string{kept, waits})
	form.Del("form")
	said(t, ask(h, http.MethodPost, "/reset", form), nil, kept, waits)
}

// TestTheBoardRefusesOnce: all that is wrong with what is posted is said at once, each by its name.
func TestTheBoardRefusesOnce(t *testing.T) {
	h := siteOver(t, fakeAPI{
		"GET /api/v1/programmes/p-1": `{"id":"p-1","name":"Orchard","me":{"newcomer":true,"roles":[]}}`, "GET /api/v1/programmes/p-1/board": `{"items":[]}`,
	}.answer)
	w := asSomebody(h, http.MethodPost, "/programmes/p-1/board", map[string][]string{"board_kind": {"tool"}, "board_agreement": {"agreed"}})
	said(t, w, []string{"4 things need your attention", `href="#board_title"`, `href="#board_text"`, `href="#board_owner"`, ": choose a day</a>"})
}

// TestWhatAReviewerIsShown: no way to rounds, which are for organisers; no word about rules where a cohort asks nothing about eligibility.
func TestWhatAReviewerIsShown(t *testing.T) {
	f := fakeAPI{
		"GET /api/v1/cohorts/c-1": `{"id":"c-1","programme":"p-1","name":"Autumn","phases":[],"mine":{"reviewer":true},
			"questions":[{"code":"why","text":"Why?","kind":"short","for":"both"}]}`,
		"GET /api/v1/cohorts/c-1/console": `{"items":[{"code":"unmatched","person":"person-aaaa","application":"x-1"}],"mentors":[]}`,
		"GET /api/v1/applications/x-1": `{"id":"x-1","cohort":"c-1","programme":"p-1","person":"person-aaaa","as":"newcomer","state":"sent","answers":[],
			"evidence":[],"eligible":"yes"}`,
		"GET /api/v1/applications/x-1/reviews": `{"items":[]}`,
	}
	h := siteOver(t, f.answer)
	said(t, asSomebody(h, http.MethodGet, "/cohorts/c-1/today", nil), []string{"Has no mentor"}, "/rounds")
	said(t, asSomebody(h, http.MethodGet, "/cohorts/c-1/reviews/x-1", nil), []string{"Answers"}, "The rules are met")
}
