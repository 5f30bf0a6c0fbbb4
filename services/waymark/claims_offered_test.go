package main

import (
	"errors"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// TestAConfirmedClaimOffersAProject: whose claim the catalogue confirmed offers that project to a cohort, and within five seconds of its removal no
// longer.
func TestAConfirmedClaimOffersAProject(t *testing.T) {
	one(t)
	x := openCohort(t)
	ctx := t.Context()
	list, err := x.newcomer.Projects(ctx, client.ProjectQuery{})
	if err != nil || len(list.Items) == 0 {
		t.Fatal(list, err)
	}
	project := list.Items[0].ID
	offer := func() error {
		_, err := x.newcomer.OfferProject(ctx, x.id, api.CohortProjectBody{Title: "Bus times that speak", Text: "Read departures aloud.", Project: project})
		return err
	}
	decide := func(confirm bool) {
		t.Helper()
		if _, err := x.office.admin.DecideClaim(ctx, project, api.ProjectClaimDecision{Person: x.newcomer.id, Confirm: confirm}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := x.newcomer.ClaimProject(ctx, project); err != nil {
		t.Fatal(err)
	}
	if err := offer(); !fault.Coded(err, "project.not_for") {
		t.Fatal("a claim that nobody looked at is enough:", err)
	}
	decide(true)
	if err := x.heard(offer); err != nil {
		t.Fatal(err)
	}
	decide(false)
	taken := func() error {
		switch err := offer(); {
		case fault.Coded(err, "project.not_for"):
			return nil
		case err != nil:
			return err
		}
		return errors.New("whose claim was taken back still offers")
	}
	if err := eventually(ctx, patience, taken); err != nil {
		t.Fatal(err)
	}
}
