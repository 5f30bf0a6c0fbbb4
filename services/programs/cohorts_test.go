package programs

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

const rev = "01990000-0000-7000-8000-00000000000d" // reviews

// asked adds no Idempotency-Key: routes that create nothing take none.
func (w *world) asked(token, method, path string, body any, headers ...string) answer {
	w.t.Helper()
	text := ""
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		text = string(b)
	}
	return w.ask(token, method, path, text, headers...)
}

// cohort makes a published cohort of a listed programme from a template, changed by fn; rev reviews and reads.
func (w *world) cohort(template string, fn func(s *api.CohortSettings)) (programme string, c api.Cohort) {
	w.t.Helper()
	w.confirm(rev)
	_, programme = w.house(`"open":true,"listed":true`)
	w.ask(admin, http.MethodPut, "grants/"+rev+"/reviewer/programme:"+programme, "").is(http.StatusOK)
	made := w.asked(testkit.Token(org), http.MethodPost, "programmes/"+programme+"/cohorts",
		api.CohortBody{Template: template, Name: "Autumn", Begins: w.clock.Now().Add(24 * time.Hour)}).is(http.StatusCreated)
	c = read[api.Cohort](made)
	set := c.CohortSettings
	set.Published, set.Readers = true, []string{rev}
	if fn != nil {
		fn(&set)
	}
	c = read[api.Cohort](w.asked(testkit.Token(org), http.MethodPut, "cohorts/"+c.ID, set, "If-Match", made.header.Get("ETag")).is(http.StatusOK))
	return programme, c
}

// into moves the clock into a phase.
func (w *world) into(c api.Cohort, phase string) {
	w.t.Helper()
	for _, p := range c.Phases {
		if p.Name == phase {
			w.clock.Advance(p.From.Sub(w.clock.Now()))
			return
		}
	}
	w.t.Fatal("no such phase")
}

