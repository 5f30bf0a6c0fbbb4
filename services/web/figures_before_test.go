package web

import (
	"net/http"
	"strings"
	"testing"
)

// TestACloneOffersWhatWasAsked: the figures' page of a cohort that was made from another offers what was asked there; it is filled in when that is
// chosen, and kept by saving alone.
func TestACloneOffersWhatWasAsked(t *testing.T) {
	const one = `"programme":"p-1","phases":[],"mine":{"organiser":true}}`
	puts := 0
	cycle := func(id, setup string) string {
		return `{"cycle":"` + id + `","programme":"p-1","state":"none"` + setup + `,"questions":[],"outlook":[],"choices":[],"people":60}`
	}
	api := fakeAPI{
		"GET /api/v1/cohorts/c-2": `{"id":"c-2","name":"Spring","from":"c-1",` + one, "GET /api/v1/cohorts/c-1": `{"id":"c-1","name":"Winter",` + one,
		"GET /api/v1/participation/cycles/c-2": cycle("c-2", ""),
		"GET /api/v1/participation/cycles/c-1": cycle("c-1", `,"setup":{"way":"noise","epsilon":2000,"by_role":true,"pool":2,
			"questions":[{"code":"q","text":"Which door?","options":[{"code":"a","text":"The red one"}]}]}`),
		"GET /api/v1/programmes/p-1/cohorts": `{"items":[]}`,
	}
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		if r.Method != http.MethodGet {
			puts++
		}
		return api.answer(r)
	})
	w := asSomebody(h, http.MethodGet, "/cohorts/c-2/figures", nil)
	said(t, w, []string{"Winter", `href="/cohorts/c-2/figures?like=c-1#way"`}, "Which door?")
	w = asSomebody(h, http.MethodGet, "/cohorts/c-2/figures?like=c-1", nil)
	said(t, w, []string{"Which door?\n- The red one", "Nothing of it is kept before you save it here."})
	f := filled(t, w.Body.String(), "Save")
	if f.Get("way") != "noise" || f.Get("by_role") != "yes" || f.Get("pool") != "2" || puts > 0 {
		t.Errorf("%v, %d", f, puts)
	}
	w = asSomebody(h, http.MethodGet, "/cohorts/c-2/figures?like=c-9", nil) // of that cohort alone
	if strings.Contains(w.Body.String(), "Which door?") {
		t.Error("filled in from another cohort")
	}
}
