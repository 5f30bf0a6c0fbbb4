package programs

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestProjects: a project from the offer of a mentor to a round, its approval lost by a material edit, and what of it who reads.
func TestProjects(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, c := w.cohort("company", nil)
		w.ask(admin, http.MethodPut, "grants/"+bo+"/organiser/programme:"+programme, "").is(http.StatusOK)
		w.into(c, "application")
		mentor, other, first, second, newcomer := testkit.Token(cy), testkit.Token(rev), testkit.Token(org), testkit.Token(bo), testkit.Token(ada)
		w.taking(c, cy, "mentor")
		of := "cohorts/" + c.ID + "/projects"
		b := api.CohortProjectBody{Title: "Bus times; aloud", Text: "Read departures aloud.", Skills: []string{"golang"}, Mentors: []string{cy},
			Contact: "Cy, room 7"}
		w.asked("", http.MethodPost, of, b).is(http.StatusUnauthorized)
		w.asked(newcomer, http.MethodPost, of, b).code(http.StatusForbidden, "project.not_for")
		wrong := b
		wrong.Mentors, wrong.Partner = []string{ada}, "nobody"
		w.asked(mentor, http.MethodPost, of, wrong).is(http.StatusUnprocessableEntity)
		made := w.asked(mentor, http.MethodPost, of, b, "Idempotency-Key", "one").is(http.StatusCreated)
		again := w.asked(mentor, http.MethodPost, of, b, "Idempotency-Key", "one").is(http.StatusCreated)
		p := read[api.CohortProject](made)
		if p.ID != read[api.CohortProject](again).ID || p.State != "waiting" || p.Skills[0] != "go" || !p.Mine.Author {
			t.Fatalf("%+v", p)
		}
		if n := count(w.facts(p.ID), "desk_waits"); n != 1 { // bo organises the programme itself; org around it
			t.Error("organisers are told", n)
		}
		id := of + "/" + p.ID
		for _, token := range []string{"", newcomer, other} {
			w.ask(token, http.MethodGet, id, "").code(http.StatusNotFound, "project.absent")
		}
		w.ask(newcomer, http.MethodGet, of+"?of=all", "").code(http.StatusForbidden, "programs.organisers_only")
		d := whole
		d.Answers, d.Projects = []api.ApplicationAnswer{{Question: "goal", Text: "Reviews."}}, []string{p.ID}
		w.asked(newcomer, http.MethodPut, "cohorts/"+c.ID+"/applications/newcomer", d).is(http.StatusUnprocessableEntity) // nobody approved it

		// Organisers decide about what they have read, and not about their own.
		yes := api.CohortProjectDecision{State: "approved"}
		tag := func() string { return w.ask(first, http.MethodGet, id, "").is(http.StatusOK).header.Get("ETag") }
		w.asked(first, http.MethodPost, id+"/state", yes).code(http.StatusPreconditionRequired, "project.which_version")
		w.asked(mentor, http.MethodPost, id+"/state", yes, "If-Match", tag()).code(http.StatusForbidden, "programs.organisers_only")
		w.asked(first, http.MethodPost, id+"/state", api.CohortProjectDecision{State: "refused"}, "If-Match", tag()).is(http.StatusUnprocessableEntity)
		w.asked(first, http.MethodPost, id+"/state", yes, "If-Match", tag()).is(http.StatusOK)
		seen := read[api.CohortProject](w.ask("", http.MethodGet, id, "").is(http.StatusOK))
		if seen.Contact != "" || seen.Author != "" || seen.Mentors != nil || seen.Before != nil || seen.State != "approved" {
			t.Fatalf("%+v", seen)
		}
		if got := read[api.CohortProject](w.ask(newcomer, http.MethodGet, id, "").is(http.StatusOK)); !slices.Equal(got.Mentors, []string{cy}) || got.Contact != "" {
			t.Fatalf("%+v", got)
		}
		w.asked(newcomer, http.MethodPut, "cohorts/"+c.ID+"/applications/newcomer", d).is(http.StatusOK)
		w.asked(newcomer, http.MethodPost, "applications/"+c.ID+"_"+ada+"_n/send", api.ApplicationSending{}).is(http.StatusOK)
		columns := func() (out []string) {
			in, err := w.s.RoundInput(t.Context(), wire.RoundInputQuestion{Cohort: c.ID})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range in.People {
				out = append(out, x.Columns["projects"])
			}
			slices.Sort(out)
			return out
		}
		if got := columns(); !slices.Equal(got, []string{"Bus times aloud", "Bus times aloud"}) {
			t.Fatalf("%q", got)
		}

		// A contact changes nothing; a text sends it back, with what was approved beside it, and takes it out of rounds and sight.
		b.Contact = "Cy, room 8"
		w.asked(mentor, http.MethodPut, id, b).is(http.StatusPreconditionRequired)
		if got := read[api.CohortProject](w.asked(mentor, http.MethodPut, id, b, "If-Match", tag()).is(http.StatusOK)); got.State != "approved" {
			t.Fatalf("%+v", got)
		}
		old := tag()
		b.Text = "Read departures aloud, and trams too."
		w.asked(newcomer, http.MethodPut, id, b, "If-Match", old).code(http.StatusForbidden, "project.not_yours")
		w.asked(mentor, http.MethodPut, id, b, "If-Match", old).is(http.StatusOK)
		w.asked(first, http.MethodPost, id+"/state", yes, "If-Match", old).code(http.StatusPreconditionFailed, "programs.changed")
		w.ask("", http.MethodGet, id, "").is(http.StatusNotFound)
		if n := len(read[api.CohortProjects](w.ask("", http.MethodGet, of, "").is(http.StatusOK)).Items); n != 0 {
			t.Fatal(n)
		}
		if got := columns(); !slices.Equal(got, []string{"", ""}) {
			t.Fatalf("%q", got)
		}
		got := read[api.CohortProject](w.ask(first, http.MethodGet, id, "").is(http.StatusOK))
		if got.Before == nil || got.Before.Text != "Read departures aloud." || !slices.Equal(got.Changed, []string{"text"}) || got.Before.Contact != "" {
			t.Fatalf("%+v", got)
		}
		list := read[api.CohortChecklist](w.ask(first, http.MethodGet, "cohorts/"+c.ID+"/checklist", "").is(http.StatusOK))
		if !slices.ContainsFunc(list.Items, func(d api.CohortDuty) bool { return d.Code == "projects" && d.Left == 1 }) {
			t.Errorf("%+v", list)
		}
		desk := read[api.CohortConsole](w.ask(first, http.MethodGet, "cohorts/"+c.ID+"/console", "").is(http.StatusOK))
		if !slices.ContainsFunc(desk.Items, func(x api.ConsoleItem) bool { return x.Code == "offered" && x.Offered == p.ID && x.Title == b.Title }) {
			t.Errorf("%+v", desk)
		}
		// The organiser who edits what was approved leaves the decision to another.
		b.Links = []string{"https://bus.example.org"}
		w.asked(first, http.MethodPut, id, b, "If-Match", tag()).is(http.StatusOK)
		w.asked(first, http.MethodPost, id+"/state", yes, "If-Match", tag()).code(http.StatusForbidden, "project.own")
		w.asked(second, http.MethodPost, id+"/state", yes, "If-Match", tag()).is(http.StatusOK)

		// A mentor takes their name off, and it waits again; approved without a mentor it stands in the console.
		w.ask(mentor, http.MethodDelete, id+"/mentor", "").is(http.StatusNoContent)
		w.asked(second, http.MethodPost, id+"/state", yes, "If-Match", tag()).is(http.StatusOK)
		desk = read[api.CohortConsole](w.ask(first, http.MethodGet, "cohorts/"+c.ID+"/console", "").is(http.StatusOK))
		if !slices.ContainsFunc(desk.Items, func(x api.ConsoleItem) bool { return x.Code == "project" && x.Offered == p.ID }) {
			t.Errorf("%+v", desk)
		}
		var kept api.ProgramsExport
		testkit.Pages(t, 100, w.s.beside.kept(t.Context(), cy, &kept)...)
		if len(kept.Projects) != 1 || kept.Projects[0].Body.Contact != "Cy, room 8" || kept.Projects[0].Before == nil {
			t.Errorf("%+v", kept.Projects)
		}
		w.gone(cy)
		w.ask(first, http.MethodGet, id, "").is(http.StatusNotFound)
	})
}

