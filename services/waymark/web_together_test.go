package main

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// together is a newcomer and a mentor with a mentorship, and an issue it is about.
type together struct {
	*site
	newcomer, mentor *person
	id, issue        string
}

// newcomer opens the account of somebody who looks for a mentor.
func (s *site) newcomer(name, address string) *person {
	s.Helper()
	p, err := s.office.open(s.Context(), address, newPassword())
	if err == nil {
		_, err = p.SaveMe(s.Context(), newcomerBody(name))
	}
	if err != nil {
		s.Fatal(err)
	}
	return p
}

// heard does what a service refuses until it has heard that somebody's address was confirmed, a moment ago.
func (s *site) heard(do func() error) error { return eventually(s.Context(), patience, do) }

// ask sends a request.
func (s *site) ask(p *person, body api.NewRequest) (r *api.Request) {
	s.Helper()
	if err := s.heard(func() (err error) { r, err = p.CreateRequest(s.Context(), body); return err }); err != nil {
		s.Fatal(err)
	}
	return r
}

func openTogether(t *testing.T) *together {
	t.Helper()
	s := openSite(t)
	x := &together{site: s, mentor: s.mentors[0], newcomer: s.newcomer("Nia Owino", "nia@example.org")}
	list, err := s.public.Issues(t.Context(), client.IssueQuery{Limit: 1})
	if err != nil || len(list.Items) == 0 {
		t.Fatal("no issue", err)
	}
	x.issue = list.Items[0].ID
	x.id = s.ask(x.newcomer, api.NewRequest{Mentors: []string{x.mentor.id}, Issue: x.issue, Message: "Hello, may I ask you?"}).ID
	if _, err = x.mentor.AcceptRequest(t.Context(), x.id); err != nil {
		t.Fatal(err)
	}
	return x
}

// says fails where a page does not say something.
func (b *browser) says(list ...string) *browser {
	b.Helper()
	text := shownText(b.doc)
	for _, want := range list {
		if !strings.Contains(text, want) {
			b.Errorf("%s does not say “%s”:\n%s", b.at, want, text)
		}
	}
	return b
}

// refused fails where a form was not shown again with what is wrong.
func (b *browser) refused(want string) *browser {
	b.Helper()
	if b.code != http.StatusUnprocessableEntity && b.code != http.StatusConflict {
		b.Errorf("%s was answered %d", b.at, b.code)
	}
	return b.says(want)
}

