package programs

import (
	"net/http"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestACohortMadeByMistake: an organiser deletes a cohort that nobody could come to; its set-up of figures goes with it, and whatever belongs to one
// keeps it.
func TestACohortMadeByMistake(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, open1 := w.cohort("company", nil)
		organiser := testkit.Token(org)
		make1 := func(name string) string {
			t.Helper()
			return read[api.Cohort](w.asked(organiser, http.MethodPost, "programmes/"+programme+"/cohorts",
				api.CohortBody{Template: "company", Name: name, Begins: w.clock.Now().Add(24 * time.Hour)}).is(http.StatusCreated)).ID
		}
		remove := func(token, id string) answer { return w.ask(token, http.MethodDelete, "cohorts/"+id, "") }
		figures := func(id, with string) {
			t.Helper()
			w.asked(organiser, http.MethodPut, "participation/cycles/"+id, api.ParticipationSetup{Way: "tables", Pool: 2, PoolWith: with}).is(http.StatusOK)
		}
		remove(organiser, open1.ID).code(http.StatusConflict, "cohort.was_open")
		leads, joins, event := make1("leads"), make1("joins"), make1("event")
		figures(leads, "")
		figures(joins, leads)
		remove(organiser, leads).code(http.StatusConflict, "cohort.in_use")
		w.asked(organiser, http.MethodPut, "events/"+event, api.EventSettings{Least: 2, Most: 6, Wishes: 3}).is(http.StatusOK)
		remove(organiser, event).code(http.StatusConflict, "cohort.in_use")
		for _, token := range []string{testkit.Token(ada), testkit.Token(rev)} {
			if got := remove(token, joins); got.status != http.StatusNotFound && got.status != http.StatusForbidden {
				t.Fatalf("%d %s", got.status, got.body)
			}
		}
		remove(organiser, joins).is(http.StatusNoContent)
		remove(organiser, joins).code(http.StatusNotFound, "cohort.absent")
		w.ask(organiser, http.MethodGet, "cohorts/"+joins, "").code(http.StatusNotFound, "cohort.absent")
		for _, c := range read[api.Cohorts](w.ask(organiser, http.MethodGet, "programmes/"+programme+"/cohorts", "").is(http.StatusOK)).Items {
			if c.ID == joins {
				t.Error("it is listed still")
			}
		}
		w.clock.Advance(2 * time.Hour) // the clock looks at what it asked
		if err := w.s.participation.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		remove(organiser, leads).is(http.StatusNoContent) // nobody is in its pool any more
	})
}
