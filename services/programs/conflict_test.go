package programs

import (
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// taking is a person who takes part in a cohort that takes whoever registers.
func (w *world) taking(c api.Cohort, person, as string) string {
	w.t.Helper()
	question := map[string]string{"newcomer": "goal", "mentor": "offer"}[as]
	a := read[api.Application](w.asked(testkit.Token(person), http.MethodPut, "cohorts/"+c.ID+"/applications/"+as,
		draft(api.ApplicationAnswer{Question: question, Text: "Reviews."})).is(http.StatusOK))
	w.asked(testkit.Token(person), http.MethodPost, "applications/"+a.ID+"/send", api.ApplicationSending{}).is(http.StatusOK)
	return a.ID
}

// TestAConflictCountsEverywhere: who declared a conflict of interests about somebody has nothing more to do with them in the cohort.
func TestAConflictCountsEverywhere(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, c := w.cohort("company", func(s *api.CohortSettings) { s.CheckInEvery = 14 })
		w.ask(admin, http.MethodPut, "grants/"+bo+"/organiser/programme:"+programme, "").is(http.StatusOK)
		w.into(c, "application")
		id := "applications/" + w.taking(c, ada, "newcomer")
		other := "applications/" + w.taking(c, cy, "newcomer")
		w.into(c, "running")
		w.asked(testkit.Token(bo), http.MethodPut, id+"/reviews/me", api.ReviewBody{Conflict: true}).is(http.StatusOK)
		for _, x := range []struct {
			method, path string
			body         any
		}{
			{http.MethodGet, "/check-ins", nil},
			{http.MethodPut, "/completion", api.CompletionBody{Completed: true}},
			{http.MethodPost, "/evidence", api.CohortEvidence{What: "A review."}},
			{http.MethodPost, "/leave", api.LeavingBody{Reason: "conduct"}},
		} {
			w.asked(testkit.Token(bo), x.method, id+x.path, x.body).code(http.StatusForbidden, "application.conflict")
		}
		for _, x := range read[api.Applications](w.ask(testkit.Token(bo), http.MethodGet, "cohorts/"+c.ID+"/participants", "").is(http.StatusOK)).Items {
			if "applications/"+x.ID == id && (x.Person != "" || x.Tracks != nil || !x.Reviews.Conflict) || "applications/"+x.ID == other && x.Person != cy {
				t.Errorf("%+v", x)
			}
		}
		// For the others nothing has changed, and for whom it is about neither.
		w.ask(testkit.Token(bo), http.MethodGet, other+"/check-ins", "").is(http.StatusOK)
		w.ask(testkit.Token(org), http.MethodGet, id+"/check-ins", "").is(http.StatusOK)
		w.ask(testkit.Token(ada), http.MethodGet, id+"/check-ins", "").is(http.StatusOK)
	})
}

// TestWhoWasMadeToLeaveWritesNothing: what is there stays to be read.
func TestWhoWasMadeToLeaveWritesNothing(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, c := w.cohort("company", nil)
		w.into(c, "application")
		app := w.taking(c, ada, "newcomer")
		id := "applications/" + app
		done := api.CompletionBody{Completed: true}
		w.asked(testkit.Token(org), http.MethodPut, id+"/completion", done).code(http.StatusConflict, "completion.too_early")
		w.into(c, "running")
		w.asked(testkit.Token(org), http.MethodPut, id+"/completion", done).is(http.StatusOK)
		w.asked(testkit.Token(org), http.MethodPut, id+"/completion", done).is(http.StatusOK)
		if n := count(w.facts(app), "participant_completed"); n != 1 { // they are told, once
			t.Fatal(n)
		}
		w.asked(testkit.Token(org), http.MethodPost, id+"/leave", api.LeavingBody{Reason: "conduct"}).is(http.StatusOK)
		w.ask(testkit.Token(ada), http.MethodGet, id+"/check-ins", "").is(http.StatusOK)
		for _, token := range []string{testkit.Token(ada), testkit.Token(org)} {
			w.asked(token, http.MethodPost, id+"/evidence", api.CohortEvidence{URL: "https://code.example.org/1"}).code(http.StatusConflict, "run.over")
		}
		w.asked(testkit.Token(ada), http.MethodPut, id+"/goals", api.CohortGoals{Goals: []api.CohortGoal{{Text: "More."}}}).code(http.StatusConflict, "run.over")
		w.asked(testkit.Token(ada), http.MethodPost, id+"/certificate", api.CertificateBody{Name: "Ada Example"}).code(http.StatusConflict, "run.over")
		// What was noted can be taken back, and they are told; noted it cannot be any more.
		w.asked(testkit.Token(org), http.MethodPut, id+"/completion", api.CompletionBody{}).is(http.StatusOK)
		w.asked(testkit.Token(org), http.MethodPut, id+"/completion", done).code(http.StatusConflict, "run.over")
		if n := count(w.facts(app), "participant_completed"); n != 2 {
			t.Fatal(n)
		}
	})
}

