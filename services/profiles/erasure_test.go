package profiles

import (
	"net/http"
	"testing"

	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// canaries are in every field that a person can write; each is looked for in the bytes.
const canaries = `{"display_name":"Canaryname","pronouns":"canarypronouns","about":"canaryabout","newcomer":true,"mentor":true,
"have":[{"skill":"canaryskill","level":3,"example":"canaryexample"}],"want":[{"skill":"canarywant","level":1,"example":"canarywished"}],
"teach":[{"skill":"canaryteach","level":4,"example":"canarytaught"}],
"interests":["canaryinterest"],"causes":["health"],"languages":[{"language":"mi","level":4}],"zone":"Pacific/Chatham",
"hours":[{"day":"mon","from":"18:00","to":"20:00"}],"links":[{"label":"canarylabel","url":"https://canarylink.example.org/"}]}`

// TestErasedFromTheBytes: once the account is closed nothing that the person wrote is in the store's files or in the streams', nor who
// they were to those about whom they had decided.
func TestErasedFromTheBytes(t *testing.T) {
	t.Parallel()
	disk := testkit.OnDisk(t, testkit.NewClock().Now)
	w := newWorld(t, disk.DB, Config{})
	w.confirm(ada, bo)
	w.save(bo, mentor)
	w.save(ada, canaries)
	w.ask(testkit.Token(ada), http.MethodPatch, "/api/v1/people/me", `{"about":"canaryabout and more"}`).is(http.StatusOK)
	w.approve(testkit.Token(ada, "moderator"), bo).is(http.StatusOK)
	w.facts(ada)
	words := []string{
		"Canaryname", "canarypronouns", "canaryabout", "canaryskill", "canaryexample", "canarywant", "canarywished", "canaryteach",
		"canarytaught", "canaryinterest", "Pacific/Chatham", "canarylabel",
		"canarylink", "canaryname",
	}
	disk.Settle(t)
	if found := testkit.Holding(t, words, disk.Dir); len(found) != len(words) {
		t.Fatalf("the search finds only %v", found)
	}
	if found := testkit.Holding(t, []string{"Pacific/Chatham"}, w.nats.Dir); len(found) == 0 {
		t.Fatal("the search does not see the streams")
	}
	w.tell(wire.AccountClosed{Account: ada}, ada)
	w.until("ada is forgotten", func() bool {
		d, err := w.s.c.people.Get(t.Context(), bo)
		return err == nil && d.Body.Approval.State == Approved && d.Body.Approval.By == ""
	})
	if err := w.s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.until("nothing is in the bytes", func() bool {
		disk.Settle(t)
		return len(testkit.Holding(t, words, disk.Dir, w.nats.Dir)) == 0
	})
}
