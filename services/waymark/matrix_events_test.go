package main

import (
	"errors"
	"fmt"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// eventThings are an event of the programme, which takes people; at is how far it is.
func eventThings(at string, concerns []string, may ...string) []thing {
	return []thing{{what: "an event, " + at, concerns: concerns, may: may, make: func(e *edge) values { return e.eventAt(at) }}}
}

var atEvent = []string{newcomer, mentor, organiser, administrator}

// settledEvent waits until nothing goes on at an event.
func (e *edge) settledEvent(as *client.Client, id string) (out *api.Event) {
	e.Helper()
	e.soon("an event's work", func() (err error) {
		if out, err = as.Event(e.ctx, id); err == nil && out.Work != nil {
			err = fmt.Errorf("%s goes on", out.Work.Kind)
		}
		if err == nil && out.Failed != "" {
			err = errors.New(out.Failed)
		}
		return err
	})
	return out
}

// eventAt is an event at which the newcomer and the mentor take part, who work on what the newcomer pitched.
func (e *edge) eventAt(at string) values {
	e.Helper()
	boss := e.cast[organiser].Client
	id := e.cohort()["id"]
	_, err := boss.SetUpEvent(e.ctx, id, api.EventSettings{Least: 2, Most: 6, Wishes: 3, Rooms: []api.EventRoom{{Name: "Hall", Tables: 9}}})
	e.no(err)
	b, err := boss.OrderBadges(e.ctx, id, api.BadgeOrder{Count: 2, As: "newcomer"})
	e.no(err)
	for i, role := range []string{newcomer, mentor} {
		_, err = e.cast[role].Arrive(e.ctx, api.Arrival{Code: b.Codes[i]})
		e.no(err)
		_, err = e.cast[role].SayAtEvent(e.ctx, id, api.AttendeeBody{Languages: []string{"en"}})
		e.no(err)
	}
	c, err := e.cast[newcomer].Pitch(e.ctx, id, api.ChallengeBody{Title: "What the matrix works on"})
	e.no(err)
	_, err = boss.DecideChallenge(e.ctx, id, c.ID, api.ChallengeDecision{State: "accepted"})
	e.no(err)
	v := values{"id": id, "challenge": c.ID, "person": e.cast[newcomer].id}
	if at == "open" {
		return v
	}
	_, err = boss.MakeTeams(e.ctx, id)
	e.no(err)
	v["draft"] = e.settledEvent(boss, id).Draft.ID
	if at == "drafted" {
		return v
	}
	_, err = boss.PublishTeams(e.ctx, id, v["draft"])
	e.no(err)
	e.settledEvent(boss, id)
	me, err := e.cast[newcomer].EventMe(e.ctx, id)
	e.no(err)
	v["team"] = me.Team
	return v
}

// canaryEvent is what the person does at an event: pitches, works in a team, hands over.
func (e *edge) canaryEvent(me *actor) {
	e.Helper()
	admin, now := e.office.admin, e.world.now()
	c, err := admin.MakeCohort(e.ctx, wire.AlwaysOpen, api.CohortBody{Name: "Weekend of the erasure", Template: "hackathon", Begins: now})
	e.no(err)
	_, err = admin.SetUpEvent(e.ctx, c.ID, api.EventSettings{Least: 2, Most: 6, Wishes: 3})
	e.no(err)
	b, err := admin.OrderBadges(e.ctx, c.ID, api.BadgeOrder{Count: 2, As: "newcomer"})
	e.no(err)
	for i, who := range []*actor{me, e.person("mate")} {
		e.soon("programs hears of the account", func() error {
			_, err := who.Arrive(e.ctx, api.Arrival{Code: b.Codes[i]})
			return err
		})
		_, err = who.SayAtEvent(e.ctx, c.ID, api.AttendeeBody{Languages: []string{"en"}})
		e.no(err)
	}
	p, err := me.Pitch(e.ctx, c.ID, api.ChallengeBody{Title: "canarypitched", Text: "canarychallenge", Link: "https://canarypitch.example.org/"})
	e.no(err)
	_, err = admin.DecideChallenge(e.ctx, c.ID, p.ID, api.ChallengeDecision{State: "accepted"})
	e.no(err)
	_, err = me.WishFor(e.ctx, c.ID, []string{p.ID})
	e.no(err)
	_, err = admin.MakeTeams(e.ctx, c.ID)
	e.no(err)
	_, err = admin.PublishTeams(e.ctx, c.ID, e.settledEvent(admin, c.ID).Draft.ID)
	e.no(err)
	e.settledEvent(admin, c.ID)
	at, err := me.EventMe(e.ctx, c.ID)
	e.no(err)
	_, err = me.HandOverTeam(e.ctx, c.ID, at.Team, api.HandOverBody{Made: "what stays with the project"})
	e.no(err)
}