func TestCohorts(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, programme := w.house(`"open":true,"listed":true`)
		organiser, of := testkit.Token(org), "programmes/"+programme+"/cohorts"
		begins := w.clock.Now().Add(24 * time.Hour)
		w.asked(organiser, http.MethodPost, of, api.CohortBody{Name: "X"}).is(http.StatusUnprocessableEntity)
		w.asked(organiser, http.MethodPost, of, api.CohortBody{Name: "X", Template: "internship"}).is(http.StatusUnprocessableEntity)
		w.asked(testkit.Token(ada), http.MethodPost, of, api.CohortBody{Name: "X", Template: "open"}).code(http.StatusForbidden, "programs.organisers_only")
		body := api.CohortBody{Name: "Autumn", Template: "internship", Begins: begins}
		first := w.asked(organiser, http.MethodPost, of, body, "Idempotency-Key", "same").is(http.StatusCreated)
		again := w.asked(organiser, http.MethodPost, of, body, "Idempotency-Key", "same").is(http.StatusCreated)
		if diff := cmp.Diff(string(first.body), string(again.body)); diff != "" {
			t.Fatal(diff)
		}
		c := read[api.Cohort](first)
		if c.Phase != "planned" || c.Published || c.Applying || len(c.Phases) != 6 || !c.Phases[0].From.Equal(begins) {
			t.Fatalf("%+v", c)
		}
		w.ask("", http.MethodGet, "cohorts/"+c.ID, "").code(http.StatusNotFound, "cohort.absent") // not published
		if n := len(read[api.Cohorts](w.ask("", http.MethodGet, of, "")).Items); n != 0 {
			t.Fatal(n)
		}
		set := c.CohortSettings
		set.Published = true
		w.asked(organiser, http.MethodPut, "cohorts/"+c.ID, set).is(http.StatusPreconditionRequired)
		w.asked(organiser, http.MethodPut, "cohorts/"+c.ID, set, "If-Match", first.header.Get("ETag")).is(http.StatusUnprocessableEntity) // no reader
		set.Readers, set.Agreement = []string{rev}, "Be there."
		changed := w.asked(organiser, http.MethodPut, "cohorts/"+c.ID, set, "If-Match", first.header.Get("ETag")).is(http.StatusOK)
		w.asked(organiser, http.MethodPut, "cohorts/"+c.ID, set, "If-Match", first.header.Get("ETag")).code(http.StatusPreconditionFailed, "programs.changed")
		public := read[api.Cohort](w.ask("", http.MethodGet, "cohorts/"+c.ID, "").is(http.StatusOK))
		if public.Readers != nil || public.AgreementVersion != 1 || public.Mine.Organiser {
			t.Fatalf("%+v", public)
		}
		// The text of an agreement is kept when it changes.
		set.Agreement = "Be there, and say when you are not."
		w.asked(organiser, http.MethodPut, "cohorts/"+c.ID, set, "If-Match", changed.header.Get("ETag")).is(http.StatusOK)
		for version, want := range map[string]string{"1": "Be there.", "2": set.Agreement} {
			if got := read[api.CohortAgreement](w.ask("", http.MethodGet, "cohorts/"+c.ID+"/agreements/"+version, "").is(http.StatusOK)); got.Text != want {
				t.Fatalf("%s: %+v", version, got)
			}
		}
		w.ask("", http.MethodGet, "cohorts/"+c.ID+"/agreements/3", "").is(http.StatusNotFound)

		// The clock notes a phase once, and the phase follows from the time whether it has or not.
		w.into(c, "application")
		if got := read[api.Cohort](w.ask("", http.MethodGet, "cohorts/"+c.ID, "")); got.Phase != "application" || !got.Applying {
			t.Fatalf("%+v", got)
		}
		for range 2 {
			if err := w.s.Clocks(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		moved := slices.DeleteFunc(w.facts(c.ID), func(s string) bool { return s != "cohort_moved" })
		if len(moved) != 4 { // made, changed, changed, phase
			t.Fatal(moved)
		}
		// One action moves every date after a phase.
		w.asked(organiser, http.MethodPost, "cohorts/"+c.ID+"/extend", api.CohortExtension{Phase: "call", Days: 7}).code(http.StatusConflict, "cohort.phase_over")
		w.asked(testkit.Token(ada), http.MethodPost, "cohorts/"+c.ID+"/extend", api.CohortExtension{Phase: "application", Days: 7}).is(http.StatusForbidden)
		long := read[api.Cohort](w.asked(organiser, http.MethodPost, "cohorts/"+c.ID+"/extend", api.CohortExtension{Phase: "application", Days: 7}).is(http.StatusOK))
		for i := range long.Phases {
			want := c.Phases[i].From
			if i > 1 {
				want = want.AddDate(0, 0, 7)
			}
			if !long.Phases[i].From.Equal(want) {
				t.Fatalf("%s begins %s, not %s", long.Phases[i].Name, long.Phases[i].From, want)
			}
		}
		// A clone has the same settings and other dates.
		clone := read[api.Cohort](w.asked(organiser, http.MethodPost, "cohorts/"+c.ID+"/clone",
			api.CohortClone{Name: "Spring", Begins: begins.AddDate(0, 6, 0)}).is(http.StatusCreated))
		if clone.Published || clone.From != c.ID || clone.Name != "Spring" || clone.AgreementVersion != 1 || len(clone.Questions) != len(set.Questions) ||
			clone.Phases[5].From.Sub(clone.Phases[0].From) != long.Phases[5].From.Sub(long.Phases[0].From) || !clone.Phases[0].From.Equal(begins.AddDate(0, 6, 0)) {
			t.Fatalf("%+v", clone)
		}
		list := read[api.CohortChecklist](w.ask(organiser, http.MethodGet, "cohorts/"+c.ID+"/checklist", "").is(http.StatusOK))
		if len(list.Items) < 6 || !list.Items[0].Done {
			t.Fatalf("%+v", list)
		}
		w.ask(testkit.Token(ada), http.MethodGet, "cohorts/"+c.ID+"/checklist", "").is(http.StatusForbidden)
		if got, err := w.s.Cohort(t.Context(), c.ID); err != nil || !got.Called || !got.Closed.IsZero() {
			t.Fatal(got, err)
		}
		// What has called has called, though it is taken off the page again: how it publishes figures stays as it was.
		now := w.ask(organiser, http.MethodGet, "cohorts/"+c.ID, "").is(http.StatusOK)
		back := read[api.Cohort](now).CohortSettings
		back.Published = false
		w.asked(organiser, http.MethodPut, "cohorts/"+c.ID, back, "If-Match", now.header.Get("ETag")).is(http.StatusOK)
		if got, err := w.s.Cohort(t.Context(), c.ID); err != nil || !got.Called {
			t.Fatal(got, err)
		}
	})
}

