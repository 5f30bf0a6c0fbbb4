package main

import (
	"io"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/waymark-dev/waymark/pkg/api"
)

// calling is a place with a programme, a cohort that takes applications, somebody who organises and somebody who applies.
type calling struct {
	*site
	organiser, newcomer *person
	programme, id       string
	piece               string // of evidence, which the newcomer showed
}

func openCohort(t *testing.T) *calling {
	t.Helper()
	s := openSite(t)
	x := &calling{site: s, newcomer: s.newcomer("Nia Owino", "nia@example.org"), organiser: s.newcomer("Oda Berg", "oda@example.org")}
	ctx := t.Context()
	fail := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o, err := s.office.admin.MakeOrganisation(ctx, api.OrganisationBody{Name: "Example Foundation"})
	fail(err)
	p, err := s.office.admin.MakeProgramme(ctx, api.ProgrammeBody{Org: o.ID, Name: "First Steps", About: "Twelve weeks with a mentor.", Open: true, Listed: true})
	fail(err)
	fail(s.heard(func() error {
		_, err := s.office.admin.GiveRole(ctx, x.organiser.id, "organiser", "org:"+o.ID)
		return err
	}))
	fail(s.heard(func() error {
		_, err := x.organiser.MakePartner(ctx, p.ID, api.PartnerBody{Name: "Example Labs", Homepage: "https://labs.example.org"})
		return err
	}))
	now := time.Now()
	var c *api.Cohort
	fail(s.heard(func() (err error) {
		c, err = x.organiser.MakeCohort(ctx, p.ID, api.CohortBody{Name: "Autumn", Settings: &api.CohortSettings{
			Name: "Autumn", About: "For anybody who has never contributed.", Published: true, NoFigures: true, Newcomers: "apply", Mentors: "apply", Places: 5,
			Agreement: "Two hours a week, for twelve weeks.", Readers: []string{x.organiser.id}, CheckInEvery: 14,
			Phases: []api.CohortPhase{
				{Name: "application", From: now.Add(-time.Hour)}, {Name: "review", From: now.Add(20 * 24 * time.Hour)},
				{Name: "running", From: now.Add(30 * 24 * time.Hour)}, {Name: "closed", From: now.Add(90 * 24 * time.Hour)},
			},
			Tracks: []api.CohortTrack{{Code: "docs", Name: "Documentation"}, {Code: "code", Name: "Code"}},
			Questions: []api.CohortQuestion{
				{Code: "why", Text: "What do you hope to learn?", Kind: "long", Required: true, For: "newcomer"},
				{Code: "time", Text: "How many hours a week do you have?", Kind: "one", Options: []string{"up to 5", "more"}, Required: true},
				{Code: "free", Text: "Can you take part for the whole time?", Kind: "yes", Eligibility: true, Needed: []string{"yes"}},
			},
			Partners: []api.CohortPartner{{Name: "Example Labs"}},
		}})
		return err
	}))
	x.programme, x.id = p.ID, c.ID
	return x
}

// sent is an application of the newcomer, with a decision that waits to be told.
func (x *calling) sent(outcome string) string {
	x.Helper()
	ctx := x.Context()
	a, err := x.newcomer.SaveApplication(ctx, x.id, "newcomer", api.ApplicationDraft{Language: "fr", Tracks: []string{"docs"},
		Answers: []api.ApplicationAnswer{{Question: "why", Text: "How reviews are done."}, {Question: "time", Chosen: []string{"more"}},
			{Question: "free", Chosen: []string{"yes"}}},
		Evidence: []api.ApplicationEvidence{{URL: "https://code.example.org/changes/1", What: "A spelling mistake."}}})
	if err == nil {
		_, err = x.newcomer.SendApplication(ctx, a.ID, 0)
	}
	if err == nil {
		_, err = x.organiser.ReviewApplication(ctx, a.ID, api.ReviewBody{Rating: 4, Flags: []string{"outstanding"}, Note: "Clear."})
	}
	if err == nil && outcome != "" {
		d := api.ApplicationDecision{Outcome: outcome, Words: "Thank you for the time you took."}
		if outcome != "accept" {
			d.Reason = "places"
		}
		_, err = x.organiser.DecideApplication(ctx, a.ID, api.DecisionBody{ApplicationDecision: d})
	}
	if err != nil {
		x.Fatal(err)
	}
	return a.ID
}

