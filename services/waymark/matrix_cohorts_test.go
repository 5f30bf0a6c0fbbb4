package main

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
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
		Name: "Cohort of the matrix", Published: true, Newcomers: "apply", Mentors: "apply", Agreement: "Be there.", Readers: []string{e.cast[reviewer].id},
		Phases: []api.CohortPhase{
			{Name: "application", From: now.Add(-time.Hour)}, {Name: "running", From: now.Add(30 * 24 * time.Hour)}, {Name: "closed", From: now.Add(60 * 24 * time.Hour)},
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
