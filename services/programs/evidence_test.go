package programs

import (
	"net/http"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/programs/running"
)

// TestEvidenceIsTakenBack: each takes back what they showed, organisers anything, nobody else; what counts it counts it no more.
func TestEvidenceIsTakenBack(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, c := w.cohort("company", nil)
		w.into(c, "application")
		id := w.taking(c, ada, "newcomer")
		w.pair(programme, ada, "active")
		w.into(c, "running")
		path := "applications/" + id
		show := func(who string, e api.CohortEvidence) {
			t.Helper()
			w.asked(testkit.Token(who), http.MethodPost, path+"/evidence", e).is(http.StatusOK)
		}
		piece := func(reader, side string) (one api.CohortShown) {
			t.Helper()
			for _, e := range read[api.CohortRun](w.ask(testkit.Token(reader), http.MethodGet, path+"/check-ins", "").is(http.StatusOK)).Evidence {
				if e.Side == side {
					one = e
				}
			}
			return one
		}
		counted := func() (n int) {
			t.Helper()
			if err := w.s.running.EachShown(t.Context(), c.ID, func(string, running.Shown) error { n++; return nil }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		back := func(who, piece string) answer {
			return w.ask(testkit.Token(who), http.MethodDelete, path+"/evidence/"+piece, "")
		}
		show(ada, api.CohortEvidence{URL: "https://code.example.org/1"})
		show(cy, api.CohortEvidence{What: "They review on their own."})
		mine, theirs := piece(ada, "newcomer"), piece(ada, "mentor")
		if !mine.Back || theirs.Back || !piece(org, "mentor").Back || piece(rev, "newcomer").Back || piece(cy, "newcomer").Back {
			t.Errorf("%+v %+v", mine, theirs)
		}
		back(ada, theirs.ID).code(http.StatusForbidden, "run.not_yours")
		back(cy, mine.ID).code(http.StatusForbidden, "run.not_yours")
		back(rev, mine.ID).code(http.StatusForbidden, "run.not_yours")
		back(bo, mine.ID).code(http.StatusNotFound, "application.absent")
		if counted() != 2 {
			t.Fatal("a refusal took something back")
		}
		back(cy, theirs.ID).is(http.StatusOK)
		back(cy, theirs.ID).is(http.StatusOK) // the same twice is once
		w.ask(testkit.Token(ada), http.MethodPost, path+"/leave", "{}").is(http.StatusOK)
		back(ada, mine.ID).is(http.StatusOK) // also after the end
		if n := counted(); n != 0 {
			t.Errorf("%d still count", n)
		}
	})
}

// TestOrganisersTakeAnythingBack: a link that must not stand there.
func TestOrganisersTakeAnythingBack(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, c := w.cohort("company", nil)
		w.into(c, "application")
		path := "applications/" + w.taking(c, ada, "newcomer")
		w.into(c, "running")
		run := read[api.CohortRun](w.asked(testkit.Token(ada), http.MethodPost, path+"/evidence",
			api.CohortEvidence{URL: "https://code.example.org/1"}).is(http.StatusOK))
		left := read[api.CohortRun](w.ask(testkit.Token(org), http.MethodDelete, path+"/evidence/"+run.Evidence[0].ID, "").is(http.StatusOK))
		if len(left.Evidence) != 0 {
			t.Errorf("%+v", left)
		}
	})
}
