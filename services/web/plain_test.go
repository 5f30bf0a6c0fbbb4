package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/services/web/words"
)

// TestNobodyIsPromisedToBeAskedNext: what a mentor reads about "not this time" does not say that somebody is asked where perhaps nobody is.
func TestNobodyIsPromisedToBeAskedNext(t *testing.T) {
	book, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	condition := map[string]string{"en": "If somebody", "fr": "S’il y a", "es": "Si ha", "ru": "Если", "ar": "إن كان", "zh": "如果"}
	for _, p := range book.Languages() {
		for _, key := range []string{"flash.request_declined", "queue.over_expired", "answer.lead_not_this_time", "mail_answer.not_text",
			"mail_answer.is_expired", "mail_answer.then_decline"} {
			if got := p.T(key, "Name", "Asha"); !strings.Contains(got, condition[p.Tag]) {
				t.Errorf("%s %s promises: %s", p.Tag, key, got)
			}
		}
	}
}

const askedOfMe = `{"id":"m-1","programme":"open","status":"open","newcomer":"n-1","goals":[],"next":[],
	"offers":[{"mentor":"a-1","state":"asked","asked":"2020-01-01T00:00:00Z","until":"2120-01-01T00:00:00Z"}]}`

// TestNoPlaceIsSaidBeforeOneAccepts: on the card and on the page of the yes, with the ways on; where there is a place, nothing is said.
func TestNoPlaceIsSaidBeforeOneAccepts(t *testing.T) {
	const says = "You have no free place for this."
	for standing, full := range map[string]bool{
		`{"capacity":1,"taken":1,"caps":{},"load":[{"programme":"open","taken":1}]}`:         true,
		`{"capacity":0,"taken":0,"caps":{},"load":[]}`:                                       true,
		`{"capacity":3,"taken":1,"caps":{"open":1},"load":[{"programme":"open","taken":1}]}`: true,
		`{"capacity":3,"taken":1,"caps":{"club":1},"load":[{"programme":"club","taken":1}]}`: false,
		`{"capacity":2,"taken":1,"caps":{},"load":[]}`:                                       false,
	} {
		f := fakeAPI{"GET /api/v1/requests/m-1": askedOfMe, "GET /api/v1/people": `{"items":[{"id":"n-1","display_name":"Mei"}]}`,
			"GET /api/v1/standing/me": standing}
		h := siteOver(t, f.answer)
		card := with(h, http.MethodGet, "/queue/m-1", nil, reader(""))
		yes := with(h, http.MethodGet, "/queue/m-1/accept", nil, reader(""))
		no := with(h, http.MethodGet, "/queue/m-1/not-this-time", nil, reader(""))
		if full {
			said(t, card, []string{says, `href="/mentoring"`, `href="/queue/m-1/not-this-time"`}, `href="/queue/m-1/accept"`)
			said(t, yes, []string{says, `href="/mentoring"`, `href="/queue/m-1/not-this-time"`})
		} else {
			said(t, card, []string{`href="/queue/m-1/accept"`}, says)
			said(t, yes, []string{`value="accept"`}, says)
		}
		said(t, no, []string{`value="not-this-time"`}, says)
	}
}

