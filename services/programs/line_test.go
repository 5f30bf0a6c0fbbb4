package programs

import (
	"net/http"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestTheLineEnds: once no place is given any more, who still waits is told so, once, with the reason; nobody waits for ever for a place that
// the page promised.
func TestTheLineEnds(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, c := w.cohort("company", func(s *api.CohortSettings) { s.Places = 1 })
		w.into(c, "application")
		first, second := w.register(c, ada).ID, w.register(c, bo).ID
		w.into(c, "running")
		w.ask(testkit.Token(ada), http.MethodPost, "applications/"+first+"/leave", `{}`).is(http.StatusOK)
		for range 3 {
			w.clocks()
		}
		a := read[api.Application](w.ask(testkit.Token(bo), http.MethodGet, "applications/"+second, "").is(http.StatusOK))
		if a.State != "declined" || a.Decision == nil || a.Decision.Outcome != "decline" || a.Decision.Reason != "places" || a.Decision.Released.IsZero() {
			t.Fatalf("whoever waited reads %+v, %+v", a.State, a.Decision)
		}
		if told := count(w.facts(second), "application_decided"); told != 1 {
			t.Fatal("they are told once:", told)
		}
	})
}

// TestTheLineOfMentorsEnds: a mentor who was told to wait is told when nobody is accepted any more, once, and not before.
func TestTheLineOfMentorsEnds(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, c := w.cohort("company", func(s *api.CohortSettings) { s.Mentors = "apply" })
		w.into(c, "application")
		id := w.taking(c, cy, "mentor")
		w.asked(testkit.Token(org), http.MethodPut, "applications/"+id+"/decision", api.ApplicationDecision{Outcome: "wait", Reason: "places"}).is(http.StatusOK)
		w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+c.ID+"/decisions", api.DecisionsRelease{Applications: []string{id}}).is(http.StatusOK)
		for range 2 {
			w.clocks()
		}
		stands := func() api.Application {
			return read[api.Application](w.ask(testkit.Token(cy), http.MethodGet, "applications/"+id, "").is(http.StatusOK))
		}
		if a := stands(); a.State != "waiting" {
			t.Fatalf("before it runs they are %s", a.State)
		}
		w.into(c, "running")
		for range 3 {
			w.clocks()
		}
		if a := stands(); a.State != "declined" || a.Decision == nil || a.Decision.Reason != "places" || a.Decision.Released.IsZero() {
			t.Fatalf("whoever waited reads %+v, %+v", a.State, a.Decision)
		}
		if told := count(w.facts(id), "application_decided"); told != 2 { // to wait, and that it is over
			t.Fatal("they are told once:", told)
		}
	})
}

// TestAnOrganiserSaysWhy: who ends somebody else's part gives a reason; whoever leaves needs none.
func TestAnOrganiserSaysWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	_, c := w.cohort("company", nil)
	w.into(c, "application")
	of, own := w.taking(c, ada, "newcomer"), w.taking(c, bo, "newcomer")
	refused := w.ask(testkit.Token(org), http.MethodPost, "applications/"+of+"/leave", `{}`).code(http.StatusUnprocessableEntity, "invalid")
	if f := read[fault.Problem](refused).Fields; len(f) != 1 || f[0].Pointer != "/reason" || f[0].Code != "required" {
		t.Fatalf("%+v", f)
	}
	if a := read[api.Application](w.ask(testkit.Token(ada), http.MethodGet, "applications/"+of, "")); a.State != "accepted" {
		t.Fatalf("%+v", a.State)
	}
	w.asked(testkit.Token(org), http.MethodPost, "applications/"+of+"/leave", api.LeavingBody{Reason: "no_contact"}).is(http.StatusOK)
	w.ask(testkit.Token(bo), http.MethodPost, "applications/"+own+"/leave", `{}`).is(http.StatusOK)
}

// TestWhyTheyLeft: who leaves is told that the organisers read why, nobody else; a mentor whom it is about may be a reviewer.
func TestWhyTheyLeft(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, c := w.cohort("company", nil)
		w.into(c, "application")
		id := w.taking(c, ada, "newcomer")
		w.into(c, "running")
		w.asked(testkit.Token(ada), http.MethodPost, "applications/"+id+"/leave", api.LeavingBody{Reason: "conduct"}).is(http.StatusOK)
		for person, want := range map[string]string{ada: "conduct", org: "conduct", rev: ""} {
			if got := read[api.Application](w.ask(testkit.Token(person), http.MethodGet, "applications/"+id, "").is(http.StatusOK)); got.Reason != want {
				t.Errorf("%s reads %q of one", person, got.Reason)
			}
			if person == ada {
				continue
			}
			list := read[api.Applications](w.ask(testkit.Token(person), http.MethodGet, "cohorts/"+c.ID+"/participants?state=left", "").is(http.StatusOK)).Items
			if len(list) != 1 || list[0].Reason != want {
				t.Errorf("%s reads %+v in the list", person, list)
			}
		}
	})
}

// TestWhoWaitsWhenItBegins: a place that became free before the cohort ran is given, though the clock came later.
func TestWhoWaitsWhenItBegins(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, c := w.cohort("company", func(s *api.CohortSettings) { s.Places = 1 })
		w.into(c, "application")
		first, second := w.register(c, ada).ID, w.register(c, bo).ID
		third := w.register(c, cy).ID
		w.into(c, "running")
		w.clock.Advance(-10 * time.Second)
		w.ask(testkit.Token(ada), http.MethodPost, "applications/"+first+"/leave", `{}`).is(http.StatusOK)
		w.clock.Advance(30 * time.Second)
		for range 2 {
			w.clocks()
		}
		for id, want := range map[string]string{second: "accepted", third: "declined"} {
			who := map[string]string{second: bo, third: cy}[id]
			if got := read[api.Application](w.ask(testkit.Token(who), http.MethodGet, "applications/"+id, "")); got.State != want {
				t.Errorf("%s is %s, not %s", who, got.State, want)
			}
		}
	})
}

