package programs

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// few are made-up people, beside those of the other tests.
func few(n int, kind string) (out []string) {
	for i := range n {
		out = append(out, "01990000-0000-7000-8000-"+kind+strings.Repeat("0", 10-len(strconv.Itoa(i)))+strconv.Itoa(i))
	}
	return out
}

// held publishes that a session of a mentor was held, as mentoring says it, and waits until the service has looked at it.
func (w *world) held(programme, session, mentor string, at time.Time, minutes int) {
	w.t.Helper()
	err := w.s.beside.partners.Held(w.t.Context(), programme,
		wire.SessionMarked{Match: "m", Session: session, From: mentor, To: ada, How: "held", Mentor: mentor, Starts: at, Minutes: minutes})
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestPartners: who brings what, who may say and see it, and figures that tell about nobody.
func TestPartners(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, programme := w.house(`"open":true,"listed":true`)
		mentors := few(6, "aa")
		w.confirm(mentors...)
		for _, m := range mentors {
			w.asked(testkit.Token(m), http.MethodPost, "programmes/"+programme+"/members", api.MemberBody{Mentor: true}).is(http.StatusOK)
		}
		organiser, of := testkit.Token(org), "programmes/"+programme+"/partners"
		body := api.PartnerBody{Name: "Example Labs", Homepage: "https://labs.example.org", Brings: []string{"projects", "mentors"}, Contacts: []string{bo}}
		w.asked(testkit.Token(ada), http.MethodPost, of, body).code(http.StatusForbidden, "programs.organisers_only")
		nobody := body
		nobody.Contacts = []string{"01990000-0000-7000-8000-ffffffffffff"}
		w.asked(organiser, http.MethodPost, of, nobody).is(http.StatusUnprocessableEntity)
		made := w.asked(organiser, http.MethodPost, of, body, "Idempotency-Key", "one").is(http.StatusCreated)
		w.asked(organiser, http.MethodPost, of, body, "Idempotency-Key", "one").is(http.StatusCreated)
		p := read[api.Partner](made)
		other := read[api.Partner](w.asked(organiser, http.MethodPost, of, api.PartnerBody{Name: "Another"}).is(http.StatusCreated))
		all := read[api.Partners](w.ask("", http.MethodGet, of, "").is(http.StatusOK))
		if len(all.Items) != 2 || all.Items[0].Name != "Another" || all.Items[1].Contacts != nil {
			t.Fatalf("%+v", all)
		}
		if n := count(w.facts(p.ID), "partner_named"); n != 1 {
			t.Fatal("the contact is not told", n)
		}
		id := "partners/" + p.ID
		w.asked(organiser, http.MethodPut, id, body).is(http.StatusPreconditionRequired)
		body.About = "Two projects."
		w.asked(organiser, http.MethodPut, id, body, "If-Match", made.header.Get("ETag")).is(http.StatusOK)
		w.asked(organiser, http.MethodPut, id, body, "If-Match", made.header.Get("ETag")).code(http.StatusPreconditionFailed, "programs.changed")

		// A project and a mentor belong to one partner of a programme.
		project := wire.PlaceID("https://github.com/example/tool")
		for range 2 {
			w.ask(organiser, http.MethodPut, id+"/projects/"+project, "").is(http.StatusNoContent)
		}
		w.ask(organiser, http.MethodPut, "partners/"+other.ID+"/projects/"+project, "").code(http.StatusConflict, "partner.project_taken")
		w.ask(testkit.Token(ada), http.MethodPut, id+"/projects/"+project, "").is(http.StatusForbidden)
		for _, m := range mentors {
			w.ask(organiser, http.MethodPut, id+"/mentors/"+m, "").is(http.StatusOK)
		}
		w.ask(organiser, http.MethodPut, "partners/"+other.ID+"/mentors/"+mentors[0], "").code(http.StatusConflict, "partner.mentor_taken")
		w.ask(organiser, http.MethodPut, id+"/mentors/"+ada, "").is(http.StatusUnprocessableEntity) // no mentor here
		w.ask(testkit.Token(bo), http.MethodGet, id+"/mentors", "").is(http.StatusForbidden)
		// The mentor sees it, agrees or refuses; nobody else does for them, and who refused is not named again.
		w.asked(testkit.Token(ada), http.MethodPost, id+"/answer", api.PartnerAnswer{Answer: "refused"}).is(http.StatusNotFound)
		w.asked(testkit.Token(mentors[0]), http.MethodPost, id+"/answer", api.PartnerAnswer{Answer: "consented"}).is(http.StatusOK)
		mine := read[api.Partners](w.ask(testkit.Token(mentors[0]), http.MethodGet, "partners", "").is(http.StatusOK))
		if len(mine.Items) != 1 || mine.Items[0].Mine.Mentor != "consented" {
			t.Fatalf("%+v", mine)
		}
		begins := w.clock.Now()
		w.held(programme, "session-r", mentors[5], begins.Add(time.Hour), 300)
		w.asked(testkit.Token(mentors[5]), http.MethodPost, id+"/answer", api.PartnerAnswer{Answer: "refused"}).is(http.StatusOK)
		w.ask(organiser, http.MethodPut, id+"/mentors/"+mentors[5], "").code(http.StatusConflict, "partner.mentor_refused")

		// Money is noted, in whole cents.
		note := api.PartnerMoneyBody{Currency: "EUR", Minor: 5, On: begins, State: "pledged"}
		w.asked(testkit.Token(bo), http.MethodPost, id+"/money", note).is(http.StatusForbidden)
		note.Currency = "eur"
		w.asked(organiser, http.MethodPost, id+"/money", note).is(http.StatusUnprocessableEntity)
		noted := read[api.PartnerReport](w.asked(organiser, http.MethodPost, id+"/money",
			api.PartnerMoneyBody{Currency: "EUR", Minor: 250_000, On: begins, State: "pledged"}).is(http.StatusCreated))
		entry := noted.Entries[0]
		entry.State = "received"
		w.asked(organiser, http.MethodPut, id+"/money/"+entry.ID, entry.PartnerMoneyBody).is(http.StatusOK)
		w.asked(organiser, http.MethodPut, id+"/money/absent", entry.PartnerMoneyBody).code(http.StatusNotFound, "partner.no_money")

		// The contact reads the partner's page, and that alone; what is not over is in no figure.
		for i, m := range mentors[:5] {
			w.held(programme, "session-"+strconv.Itoa(i), m, begins.Add(time.Hour), 60)
			w.held(programme, "session-"+strconv.Itoa(i), m, begins.Add(time.Hour), 60) // once
		}
		w.held(programme, "session-x", cy, begins.Add(time.Hour), 600) // not of the partner
		contact := testkit.Token(bo)
		r := read[api.PartnerReport](w.ask(contact, http.MethodGet, id+"/report", "").is(http.StatusOK))
		if r.MentorHours != 0 || len(r.Periods) != 0 || len(r.Projects) != 1 || len(r.Money) != 1 || r.Money[0].Received != 250_000 || r.Money[0].Pledged != 0 {
			t.Fatalf("%+v", r)
		}
		w.ask(contact, http.MethodGet, "partners/"+other.ID+"/report", "").code(http.StatusNotFound, "partner.absent")
		for _, m := range []string{ada, mentors[0]} {
			w.ask(testkit.Token(m), http.MethodGet, id+"/report", "").code(http.StatusNotFound, "partner.absent")
		}
		w.ask("", http.MethodGet, id+"/report", "").is(http.StatusUnauthorized)
		export := w.ask(testkit.Token(mentors[1]), http.MethodGet, "grants/me/export", "").is(http.StatusOK)
		if !strings.Contains(string(export.body), `"minutes":60`) {
			t.Errorf("%s", export.body)
		}

		// Two weeks after the quarter the figures are made, and never move; what was counted is gone.
		w.clock.Advance(read[api.PartnerReport](w.ask(contact, http.MethodGet, id+"/report", "")).Next.Sub(w.clock.Now()))
		for range 2 {
			if err := w.s.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		w.held(programme, "session-late", mentors[0], begins.Add(2*time.Hour), 600) // of a quarter that is closed
		r = read[api.PartnerReport](w.ask(contact, http.MethodGet, id+"/report", "").is(http.StatusOK))
		if r.MentorHours != 5 || len(r.Periods) != 1 || r.Periods[0].Figure != "mentor_hours" || !r.Next.After(w.clock.Now()) {
			t.Fatalf("%+v", r)
		}
		export = w.ask(testkit.Token(mentors[1]), http.MethodGet, "grants/me/export", "").is(http.StatusOK)
		if strings.Contains(string(export.body), `"minutes":60`) {
			t.Errorf("what was counted is still there: %s", export.body)
		}
		file := w.ask(contact, http.MethodGet, id+"/report/file", "").is(http.StatusOK)
		if !strings.Contains(string(file.body), "mentor_hours,,") || !strings.Contains(string(file.body), ",5,rounded to 5") {
			t.Errorf("%s", file.body)
		}

		// Somebody leaves: links and hours go, the figure stays.
		w.gone(mentors[0])
		w.gone(bo)
		page := read[api.PartnerMentors](w.ask(organiser, http.MethodGet, id+"/mentors", "").is(http.StatusOK))
		if len(page.Items) != 5 { // four, and the one who refused
			t.Fatalf("%+v", page)
		}
		r = read[api.PartnerReport](w.ask(organiser, http.MethodGet, id+"/report", "").is(http.StatusOK))
		if len(r.Partner.Contacts) != 0 || r.MentorHours != 5 {
			t.Fatalf("%+v", r)
		}
		w.ask(organiser, http.MethodDelete, id, "").is(http.StatusNoContent)
		w.ask(organiser, http.MethodGet, id, "").code(http.StatusNotFound, "partner.absent")
		w.ask(organiser, http.MethodPut, "partners/"+other.ID+"/projects/"+project, "").is(http.StatusNoContent)
	})
}

