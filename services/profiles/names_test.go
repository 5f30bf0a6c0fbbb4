package profiles

import (
	"net/http"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestNamesOutliveABlock: who had a mentorship with somebody reads their name byte for byte the same after a block as after an ordinary
// end, on both sides; their page stays closed; who had nothing with them, or who left, gets no name.
func TestNamesOutliveABlock(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{ApprovalOff: true})
		w.confirm(ada, bo, cy)
		w.save(ada, `{"display_name":"Ada Example","newcomer":true,"found_by":"nobody"}`)
		w.save(bo, `{"display_name":"Bo Example","mentor":true,"found_by":"nobody","have":[{"skill":"go","level":5}]}`)
		w.save(cy, `{"display_name":"Cy Example","found_by":"nobody"}`)
		names := func(who string) string {
			t.Helper()
			return string(w.ask(testkit.Token(who), http.MethodGet, "/api/v1/people/names?ids="+ada+","+bo+","+ada, "").is(http.StatusOK).body)
		}
		one := func(who, of string) []api.PersonName {
			t.Helper()
			return read1[api.PersonNames](w.ask(testkit.Token(who), http.MethodGet, "/api/v1/people/names?ids="+of, "")).Items
		}
		w.ask("", http.MethodGet, "/api/v1/people/names?ids="+ada, "").is(http.StatusUnauthorized)
		if got := one(ada, bo); len(got) != 0 {
			t.Fatalf("of somebody else: %+v", got)
		}
		m := wire.MatchState{Match: "m1", Newcomer: ada, Mentor: bo, Status: "ended", Created: w.clock.Now()}
		w.s.m.matches.Wait(t.Context(), "m1", w.say(m, "m1"))
		plain := [2]string{names(ada), names(bo)}
		if got := one(ada, bo); len(got) != 1 || got[0].DisplayName != "Bo Example" {
			t.Fatalf("after an ordinary end: %+v", got)
		}
		w.s.m.standings.Wait(t.Context(), ada, w.say(wire.StandingState{Person: ada, Blocked: []string{bo, cy}}, ada))
		w.s.m.standings.Wait(t.Context(), bo, w.say(wire.StandingState{Person: bo, Blocked: []string{ada}}, bo))
		if got := [2]string{names(ada), names(bo)}; got != plain {
			t.Errorf("a block is seen in the names:\n%s\nbefore:\n%s", got, plain)
		}
		w.ask(testkit.Token(bo), http.MethodGet, "/api/v1/people/"+ada, "").is(http.StatusNotFound)
		if got := one(cy, ada); len(got) != 0 {
			t.Errorf("who had nothing with them: %+v", got)
		}
	})
}
