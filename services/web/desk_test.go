package web

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/services/web/session"
	"github.com/waymark-dev/waymark/services/web/words"
)

// fakeAPI answers by method and path ("GET /api/v1/…"); what it does not know is not there.
type fakeAPI map[string]string

func (f fakeAPI) answer(r *http.Request) (*http.Response, error) {
	if body, ok := f[r.Method+" "+r.URL.Path]; ok {
		return given(r, body)
	}
	return refusedBy(r, http.StatusNotFound, `{"status":404,"code":"absent"}`)
}

// reader are the cookies of the account a-1 with instance roles.
func reader(roles string) map[string]string {
	claims := base64.RawURLEncoding.EncodeToString([]byte(`{"roles":[` + roles + `]}`))
	jar := httptest.NewRecorder()
	session.NewJar(false).Keep(jar, session.Tokens{Account: "a-1", Access: "x." + claims + ".y", Refresh: "r", Ends: time.Now().Add(time.Hour)})
	cookies := map[string]string{}
	for _, c := range jar.Result().Cookies() {
		cookies[strings.TrimPrefix(c.Name, "wm-")] = c.Value
	}
	return cookies
}

// said fails where a page has not everything of want, or something of not.
func said(t *testing.T, w *httptest.ResponseRecorder, want []string, not ...string) {
	t.Helper()
	for _, s := range want {
		if !strings.Contains(w.Body.String(), s) {
			t.Errorf("%d: it does not say %q:\n%s", w.Code, s, w.Body)
		}
	}
	for _, s := range not {
		if strings.Contains(w.Body.String(), s) {
			t.Errorf("%d: it says %q", w.Code, s)
		}
	}
}

// TestNobodyIsAskedNext: where the mentor who is asked is the last in the order, no page speaks of a next one: one can stop waiting.
func TestNobodyIsAskedNext(t *testing.T) {
	const request = `{"id":"m-1","programme":"open","status":"open","newcomer":"a-1","move_on_from":"2020-01-02T00:00:00Z","goals":[],"next":[],
		"offers":[{"mentor":"p-1","state":"asked","asked":"2020-01-01T00:00:00Z","until":"2120-01-01T00:00:00Z"}OTHER]}`
	const other = `,{"mentor":"p-2","state":"waiting"}`
	f := fakeAPI{"GET /api/v1/people": `{"items":[{"id":"p-1","display_name":"Mika"},{"id":"p-2","display_name":"Ora"}]}`}
	h := siteOver(t, f.answer)
	f["GET /api/v1/requests/m-1"] = strings.Replace(request, "OTHER", "", 1)
	said(t, with(h, "GET", "/requests/m-1", nil, reader("")), []string{"Stop waiting", "who else fits"}, "Ask the next person", "Nobody is left")
	said(t, with(h, "GET", "/requests/m-1/move-on", nil, reader("")), []string{"Stop waiting for", "this request ends"}, "next in your order")
	f["POST /api/v1/requests/m-1/move-on"] = strings.Replace(strings.Replace(request, "OTHER", "", 1), `"status":"open"`, `"status":"exhausted"`, 1)
	w := with(h, "POST", "/requests/m-1", url.Values{"do": {"move-on"}}, reader(""))
	if w.Code != http.StatusSeeOther || !strings.Contains(w.Header().Values("Set-Cookie")[0], "request_given_up") {
		t.Errorf("%d: %v", w.Code, w.Header())
	}
	f["GET /api/v1/requests/m-1"] = strings.Replace(request, "OTHER", other, 1)
	said(t, with(h, "GET", "/requests/m-1", nil, reader("")), []string{"Ask the next person"}, "Stop waiting")
	said(t, with(h, "GET", "/requests/m-1/move-on", nil, reader("")), []string{"Ask the next person now?"}, "Stop waiting")
}

// TestLinkByHand: where a place sends no mail, nobody is sent to their mail.
func TestLinkByHand(t *testing.T) {
	f := fakeAPI{"POST /api/v1/links": `{"delivery":"operator"}`}
	h := siteOver(t, f.answer)
	form := url.Values{"address": {"nia@example.org"}}
	w := with(h, "POST", "/reset", form, nil)
	if w.Code == http.StatusNotFound || !strings.Contains(w.Body.String(), "<h1") {
		t.Fatal(w.Code, w.Body)
	}
	said(t, w, []string{"<h1>Ask for your link</h1>", "This place sends no mail yet"}, "Look into your mail")
	f["POST /api/v1/links"] = `{"delivery":"mail"}`
	said(t, with(h, "POST", "/reset", form, nil), []string{"<h1>Look into your mail</h1>"}, "Ask for your link")
}