// TestWebProgramme: from the call to a decision, on pages alone.
func TestWebProgramme(t *testing.T) {
	one(t)
	x := openCohort(t)
	n := x.browser()
	n.open("/programmes").follow("First Steps").must("/programmes/", "First Steps").follow("Autumn").must("/cohorts/", "Autumn").
		says("For anybody who has never contributed", "Applications", "Example Labs")
	n.signIn(x.newcomer).open("/cohorts/"+x.id).follow("Apply as a newcomer").must("/cohorts/"+x.id+"/apply/newcomer", "Take part as a newcomer")
	n.press("Send the application", "answer_time", "more")
	if n.code != 422 || !strings.Contains(n.body, `href="#answer_why"`) {
		t.Fatalf("a question is missing: %d\n%s", n.code, shownText(n.doc))
	}
	n.press("Save for later", "answer_why", "How reviews are done.").must("/cohorts/"+x.id+"/apply/newcomer", "Take part").says("Saved. Nobody sees it")
	if !strings.Contains(n.body, "How reviews are done.") {
		t.Error("the draft is not in the form")
	}
	n.press("Send the application", "answer_free", "yes", "track", "docs", "evidence_url_0", "ftp://x.example.org")
	if n.code != 422 || !strings.Contains(n.body, `href="#evidence_url_0"`) {
		t.Fatalf("a bad link: %d\n%s", n.code, shownText(n.doc))
	}
	n.press("Send the application", "evidence_url_0", "https://code.example.org/1", "evidence_what_0", "A fix.").
		must("/applications/", "As a newcomer").says("It is sent.", "Sent")
	own := n.at.Path
	n.open("/applications").says("Autumn", "Sent")

	// The organiser reads, rates and decides; nothing of it is told before it is released.
	o := x.browser().signIn(x.organiser)
	o.open("/cohorts/"+x.id+"/reviews").must("/cohorts/", "Applications to Autumn").follow("Applicant").must("/cohorts/", "Applicant").
		says("How reviews are done.", "The rules are met.", "Eligibility", "A fix.", "Documentation")
	o.press("Save", "rating", "5", "flag", "outstanding", "note", "Clear.").says("5 of 5", "Outstanding", "Clear.")
	o.press("Keep the decision", "outcome", "decline", "because", "", "words", "Come again.")
	if o.code != 422 || !strings.Contains(o.body, `href="#because"`) {
		t.Fatalf("no reason: %d\n%s", o.code, shownText(o.doc))
	}
	o.press("Keep the decision", "outcome", "decline", "because", "places", "words", "Come again in spring.").must("/cohorts/", "Applicant")
	n.open(own).says("Sent")
	if strings.Contains(n.body, "Come again") {
		t.Error("a decision is told before it is released")
	}
	// Or about several at once, from the list.
	const several = "Keep the decision for all of them"
	o.open("/cohorts/"+x.id+"/reviews").press(several, "outcome", "decline", "because", "places")
	if o.code != 422 || !strings.Contains(o.body, `href="#application"`) {
		t.Fatalf("nobody is ticked: %d\n%s", o.code, shownText(o.doc))
	}
	o.press(several, "everybody", "yes", "outcome", "decline", "because", "places")
	if o.code != 422 {
		t.Fatalf("nobody is without a decision: %d\n%s", o.code, shownText(o.doc))
	}
	o.press(several, "everybody", "", "application", path.Base(own), "outcome", "decline", "because", "")
	if o.code != 422 || !strings.Contains(o.body, `href="#because"`) {
		t.Fatalf("no reason: %d\n%s", o.code, shownText(o.doc))
	}
	o.press(several, "because", "places", "words_all", "Come again in spring.").must("/cohorts/"+x.id+"/decisions", "Decisions").
		says("The decisions are kept.")
	o.open("/cohorts/"+x.id+"/decisions").says("You were not selected this time.", "There were more good applications than places.", "Come again in spring.")
	o.press("Tell those who are ticked").must("/cohorts/"+x.id+"/decisions", "Decisions").says("Everybody who was ticked can read it now.")
	n.open(own).says("You were not selected this time.", "Come again in spring.")
	if err := x.heard(func() error { // the best people and issues, once the index has them
		if n.open(own); !strings.Contains(n.body, "People and issues for you now") {
			return io.ErrNoProgress
		}
		return nil
	}); err != nil {
		t.Error("whoever was not selected reads no next step")
	}

	// Set-up: everything is a form, and what is wrong stands at its field.
	o.open("/cohorts/"+x.id+"/setup").must("/cohorts/", "Autumn").press("Save", "cohort_name", "...")
	if o.code != 422 || !strings.Contains(o.body, `href="#cohort_name"`) {
		t.Fatalf("a bad name: %d\n%s", o.code, shownText(o.doc))
	}
	o.press("Save", "cohort_name", "Autumn and winter", "q_text_3", "Which project?", "q_kind_3", "short", "q_for_3", "newcomer").
		must("/cohorts/"+x.id+"/setup", "Autumn and winter")
	if c, err := x.public.Cohort(t.Context(), x.id); err != nil || len(c.Questions) != 4 || c.Questions[0].Code != "why" ||
		len(c.Partners) != 1 || len(c.Tracks) != 2 {
		t.Fatalf("%+v %v", c, err)
	}
	o.open("/cohorts/"+x.id+"/manage").says("What is due").press("Move the dates", "phase", "application", "days", "7").says("The dates are moved.")
	o.press("Make it", "cohort_name", "Spring", "begins", time.Now().AddDate(0, 6, 0).Format("2006-01-02")).must("/cohorts/", "Spring").says("It is made.")
	o.open("/programmes/"+x.programme).press("Make it", "cohort_name", "Weekend", "template", "hackathon", "begins", "").says("First day: choose a day")
	if nobody := x.browser().signIn(x.newcomer).open("/cohorts/" + x.id + "/setup"); nobody.code != 404 {
		t.Errorf("somebody else sets up a cohort: %d", nobody.code)
	}
}

