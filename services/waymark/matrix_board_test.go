package main

import (
	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// onBoard are who is in the programme, or organises it, and sees its board.
var onBoard = []string{newcomer, mentor, reviewer, organiser, administrator}

// boardThings are what the newcomer posted on the programme's board, for which the mentor would like to help.
func boardThings(name string, concerns []string, may ...string) []thing {
	return []thing{{what: "an entry of the board, " + name, concerns: concerns, may: may, make: (*edge).boardEntry}}
}

// ownBoard is the programme whose board they see.
func ownBoard() []thing {
	return []thing{{what: "the board of the programme", concerns: inProgramme, may: onBoard, make: func(e *edge) values {
		e.boardEntry()
		return values{"id": e.programme("programme")["id"]}
	}}}
}

func (e *edge) boardEntry() values {
	e.Helper()
	e.join(e.cast[newcomer])
	e.join(e.cast[mentor])
	programme := e.programme("programme")["id"]
	for x, err := range e.cast[organiser].Board(e.ctx, programme, "all") { // one person has only so many
		if err != nil {
			e.Fatal(err)
		}
		if x.State == "offered" || x.State == "looked" || x.State == "ready" {
			if _, err := e.cast[organiser].MoveBoardEntry(e.ctx, x.ID, "withdrawn"); err != nil {
				e.Fatal(err)
			}
		}
	}
	x, err := e.cast[newcomer].PostOnBoard(e.ctx, programme, api.BoardBody{Kind: "need", Title: "A need of the matrix", Text: "Somebody who knows Go."})
	if err == nil {
		_, err = e.cast[organiser].MoveBoardEntry(e.ctx, x.ID, "looked")
	}
	if err == nil {
		_, err = e.cast[mentor].HelpBoardEntry(e.ctx, x.ID, "")
	}
	if err != nil {
		e.Fatal(err)
	}
	return values{"id": x.ID, "entry": x.ID, "person": e.cast[mentor].id}
}

// canaryBoard is something that the person posted, with all its words, and which a broker looked at.
func (e *edge) canaryBoard(me *actor) {
	e.Helper()
	x, err := me.PostOnBoard(e.ctx, wire.AlwaysOpen, api.BoardBody{Kind: "tool", Title: "canaryposted", Text: "canaryboard", Owner: "canaryowned",
		Home: "https://canarytool.example.org/tool", Reach: "canaryreach"})
	e.no(err)
	var was client.Answer
	x, err = e.office.admin.MoveBoardEntry(e.ctx, x.ID, "looked", client.Into(&was))
	e.no(err)
	b := x.BoardBody
	b.Languages = []string{"en"}
	_, err = e.office.admin.ChangeBoardEntry(e.ctx, x.ID, b, client.IfMatch(was.Version))
	e.no(err)
	need, err := e.office.admin.PostOnBoard(e.ctx, wire.AlwaysOpen, api.BoardBody{Kind: "need", Title: "A need", Text: "Somebody who knows Go."})
	e.no(err)
	_, err = e.office.admin.MoveBoardEntry(e.ctx, need.ID, "looked")
	e.no(err)
	_, err = me.HelpBoardEntry(e.ctx, need.ID, "canarywilling")
	e.no(err)
	_, err = e.office.admin.Introduce(e.ctx, need.ID, me.id)
	e.no(err)
}

// offeredThings are a project that the mentor offered to a cohort of the programme, which waits for an organiser.
func offeredThings(name string, may ...string) []thing {
	return []thing{{what: "a project of a cohort, " + name, concerns: []string{mentor, organiser, administrator}, may: may, make: (*edge).offeredProject}}
}

func (e *edge) offeredProject() values {
	e.Helper()
	cohort := e.cohort()["id"]
	e.join(e.cast[mentor])
	p, err := e.cast[mentor].OfferProject(e.ctx, cohort, api.CohortProjectBody{Title: "A project of the matrix", Text: "Nothing yet.",
		Mentors: []string{e.cast[mentor].id}})
	if err != nil {
		e.Fatal(err)
	}
	return values{"id": cohort, "offer": p.ID}
}

// canaryProject is a project that the person offered to a cohort of the always-open programme, with all its words: approved, and then changed.
func (e *edge) canaryProject(me *actor, cohort string) {
	e.Helper()
	admin := e.office.admin
	body := api.CohortProjectBody{Title: "canaryprojected", Text: "canarytodo", Links: []string{"https://canaryplaceof.example.org/1"}, Contact: "canaryreached"}
	_, err := admin.GiveRole(e.ctx, me.id, auth.Organiser, "programme:"+wire.AlwaysOpen)
	e.no(err)
	var was client.Answer
	var p *api.CohortProject
	e.soon("offering a project", func() error {
		var err error
		p, err = me.OfferProject(e.ctx, cohort, body, client.Into(&was))
		return err
	})
	_, err = admin.DecideCohortProject(e.ctx, cohort, p.ID, api.CohortProjectDecision{State: "approved"}, client.IfMatch(was.Version), client.Into(&was))
	e.no(err)
	body.Text = "canarytodo, and more"
	_, err = me.ChangeCohortProject(e.ctx, cohort, p.ID, body, client.IfMatch(was.Version), client.Into(&was))
	e.no(err)
	other, err := admin.OfferProject(e.ctx, cohort, api.CohortProjectBody{Title: "A project", Text: "Of somebody else."}, client.Into(&was))
	e.no(err)
	_, err = me.DecideCohortProject(e.ctx, cohort, other.ID, api.CohortProjectDecision{State: "refused", Reason: "Too big."}, client.IfMatch(was.Version))
	e.no(err)
	err = admin.TakeRole(e.ctx, me.id, auth.Organiser, "programme:"+wire.AlwaysOpen)
	e.no(err)
}
