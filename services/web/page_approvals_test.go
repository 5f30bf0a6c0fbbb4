package web

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/services/web/session"
)

// TestOneOffer: an offer is asked for by its id, however long the lists are. One that changed after it was approved says so, and can be
// approved again.
func TestOneOffer(t *testing.T) {
	offer := `{"person":{"id":"p-9","display_name":"Mika"},"version":7,"approval":{"state":"approved"`
	page := func(path string, f fakeAPI) string {
		w := httptest.NewRecorder()
		claims := base64.RawURLEncoding.EncodeToString([]byte(`{"roles":["moderator"]}`))
		session.NewJar(false).Keep(w, session.Tokens{Account: "a-1", Access: "x." + claims + ".y", Refresh: "r", Ends: time.Now().Add(time.Hour)})
		cookies := map[string]string{}
		for _, c := range w.Result().Cookies() {
			cookies[strings.TrimPrefix(c.Name, "wm-")] = c.Value
		}
		return with(siteOver(t, f.answer), http.MethodGet, path, nil, cookies).Body.String()
	}
	const again, changed = `value="approve"`, "Changed since"
	one := "GET /api/v1/mentor-approvals/p-9"
	body := page("/approvals/p-9", fakeAPI{one: offer + `}}`})
	if !strings.Contains(body, "Mika") || strings.Contains(body, changed) || strings.Contains(body, again) {
		t.Errorf("approved:\n%s", body)
	}
	offer += `,"changed":"2026-03-01T09:00:00Z"}}`
	if body := page("/approvals/p-9", fakeAPI{one: offer}); !strings.Contains(body, changed) || !strings.Contains(body, again) {
		t.Errorf("changed since:\n%s", body)
	}
	if body := page("/approvals", fakeAPI{"GET /api/v1/mentor-approvals": `{"items":[` + offer + `]}`}); !strings.Contains(body, changed) {
		t.Errorf("the list:\n%s", body)
	}
	if body := page("/approvals/p-8", fakeAPI{}); strings.Contains(body, again) {
		t.Errorf("nobody's offer:\n%s", body)
	}
}
