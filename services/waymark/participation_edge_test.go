package main

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// asking is a cohort that people register for and that asks them about themselves.
// over: it has ended, and its figures are published.
func (e *edge) asking(organiser *client.Client, programme string, over bool) string {
	e.Helper()
	now := e.world.now()
	if over {
		now = now.Add(-90 * 24 * time.Hour)
	}
	s := api.CohortSettings{Name: "A cohort that asks", Newcomers: "register", Mentors: "none", Phases: []api.CohortPhase{
		{Name: "application", From: now.Add(-time.Hour)}, {Name: "running", From: now.Add(30 * 24 * time.Hour)}, {Name: "closed", From: now.Add(60 * 24 * time.Hour)},
	}}
	c, err := organiser.MakeCohort(e.ctx, programme, api.CohortBody{Name: s.Name, Settings: &s})
	e.no(err)
	// One question: many cycles of one programme ask it, and of what is shipped more would be drawn than tables can keep apart.
	set := api.ParticipationSetup{Way: "tables", Questions: []api.ParticipationQuestion{{Code: "gender", Text: "How do you describe your gender?",
		Describe: true, Options: []api.ParticipationOption{{Code: "woman", Text: "Woman"}, {Code: "man", Text: "Man"}}}}}
	_, err = organiser.SetUpParticipation(e.ctx, c.ID, set)
	e.no(err)
	s.Published = true
	_, err = organiser.ChangeCohort(e.ctx, c.ID, s, client.IfMatch(1))
	e.no(err)
	if over {
		_, err = organiser.PublishParticipation(e.ctx, c.ID)
		e.no(err)
	}
	return c.ID
}

// describe takes part in such a cohort and says something about oneself.
func (e *edge) describe(cohort string, me *client.Client, words string) {
	e.Helper()
	a, err := me.SaveApplication(e.ctx, cohort, "newcomer", api.ApplicationDraft{})
	e.no(err)
	_, err = me.SendApplication(e.ctx, a.ID, 0)
	e.no(err)
	asked, err := me.SelfDescription(e.ctx, cohort)
	e.no(err)
	_, err = me.DescribeSelf(e.ctx, cohort, api.SelfDescriptionBody{
		Consent: asked.Consent, Answers: []api.ParticipationAnswer{{Question: "gender", Words: words}},
	})
	e.no(err)
}

// participationThings are a cycle in which the newcomer takes part.
func participationThings(concerns, may []string) []thing {
	return []thing{{what: "a cycle that asks the newcomer", concerns: concerns, may: may, make: func(e *edge) values {
		id := e.asking(e.cast[organiser].Client, e.programme("programme")["id"], false)
		e.describe(id, e.cast[newcomer].Client, "In a few words")
		return values{"id": id}
	}}}
}

// figureThings are a cycle that is over, with its figures.
func figureThings() []thing {
	return []thing{{what: "published figures", concerns: inProgramme, may: []string{organiser, administrator}, make: func(e *edge) values {
		return values{"id": e.asking(e.cast[organiser].Client, e.programme("programme")["id"], true)}
	}}}
}