// TestWebMeetings: one proposes a time, the other moves it, the first agrees; each sees it in their own time; a file and a private
// calendar have it; it is cancelled.
func TestWebMeetings(t *testing.T) {
	x := openTogether(t)
	b, m := x.browser().signIn(x.newcomer), x.browser().signIn(x.mentor)
	at := "/mentorships/" + x.id
	b.open(at).must(at, "You and Mika").says("No meeting is planned")
	b.follow("Propose a time").must(at+"/meetings", "Meetings with Mika").says("In your time (Nairobi)")
	day := time.Now().AddDate(0, 0, 7).Format("2006-01-02")
	b.press("Propose it", "meeting_day", "", "meeting_hour", "20:00").refused("Enter a day")
	b.press("Propose it", "meeting_day", "2020-01-01", "meeting_hour", "20:00", "meeting_place", "by the old bridge")
	b.refused("choose a time that is still to come")
	if !strings.Contains(b.body, "by the old bridge") {
		t.Error("what was typed is gone")
	}
	b.press("Propose it", "meeting_day", day, "meeting_hour", "20:00", "meeting_place", "http://example.org/call").refused("a link begins with https://")
	b.press("Propose it", "meeting_day", day, "meeting_hour", "20:00", "meeting_minutes", "45", "meeting_place", "https://example.org/call")
	b.must(at+"/meetings", "Meetings").says("You proposed this. It waits for Mika.", "20:00")
	m.open(at).must(at, "You and Nia").says("Nia proposes this time")
	m.follow(shownText(m.all(func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(attr(n, "href"), at+"/meetings/") })[0]))
	m.must(at+"/meetings/", "").says("Nia proposes this time", "45 minutes", "20:00 for Nia", "https://example.org/call")
	meeting := m.at.Path
	old := x.browser().signIn(x.mentor).open(meeting)
	m.press("Propose it", "meeting_hour", "19:00", "meeting_place", "In our thread").must(at+"/meetings", "Meetings").says("You proposed this")
	if old.press("Agree to this time"); old.code != http.StatusConflict {
		t.Errorf("a time that was replaced: %d\n%s", old.code, shownText(old.doc))
	}
	b.open(meeting).says("Mika proposes this time").press("Agree to this time").must(at+"/meetings", "Meetings").says("Agreed by both")
	b.open(meeting + "/file")
	if !strings.HasPrefix(b.body, "BEGIN:VCALENDAR") || strings.Contains(b.body, "Mika") {
		t.Errorf("the calendar file is %q", b.body)
	}
	b.open("/settings/calendar").must("/settings/calendar", "Your meetings in your calendar").press("Make the link").says("Copy it now")
	link := ""
	for _, n := range b.all(func(n *html.Node) bool { return n.Data == "bdi" && attr(n, "class") == "code" }) {
		link = shownText(n)
	}
	u, err := url.Parse(link)
	if err != nil || u.Host != b.at.Host {
		t.Fatalf("the link is %q", link)
	}
	if c := x.browser().open(u.Path); c.code != http.StatusOK || !strings.Contains(c.body, "BEGIN:VEVENT") {
		t.Errorf("the calendar: %d %q", c.code, c.body)
	}
	b.open("/settings/calendar").says("There is a link since").press("End the link").must("/settings/calendar", "")
	if c := x.browser().open(u.Path); c.code != http.StatusNotFound {
		t.Errorf("a calendar that has ended: %d", c.code)
	}
	b.open(meeting).follow("Cancel the meeting").must(meeting, "Cancel this meeting?").press("Cancel the meeting").must(at+"/meetings", "Meetings")
	m.open(at + "/meetings").says("Cancelled")
	if o := x.browser().signIn(x.mentors[1]).open(meeting); o.code != http.StatusNotFound {
		t.Errorf("somebody else's meeting: %d", o.code)
	}
}

// TestWebWork: an issue is claimed on its page, another waits for it, the time is extended once, it is given back and passes on.
func TestWebWork(t *testing.T) {
	one(t)
	x := openTogether(t)
	at := "/issues/" + x.issue
	x.browser().open(at).says("To say that you work on it, or to wait for it, sign in.")
	b := x.browser().signIn(x.newcomer)
	b.open(at).says("Nobody here works on it").press("I work on this").must(at, "").says("You work on it until", "It is yours for 14 days")
	b.open("/").must("/", "Hello").says("Issues you work on")
	o := x.browser().signIn(x.site.newcomer("Sol Reyes", "sol@example.org"))
	o.open(at).says("Somebody works on it until").press("Wait for it").must(at, "").says("You are number 1 in line")
	b.open("/mentorships/"+x.id).says("You work on it until", "1 person waits.")
	b.press("14 days more").must(at, "").says("14 days were added")
	if len(b.all(func(n *html.Node) bool { return attr(n, "value") == "extend" })) > 0 {
		t.Error("it can be extended again")
	}
	b.follow("Give it back").must(at, "Give it back?").press("Give it back").must(at, "").says("Somebody works on it until")
	o.open(at).says("You work on it until").follow("It is done").must(at, "Is it done?").press("It is done").must(at, "")
	o.says("Well done", "This issue is not in your lists: you marked it.")
	m := x.browser().signIn(x.mentor)
	if m.open(at + "/nothing"); m.code != http.StatusNotFound {
		t.Errorf("a question that there is not: %d", m.code)
	}
}

