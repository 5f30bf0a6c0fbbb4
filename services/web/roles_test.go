package web

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/services/web/session"
)

// TestANamelessPersonIsNamedOnce: an administrator who gives roles by addresses reads under what each stands in lists until they give a name, and
// on an empty place the page of programmes leads to organisations.
func TestANamelessPersonIsNamedOnce(t *testing.T) {
	given1 := 0
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch {
		case r.URL.Path == "/api/v1/organisations/o-1":
			return given(r, `{"id":"o-1","name":"Example","roles":["organiser"]}`)
		case strings.Contains(r.URL.Path, "look-up") || strings.Contains(r.URL.Path, "lookup"):
			return given(r, `{"id":"somebody-f368"}`)
		case r.Method == http.MethodPut && strings.Contains(r.URL.Path, "somebody-f368"):
			given1++
			return given(r, `{"person":"somebody-f368","role":"reviewer","at":"2026-11-20T10:00:00Z"}`)
		case r.Method == http.MethodGet:
			return given(r, `{"items":[]}`)
		}
		t.Log(r.Method, r.URL.Path)
		return away(r)
	})
	claims := base64.RawURLEncoding.EncodeToString([]byte(`{"roles":["administrator"]}`))
	rec := httptest.NewRecorder()
	session.NewJar(false).Keep(rec, session.Tokens{Account: "a-1", Access: "x." + claims + ".y", Refresh: "r", Ends: time.Now().Add(time.Hour)})
	cookies := map[string]string{}
	for _, c := range rec.Result().Cookies() {
		cookies[strings.TrimPrefix(c.Name, "wm-")] = c.Value
	}
	form := url.Values{"do": {"give"}, "grant_person": {"rev1@example.org"}, "grant_role": {"reviewer"}}
	w := with(h, http.MethodPost, "/organisations/o-1/setup", form, cookies)
	body := w.Body.String()
	if w.Code != http.StatusOK || given1 != 1 || !strings.Contains(body, "rev1@example.org is “Somebody without a page (…f368)” here") {
		t.Errorf("%d, %d given\n%s", w.Code, given1, body)
	}
	if body := with(h, http.MethodGet, "/programmes", nil, cookies).Body.String(); !strings.Contains(body, `href="/operate/organisations"`) {
		t.Errorf("no way to organisations:\n%s", body)
	}
}

// TestOneThingWaitsOnce: what waits on an organiser's desk stands on the first page once, with its name, however often a notice of it came.
func TestOneThingWaitsOnce(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		one := func(id, about string) string {
			return `{"id":"` + id + `","kind":"desk_waits","waits":true,"application":"` + about + `","at":"2026-11-20T10:00:00Z"}`
		}
		switch r.URL.Path {
		case "/api/v1/people/me":
			return given(r, `{"id":"a-1","display_name":"Oda"}`)
		case "/api/v1/inbox":
			return given(r, `{"items":[`+strings.Join([]string{one("1", "c-1_x-1"), one("2", "c-1_x-1"), one("3", "c-1_x-2"), one("4", "b-1")}, ",")+`]}`)
		case "/api/v1/cohorts/c-1/projects/x-1":
			return given(r, `{"id":"x-1","title":"Tests for the timetable"}`)
		case "/api/v1/board/b-1":
			return given(r, `{"id":"b-1","title":"A tool for stops"}`)
		}
		return away(r)
	})
	body := asSomebody(h, http.MethodGet, "/", nil).Body.String()
	for want, times := range map[string]int{`href="/cohorts/c-1/projects/x-1"`: 1, `href="/cohorts/c-1/projects/x-2"`: 1, "<bdi>Tests for the timetable</bdi>": 1,
		"<bdi>A tool for stops</bdi>": 1} {
		if n := strings.Count(body, want); n != times {
			t.Errorf("%s stands %d times\n%s", want, n, body)
		}
	}
}

// TestAPoolIsChosenByName: the set-up of figures offers the cohorts that began a pool by their names, and nobody types an id.
func TestAPoolIsChosenByName(t *testing.T) {
	cycles := map[string]string{"c-1": `"state":"none"`,
		"c-2": `"state":"open","setup":{"way":"tables","pool":3}`, "c-3": `"state":"open","setup":{"way":"tables"}`,
		"c-4": `"state":"open","setup":{"way":"tables","pool":3,"pool_with":"c-2"}`}
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		if id, ok := strings.CutPrefix(r.URL.Path, "/api/v1/participation/cycles/"); ok {
			return given(r, `{"cycle":"`+id+`","programme":"p-1","fixed":false,`+cycles[id]+`,"questions":[],"outlook":[],"choices":[],"people":40,"newcomers":40}`)
		}
		if r.URL.Path == "/api/v1/programmes/p-1/cohorts" {
			return given(r, `{"items":[{"id":"c-1","name":"Winter"},{"id":"c-2","name":"Autumn"},{"id":"c-3","name":"Alone"},{"id":"c-4","name":"Joined"}]}`)
		}
		return away(r)
	})
	body := asSomebody(h, http.MethodGet, "/cohorts/c-1/figures", nil).Body.String()
	if !strings.Contains(body, `<option value="c-2">Autumn</option>`) || strings.Contains(body, "Alone") || strings.Contains(body, "Joined") {
		t.Errorf("the pools:\n%s", body)
	}
}
