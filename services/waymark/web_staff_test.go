package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/wire"
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
		"/approvals/" + x.offer, "/claims", "/skills", "/skills/change", "/duty", "/operate", "/operate/letters/mentoring", "/operate/links",
		"/operate/settings", "/operate/audit", "/operate/organisations", "/organisations/" + wire.AlwaysOpenOrg,
		"/organisations/" + wire.AlwaysOpenOrg + "/setup", "/organisations/" + wire.AlwaysOpenOrg + "/new", "/programmes/" + wire.AlwaysOpen + "/setup",
		"/programmes/" + wire.AlwaysOpen + "/people", "/programmes/" + wire.AlwaysOpen + "/part",
		"/operate/people", "/operate/people/" + x.offer, "/projects/" + x.project + "/maintain"}
}

// togetherPages are what the two of a mentorship read.
func (x *busy) togetherPages() []string {
	at := "/mentorships/" + x.id
	return []string{at, at + "/meetings", at + "/meetings/" + x.meeting, at + "/meetings/" + x.meeting + "/cancel", at + "/end",
		"/issues/" + x.issue, "/issues/" + x.issue + "/release", "/", "/inbox", "/look", "/fit", "/settings/blocks"}
}

// TestWebAudit: administrators read what staff did, by kind and by day, and whether it is whole; nobody else does.
func TestWebAudit(t *testing.T) {
	one(t)
	s := openSite(t)
	boss := s.operator()
	if err := s.heard(func() error { // safety hears of a deed a moment after it
		if boss.open("/operate/audit").must("/operate/audit", "What staff did"); !strings.Contains(boss.body, "A mentor was approved") {
			return io.ErrNoProgress
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"The list is whole.", "A one-time link was shown", "Mika Aalto", "Projects and issues were imported"} {
		if !strings.Contains(boss.body, want) {
			t.Errorf("the audit does not say %q", want)
		}
	}
	boss.press("Show", "what", "profiles").must("/operate/audit", "What staff did")
	if list := shownText(boss.all(func(n *html.Node) bool { return attr(n, "class") == "rows" })[0]); strings.Contains(list, "link was shown") ||
		!strings.Contains(list, "A mentor was approved") {
		t.Errorf("all of profiles: %s", list)
	}
	if boss.open("/operate/audit?up_to=2020-01-01"); !strings.Contains(boss.body, "not in these days") {
		t.Error("days long gone have entries")
	}
	if boss.open("/operate/audit?up_to=soon"); boss.code != http.StatusUnprocessableEntity || !strings.Contains(boss.body, `href="#up_to"`) {
		t.Errorf("no day: %d", boss.code)
	}
	state, err := s.office.admin.AuditState(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if boss.open("/operate/audit?head=" + state.Head); !strings.Contains(boss.body, "has the head that you wrote down") {
		t.Error("its own head is not found")
	}
	if boss.open("/operate/audit?head=" + strings.Repeat("0", 64)); !strings.Contains(boss.body, "was cut off or replaced") {
		t.Error("a head that is not there is found")
	}
	if b := s.browser().signIn(s.mentors[0]).open("/operate/audit"); b.code != http.StatusForbidden {
		t.Errorf("a mentor: %d", b.code)
	}
}

// TestWebLook: by the beginning of a name and by words of a title, with a reason; a block reads like nobody.
func TestWebLook(t *testing.T) {
	s := openSite(t)
	nia := s.newcomer("Nia Owino", "nia@example.org")
	b := s.browser().signIn(nia)
	if err := s.heard(func() error {
		b.open("/fit").press("Look it up", "look", "mika", "what", "mentor").must("/look", "Looking for somebody")
		if !strings.Contains(b.body, " is in your list.") {
			return io.ErrNoProgress
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if b.at.RawQuery != "" || !strings.Contains(b.body, "Mika Aalto") || strings.Contains(b.body, "Ora Bell") {
		t.Errorf("at %s\n%s", b.at, shownText(b.doc))
	}
	if err := s.mentors[0].Block(t.Context(), nia.id); err != nil {
		t.Fatal(err)
	}
	if err := s.heard(func() error {
		if b.open("/look").press("Look it up", "look", "mika", "what", "mentor"); strings.Contains(b.body, "Mika Aalto") {
			return io.ErrNoProgress
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.body, "we do not say which") {
		t.Error("it does not say that nobody is shown")
	}
	list, err := s.public.Issues(t.Context(), client.IssueQuery{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	i := list.Items[0]
	if b.press("Look it up", "look", i.Title, "what", "issue"); !strings.Contains(b.body, "/issues/"+i.ID) {
		t.Errorf("%q is not found", i.Title)
	}
	if _, err := nia.MarkIssue(t.Context(), i.ID, "closed"); err != nil {
		t.Fatal(err)
	}
	if b.press("Look it up"); !strings.Contains(b.body, "This issue is not in your lists: you marked it.") {
		t.Error("an issue that lists hide does not say why")
	}
	mentor := s.browser().signIn(s.mentors[0])
	if mentor.open("/settings/blocks"); !strings.Contains(mentor.body, "Nia Owino") && !strings.Contains(mentor.body, "Person 1") {
		t.Error("the block is not listed")
	}
}

// TestWebStaffEveryLanguage: the pages of the staff and of a mentorship are whole in every language.
func TestWebStaffEveryLanguage(t *testing.T) {
	x := openBusy(t)
	boss, n := x.operator(), x.browser().signIn(x.newcomer)
	for _, tag := range languages() {
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

// TestWebSavesData: with the data saver no page keeps a line open; what a page costs is counted, the first with all it needs.
func TestWebSavesData(t *testing.T) {
	one(t)
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
