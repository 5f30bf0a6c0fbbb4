package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// hub: the demo's programme has partners with what they bring and a stipend, and beside it stands a hub of some communities, one of them
// closed; two people are registered with it.
func (l *life) hub(ctx context.Context) error {
	admin := l.office.admin
	if err := l.partners(ctx); err != nil {
		return fmt.Errorf("partners: %w", err)
	}
	h, err := admin.MakeProgramme(ctx, api.ProgrammeBody{Org: l.org, Name: "Harbour of Communities", Open: true, Listed: true,
		About: "One door for several communities. Made up."})
	if err != nil {
		return err
	}
	if _, err := admin.MakeHub(ctx, h.ID); err != nil {
		return err
	}
	in := api.HubRegistration{Newcomer: true}
	for i, x := range [][2]string{
		{"Coral Compiler", "A small compiler, and people who explain it."}, {"Fern Fonts", "Letters for languages that have few."},
		{"Gull Charts", "Drawing numbers so that everybody can read them."}, {"Heron Maps", "Maps of places that nobody has drawn yet."},
		{"Mallow Translations", "Words for screens, by people who speak them."}, {"Plover Notes", "Writing things down, so that the next one finds them."},
	} {
		c, err := admin.MakeProgramme(ctx, api.ProgrammeBody{Org: l.org, Name: x[0], About: x[1] + " Made up.", Open: i != 3, Listed: true})
		if err == nil {
			_, err = admin.MeetHub(ctx, h.ID, c.ID)
		}
		if err != nil {
			return err
		}
		if i < 2 {
			in.Communities = append(in.Communities, api.HubChoice{Programme: c.ID, Rules: c.Rules})
		}
	}
	for _, name := range []string{"Jonas Feldt", "Clara Ibarren"} {
		if err := eventually(ctx, patience, func() error { _, err := l.people[name].RegisterInHub(ctx, h.ID, in); return err }); err != nil {
			return fmt.Errorf("%s registers: %w", name, err)
		}
	}
	return nil
}

// partners are two organisations of the programme that the demo's organiser runs, and a stipend that one of them gives.
func (l *life) partners(ctx context.Context) error {
	programme := ""
	for p, err := range l.office.admin.Programmes(ctx, l.org) {
		if err != nil {
			return err
		}
		if p.Name == "First Steps" {
			programme = p.ID
		}
	}
	if programme == "" {
		return errors.New("the programme is not there")
	}
	organiser, now := l.people[demoOrganiser], time.Now().UTC().Truncate(24*time.Hour)
	labs, err := organiser.MakePartner(ctx, programme, api.PartnerBody{Name: "Example Labs", Homepage: "https://labs.example.org",
		Brings: []string{"projects", "mentors", "money"}, About: "Two days of its people each month, and what a laptop costs. Made up."})
	if err != nil {
		return err
	}
	if _, err := organiser.MakePartner(ctx, programme, api.PartnerBody{Name: "Sample Trust", Brings: []string{"money"}}); err != nil {
		return err
	}
	for _, name := range []string{"Paco Arvela", "Tiva Morelo"} {
		if _, err := organiser.NamePartnerMentor(ctx, labs.ID, l.people[name].id); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if _, err := l.people["Paco Arvela"].AnswerPartner(ctx, labs.ID, "consented"); err != nil {
		return err
	}
	if err := organiser.LinkPartnerProject(ctx, labs.ID, l.project, true); err != nil {
		return err
	}
	for i, m := range []api.PartnerMoneyBody{{Currency: "EUR", Minor: 1_200_000, State: "received"}, {Currency: "EUR", Minor: 450_000, State: "pledged"},
		{Currency: "USD", Minor: 300_000, State: "received"}} {
		m.On = now.AddDate(0, -i, 0)
		if _, err := organiser.AddPartnerMoney(ctx, labs.ID, m); err != nil {
			return err
		}
	}
	due, err := organiser.MakeStipend(ctx, programme, api.StipendBody{Kind: "stipend", Person: l.people["Ines Caboreal"].id, What: "Twelve weeks",
		Currency: "EUR", Minor: 300_000, Funder: api.StipendFunder{Partner: labs.ID}, Due: now.AddDate(0, 1, 0)})
	if err != nil {
		return err
	}
	if _, err := organiser.MoveStipend(ctx, due.ID, "approved", client.IfMatch(due.Version)); err != nil {
		return err
	}
	_, err = organiser.NameFinanceReaders(ctx, programme, []string{organiser.id})
	return err
}