// TestFourTicksAreKept: with what to do about them.
func TestFourTicksAreKept(t *testing.T) {
	const mentors = `{"items":[{"person":"p-1"},{"person":"p-2"},{"person":"p-3"},{"person":"p-4"},{"person":"p-5"}]}`
	f := fakeAPI{"POST /api/v1/recommendations/mentors": mentors, "POST /api/v1/recommendations/issues": `{"items":[]}`,
		"GET /api/v1/people": `{"items":[{"id":"p-1","display_name":"A"},{"id":"p-2","display_name":"B"},{"id":"p-3","display_name":"C"},
			{"id":"p-4","display_name":"D"},{"id":"p-5","display_name":"E"}]}`,
		"GET /api/v1/people/me": `{"id":"a-1","display_name":"Mei","newcomer":true,"have":[{"skill":"go","level":3}],"want":[{"skill":"go"}],
			"languages":[{"language":"en","level":3}]}`}
	h := siteOver(t, f.answer)
	w := with(h, http.MethodGet, "/compare?with=p-1&with=p-2&with=p-4&with=p-5", nil, reader(""))
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("answered %d", w.Code)
	}
	said(t, w, []string{`href="#mentors"`, "Choose at most three: take 1 tick away", `id="mentors-e"`})
	for id, want := range map[string]bool{"p-1": true, "p-2": true, "p-3": false, "p-4": true, "p-5": true} {
		if got := strings.Contains(w.Body.String(), `value="`+id+`" aria-describedby="m-`+id+`" checked`); got != want {
			t.Errorf("%s is ticked: %v", id, got)
		}
	}
	w = with(h, http.MethodGet, "/compare?with=p-1&with=p-2&with=p-4", nil, reader(""))
	if w.Code != http.StatusSeeOther {
		t.Errorf("three: %d", w.Code)
	}
}

// TestANameLeadsBackToTheOffer: whoever came from it; not to another place of the net.
func TestANameLeadsBackToTheOffer(t *testing.T) {
	const me = `{"id":"a-1","display_name":"Mei"}`
	h := siteOver(t, fakeAPI{"GET /api/v1/people/me": me, "PATCH /api/v1/people/me": me}.answer)
	said(t, with(h, http.MethodGet, "/settings/profile?then=/mentoring", nil, reader("")), []string{`name="then" value="/mentoring"`})
	for then, want := range map[string]string{"/mentoring": "/mentoring", "": "/settings", "https://elsewhere.example": "/settings",
		"//elsewhere.example": "/settings"} {
		form := url.Values{"name": {"Mei"}, "found_by": {"nobody"}, "then": {then}}
		w := with(h, http.MethodPost, "/settings/profile", form, reader(""))
		if got := w.Header().Get("Location"); got != want {
			t.Errorf("from %q it leads to %q (%d)", then, got, w.Code)
		}
	}
	h = siteOver(t, fakeAPI{}.answer)
	said(t, with(h, http.MethodGet, "/mentoring", nil, reader("")), []string{`href="/settings/profile?then=/mentoring"`, "Say how you want to be called"})
}

// TestAnIssueOfOnesOwnIsNotOfferedAgain: no fingerpost to a mentor, no reason against it that is the reader.
func TestAnIssueOfOnesOwnIsNotOfferedAgain(t *testing.T) {
	const mine = `{"id":"m-1","programme":"open","status":"active","newcomer":"a-1","mentor":"p-1","issue":"i-1","goals":[],"former":[],
		"began":"2026-01-01T00:00:00Z","ends":"2126-01-01T00:00:00Z","last_word":"2026-01-01T00:00:00Z"}`
	f := fakeAPI{"GET /api/v1/issues/i-1": `{"id":"i-1","title":"Say it plainly","project":"x","url":"https://code.example/1","shown":true}`,
		"GET /api/v1/mentorships": `{"items":[` + mine + `]}`, "GET /api/v1/people/names": `{"items":[{"id":"p-1","display_name":"Samir Haddad"}]}`}
	h := siteOver(t, f.answer)
	said(t, with(h, http.MethodGet, "/issues/i-1", nil, reader("")), []string{"This is the issue of your mentorship with",
		`href="/mentorships/m-1"`}, `value="keep"`)
	f["GET /api/v1/mentorships"] = `{"items":[` + strings.Replace(mine, `"i-1"`, `"i-2"`, 1) + `]}`
	said(t, with(h, http.MethodGet, "/issues/i-1", nil, reader("")), []string{`value="keep"`}, "This is the issue of your mentorship")
}