// TestWebHandOver: a mentor names another one; the newcomer says no, then yes without showing what was written; the other one goes on.
func TestWebHandOver(t *testing.T) {
	x := openTogether(t)
	at := "/mentorships/" + x.id
	m, b, o := x.browser().signIn(x.mentor), x.browser().signIn(x.newcomer), x.browser().signIn(x.mentors[1])
	m.open(at).follow("Hand it over to somebody else").must(at+"/hand-over", "Hand a mentorship over")
	x.eventually(m, at+"/hand-over", "Ora Bell")
	m.says("They fit Nia, have a place free", "Helps with Go", "Speaks English")
	m.press("Propose this").refused("Choose who could go on")
	m.press("Look for the name", "successor-name", "o").refused("Write at least two letters")
	m.press("Look for the name", "successor-name", "Nobody like this").must(at+"/hand-over", "").says("no mentor for you whose name begins like this")
	m.press("Look for the name", "successor-name", "Ora").must(at+"/hand-over", "").says("Ora Bell")
	if n := len(m.all(func(n *html.Node) bool { return attr(n, "value") == x.mentors[1].id })); n != 1 {
		t.Errorf("whoever was found stands %d times to be chosen", n)
	}
	m.press("Propose this", "successor", x.newcomer.id).refused("This person cannot go on with it now")
	m.press("Propose this", "successor", x.address+"/people/"+x.mentors[1].id+"?x=y").must(at+"/hand-over", "").says("Nia is asked now")
	if o.open(at + "/hand-over"); o.code != http.StatusNotFound {
		t.Errorf("the other mentor before the newcomer agreed: %d", o.code)
	}
	b.open(at).says("A hand-over to another mentor is on its way").follow("Look at it").must(at+"/hand-over", "").says("Mika cannot go on", "Ora Bell")
	b.press("I would rather not").must(at, "You and Mika").says("Everything stays as it was")
	m.open(at+"/hand-over").press("Propose this", "successor", x.mentors[1].id).must(at+"/hand-over", "")
	b.open(at+"/hand-over").press("I agree").must(at, "You and Mika")
	o.open("/queue").must("/queue", "").says("would like to go on with you as mentor")
	o.open(at+"/hand-over").must(at+"/hand-over", "").says("Mika cannot go on as mentor of", "not what was written since")
	o.press("Go on with them").must(at, "You and Nia")
	b.open(at).must(at, "You and Ora")
	m.open(at).says("You have handed this mentorship over")
}

// answerToken is what the mail to an asked mentor carries.
func (s *site) answerToken(match, mentor string) string {
	s.Helper()
	b, err := s.world.connect(s.Context(), "notifications") // who writes the mail may ask for it, nobody else
	if err != nil {
		s.Fatal(err)
	}
	var got wire.AnswerTokenAnswer
	if err := eventually(s.Context(), patience, func() (err error) {
		got, err = bus.Ask[wire.AnswerTokenQuestion, wire.AnswerTokenAnswer](s.Context(), b, "mentoring", "answer_token",
			wire.AnswerTokenQuestion{Match: match, Mentor: mentor})
		return err
	}); err != nil {
		s.Fatal(err)
	}
	return got.Token
}

