package programs

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// pair makes cy the mentor of somebody in a programme, as mentoring says it.
func (w *world) pair(programme, newcomer, status string) {
	w.t.Helper()
	v := w.publish(wire.Envelope{Type: "waymark.state.mentoring.match.v1", Subject: "match-" + newcomer},
		wire.MatchState{Match: "match-" + newcomer, Programme: programme, Newcomer: newcomer, Mentor: cy, Status: status, Created: w.clock.Now()})
	testkit.Heard(w.t, w.s.m.matches, "match-"+newcomer, v)
}

// TestMentorsFindCheckIns: a mentor is told whose check-ins have a side that is theirs, nobody else is; once somebody completed, nothing waits.
func TestMentorsFindCheckIns(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, c := w.cohort("company", func(s *api.CohortSettings) { s.CheckInEvery = 14 })
		w.into(c, "application")
		join := func(person string) string {
			t.Helper()
			a := read[api.Application](w.asked(testkit.Token(person), http.MethodPut, "cohorts/"+c.ID+"/applications/newcomer",
				draft(api.ApplicationAnswer{Question: "goal", Text: "Reviews."})).is(http.StatusOK))
			w.asked(testkit.Token(person), http.MethodPost, "applications/"+a.ID+"/send", api.ApplicationSending{}).is(http.StatusOK)
			return a.ID
		}
		a, b := join(ada), join(bo)
		mentored := func(who string) []api.Mentored {
			t.Helper()
			return read[api.MentoredList](w.ask(testkit.Token(who), http.MethodGet, "programmes/"+programme+"/mentored", "").is(http.StatusOK)).Items
		}
		if got := mentored(cy); got == nil || len(got) != 0 {
			t.Fatalf("%+v", got)
		}
		w.pair(programme, ada, "active")
		w.pair(programme, bo, "ended")
		w.into(c, "running")
		w.clock.Advance(15 * 24 * time.Hour)
		if got := mentored(cy); len(got) != 1 || got[0].Application != a || got[0].Person != ada || got[0].Cohort != c.ID || got[0].Waiting != 1 {
			t.Fatalf("%+v, and %s is nobody's", got, b)
		}
		for _, who := range []string{ada, org} {
			if got := mentored(who); len(got) != 0 {
				t.Fatalf("%s: %+v", who, got)
			}
		}
		w.asked(testkit.Token(cy), http.MethodPut, "applications/"+a+"/check-ins/1", api.CheckInBody{Going: "well"}).is(http.StatusOK)
		if got := mentored(cy); len(got) != 1 || got[0].Waiting != 0 {
			t.Fatalf("%+v", got)
		}
		// Completed: what would fall due later does not, for both sides and the checklist, and what nobody filled in is not asked for.
		complete := func(done bool) api.CohortRun {
			t.Helper()
			return read[api.CohortRun](w.asked(testkit.Token(org), http.MethodPut, "applications/"+a+"/completion",
				api.CompletionBody{Completed: done}).is(http.StatusOK))
		}
		told := count(w.facts(a), "check_in_due")
		complete(true)
		w.clock.Advance(40 * 24 * time.Hour)
		w.clocks()
		w.clocks()
		for _, who := range []string{ada, cy} {
			got := read[api.CohortRun](w.ask(testkit.Token(who), http.MethodGet, "applications/"+a+"/check-ins", "").is(http.StatusOK))
			if len(got.CheckIns) != 1 {
				t.Fatalf("%s: %+v", who, got.CheckIns)
			}
		}
		w.asked(testkit.Token(ada), http.MethodPut, "applications/"+a+"/check-ins/2", api.CheckInBody{Going: "well"}).code(http.StatusNotFound, "check_in.absent")
		if n := count(w.facts(a), "check_in_due"); n != told {
			t.Fatalf("%d reminders after they completed", n-told)
		}
		complete(false)
		if got := mentored(cy); len(got) != 1 || got[0].Waiting == 0 {
			t.Fatalf("taken back: %+v", got)
		}
	})
}

