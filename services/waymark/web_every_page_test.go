package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/web"
)

// noPages are answers to GET that a browser shows no page of.
var noPages = map[string]string{
	"GET /live": "a stream of notices",
	"GET /mentorships/{id}/meetings/{meeting}/file": "a file for a calendar",
	"GET /cohorts/{id}/outcomes/file":               "a table",
	"GET /cohorts/{id}/event/lists/file":            "a table",
	"GET /cohorts/{id}/figures.csv":                 "a table",
	"GET /programmes/{id}/hub/report/file":          "a table",
	"GET /partners/{id}/file":                       "a table",
	"GET /programmes/{id}/stipends/file":            "a table",
	"GET /rounds/{id}/pairs.csv":                    "a table",
	"GET /rounds/{id}/audit.csv":                    "a table",
	"GET /rounds/{id}/certificate.json":             "a proof for programs",
	"GET /rounds/{id}/plot.svg":                     "a picture",
}

// axed is what another test looks at with axe.
type axed struct {
	test  string
	walks []string // what stands in the test's body, where its pages come from a list
	pages []string // of that list; or, without walks, what stands in the test's file, with _ for an id
}

// axedElsewhere are the tests beside this one. The lists are made with ids of nothing: only what they match counts.
func axedElsewhere() []axed {
	x := &busy{together: &together{site: &site{}, id: "_", issue: "_"}, caseID: "_", offer: "_", project: "_", meeting: "_"}
	c := &calling{programme: "_", id: "_", piece: "_"}
	return []axed{
		{"TestWebFitsAndPassesAxe", []string{"openPages", "ownPages", `"/people/"`}, slices.Concat(openPages, ownPages, []string{"/people/_"})},
		{"TestWebStaffFitsAndPassesAxe", []string{"x.staffPages()", "x.togetherPages()"}, slices.Concat(x.staffPages(), x.togetherPages())},
		{"TestWebProgrammeFitsAndPassesAxe", []string{"x.organisersPages(", "x.applicantsPages("},
			slices.Concat(c.organisersPages("_", "_"), c.applicantsPages("_", "_", "_"))},
		{"TestWebRoundsFitsAndPassesAxe", []string{"x.pages("}, (&pairing{programme: "_"}).pages("_")},
		{"TestWebHubFitsAndPassesAxe", nil, []string{"/programmes/_/hub", "/programmes/_/hub/make", "/programmes/_/hub/report", "/programmes/_/partners", "/partners",
			"/partners/_", "/partners/_/setup", "/partners/_/remove", "/programmes/_/stipends", "/stipends", "/stipends/_"}},
		{"TestWebBoardFitsAndPassesAxe", nil, []string{"/programmes/_/board", "/board/_", "/board/_/edit"}},
		{"TestWebFiguresFitAndPassAxe", nil, []string{"/programmes/_/figures", "/cohorts/_/figures", "/cohorts/_/describe"}},
		{"TestWebCriteriaFitsAndPassesAxe", nil, []string{"/cohorts/_/criteria", "/programmes/_/weights"}},
	}
}

// read fails where the test is not there, does not use axe, or does not speak of its pages.
func (a axed) read(t *testing.T, files map[string]string) {
	t.Helper()
	for _, text := range files {
		_, body, ok := strings.Cut(text, "\nfunc "+a.test+"(t *testing.T) {\n")
		if !ok {
			continue
		}
		body, _, _ = strings.Cut(body, "\n}\n")
		want := append([]string{"lookAt("}, a.walks...)
		if !slices.ContainsFunc(want, func(w string) bool { return !strings.Contains(body, w) }) {
			for _, page := range a.pages {
				for _, part := range strings.Split(page, "_") {
					if a.walks == nil && part != "" && part != "/" && !strings.Contains(text, `"`+part) {
						t.Errorf("%s says nothing of %s of %s", a.test, part, page)
					}
				}
			}
			return
		}
		t.Errorf("%s does not use all of %q", a.test, want)
		return
	}
	t.Errorf("there is no test %s", a.test)
}

