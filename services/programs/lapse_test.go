package programs

import (
	"net/http"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

const aDay = 24 * time.Hour

// TestApplicationsAreDeletedInTime: a draft 90 days after the cohort takes no more, what was taken back or not selected 365 days after, and
// the cohort's figures count them as before.
func TestApplicationsAreDeletedInTime(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, c := w.cohort("internship", nil)
		w.ask(admin, http.MethodPut, "grants/"+rev+"/observer/programme:"+programme, "").is(http.StatusOK)
		w.into(c, "application")
		save := func(person string) string {
			return read[api.Application](w.asked(testkit.Token(person), http.MethodPut, "cohorts/"+c.ID+"/applications/newcomer", whole).is(http.StatusOK)).ID
		}
		send := func(person string) string {
			id := save(person)
			w.asked(testkit.Token(person), http.MethodPost, "applications/"+id+"/send", api.ApplicationSending{}).is(http.StatusOK)
			return id
		}
		const dee, eve = "01990000-0000-7000-8000-000000000011", "01990000-0000-7000-8000-000000000012"
		w.confirm(dee, eve)
		people := map[string]string{"draft": ada, "declined": bo, "withdrawn": cy, "undecided": dee, "accepted": eve}
		ids := map[string]string{"draft": save(ada), "declined": send(bo), "withdrawn": send(cy), "undecided": send(dee), "accepted": send(eve)}
		w.asked(testkit.Token(cy), http.MethodPost, "applications/"+ids["withdrawn"]+"/withdraw", nil).is(http.StatusOK)
		back := w.clock.Now()
		w.asked(testkit.Token(rev), http.MethodPut, "applications/"+ids["declined"]+"/reviews/me", api.ReviewBody{Rating: 2, Note: "Not yet."}).is(http.StatusOK)
		w.into(c, "review")
		over := w.clock.Now()
		w.clock.Advance(time.Hour)
		for kind, d := range map[string]api.ApplicationDecision{
			"declined": {Outcome: "decline", Reason: "places", Words: "Next time."}, "accepted": {Outcome: "accept"},
		} {
			w.asked(testkit.Token(org), http.MethodPut, "applications/"+ids[kind]+"/decision", d).is(http.StatusOK)
		}
		w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+c.ID+"/decisions",
			api.DecisionsRelease{Applications: []string{ids["declined"], ids["accepted"]}}).is(http.StatusOK)
		decided := w.clock.Now()
		until := map[string]time.Time{"draft": over.Add(90 * aDay), "declined": decided.Add(365 * aDay), "withdrawn": back.Add(365 * aDay),
			"undecided": c.Phases[5].From.Add(365 * aDay), "accepted": {}}
		get := func(kind string) answer {
			return w.ask(testkit.Token(people[kind]), http.MethodGet, "applications/"+ids[kind], "")
		}
		for kind, want := range until {
			if got := read[api.Application](get(kind).is(http.StatusOK)).KeptUntil; !got.Equal(want) {
				t.Fatalf("%s is kept until %s, not %s", kind, got, want)
			}
		}
		funnel := func(token string) string {
			return string(w.ask(token, http.MethodGet, "cohorts/"+c.ID+"/outcomes", "").is(http.StatusOK).body)
		}
		before := funnel(testkit.Token(org))
		// Nothing goes early, each goes on its day, and one that is gone is counted as it was.
		for _, kind := range []string{"draft", "withdrawn", "declined", "undecided"} {
			w.clock.Advance(until[kind].Sub(w.clock.Now()) - time.Second)
			w.clocks()
			w.clocks()
			get(kind).is(http.StatusOK)
			w.clock.Advance(time.Second)
			w.until(kind+" is gone", func() bool { // the relay may be about to trim it: then the clock does it the next time
				w.clocks()
				return get(kind).status == http.StatusNotFound
			})
		}
		get("accepted").is(http.StatusOK)
		if left, err := w.s.applications.Counts(t.Context(), c.ID); err != nil || left["eligibility"] != 0 {
			t.Fatal(left, err)
		}
		after := read[api.CohortOutcomes](w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID+"/outcomes", ""))
		for i, want := range map[int]int{0: 5, 1: 4, 2: 1} {
			if got := after.Groups[0].Steps[i]; got.Value != want {
				t.Errorf("%s: %d, not %d; before: %s", got.Step, got.Value, want, before)
			}
		}
		if n, err := w.db.Engine.Count(t.Context(), "programs_review", nil); err != nil || n != 0 {
			t.Fatal(n, err)
		}
		// What somebody reads of themselves is gone with it.
		if x := w.ask(testkit.Token(bo), http.MethodGet, "applications", "").is(http.StatusOK); len(read[api.Applications](x).Items) != 0 {
			t.Fatalf("%s", x.body)
		}
	})
}

// TestHowLongApplicationsAreKept: a cohort may keep them for less, from the call on it cannot be made longer, and dates that move are followed.
func TestHowLongApplicationsAreKept(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, c := w.cohort("internship", func(s *api.CohortSettings) { s.KeptDays = 60 })
		w.into(c, "application")
		id := read[api.Application](w.asked(testkit.Token(ada), http.MethodPut, "cohorts/"+c.ID+"/applications/newcomer", whole).is(http.StatusOK)).ID
		change := func(days, want int) answer {
			got := w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID, "")
			set := read[api.Cohort](got).CohortSettings
			set.KeptDays = days
			return w.asked(testkit.Token(org), http.MethodPut, "cohorts/"+c.ID, set, "If-Match", got.header.Get("ETag")).is(want)
		}
		change(29, http.StatusUnprocessableEntity)
		change(61, http.StatusUnprocessableEntity)
		change(0, http.StatusUnprocessableEntity)
		change(50, http.StatusOK)
		kept := func() time.Time {
			return read[api.Application](w.ask(testkit.Token(ada), http.MethodGet, "applications/"+id, "").is(http.StatusOK)).KeptUntil
		}
		if want := c.Phases[2].From.Add(50 * aDay); !kept().Equal(want) {
			t.Fatal(kept(), want)
		}
		for range 3 { // the clock has looked at it before the dates move
			w.clock.Advance(8 * aDay)
			w.clocks()
		}
		w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+c.ID+"/extend", api.CohortExtension{Phase: "application", Days: 10}).is(http.StatusOK)
		end := c.Phases[2].From.Add(60 * aDay)
		w.clock.Advance(end.Sub(w.clock.Now()) - time.Second)
		w.clocks()
		if !kept().Equal(end) {
			t.Fatal(kept(), end)
		}
		w.clock.Advance(time.Second)
		w.until("gone", func() bool {
			w.clocks()
			return w.ask(testkit.Token(ada), http.MethodGet, "applications/"+id, "").status == http.StatusNotFound
		})
	})
}