// TestWhoHasWrittenIsNotToldToWrite: after a yes with words it is the other one's turn.
func TestWhoHasWrittenIsNotToldToWrite(t *testing.T) {
	for lastBy, written := range map[string]bool{`"you"`: true, `"other"`: false} {
		f := fakeAPI{"GET /api/v1/mentorships/m-1": `{"id":"m-1","programme":"open","status":"accepted","newcomer":"n-1","mentor":"a-1","goals":[],"former":[],
			"began":"2026-01-01T00:00:00Z","ends":"2126-01-01T00:00:00Z","last_word":"2026-01-01T00:00:00Z","last_by":` + lastBy + `}`,
			"GET /api/v1/people/n-1": `{"id":"n-1","display_name":"Clara Ibarren"}`}
		w := with(siteOver(t, f.answer), http.MethodGet, "/mentorships/m-1", nil, reader(""))
		if written {
			said(t, w, []string{"Your words are there. It begins when Clara writes back."}, "Write to Clara")
		} else {
			said(t, w, []string{"Write to Clara"}, "Your words are there")
		}
	}
}

// TestAnInvitationThatWaitsSaysSo: where no mail is set up, the link is to be handed over, and the administrator is led to it.
func TestAnInvitationThatWaitsSaysSo(t *testing.T) {
	for delivery, want := range map[string]string{"mail": "/operate/people/n-1", "administrator": "/operate/links"} {
		f := fakeAPI{"GET /api/v1/accounts/joining": `{"delivery":"` + delivery + `"}`, "POST /api/v1/ops-accounts/invitations": `{"account":"n-1"}`,
			"POST /api/v1/invitations": `{"account":"n-1"}`, "GET /api/v1/joining": `{"delivery":"` + delivery + `"}`}
		form := url.Values{"do": {"invite"}, "invite_address": {"nia@example.org"}}
		w := with(siteOver(t, f.answer), http.MethodPost, "/operate/people", form, reader(`"administrator"`))
		if got := w.Header().Get("Location"); got != want {
			t.Errorf("%s: it leads to %q (%d)", delivery, got, w.Code)
		}
	}
}

// TestALetterThatFailsAgainStaysInSight: on its list, with the way to drop it.
func TestALetterThatFailsAgainStaysInSight(t *testing.T) {
	f := fakeAPI{"GET /api/v1/ops-mentoring/dead-letters": `{"items":[{"id":"l-1","type":"evt.x.y.v1","reason":"tries","message":"m"}]}`}
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/l-1/retry") {
			return refusedBy(r, http.StatusConflict, `{"status":409,"code":"letters.failed"}`)
		}
		return f.answer(r)
	})
	w := with(h, http.MethodPost, "/operate/letters/mentoring", url.Values{"id": {"l-1"}}, reader(`"administrator"`))
	if w.Code != http.StatusConflict {
		t.Errorf("answered %d", w.Code)
	}
	said(t, w, []string{"The message failed again and stays here.", `href="#letter-l-1"`, `id="letter-l-1"`, `href="/operate/letters/mentoring/drop/l-1"`})
}

// TestAMaintainerHearsOfMarks: on the first page, as what waits; a moderator has the whole list instead.
func TestAMaintainerHearsOfMarks(t *testing.T) {
	f := fakeAPI{"GET /api/v1/people/me": `{"id":"a-1","display_name":"Oda Berg","newcomer":true}`, "GET /api/v1/inbox": `{"items":[]}`,
		"GET /api/v1/projects/mine":              `{"items":[{"project":"x-1","name":"A library","maintainer":true}]}`,
		"GET /api/v1/projects/x-1/marked-issues": `{"items":[{"issue":{"id":"i-1","title":"One"},"closed":1}]}`}
	h := siteOver(t, f.answer)
	said(t, with(h, http.MethodGet, "/", nil, reader("")), []string{`href="/projects/x-1/maintain#marked"`}, "Nothing waits")
	said(t, with(h, http.MethodGet, "/", nil, reader(`"moderator"`)), []string{"A library"}, `maintain#marked`)
	f["GET /api/v1/projects/x-1/marked-issues"] = `{"items":[]}`
	said(t, with(h, http.MethodGet, "/", nil, reader("")), []string{"A library", "Nothing waits"}, `maintain#marked`)
}

