package profiles

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestFindMentorsByName: anybody finds the mentors whom they may see, and nobody else.
func TestFindMentorsByName(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{ApprovalOff: true})
		w.confirm(ada, bo, cy, mo)
		const offer = `,"mentor":true,"languages":[{"language":"en","level":3}],"have":[{"skill":"go","level":5}]}`
		w.save(ada, `{"display_name":"Zoë Example","found_by":"everybody"`+offer)
		w.save(bo, `{"display_name":"ZOE-Marie Example","found_by":"members"`+offer)
		w.save(cy, `{"display_name":"Zoe Newcomer","newcomer":true,"found_by":"everybody"}`)
		w.save(mo, `{"display_name":"Zoe Hidden","found_by":"nobody"`+offer)
		names := func(token, q string) (out []string) {
			t.Helper()
			for _, x := range read1[api.PersonCards](w.ask(token, http.MethodPost, "/api/v1/people/mentor-search", `{"q":"`+q+`"}`).is(http.StatusOK)).Items {
				out = append(out, x.DisplayName)
			}
			return out
		}
		w.until("known", func() bool { return len(names(testkit.Token(cy), "zoe")) == 2 })
		if diff := cmp.Diff([]string{"Zoë Example"}, names("", "ZOE")); diff != "" {
			t.Fatal(diff)
		}
		for _, short := range []string{"", "z", "!!"} {
			w.ask("", http.MethodPost, "/api/v1/people/mentor-search", `{"q":"`+short+`"}`).is(http.StatusUnprocessableEntity)
		}
		testkit.Heard(t, w.s.m.standings, ada, w.say(wire.StandingState{Person: ada, Blocked: []string{cy}}, ada))
		if diff := cmp.Diff([]string{"ZOE-Marie Example"}, names(testkit.Token(cy), "zoe")); diff != "" {
			t.Fatal("a block hides, and tells nothing: ", diff)
		}
	})
}

// TestLooksAreBounded: nobody reads the whole list of mentors name by name. Who is refused is told when to go on; another is not.
func TestLooksAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{ApprovalOff: true})
	look := func(who string) answer {
		return w.ask(testkit.Token(who), http.MethodPost, "/api/v1/people/mentor-search", `{"q":"zoe"}`)
	}
	for range looksAtOnce {
		look(ada).is(http.StatusOK)
	}
	a := look(ada).is(http.StatusTooManyRequests)
	if got := a.header.Get("Retry-After"); got != "30" {
		t.Errorf("go on after %q", got)
	}
	if p := read1[fault.Problem](a); p.Code != "people.too_many_looks" {
		t.Errorf("%+v", p)
	}
	look(bo).is(http.StatusOK)
	w.clock.Advance(looksEvery)
	look(ada).is(http.StatusOK)
	look(ada).is(http.StatusTooManyRequests)
}

// TestBlockedNames: whom one has blocked is named as if no block were there, whoever else blocked whom.
func TestBlockedNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{ApprovalOff: true})
	w.confirm(ada, bo, cy)
	const offer = `,"mentor":true,"languages":[{"language":"en","level":3}],"have":[{"skill":"go","level":5}]}`
	w.save(ada, `{"display_name":"Ada Example","newcomer":true,"found_by":"nobody"}`)
	w.save(bo, `{"display_name":"Bo Example","found_by":"members"`+offer)
	w.save(cy, `{"display_name":"Cy Hidden","found_by":"nobody"`+offer)
	w.run(func(ctx context.Context) error {
		return bus.Answer(ctx, w.buses["mentoring"], "mentoring", "own_blocks",
			func(_ context.Context, q wire.OwnBlocksQuestion) (wire.OwnBlocksAnswer, error) {
				if q.Person == ada {
					return wire.OwnBlocksAnswer{Blocked: []string{bo, cy}}, nil
				}
				return wire.OwnBlocksAnswer{Blocked: []string{}}, nil
			})
	})
	names := func(who string) (out []string) {
		t.Helper()
		a := w.ask(testkit.Token(who), http.MethodGet, "/api/v1/people/me/blocked", "")
		for _, x := range read1[api.BlockedNames](a.is(http.StatusOK)).Items {
			out = append(out, x.DisplayName)
		}
		return out
	}
	w.until("answered", func() bool {
		return w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/me/blocked", "").status == http.StatusOK && len(names(ada)) == 1
	})
	testkit.Heard(t, w.s.m.standings, bo, w.say(wire.StandingState{Person: bo, Blocked: []string{ada}}, bo))
	if diff := cmp.Diff([]string{"Bo Example"}, names(ada)); diff != "" {
		t.Fatal(diff)
	}
	if got := names(bo); len(got) != 0 {
		t.Fatal("blocked by somebody, and it is said: ", got)
	}
	w.ask("", http.MethodGet, "/api/v1/people/me/blocked", "").is(http.StatusUnauthorized)
}
