package web

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/services/web/session"
)

// with asks with cookies, by their short names.
func with(h http.Handler, method, path string, form url.Values, cookies map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range cookies {
		r.AddCookie(&http.Cookie{Name: "wm-" + name, Value: value})
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestHoursNeedACity: hours on a clock that nobody named are refused at the field and stay ticked; with neither, the start goes on, and
// no clock is taken for the reader's.
func TestHoursNeedACity(t *testing.T) {
	h := siteOver(t, away)
	form := url.Values{"how": {"either"}, "hours": {"tue-ev"}, "zone": {""}, "language": {"en"}, "spoken": {"3"}}
	zoneSet := func(w *httptest.ResponseRecorder) string {
		for _, c := range w.Result().Cookies() {
			if c.Name == "wm-zone" && c.MaxAge >= 0 {
				return c.Value
			}
		}
		return ""
	}
	w := ask(h, http.MethodPost, "/start/2", form)
	body := w.Body.String()
	at := strings.Index(body, `value="tue-ev"`)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `id="zone-e"`) || !strings.Contains(body, "Choose a city, so that") {
		t.Errorf("hours without a city: %d\n%s", w.Code, body)
	}
	if at < 0 || !strings.Contains(body[at:at+strings.IndexByte(body[at:], '>')], "checked") {
		t.Error("the hours are lost")
	}
	if z := zoneSet(w); z != "" {
		t.Errorf("the clock of %s is taken for the reader's", z)
	}
	for zone, hours := range map[string][]string{"": nil, "Europe/Lisbon": {"tue-ev"}, "UTC": {"tue-ev"}} {
		form["zone"], form["hours"] = []string{zone}, hours
		w := ask(h, http.MethodPost, "/start/2", form)
		if w.Code != http.StatusSeeOther || zoneSet(w) != zone {
			t.Errorf("%q with %v: %d, the zone is %q", zone, hours, w.Code, zoneSet(w))
		}
	}
}

// TestWhatFitsClaimsNothing: who did not say where they live reads cities and no distance of clocks; what is left out of a sentence is
// counted; that a mentor is new is said once.
func TestWhatFitsClaimsNothing(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch r.URL.Path {
		case "/api/v1/recommendations/mentors":
			return given(r, `{"items":[{"person":"m1","reasons":[],"wait":"new_here","load":"new_here"}]}`)
		case "/api/v1/people":
			return given(r, `{"items":[{"id":"m1","display_name":"Petra","format":"either","zone":"Asia/Tokyo","mentor":true}]}`)
		}
		return away(r)
	})
	a := answers{Want: []string{"testing", "go", "frobnication", "database"}, Languages: []string{"en:3"}}
	w := with(h, http.MethodGet, "/fit", nil, map[string]string{"start": a.encode()})
	body := w.Body.String()
	for _, want := range []string{"Petra", "Tokyo", "You want to learn testing, Go, frobnication and 1 more.", "new here"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not on the page: %d\n%s", want, w.Code, body)
		}
	}
	for _, not := range []string{"your time", "ahead of you", "behind you", "Load:"} {
		if strings.Contains(body, not) {
			t.Errorf("the page says %q", not)
		}
	}
	a.Zone = "Asia/Karachi"
	w = with(h, http.MethodGet, "/fit", nil, map[string]string{"start": a.encode(), "zone": a.Zone})
	if !strings.Contains(w.Body.String(), "Tokyo, 4 hours ahead of you") {
		t.Errorf("a clock that is known is not compared:\n%s", w.Body.String())
	}
}

// TestFirstPageOfStaff: what waits comes first, then what they look after; whoever does not look for help is not asked what they know. Who
// has answered or written is not asked again.
func TestFirstPageOfStaff(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Path != "/api/v1/people/me" {
			return given(r, `{"items":[]}`)
		}
		rec := httptest.NewRecorder()
		rec.Header().Set("Content-Type", "application/problem+json")
		rec.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(rec, `{"title":"absent","status":404,"code":"profiles.absent"}`)
		res := rec.Result()
		res.Request = r
		return res, nil
	})
	const after, waits, nothing = "What you look after", `id="waits"`, "You have not said anything about yourself yet."
	first := func(role string, a answers) string {
		claims := base64.RawURLEncoding.EncodeToString([]byte(`{"roles":["` + role + `"]}`))
		w := httptest.NewRecorder()
		session.NewJar(false).Keep(w, session.Tokens{Account: "a-1", Access: "x." + claims + ".y", Refresh: "r", Ends: time.Now().Add(time.Hour)})
		cookies := map[string]string{"start": a.encode()}
		for _, c := range w.Result().Cookies() {
			cookies[strings.TrimPrefix(c.Name, "wm-")] = c.Value
		}
		return with(h, http.MethodGet, "/", nil, cookies).Body.String()
	}
	for role, path := range map[string]string{"administrator": "/operate/people", "moderator": "/approvals"} {
		body := first(role, answers{})
		at := []int{strings.Index(body, waits), strings.Index(body, after), strings.Index(body, `href="`+path+`"`)}
		if slices.Contains(at, -1) || !slices.IsSorted(at) || strings.Contains(body, nothing) {
			t.Errorf("%s: what waits is not first, then what they do: %v\n%s", role, at, body)
		}
	}
	body := first("", answers{})
	if at := strings.Index(body, nothing); strings.Contains(body, after) || at < 0 || at > strings.Index(body, waits) {
		t.Errorf("a newcomer's first page:\n%s", body)
	}
	said := answers{Want: []string{"go"}}
	if body := first("", said); strings.Contains(body, nothing) || !strings.Contains(body, "Your answers are kept on this device.") {
		t.Errorf("who has answered is asked again:\n%s", body)
	}
	said.Draft = true
	if body := first("", said); strings.Contains(body, nothing) || strings.Contains(body, "Your answers are kept") ||
		!strings.Contains(body, "Your first message is written and waits.") {
		t.Errorf("who has written is sent back to the start:\n%s", body)
	}
}

