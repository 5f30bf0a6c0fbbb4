package programs

import (
	"net/http"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// What organisers prepare is nothing that the applicant can tell: neither by the answer nor by any of its headers, before they are told.
func TestWhatIsPreparedIsNotSeen(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		c, save, id := w.applied()
		look := func() (string, string) {
			got := w.ask(testkit.Token(ada), http.MethodGet, "applications/"+id, "").is(http.StatusOK)
			return string(got.body), got.header.Get("ETag") + got.header.Get("Waymark-Version")
		}
		body, tags := look()
		decide := func(outcome, reason string, replaces int64) int64 {
			d := api.DecisionBody{ApplicationDecision: api.ApplicationDecision{Outcome: outcome, Reason: reason}, Replaces: replaces}
			return read[api.Application](w.asked(testkit.Token(org), http.MethodPut, "applications/"+id+"/decision", d).is(http.StatusOK)).Decision.Number
		}
		first := decide("decline", "fit", 0)
		second := decide("accept", "", first)
		if after, now := look(); after != body || now != tags {
			t.Fatalf("it shows: %s %s, before %s %s", after, now, body, tags)
		}
		tag := w.ask(testkit.Token(ada), http.MethodGet, "applications/"+id, "").header.Get("ETag")
		got := w.asked(testkit.Token(ada), http.MethodPut, save, unable(), "If-Match", tag).is(http.StatusOK)
		if got.header.Get("ETag") == tag || got.header.Get("Waymark-Version") != "" {
			t.Fatalf("%v", got.header)
		}
		// What was looked at is what is told.
		release := func(numbers ...int64) api.DecisionReleased {
			in := api.DecisionsRelease{Applications: []string{id}, Numbers: numbers}
			return read[api.DecisionsReleased](w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+c.ID+"/decisions", in).is(http.StatusOK)).Items[0]
		}
		if got := release(first); got.Released || got.Code != "application.decision_changed" {
			t.Fatalf("%+v", got)
		}
		w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+c.ID+"/decisions", api.DecisionsRelease{Applications: []string{id}, Numbers: []int64{1, 2}}).
			is(http.StatusUnprocessableEntity)
		if got := release(second); !got.Released {
			t.Fatalf("%+v", got)
		}
		if _, after := look(); after == tags {
			t.Fatal("they were told, and the tag is the same")
		}
	})
}

// Two organisers look at one application at the same time: the second does not overwrite what the first decided, one by one or in bulk, told or not.
func TestNobodyOverwritesADecision(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		c, _, id := w.applied()
		w.ask(admin, http.MethodPut, "grants/"+bo+"/organiser/programme:"+c.Programme, "").is(http.StatusOK)
		path := "applications/" + id
		decide := func(who, outcome, reason string, replaces int64) answer {
			return w.asked(testkit.Token(who), http.MethodPut, path+"/decision",
				api.DecisionBody{ApplicationDecision: api.ApplicationDecision{Outcome: outcome, Reason: reason}, Replaces: replaces})
		}
		bulk := func(who string, replaces ...int64) api.DecisionPrepared {
			in := api.DecisionsBody{ApplicationDecision: api.ApplicationDecision{Outcome: "decline", Reason: "fit"}, Applications: []string{id}, Replaces: replaces}
			return read[api.DecisionsPrepared](w.asked(testkit.Token(who), http.MethodPut, "cohorts/"+c.ID+"/decisions", in).is(http.StatusOK)).Items[0]
		}
		stands := func(outcome, by string) int64 {
			t.Helper()
			got := read[api.Application](w.ask(testkit.Token(bo), http.MethodGet, path, "").is(http.StatusOK)).Decision
			if got.Outcome != outcome || got.By != by {
				t.Fatalf("%+v", got)
			}
			return got.Number
		}
		decide(org, "wait", "places", 0).is(http.StatusOK)
		decide(org, "wait", "places", 0).is(http.StatusOK) // the same twice
		first := stands("wait", org)
		decide(bo, "decline", "fit", 0).code(http.StatusConflict, "application.decided_since")
		for _, replaces := range [][]int64{nil, {0}} {
			if got := bulk(bo, replaces...); got.Prepared || got.Code != "application.decided_since" {
				t.Fatalf("%+v", got)
			}
		}
		w.asked(testkit.Token(bo), http.MethodPut, "cohorts/"+c.ID+"/decisions", api.DecisionsBody{Applications: []string{id}, Replaces: []int64{first, 0},
			ApplicationDecision: api.ApplicationDecision{Outcome: "decline", Reason: "fit"}}).is(http.StatusUnprocessableEntity)
		stands("wait", org)
		// It was told meanwhile: who still sees it untold and undecided does not decide about who is on the list now.
		w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+c.ID+"/decisions", api.DecisionsRelease{Applications: []string{id}}).is(http.StatusOK)
		decide(bo, "accept", "", 0).code(http.StatusConflict, "application.decided_since")
		if got := bulk(bo, first); !got.Prepared {
			t.Fatalf("%+v", got)
		}
		decide(org, "accept", "", stands("decline", bo)).is(http.StatusOK)
		stands("accept", org)
	})
}