// TestWhoIsBothCountsOnce: the sizes that figures of who takes part are made of.
func TestWhoIsBothCountsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	_, c := w.cohort("company", nil)
	w.into(c, "application")
	for _, x := range [][2]string{{ada, "newcomer"}, {ada, "mentor"}, {bo, "newcomer"}, {cy, "mentor"}} {
		w.taking(c, x[0], x[1])
	}
	got, err := w.s.Cohort(t.Context(), c.ID)
	if err != nil || got.Newcomers != 1 || got.Mentors != 2 {
		t.Fatalf("%+v %v", got, err)
	}
	if took, err := w.s.applications.Took(t.Context(), c.ID); err != nil || !maps.Equal(took, map[string]string{ada: "mentor", bo: "newcomer", cy: "mentor"}) {
		t.Fatal(took, err)
	}
	if of, err := w.s.applications.CohortsOf(t.Context(), ada); err != nil || len(of) != 1 || of[0] != c.ID {
		t.Fatal(of, err)
	}
	if as, _, err := w.s.TakesPart(t.Context(), c.ID, ada); err != nil || as != "mentor" {
		t.Fatal(as, err)
	}
}

// TestParticipationIsInTheAudit: setting it up and publishing are deeds of organisers.
func TestParticipationIsInTheAudit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	_, c := w.cohort("company", nil)
	w.asked(testkit.Token(org), http.MethodPut, "participation/cycles/"+c.ID, api.ParticipationSetup{Way: "tables"}).is(http.StatusOK)
	w.clock.Advance(2 * 365 * 24 * time.Hour)
	for range 2 { // asked again it is the same report, and no other deed
		w.ask(testkit.Token(org), http.MethodPut, "participation/cycles/"+c.ID+"/report", "").is(http.StatusOK)
	}
	if got := slices.DeleteFunc(w.facts(c.ID), func(s string) bool { return s != "participation_moved" }); len(got) != 2 {
		t.Fatal(w.facts(c.ID))
	}
}

// TestARivalJudgesNobody: a reviewer who applies to the same cohort as the same neither reads nor rates who applies beside them, until it is
// decided about themselves; mentors they review as before.
func TestARivalJudgesNobody(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, c := w.cohort("company", func(s *api.CohortSettings) { s.Newcomers, s.Mentors = "apply", "apply" })
		w.ask(admin, http.MethodPut, "grants/"+bo+"/reviewer/programme:"+programme, "").is(http.StatusOK)
		w.into(c, "application")
		other, mentor := w.taking(c, ada, "newcomer"), w.taking(c, cy, "mentor")
		rates := func(id string) answer {
			return w.asked(testkit.Token(bo), http.MethodPut, "applications/"+id+"/reviews/me", api.ReviewBody{Rating: 1})
		}
		rates(other).is(http.StatusOK)
		own := w.taking(c, bo, "newcomer")
		rates(other).code(http.StatusForbidden, "application.conflict")
		rates(mentor).is(http.StatusOK)
		for _, path := range []string{"", "/reviews"} {
			w.ask(testkit.Token(bo), http.MethodGet, "applications/"+other+path, "").code(http.StatusForbidden, "application.conflict")
		}
		for _, x := range read[api.Applications](w.ask(testkit.Token(bo), http.MethodGet, "cohorts/"+c.ID+"/applications", "").is(http.StatusOK)).Items {
			if hidden := x.Person == "" && x.Answers == nil; hidden == (x.ID == mentor) {
				t.Errorf("%+v", x)
			}
		}
		w.decide(c, own)
		rates(other).is(http.StatusOK)
	})
}
