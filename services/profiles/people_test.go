package profiles

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestStaffLookAnybodyUp: a moderator finds everybody by name, whatever hides them and whoever blocked whom; nobody else does. Each look is a
// fact of who looked, without the name.
func TestStaffLookAnybodyUp(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{})
		w.confirm(ada, bo, mo)
		w.save(ada, `{"display_name":"Zoë Newcomer","newcomer":true,"found_by":"nobody"}`)
		w.save(bo, `{"display_name":"ZOE-Marie Example","mentor":true,"languages":[{"language":"en","level":3}],"have":[{"skill":"go","level":5}]}`)
		w.save(cy, `{"display_name":"Zoe Unconfirmed"}`)
		testkit.Heard(t, w.s.m.standings, ada, w.say(wire.StandingState{Person: ada, Blocked: []string{mo}}, ada))
		look := func(token, q string) answer {
			return w.ask(token, http.MethodPost, "/api/v1/people/lookup", `{"q":"`+q+`"}`)
		}
		look("", "zoe").is(http.StatusUnauthorized)
		look(testkit.Token(bo), "zoe").is(http.StatusForbidden)
		m := testkit.Token(mo, "moderator")
		for _, short := range []string{"", "z", "!!"} {
			look(m, short).is(http.StatusUnprocessableEntity)
		}
		found := read1[api.PeopleLookedUp](look(m, "ZOE ").is(http.StatusOK))
		want := []api.PersonLookedUp{
			{ID: bo, DisplayName: "ZOE-Marie Example", Mentor: true, Languages: []api.ProfileLanguage{{Language: "en", Level: 3}}},
			{ID: ada, DisplayName: "Zoë Newcomer", Newcomer: true},
			{ID: cy, DisplayName: "Zoe Unconfirmed", Hidden: true},
		}
		if diff := cmp.Diff(want, found.Items); diff != "" || found.More {
			t.Fatal(diff, found.More)
		}
		if got := read1[api.PeopleLookedUp](look(testkit.Token(adm, "administrator"), "zoe n").is(http.StatusOK)); len(got.Items) != 1 {
			t.Fatal("an administrator finds ", got)
		}
		if got := w.facts(mo); len(got) != 1 || got[0] != "people_looked_up" {
			t.Fatal(got)
		}
		w.mu.Lock()
		for _, e := range w.seen {
			if _, typ := e.TypeOf(); typ == "people_looked_up" && (string(e.Data) != `{"staff":"`+e.Subject+`"}` || e.Actor != e.Subject) {
				t.Errorf("%s by %s: %s", e.Subject, e.Actor, e.Data)
			}
		}
		w.mu.Unlock()
		w.tell(wire.AccountClosed{Account: ada}, ada)
		w.until("who has left is not found", func() bool {
			return len(read1[api.PeopleLookedUp](look(m, "zoe n").is(http.StatusOK)).Items) == 0
		})
		w.tell(wire.AccountClosed{Account: mo}, mo)
		w.until("nor stays who looked", func() bool {
			_, err := w.s.c.lookers.Get(t.Context(), mo)
			return fault.Absent(err)
		})
	})
}

// TestLookingUpIsBounded: no moderator reads the list of everybody name by name; another goes on. More than an answer holds is said.
func TestLookingUpIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	for n := range lookedUpMost + 1 {
		id := "01990000-0000-7000-8000-0000000001" + string(rune('a'+n%26)) + string(rune('a'+n/26))
		w.save(id, `{"display_name":"Zoe Example"}`)
	}
	look := func(who string) answer {
		return w.ask(testkit.Token(who, "moderator"), http.MethodPost, "/api/v1/people/lookup", `{"q":"zoe"}`)
	}
	for range looksAtOnce {
		if got := read1[api.PeopleLookedUp](look(mo).is(http.StatusOK)); len(got.Items) != lookedUpMost || !got.More {
			t.Fatal(len(got.Items), got.More)
		}
	}
	a := look(mo).is(http.StatusTooManyRequests)
	if p := read1[fault.Problem](a); p.Code != "people.too_many_looks" {
		t.Errorf("%+v", p)
	}
	look(adm).is(http.StatusOK)
	w.clock.Advance(looksEvery)
	look(mo).is(http.StatusOK)
	look(mo).is(http.StatusTooManyRequests)
}
