package profiles

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestEvidence: the page as the viewer sees it, whether or not a block parts the two meanwhile; nothing of who is not to be seen.
func TestEvidence(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{})
		w.confirm(ada, bo, cy)
		w.save(ada, full) // a newcomer, whom nobody sees who has nothing to do with her
		w.save(bo, mentor)
		w.until("known", func() bool {
			d, err := w.s.c.people.Get(t.Context(), bo)
			return err == nil && d.Body.Visible()
		})
		ask := func(viewer, person string) map[string]string {
			t.Helper()
			a, err := w.s.Evidence(t.Context(), wire.PersonEvidenceQuestion{Person: person, Viewer: viewer})
			if err != nil || a.Lines == nil {
				t.Fatal(a, err)
			}
			out := map[string]string{}
			for _, l := range a.Lines {
				out[l.Part] = l.Text
			}
			return out
		}
		if got := ask(bo, ada); len(got) != 0 {
			t.Fatalf("a stranger's eyes see %v", got)
		}
		v := w.say(wire.MatchState{Match: "m", Newcomer: ada, Mentor: bo, Status: "active",
			Offers: []wire.OfferState{{Mentor: bo, State: "accepted", Asked: w.clock.Now()}}}, "m")
		testkit.Heard(t, w.s.m.matches, "m", v)
		if got := ask(bo, ada); got["display_name"] != "Ada Example" || got["about"] != "Hello." {
			t.Fatalf("%v", got)
		}
		testkit.Heard(t, w.s.m.standings, bo, w.say(wire.StandingState{Person: bo, Blocked: []string{ada}}, bo))
		if got := ask(bo, ada); got["display_name"] != "Ada Example" {
			t.Fatalf("after the report has parted them: %v", got)
		}
		if got := ask("", ada); len(got) != 0 {
			t.Fatalf("signed out: %v", got)
		}
		if got := ask(bo, "01990000-0000-7000-8000-000000000099"); len(got) != 0 {
			t.Fatalf("nobody: %v", got)
		}
	})
}