// TestWebAnswerFromTheMail: the token of the mail shows what waits, with a first name; nothing happens before a button; then it is done, once.
func TestWebAnswerFromTheMail(t *testing.T) {
	one(t)
	x := openTogether(t)
	n := x.site.newcomer("Sol Reyes", "sol@example.org")
	r := x.ask(n, api.NewRequest{Mentors: []string{x.mentors[1].id}, Issue: x.issue, Message: "A secret of mine."})
	token := x.answerToken(r.ID, x.mentors[1].id)
	b := x.browser()
	b.open("/answer").must("/answer", "Answer a request").press("Look at the request", "token", "").refused("Enter the code")
	b.press("Look at the request", "token", "not-a-code").refused("This code is not right")
	if err := x.heard(func() error { // where profiles is slow to answer the page does without the name
		b.open("/answer").press("Look at the request", "token", x.address+"/answer#"+token).must("/answer", "Answer a request")
		if !strings.Contains(b.body, "Sol would like your help") {
			return io.ErrNoProgress
		}
		return nil
	}); err != nil {
		t.Fatalf("%v\n%s", err, shownText(b.doc))
	}
	b.says("Sol would like your help", "Say yes", "I do not have the time that you deserve")
	if strings.Contains(b.body, "Reyes") || strings.Contains(b.body, "secret") {
		t.Error("the page tells more than a first name of who asks, or says what they wrote")
	}
	if got, err := n.Request(t.Context(), r.ID); err != nil || got.Offers[0].State != "asked" {
		t.Errorf("looking has changed it: %v %v", got, err)
	}
	yes := x.site.newcomer("Lea Ford", "lea@example.org")
	second := x.ask(yes, api.NewRequest{Mentors: []string{x.mentors[1].id}, Message: "May I?"})
	c := x.browser()
	c.open("/answer").press("Look at the request", "token", x.answerToken(second.ID, x.mentors[1].id)).press("Accept").must("/answer", "")
	c.follow("Sign in and say hello").must("/sign-in", "")
	c.press("Sign in", "address", x.mentors[1].address, "password", x.mentors[1].password).must("/mentorships/"+second.ID, "You and Lea")
	b.press("Say “not this time”", "reason", "no_time").must("/answer", "Sent kindly")
	x.browser().signIn(n).open("/requests/" + r.ID).says("I do not have the time that you deserve")
	b.open("/answer").press("Look at the request", "token", token)
	if text := shownText(b.doc); !strings.Contains(text, "You answered: not this time") && !strings.Contains(text, "This code is not right") {
		t.Errorf("after the answer:\n%s", text)
	}
}

// TestWebOfficeHours: a mentor opens a slot, somebody comes and sees where, the mentor sees who, and cancels it.
func TestWebOfficeHours(t *testing.T) {
	one(t)
	x := openTogether(t)
	m, b := x.browser().signIn(x.mentor), x.browser().signIn(x.newcomer)
	m.open("/office-hours").must("/office-hours", "Office hours").says("None at the moment").follow("Hold an office hour").must("/office-hours/new", "")
	m.press("Open it", "meeting_day", "", "meeting_hour", "18:00", "topic", "Reading code").refused("Enter a day")
	day := time.Now().AddDate(0, 0, 9).Format("2006-01-02")
	m.press("Open it", "meeting_day", day, "meeting_hour", "18:00", "most", "2", "meeting_place", "https://example.org/room").must("/office-hours/", "")
	m.says("Reading code", "0 of 2 come", "Nobody has said yet")
	at := m.at.Path
	b.open("/people/"+x.mentor.id).says("Office hours", "Reading code")
	b.open("/office-hours").says("Mika Aalto").open(at).must(at, "").says("Shown to those who come").press("I come").must(at, "")
	b.says("1 of 2 come", "https://example.org/room")
	m.open(at).says("Nia Owino")
	m.press("Save", "meeting_hour", "19:00").must(at, "").says("19:00")
	m.follow("Cancel it").must(at, "Cancel this office hour?").press("Cancel it").must(at, "").says("It is cancelled")
	b.open("/inbox").must("/inbox", "")
}

