package profiles

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
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

// TestAskingFromTheMail: whoever has the token of a mail reads a first name, skills and languages of who asks, in the mentor's name, while
// it waits; no id, no whole name, no text; after a block, or with another token, there is nothing.
func TestAskingFromTheMail(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{ApprovalOff: true})
	w.confirm(ada, bo)
	w.save(ada, `{"display_name":"Ada Example","about":"private words","newcomer":true,"found_by":"nobody","zone":"Europe/Paris",`+
		`"languages":[{"language":"en","level":3}],"want":[{"skill":"go","level":2,"example":"a wish"}],"have":[{"skill":"css","level":3}]}`)
	w.save(bo, `{"display_name":"Bo Example","mentor":true,"found_by":"nobody","zone":"Africa/Nairobi","have":[{"skill":"go","level":5}]}`)
	w.run(func(ctx context.Context) error {
		return bus.Answer(ctx, w.buses["mentoring"], "mentoring", "answer_turn",
			func(_ context.Context, q wire.AnswerTurnQuestion) (wire.AnswerTurnAnswer, error) {
				if q.Token != "good" {
					return wire.AnswerTurnAnswer{}, fault.New(fault.NotFound, "answer.unknown", "No.")
				}
				return wire.AnswerTurnAnswer{Newcomer: ada, Mentor: bo}, nil
			})
	})
	look := func(token string) answer {
		return w.ask("", http.MethodPost, "/api/v1/people/asking", `{"token":"`+token+`"}`)
	}
	m := wire.MatchState{Match: "m1", Newcomer: ada, Status: "open", Created: w.clock.Now(),
		Offers: []wire.OfferState{{Mentor: bo, State: "asked", Asked: w.clock.Now()}}}
	w.s.m.matches.Wait(t.Context(), "m1", w.say(m, "m1"))
	w.until("answered", func() bool { return look("good").status == http.StatusOK })
	a := look("good")
	got := read1[api.AskingPerson](a)
	if got.FirstName != "Ada" || strings.Join(got.Wants, " ") != "go" || strings.Join(got.Knows, " ") != "css" || got.Zone != "Africa/Nairobi" ||
		len(got.Languages) != 1 {
		t.Errorf("%+v", got)
	}
	for _, private := range []string{ada, "Example", "private", "wish", "Paris"} {
		if strings.Contains(string(a.body), private) {
			t.Errorf("it tells %q: %s", private, a.body)
		}
	}
	look("another").is(http.StatusNotFound)
	w.s.m.standings.Wait(t.Context(), ada, w.say(wire.StandingState{Person: ada, Blocked: []string{bo}}, ada))
	look("good").is(http.StatusNotFound)
}
