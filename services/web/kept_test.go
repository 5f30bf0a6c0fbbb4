package web

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/web/session"
)

// filled is the form of a page that has a button of this name, as a browser sends it untouched.
func filled(t *testing.T, body, button string) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	value := func(n *html.Node, key string) (string, bool) {
		for _, a := range n.Attr {
			if a.Key == key {
				return a.Val, true
			}
		}
		return "", false
	}
	for form := range doc.Descendants() {
		if form.Data != "form" || !strings.Contains(textOf(form), button) {
			continue
		}
		out := url.Values{}
		for n := range form.Descendants() {
			name, ok := value(n, "name")
			if !ok {
				continue
			}
			val, _ := value(n, "value")
			switch n.Data {
			case "input":
				kind, _ := value(n, "type")
				_, on := value(n, "checked")
				if kind != "checkbox" && kind != "radio" || on {
					out.Add(name, val)
				}
			case "textarea":
				out.Add(name, textOf(n))
			case "select":
				chosen := ""
				for o := range n.Descendants() {
					if _, on := value(o, "selected"); on && o.Data == "option" {
						chosen, _ = value(o, "value")
					}
				}
				out.Add(name, chosen)
			case "button":
				if textOf(n) == button {
					out.Set(name, val)
				}
			}
		}
		return out
	}
	t.Fatalf("no form with %q", button)
	return nil
}

func textOf(n *html.Node) (out string) {
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out += d.Data
		}
	}
	return out
}

// asSomebody asks as somebody who is signed in.
func asSomebody(h http.Handler, method, path string, form url.Values) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	session.NewJar(false).Keep(w, session.Tokens{Account: "a-1", Access: "x.e30.y", Refresh: "r", Ends: time.Now().Add(time.Hour)})
	cookies := map[string]string{}
	for _, c := range w.Result().Cookies() {
		cookies[strings.TrimPrefix(c.Name, "wm-")] = c.Value
	}
	return with(h, method, path, form, cookies)
}

// TestAScreenKeepsWhatItDoesNotShow: a profile that is larger than what a page offers comes through each screen of the start as it was, with
// the one thing that was changed; no other is sent.
func TestAScreenKeepsWhatItDoesNotShow(t *testing.T) {
	me := api.OwnProfile{ID: "a-1", ProfileBody: api.ProfileBody{DisplayName: "Petra", Format: "writing", Minutes: 240, Zone: "Europe/Lisbon", FoundBy: "nobody",
		Goals: []string{"learn"}, Hours: []api.ProfileHours{{Day: "mon", From: "18:30", To: "21:30"}, {Day: "tue", From: "12:00", To: "13:00"}}}}
	long := strings.Repeat("щ", 79)
	for i := range 25 {
		me.Have = append(me.Have, api.ProfileSkill{Skill: fmt.Sprintf("ремесло %d", i), Level: 2, Example: "x"})
		me.Want = append(me.Want, api.ProfileSkill{Skill: fmt.Sprintf("craft %d, the other", i), Level: 1})
	}
	me.Have = append(me.Have, api.ProfileSkill{Skill: long, Level: 5}, api.ProfileSkill{Skill: "python", Level: 4},
		api.ProfileSkill{Skill: "technical-writing", Level: 3})
	for _, tag := range []string{"hu", "en", "pt-BR", "ta", "am", "sv", "de", "fr"} {
		me.Languages = append(me.Languages, api.ProfileLanguage{Language: tag, Level: 3})
	}
	causes := []string{"a-cause-that-no-page-knows"}
	for _, c := range mustSite(t).causes {
		if len(causes) < 15 {
			causes = append(causes, c.ID)
		}
	}
	me.Causes = causes
	var got api.ProfilePatch
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Path != "/api/v1/people/me" {
			return away(r)
		}
		if r.Method == http.MethodPatch {
			b, _ := io.ReadAll(r.Body)
			got = api.ProfilePatch{}
			if err := json.Unmarshal(b, &got); err != nil {
				t.Error(err)
			}
		}
		b, _ := json.Marshal(me)
		return given(r, string(b))
	})
	save := func(screen int, button, field, value string) {
		t.Helper()
		path := fmt.Sprintf("/start/%d", screen)
		f := filled(t, asSomebody(h, http.MethodGet, path, nil).Body.String(), button)
		f.Add(field, value)
		if w := asSomebody(h, http.MethodPost, path, f); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d\n%s", path, w.Code, w.Body)
		}
	}
	save(1, "Continue", "want", "go")
	sorted := func(list []api.ProfileSkill) string {
		list = slices.Clone(list)
		slices.SortFunc(list, func(a, b api.ProfileSkill) int { return strings.Compare(a.Skill, b.Skill) })
		return fmt.Sprint(list)
	}
	if got.Have != nil || got.Want == nil || sorted(*got.Want) != sorted(append(slices.Clone(me.Want), api.ProfileSkill{Skill: "go", Level: 1})) {
		t.Errorf("skills: %+v, were %v", got, me.Want)
	}
	save(1, "Continue", "have", "go")
	if got.Want != nil || got.Have == nil || sorted(*got.Have) != sorted(append(slices.Clone(me.Have), api.ProfileSkill{Skill: "go", Level: 3})) {
		t.Errorf("skills: %+v, were %v", got, me.Have)
	}
	save(2, "Continue", "hours", "wed-ev")
	if got.Languages != nil || got.Minutes != nil || got.Format != nil || got.Hours == nil {
		t.Fatalf("sent: %+v", got)
	}
	if want := append(slices.Clone(me.Hours), api.ProfileHours{Day: "wed", From: "18:00", To: "22:00"}); fmt.Sprint(*got.Hours) != fmt.Sprint(want) {
		t.Errorf("hours: %v, not %v", *got.Hours, want)
	}
	save(3, "Show who fits", "goals", "contribute")
	if got.Causes != nil || got.Style != nil || got.Goals == nil || len(*got.Goals) != 2 {
		t.Errorf("sent: %+v", got)
	}
	me.Causes = causes[:10]
	save(3, "Show who fits", "causes", causes[11])
	if got.Causes == nil || len(*got.Causes) != 11 || !slices.Contains(*got.Causes, "a-cause-that-no-page-knows") {
		t.Errorf("causes: %+v, were %v", got, me.Causes)
	}
	f := filled(t, asSomebody(h, http.MethodGet, "/start/1", nil).Body.String(), "Continue")
	f.Set("want-more", strings.Repeat("a", 81))
	if w := asSomebody(h, http.MethodPost, "/start/1", f); w.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(w.Body.String(), "write at most 80 characters") {
		t.Errorf("a word that is too long: %d", w.Code)
	}
}

