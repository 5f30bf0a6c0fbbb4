package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestOfferedSaysThatThereAreMore: whichever of the lists is cut, and however short the next one is.
func TestOfferedSaysThatThereAreMore(t *testing.T) {
	for of, cut := range map[string]bool{"approved": true, "mine": true, "": false} {
		h := siteOver(t, func(r *http.Request) (*http.Response, error) {
			switch r.URL.Path {
			case "/api/v1/cohorts/c-1":
				return given(r, `{"id":"c-1","name":"Autumn","programme":"p-1","phase":"call"}`)
			case "/api/v1/cohorts/c-1/projects":
				n := 1
				if of != "" && r.URL.Query().Get("of") == of {
					n = maxOffered + 1
				}
				items := make([]string, n)
				for i := range items {
					items[i] = fmt.Sprintf(`{"id":"x-%d","title":"Buses","text":"Read them aloud","state":"approved"}`, i)
				}
				return given(r, `{"items":[`+strings.Join(items, ",")+`]}`)
			}
			return away(r)
		})
		body := asSomebody(h, http.MethodGet, "/cohorts/c-1/projects", nil).Body.String()
		if !strings.Contains(body, "Buses") {
			t.Fatalf("no projects:\n%s", body)
		}
		if strings.Contains(body, "There are more than are shown here.") != cut {
			t.Errorf("%q is cut, and the page says so: %v", of, !cut)
		}
	}
}
