package web

import (
	"net/http"
	"net/url"
	"testing"
)

// TestSeveralRead: a message to one is read by one; of several whom one asks each reads it, and it says so in place of the other.
func TestSeveralRead(t *testing.T) {
	f := fakeAPI{"GET /api/v1/people": `{"items":[{"id":"p-1","display_name":"Mika Aalto"},{"id":"p-2","display_name":"Ora Bell"}]}`}
	const one, several = "Only the other person reads this.", "Greet nobody by name."
	for _, c := range []struct {
		mentors   []string
		want, not string
	}{{[]string{"p-1"}, one, several}, {[]string{"p-1", "p-2"}, several, one}} {
		cookies := map[string]string{"start": answers{Want: []string{"go"}, Mentors: c.mentors}.encode()}
		said(t, with(siteOver(t, f.answer), "GET", "/ask", nil, cookies), []string{"Write to Mika", c.want, `aria-describedby="message-h`}, c.not)
	}
}

// TestWhoCannotBeAsked: of several whom one asks, the page names who cannot be asked, and keeps what was written.
func TestWhoCannotBeAsked(t *testing.T) {
	names := `{"items":[{"id":"p-1","display_name":"Mika Aalto"},{"id":"p-2","display_name":"Ora Bell"}]}`
	f := fakeAPI{"GET /api/v1/people": names, "GET /api/v1/people/names": names, "GET /api/v1/people/me": `{"id":"a-1","display_name":"Mei"}`}
	cookies := reader("")
	cookies["start"] = answers{Want: []string{"go"}, Mentors: []string{"p-1", "p-2"}}.encode()
	w := with(siteOver(t, func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPost && r.URL.Path == "/api/v1/requests" {
			return refusedBy(r, http.StatusUnprocessableEntity, `{"status":422,"code":"mentor.unavailable","fields":[{"pointer":"/mentors/1","code":"unavailable"}]}`)
		}
		return f.answer(r)
	}), "POST", "/ask", url.Values{"message": {"I would like to learn Go."}}, cookies)
	said(t, w, []string{"Ora Bell cannot be asked at the moment", "I would like to learn Go."}, "this cannot be taken", "Mika Aalto cannot")
}
