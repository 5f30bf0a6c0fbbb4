package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"golang.org/x/net/html"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// busy is a place with work for its staff: a report, an offer to mentor, a claimed project, a word that nobody knows, meetings and waiting.
type busy struct {
	*together
	caseID, offer, project, meeting string
}

func openBusy(t *testing.T) *busy {
	t.Helper()
	x := &busy{together: openTogether(t)}
	ctx := t.Context()
	fail := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	body := mentorBody("Pia Nowak")
	body.Have = append(body.Have, api.ProfileSkill{Skill: "qwertzology", Level: 3})
	p, err := x.office.open(ctx, "pia@example.org", newPassword())
	fail(err)
	_, err = p.SaveMe(ctx, body)
	fail(err)
	x.offer = p.id
	projects, err := client.Do[api.ProjectList](ctx, x.public, http.MethodGet, client.Path("projects"), nil, nil)
	fail(err)
	x.project = projects.Items[0].ID
	_, err = p.ClaimProject(ctx, x.project)
	fail(err)
	_, err = p.Report(ctx, api.NewReport{About: "person", Person: x.mentors[1].id, Kind: "spam", Words: "The same to many."})
	fail(err)
	_, err = x.newcomer.PostMessage(ctx, x.id, "Thank you.\n\nA word_that_is_as_long_as_no_word_should_ever_be_but_people_paste_such_things_all_the_time")
	fail(err)
	m, err := x.newcomer.PlanSession(ctx, x.id, api.NewMeeting{Starts: time.Now().Add(72 * time.Hour), Minutes: 45, Zone: "Africa/Nairobi",
		Place: "https://meet.example.org/a-room-with-a-name-that-goes-on-and-on-and-on-and-on"})
	fail(err)
	x.meeting = m.ID
	_, err = x.newcomer.ClaimIssue(ctx, x.issue)
	fail(err)
	fail(eventually(ctx, patience, func() error {
		list, err := client.Do[api.CaseList](ctx, x.office.admin, http.MethodGet, client.Path("cases"), nil, nil)
		if err == nil && len(list.Items) == 0 {
			err = fmt.Errorf("no case yet")
		}
		if err == nil {
			x.caseID = list.Items[0].ID
		}
		return err
	}))
	return x
}

// staffPages are what those who run the place read.
func (x *busy) staffPages() []string {
	return []string{"/cases", "/cases/" + x.caseID, "/cases/" + x.caseID + "/hand-over", "/cases/" + x.caseID + "/conflict", "/approvals",
		"/approvals/" + x.offer, "/claims", "/skills", "/skills/change", "/duty", "/operate", "/operate/letters/mentoring", "/operate/links", "/operate/settings",
		"/operate/people", "/operate/people/" + x.offer, "/projects/" + x.project + "/maintain"}
}

// togetherPages are what the two of a mentorship read.
func (x *busy) togetherPages() []string {
	at := "/mentorships/" + x.id
	return []string{at, at + "/meetings", at + "/meetings/" + x.meeting, at + "/meetings/" + x.meeting + "/cancel", at + "/end",
		"/issues/" + x.issue, "/issues/" + x.issue + "/release", "/", "/inbox"}
}

// TestWebStaffEveryLanguage: the pages of the staff and of a mentorship are whole in every language.
func TestWebStaffEveryLanguage(t *testing.T) {
	x := openBusy(t)
	boss, n := x.operator(), x.browser().signIn(x.newcomer)
	for _, tag := range []string{"en", "fr", "es", "ru", "ar", "zh"} {
		for b, pages := range map[*browser][]string{boss: x.staffPages(), n: x.togetherPages()} {
			res, err := b.http.PostForm(x.address+"/choose", map[string][]string{"language": {tag}, "back": {"/"}})
			b.read(res, err)
			for _, path := range pages {
				if b.open(path).wellMade(tag); b.code != http.StatusOK {
					t.Errorf("%s: %d", path, b.code)
				}
			}
		}
	}
}

