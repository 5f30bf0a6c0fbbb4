package profiles

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestNamesAfterABlock: who had a mentorship with somebody reads their name after an ordinary end. Whoever then blocks keeps it; to who was
// blocked it reads as if the other had left: no name, a closed page, and nothing that a block of their own would bring out.
func TestNamesAfterABlock(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{ApprovalOff: true})
		const dee = "01990000-0000-7000-8000-00000000000d"
		w.confirm(ada, bo, cy, dee)
		w.save(ada, `{"display_name":"Ada Example","newcomer":true,"found_by":"nobody"}`)
		w.save(bo, `{"display_name":"Bo Example","mentor":true,"found_by":"everybody","have":[{"skill":"go","level":5}]}`)
		w.save(cy, `{"display_name":"Cy Example","found_by":"nobody"}`)
		w.save(dee, `{"display_name":"Dee Example","mentor":true,"found_by":"everybody","have":[{"skill":"go","level":5}]}`)
		var blocks sync.Map // who to wire.OwnBlocksAnswer
		w.run(func(ctx context.Context) error {
			return bus.Answer(ctx, w.buses["mentoring"], "mentoring", "own_blocks",
				func(_ context.Context, q wire.OwnBlocksQuestion) (wire.OwnBlocksAnswer, error) {
					if a, known := blocks.Load(q.Person); known {
						return a.(wire.OwnBlocksAnswer), nil
					}
					return wire.OwnBlocksAnswer{Blocked: []string{}}, nil
				})
		})
		w.until("answered", func() bool {
			return w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/me/blocked", "").status == http.StatusOK
		})
		names := func(who, of string) (out []string) {
			t.Helper()
			for _, x := range read1[api.PersonNames](w.ask(testkit.Token(who), http.MethodGet, "/api/v1/people/names?ids="+of+","+of, "")).Items {
				out = append(out, x.DisplayName)
			}
			return out
		}
		listed := func(who string) int {
			t.Helper()
			return len(read1[api.BlockedNames](w.ask(testkit.Token(who), http.MethodGet, "/api/v1/people/me/blocked", "")).Items)
		}
		w.ask("", http.MethodGet, "/api/v1/people/names?ids="+ada, "").is(http.StatusUnauthorized)
		if got := names(bo, ada); len(got) != 0 {
			t.Fatalf("of somebody else: %+v", got)
		}
		for id, mentor := range map[string]string{"m1": bo, "m2": dee} {
			testkit.Heard(t, w.s.m.matches, id, w.say(wire.MatchState{Match: id, Newcomer: ada, Mentor: mentor, Status: "ended", Created: w.clock.Now()}, id))
		}
		if got := names(ada, bo); !slices.Equal(got, []string{"Bo Example"}) {
			t.Fatalf("after an ordinary end: %+v", got)
		}
		block := func(by, of string) { // the states do not say who wants it
			testkit.Heard(t, w.s.m.standings, by, w.say(wire.StandingState{Person: by, Blocked: []string{of}}, by))
		}
		block(bo, ada)
		blocks.Store(bo, wire.OwnBlocksAnswer{Blocked: []string{ada}})
		w.tell(wire.AccountClosed{Account: dee}, dee)
		w.until("left", func() bool { return len(names(ada, dee)) == 0 })
		if got := names(bo, ada); !slices.Equal(got, []string{"Ada Example"}) || listed(bo) != 1 {
			t.Errorf("who blocks reads %+v of whom, and %d in their own list", got, listed(bo))
		}
		same := func(when string) {
			t.Helper()
			for _, other := range []string{bo, dee} {
				if got := names(ada, other); len(got) != 0 {
					t.Errorf("%s: who blocked is named, who left is not: %+v", when, got)
				}
				w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/"+other, "").is(http.StatusNotFound)
			}
			if n := listed(ada); n != 0 {
				t.Errorf("%s: in the list of blocks %d are named", when, n)
			}
		}
		same("blocked")
		block(ada, bo) // as an answer to it
		blocks.Store(ada, wire.OwnBlocksAnswer{Blocked: []string{bo, dee}, Back: []string{bo}})
		same("blocked back")
		if got := names(cy, ada); len(got) != 0 {
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
	testkit.Heard(t, w.s.m.matches, "m1", w.say(m, "m1"))
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
	testkit.Heard(t, w.s.m.standings, ada, w.say(wire.StandingState{Person: ada, Blocked: []string{bo}}, ada))
	look("good").is(http.StatusNotFound)
}

func TestFirstName(t *testing.T) {
	for name, want := range map[string]string{
		"Ada Example": "Ada", "Ada\u3000Secretlast": "Ada", "Ada\u00a0Secretlast": "Ada", "Ada\u2009Secretlast": "Ada", "\u3000Ada B": "Ada",
		"李小龍": "李小龍", "Ada": "Ada", "": "",
	} {
		if got := firstName(name); got != want {
			t.Errorf("%q: %q", name, got)
		}
	}
}