// taking is the newcomer's taking part in a cohort without dates, completed, and the code of its certificate.
func (x *calling) taking() (id, code string) {
	x.Helper()
	ctx := x.Context()
	c, err := x.organiser.MakeCohort(ctx, x.programme, api.CohortBody{Name: "All year", Settings: &api.CohortSettings{
		Name: "All year", Published: true, Phases: []api.CohortPhase{}, Newcomers: "register", Mentors: "register", CheckInEvery: 7,
	}})
	if err != nil {
		x.Fatal(err)
	}
	a, err := x.newcomer.SaveApplication(ctx, c.ID, "newcomer", api.ApplicationDraft{})
	if err == nil {
		_, err = x.newcomer.SendApplication(ctx, a.ID, 0)
	}
	if err == nil {
		_, err = x.newcomer.SetCohortGoals(ctx, a.ID, []api.CohortGoal{{Text: "A first review.", Done: true}})
	}
	var run *api.CohortRun
	if err == nil {
		run, err = x.newcomer.ShowEvidence(ctx, a.ID, api.CohortEvidence{URL: "https://code.example.org/changes/1"})
	}
	if err == nil {
		x.piece = run.Evidence[0].ID
		_, err = x.organiser.CompleteCohort(ctx, a.ID, true)
	}
	var made *api.Certificate
	if err == nil {
		made, err = x.newcomer.MakeCertificate(ctx, a.ID, "Nia Owino")
	}
	if err != nil {
		x.Fatal(err)
	}
	return a.ID, made.Statement.Code
}