func TestRunning(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, c := w.cohort("company", func(s *api.CohortSettings) { s.CheckInEvery = 14 })
		w.into(c, "application")
		a := read[api.Application](w.asked(testkit.Token(ada), http.MethodPut, "cohorts/"+c.ID+"/applications/newcomer",
			draft(api.ApplicationAnswer{Question: "goal", Text: "Reviews."})).is(http.StatusOK))
		id := "applications/" + a.ID
		w.ask(testkit.Token(ada), http.MethodGet, id+"/check-ins", "").code(http.StatusNotFound, "application.absent")
		w.asked(testkit.Token(ada), http.MethodPost, id+"/send", api.ApplicationSending{}).is(http.StatusOK)
		w.pair(programme, ada, "active")
		w.into(c, "running")
		w.clocks()
		if err := w.s.Tick(t.Context()); err != nil { // finds who takes part
			t.Fatal(err)
		}
		got := read[api.CohortRun](w.ask(testkit.Token(ada), http.MethodGet, id+"/check-ins", "").is(http.StatusOK))
		if got.Side != "newcomer" || len(got.CheckIns) != 6 || got.CheckIns[0].Open {
			t.Fatalf("%+v", got)
		}
		w.asked(testkit.Token(ada), http.MethodPut, id+"/check-ins/1", api.CheckInBody{Going: "well"}).code(http.StatusConflict, "check_in.not_open")

		// Due: each side is told once; who has checked in is not told that it is late.
		w.clock.Advance(14 * 24 * time.Hour)
		w.clocks()
		w.clocks()
		w.asked(testkit.Token(ada), http.MethodPut, id+"/check-ins/1", api.CheckInBody{Going: "slowly", Words: "A secret of the newcomer."}).is(http.StatusOK)
		w.asked(testkit.Token(ada), http.MethodPut, id+"/check-ins/7", api.CheckInBody{Going: "well"}).code(http.StatusNotFound, "check_in.absent")
		w.clock.Advance(3 * 24 * time.Hour)
		w.clocks()
		w.clocks()
		if n := count(w.facts(a.ID), "check_in_due"); n != 3 { // two that it is due, and the mentor that it is late
			t.Fatal(n, w.facts(a.ID))
		}
		left := func() (n int64) {
			for _, x := range read[api.CohortChecklist](w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID+"/checklist", "")).Items {
				if x.Code == "check_in" {
					n = x.Left
				}
			}
			return n
		}
		if left() != 1 {
			t.Fatal("the checklist does not know what is late")
		}
		// One side never reads the other; organisers read both.
		mentors := w.ask(testkit.Token(cy), http.MethodGet, id+"/check-ins", "").is(http.StatusOK)
		if strings.Contains(string(mentors.body), "secret") || read[api.CohortRun](mentors).Side != "mentor" {
			t.Fatalf("%s", mentors.body)
		}
		w.asked(testkit.Token(cy), http.MethodPut, id+"/check-ins/1", api.CheckInBody{Going: "well", Words: "A word of the mentor."}).is(http.StatusOK)
		if left() != 0 {
			t.Fatal("it is not late any more")
		}
		if own := w.ask(testkit.Token(ada), http.MethodGet, id+"/check-ins", ""); strings.Contains(string(own.body), "word of the mentor") {
			t.Fatalf("%s", own.body)
		}
		both := w.ask(testkit.Token(org), http.MethodGet, id+"/check-ins", "").is(http.StatusOK)
		if !strings.Contains(string(both.body), "secret") || !strings.Contains(string(both.body), "word of the mentor") {
			t.Fatalf("%s", both.body)
		}
		w.ask(testkit.Token(bo), http.MethodGet, id+"/check-ins", "").code(http.StatusNotFound, "application.absent")

		// An extension of the phase moves what is due: a check-in more fits in.
		w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+c.ID+"/extend", api.CohortExtension{Phase: "running", Days: 14}).is(http.StatusOK)
		if got := read[api.CohortRun](w.ask(testkit.Token(ada), http.MethodGet, id+"/check-ins", "")); len(got.CheckIns) != 7 {
			t.Fatalf("%+v", got)
		}

		// Goals, evidence, completion, and a certificate that can be verified.
		w.asked(testkit.Token(cy), http.MethodPut, id+"/goals", api.CohortGoals{Goals: []api.CohortGoal{{Text: "A first review."}}}).is(http.StatusOK)
		w.asked(testkit.Token(org), http.MethodPut, id+"/goals", api.CohortGoals{Goals: []api.CohortGoal{}}).code(http.StatusForbidden, "run.not_yours")
		w.asked(testkit.Token(ada), http.MethodPost, id+"/evidence", api.CohortEvidence{What: "No link."}).is(http.StatusUnprocessableEntity)
		for range 2 {
			w.asked(testkit.Token(cy), http.MethodPost, id+"/evidence", api.CohortEvidence{What: "They review on their own."}).is(http.StatusOK)
		}
		w.asked(testkit.Token(ada), http.MethodPost, id+"/certificate", api.CertificateBody{Name: "Ada Example"}).
			code(http.StatusConflict, "certificate.not_completed")
		w.asked(testkit.Token(ada), http.MethodPut, id+"/completion", api.CompletionBody{Completed: true}).code(http.StatusForbidden, "programs.organisers_only")
		done := read[api.CohortRun](w.asked(testkit.Token(org), http.MethodPut, id+"/completion", api.CompletionBody{Completed: true}).is(http.StatusOK))
		if done.Completed.IsZero() || len(done.Evidence) != 1 || len(done.Goals) != 1 {
			t.Fatalf("%+v", done)
		}
		made := read[api.Certificate](w.asked(testkit.Token(ada), http.MethodPost, id+"/certificate", api.CertificateBody{Name: "Ada Example"}).is(http.StatusOK))
		code := made.Statement.Code
		if got := read[api.Certificate](w.ask("", http.MethodGet, "certificates/"+code, "").is(http.StatusOK)); !got.Valid || got.Statement.Name != "Ada Example" ||
			got.Statement.Programme != "Autumn" {
			t.Fatalf("%+v", got)
		}
		w.ask("", http.MethodGet, "certificates/"+strings.Repeat("a", 26), "").code(http.StatusNotFound, "certificate.absent")
		export := w.ask(testkit.Token(ada), http.MethodGet, "grants/me/export", "").is(http.StatusOK)
		for _, want := range []string{"secret of the newcomer", "Ada Example", "Reviews."} {
			if !strings.Contains(string(export.body), want) {
				t.Errorf("%q is not in the export: %s", want, export.body)
			}
		}
		// Counts: exact for organisers; small ones hidden from observers, and in the file; nothing for others.
		exact := read[api.CohortOutcomes](w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID+"/outcomes", "").is(http.StatusOK))
		if g := exact.Groups[0]; exact.Protected || g.Steps[3].Value != 1 || g.Steps[4].Value != 1 || exact.CheckInsInTime.Value != 50 {
			t.Fatalf("%+v", exact)
		}
		w.ask(admin, http.MethodPut, "grants/"+bo+"/observer/programme:"+programme, "").is(http.StatusOK)
		if o := read[api.CohortOutcomes](w.ask(testkit.Token(bo), http.MethodGet, "cohorts/"+c.ID+"/outcomes", "").is(http.StatusOK)); !o.Protected ||
			!o.Groups[0].Steps[3].Hidden || o.Groups[0].Steps[3].Value != 0 {
			t.Fatalf("%+v", o)
		}
		file := w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID+"/outcomes/file", "").is(http.StatusOK)
		if !strings.Contains(string(file.body), "newcomer,,,hidden,") || strings.ContainsAny(strings.SplitN(string(file.body), "\n", 2)[1], "0123456789") {
			t.Fatalf("%q", file.body)
		}
		w.ask(testkit.Token(ada), http.MethodGet, "cohorts/"+c.ID+"/outcomes", "").code(http.StatusForbidden, "programs.organisers_only")

		// To take the completion back takes back the certificate.
		w.asked(testkit.Token(org), http.MethodPut, id+"/completion", api.CompletionBody{}).is(http.StatusOK)
		w.ask("", http.MethodGet, "certificates/"+code, "").is(http.StatusNotFound)
		w.asked(testkit.Token(org), http.MethodPut, id+"/completion", api.CompletionBody{Completed: true}).is(http.StatusOK)
		w.asked(testkit.Token(ada), http.MethodPost, id+"/certificate", api.CertificateBody{Name: "Ada Example"}).is(http.StatusOK)
		w.ask("", http.MethodGet, "certificates/"+code, "").is(http.StatusOK)
		// Who is made to leave has none any more.
		w.asked(testkit.Token(org), http.MethodPost, id+"/leave", api.LeavingBody{Reason: "conduct"}).is(http.StatusOK)
		w.ask("", http.MethodGet, "certificates/"+code, "").code(http.StatusNotFound, "certificate.absent")

		// Whoever leaves takes it all along; what their mentor said about them goes with it, and what the mentor said elsewhere with the mentor.
		w.publish(wire.Envelope{Type: "waymark.state.accounts.account.v1", Subject: ada, Deleted: true}, nil)
		w.publish(wire.Envelope{Type: "waymark.evt.accounts.account_closed.v1", Subject: ada}, wire.AccountClosed{Account: ada})
		w.until("the certificate is gone", func() bool {
			var kept api.ProgramsExport
			testkit.Pages(w.t, 100, w.s.running.Kept(w.t.Context(), ada, &kept)...)
			return len(kept.Certificates) == 0
		})
		w.until("the participant is gone", func() bool {
			return w.ask(testkit.Token(org), http.MethodGet, id+"/check-ins", "").status == http.StatusNotFound
		})
	})
}

