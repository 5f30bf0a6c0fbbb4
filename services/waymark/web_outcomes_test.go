package main

import (
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// TestWebOutcomes: the console in the morning, the report that is handed on, and the figures' set-up, on pages alone.
func TestWebOutcomes(t *testing.T) {
	one(t)
	x := openCohort(t)
	ctx := t.Context()
	now := time.Now()
	var c *api.Cohort
	if err := x.heard(func() (err error) {
		c, err = x.organiser.MakeCohort(ctx, x.programme, api.CohortBody{Name: "All year", Settings: &api.CohortSettings{Name: "All year", Published: true,
			Newcomers: "register", Mentors: "register", Phases: []api.CohortPhase{}}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if a, err := x.newcomer.SaveApplication(ctx, c.ID, "newcomer", api.ApplicationDraft{}); err != nil {
		t.Fatal(err)
	} else if _, err = x.newcomer.SendApplication(ctx, a.ID, 0); err != nil {
		t.Fatal(err)
	}
	o := x.browser().signIn(x.organiser)
	o.open("/cohorts/"+c.ID).follow("Today").must("/cohorts/"+c.ID+"/today", "What waits: All year").says("Nia Owino", "Has no mentor", "To the rounds")
	o.open("/cohorts/"+c.ID+"/outcomes").must("/cohorts/", "How All year went").says("Exact counts", "A second contribution", "not yet", "Took part")
	o.open("/cohorts/"+c.ID+"/outcomes/report").must("/cohorts/", "Report: All year").says("The counts come once the cohort is closed.")

	// Without a closing date nothing can be set up, and the page says why in words.
	draft, err := x.organiser.MakeCohort(ctx, x.programme, api.CohortBody{Name: "Some day", Template: "open"})
	if err != nil {
		t.Fatal(err)
	}
	o.open("/cohorts/"+draft.ID+"/figures").press("Save", "way", "tables")
	if o.code != 422 || !strings.Contains(shownText(o.doc), "Give the cohort a closing date first") {
		t.Errorf("%d %s", o.code, shownText(o.doc))
	}
	o.open("/cohorts/" + x.id + "/figures").says("Nobody takes part yet: this is a guess.")

	// It closes: the report is made, once, and nothing small stands in it.
	if c, err = x.organiser.Cohort(ctx, c.ID); err != nil {
		t.Fatal(err)
	}
	set := c.CohortSettings
	set.Phases = []api.CohortPhase{{Name: "running", From: now.Add(-48 * time.Hour)}, {Name: "closed", From: now.Add(-time.Hour)}}
	if _, err := x.organiser.ChangeCohort(ctx, c.ID, set, client.IfMatch(1)); err != nil {
		t.Fatal(err)
	}
	o.open("/cohorts/"+c.ID+"/outcomes").follow("Make the report").must("/cohorts/", "Make the report now?").press("Make it, once and for all").
		must("/cohorts/"+c.ID+"/outcomes/report", "Report: All year").says("The report is made.", "First Steps",
		"Newcomers: from draft to completion", "hidden", "not yet")
	n := x.browser().signIn(x.newcomer)
	if apps := n.open("/applications"); apps.code != 200 {
		t.Fatal(apps.code)
	}
	n.open("/applications/"+c.ID+"_"+x.newcomer.id+"_n/still").must("/applications/", "Do you still contribute?")
	x.browser().open("/still").must("/still", "Do you still contribute?").press("Open the question", "token", "").refused("Enter the code")
	x.browser().open("/still").press("Open the question", "token", "abc.def").refused("This code is not right")
}