// TestContributionsOfPartners: what newcomers showed in a partner's projects is counted for it, of five people at least.
func TestContributionsOfPartners(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	people := few(5, "bb")
	w.confirm(people...)
	programme, c := w.cohort("open", func(s *api.CohortSettings) { s.Questions = nil })
	organiser := testkit.Token(org)
	p := read[api.Partner](w.asked(organiser, http.MethodPost, "programmes/"+programme+"/partners", api.PartnerBody{Name: "Example Labs"}).is(http.StatusCreated))
	w.ask(organiser, http.MethodPut, "partners/"+p.ID+"/projects/"+wire.PlaceID("https://github.com/example/tool"), "").is(http.StatusNoContent)
	for i, x := range people {
		token := testkit.Token(x)
		a := read[api.Application](w.asked(token, http.MethodPut, "cohorts/"+c.ID+"/applications/newcomer", api.ApplicationDraft{}).is(http.StatusOK))
		w.asked(token, http.MethodPost, "applications/"+a.ID+"/send", api.ApplicationSending{}).is(http.StatusOK)
		if c.Newcomers == "apply" {
			w.asked(organiser, http.MethodPut, "applications/"+a.ID+"/decision", api.ApplicationDecision{Outcome: "accept"}).is(http.StatusOK)
			w.asked(organiser, http.MethodPost, "cohorts/"+c.ID+"/decisions", api.DecisionsRelease{Applications: []string{a.ID}}).is(http.StatusOK)
		}
		for _, url := range []string{"https://github.com/example/tool/pull/" + strconv.Itoa(i), "https://github.com/example/other/pull/1"} {
			w.asked(token, http.MethodPost, "applications/"+a.ID+"/evidence", api.CohortEvidence{URL: url}).is(http.StatusOK)
		}
	}
	w.clock.Advance(120 * 24 * time.Hour)
	if err := w.s.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := read[api.PartnerReport](w.ask(organiser, http.MethodGet, "partners/"+p.ID+"/report", "").is(http.StatusOK))
	if r.Contributions != 5 || r.MentorHours != 0 || len(r.Periods) != 1 {
		t.Fatalf("%+v", r)
	}
}