// TestOwnOffer: the free field is about what one helps with, and is read again as it stands; who is paused or has no place is not told
// that they can be found.
func TestOwnOffer(t *testing.T) {
	page := func(standing string) string {
		h := siteOver(t, func(r *http.Request) (*http.Response, error) {
			switch r.URL.Path {
			case "/api/v1/people/me":
				return given(r, `{"id":"a-1","display_name":"Petra","mentor":true,"newcomer":true,"approval":{"state":"approved"},
					"want":[{"skill":"go"},{"skill":"perl"}],"teach":[{"skill":"cobol"},{"skill":"fortran"}]}`)
			case "/api/v1/standing/me":
				return given(r, standing)
			}
			return away(r)
		})
		w := httptest.NewRecorder()
		session.NewJar(false).Keep(w, session.Tokens{Account: "a-1", Access: "x.e30.y", Refresh: "r", Ends: time.Now().Add(time.Hour)})
		cookies := map[string]string{}
		for _, c := range w.Result().Cookies() {
			cookies[strings.TrimPrefix(c.Name, "wm-")] = c.Value
		}
		return with(h, http.MethodGet, "/mentoring", nil, cookies).Body.String()
	}
	body := page(`{"capacity":2,"taken":1}`)
	if !strings.Contains(body, "Something else you help with") || !strings.Contains(body, `value="COBOL, Fortran"`) ||
		!strings.Contains(body, "You can be found as a mentor.") || strings.Contains(body, "Perl") || strings.Contains(body, " checked") {
		t.Errorf("one's own offer:\n%s", body)
	}
	for _, standing := range []string{`{"capacity":0,"taken":1}`, `{"capacity":2,"taken":1,"paused_until":"2999-01-01T00:00:00Z"}`} {
		if body := page(standing); strings.Contains(body, "You can be found as a mentor.") || !strings.Contains(body, `id="pl"`) {
			t.Errorf("%s:\n%s", standing, body)
		}
	}
}

// TestMailStandsInGroups: each kind in one group, in the order of the page; one that no group knows is not lost.
func TestMailStandsInGroups(t *testing.T) {
	got := byGroup([]string{"claim_ended", "case_waits", "new_one", "message_posted", "mentor_asked", "info_given"})
	want := []kindGroup{{"mentor", []string{"mentor_asked", "info_given"}}, {"together", []string{"message_posted"}}, {"work", []string{"claim_ended"}},
		{"staff", []string{"case_waits"}}, {"other", []string{"new_one"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
	seen := map[string]bool{}
	for _, g := range mailGroups {
		for _, kind := range g.kinds {
			if seen[kind] {
				t.Errorf("%s stands twice", kind)
			}
			seen[kind] = true
		}
	}
}

// TestBlockedByName: one's own blocks by name where there is one, and all of them where names are away.
func TestBlockedByName(t *testing.T) {
	for names, want := range map[string][]string{
		`{"items":[{"id":"p-2","display_name":"Mika <b>"}]}`: {"Person 1", "Mika &lt;b&gt;"}, "": {"Person 1", "Person 2"},
	} {
		h := siteOver(t, func(r *http.Request) (*http.Response, error) {
			switch {
			case r.URL.Path == "/api/v1/blocks":
				return given(r, `{"items":[{"person":"p-1","since":"2026-01-01T00:00:00Z"},{"person":"p-2","since":"2026-01-01T00:00:00Z"}]}`)
			case r.URL.Path == "/api/v1/people/me/blocked" && names != "":
				return given(r, names)
			}
			return away(r)
		})
		w := httptest.NewRecorder()
		session.NewJar(false).Keep(w, session.Tokens{Account: "a-1", Access: "x.e30.y", Refresh: "r", Ends: time.Now().Add(time.Hour)})
		cookies := map[string]string{}
		for _, c := range w.Result().Cookies() {
			cookies[strings.TrimPrefix(c.Name, "wm-")] = c.Value
		}
		body := with(h, http.MethodGet, "/settings/blocks", nil, cookies).Body.String()
		for _, s := range want {
			if !strings.Contains(body, s) {
				t.Errorf("%q is missing:\n%s", s, body)
			}
		}
	}
}