// matcher answers with the pattern that serves a path.
func matcher() func(path string) string {
	mux := http.NewServeMux()
	for _, p := range web.Patterns() {
		mux.Handle(p, http.NotFoundHandler())
	}
	return func(path string) string {
		_, pattern := mux.Handler(httptest.NewRequest(http.MethodGet, path, http.NoBody))
		return pattern
	}
}

// TestWebEveryPageIsLookedAt: a page that no test shows to axe fails, so that whoever adds a page says who looks at it.
func TestWebEveryPageIsLookedAt(t *testing.T) {
	names, err := filepath.Glob("*_test.go")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	files := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(text)
	}
	of, by := matcher(), map[string]string{}
	for _, a := range axedElsewhere() {
		a.read(t, files)
		for _, page := range a.pages {
			by[of(page)] = a.test
		}
	}
	for _, v := range pageVisits {
		by[v.pattern] = "TestWebEveryOtherPagePassesAxe"
	}
	for pattern := range noPages {
		if by[pattern] != "" {
			t.Errorf("%s is no page, and %s looks at it", pattern, by[pattern])
		}
		by[pattern] = "nobody"
	}
	for _, p := range web.Patterns() {
		if strings.HasPrefix(p, "GET ") && by[p] == "" {
			t.Errorf("%s: no test looks at this page with axe; add a visit to pageVisits", p)
		}
		delete(by, p)
	}
	delete(by, "") // openPages has an address of nothing
	for p, test := range by {
		t.Errorf("%s looks at %s, which is no page", test, p)
	}
}

// everyPage is a world in which each page below has something to show.
type everyPage struct {
	*busy
	sol                                  *person // who has asked and waits
	asked, hour, report, second, outcome string
	week, word, other                    string // other is a project of mentors[1]
	offered                              string // a project of the cohort that asks
	closed, asks, event, draft, team     string // cohorts; a draft and a team of the event
	mistake                              string // a cohort that was never published
}

// pageVisit is one look at a page.
type pageVisit struct {
	who     string // other (the second mentor), mentor, boss, newcomer, sol, guest: one after the other
	pattern string
	path    func(x *everyPage) string
	code    int // 0 stands for 200
}

// on makes a visit's path of a text with {name} for what the world has.
func on(path string) func(x *everyPage) string {
	return func(x *everyPage) string {
		return strings.NewReplacer("{m}", x.mentors[0].id, "{o}", x.mentors[1].id, "{id}", x.id, "{issue}", x.issue, "{project}", x.project,
			"{asked}", x.asked, "{hour}", x.hour, "{report}", x.report, "{case}", x.second, "{outcome}", x.outcome, "{week}", x.week,
			"{word}", x.word, "{other}", x.other, "{closed}", x.closed, "{mistake}", x.mistake, "{asks}", x.asks, "{event}", x.event, "{team}", x.team,
			"{offered}", x.offered, "{me}", x.newcomer.id).Replace(path)
	}
}