// TestPartnersOfACohort: which of the programme's partners are with a cohort is chosen; what they are called and bring is theirs alone.
func TestPartnersOfACohort(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, c := w.cohort("company", nil)
		organiser := testkit.Token(org)
		w.with(programme, &c, map[string][]string{"Example Labs": nil})
		one := c.Partners[0]
		if len(c.Partners) != 1 || one.ID == "" || one.Name != "Example Labs" {
			t.Fatalf("%+v", c.Partners)
		}
		is := func(want string) {
			t.Helper()
			got := read[api.Cohort](w.ask("", http.MethodGet, "cohorts/"+c.ID, "").is(http.StatusOK)).Partners
			list := read[api.Cohorts](w.ask("", http.MethodGet, "programmes/"+programme+"/cohorts", "").is(http.StatusOK)).Items[0].Partners
			names := ""
			for _, p := range got {
				names += p.Name + " "
			}
			if names != want || len(list) != len(got) {
				t.Fatalf("%q, not %q; %+v", names, want, list)
			}
		}
		// The partner says what it is called; by its name it can be chosen too, and nobody who is none.
		was := w.ask(organiser, http.MethodGet, "partners/"+one.ID, "").is(http.StatusOK)
		w.asked(organiser, http.MethodPut, "partners/"+one.ID, api.PartnerBody{Name: "Better Labs"}, "If-Match", was.header.Get("ETag")).is(http.StatusOK)
		is("Better Labs ")
		set, tag := c.CohortSettings, w.ask(organiser, http.MethodGet, "cohorts/"+c.ID, "").header.Get("ETag")
		set.Partners = []api.CohortPartner{{Name: "Nobody"}}
		got := w.asked(organiser, http.MethodPut, "cohorts/"+c.ID, set, "If-Match", tag).is(http.StatusUnprocessableEntity)
		if !strings.Contains(string(got.body), `"/partners/0"`) {
			t.Errorf("%s", got.body)
		}
		set.Partners = []api.CohortPartner{{Name: "better labs"}}
		w.asked(organiser, http.MethodPut, "cohorts/"+c.ID, set, "If-Match", tag).is(http.StatusOK)
		is("Better Labs ")
		clone := read[api.Cohort](w.asked(organiser, http.MethodPost, "cohorts/"+c.ID+"/clone",
			api.CohortClone{Name: "Spring", Begins: w.clock.Now().AddDate(0, 6, 0)}).is(http.StatusCreated))
		if len(clone.Partners) != 1 || clone.Partners[0].ID != one.ID {
			t.Errorf("%+v", clone.Partners)
		}
		// Taken out of the programme it is with no cohort.
		w.ask(organiser, http.MethodDelete, "partners/"+one.ID, "").is(http.StatusNoContent)
		is("")
	})
}

