package programs

import (
	"net/http"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/pace"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestMakingHasAPace: programmes and cohorts are made by people, not by hundreds a minute. Who waits goes on, and what was made already answers.
func TestMakingHasAPace(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		orgID, programme := w.house(`"open":true,"listed":true`)
		one := func(headers ...string) answer {
			return w.asked(testkit.Token(org), http.MethodPost, "programmes/"+programme+"/cohorts", api.CohortBody{Template: "open", Name: "One"}, headers...)
		}
		made := read[api.Cohort](one("Idempotency-Key", "made").is(http.StatusCreated))
		_, err := w.s.c.paces.Upsert(t.Context(), org, func(d *store.Doc[pace.Budget]) error {
			for d.Body.Take(makesAtOnce, makesEvery, w.clock.Now()) == 0 {
				continue
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		one().code(http.StatusTooManyRequests, "programs.making_pace")
		w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+made.ID+"/clone", api.CohortClone{Name: "Two"}).is(http.StatusTooManyRequests)
		w.asked(testkit.Token(org), http.MethodPost, "programmes",
			api.ProgrammeBody{Org: orgID, Name: "Spring"}).code(http.StatusTooManyRequests, "programs.making_pace")
		if again := read[api.Cohort](one("Idempotency-Key", "made").is(http.StatusCreated)); again.ID != made.ID {
			t.Errorf("%s was made anew as %s", made.ID, again.ID)
		}
		w.clock.Advance(makesEvery + time.Second)
		one().is(http.StatusCreated)
		w.gone(org)
		w.until("nothing of it is kept", func() bool {
			n, err := w.s.c.paces.Count(t.Context())
			return err == nil && n == 0
		})
	})
}