// pageVisits are the pages that no other test shows to axe, a filter that was refused and pages of failure.
var pageVisits = []pageVisit{
	{"other", "GET /queue/{id}", on("/queue/{asked}"), 0},
	{"other", "GET /queue/{id}/{answer}", on("/queue/{asked}/accept"), 0},
	{"other", "GET /queue/{id}/{answer}", on("/queue/{asked}/ask"), 0},
	{"other", "GET /queue/{id}/{answer}", on("/queue/{asked}/not-this-time"), 0},
	{"other", "GET /outcomes/{id}", on("/outcomes/{outcome}"), 0},
	{"other", "GET /projects/{id}/maintain", on("/projects/{other}/maintain"), 0},
	{"other", "GET /projects/{id}/maintain/remove", on("/projects/{other}/maintain/remove"), 0},

	{"mentor", "GET /mentorships/{id}/hand-over", on("/mentorships/{id}/hand-over"), 0}, // nothing is proposed
	{"mentor", "GET /office-hours/{id}", on("/office-hours/{hour}"), 0},
	{"mentor", "GET /office-hours/{id}/cancel", on("/office-hours/{hour}/cancel"), 0},

	{"boss", "GET /cases/{id}", on("/cases/{case}"), 0},
	{"boss", "GET /cases/{id}/{step}", on("/cases/{case}/decide"), 0},
	{"boss", "GET /duty/{week}", on("/duty/{week}"), 0},
	{"boss", "GET /skills/words/{word}", on("/skills/words/{word}"), 0},
	{"boss", "GET /marks", on("/marks"), 0},
	{"boss", "GET /operate/letters/{room}/drop/{id}", on("/operate/letters/mentoring/drop/some-letter"), 0},
	{"boss", "GET /operate/audit", on("/operate/audit?up_to=soon"), 422}, // a day that is none
	{"boss", "GET /cohorts/{id}/today", on("/cohorts/{asks}/today"), 0},
	{"boss", "GET /cohorts/{id}/figures/{question}", on("/cohorts/{asks}/figures/publish"), 0},
	{"boss", "GET /cohorts/{id}/remove", on("/cohorts/{mistake}/remove"), 0},
	{"boss", "GET /cohorts/{id}/outcomes/{question}", on("/cohorts/{closed}/outcomes/make"), 0},
	{"boss", "GET /cohorts/{id}/outcomes/report", on("/cohorts/{closed}/outcomes/report"), 0},
	{"boss", "GET /cohorts/{id}/projects", on("/cohorts/{asks}/projects"), 0},
	{"boss", "GET /cohorts/{id}/projects/{project}", on("/cohorts/{asks}/projects/{offered}"), 0}, // it was approved, and has changed
	{"boss", "GET /cohorts/{id}/projects/{project}/edit", on("/cohorts/{asks}/projects/{offered}/edit"), 0},
	{"boss", "GET /cohorts/{id}/event/manage", on("/cohorts/{event}/event/manage"), 0},
	{"boss", "GET /cohorts/{id}/event/manage/{question}", on("/cohorts/{event}/event/manage/over"), 0},
	{"boss", "GET /cohorts/{id}/event/draft", on("/cohorts/{event}/event/draft"), 0},
	{"boss", "GET /cohorts/{id}/event/lists", on("/cohorts/{event}/event/lists?by=name"), 0},
	{"boss", "GET /cohorts/{id}/event/lists", on("/cohorts/{event}/event/lists?by=team"), 0},

	{"newcomer", "GET /mentorships/{id}/hand-over", on("/mentorships/{id}/hand-over"), 0}, // the mentor has proposed it
	{"newcomer", "GET /office-hours/{id}", on("/office-hours/{hour}"), 0},
	{"newcomer", "GET /projects/{id}", on("/projects/{project}"), 0},
	{"newcomer", "GET /people/{id}/block", on("/people/{o}/block"), 0},
	{"newcomer", "GET /report", on("/report?person={o}"), 0},
	{"newcomer", "GET /reports/{id}", on("/reports/{report}"), 0},
	{"newcomer", "GET /cohorts/{id}/describe/{question}", on("/cohorts/{asks}/describe/back"), 0},
	{"newcomer", "GET /applications/{id}/still", on("/applications/{closed}_{me}_n/still"), 0},
	{"newcomer", "GET /cohorts/{id}/event", on("/cohorts/{event}/event"), 0},
	{"newcomer", "GET /cohorts/{id}/event/challenges", on("/cohorts/{event}/event/challenges"), 0},
	{"newcomer", "GET /cohorts/{id}/event/teams/{team}", on("/cohorts/{event}/event/teams/{team}"), 0},
	{"newcomer", "GET /cohorts/{id}/event/teams/{team}/{question}", on("/cohorts/{event}/event/teams/{team}/gone?person={me}"), 0},
	{"newcomer", "GET /marks", on("/marks"), 403},

	{"sol", "GET /requests/{id}", on("/requests/{asked}"), 0},
	{"sol", "GET /requests/{id}/{question}", on("/requests/{asked}/withdraw"), 0},
	{"sol", "GET /requests/{id}/{question}", on("/requests/{asked}/move-on"), 0},
	{"sol", "GET /compare", on("/compare?with={m}&with={o}"), 0},
	{"sol", "GET /ask", on("/ask"), 0}, // of whom was compared

	{"guest", "GET /compare", on("/compare?with={m}&with={o}"), 0},
	{"guest", "GET /ask", on("/ask"), 0},
	{"guest", "GET /outcomes/{id}", on("/outcomes/{outcome}"), 0},
	{"guest", "GET /still", on("/still"), 0},
	{"guest", "GET /event", on("/event"), 0},
	{"guest", "GET /cohorts/{id}/event/results", on("/cohorts/{event}/event/results"), 0},
	{"guest", "GET /report", on("/report?project={project}"), 0},
	{"guest", "GET /certificates/{code}", on("/certificates/aaaaaaaaaaaaaaaaaaaaaaaaaa"), 404},
}

