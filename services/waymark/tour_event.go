package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// event: four people arrive with nothing but a badge each, are put into one team, and leave their work to whoever takes it up.
func (t *tour) event(ctx context.Context) (string, error) {
	admin := t.office.admin
	c, err := admin.MakeCohort(ctx, wire.AlwaysOpen, api.CohortBody{Name: "Weekend " + t.tag, Template: "hackathon", Begins: time.Now()})
	if err != nil {
		return "", err
	}
	var read client.Answer
	if c, err = admin.Cohort(ctx, c.ID, client.Into(&read)); err != nil {
		return "", err
	}
	set := c.CohortSettings
	set.Published, set.NoFigures = true, true // so that everybody can read what is made
	if _, err := admin.ChangeCohort(ctx, c.ID, set, client.IfMatch(read.Version)); err != nil {
		return "", err
	}
	if _, err := admin.SetUpEvent(ctx, c.ID, api.EventSettings{Least: 4, Most: 6, Wishes: 3, Rooms: []api.EventRoom{{Name: "Hall", Tables: 9}}}); err != nil {
		return "", err
	}
	if _, err := admin.Pitch(ctx, c.ID, api.ChallengeBody{Title: "Bus times that speak"}); err != nil {
		return "", err
	}
	const people = 4
	b, err := admin.OrderBadges(ctx, c.ID, api.BadgeOrder{Count: people, As: "newcomer"})
	if err != nil {
		return "", err
	}
	var first *person
	for i, code := range b.Codes {
		got, err := t.public.Arrive(ctx, api.Arrival{Code: code})
		if err != nil {
			return "", fmt.Errorf("arriving: %w", err)
		}
		in, err := t.public.UseArrival(ctx, api.UseArrival{Token: got.Token})
		if err != nil {
			return "", fmt.Errorf("signing in: %w", err)
		}
		p := &person{Client: t.public.SignedIn(in), id: in.Account}
		if _, err := p.SayAtEvent(ctx, c.ID, api.AttendeeBody{Languages: []string{"en"}}); err != nil {
			return "", err
		}
		if i == 0 {
			first = p
		}
	}
	if _, err := t.public.Arrive(ctx, api.Arrival{Code: b.Codes[0]}); !fault.Coded(err, "event.badge_used") {
		return "", errors.Join(errors.New("a badge was good twice"), err)
	}
	var e *api.Event
	idle := func() (err error) {
		if e, err = admin.Event(ctx, c.ID); err == nil && e.Work != nil {
			err = errors.New("teams are still being made")
		}
		return err
	}
	if _, err := admin.MakeTeams(ctx, c.ID); err != nil {
		return "", err
	}
	if err := eventually(ctx, patience, idle); err != nil || e.Draft == nil {
		return "", errors.Join(errors.New("there is no draft"), err)
	}
	if _, err := admin.PublishTeams(ctx, c.ID, e.Draft.ID); err != nil {
		return "", err
	}
	if err := eventually(ctx, patience, idle); err != nil {
		return "", err
	}
	me, err := first.EventMe(ctx, c.ID)
	if err != nil {
		return "", err
	}
	team, err := first.EventTeam(ctx, c.ID, me.Team)
	if err != nil || len(team.Members) != people || team.Room != "Hall" {
		return "", errors.Join(fmt.Errorf("the team is %+v", team), err)
	}
	if _, err := first.HandOverTeam(ctx, c.ID, me.Team, api.HandOverBody{Made: "A board that reads itself aloud"}); err != nil {
		return "", err
	}
	for h, err := range t.public.HandedOver(ctx, c.ID) {
		if err != nil || h.Made == "" {
			return "", errors.Join(errors.New("what was made cannot be read"), err)
		}
	}
	return fmt.Sprintf("%d people without an address are in one team in the hall; a badge was good once; everybody can read what they made.", people), nil
}
