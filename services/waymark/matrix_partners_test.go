package main

import (
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// partnerThings are a partner for whom the newcomer speaks and the mentor is named; concerns are those who may know what the route gives.
func partnerThings(concerns []string, may ...string) []thing {
	return []thing{{what: "a partner of the programme", concerns: concerns, may: may, make: (*edge).partner}}
}

func (e *edge) partner() values {
	e.Helper()
	programme := e.programme("programme")["id"]
	e.join(e.cast[mentor])
	organises := e.cast[organiser]
	for x, err := range organises.Partners(e.ctx, programme) { // a mentor belongs to one
		if err == nil {
			err = organises.RemovePartner(e.ctx, x.ID)
		}
		if err != nil {
			e.Fatal(err)
		}
	}
	p, err := organises.MakePartner(e.ctx, programme, api.PartnerBody{Name: "Partner of the matrix", Contacts: []string{e.cast[newcomer].id}})
	if err != nil {
		e.Fatal(err)
	}
	if _, err := organises.NamePartnerMentor(e.ctx, p.ID, e.cast[mentor].id); err != nil {
		e.Fatal(err)
	}
	r, err := organises.AddPartnerMoney(e.ctx, p.ID, api.PartnerMoneyBody{Currency: "EUR", Minor: 1250, On: time.Now(), State: "pledged"})
	if err != nil {
		e.Fatal(err)
	}
	return values{"id": p.ID, "person": e.cast[mentor].id, "money": r.Entries[0].ID, "project": wire.PlaceID("https://github.com/example/matrix")}
}

// stipendThings are something that is due to the newcomer; the reviewer reads legal names.
func stipendThings(concerns []string, may ...string) []thing {
	return []thing{{what: "a stipend of the newcomer", concerns: concerns, may: may, make: (*edge).stipend}}
}

func (e *edge) stipend() values {
	e.Helper()
	programme := e.programme("programme")["id"]
	e.join(e.cast[newcomer])
	organises := e.cast[organiser]
	var was client.Answer // the walk itself replaces the list
	_, err := organises.FinanceReaders(e.ctx, programme, client.Into(&was))
	if err == nil {
		var opts []client.CallOption
		if was.Version > 0 {
			opts = append(opts, client.IfMatch(was.Version))
		}
		_, err = organises.NameFinanceReaders(e.ctx, programme, []string{e.cast[reviewer].id}, opts...)
	}
	var x *api.Stipend
	if err == nil {
		x, err = organises.MakeStipend(e.ctx, programme, api.StipendBody{Kind: "stipend", Person: e.cast[newcomer].id, Currency: "EUR", Minor: 1250,
			Funder: api.StipendFunder{Name: "The foundation"}, Due: time.Now()})
	}
	if err == nil {
		err = e.cast[newcomer].GiveLegalName(e.ctx, x.ID, "Nia Legally", []string{e.cast[reviewer].id})
	}
	if err != nil {
		e.Fatal(err)
	}
	return values{"id": x.ID}
}

// canaryStipend is something that is due to the person, with their legal name.
func (e *edge) canaryStipend(me *actor) {
	e.Helper()
	admin := e.office.admin
	own, err := admin.Account(e.ctx)
	e.no(err)
	_, err = admin.NameFinanceReaders(e.ctx, wire.AlwaysOpen, []string{own.ID})
	e.no(err)
	x, err := admin.MakeStipend(e.ctx, wire.AlwaysOpen, api.StipendBody{Kind: "stipend", Person: me.id, What: "canarydue", Currency: "EUR", Minor: 100,
		Funder: api.StipendFunder{Name: "The foundation"}, Due: e.world.now()})
	e.no(err)
	e.no(me.GiveLegalName(e.ctx, x.ID, "Canarylegal", []string{own.ID}))
	if got, err := admin.LegalName(e.ctx, x.ID); err != nil || got.Name != "Canarylegal" {
		e.no(errors.Join(err, errors.New("the reader does not read the name")))
	}
}

// hubThings are the programme as a hub, with another programme that its organiser made as a community.
func hubThings(may ...string) []thing {
	return []thing{{what: "the programme as a hub", concerns: inProgramme, may: append([]string{administrator}, may...), make: (*edge).hub}}
}

func (e *edge) hub() values {
	e.Helper()
	p := e.programme("programme")
	hub, err := e.office.admin.MakeProgramme(e.ctx, api.ProgrammeBody{Org: p["org"], Name: "Community of the matrix", Open: true, Listed: true})
	if err == nil {
		_, err = e.office.admin.MakeHub(e.ctx, p["id"])
	}
	if err == nil {
		_, err = e.office.admin.MeetHub(e.ctx, p["id"], hub.ID)
	}
	if err != nil {
		e.Fatal(err)
	}
	return values{"id": p["id"], "programme": hub.ID, "community": hub.ID}
}