// openEveryPage makes that world.
func openEveryPage(t *testing.T) *everyPage {
	t.Helper()
	x := &everyPage{busy: openBusy(t)}
	ctx, ora := t.Context(), x.mentors[1]
	x.sol = x.site.newcomer("Sol Reyes", "sol@example.org")
	x.asked = x.ask(x.sol, api.NewRequest{Mentors: []string{ora.id}, Message: "Hello, may I ask you?"}).ID
	hour, err := x.mentor.NewOfficeHour(ctx, api.NewOfficeHour{Starts: time.Now().Add(72 * time.Hour), Minutes: 60, Zone: "UTC",
		Most: 2, Topic: "Reading code"})
	x.no(err)
	x.hour = hour.ID
	for name, p := range map[string]*person{"Nia Owino": x.newcomer, "Sol Reyes": x.sol} { // a word of three people is shown
		body := newcomerBody(name)
		body.Have = append(body.Have, api.ProfileSkill{Skill: "qwertzology", Level: 3})
		_, err := p.SaveMe(ctx, body)
		x.no(err)
	}
	boss := x.operator()
	x.no(x.heard(func() error {
		links := boss.open("/skills").all(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "/skills/words/") })
		if len(links) == 0 {
			return errors.New("no word waits")
		}
		x.word = strings.TrimPrefix(attr(links[0], "href"), "/skills/words/")
		return nil
	}))
	x.works()
	x.cases()
	x.cohorts()
	x.weekend()
	return x
}

