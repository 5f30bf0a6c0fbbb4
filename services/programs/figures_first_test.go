package programs

import (
	"net/http"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestNoCallBeginsBeforeFiguresAreChosen: what begins a call by being written, made or changed, is refused while nobody has chosen what is asked
// for the figures of who takes part: afterwards nobody can. Choosing it, or saying that there are to be none, is enough.
func TestNoCallBeginsBeforeFiguresAreChosen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	_, programme := w.house(`"open":true,"listed":true`)
	organiser, now := testkit.Token(org), w.clock.Now()
	set := func(published bool, begins time.Time) api.CohortSettings {
		return api.CohortSettings{Name: "Autumn", Published: published, Newcomers: "register", Mentors: "register",
			Phases: []api.CohortPhase{{Name: "call", From: begins}, {Name: "closed", From: now.AddDate(0, 3, 0)}}}
	}
	made := func(s api.CohortSettings) answer {
		return w.asked(organiser, http.MethodPost, "programmes/"+programme+"/cohorts", api.CohortBody{Name: s.Name, Settings: &s})
	}
	change := func(id string, s api.CohortSettings) answer {
		read := w.ask(organiser, http.MethodGet, "cohorts/"+id, "").is(http.StatusOK)
		return w.asked(organiser, http.MethodPut, "cohorts/"+id, s, "If-Match", read.header.Get("ETag"))
	}
	refused := func(a answer) {
		t.Helper()
		a.code(http.StatusUnprocessableEntity, "invalid")
		if f := read[fault.Problem](a).Fields; len(f) != 1 || f[0].Pointer != "/published" || f[0].Code != "figures_first" || f[0].Detail == "" {
			t.Fatalf("%+v", f)
		}
	}
	before, begun := now.AddDate(0, 0, 3), now.AddDate(0, 0, -1)

	refused(made(set(true, begun)))
	made(set(true, before)).is(http.StatusCreated) // until its call begins somebody can choose
	made(set(false, begun)).is(http.StatusCreated) // and while nobody can read it
	open := set(true, begun)
	open.Phases = []api.CohortPhase{}
	made(open).is(http.StatusCreated) // what never closes has no figures
	none := set(true, begun)
	none.NoFigures = true
	made(none).is(http.StatusCreated)

	c := read[api.Cohort](made(set(false, begun)))
	refused(change(c.ID, set(true, begun)))
	planned := read[api.Cohort](made(set(true, before)))
	refused(change(planned.ID, set(true, begun))) // its dates begin it
	change(c.ID, none).is(http.StatusOK)
	change(c.ID, set(true, begun)).is(http.StatusOK) // it has begun: nothing more is lost
	w.asked(organiser, http.MethodPut, "participation/cycles/"+planned.ID, api.ParticipationSetup{Way: "tables"}).is(http.StatusOK)
	change(planned.ID, set(true, begun)).is(http.StatusOK)
}