func TestSettingsOfACohortAreChecked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	_, programme := w.house(`"open":true,"listed":true`)
	for pointer, change := range map[string]func(*api.CohortSettings){
		"/phases/1/name":        func(s *api.CohortSettings) { s.Phases[1].Name = "call" },
		"/phases/1/from":        func(s *api.CohortSettings) { s.Phases[1].From = s.Phases[0].From },
		"/phases":               func(s *api.CohortSettings) { s.Phases = s.Phases[:2] },
		"/questions/0/options":  func(s *api.CohortSettings) { s.Questions[0].Options = []string{"a", "b"} },
		"/questions/1/code":     func(s *api.CohortSettings) { s.Questions[1].Code = s.Questions[0].Code },
		"/questions/0/needed/0": func(s *api.CohortSettings) { s.Questions[0].Needed = []string{"yes"} },
		"/questions/3/column":   func(s *api.CohortSettings) { s.Questions[3].Column = "free" },
		"/readers/1":            func(s *api.CohortSettings) { s.Readers = []string{ada, ada} },
		"/partners/0": func(s *api.CohortSettings) {
			s.Partners = []api.CohortPartner{{Name: "Partner"}}
		},
		"/tracks/1/code": func(s *api.CohortSettings) {
			s.Tracks = []api.CohortTrack{{Code: "a", Name: "A"}, {Code: "a", Name: "B"}}
		},
		"/name": func(s *api.CohortSettings) { s.Name = "..." },
	} {
		made := w.asked(testkit.Token(org), http.MethodPost, "programmes/"+programme+"/cohorts",
			api.CohortBody{Template: "internship", Name: "Autumn", Begins: w.clock.Now()}).is(http.StatusCreated)
		c := read[api.Cohort](made)
		change(&c.CohortSettings)
		got := w.asked(testkit.Token(org), http.MethodPut, "cohorts/"+c.ID, c.CohortSettings, "If-Match", made.header.Get("ETag"))
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(string(got.body), `"pointer":"`+pointer+`"`) {
			t.Errorf("%s: %d %s", pointer, got.status, got.body)
		}
	}
}

// draft answers every question of the template.
func draft(answers ...api.ApplicationAnswer) api.ApplicationDraft {
	return api.ApplicationDraft{Answers: answers}
}

var whole = draft(
	api.ApplicationAnswer{Question: "why", Text: "To learn how it is done."}, api.ApplicationAnswer{Question: "time", Chosen: []string{"up to 10"}},
	api.ApplicationAnswer{Question: "free", Chosen: []string{"yes"}},
)

