package programs

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestMirrorsKeepLittle: of a person this service's store has no more than it asks for.
func TestMirrorsKeepLittle(t *testing.T) {
	t.Parallel()
	disk := testkit.OnDisk(t, testkit.NewClock().Now)
	w := newWorld(t, disk.DB)
	v := w.publish(wire.Envelope{Type: "waymark.state.profiles.person.v1", Subject: ada}, wire.PersonState{
		Person: ada, Mentor: true, Have: []wire.SkillLevel{{Skill: "canary-skill", Level: 3}}, Zone: "Canary/Zone", Interests: []string{"canary-interest"},
	})
	a := w.publish(wire.Envelope{Type: "waymark.state.accounts.account.v1", Subject: ada}, wire.AccountState{
		Account: ada, Confirmed: true, Locale: "canary-locale", Roles: []string{"canary-role"},
	})
	testkit.Heard(t, w.s.m.persons, ada, v)
	testkit.Heard(t, w.s.m.accounts, ada, a)
	disk.Settle(t)
	words := []string{ada, "canary-skill", "Canary/Zone", "canary-interest", "canary-locale", "canary-role"}
	if found := testkit.Holding(t, words, disk.Dir); len(found) != 1 || found[ada] == "" {
		t.Errorf("in the store: %v", found)
	}
}
