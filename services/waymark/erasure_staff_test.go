package main

import (
	"errors"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// becomes gives somebody roles on the instance and waits until they count.
func (e *edge) becomes(a *actor, roles ...string) {
	e.Helper()
	_, err := e.office.admin.SetRoles(e.ctx, a.id, roles)
	e.no(err)
	old, _ := a.tokens.Saved()
	a.minted = time.Now()
	_, err = a.tokens.Source(e.ctx, old)
	e.no(err)
	e.soon("staff", func() error { _, err := a.CaseCounts(e.ctx); return err })
}

// canaryStaff is what staff write about the person, and what the person writes as staff. The moderator has words of theirs for the week.
func (e *edge) canaryStaff(me *actor) (week string, moderator *actor) {
	e.Helper()
	moderator, second := e.person("moderator"), e.person("moderator")
	for _, a := range []*actor{moderator, second} {
		e.becomes(a, "moderator")
	}
	about, err := e.public.Report(e.ctx, api.NewReport{About: "person", Person: me.id, Kind: "spam", Words: "They advertise."})
	e.no(err)
	e.handled(moderator, second, about.ID)
	_, err = second.OpenCase(e.ctx, about.ID, "decide")
	e.no(err)
	_, err = second.DecideCase(e.ctx, about.ID, api.NewCaseDecision{Measure: "warning", Words: "canaryjudged"})
	e.no(err)
	for r, err := range me.OwnReports(e.ctx) { // the moderator writes to whoever reported
		e.no(err)
		e.handled(moderator, second, r.ID)
	}
	if _, err := e.office.admin.LookUp(e.ctx, "canarysought@example.org"); !fault.Has(err, fault.NotFound) {
		e.Errorf("an address of nobody: %v", err)
	}
	_, err = e.office.admin.FindPeople(e.ctx, api.PeopleQuery{Q: "canarybegins"})
	e.no(err)
	_, err = e.office.admin.LookUpPeople(e.ctx, api.PeopleLookup{Q: "canarysomebody"})
	e.no(err)

	e.becomes(me, "administrator", "moderator")
	e.handled(me, second, e.report(e.person("somebody"), e.person("somebody").id))
	decided := e.report(e.person("somebody"), e.person("somebody").id)
	_, err = me.OpenCase(e.ctx, decided, "decide")
	e.no(err)
	_, err = me.DecideCase(e.ctx, decided, api.NewCaseDecision{Measure: "warning", Words: "canaryjudged"})
	e.no(err)
	rota, err := me.Duty(e.ctx)
	e.no(err)
	e.soon("the rota", func() error {
		w, err := me.SetDuty(e.ctx, rota.Now, api.DutyBody{Moderator: moderator.id, Note: "canaryduty"})
		if err == nil && !w.Note {
			err = errors.New("no note")
		}
		return err
	})
	e.stays(me)
	return rota.Now, moderator
}

// handled: a moderator reads a case, writes to whoever reported, and gives it on with a note.
func (e *edge) handled(moderator, next *actor, id string) {
	e.Helper()
	e.soon("a case", func() error { _, err := moderator.OpenCase(e.ctx, id, "triage"); return err })
	_, err := moderator.WriteInCase(e.ctx, id, "canarywrote")
	e.no(err)
	e.soon("the room knows the other moderator", func() error {
		_, err := moderator.HandOverCase(e.ctx, id, api.HandOver{To: next.id, Note: "canaryhanded"})
		return err
	})
}

// stays is what the person writes for an organisation, a programme, a project and the words of all, whose it is from then on.
func (e *edge) stays(me *actor) {
	e.Helper()
	org, err := me.MakeOrganisation(e.ctx, api.OrganisationBody{Name: "stayorganisation", About: "stayorgabout", Homepage: "https://stayorg.example.org"})
	e.no(err)
	p, err := me.MakeProgramme(e.ctx, api.ProgrammeBody{Org: org.ID, Name: "stayprogramme", About: "stayprogabout", Open: true})
	e.no(err)
	e.soon("the programme", func() error {
		_, err := me.MakePartner(e.ctx, p.ID, api.PartnerBody{Name: "staybringer", Homepage: "https://staybrings.example.org"})
		return err
	})
	e.soon("another partner", func() error {
		_, err := me.MakePartner(e.ctx, p.ID, api.PartnerBody{Name: "staypartner", About: "staypartnerabout", Homepage: "https://staypartner.example.org",
			Contacts: []string{me.id}})
		return err
	})
	c, err := me.MakeCohort(e.ctx, p.ID, api.CohortBody{Name: "staycohort", Settings: &api.CohortSettings{
		Name: "staycohort", About: "staycall", Newcomers: "apply", Mentors: "apply", Where: "venue", Place: "stayvenue", Agreement: "stayagreement",
		Phases: []api.CohortPhase{{Name: "running", From: e.world.now().Add(time.Hour)}, {Name: "closed", From: e.world.now().Add(48 * time.Hour)}},
		Tracks: []api.CohortTrack{{Code: "docs", Name: "staytrack"}}, Readers: []string{me.id},
		Questions: []api.CohortQuestion{{Code: "which", Text: "stayquestion", Kind: "one", Options: []string{"staychoice", "another"}, Column: "staycriterion"}},
		Criteria:  &api.CohortCriteria{Criteria: []api.Criterion{{Name: "staycriterion", Rule: "same", Weight: 1}}, Profile: 50},
		Partners:  []api.CohortPartner{{Name: "staybringer"}},
	}})
	e.no(err)
	_, err = me.CloneCohort(e.ctx, c.ID, api.CohortClone{Name: "stayclone", Begins: e.world.now().Add(96 * time.Hour)})
	e.no(err)
	_, err = me.SetUpParticipation(e.ctx, c.ID, api.ParticipationSetup{Way: "tables", Questions: []api.ParticipationQuestion{
		{Code: "what", Text: "stayasks", Options: []api.ParticipationOption{{Code: "a", Text: "stayoption"}, {Code: "b", Text: "Something else"}}}}})
	e.no(err)
	event, err := me.MakeCohort(e.ctx, p.ID, api.CohortBody{Name: "Weekend", Template: "hackathon", Begins: e.world.now()})
	e.no(err)
	_, err = me.SetUpEvent(e.ctx, event.ID, api.EventSettings{Least: 2, Most: 6, Wishes: 3, Rooms: []api.EventRoom{{Name: "stayroom", Tables: 9}}})
	e.no(err)
	_, err = me.MakeStipend(e.ctx, p.ID, api.StipendBody{Kind: "event", What: "A hall", Currency: "EUR", Minor: 100,
		Funder: api.StipendFunder{Name: "stayfunder"}, Due: e.world.now()})
	e.no(err)

	e.importSome()
	text, link := "staywish", "https://staywished.example.org/"
	_, err = me.WishProject(e.ctx, catalogued("projects")(e)["id"], api.ProjectWish{Description: &text, Link: &link})
	e.no(err)
	_, err = me.DecideSkill(e.ctx, api.SkillDecision{Word: "stayskill", Do: "add", Name: "Staycraft", Kind: "craft"})
	e.no(err)
}

// leftNothing: nobody reads who wrote what stays, and words that were left for a week are gone with who left them.
func (e *edge) leftNothing(me *actor, week string, moderator *actor) {
	e.Helper()
	rota, err := moderator.Duty(e.ctx)
	e.no(err)
	for _, w := range rota.Weeks {
		if w.Week == week && w.Note {
			e.Error("the words of a moderator who has left are still there for the next")
		}
	}
	for d, err := range e.office.admin.SkillDecisions(e.ctx) {
		e.no(err)
		if d.By == me.id {
			e.Errorf("who decided about a skill has left, and is still named: %+v", d)
		}
	}
	for c, err := range moderator.Cases(e.ctx, "") {
		e.no(err)
		o, err := moderator.OpenCase(e.ctx, c.ID, "review")
		e.no(err)
		for _, n := range o.Notes {
			if n.By == me.id {
				e.Errorf("a note of somebody who has left names them: %+v", n)
			}
		}
		for _, d := range o.Case.Decisions {
			if d.By == me.id {
				e.Errorf("a decision of somebody who has left names them: %+v", d)
			}
		}
	}
}

// staffStores are where it stands who of the staff did something, or is named to read something, as long as they are here. A bare id stays in
// the facts of 14 days, in what another has of a mentorship, and as the tombstone of what was erased.
var staffStores = []string{"accounts_administrators", "catalog_project", "profiles_skill", "programs_cohort", "programs_event", "programs_organisation",
	"programs_partner", "programs_programme", "programs_review", "programs_stipend", "safety_case", "safety_week"}

// namesIn says in which of these documents the person's id is. On MongoDB alone: only there it can be told where a byte belongs.
func (e *edge) namesIn(me *actor, want []string) {
	e.Helper()
	m := e.world.settings.MongoDB
	if m.URI == "" {
		return
	}
	all := testkit.HoldingMongo(e.T, []string{me.id}, m.URI, m.Database)[me.id]
	if got := slices.DeleteFunc(slices.Sorted(slices.Values(all)), func(s string) bool { return !slices.Contains(staffStores, s) }); !slices.Equal(got, want) {
		e.Errorf("the person's id is in %q, expected: %q", got, want)
	}
}
