package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// asking is a cohort for which people register, with its first version; ago moves all its dates back.
func (x *calling) asking(ago time.Duration) (string, api.CohortSettings) {
	x.Helper()
	now := time.Now().Add(-ago)
	s := api.CohortSettings{Name: "A cohort that asks", Newcomers: "register", Mentors: "none", Phases: []api.CohortPhase{
		{Name: "application", From: now.Add(-time.Hour)}, {Name: "running", From: now.Add(30 * 24 * time.Hour)}, {Name: "closed", From: now.Add(60 * 24 * time.Hour)},
	}}
	c, err := x.organiser.MakeCohort(x.Context(), x.programme, api.CohortBody{Name: s.Name, Settings: &s})
	if err != nil {
		x.Fatal(err)
	}
	s.Published = true
	return c.ID, s
}

// begin opens its call, and the newcomer takes part.
func (x *calling) begin(id string, s api.CohortSettings, takesPart bool) {
	x.Helper()
	_, err := x.organiser.ChangeCohort(x.Context(), id, s, client.IfMatch(1))
	if err == nil && takesPart {
		var a *api.Application
		if a, err = x.newcomer.SaveApplication(x.Context(), id, "newcomer", api.ApplicationDraft{}); err == nil {
			_, err = x.newcomer.SendApplication(x.Context(), a.ID, 0)
		}
	}
	if err != nil {
		x.Fatal(err)
	}
}

// TestWebFigures: from the choice of how to publish to the published page, on pages alone.
func TestWebFigures(t *testing.T) {
	one(t)
	x := openCohort(t)
	id, s := x.asking(0)
	o := x.browser().signIn(x.organiser)
	o.open("/cohorts/"+id+"/figures").says("Nothing is asked so far", "What can ever be published", "40 people would mostly be printed")
	o.press("Save", "own_questions", "- an answer without a question")
	if o.code != 422 || !strings.Contains(o.body, `href="#own_questions"`) {
		t.Fatalf("questions that cannot be read: %d\n%s", o.code, shownText(o.doc))
	}
	o.press("Save", "way", "tables", "own_questions", "").must("/cohorts/"+id+"/figures", "Figures of who takes part").says("People can answer until the end")
	x.begin(id, s, true)
	o.open("/cohorts/" + id + "/figures").says("The call has begun")

	n := x.browser().signIn(x.newcomer)
	n.open("/cohorts/"+id).follow("About you, for statistics").must("/cohorts/"+id+"/describe", "About you").
		says("Whether you answer changes nothing")
	n.press("Save", "q_0", "woman")
	if n.code != 422 || !strings.Contains(n.body, `href="#consent"`) {
		t.Fatalf("without consent: %d\n%s", n.code, shownText(n.doc))
	}
	asked, err := x.newcomer.SelfDescription(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	n.press("Save", "q_0", "woman", "q_1", "-", "consent", asked.Consent).must("/cohorts/"+id+"/describe", "About you").says("Saved. Thank you.")
	if asked, err = x.newcomer.SelfDescription(t.Context(), id); err != nil || len(asked.Answers) != 2 {
		t.Fatal(asked, err)
	}
	n.follow("Take it back").press("Take it back").must("/cohorts/"+id+"/describe", "About you").says("Nothing of it is kept any more.")
	n.press("Skip this").must("/cohorts/"+id, "A cohort that asks")
	x.browser().open("/programmes/" + x.programme + "/figures").says("No figures have been published yet")

	over, s := x.asking(90 * 24 * time.Hour)
	o.open("/cohorts/"+over+"/figures").press("Save", "way", "tables")
	x.begin(over, s, false)
	o.open("/cohorts/"+over+"/figures").follow("Publish").press("Publish, once and for all").
		must("/programmes/"+x.programme+"/figures", "Who takes part: First Steps").says("Not published: too few people answered this.", "Fingerprint:")
	file := x.browser().open("/cohorts/" + over + "/figures.csv")
	if file.code != 200 || !strings.HasPrefix(file.body, "week,question,") {
		t.Errorf("%d %s", file.code, file.body)
	}
}

// TestWebFiguresFitAndPassAxe: the pages at 320 pixels, in both directions of writing and both schemes.
func TestWebFiguresFitAndPassAxe(t *testing.T) {
	ctx := chromium(t, 320)
	x := openCohort(t)
	asks, s := x.asking(0)
	if _, err := x.organiser.SetUpParticipation(t.Context(), asks, api.ParticipationSetup{Way: "noise", Epsilon: 1000}); err != nil {
		t.Fatal(err)
	}
	x.begin(asks, s, true)
	fresh, _ := x.asking(0)
	look := lookAt(ctx, t, x.site)
	for _, who := range []struct {
		*person
		pages []string
	}{{x.organiser, []string{"/cohorts/" + asks + "/figures", "/cohorts/" + fresh + "/figures", "/programmes/" + x.programme + "/figures"}},
		{x.newcomer, []string{"/cohorts/" + asks + "/describe"}}} {
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