// TestAppealOfOnesOwnDecision: who decided first is told that somebody else must, and is not offered to take the appeal up, whatever the
// API says they can do.
func TestAppealOfOnesOwnDecision(t *testing.T) {
	const c = `{"id":"c-1","about":"person","kind":"spam","status":"appealed","copy":"kept","contact":"none","can":["acknowledge","open","decide","hand_over"],
		"opened":[],"decisions":[{"measure":"warning","by":"BY","at":"2026-01-01T00:00:00Z"}],"created":"2026-01-01T00:00:00Z"}`
	f := fakeAPI{"GET /api/v1/cases/c-1": strings.Replace(c, "BY", "a-1", 1)}
	h := siteOver(t, f.answer)
	said(t, with(h, "GET", "/cases/c-1", nil, reader(`"moderator"`)), []string{"Somebody else must decide", "Hand over"}, `value="acknowledge"`,
		`/cases/c-1/decide"`)
	f["GET /api/v1/cases/c-1"] = strings.Replace(c, "BY", "p-9", 1)
	said(t, with(h, "GET", "/cases/c-1", nil, reader(`"moderator"`)), []string{`value="acknowledge"`, `/cases/c-1/decide"`}, "Somebody else must")
}

// TestMaintainersOwnProject: who maintains a project is not asked whether it is theirs, and finds it among their own also where the role
// was given to them.
func TestMaintainersOwnProject(t *testing.T) {
	const project = `{"id":"p-1","name":"A library","url":"https://example.org/p","seen":"2026-01-01T00:00:00Z"}`
	f := fakeAPI{"GET /api/v1/projects/p-1": project, "GET /api/v1/projects/mine": `{"items":[]}`}
	h := siteOver(t, f.answer)
	said(t, with(h, "GET", "/projects/p-1", nil, reader("")), []string{"Is this your project?"}, "How this project is shown")
	said(t, with(h, "GET", "/settings/projects", nil, reader("")), []string{"You have claimed no project"}, "A library")
	f["GET /api/v1/projects/p-1/wishes"] = `{}`
	f["GET /api/v1/projects/mine"] = `{"items":[{"project":"p-1","name":"A library","url":"https://example.org/p","maintainer":true}]}`
	said(t, with(h, "GET", "/projects/p-1", nil, reader("")), []string{"How this project is shown"}, "Is this your project?")
	said(t, with(h, "GET", "/settings/projects", nil, reader("")), []string{"A library", "/projects/p-1/maintain", "You are confirmed"},
		"You have claimed no project")
}

// TestWhatWaitsBecauseOfARole: the first page of who moderates, organises or maintains says how much waits on them, and leads there; of
// what is done, and of what others do, it says nothing.
func TestWhatWaitsBecauseOfARole(t *testing.T) {
	f := fakeAPI{
		"GET /api/v1/people/me": `{"id":"a-1","display_name":"Oda Berg","newcomer":true}`, "GET /api/v1/inbox": `{"items":[]}`,
		"GET /api/v1/mentorships": `{"items":[]}`, "GET /api/v1/requests": `{"items":[]}`, "GET /api/v1/projects/mine": `{"items":[]}`,
		"GET /api/v1/programmes": `{"items":[]}`,
	}
	h := siteOver(t, f.answer)
	said(t, with(h, "GET", "/", nil, reader("")), []string{"Nothing"}, "Rate applications", "New cases")
	f["GET /api/v1/programmes"] = `{"items":[{"id":"p-1","name":"First Steps","me":{"roles":["organiser"]}},
		{"id":"p-2","name":"Other","me":{"newcomer":true}}]}`
	f["GET /api/v1/programmes/p-1/members"] = `{"items":[{"person":"m-1"},{"person":"m-2"}]}`
	f["GET /api/v1/programmes/p-1/cohorts"] = `{"items":[{"id":"c-1","name":"Autumn","phase":"review"},{"id":"c-2","name":"Old","phase":"closed"}]}`
	f["GET /api/v1/cohorts/c-1/checklist"] = `{"items":[{"code":"review","who":"reviewers","left":3},{"code":"decide","who":"organisers","done":true,"left":0},
		{"code":"check_in","who":"newcomers","left":2},{"code":"release","who":"organisers","left":0}]}`
	f["GET /api/v1/projects/mine"] = `{"items":[{"project":"x-1","name":"A library","maintainer":true},{"project":"x-2","name":"Another","claim":"refused"}]}`
	f["GET /api/v1/issues"] = `{"items":[{"id":"i-1","title":"One"},{"id":"i-2","title":"Two"}]}`
	said(t, with(h, "GET", "/", nil, reader("")), []string{"Rate applications: 3", "First Steps, Autumn", `href="/cohorts/c-1/reviews"`, "Late check-ins: 2",
		"Mentors who wait for a decision: 2", `href="/programmes/p-1/people"`, "A library", "Issues shown: 2", `href="/projects/x-1/maintain"`},
		"Tell applicants", "Decide about", "Another", "New cases")
	f["GET /api/v1/cases/counts"] = `{"received":4,"appealed":1}`
	f["GET /api/v1/mentor-approvals"] = `{"items":[{"person":{"id":"p"}}]}`
	f["GET /api/v1/ops-catalog/claims"] = `{"items":[]}`
	said(t, with(h, "GET", "/", nil, reader(`"moderator"`)), []string{"New cases: 4", "Appeals: 1", "Offers to mentor: 1"}, "Claimed projects:")
}

