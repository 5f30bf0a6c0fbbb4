package web

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestTwoTabsOfSettings: each tab saves the parts that were changed in it. Where both changed one, the second is shown what stands, and may put
// its own in its place; whatever else moved the profile refuses nobody.
func TestTwoTabsOfSettings(t *testing.T) {
	name, about, want, patches, stale := "Nia", "Reads.", "go", []string{}, 0
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Path != "/api/v1/people/me" {
			return away(r)
		}
		if r.Method == http.MethodPatch {
			if stale > 0 {
				stale--
				return refused(r, http.StatusPreconditionFailed, "profile.changed")
			}
			b, _ := io.ReadAll(r.Body)
			patches = append(patches, string(b))
		}
		return given(r, fmt.Sprintf(`{"id":"a-1","display_name":%q,"about":%q,"found_by":"nobody","newcomer":true,"languages":[{"language":"en","level":4}],
			"have":[{"skill":"python","level":3}],"want":[{"skill":%q,"level":1}]}`, name, about, want))
	})
	form := func(path, button string) url.Values {
		return filled(t, asSomebody(h, http.MethodGet, path, nil).Body.String(), button)
	}
	f := form("/settings/profile", "Save")
	about = "Reads and writes." // in another tab
	f.Set("name", "Nia Owino")
	stale = 1 // and something moved the version while this one is saved
	if w := asSomebody(h, http.MethodPost, "/settings/profile", f); w.Code != http.StatusSeeOther || len(patches) != 1 {
		t.Fatalf("%d, %v\n%s", w.Code, patches, w.Body)
	}
	if patches[0] != `{"display_name":"Nia Owino"}` {
		t.Errorf("more than what was changed: %s", patches[0])
	}
	f = form("/settings/profile", "Save")
	name, about = "Nia Owino", "Only reads."
	f.Set("about", "Writes.")
	w := asSomebody(h, http.MethodPost, "/settings/profile", f)
	body := w.Body.String()
	if w.Code != http.StatusPreconditionFailed || len(patches) != 1 || !strings.Contains(body, "Only reads.") || !strings.Contains(body, "Writes.</textarea>") {
		t.Fatalf("%d, %v\n%s", w.Code, patches, body)
	}
	f = filled(t, body, "Save")
	if w := asSomebody(h, http.MethodPost, "/settings/profile", f); w.Code != http.StatusSeeOther ||
		!strings.Contains(patches[len(patches)-1], `"about":"Writes."`) {
		t.Fatalf("after looking: %d, %v", w.Code, patches)
	}
	if asSomebody(h, http.MethodPost, "/settings/profile", form("/settings/profile", "Save")); len(patches) != 2 {
		t.Errorf("an untouched form saves: %v", patches)
	}

	f = form("/start/1", "Continue")
	want = "rust" // in another tab
	f.Add("have", "documentation")
	patches = nil
	if w := asSomebody(h, http.MethodPost, "/start/1", f); w.Code != http.StatusSeeOther || len(patches) != 1 ||
		!strings.Contains(patches[0], "documentation") || strings.Contains(patches[0], "want") {
		t.Fatalf("%d, %v", w.Code, patches)
	}
	f = form("/start/1", "Continue")
	want = "python"
	f.Set("want-more", "knitting")
	if w := asSomebody(h, http.MethodPost, "/start/1", f); w.Code != http.StatusPreconditionFailed || len(patches) != 1 ||
		!strings.Contains(w.Body.String(), "Your profile was changed elsewhere") {
		t.Fatalf("%d, %v", w.Code, patches)
	}
}