// TestTheLineEndsWithItsReason: whoever was told to wait for the rules reads that reason at the end; and once it runs nobody is told to wait.
func TestTheLineEndsWithItsReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	c, _, id := w.applied()
	wait := api.ApplicationDecision{Outcome: "wait", Reason: "not_eligible"}
	w.asked(testkit.Token(org), http.MethodPut, "applications/"+id+"/decision", wait).is(http.StatusOK)
	w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+c.ID+"/decisions", api.DecisionsRelease{Applications: []string{id}}).is(http.StatusOK)
	w.into(c, "running")
	w.clocks()
	got := read[api.Application](w.ask(testkit.Token(ada), http.MethodGet, "applications/"+id, ""))
	if got.State != "declined" || got.Decision == nil || got.Decision.Reason != "not_eligible" {
		t.Errorf("%s %+v", got.State, got.Decision)
	}
}

// TestNobodyWaitsForNothing: once a cohort runs nobody is put on its waiting list, neither anew nor by what was prepared before.
func TestNobodyWaitsForNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	c, _, id := w.applied()
	wait := api.ApplicationDecision{Outcome: "wait", Reason: "places"}
	tell := func() api.DecisionReleased {
		t.Helper()
		return read[api.DecisionsReleased](w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+c.ID+"/decisions",
			api.DecisionsRelease{Applications: []string{id}}).is(http.StatusOK)).Items[0]
	}
	w.asked(testkit.Token(org), http.MethodPut, "applications/"+id+"/decision", wait).is(http.StatusOK)
	w.into(c, "running")
	if got := tell(); got.Released || got.Code != "application.no_line" {
		t.Errorf("%+v", got)
	}
	wait.Words = "Soon."
	w.asked(testkit.Token(org), http.MethodPut, "applications/"+id+"/decision", wait).code(http.StatusConflict, "application.no_line")
	stands := read[api.Application](w.ask(testkit.Token(org), http.MethodGet, "applications/"+id, "").is(http.StatusOK))
	w.asked(testkit.Token(org), http.MethodPut, "applications/"+id+"/decision",
		api.DecisionBody{ApplicationDecision: api.ApplicationDecision{Outcome: "accept"}, Replaces: stands.Decision.Number}).is(http.StatusOK)
	if got := tell(); !got.Released {
		t.Errorf("%+v", got)
	}
}

// TestWhoIsAcceptedLaterHearsOfTheAgreement: a mentor who applied with a text that counts no more is told once they take part; and nobody is
// asked to accept anew what belongs to a cohort that is over.
func TestWhoIsAcceptedLaterHearsOfTheAgreement(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, c := w.cohort("company", func(s *api.CohortSettings) { s.Agreement, s.Mentors = "Be there.", "apply" })
		write := func(agreement string) {
			t.Helper()
			got := w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID, "")
			set := read[api.Cohort](got).CohortSettings
			set.Agreement = agreement
			w.asked(testkit.Token(org), http.MethodPut, "cohorts/"+c.ID, set, "If-Match", got.header.Get("ETag")).is(http.StatusOK)
			for range 2 {
				w.clocks()
			}
		}
		w.into(c, "application")
		a := read[api.Application](w.asked(testkit.Token(cy), http.MethodPut, "cohorts/"+c.ID+"/applications/mentor",
			draft(api.ApplicationAnswer{Question: "offer", Text: "Reviews."})).is(http.StatusOK))
		w.asked(testkit.Token(cy), http.MethodPost, "applications/"+a.ID+"/send", api.ApplicationSending{Agreement: 1}).is(http.StatusOK)
		write("Be there, four hours a week.")
		if n := count(w.facts(a.ID), "agreement_moved"); n != 0 {
			t.Fatal("who does not take part yet was told:", n)
		}
		w.decide(c, a.ID)
		for range 2 {
			w.clocks()
		}
		if n := count(w.facts(a.ID), "agreement_moved"); n != 1 {
			t.Fatalf("accepted with version 1 where 2 counts, told %d times", n)
		}
		w.into(c, "closed")
		w.clock.Advance(100 * 24 * time.Hour)
		write("Be there!")
		if n := count(w.facts(a.ID), "agreement_moved"); n != 1 {
			t.Fatalf("of a cohort that is over they were told too: %d", n)
		}
	})
}

// TestWhatIsOldStays: dates that stood there may stay however old they are by now; only new ones may not lie so far back.
func TestWhatIsOldStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	_, c := w.cohort("company", nil)
	w.into(c, "running")
	w.clock.Advance(6 * 365 * 24 * time.Hour)
	write := func(fn func(*api.CohortSettings)) answer {
		got := w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID, "")
		set := read[api.Cohort](got).CohortSettings
		fn(&set)
		return w.asked(testkit.Token(org), http.MethodPut, "cohorts/"+c.ID, set, "If-Match", got.header.Get("ETag"))
	}
	write(func(s *api.CohortSettings) { s.About = "A word is corrected." }).is(http.StatusOK)
	refused := write(func(s *api.CohortSettings) { s.Phases[0].From = s.Phases[0].From.AddDate(0, 0, -1) }).code(http.StatusUnprocessableEntity, "invalid")
	if f := read[fault.Problem](refused).Fields; len(f) != 1 || f[0].Pointer != "/phases/0/from" || f[0].Code != "long_ago" {
		t.Errorf("%+v", f)
	}
}
