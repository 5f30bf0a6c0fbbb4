package main

import (
	"errors"
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
	law, design, r := x.springRound()
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