// TestDeedsInWords: every code that the audit is known to note beside a deed has words in every language; one that is new stays as it is.
func TestDeedsInWords(t *testing.T) {
	book, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string][]string{
		"reason": {"conduct", "spam", "safety", "security", "legal", "other", "mistake", "wrong_person", "new_evidence", "agreement", "tell_more",
			"not_yet", "duplicate"},
		"roles": {`["moderator","administrator"]`, `["administrator"]`, "[]"}, "link": {"confirm", "sign_in", "reset", "invitation", "address"},
		"lifted": {"by_staff", "sanctions"}, "role": {"organiser", "reviewer", "partner", "observer", "maintainer"},
		"scope": {"org:o-1", "programme:p-1", "project:x-1"}, "decision": {"approved", "refused"},
		"do":    {"alias", "add", "rename", "merge", "leave", "none"},
		"how":   {"made", "changed", "extended", "phase", "sent_again", "discarded", "completed", "taken_back", "set_up", "published"},
		"week":  {"2026-11-23"},
		"wish":  {"claim", "claim_confirmed", "claim_refused", "correct", "pause", "resume", "cap", "help", "remove", "restore"},
		"found": {"open", "closed"}, "rows": {"12"}, "phase": {"planned", "call", "application", "review", "round", "running", "closed"},
		"outcome": {"accept", "wait", "decline"}, "objective": {"fit", "stable", "fair"}, "proposed": {"3"}, "returned": {"1"}, "consumer": {"a-b"},
	}
	for _, p := range book.Languages() {
		v := &visit{p: p}
		for field, values := range known {
			for _, value := range values {
				_, has := v.detailValue(field, value, nil)
				if got := v.deedDetail(field+"="+value, nil); strings.Contains(got, "=") || !has && field != "consumer" {
					t.Errorf("%s: %s=%s: %q", p.Tag, field, value, got)
				}
			}
		}
		if got := v.deedDetail("how=made novel=thing bare", nil); !strings.HasSuffix(got, "novel=thing"+p.T("list.stop")+"bare") {
			t.Errorf("%s: %q", p.Tag, got)
		}
	}
	en, _ := book.For("en")
	v := &visit{p: en}
	scopes := map[string]string{"org:o-1": "Foundation"}
	if got := v.deedDetail("role=organiser scope=org:o-1", scopes); got != "Role: organises. Where: organisation “Foundation”" {
		t.Errorf("%q", got)
	}
}

// TestSkillsAsTyped: a word that the list does not know is shown as it was typed, once, also where it comes in two spellings.
func TestSkillsAsTyped(t *testing.T) {
	h := siteOver(t, away)
	w := with(h, "POST", "/start/1", url.Values{"have-more": {"K-drama, k-drama,  Bread  Baking , golang"}, "level": {"3"}}, nil)
	cookies := map[string]string{}
	for _, c := range w.Result().Cookies() {
		cookies[strings.TrimPrefix(c.Name, "wm-")] = c.Value
	}
	w = with(h, "GET", "/start/1", nil, cookies)
	said(t, w, []string{`value="K-drama, Bread Baking"`}, "k-drama")
	if got := decodeAnswers(cookies["start"]).Have; len(got) != 3 || got[2] != "go" {
		t.Errorf("%q", got)
	}
}