// TestWebProgrammeRunning: check-ins, goals, evidence, completion and the certificate, on pages alone.
func TestWebProgrammeRunning(t *testing.T) {
	one(t)
	x := openCohort(t)
	o, n := x.browser().signIn(x.organiser), x.browser().signIn(x.newcomer)
	o.open("/programmes/"+x.programme).press("Make it", "cohort_name", "All year", "template", "open").must("/cohorts/", "All year").
		press("Save", "published", "yes", "check_in_every", "7").must("/cohorts/", "All year")
	at := strings.TrimSuffix(o.at.Path, "/setup")
	n.open(at).follow("Register as a newcomer").press("Take part").must("/applications/", "As a newcomer").says("Takes part")
	own := n.at.Path + "/check-ins"
	n.follow("Check-ins and goals").must(own, "How it goes").says("Check-in 1")
	n.open(own).press("Save", "goal_0", "A first review.").says("Saved").press("Add it", "show_url", "not a link")
	if n.code != 422 || !strings.Contains(n.body, `href="#show_url"`) {
		t.Fatalf("a bad link: %d\n%s", n.code, shownText(n.doc))
	}
	n.press("Add it", "show_url", "https://code.example.org/changes/2", "show_what", "A merged change.").must(own, "How it goes").says("A merged change.")
	n.press("Add it", "show_url", "https://code.example.org/wrong", "show_what", "A wrong link.").must(own, "How it goes").says("A wrong link.")
	asks := regexp.MustCompile(`href="(`+own+`/[0-9a-f]{16})"`).FindAllStringSubmatch(n.body, -1)
	if len(asks) != 2 {
		t.Fatalf("%d pieces can be taken back", len(asks))
	}
	n.open(asks[1][1]).says("Take this back?", "A wrong link.").press("Take it back").must(own, "How it goes").says("It is taken back.")
	if strings.Contains(n.body, "A wrong link.") || !strings.Contains(n.body, "A merged change.") {
		t.Error("another piece was taken back, or none")
	}
	if strings.Contains(n.body, "They have completed it") {
		t.Error("a participant can note their own completion")
	}
	o.open(at+"/outcomes").must(at+"/outcomes", "How All year went").says("Exact counts")
	if o.open(at + "/outcomes/file"); !strings.HasPrefix(o.body, "as,track,belongs,begun") {
		t.Errorf("the table: %s", o.body)
	}
	if n.open(at + "/outcomes"); n.code != 403 {
		t.Errorf("a participant reads the outcomes: %d", n.code)
	}
	o.open(at+"/manage").says("Who takes part").open(own).says("A first review.", "A merged change.").press("They have completed it").says("Completed on")
	n.open(own).press("Make the certificate", "certificate_name", "Nia of Example").must("/certificates/", "Certificate").
		says("genuine", "Nia of Example", "First Steps")
	code := n.at.Path
	x.browser().open(code).must("/certificates/", "Certificate").says("This certificate is genuine", "All year")
	if b := x.browser().open("/certificates/" + strings.Repeat("a", 26)); b.code != 404 || !strings.Contains(b.body, "There is no such certificate") {
		t.Errorf("a code of nothing: %d", b.code)
	}
	n.open(strings.TrimSuffix(own, "/check-ins")).follow("Leave the cohort").press("Leave the cohort").says("You have left the cohort.", "Has left")
}

func (x *calling) organisersPages(application, taking string) []string {
	return []string{"/applications/" + taking + "/check-ins", "/applications/" + taking + "/leave", "/programmes",
		"/programmes/" + x.programme, "/cohorts/" + x.id,
		"/cohorts/" + x.id + "/setup", "/cohorts/" + x.id + "/manage", "/cohorts/" + x.id + "/outcomes",
		"/cohorts/" + x.id + "/reviews", "/cohorts/" + x.id + "/reviews/" + application, "/cohorts/" + x.id + "/decisions",
		"/cohorts/" + x.id + "/rehearsal", "/programmes/" + x.programme + "/rules"}
}

