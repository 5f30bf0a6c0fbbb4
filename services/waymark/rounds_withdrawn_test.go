package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// TestRoundOfWhoLeft: a newcomer and a mentor leave a cohort and its programme after the draft. Their pairs come back to the organiser
// without a reason, nobody is asked for them, and the others begin.
func TestRoundOfWhoLeft(t *testing.T) {
	x := openPairing(t, 4)
	ctx := t.Context()
	cohort := x.cohortOf(criteriaOf())
	law, design := x.mentors[0], x.mentors[1]
	x.registers(law, cohort, "mentor", "profession", "law", "organisation", "North", "grade", "lead", "topics", "maps", "offer", "returning")
	x.registers(design, cohort, "mentor", "profession", "design", "organisation", "South", "grade", "senior", "topics", "music", "offer", "first")
	for i, a := range [][]string{
		{"profession", "law", "organisation", "East", "grade", "junior", "topics", "maps", "wish", "returning", "asks", "yes"},
		{"profession", "law", "organisation", "north", "grade", "junior", "topics", "maps"},
		{"profession", "design", "organisation", "East", "grade", "junior", "topics", "music"},
		{"profession", "law", "organisation", "South", "topics", "sport"},
	} {
		x.registers(x.newcomers[i], cohort, "newcomer", a...)
	}
	var r *api.Round
	if err := x.heard(func() error { // matching hears of participants one by one
		made, err := x.organiser.NewRound(ctx, api.NewRound{Programme: x.programme, Cohort: cohort})
		if err != nil {
			return err
		}
		if r, err = x.settled(made.ID); err == nil && (r.Input == nil || r.Input.Newcomers != 4 || r.Input.Places != 4) {
			err = errors.Join(fmt.Errorf("somebody is missing: %+v %+v", r.Input, r.Failed), x.organiser.DiscardRound(ctx, made.ID))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	// The first is drafted with law, the second and the third with design, the fourth with law.
	left := []*person{x.newcomers[0], design}
	for _, who := range left {
		for a, err := range who.MyApplications(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			if _, err := who.LeaveCohort(ctx, a.ID, ""); err != nil {
				t.Fatal(err)
			}
		}
		if err := who.Leave(ctx, x.programme, who.id); err != nil {
			t.Fatal(err)
		}
	}
	// Mentoring knows of it once nobody can wait for a place there, neither the newcomer for the one nor somebody else for the other.
	for newcomer, mentor := range map[*person]string{x.newcomers[0]: law.id, x.newcomers[1]: design.id} {
		if err := x.heard(func() error {
			_, err := newcomer.WaitFor(ctx, x.programme, api.WaitingWish{Mentors: []string{mentor}})
			if err == nil {
				return errors.Join(errors.New("mentoring has not heard"), newcomer.StopWaiting(ctx, x.programme))
			}
			if !fault.Coded(err, "programme.absent") && !fault.Coded(err, "mentor.unavailable") {
				return err
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	at := client.Answer{}
	if _, err := x.organiser.Round(ctx, r.ID, client.Into(&at)); err != nil {
		t.Fatal(err)
	}
	if _, err := x.organiser.PublishRound(ctx, r.ID, api.RoundPublishing{Objective: "fit"}, client.IfMatch(at.Version)); err != nil {
		t.Fatal(err)
	}
	r, err := x.settled(r.ID)
	if err != nil || r.Publication == nil || r.Publication.Proposed != 1 || r.Publication.Returned["returned"] != 3 {
		t.Fatalf("%+v %v", r.Publication, err)
	}
	for _, m := range []*person{law, design} {
		n := 0
		for asked, err := range m.AskedRequests(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			if _, err = m.AcceptRequest(ctx, asked.ID); err != nil || asked.Newcomer != x.newcomers[3].id {
				t.Errorf("%+v %v", asked, err)
			}
			n++
		}
		if want := map[*person]int{law: 1}[m]; n != want {
			t.Errorf("%d proposals, want %d", n, want)
		}
	}
}
