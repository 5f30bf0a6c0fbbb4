package main

import (
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
)

// TestWebProjects: a project from the offer of a mentor to a newcomer's application, refused, approved and sent back by an edit, on pages alone.
func TestWebProjects(t *testing.T) {
	one(t)
	x := openCohort(t)
	ctx := t.Context()
	if err := x.heard(func() error { _, err := x.mentors[0].Join(ctx, x.programme, false, true); return err }); err != nil {
		t.Fatal(err)
	}
	m, o, guest := x.browser().signIn(x.mentors[0]), x.browser().signIn(x.organiser), x.browser()
	of := "/cohorts/" + x.id + "/projects"
	m.open("/cohorts/" + x.id).follow("Projects of this cohort").says("No project is approved yet.")
	m.press("Offer it", "offered_title", "Bus times that speak", "offered_text", "Read departures aloud.", "offered_skills", "nothing of this name")
	if m.code != 422 || !strings.Contains(m.body, `href="#offered_skills"`) {
		t.Fatalf("an unknown skill: %d\n%s", m.code, shownText(m.doc))
	}
	m.press("Offer it", "offered_skills", "go", "offered_mentors", x.mentors[0].id, "amount", "300", "currency", "eur", "offered_contact", "Room 7").
		says("It is offered.", "Waits for an organiser", "You are named as a mentor")
	at := m.at.Path
	if guest.open(at); guest.code != 404 {
		t.Fatalf("somebody reads what nobody approved: %d", guest.code)
	}
	o.open("/cohorts/"+x.id+"/today").says("A project waits for a decision", "Bus times that speak")
	o.open(at).says("Room 7").press("Refuse it")
	if o.code != 422 || !strings.Contains(o.body, `href="#offered_reason"`) {
		t.Fatalf("a refusal without a reason: %d", o.code)
	}
	o.press("Refuse it", "offered_reason", "Which buses?").says("Refused", "Which buses?")
	m.open(at).says("Which buses?").follow("Change it").press("Save", "offered_text", "Read departures of line 7 aloud.").says("Waits for an organiser")
	o.open(at).press("Approve it").says("Approved")
	if guest.open(at).says("Read departures of line 7 aloud.", "300.00"); strings.Contains(guest.body, "Room 7") {
		t.Fatal("everybody reads how to reach them")
	}

	// A newcomer wishes for it; an edit sends it back, with what was approved beside it.
	n := x.browser().signIn(x.newcomer)
	p := strings.TrimPrefix(at, of+"/")
	n.open("/cohorts/"+x.id+"/apply/newcomer").says("Projects that you would like to work on").press("Save for later", "project_wish", p)
	a, err := x.newcomer.Application(ctx, x.id+"_"+x.newcomer.id+"_n")
	if err != nil || len(a.Projects) != 1 || a.Projects[0] != p {
		t.Fatal(a, err)
	}
	m.open(at).follow("Change it").press("Save", "offered_text", "Read departures of line 8 aloud.")
	o.open(at).says("Approved before", "Read departures of line 7 aloud.", "Says now", "Read departures of line 8 aloud.")
	if guest.open(at); guest.code != 404 {
		t.Fatalf("somebody reads what nobody approved again: %d", guest.code)
	}
	o.follow("Change it").press("Save", "offered_title", "Buses").says("You wrote this, mentor it or speak for its partner.")
	m.open(at).press("Take my name off")
	if got, err := x.mentors[0].CohortProject(ctx, x.id, p); err != nil || got.Mine.Mentor || got.State != "waiting" {
		t.Fatal(got, err)
	}
}

// TestWebProjectsFitAndPassAxe: the pages of a cohort's projects at 320 pixels, in both directions of writing.
func TestWebProjectsFitAndPassAxe(t *testing.T) {
	ctx := chromium(t, 320)
	x := openCohort(t)
	p, err := x.organiser.OfferProject(t.Context(), x.id, api.CohortProjectBody{Title: "Bus times that speak", Text: "Read departures aloud.",
		Skills: []string{"go"}, Links: []string{"https://example.org/a-long-address/of-departures-that-does-not-fit-into-one-line-at-all"}, Contact: "Room 7"})
	if err != nil {
		t.Fatal(err)
	}
	look := lookAt(ctx, t, x.site)
	enter(ctx, t, x.site, x.organiser)
	for _, as := range [][2]string{{"en", "light"}, {"ar", "dark"}} {
		appear(ctx, t, x.site, as[0], as[1])
		for _, path := range []string{"", "/" + p.ID, "/" + p.ID + "/edit"} {
			look("/cohorts/"+x.id+"/projects"+path, as[0], as[1])
		}
	}
}
