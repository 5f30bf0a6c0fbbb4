package programs

import (
	"net/http"
	"testing"

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
