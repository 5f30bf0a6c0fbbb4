package web

import "testing"

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