// mustSite is a site over nothing.
func mustSite(t *testing.T) *Site {
	t.Helper()
	s, err := New(Config{PublicURL: "http://127.0.0.1:1"}, Deps{API: func(string) http.RoundTripper { return network(away) }, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestNothingIsLeftOfAnEndedSession: where the API says that the session is over, the browser forgets what is the reader's, as after signing
// out: somebody else may come next.
func TestNothingIsLeftOfAnEndedSession(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		rec := httptest.NewRecorder()
		rec.Header().Set("Content-Type", "application/problem+json")
		rec.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(rec, `{"title":"x","status":401,"code":"token.revoked"}`)
		res := rec.Result()
		res.Request = r
		return res, nil
	})
	w := asSomebody(h, http.MethodGet, "/requests", nil)
	gone := map[string]bool{}
	for _, c := range w.Result().Cookies() {
		gone[c.Name] = c.MaxAge < 0
	}
	for _, name := range []string{"wm-access", "wm-session", "wm-start", "wm-zone", "wm-goal", "wm-name", "wm-draft-0", "wm-draft-1"} {
		if !gone[name] {
			t.Errorf("%s stays: %v", name, gone)
		}
	}
}

// TestAProfileThatWasChangedElsewhere: the screen that is refused says what the profile says now, so that nobody saves over it unseen.
func TestAProfileThatWasChangedElsewhere(t *testing.T) {
	want := `[{"skill":"go","level":1}]`
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch {
		case r.Method == http.MethodPatch:
			return refused(r, http.StatusPreconditionFailed, "profile.changed")
		case r.URL.Path == "/api/v1/people/me":
			return given(r, `{"id":"a-1","display_name":"Petra","want":`+want+`}`)
		}
		return away(r)
	})
	f := filled(t, asSomebody(h, http.MethodGet, "/start/1", nil).Body.String(), "Continue")
	f.Add("want", "python")
	want = `[{"skill":"rust","level":1}]`
	w := asSomebody(h, http.MethodPost, "/start/1", f)
	body := w.Body.String()
	if w.Code != http.StatusPreconditionFailed || !strings.Contains(body, "It says now:") || !strings.Contains(body, "You want to learn Rust.") ||
		!strings.Contains(body, `name="want" value="go" checked`) {
		t.Errorf("%d\n%s", w.Code, body)
	}
}
