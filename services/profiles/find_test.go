package profiles

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func TestFindByName(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{})
		w.confirm(ada, bo, cy, mo)
		w.save(ada, `{"display_name":"Zoë Example","found_by":"nobody"}`)
		w.save(bo, `{"display_name":"ZOE-Marie Example"}`)
		w.save(cy, `{"display_name":"Zora Example"}`)
		w.save(adm, `{"display_name":"Zoe Invisible"}`) // not confirmed
		m := testkit.Token(mo, "moderator")
		find := func(token, body string) answer {
			return w.ask(token, http.MethodPost, "/api/v1/people/search", body)
		}
		names := func(token, body string) (out []string, next string) {
			t.Helper()
			found := read1[api.PeopleFound](find(token, body).is(http.StatusOK))
			for _, x := range found.Items {
				out = append(out, x.DisplayName)
			}
			return out, found.Next
		}
		find("", `{"q":"zoe"}`).is(http.StatusUnauthorized)
		find(testkit.Token(bo), `{"q":"zoe"}`).is(http.StatusForbidden)
		find(m, `{"q":""}`).is(http.StatusUnprocessableEntity)
		find(m, `{"q":"!!"}`).is(http.StatusUnprocessableEntity)
		got, next := names(testkit.Token(adm, "administrator"), `{"q":"Zo\u00ebe"}`)
		if len(got) != 0 || next != "" {
			t.Fatal(got)
		}
		got, _ = names(testkit.Token(adm, "administrator"), `{"q":"zoe "}`)
		if diff := cmp.Diff([]string{"Zoë Example", "ZOE-Marie Example"}, got); diff != "" {
			t.Fatal(diff)
		}
		got, next = names(m, `{"q":"ZO","limit":2}`)
		if len(got) != 2 || next == "" {
			t.Fatal(got, next)
		}
		got, next = names(m, `{"q":"ZO","limit":2,"cursor":"`+next+`"}`)
		if diff := cmp.Diff([]string{"Zora Example"}, got); diff != "" || next != "" {
			t.Fatal(diff, next)
		}
		testkit.Heard(t, w.s.m.standings, ada, w.say(wire.StandingState{Person: ada, Blocked: []string{mo}}, ada))
		if got, _ = names(m, `{"q":"zoe"}`); len(got) != 1 {
			t.Fatal(got)
		}
	})
}