func TestApplications(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, c := w.cohort("internship", nil)
		save := "cohorts/" + c.ID + "/applications/newcomer"
		w.asked(testkit.Token(ada), http.MethodPut, save, whole).code(http.StatusConflict, "cohort.takes_nobody")
		w.into(c, "application")

		// A draft is kept, an older text too, and nobody else sees it.
		w.asked(testkit.Token(ada), http.MethodPut, save, draft(api.ApplicationAnswer{Question: "none", Text: "x"})).is(http.StatusUnprocessableEntity)
		a := read[api.Application](w.asked(testkit.Token(ada), http.MethodPut, save, draft(api.ApplicationAnswer{Question: "why", Text: "First."})).is(http.StatusOK))
		id := "applications/" + a.ID
		w.asked(testkit.Token(ada), http.MethodPost, id+"/send", api.ApplicationSending{}).is(http.StatusUnprocessableEntity)
		for _, token := range []string{testkit.Token(org), testkit.Token(rev), testkit.Token(bo), admin} {
			w.ask(token, http.MethodGet, id, "").code(http.StatusNotFound, "application.absent")
		}
		w.clock.Advance(time.Hour)
		saved := w.asked(testkit.Token(ada), http.MethodPut, save, whole).is(http.StatusOK)
		w.clock.Advance(time.Minute)
		w.asked(testkit.Token(ada), http.MethodPut, save, draft(whole.Answers[:2]...), "If-Match", `"1"`).is(http.StatusPreconditionFailed)
		old := read[api.ApplicationVersions](w.ask(testkit.Token(ada), http.MethodGet, id+"/versions", "").is(http.StatusOK))
		if len(old.Items) != 1 || old.Items[0].Answers[0].Text != "First." {
			t.Fatalf("%+v", old)
		}
		if got := read[api.Application](saved); len(got.Answers) != 3 || got.State != "draft" {
			t.Fatalf("%+v", got)
		}
		for range 2 { // the same twice is once
			sent := w.asked(testkit.Token(ada), http.MethodPost, id+"/send", api.ApplicationSending{}).is(http.StatusOK)
			if got := read[api.Application](sent); got.State != "sent" || got.Eligible != "" {
				t.Fatalf("%+v", got)
			}
			// The same form sent twice: nothing is lost, whatever version it names.
			w.asked(testkit.Token(ada), http.MethodPut, save, whole, "If-Match", `"1"`).is(http.StatusOK)
		}
		w.asked(testkit.Token(bo), http.MethodPut, save, draft(append(slices.Clone(whole.Answers[:2]),
			api.ApplicationAnswer{Question: "free", Chosen: []string{"no"}})...)).is(http.StatusOK)
		b := read[api.Applications](w.ask(testkit.Token(bo), http.MethodGet, "applications", "").is(http.StatusOK)).Items[0]
		w.asked(testkit.Token(bo), http.MethodPost, "applications/"+b.ID+"/send", api.ApplicationSending{}).is(http.StatusOK)

		// Answers about eligibility: whose they are and the named reader, not the organiser.
		w.ask(testkit.Token(rev), http.MethodGet, id+"/eligibility", "").is(http.StatusOK)
		w.ask(testkit.Token(ada), http.MethodGet, id+"/eligibility", "").is(http.StatusOK)
		for _, token := range []string{testkit.Token(org), testkit.Token(bo), admin} {
			w.ask(token, http.MethodGet, id+"/eligibility", "").code(http.StatusNotFound, "application.absent")
		}
		// Who is named reads as long as they have a role: what is taken away takes that with it, at once.
		w.ask(admin, http.MethodDelete, "grants/"+rev+"/reviewer/programme:"+programme, "").is(http.StatusNoContent)
		for _, path := range []string{id, id + "/eligibility", id + "/reviews"} {
			w.ask(testkit.Token(rev), http.MethodGet, path, "").code(http.StatusNotFound, "application.absent")
		}
		w.ask(testkit.Token(rev), http.MethodGet, "cohorts/"+c.ID+"/applications", "").is(http.StatusForbidden)
		w.asked(testkit.Token(rev), http.MethodPut, id+"/reviews/me", api.ReviewBody{Rating: 1}).is(http.StatusNotFound)
		w.ask(admin, http.MethodPut, "grants/"+rev+"/reviewer/programme:"+programme, "").is(http.StatusOK)
		seen := read[api.Application](w.ask(testkit.Token(org), http.MethodGet, id, "").is(http.StatusOK))
		if len(seen.Answers) != 2 || seen.Eligible != "" { // it may be as good as the answer
			t.Fatalf("%+v", seen)
		}
		if seen = read[api.Application](w.ask(testkit.Token(rev), http.MethodGet, id, "").is(http.StatusOK)); seen.Eligible != "yes" {
			t.Fatalf("%+v", seen)
		}
		list := read[api.Applications](w.ask(testkit.Token(rev), http.MethodGet, "cohorts/"+c.ID+"/applications", "").is(http.StatusOK))
		if len(list.Items) != 2 {
			t.Fatalf("%+v", list)
		}
		w.ask(testkit.Token(ada), http.MethodGet, "cohorts/"+c.ID+"/applications", "").is(http.StatusForbidden)

		// Reviews; who has a conflict of interests sees nothing any more.
		w.asked(testkit.Token(rev), http.MethodPut, id+"/reviews/me", api.ReviewBody{Rating: 4, Flags: []string{"outstanding"}, Note: "Good."}).is(http.StatusOK)
		w.asked(testkit.Token(ada), http.MethodPut, id+"/reviews/me", api.ReviewBody{Rating: 5}).code(http.StatusForbidden, "application.conflict")
		w.asked(testkit.Token(rev), http.MethodPut, "applications/"+b.ID+"/reviews/me", api.ReviewBody{Conflict: true}).is(http.StatusOK)
		for _, path := range []string{"", "/reviews", "/eligibility"} {
			w.ask(testkit.Token(rev), http.MethodGet, "applications/"+b.ID+path, "").code(http.StatusForbidden, "application.conflict")
		}
		for _, x := range read[api.Applications](w.ask(testkit.Token(rev), http.MethodGet, "cohorts/"+c.ID+"/applications", "")).Items {
			if x.ID == b.ID && (x.Person != "" || x.Answers != nil || !x.Reviews.Conflict) || x.ID == a.ID && x.Reviews.Mean != 400 {
				t.Fatalf("%+v", x)
			}
		}

		// Decisions are prepared, and read by the applicant once they are released.
		w.asked(testkit.Token(rev), http.MethodPut, id+"/decision", api.ApplicationDecision{Outcome: "accept"}).is(http.StatusForbidden)
		w.asked(testkit.Token(org), http.MethodPut, "applications/"+b.ID+"/decision", api.ApplicationDecision{Outcome: "decline"}).is(http.StatusUnprocessableEntity)
		w.asked(testkit.Token(org), http.MethodPut, id+"/decision", api.ApplicationDecision{Outcome: "accept", Words: "Welcome."}).is(http.StatusOK)
		w.asked(testkit.Token(org), http.MethodPut, "applications/"+b.ID+"/decision",
			api.ApplicationDecision{Outcome: "decline", Reason: "not_eligible"}).is(http.StatusOK)
		if got := read[api.Application](w.ask(testkit.Token(ada), http.MethodGet, id, "")); got.Decision != nil || got.Reviews != nil {
			t.Fatalf("%+v", got)
		}
		absent := c.ID + "_" + cy + "_n"
		for range 2 {
			got := read[api.DecisionsReleased](w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+c.ID+"/decisions",
				api.DecisionsRelease{Applications: []string{a.ID, absent, b.ID}}).is(http.StatusOK))
			if !got.Items[0].Released || got.Items[1].Code != "application.absent" || !got.Items[2].Released {
				t.Fatalf("%+v", got)
			}
		}
		in := read[api.Application](w.ask(testkit.Token(ada), http.MethodGet, id, ""))
		if in.State != "accepted" || in.Decision == nil || in.Decision.Words != "Welcome." || in.Joined.IsZero() {
			t.Fatalf("%+v", in)
		}
		if me := read[api.Programme](w.ask(testkit.Token(ada), http.MethodGet, "programmes/"+programme, "")).Me; me == nil || !me.Newcomer {
			t.Fatalf("%+v", me)
		}
		if as, ok, err := w.s.TakesPart(t.Context(), c.ID, ada); err != nil || !ok || as != "newcomer" {
			t.Fatal(as, ok, err)
		}
		if got := w.facts(a.ID); !slices.Equal(got, []string{"application_sent", "application_decided"}) {
			t.Fatal(got)
		}
		input, err := w.s.RoundInput(t.Context(), wire.RoundInputQuestion{Cohort: c.ID})
		if err != nil || !input.Known || len(input.People) != 1 || input.People[0].Person != ada {
			t.Fatalf("%+v %v", input, err)
		}
		for _, x := range []struct { // of some people alone: who takes part, once
			people []string
			want   int
		}{{[]string{ada, cy}, 1}, {[]string{cy, "nobody"}, 0}} {
			some, err := w.s.RoundInput(t.Context(), wire.RoundInputQuestion{Cohort: c.ID, People: x.people})
			if err != nil || !some.Known || some.Next != "" || some.Criteria != input.Criteria || len(some.People) != x.want ||
				x.want == 1 && some.People[0].Person != ada {
				t.Fatalf("%v: %+v %v", x.people, some, err)
			}
		}

		// 90 days after the decision the answers about eligibility are gone, the rest is not.
		w.clock.Advance(89 * 24 * time.Hour)
		w.clocks()
		w.ask(testkit.Token(rev), http.MethodGet, id+"/eligibility", "").is(http.StatusOK)
		w.clock.Advance(24 * time.Hour)
		w.clocks()
		w.ask(testkit.Token(rev), http.MethodGet, id+"/eligibility", "").is(http.StatusNotFound)
		w.ask(testkit.Token(ada), http.MethodGet, id+"/eligibility", "").is(http.StatusNotFound)
		for _, token := range []string{testkit.Token(rev), testkit.Token(org), testkit.Token(ada)} { // and so is what the rules made of them
			if got := w.ask(token, http.MethodGet, id, "").is(http.StatusOK); strings.Contains(string(got.body), `"eligible"`) {
				t.Errorf("%s", got.body)
			}
		}

		left := read[api.Application](w.asked(testkit.Token(ada), http.MethodPost, id+"/leave", api.LeavingBody{Reason: "time"}).is(http.StatusOK))
		if left.State != "left" || left.Reason != "time" {
			t.Fatalf("%+v", left)
		}
		if gone, err := w.s.RoundInput(t.Context(), wire.RoundInputQuestion{Cohort: c.ID, People: []string{ada}}); err != nil || len(gone.People) != 0 {
			t.Fatalf("%+v %v", gone, err)
		}
		w.asked(testkit.Token(cy), http.MethodPost, id+"/leave", api.LeavingBody{}).code(http.StatusNotFound, "application.absent")
	})
}