// TestWebStaffFitsAndPassesAxe: the same pages at 320 pixels, in both directions of writing and both schemes.
func TestWebStaffFitsAndPassesAxe(t *testing.T) {
	ctx := chromium(t, 320)
	x := openBusy(t)
	look := lookAt(ctx, t, x.site)
	for _, who := range []struct {
		*person
		pages []string
	}{{x.boss, x.staffPages()}, {x.newcomer, x.togetherPages()}} {
		enter(ctx, t, x.site, who.person)
		for _, as := range [][2]string{{"ar", "dark"}, {"en", "light"}} {
			appear(ctx, t, x.site, as[0], as[1])
			for _, path := range who.pages {
				look(path, as[0], as[1])
			}
		}
		do(ctx, t, chromedp.Navigate(x.address+"/sign-out"), there("form[action='/sign-out'] button"),
			chromedp.Click(chromedp.CSS("form[action='/sign-out'] button")), there(`a[href^="/sign-in"]`))
	}
}

// TestWebAtTwiceTheSize: at 200 % of a screen of 1280 pixels (640 wide, twice as dense) nothing is cut off, on the main pages.
func TestWebAtTwiceTheSize(t *testing.T) {
	ctx := chromium(t, 640)
	x := openBusy(t)
	enter(ctx, t, x.site, x.newcomer)
	for _, path := range append(x.togetherPages(), "/fit", "/mentors", "/issues", "/start/2", "/settings/mail") {
		do(ctx, t, chromedp.Navigate(x.address+path), there("h1"),
			func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) { // text alone at twice the size, as browsers offer too
				return chromedp.Evaluate[chromedp.Void](`document.documentElement.style.fontSize = "200%"`)(ctx, target)
			})
		if wide := value[int](ctx, t, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
			t.Errorf("%s is %d pixels wider than the screen at twice the size", path, wide)
		}
	}
}

// TestWebStaffByKeyboard: a moderator takes up a case, opens and decides it with the keyboard alone.
func TestWebStaffByKeyboard(t *testing.T) {
	ctx := chromium(t, 1280)
	x := openBusy(t)
	enter(ctx, t, x.site, x.boss)
	do(ctx, t, chromedp.Navigate(x.address+"/cases"), there(`a[href="/cases/`+x.caseID+`"]`), tabTo(`main a[href^="/cases/"]`), keys(kb.Enter),
		shown(`button[value=acknowledge]`), tabTo(`button[value=acknowledge]`), keys(kb.Enter),
		shown(`button[value=open]`), tabTo(`button[value=open]`), keys(kb.Enter),
		shown(`input[name=measure]`), tabTo(`input[name=measure]`), keys(" "), tabTo(`textarea[name=decision_words]`), keys("Nothing is done."),
		tabTo(`button[value=decide]`), keys(kb.Enter), shown(`.toast`))
	if text := value[string](ctx, t, `document.querySelector("main").innerText`); !strings.Contains(text, "It is decided") {
		t.Errorf("after the decision:\n%s", text)
	}
}

// TestWebSavesData: with the data saver no page keeps a line open; what a page costs is counted, the first with all it needs.
func TestWebSavesData(t *testing.T) {
	x := openBusy(t)
	g := x.browser()
	g.open("/")
	first := len(g.body)
	for _, n := range []string{"href", "src"} {
		for _, e := range g.all(func(e *html.Node) bool {
			return strings.HasPrefix(attr(e, n), "/static/") && (e.Data == "link" || e.Data == "script")
		}) {
			first += len(x.browser().open(attr(e, n)).body)
		}
	}
	t.Logf("the first page with everything: %d bytes, without compression", first)
	if first > 100_000 {
		t.Errorf("the first page has %d bytes", first)
	}
	b := x.browser().signIn(x.newcomer)
	if b.open("/"); !strings.Contains(b.body, "data-live") {
		t.Error("without the saver news do not come by themselves")
	}
	res, err := b.http.PostForm(x.address+"/choose", map[string][]string{"saver": {"on"}, "back": {"/"}})
	b.read(res, err)
	for _, path := range append(x.togetherPages(), "/queue", "/settings") {
		if b.open(path); strings.Contains(b.body, "data-live") {
			t.Errorf("%s follows the inbox although data is to be saved", path)
		}
	}
}
