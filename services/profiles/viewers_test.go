package profiles

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestManyMatches: an old mentorship is found behind any number of newer ones with others, and behind more of the same two than one
// page of the mirror has.
func TestManyMatches(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	w.confirm(ada, bo)
	w.save(ada, full)
	w.save(bo, `{"display_name":"Bo Example"}`)
	say := func(m wire.MatchState) { w.say(m, m.Match) }
	say(wire.MatchState{Match: "m0000", Newcomer: ada, Mentor: bo, Status: "active", Created: w.clock.Now()})
	for i := range 1100 {
		m := wire.MatchState{Match: fmt.Sprintf("m%04d", i+1), Newcomer: ada, Mentor: bo, Status: "void", Created: w.clock.Now()}
		if i%2 == 0 {
			m.Mentor = fmt.Sprintf("01990000-0000-7000-a000-%012d", i)
		}
		say(m)
	}
	w.until("all are mirrored", func() bool {
		n, err := w.s.m.matches.Count(t.Context())
		return err == nil && n == 1101
	})
	w.ask(testkit.Token(bo), http.MethodGet, "/api/v1/people/"+ada, "").is(http.StatusOK)
	between, err := w.s.m.matchesBetween(t.Context(), bo, []string{ada})
	if err != nil || len(between) != 551 {
		t.Fatalf("%v: %d between the two", err, len(between))
	}
}