func (w *world) clocks() {
	w.t.Helper()
	if err := w.s.Clocks(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func TestRegistrationAndWaitingList(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, c := w.cohort("company", func(s *api.CohortSettings) { s.Places, s.Agreement = 1, "Be there." })
		w.into(c, "application")
		register := func(person, as string, agreement int, want int) api.Application {
			t.Helper()
			question := map[string]string{"newcomer": "goal", "mentor": "offer"}[as]
			a := read[api.Application](w.asked(testkit.Token(person), http.MethodPut, "cohorts/"+c.ID+"/applications/"+as,
				draft(api.ApplicationAnswer{Question: question, Text: "Reviews."})).is(http.StatusOK))
			got := w.asked(testkit.Token(person), http.MethodPost, "applications/"+a.ID+"/send", api.ApplicationSending{Agreement: agreement}).is(want)
			if want != http.StatusOK {
				return a
			}
			return read[api.Application](got)
		}
		if a := register(ada, "newcomer", 0, http.StatusOK); a.State != "accepted" {
			t.Fatalf("%+v", a)
		}
		b := register(bo, "newcomer", 0, http.StatusOK)
		if b.State != "waiting" {
			t.Fatalf("%+v", b)
		}
		register(cy, "mentor", 0, http.StatusUnprocessableEntity)
		m := register(cy, "mentor", 1, http.StatusOK)
		if m.State != "accepted" || m.Agreed != 1 || m.AgreedAt.IsZero() {
			t.Fatalf("%+v", m)
		}
		// Whoever only registered is not chosen by anybody: the programme approves its mentors.
		if me := read[api.Programme](w.ask(testkit.Token(cy), http.MethodGet, "programmes/"+programme, "")).Me; me == nil || !me.Mentor ||
			me.Approval != "waiting" {
			t.Fatalf("%+v", me)
		}
		// From the waiting list into a place, in the step that tells them.
		w.asked(testkit.Token(org), http.MethodPut, "applications/"+b.ID+"/decision", api.ApplicationDecision{Outcome: "wait", Reason: "places"}).
			code(http.StatusConflict, "application.waits")
		w.asked(testkit.Token(org), http.MethodPut, "applications/"+b.ID+"/decision", api.ApplicationDecision{Outcome: "accept"}).is(http.StatusOK)
		w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+c.ID+"/decisions", api.DecisionsRelease{Applications: []string{b.ID}}).is(http.StatusOK)
		in := read[api.Applications](w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID+"/participants", "").is(http.StatusOK))
		if len(in.Items) != 3 || in.Items[0].Answers != nil {
			t.Fatalf("%+v", in)
		}
		// Another text of the agreement is accepted anew.
		got := w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID, "")
		set := read[api.Cohort](got).CohortSettings
		set.Agreement = "Be there in time."
		w.asked(testkit.Token(org), http.MethodPut, "cohorts/"+c.ID, set, "If-Match", got.header.Get("ETag")).is(http.StatusOK)
		due := func() (left int64) {
			for _, x := range read[api.CohortChecklist](w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID+"/checklist", "")).Items {
				if x.Code == "agree" {
					left = x.Left
				}
			}
			return left
		}
		if due() != 1 {
			t.Fatal("a mentor has accepted what they have not read")
		}
		// They are told once, however often the clock looks; and again of the next text.
		told := func() int {
			t.Helper()
			w.clocks()
			w.clocks()
			return count(w.facts(m.ID), "agreement_moved")
		}
		if n := told(); n != 1 {
			t.Fatalf("told %d times: %v", n, w.facts(m.ID))
		}
		write := func(text string) {
			t.Helper()
			got := w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID, "")
			set := read[api.Cohort](got).CohortSettings
			set.Agreement = text
			w.asked(testkit.Token(org), http.MethodPut, "cohorts/"+c.ID, set, "If-Match", got.header.Get("ETag")).is(http.StatusOK)
		}
		write("")
		if n := told(); n != 2 || due() != 0 { // nothing to accept any more: that settles it
			t.Fatalf("told %d times: %v", n, w.facts(m.ID))
		}
		write("Be there in time.")
		if n := told(); n != 3 || due() != 1 {
			t.Fatalf("told %d times: %v", n, w.facts(m.ID))
		}
		w.asked(testkit.Token(cy), http.MethodPost, "applications/"+m.ID+"/agreement", api.ApplicationSending{Agreement: 1}).is(http.StatusUnprocessableEntity)
		w.asked(testkit.Token(cy), http.MethodPost, "applications/"+m.ID+"/agreement", api.ApplicationSending{Agreement: 3}).is(http.StatusOK)
		if n := told(); n != 4 || due() != 0 {
			t.Fatal("and now they have")
		}

		// Whoever closes their account is gone from everything here.
		w.publish(wire.Envelope{Type: "waymark.state.accounts.account.v1", Subject: bo, Deleted: true}, nil)
		w.publish(wire.Envelope{Type: "waymark.evt.accounts.account_closed.v1", Subject: bo}, wire.AccountClosed{Account: bo})
		w.until("forgotten", func() bool {
			return w.ask(testkit.Token(org), http.MethodGet, "applications/"+b.ID, "").status == http.StatusNotFound
		})
	})
}

