package web

import (
	"net/http"
	"strings"
	"testing"
)

// TestANameIsNoLinkToNowhere: whom one asked keeps the name on the page of the request; it is a link only while their page is there.
func TestANameIsNoLinkToNowhere(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch r.URL.Path {
		case "/api/v1/requests/r-1":
			return given(r, `{"id":"r-1","status":"exhausted","newcomer":"a-1","programme":"open","created":"2026-11-20T10:00:00Z","goals":[],
				"offers":[{"mentor":"p-1","state":"declined"},{"mentor":"p-2","state":"cancelled"}]}`)
		case "/api/v1/people/names":
			return given(r, `{"items":[{"id":"p-1","display_name":"Mika One"},{"id":"p-2","display_name":"Ora Two"}]}`)
		case "/api/v1/people":
			return given(r, `{"items":[{"id":"p-1","display_name":"Mika One"}]}`)
		}
		return away(r)
	})
	body := asSomebody(h, http.MethodGet, "/requests/r-1", nil).Body.String()
	if !strings.Contains(body, "Ora Two") || strings.Contains(body, `href="/people/p-2"`) || !strings.Contains(body, `href="/people/p-1"`) {
		t.Errorf("the request's page:\n%s", body)
	}
}