// TestAReportOfAPersonSaysThatItKeepsNoMessage: and offers those that can be reported.
func TestAReportOfAPersonSaysThatItKeepsNoMessage(t *testing.T) {
	f := fakeAPI{"GET /api/v1/people/p-1": `{"id":"p-1","display_name":"Samir Haddad"}`,
		"GET /api/v1/mentorships": `{"items":[{"id":"m-2","mentor":"p-9","newcomer":"a-1","goals":[]},{"id":"m-1","mentor":"p-1","newcomer":"a-1","goals":[]}]}`,
		"GET /api/v1/threads/m-1/messages": `{"items":[{"id":"t-3","from":"p-1","text":"Every hour"},{"id":"t-2","from":"a-1","text":"Stop it"},
			{"id":"t-1","from":"p-1","text":"Hello"}]}`}
	h := siteOver(t, f.answer)
	const only = "none of their messages"
	said(t, with(h, http.MethodGet, "/report?person=p-1", nil, reader("")), []string{only, "Every hour", "/report?thread=m-1&amp;message=t-3",
		"/report?thread=m-1&amp;message=t-1"}, "Stop it", "message=t-2")
	said(t, with(h, http.MethodGet, "/report?person=p-1", nil, nil), []string{only}, "Every hour")
	f["GET /api/v1/mentorships"] = `{"items":[]}`
	said(t, with(h, http.MethodGet, "/report?person=p-1", nil, reader("")), []string{only}, "report one of their messages instead")
}

// TestAnEmptyFormNamesEverything: one press says all that is missing.
func TestAnEmptyFormNamesEverything(t *testing.T) {
	w := with(siteOver(t, fakeAPI{}.answer), http.MethodPost, "/office-hours/new", url.Values{"meeting_minutes": {"60"}, "most": {"5"}}, reader(""))
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("answered %d", w.Code)
	}
	said(t, w, []string{`href="#meeting_day"`, `href="#meeting_hour"`, `href="#topic"`})
}

// TestALabelInASentenceAsksNothing: "How many at most?" is no beginning of a sentence.
func TestALabelInASentenceAsksNothing(t *testing.T) {
	book, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range book.Languages() {
		f := Form{typed: url.Values{}, p: p}
		f.number("cap", 0, 100)
		if got := (&visit{p: p}).label("cap"); strings.ContainsAny(got, "?¿？؟") || strings.ContainsAny(f.Wrong[0].Text, "?¿？؟") {
			t.Errorf("%s: %q, %q", p.Tag, got, f.Wrong[0].Text)
		}
	}
}

// TestAQuestionStandsOnceOnTheFirstPage: not as a message, and not among the requests that run.
func TestAQuestionStandsOnceOnTheFirstPage(t *testing.T) {
	f := fakeAPI{"GET /api/v1/people/me": `{"id":"a-1","display_name":"Mei","newcomer":true}`,
		"GET /api/v1/inbox": `{"items":[{"id":"1","kind":"info_asked","match":"m-1","other":"p-1","waits":true},
			{"id":"2","kind":"message_posted","match":"m-1","other":"p-1","waits":true},{"id":"3","kind":"message_posted","match":"m-2","other":"p-1","waits":true}]}`,
		"GET /api/v1/requests": `{"items":[{"id":"m-1","status":"needs_info","newcomer":"a-1","goals":[],"next":[],
			"offers":[{"mentor":"p-1","state":"asked"}]}]}`,
		"GET /api/v1/people/names": `{"items":[{"id":"p-1","display_name":"Tiva Morelo"}]}`}
	body := with(siteOver(t, f.answer), http.MethodGet, "/", nil, reader("")).Body.String()
	for path, want := range map[string]int{`href="/requests/m-1"`: 1, `href="/mentorships/m-1"`: 0, `href="/mentorships/m-2"`: 1} {
		if got := strings.Count(body, path); got != want {
			t.Errorf("%s stands %d times", path, got)
		}
	}
}