// register sends somebody's application as a newcomer to a company's cohort, each a second later than the one before.
func (w *world) register(c api.Cohort, person string) api.Application {
	w.t.Helper()
	a := read[api.Application](w.asked(testkit.Token(person), http.MethodPut, "cohorts/"+c.ID+"/applications/newcomer",
		draft(api.ApplicationAnswer{Question: "goal", Text: "Reviews."})).is(http.StatusOK))
	w.clock.Advance(time.Second)
	return read[api.Application](w.asked(testkit.Token(person), http.MethodPost, "applications/"+a.ID+"/send", api.ApplicationSending{}).is(http.StatusOK))
}

// TestAPlaceThatBecomesFree: where people register it goes to who waits longest, never to who comes later, and they are told.
func TestAPlaceThatBecomesFree(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, c := w.cohort("company", func(s *api.CohortSettings) { s.Places = 1 })
		w.into(c, "application")
		register := func(person string) api.Application { return w.register(c, person) }
		stands := func(a api.Application) string {
			t.Helper()
			return read[api.Application](w.ask(testkit.Token(a.Person), http.MethodGet, "applications/"+a.ID, "").is(http.StatusOK)).State
		}
		a, b, d := register(ada), register(bo), register(cy)
		w.clocks()
		if a.State != "accepted" || stands(b) != "waiting" || stands(d) != "waiting" {
			t.Fatal(a.State, stands(b), stands(d))
		}
		w.ask(testkit.Token(ada), http.MethodPost, "applications/"+a.ID+"/leave", `{}`).is(http.StatusOK)
		if late := register(org); late.State != "waiting" {
			t.Fatal("who comes later goes past those who wait:", late.State)
		}
		w.clocks()
		w.clocks()
		if stands(b) != "accepted" || stands(d) != "waiting" {
			t.Fatal(stands(b), stands(d))
		}
		if told := count(w.facts(b.ID), "application_decided"); told != 1 {
			t.Fatal("they are told once:", told)
		}
		// More places: as many as there are, in the order in which they came.
		got := w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID, "")
		set := read[api.Cohort](got).CohortSettings
		set.Places = 2
		w.asked(testkit.Token(org), http.MethodPut, "cohorts/"+c.ID, set, "If-Match", got.header.Get("ETag")).is(http.StatusOK)
		w.clocks()
		if stands(d) != "accepted" {
			t.Fatal(stands(d))
		}
	})
}

