package web

import (
	"net/http"
	"testing"
)

// TestAProposalThatCameToNothing has a page, with words that thank nobody for writing; it is no mentorship. One that waits can be refused there.
func TestAProposalThatCameToNothing(t *testing.T) {
	const offer = `"programme":"p-1","newcomer":"a-1","round":"r-1","goals":[],"next":[],"created":"2026-11-23T10:00:00Z","changed":"2026-11-23T10:00:00Z"`
	f := fakeAPI{
		"GET /api/v1/programmes/p-1": `{"id":"p-1","name":"Orchard"}`,
		"GET /api/v1/people/names":   `{"items":[{"id":"m-0","display_name":"Mika Oak"}]}`,
		"GET /api/v1/requests/q-1": `{"id":"q-1","status":"ended",` + offer + `,
			"offers":[{"mentor":"m-0","state":"declined","reason":"no_time","asked":"2026-11-23T10:00:00Z","ended":"2026-11-23T11:00:00Z"}]}`,
		"GET /api/v1/requests/q-2": `{"id":"q-2","status":"proposed",` + offer + `,
			"offers":[{"mentor":"m-0","state":"asked","asked":"2026-11-23T10:00:00Z","until":"2036-11-23T11:00:00Z"}]}`,
		"POST /api/v1/requests/q-2/decline": `{"id":"q-2","status":"ended",` + offer + `,"offers":[]}`,
		"GET /api/v1/threads/q-1/messages":  `{"items":[]}`,
		"GET /api/v1/threads/q-2/messages":  `{"items":[]}`,
	}
	h := siteOver(t, f.answer)
	said(t, asSomebody(h, http.MethodGet, "/requests/q-1", nil), []string{"A proposal that came to nothing", "the organisers’ proposal", "/fit"})
	w := asSomebody(h, http.MethodGet, "/requests/q-2", nil)
	said(t, w, []string{"The organisers of", "Orchard", "Whom the organisers proposed", `value="not-this-time"`})
	form := filled(t, w.Body.String(), "Not this time")
	form.Set("do", "not-this-time")
	if w := asSomebody(h, http.MethodPost, "/requests/q-2", form); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/requests/q-2" {
		t.Errorf("%d to %s", w.Code, w.Header().Get("Location"))
	}
}

// TestARequestBesideAMentorship: both sides read that the two are a pair already, and the newcomer has the button, on either page.
func TestARequestBesideAMentorship(t *testing.T) {
	const open = `{"id":"q-1","programme":"p-1","status":"open","newcomer":"a-1","goals":[],"next":[],"created":"2026-11-23T10:00:00Z",
		"changed":"2026-11-23T10:00:00Z","offers":[{"mentor":"m-0","state":"asked","asked":"2026-11-23T10:00:00Z","until":"2036-11-23T11:00:00Z"}]}`
	for programme, want := range map[string]string{"p-2": "is your mentor already", "p-1": "nobody can say yes to this request"} {
		f := fakeAPI{
			"GET /api/v1/people/names":         `{"items":[{"id":"m-0","display_name":"Mika Oak"}]}`,
			"GET /api/v1/requests/q-1":         open,
			"GET /api/v1/threads/q-1/messages": `{"items":[]}`,
			"GET /api/v1/mentorships": `{"items":[{"id":"s-1","programme":"` + programme + `","status":"accepted","newcomer":"a-1","mentor":"m-0","goals":[],
				"began":"2026-11-23T10:00:00Z","ends":"2036-11-23T10:00:00Z","last_word":"2026-11-23T10:00:00Z"}]}`,
		}
		said(t, asSomebody(siteOver(t, f.answer), http.MethodGet, "/requests/q-1", nil), []string{want, `value="withdraw"`})
	}
}

// TestBothSidesReadOfARequestBesideAMentorship: the newcomer on the mentorship's page, with the button; the mentor in the queue.
func TestBothSidesReadOfARequestBesideAMentorship(t *testing.T) {
	pair := func(newcomer, mentor string) fakeAPI {
		const at = `"2026-11-23T10:00:00Z"`
		live := `{"id":"s-1","programme":"p-2","status":"accepted","newcomer":"` + newcomer + `","mentor":"` + mentor + `","goals":[],"began":` + at +
			`,"ends":"2036-11-23T10:00:00Z","last_word":` + at + `}`
		return fakeAPI{
			"GET /api/v1/mentorships":     `{"items":[` + live + `]}`,
			"GET /api/v1/mentorships/s-1": live,
			"GET /api/v1/requests": `{"items":[{"id":"q-1","programme":"p-1","status":"open","newcomer":"` + newcomer + `","goals":[],"next":[],"created":` + at +
				`,"changed":` + at + `,"offers":[{"mentor":"` + mentor + `","state":"asked","asked":` + at + `,"until":"2036-11-23T11:00:00Z"}]}]}`,
		}
	}
	f := pair("a-1", "m-0")
	said(t, asSomebody(siteOver(t, f.answer), http.MethodGet, "/mentorships/s-1", nil), []string{"You also have a request that waits for",
		`action="/requests/q-1"`, `value="withdraw"`})
	f = pair("n-0", "a-1")
	said(t, asSomebody(siteOver(t, f.answer), http.MethodGet, "/queue", nil), []string{"mentor already. A yes here begins a second mentorship"})
}