// TestWebOfficeHoursOfProgrammes: a mentor holds one for the members of another programme; it stands on the page of who holds it, and
// whoever chooses the programme sees it.
func TestWebOfficeHoursOfProgrammes(t *testing.T) {
	one(t)
	x := openTogether(t)
	ctx, admin := t.Context(), x.office.admin
	org, err := admin.MakeOrganisation(ctx, api.OrganisationBody{Name: "Evening school"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := admin.MakeProgramme(ctx, api.ProgrammeBody{Org: org.ID, Name: "Autumn cohort", Open: true, Listed: true, Joining: "open"})
	if err == nil {
		err = x.heard(func() (err error) { _, err = x.mentor.Join(ctx, p.ID, false, true); return err })
	}
	if err == nil {
		_, err = admin.DecideMember(ctx, p.ID, x.mentor.id, api.MemberDecision{Decision: "approve"})
	}
	if err == nil {
		err = x.heard(func() (err error) { _, err = x.newcomer.Join(ctx, p.ID, true, false); return err })
	}
	if err != nil {
		t.Fatal(err)
	}
	m, b := x.browser().signIn(x.mentor), x.browser().signIn(x.newcomer)
	day := time.Now().AddDate(0, 0, 9).Format("2006-01-02")
	if err := eventually(ctx, patience, func() error { // mentoring hears of the membership a moment later
		m.open("/office-hours/new").press("Open it", "meeting_day", day, "meeting_hour", "18:00", "topic", "For the cohort", "programme", p.ID)
		if m.code != http.StatusOK {
			return io.ErrNoProgress
		}
		return nil
	}); err != nil {
		t.Fatalf("%v\n%s", err, shownText(m.doc))
	}
	at := m.at.Path
	m.open("/office-hours").says("Yours", "For the cohort")
	if b.open("/office-hours"); strings.Contains(b.body, "For the cohort") {
		t.Error("the slot of a cohort stands in the open programme")
	}
	b.press("Show", "programme", p.ID).must("/office-hours", "").says("For the cohort")
	b.open(at).press("I come").must(at, "")
	b.open("/office-hours").says("Yours", "For the cohort")
}

// TestWebAskInAProgramme: a request goes to the programme that was chosen, not to the open one.
func TestWebAskInAProgramme(t *testing.T) {
	one(t)
	x := openTogether(t)
	ctx, admin := t.Context(), x.office.admin
	org, err := admin.MakeOrganisation(ctx, api.OrganisationBody{Name: "Evening school"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := admin.MakeProgramme(ctx, api.ProgrammeBody{Org: org.ID, Name: "Autumn cohort", Open: true, Listed: true, Joining: "open"})
	ora, sol := x.mentors[1], x.site.newcomer("Sol Reyes", "sol@example.org")
	if err == nil {
		err = x.heard(func() (err error) { _, err = ora.Join(ctx, p.ID, false, true); return err })
	}
	if err == nil {
		_, err = admin.DecideMember(ctx, p.ID, ora.id, api.MemberDecision{Decision: "approve"})
	}
	if err == nil {
		err = x.heard(func() (err error) { _, err = sol.Join(ctx, p.ID, true, false); return err })
	}
	if err != nil {
		t.Fatal(err)
	}
	b := x.browser().signIn(sol)
	pia, err := x.office.open(ctx, "pia@example.org", newPassword()) // a mentor who is not in it
	if err == nil {
		_, err = pia.SaveMe(ctx, mentorBody("Pia Nowak"))
	}
	if err == nil {
		err = x.office.approve(ctx, pia.id)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := x.heard(func() error { // what fits is of the programme that was chosen, and can be chosen where there is more than one
		if b.open("/fit?programme=open"); !strings.Contains(b.body, "Autumn cohort") || !strings.Contains(b.body, "Pia Nowak") {
			return io.ErrNoProgress
		}
		if b.press("Show its mentors", "programme", p.ID).must("/fit", "fit you"); strings.Contains(b.body, "Pia Nowak") || !strings.Contains(b.body, "Ora Bell") {
			return io.ErrNoProgress
		}
		return nil
	}); err != nil {
		t.Fatalf("%v\n%s", err, shownText(b.doc))
	}
	if b.press("Show its mentors", "programme", "open").must("/fit", "fit you"); !strings.Contains(b.body, "Pia Nowak") {
		t.Error("back in the open programme its mentors are missing")
	}
	res, err := b.http.PostForm(x.address+"/people/"+ora.id, url.Values{"do": {"pick"}, "programme": {p.ID}}) // as /waiting does
	b.read(res, err).must("/compare", "Whom")
	if err := eventually(ctx, patience, func() error { // mentoring hears of the memberships a moment later
		if b.open("/ask").press("Send my request", "message", "Hello."); !strings.HasPrefix(b.at.Path, "/requests/") {
			return io.ErrNoProgress
		}
		return nil
	}); err != nil {
		t.Fatalf("%v\n%s", err, shownText(b.doc))
	}
	r, err := sol.Request(ctx, strings.TrimPrefix(b.at.Path, "/requests/"))
	if err != nil || r.Programme != p.ID {
		t.Errorf("it was asked in %+v, %v", r, err)
	}
}

// TestWebManyMeetings: however many there were before, the next one is on the page.
func TestWebManyMeetings(t *testing.T) {
	one(t)
	x := openTogether(t)
	starts := time.Now().Add(time.Hour)
	plan := func(by *person, place string) *api.Meeting {
		t.Helper()
		starts = starts.Add(time.Hour)
		m, err := by.PlanSession(t.Context(), x.id, api.NewMeeting{Starts: starts, Minutes: 30, Zone: "Africa/Nairobi", Place: place})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for i := range 18 { // nearly as many as the two may propose in a day
		by := []*person{x.newcomer, x.mentor}[i%2]
		if _, err := by.CancelSession(t.Context(), x.id, plan(by, "").ID); err != nil {
			t.Fatal(err)
		}
	}
	next := plan(x.newcomer, "")
	b := x.browser().signIn(x.newcomer).open("/mentorships/" + x.id + "/meetings")
	if !strings.Contains(b.body, next.ID) {
		t.Error("the next meeting is not on the page")
	}
}

// TestWebWaiting: where all places are taken one waits, sees the line, and leaves it.
func TestWebWaiting(t *testing.T) {
	one(t)
	x := openTogether(t) // the mentor's one place is taken
	n := x.site.newcomer("Sol Reyes", "sol@example.org")
	b := x.browser().signIn(n)
	if err := eventually(t.Context(), patience, func() error {
		if b.open("/people/" + x.mentor.id); !strings.Contains(b.body, "All places are taken? Wait for one") {
			return io.ErrNoProgress
		}
		return nil
	}); err != nil {
		t.Fatalf("%v\n%s", err, shownText(b.doc))
	}
	b.press("Wait for a place").must("/waiting", "Waiting for a place").says("You are in line", "Mika Aalto", "Before you: 0")
	b.press("Wait in line").must("/waiting", "").says("For anybody whose place becomes free", "Mika Aalto")
	b.press("Leave the line").must("/waiting", "").says("You wait for nobody")
}

// TestWebHelp: a mentor offers help on an issue; who looks at it sees that, in the list too; the offer is taken back.
func TestWebHelp(t *testing.T) {
	one(t)
	x := openTogether(t)
	m, b := x.browser().signIn(x.mentors[1]), x.browser().signIn(x.newcomer)
	at := "/issues/" + x.issue
	if m.open(at).says("Do you know this project?").press("I help with this"); m.code != http.StatusUnprocessableEntity {
		t.Errorf("help without a word about the project: %d", m.code)
	}
	m.says("Tick that you know the project").press("I help with this", "knows_project", "yes").must(at, "").says("You offer help with this issue")
	if err := eventually(t.Context(), patience, func() error {
		if b.open("/issues?mentored=true"); !strings.Contains(b.body, at) {
			return io.ErrNoProgress
		}
		return nil
	}); err != nil {
		t.Fatalf("%v\n%s", err, shownText(b.doc))
	}
	b.says("A mentor helps").open(at).says("These mentors offer to help with it", "Ora Bell")
	m.open("/queue").says("Issues you help with", "Newcomers see that a mentor helps")
	m.open(at).press("I do not help any more").must(at, "").says("Do you know this project?")
}