func count(list []string, what string) (n int) {
	for _, x := range list {
		if x == what {
			n++
		}
	}
	return n
}

// TestWhoTakesOver: what the mentor before filled in does not wait for who takes over, and nothing does once the cohort has been over for a while;
// after completion nothing is late.
func TestWhoTakesOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	programme, c := w.cohort("company", func(s *api.CohortSettings) { s.CheckInEvery = 14 })
	w.into(c, "application")
	a := w.register(c, ada).ID
	w.pair(programme, ada, "active")
	w.into(c, "running")
	w.clock.Advance(15 * 24 * time.Hour)
	w.asked(testkit.Token(cy), http.MethodPut, "applications/"+a+"/check-ins/1", api.CheckInBody{Going: "well"}).is(http.StatusOK)
	w.pair(programme, ada, "ended")
	v := w.publish(wire.Envelope{Type: "waymark.state.mentoring.match.v1", Subject: "match-2"},
		wire.MatchState{Match: "match-2", Programme: programme, Newcomer: ada, Mentor: bo, Status: "active", Created: w.clock.Now()})
	testkit.Heard(t, w.s.m.matches, "match-2", v)
	mentored := func() []api.Mentored {
		return read[api.MentoredList](w.ask(testkit.Token(bo), http.MethodGet, "programmes/"+programme+"/mentored", "").is(http.StatusOK)).Items
	}
	if got := mentored(); len(got) != 1 || got[0].Waiting != 0 {
		t.Errorf("the new mentor: %+v", got)
	}
	w.asked(testkit.Token(org), http.MethodPut, "applications/"+a+"/completion", api.CompletionBody{Completed: true}).is(http.StatusOK)
	w.clock.Advance(15 * 24 * time.Hour)
	for _, x := range read[api.CohortRun](w.ask(testkit.Token(ada), http.MethodGet, "applications/"+a+"/check-ins", "")).CheckIns {
		if x.Late {
			t.Errorf("%+v", x)
		}
	}
	w.into(c, "closed")
	w.clock.Advance(400 * 24 * time.Hour)
	if got := mentored(); len(got) != 0 {
		t.Errorf("a year after the close: %+v", got)
	}
}
