package main

import (
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func cohortThings(may ...string) []thing {
	return []thing{{what: "a cohort of the programme", concerns: inProgramme, may: may, make: (*edge).cohort}}
}

// applicationThings are an application that the newcomer sent; concerns are those who may see what the route gives.
func applicationThings(concerns ...string) []thing {
	return []thing{{what: "the newcomer's application", concerns: concerns, may: []string{newcomer}, make: (*edge).application}}
}

func reviewThings(may ...string) []thing {
	return []thing{{
		what: "an application to review", concerns: []string{newcomer, organiser, reviewer, administrator}, may: may, make: (*edge).application,
	}}
}

// cohort takes applications; the reviewer reads answers about eligibility.
func (e *edge) cohort() values {
	e.Helper()
	now := time.Now()
	c, err := e.cast[organiser].MakeCohort(e.ctx, e.programme("programme")["id"], api.CohortBody{Name: "Cohort of the matrix", Settings: &api.CohortSettings{
		Name: "Cohort of the matrix", Published: true, NoFigures: true, Newcomers: "apply", Mentors: "apply", Agreement: "Be there.",
		Readers: []string{e.cast[reviewer].id}, CheckInEvery: 14,
		Phases: []api.CohortPhase{
			{Name: "application", From: now.Add(-time.Hour)}, {Name: "running", From: now.Add(30 * 24 * time.Hour)},
			{Name: "closed", From: now.Add(60 * 24 * time.Hour)},
		},
		Questions: []api.CohortQuestion{{Code: "free", Text: "Do you have the time?", Kind: "yes", Eligibility: true}},
	}})
	if err != nil {
		e.Fatal(err)
	}
	return values{"id": c.ID}
}

// application is one that the newcomer sent.
func (e *edge) application() values {
	e.Helper()
	a, err := e.cast[newcomer].SaveApplication(e.ctx, e.cohort()["id"], "newcomer", api.ApplicationDraft{
		Answers: []api.ApplicationAnswer{{Question: "free", Chosen: []string{"yes"}}},
	})
	if err == nil {
		a, err = e.cast[newcomer].SendApplication(e.ctx, a.ID, 0)
	}
	if err != nil {
		e.Fatal(err)
	}
	return values{"id": a.ID}
}

// participantThings are the newcomer's taking part; may are those who may change it.
func participantThings(may ...string) []thing {
	return []thing{{
		what: "the newcomer's taking part", concerns: []string{newcomer, organiser, reviewer, administrator}, may: may, make: (*edge).participant,
	}}
}

// participant is an application that was accepted.
func (e *edge) participant() values {
	e.Helper()
	id := e.application()["id"]
	_, err := e.cast[organiser].DecideApplication(e.ctx, id, api.DecisionBody{ApplicationDecision: api.ApplicationDecision{Outcome: "accept"}})
	if err == nil {
		_, err = e.cast[organiser].ReleaseDecisions(e.ctx, strings.SplitN(id, "_", 2)[0], []string{id})
	}
	if err != nil {
		e.Fatal(err)
	}
	return values{"id": id}
}

// evidence is something that the newcomer has shown.
func (e *edge) evidence() values {
	e.Helper()
	id := e.participant()["id"]
	run, err := e.cast[newcomer].ShowEvidence(e.ctx, id, api.CohortEvidence{URL: "https://code.example.org/1"})
	if err != nil {
		e.Fatal(err)
	}
	return values{"id": id, "piece": run.Evidence[0].ID}
}

func (e *edge) certificate() values {
	e.Helper()
	id := e.participant()["id"]
	at := strings.SplitN(id, "_", 2)[0]
	x, err := e.cast[organiser].Cohort(e.ctx, at)
	if err == nil { // nobody completes what does not run yet: it has no such phase any more
		x.Phases = slices.DeleteFunc(x.Phases, func(p api.CohortPhase) bool { return p.Name == "running" })
		_, err = e.cast[organiser].ChangeCohort(e.ctx, at, x.CohortSettings, client.IfMatch(1))
	}
	if err == nil {
		_, err = e.cast[organiser].CompleteCohort(e.ctx, id, true)
	}
	var c *api.Certificate
	if err == nil {
		c, err = e.cast[newcomer].MakeCertificate(e.ctx, id, "Nia of the matrix")
	}
	if err != nil {
		e.Fatal(err)
	}
	return values{"code": c.Statement.Code}
}

// canaryCohort is what the person does in a cohort: applies with answers (one about eligibility), is decided on, takes part, checks in,
// completes it, and reviews somebody else. A check-in is due a day after one joined: time goes forward.
func (e *edge) canaryCohort(me, other *actor, forward func(time.Duration)) {
	e.Helper()
	now, admin := e.world.now(), e.office.admin
	c, err := admin.MakeCohort(e.ctx, wire.AlwaysOpen, api.CohortBody{Name: "Cohort of the erasure", Settings: &api.CohortSettings{
		Name: "Cohort of the erasure", Published: true, NoFigures: true, Newcomers: "apply", Mentors: "none", Readers: []string{absentID}, CheckInEvery: 1,
		Phases:    []api.CohortPhase{{Name: "running", From: now.Add(-time.Hour)}, {Name: "closed", From: now.Add(60 * 24 * time.Hour)}},
		Questions: []api.CohortQuestion{{Code: "why", Text: "Why?", Kind: "long"}, {Code: "free", Text: "When?", Kind: "short", Eligibility: true}},
	}})
	e.no(err)
	a, err := me.SaveApplication(e.ctx, c.ID, "newcomer", api.ApplicationDraft{
		Answers:  []api.ApplicationAnswer{{Question: "why", Text: "canaryapplied"}, {Question: "free", Text: "canaryapplied, in the evening"}},
		Evidence: []api.ApplicationEvidence{{URL: "https://canaryshown.example.org/1", What: "canarywork"}},
	})
	e.no(err)
	_, err = me.SendApplication(e.ctx, a.ID, 0)
	e.no(err)
	_, err = admin.ReviewApplication(e.ctx, a.ID, api.ReviewBody{Rating: 3, Note: "canaryreviewed"})
	e.no(err)
	o, err := other.SaveApplication(e.ctx, c.ID, "newcomer", api.ApplicationDraft{Answers: []api.ApplicationAnswer{
		{Question: "why", Text: "To learn"}, {Question: "free", Text: "At night"}}})
	e.no(err)
	_, err = other.SendApplication(e.ctx, o.ID, 0)
	e.no(err)
	_, err = admin.GiveRole(e.ctx, me.id, auth.Reviewer, "programme:"+wire.AlwaysOpen)
	e.no(err)
	_, err = admin.DecideApplication(e.ctx, a.ID, api.DecisionBody{ApplicationDecision: api.ApplicationDecision{Outcome: "accept", Words: "canarydecided"}})
	e.no(err)
	_, err = admin.ReleaseDecisions(e.ctx, c.ID, []string{a.ID})
	e.no(err)
	e.soon("reviewing", func() error {
		_, err := me.ReviewApplication(e.ctx, o.ID, api.ReviewBody{Rating: 4, Note: "canarynoted"})
		return err
	})
	forward(25 * time.Hour)
	_, err = me.CheckIn(e.ctx, a.ID, 1, api.CheckInBody{Going: "well", Words: "canarycheckin"})
	e.no(err)
	_, err = me.SetCohortGoals(e.ctx, a.ID, []api.CohortGoal{{Text: "canarycohortgoal"}})
	e.no(err)
	_, err = me.ShowEvidence(e.ctx, a.ID, api.CohortEvidence{URL: "https://canaryproof.example.org/1", What: "canarydone"})
	e.no(err)
	_, err = admin.CompleteCohort(e.ctx, a.ID, true)
	e.no(err)
	_, err = me.MakeCertificate(e.ctx, a.ID, "Canarycertified")
	e.no(err)
	e.canaryProject(me, c.ID)
}