// TestNameOnTheFirstVisit: who writes before signing up says then how they want to be called, and finds it again after signing up.
func TestNameOnTheFirstVisit(t *testing.T) {
	f := fakeAPI{"GET /api/v1/people": `{"items":[{"id":"p-1","display_name":"Mika"}]}`}
	h := siteOver(t, f.answer)
	cookies := map[string]string{"start": answers{Want: []string{"go"}, Mentors: []string{"p-1"}}.encode()}
	said(t, with(h, "GET", "/ask", nil, cookies), []string{`name="name"`, "Continue"})
	w := with(h, "POST", "/ask", url.Values{"message": {"Hello."}, "name": {"Nia Owino"}}, cookies)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign-up?then=/ask" {
		t.Fatal(w.Code, w.Header())
	}
	after := reader("")
	for _, c := range w.Result().Cookies() {
		if strings.Contains(c.Value, "Nia") {
			t.Error("a name stands in a cookie as plain text")
		}
		after[strings.TrimPrefix(c.Name, "wm-")] = c.Value
	}
	said(t, with(h, "GET", "/ask", nil, after), []string{`value="Nia Owino"`, "Send my request"})
}

// TestDecidedWord: a word that was decided leads to the list, also by way of the back button; nobody sees a page that is not there.
func TestDecidedWord(t *testing.T) {
	f := fakeAPI{"GET /api/v1/skills/unknown": `{"items":[]}`}
	h := siteOver(t, f.answer)
	for _, method := range []string{"GET", "POST"} {
		w := with(h, method, "/skills/words/w-1", url.Values{"do": {"leave"}}, reader(`"moderator"`))
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/skills" {
			t.Errorf("%s: %d\n%s", method, w.Code, w.Body)
		}
	}
}

// TestQuestionsHaveNames: a question that an organiser wrote is called by its words where its answer is refused.
func TestQuestionsHaveNames(t *testing.T) {
	f := fakeAPI{"GET /api/v1/cohorts/c-1": `{"id":"c-1","name":"Autumn","newcomers":"apply","mentors":"apply","applying":true,
		"questions":[{"code":"time","text":"How many hours do you have?","kind":"one","options":["up to 5","more"],"required":true}]}`,
		"GET /api/v1/applications": `{"items":[]}`, "GET /api/v1/programmes/": `{}`}
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPut || r.Method == http.MethodPost {
			return refusedBy(r, http.StatusUnprocessableEntity, `{"status":422,"code":"invalid","fields":[{"pointer":"/answers/time","code":"required"}]}`)
		}
		return f.answer(r)
	})
	w := with(h, "POST", "/cohorts/c-1/apply/newcomer", url.Values{"do": {"send"}}, reader(""))
	said(t, w, []string{"How many hours do you have?: fill this in"}, "This: fill this in")
}

// TestTheDeskHasAllWhoAreGone: those who are noted as not here stand on the desk page by page, however many they are.
func TestTheDeskHasAllWhoAreGone(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch r.URL.Path {
		case "/api/v1/cohorts/c-1":
			return given(r, `{"id":"c-1","programme":"p-1","name":"Weekend","phases":[],"mine":{"organiser":true}}`)
		case "/api/v1/events/c-1":
			return given(r, `{"id":"c-1","programme":"p-1","name":"Weekend","stage":"working","least":4,"most":6,"wishes":3}`)
		case "/api/v1/events/c-1/attendees":
			next, who := `</api/v1/events/c-1/attendees?as=gone&cursor=after-1>; rel="next"`, "p-1"
			if r.URL.Query().Get("cursor") == "after-1" {
				next, who = "", "p-2"
			}
			res, err := given(r, `{"items":[{"person":"`+who+`","as":"newcomer"}]}`)
			if next != "" {
				res.Header.Set("Link", next)
			}
			return res, err
		case "/api/v1/people/names":
			return given(r, `{"items":[{"id":"p-1","display_name":"Ada First"},{"id":"p-2","display_name":"Bo Second"}]}`)
		}
		return away(r)
	})
	w := asSomebody(h, http.MethodGet, "/cohorts/c-1/event/manage", nil)
	said(t, w, []string{`name="person" value="p-1"`, `href="/cohorts/c-1/event/manage?cursor=after-1"`}, `value="p-2"`)
	w = asSomebody(h, http.MethodGet, "/cohorts/c-1/event/manage?cursor=after-1", nil)
	said(t, w, []string{`name="person" value="p-2"`}, `value="p-1"`, `rel="next"`)
}