// Who reads about eligibility is named before the call begins: afterwards nobody joins them.
func TestNobodyReadsAfterTheCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	c, _, _ := w.applied()
	at := w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID, "")
	set := read[api.Cohort](at).CohortSettings
	set.Readers = []string{rev, org}
	got := w.asked(testkit.Token(org), http.MethodPut, "cohorts/"+c.ID, set, "If-Match", at.header.Get("ETag")).is(http.StatusUnprocessableEntity)
	if !strings.Contains(string(got.body), `"/readers/1"`) || !strings.Contains(string(got.body), "after_the_call") {
		t.Fatalf("%s", got.body)
	}
	// Not by taking it back into a drawer either.
	set.Readers, set.Published = []string{rev}, false
	hidden := w.asked(testkit.Token(org), http.MethodPut, "cohorts/"+c.ID, set, "If-Match", at.header.Get("ETag")).is(http.StatusOK)
	set.Readers = []string{org}
	w.asked(testkit.Token(org), http.MethodPut, "cohorts/"+c.ID, set, "If-Match", hidden.header.Get("ETag")).is(http.StatusUnprocessableEntity)
}

// People of the organisation and from outside are told apart where a cohort is for both.
func TestInternalAndExternal(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	_, c := w.cohort("internship", func(s *api.CohortSettings) { s.Within, s.Where, s.Place = "both", "venue", "Example Hall" })
	w.into(c, "application")
	save := "cohorts/" + c.ID + "/applications/newcomer"
	id := read[api.Application](w.asked(testkit.Token(ada), http.MethodPut, save, whole).is(http.StatusOK)).ID
	got := w.asked(testkit.Token(ada), http.MethodPost, "applications/"+id+"/send", api.ApplicationSending{}).is(http.StatusUnprocessableEntity)
	if !strings.Contains(string(got.body), `"/belongs"`) {
		t.Fatalf("%s", got.body)
	}
	in := whole
	in.Belongs = "external"
	w.asked(testkit.Token(ada), http.MethodPut, save, in).is(http.StatusOK)
	w.asked(testkit.Token(ada), http.MethodPost, "applications/"+id+"/send", api.ApplicationSending{}).is(http.StatusOK)
	w.decide(c, id)
	for _, list := range []string{"applications?belongs=", "participants?belongs="} {
		for belongs, want := range map[string]int{"internal": 0, "external": 1} {
			all := read[api.Applications](w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID+"/"+list+belongs, "").is(http.StatusOK))
			if len(all.Items) != want {
				t.Errorf("%s%s: %d", list, belongs, len(all.Items))
			}
		}
	}
}