// TestProjectsOfPartners: who speaks for a partner offers and does not decide; a maintainer offers what they maintain; whom a block parts is
// not named to them.
func TestProjectsOfPartners(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	programme, c := w.cohort("company", nil)
	w.into(c, "application")
	w.taking(c, cy, "mentor")
	first, contact, maintainer := testkit.Token(org), testkit.Token(bo), testkit.Token(ada)
	w.confirm(org)
	partner := read[api.Partner](w.asked(first, http.MethodPost, "programmes/"+programme+"/partners",
		api.PartnerBody{Name: "Labs", Contacts: []string{bo, org}}).is(http.StatusCreated))
	of := "cohorts/" + c.ID + "/projects"
	b := api.CohortProjectBody{Title: "A", Text: "B", Partner: partner.ID, Mentors: []string{cy}}
	made := w.asked(contact, http.MethodPost, of, b).is(http.StatusCreated)
	id := of + "/" + read[api.CohortProject](made).ID
	tag := made.header.Get("ETag")
	w.asked(first, http.MethodPost, id+"/state", api.CohortProjectDecision{State: "approved"}, "If-Match", tag).code(http.StatusForbidden, "project.own")
	w.asked(admin, http.MethodPost, id+"/state", api.CohortProjectDecision{State: "refused", Reason: "Too big."}, "If-Match", tag).is(http.StatusOK)
	if got := read[api.CohortProject](w.ask(contact, http.MethodGet, id, "").is(http.StatusOK)); got.Reason != "Too big." || len(got.Mine.Ways) != 1 {
		t.Errorf("%+v", got)
	}
	if n := count(w.facts(read[api.CohortProject](made).ID), "cohort_project_named"); n != 1 {
		t.Error("the mentor is told", n)
	}
	place := wire.PlaceID("https://github.com/example/forms")
	b = api.CohortProjectBody{Title: "C", Text: "D", Project: place}
	w.asked(maintainer, http.MethodPost, of, b).is(http.StatusForbidden)
	w.ask(admin, http.MethodPut, "grants/"+ada+"/maintainer/project:"+place, "").is(http.StatusOK)
	b.Partner = partner.ID
	w.asked(maintainer, http.MethodPost, of, b).is(http.StatusUnprocessableEntity) // not their partner
	b.Partner = ""
	b.Mentors = []string{cy}
	made = w.asked(maintainer, http.MethodPost, of, b).is(http.StatusCreated)
	w.publish(wire.Envelope{Type: "waymark.state.mentoring.standing.v1", Subject: ada}, wire.StandingState{Person: ada, Blocked: []string{cy}})
	w.until("the block is known", func() bool {
		got := w.ask(maintainer, http.MethodGet, of+"?of=mine", "").is(http.StatusOK)
		return !strings.Contains(string(got.body), cy)
	})
	w.clock.Advance(2 * 365 * 24 * time.Hour)
	w.asked(maintainer, http.MethodPost, of, b).code(http.StatusConflict, "project.cohort_over")
}

// TestAConfirmedClaimOffersProjects: whose claim the catalogue confirmed offers that project as who has the role does, until it is taken back.
func TestAConfirmedClaimOffersProjects(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, c := w.cohort("company", nil)
		const project = "abcdefghijklmnopqrstuvwxyz"
		offer := func(of string) answer {
			return w.asked(testkit.Token(ada), http.MethodPost, "cohorts/"+c.ID+"/projects", api.CohortProjectBody{Title: "Bus times", Text: "Read them aloud.",
				Project: of})
		}
		known := func(people ...string) {
			t.Helper()
			v := w.publish(wire.Envelope{Type: "waymark.state.catalog.project.v1", Subject: project},
				wire.ProjectState{Project: project, Open: "osi", Maintainers: people})
			testkit.Heard(t, w.s.m.projects, project, v)
		}
		offer(project).code(http.StatusForbidden, "project.not_for")
		known(bo)
		offer(project).code(http.StatusForbidden, "project.not_for")
		known(bo, ada)
		offer(project).is(http.StatusCreated)
		offer("zbcdefghijklmnopqrstuvwxyz").code(http.StatusForbidden, "project.not_for") // another one
		known(bo)
		offer(project).code(http.StatusForbidden, "project.not_for")
	})
}