// TestBadgesSayForWhomTheyAre: in the spreadsheet and in its name, so that two of them are not mixed up at the printer.
func TestBadgesSayForWhomTheyAre(t *testing.T) {
	h := siteOver(t, func(r *http.Request) (*http.Response, error) { return given(r, `{"codes":["K7QXM4TRWA2A"]}`) })
	for as, name := range map[string]string{"mentor": "badges-mentors.csv", "newcomer": "badges-newcomers.csv"} {
		w := asSomebody(h, http.MethodPost, "/cohorts/c-1/event/manage", map[string][]string{"do": {"badges"}, "badge_count": {"1"}, "badge_as": {as}})
		said(t, w, []string{"code,for,address", "K7QXM4TRWA2A," + as + ","})
		if got := w.Header().Get("Content-Disposition"); !strings.Contains(got, name) {
			t.Errorf("%s: %s", as, got)
		}
	}
}

// TestArrivingNamesFewLanguages: at the door stand the language of the page and English; the others are behind a summary.
func TestArrivingNamesFewLanguages(t *testing.T) {
	h := siteOver(t, fakeAPI{}.answer)
	for lang, want := range map[string][]string{"fr": {"fr", "en"}, "en": {"en"}} {
		body := with(h, http.MethodGet, "/event", nil, map[string]string{"language": lang}).Body.String()
		field := body[strings.Index(body, `id="languages"`):]
		open, rest, _ := strings.Cut(field[:strings.Index(field, "</fieldset>")], "<details")
		var got []string
		for _, part := range strings.Split(open, `name="languages" value="`)[1:] {
			got = append(got, part[:strings.Index(part, `"`)])
		}
		if !slices.Equal(got, want) || !strings.Contains(rest, `value="ar"`) || !strings.Contains(open, `value="`+lang+`" checked`) {
			t.Errorf("%s: %v\n%s", lang, got, field)
		}
	}
}

// TestWhoIsOnDutyGivesAName: staff who gave no name are asked for one where others read it.
func TestWhoIsOnDutyGivesAName(t *testing.T) {
	f := fakeAPI{"GET /api/v1/duty": `{"now":"2026-W48","weeks":[]}`}
	const ask = `href="/settings/profile?then=/duty"`
	h := siteOver(t, f.answer)
	said(t, with(h, http.MethodGet, "/duty", nil, reader(`"moderator"`)), []string{ask})
	f["GET /api/v1/people/me"] = `{"id":"a-1","display_name":"Ada"}`
	said(t, with(h, http.MethodGet, "/duty", nil, reader(`"moderator"`)), []string{`id="main"`}, ask)
}

// TestFromWhereItCameHasRoom: each table of a partner's page can be moved to the side by itself, so that the page is never wider than the screen.
func TestFromWhereItCameHasRoom(t *testing.T) {
	const when = `"from":"2026-07-01T00:00:00Z","until":"2026-10-01T00:00:00Z"`
	h := siteOver(t, fakeAPI{
		"GET /api/v1/programmes/g-1":        `{"id":"g-1","name":"First Steps"}`,
		"GET /api/v1/partners/p-1":          `{"id":"p-1","programme":"g-1","name":"Example Labs","brings":["mentors"],"mine":{"contact":true}}`,
		"GET /api/v1/partners/p-1/projects": `{"items":[]}`,
		"GET /api/v1/partners/p-1/report": `{"partner":{"id":"p-1"},"projects":[],"mentor_hours":120,
			"contributions":0,"least":5,"base":5,"money":[],"entries":[],
			"periods":[{"figure":"mentor_hours",` + when + `,"value":120,"parts":[{"by":"belongs","is":"internal","value":70},
			{"by":"belongs","is":"external","value":45},{"by":"place","is":"venue","place":"Nakuru library","value":60}]}]}`,
	}.answer)
	w := asSomebody(h, http.MethodGet, "/partners/p-1", nil)
	said(t, w, []string{"From where it came", "Nakuru library", "70"})
	if body := w.Body.String(); strings.Count(body, "<table") != strings.Count(body, `<div class="scroll" tabindex="0" role="group"`) {
		t.Errorf("a table that cannot be moved:\n%s", body)
	}
}