func (x *calling) applicantsPages(application, taking, code string) []string {
	return []string{"/applications/" + taking + "/check-ins", "/applications/" + taking, "/applications/" + taking + "/leave",
		"/certificates/" + code, "/programmes",
		"/programmes/" + x.programme, "/cohorts/" + x.id, "/cohorts/" + x.id + "/apply/newcomer", "/cohorts/" + x.id + "/apply/mentor",
		"/applications", "/applications/" + application, "/applications/" + application + "/withdraw", "/applications/" + taking + "/check-ins/" + x.piece}
}

// TestWebProgrammeEveryLanguage: the pages of a cohort are whole in every language, for organisers and applicants.
func TestWebProgrammeEveryLanguage(t *testing.T) {
	x := openCohort(t)
	id := x.sent("decline")
	taking, code := x.taking()
	o, n := x.browser().signIn(x.organiser), x.browser().signIn(x.newcomer)
	for _, tag := range languages() {
		for b, pages := range map[*browser][]string{o: x.organisersPages(id, taking), n: x.applicantsPages(id, taking, code)} {
			res, err := b.http.PostForm(x.address+"/choose", map[string][]string{"language": {tag}, "back": {"/"}})
			b.read(res, err)
			for _, path := range pages {
				if b.open(path).wellMade(tag); b.code != 200 {
					t.Errorf("%s: %d", path, b.code)
				}
			}
		}
	}
}

// TestWebProgrammeFitsAndPassesAxe: the same at 320 pixels, in both directions of writing and both schemes.
func TestWebProgrammeFitsAndPassesAxe(t *testing.T) {
	ctx := chromium(t, 320)
	x := openCohort(t)
	id := x.sent("decline")
	taking, code := x.taking()
	look := lookAt(ctx, t, x.site)
	for _, who := range []struct {
		*person
		pages []string
	}{{x.organiser, x.organisersPages(id, taking)}, {x.newcomer, x.applicantsPages(id, taking, code)}} {
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

// TestWebRehearsalAndRules: an organiser plays the cohort through on its page, and changes the programme's rules in a form that names
// what is wrong.
func TestWebRehearsalAndRules(t *testing.T) {
	one(t)
	x := openCohort(t)
	o := x.browser().signIn(x.organiser)
	o.open("/cohorts/"+x.id).follow("Rehearsal").must("/cohorts/"+x.id+"/rehearsal", "Rehearsal of Autumn")
	o.press("Rehearse", "rehearsal_newcomers", "9", "rehearsal_mentors", "4").says("What to look at", "One person alone reads", "What happens when",
		"Every message", "A decision: accepted", "A check-in is due", "was not selected", "completed")
	if !strings.Contains(o.body, `lang="ar" dir="rtl"`) {
		t.Error("nobody reads Arabic")
	}
	o.press("Rehearse again", "rehearsal_newcomers", "90")
	if o.code != 422 || !strings.Contains(o.body, `href="#rehearsal_newcomers"`) {
		t.Errorf("too many: %d", o.code)
	}
	o.open("/programmes/"+x.programme).follow("Rules").must("/programmes/"+x.programme+"/rules", "Rules").says("Version 1")
	o.press("Save", "rule_first_clock", "48", "rule_open_requests", "2", "weight_skills", "80").says("Version 2")
	r, err := x.organiser.Rules(t.Context(), x.programme, 0)
	if err != nil || r.Rules.FirstClock != 48*3600 || r.Rules.OpenRequests != 2 || r.Rules.Weights["skills"] != 80 {
		t.Errorf("%+v %v", r, err)
	}
	o.press("Save", "rule_first_clock", "0")
	if o.code != 422 || !strings.Contains(o.body, `href="#rule_first_clock"`) {
		t.Errorf("no time at all: %d", o.code)
	}
	o.open("/programmes/"+x.programme+"/rules").press("Save", "rule_silence_reminder", "7 40")
	if o.code != 422 || !strings.Contains(o.body, `href="#rule_silence_reminder"`) {
		t.Errorf("reminded after the end: %d\n%s", o.code, shownText(o.doc))
	}
	n := x.browser().signIn(x.newcomer)
	if n.open("/programmes/" + x.programme + "/rules"); n.code != 403 {
		t.Errorf("a newcomer: %d", n.code)
	}
}