// TestAFreePlaceIsSaid: where organisers decide, what is due says that a place is free while somebody waits.
func TestAFreePlaceIsSaid(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, c := w.cohort("internship", func(s *api.CohortSettings) { s.Places = 1 })
		w.into(c, "application")
		apply := func(person string) string {
			t.Helper()
			a := read[api.Application](w.asked(testkit.Token(person), http.MethodPut, "cohorts/"+c.ID+"/applications/newcomer", whole).is(http.StatusOK))
			w.asked(testkit.Token(person), http.MethodPost, "applications/"+a.ID+"/send", api.ApplicationSending{}).is(http.StatusOK)
			return a.ID
		}
		decide := func(id, outcome, reason string) {
			t.Helper()
			w.asked(testkit.Token(org), http.MethodPut, "applications/"+id+"/decision", api.ApplicationDecision{Outcome: outcome, Reason: reason}).is(http.StatusOK)
			w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+c.ID+"/decisions", api.DecisionsRelease{Applications: []string{id}}).is(http.StatusOK)
		}
		due := func() (left int64) {
			for _, x := range read[api.CohortChecklist](w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID+"/checklist", "")).Items {
				if x.Code == "waiting" {
					left = x.Left
				}
			}
			return left
		}
		a, b := apply(ada), apply(bo)
		decide(a, "accept", "")
		decide(b, "wait", "places")
		w.clocks()
		if n := due(); n != 0 {
			t.Fatal("no place is free:", n)
		}
		w.ask(testkit.Token(ada), http.MethodPost, "applications/"+a+"/leave", `{}`).is(http.StatusOK)
		w.clocks()
		if n := due(); n != 1 {
			t.Fatal("a place is free and one waits:", n)
		}
		if x := read[api.Application](w.ask(testkit.Token(bo), http.MethodGet, "applications/"+b, "")); x.State != "waiting" {
			t.Fatal("organisers decide here:", x.State)
		}
	})
}