func (x *everyPage) no(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

// works makes an issue that two have marked, and the second mentor the maintainer of its project.
func (x *everyPage) works() {
	x.Helper()
	ctx, ora := x.Context(), x.mentors[1]
	list, err := x.public.Issues(ctx, client.IssueQuery{Limit: 2})
	x.no(err)
	marked := list.Items[len(list.Items)-1]
	for _, p := range []*person{x.newcomer, x.sol} {
		_, err = p.MarkIssue(ctx, marked.ID, "taken")
		x.no(err)
	}
	x.other = marked.Project
	_, err = ora.ClaimProject(ctx, x.other)
	x.no(err)
	_, err = x.office.admin.DecideClaim(ctx, x.other, api.ProjectClaimDecision{Person: ora.id, Confirm: true})
	x.no(err)
}

// cases makes a case that is open, one that was decided, and the rota.
func (x *everyPage) cases() {
	x.Helper()
	ctx, admin := x.Context(), x.office.admin
	receipt, err := x.newcomer.Report(ctx, api.NewReport{About: "project", Project: x.project, Kind: "spam",
		Words: "It is nothing but an advertisement."})
	x.no(err)
	x.report = receipt.ID
	x.no(x.heard(func() error {
		for c, err := range admin.Cases(ctx, "") {
			if err != nil {
				return err
			}
			if c.ID != x.caseID {
				x.second = c.ID
				return nil
			}
		}
		return errors.New("no second case yet")
	}))
	for _, id := range []string{x.caseID, x.second} {
		_, err = admin.OpenCase(ctx, id, "decide")
		x.no(err)
	}
	_, err = admin.WriteInCase(ctx, x.second, "What did you see?")
	x.no(err)
	_, err = admin.DecideCase(ctx, x.caseID, api.NewCaseDecision{Measure: "warning", Words: "The same message went to many."})
	x.no(err)
	x.no(x.heard(func() error {
		list, err := x.mentors[1].Outcomes(ctx)
		if err == nil && len(list.Items) == 0 {
			err = errors.New("no outcome yet")
		}
		if err == nil {
			x.outcome = list.Items[0].ID
		}
		return err
	}))
	rota, err := admin.Duty(ctx)
	x.no(err)
	x.week = rota.Now
}

// cohorts makes one that is over and one that asks people about themselves; the newcomer takes part in both.
func (x *everyPage) cohorts() {
	x.Helper()
	ctx, now := x.Context(), time.Now()
	c := &calling{site: x.site, organiser: &person{Client: x.office.admin}, newcomer: x.newcomer, programme: wire.AlwaysOpen}
	asks, s := c.asking(0)
	_, err := c.organiser.SetUpParticipation(ctx, asks, api.ParticipationSetup{Way: "noise", Epsilon: 1000})
	x.no(err)
	c.begin(asks, s, true)
	x.asks = asks
	body := api.CohortProjectBody{Title: "Bus times that speak", Text: "Read departures aloud.", Links: []string{"https://bus.example.org/departures"},
		Project: x.other} // of a maintainer, since nobody decides about their own
	var was client.Answer
	_, err = x.office.admin.GiveRole(ctx, x.mentors[1].id, "maintainer", "project:"+x.other)
	x.no(err)
	p, err := x.mentors[1].OfferProject(ctx, asks, body, client.Into(&was))
	x.no(err)
	_, err = x.office.admin.DecideCohortProject(ctx, asks, p.ID, api.CohortProjectDecision{State: "approved"}, client.IfMatch(was.Version), client.Into(&was))
	x.no(err)
	body.Text = "Read departures aloud, and trams too."
	_, err = x.mentors[1].ChangeCohortProject(ctx, asks, p.ID, body, client.IfMatch(was.Version))
	x.no(err)
	x.offered = p.ID
	set := api.CohortSettings{Name: "All year", Published: true, Newcomers: "register", Mentors: "register", Phases: []api.CohortPhase{}}
	over, err := c.organiser.MakeCohort(ctx, c.programme, api.CohortBody{Name: set.Name, Settings: &set})
	x.no(err)
	x.closed = over.ID
	mistake, err := c.organiser.MakeCohort(ctx, c.programme, api.CohortBody{Name: "A mistake",
		Settings: &api.CohortSettings{Name: "A mistake", Newcomers: "register", Mentors: "register", Phases: []api.CohortPhase{}}})
	x.no(err)
	x.mistake = mistake.ID
	a, err := x.newcomer.SaveApplication(ctx, x.closed, "newcomer", api.ApplicationDraft{})
	x.no(err)
	_, err = x.newcomer.SendApplication(ctx, a.ID, 0)
	x.no(err)
	over, err = c.organiser.Cohort(ctx, x.closed)
	x.no(err)
	set = over.CohortSettings
	set.Phases = []api.CohortPhase{{Name: "running", From: now.Add(-48 * time.Hour)}, {Name: "closed", From: now.Add(-time.Hour)}}
	_, err = c.organiser.ChangeCohort(ctx, x.closed, set, client.IfMatch(1))
	x.no(err)
}

// weekend makes an event with a draft of teams.
func (x *everyPage) weekend() {
	x.Helper()
	ctx, admin := x.Context(), x.office.admin
	c, err := admin.MakeCohort(ctx, wire.AlwaysOpen, api.CohortBody{Name: "Weekend", Template: "hackathon", Begins: time.Now()})
	x.no(err)
	x.event = c.ID
	set := c.CohortSettings
	set.Published, set.NoFigures = true, true
	var read client.Answer
	_, err = admin.Cohort(ctx, c.ID, client.Into(&read))
	x.no(err)
	_, err = admin.ChangeCohort(ctx, c.ID, set, client.IfMatch(read.Version))
	x.no(err)
	_, err = admin.SetUpEvent(ctx, c.ID, api.EventSettings{Least: 2, Most: 6, Wishes: 3, Rooms: []api.EventRoom{{Name: "Hall", Tables: 9}}})
	x.no(err)
	badges, err := admin.OrderBadges(ctx, c.ID, api.BadgeOrder{Count: 2, As: "newcomer"})
	x.no(err)
	for i, p := range []*person{x.newcomer, x.mentor} {
		_, err = p.Arrive(ctx, api.Arrival{Code: badges.Codes[i]})
		x.no(err)
		_, err = p.SayAtEvent(ctx, c.ID, api.AttendeeBody{Languages: []string{"en"}})
		x.no(err)
	}
	pitch, err := x.newcomer.Pitch(ctx, c.ID, api.ChallengeBody{Title: "Bus times that speak"})
	x.no(err)
	_, err = admin.DecideChallenge(ctx, c.ID, pitch.ID, api.ChallengeDecision{State: "accepted"})
	x.no(err)
	_, err = admin.MakeTeams(ctx, c.ID)
	x.no(err)
	x.draft = x.settledEvent().Draft.ID
}

// settledEvent waits until nothing goes on at the event.
func (x *everyPage) settledEvent() (out *api.Event) {
	x.Helper()
	x.no(x.heard(func() (err error) {
		if out, err = x.office.admin.Event(x.Context(), x.event); err == nil && out.Work != nil {
			err = io.ErrNoProgress
		}
		return err
	}))
	return out
}

// goesOn is what happens after the staff have looked: a hand-over is proposed, teams are told and one hands over what it made.
func (x *everyPage) goesOn() {
	x.Helper()
	ctx := x.Context()
	_, err := x.mentor.ProposeHandOver(ctx, x.id, x.mentors[1].id)
	x.no(err)
	_, err = x.office.admin.PublishTeams(ctx, x.event, x.draft)
	x.no(err)
	x.settledEvent()
	me, err := x.newcomer.EventMe(ctx, x.event)
	x.no(err)
	x.team = me.Team
	_, err = x.newcomer.HandOverTeam(ctx, x.event, x.team, api.HandOverBody{Made: "A board that speaks"})
	x.no(err)
}

// TestWebEveryOtherPagePassesAxe: the pages above at 320 pixels: each is what it should be, none is too wide, axe finds nothing.
// With -short each is read without a browser.
func TestWebEveryOtherPagePassesAxe(t *testing.T) {
	var look func(path, language, theme string)
	var ctx context.Context
	if !testing.Short() {
		ctx = chromium(t, 320)
	}
	x, of := openEveryPage(t), matcher()
	if ctx != nil {
		look = lookAt(ctx, t, x.site)
	}
	people := map[string]*person{"other": x.mentors[1], "mentor": x.mentor, "boss": x.boss, "newcomer": x.newcomer, "sol": x.sol}
	who, b := "", x.browser()
	for _, v := range pageVisits {
		if v.who != who {
			if look != nil && who != "" {
				do(ctx, t, chromedp.Navigate(x.address+"/sign-out"), there("form[action='/sign-out'] button"),
					chromedp.Click(chromedp.CSS("form[action='/sign-out'] button")), there(`a[href^="/sign-in"]`))
			}
			who, b = v.who, x.browser()
			if p := people[who]; p != nil {
				b.signIn(p)
				if look != nil {
					enter(ctx, t, x.site, p)
				}
			}
			if who == "newcomer" {
				x.goesOn()
			}
		}
		path := v.path(x)
		plain, _, _ := strings.Cut(path, "?")
		if got := of(plain); got != v.pattern {
			t.Errorf("%s is not served by %s but by %s", path, v.pattern, got)
		}
		if b.open(path).wellMade("en"); b.code != cmp.Or(v.code, http.StatusOK) || b.at.Path != plain {
			t.Errorf("%s of %s: %d at %s\n%s", path, v.who, b.code, b.at, shownText(b.doc))
			continue
		}
		if look != nil {
			look(path, "en", "light")
		}
	}
	if look == nil {
		return
	}
	for _, path := range []string{"/sign-up", "/ask", "/report?project=" + x.project} { // the guest sends each with nothing in it
		const form = `document.querySelector("main form[method=post]")`
		do(ctx, t, chromedp.Navigate(x.address+path), there("main form[method=post] button.go"))
		value[int](ctx, t, `(`+form+`.noValidate = true, `+form+`.querySelectorAll("textarea, input[type=email]").forEach(e => e.value = ""), 1)`)
		do(ctx, t, chromedp.Click(chromedp.CSS("main form[method=post] button.go")), there(".error"))
		look("what was refused at "+path, "en", "light")
	}
}