// TestProjectsByPartner: a cohort's projects can be asked for by who brings them.
func TestProjectsByPartner(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, c := w.cohort("company", nil)
		w.confirm(ada)
		second := "01990000-0000-7000-8000-0000000000d2"
		w.confirm(second)
		w.ask(admin, http.MethodPut, "grants/"+second+"/organiser/programme:"+programme, "").is(http.StatusOK)
		w.with(programme, &c, map[string][]string{"Example Labs": nil})
		of := "cohorts/" + c.ID + "/projects"
		for title, partner := range map[string]string{"Theirs": c.Partners[0].ID, "Nobody's": ""} {
			b := api.CohortProjectBody{Title: title, Text: "Something to do.", Partner: partner}
			made := w.asked(testkit.Token(org), http.MethodPost, of, b).is(http.StatusCreated)
			p := read[api.CohortProject](made)
			w.asked(testkit.Token(second), http.MethodPost, of+"/"+p.ID+"/state", api.CohortProjectDecision{State: "approved"},
				"If-Match", made.header.Get("ETag")).is(http.StatusOK)
		}
		titles := func(query string) (out string) {
			t.Helper()
			for _, p := range read[api.CohortProjects](w.ask("", http.MethodGet, of+query, "").is(http.StatusOK)).Items {
				out += p.Title + " "
			}
			return out
		}
		if got := titles("?partner=" + c.Partners[0].ID); got != "Theirs " {
			t.Errorf("%q", got)
		}
		if got := titles("?partner=another"); got != "" {
			t.Errorf("%q", got)
		}
		if got := titles(""); !strings.Contains(got, "Theirs ") || !strings.Contains(got, "Nobody's ") {
			t.Errorf("%q", got)
		}
	})
}

// gone closes somebody's account, and waits until partners and stipends know nothing of them.
func (w *world) gone(person string) {
	w.t.Helper()
	w.publish(wire.Envelope{Type: "waymark.state.accounts.account.v1", Subject: person, Deleted: true}, nil)
	w.publish(wire.Envelope{Type: "waymark.evt.accounts.account_closed.v1", Subject: person}, wire.AccountClosed{Account: person})
	w.until("it is erased", func() bool {
		var kept api.ProgramsExport
		testkit.Pages(w.t, 100, w.s.beside.kept(w.t.Context(), person, &kept)...)
		return len(kept.Partners)+len(kept.Stipends)+len(kept.Board)+len(kept.Projects) == 0
	})
}