// TestNoCheerAfterAReport: whoever wants no contact with the other one reads of what they reported, and of no next steps with them.
func TestNoCheerAfterAReport(t *testing.T) {
	f := fakeAPI{"GET /api/v1/mentorships/m-1": `{"id":"m-1","programme":"open","status":"ended","newcomer":"a-1","mentor":"p-1","goals":[],"former":[],
			"began":"2026-01-01T00:00:00Z","ends":"2026-03-01T00:00:00Z","last_word":"2026-02-01T00:00:00Z"}`,
		"GET /api/v1/blocks": `{"items":[{"person":"p-1","since":"2026-02-01T00:00:00Z"}]}`}
	h := siteOver(t, f.answer)
	said(t, with(h, http.MethodGet, "/mentorships/m-1", nil, reader("")), []string{"You owe nobody an explanation", `href="/reports"`,
		"What you two wanted to reach"}, `id="next-steps"`)
	f["GET /api/v1/blocks"] = `{"items":[{"person":"p-7","since":"2026-02-01T00:00:00Z"}]}`
	said(t, with(h, http.MethodGet, "/mentorships/m-1", nil, reader("")), []string{`id="next-steps"`}, "You owe nobody an explanation")
}

// TestTheAnswerShowsWhatIsAnswered: nobody accepts a first name alone.
func TestTheAnswerShowsWhatIsAnswered(t *testing.T) {
	f := fakeAPI{"GET /api/v1/requests/m-1": askedOfMe, "GET /api/v1/people": `{"items":[{"id":"n-1","display_name":"Mei Lindqvist"}]}`,
		"GET /api/v1/threads/m-1/messages": `{"items":[{"id":"t-1","from":"n-1","text":"I would like to learn Go."}]}`}
	h := siteOver(t, f.answer)
	for _, answer := range []string{"accept", "ask", "not-this-time"} {
		said(t, with(h, http.MethodGet, "/queue/m-1/"+answer, nil, reader("")), []string{"I would like to learn Go.", "Mei Lindqvist"})
	}
}

// TestWhoLooksAfterAProjectFindsTheWay: from the list, and at the head of its page.
func TestWhoLooksAfterAProjectFindsTheWay(t *testing.T) {
	f := fakeAPI{"GET /api/v1/projects": `{"items":[]}`, "GET /api/v1/projects/x": `{"id":"x","name":"A library","url":"https://code.example/x"}`,
		"GET /api/v1/issues": `{"items":[{"id":"i-1","title":"One"}]}`}
	h := siteOver(t, f.answer)
	said(t, with(h, http.MethodGet, "/projects", nil, nil), []string{"“Is this your project?” leads on"})
	body := with(h, http.MethodGet, "/projects/x", nil, nil).Body.String()
	if at, list := strings.Index(body, `/projects/x/maintain`), strings.Index(body, `id="issues"`); at < 0 || at > list {
		t.Errorf("the way stands at %d, the issues at %d", at, list)
	}
}

// TestADecisionSaysWhatItsReaderSpeaks: whoever writes it knows in which language it is understood.
func TestADecisionSaysWhatItsReaderSpeaks(t *testing.T) {
	f := fakeAPI{"GET /api/v1/cases/c-1": `{"id":"c-1","about":"person","person":"p-1","kind":"spam","status":"acknowledged","copy":"kept",
		"contact":"none","can":["decide"],"decisions":[],"opened":[]}`,
		"GET /api/v1/people/p-1": `{"id":"p-1","display_name":"Samir","languages":[{"language":"fr","level":4},{"language":"ar","level":4}]}`}
	h := siteOver(t, f.answer)
	said(t, with(h, http.MethodGet, "/cases/c-1/decide", nil, reader(`"moderator"`)), []string{"they speak: French and Arabic"})
	delete(f, "GET /api/v1/people/p-1")
	said(t, with(h, http.MethodGet, "/cases/c-1/decide", nil, reader(`"moderator"`)), []string{`name="decision_words"`}, "they speak")
}
