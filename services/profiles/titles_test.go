package profiles

import (
	"net/http"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/naming"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestTitlesOfStaff: who has no role cannot be called by its title; who has it can, and who lost it keeps what else they change.
func TestTitlesOfStaff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{ApprovalOff: true})
	w.confirm(ada, bo)
	put := func(token, name string) answer {
		return w.ask(token, http.MethodPut, "/api/v1/people/me", `{"display_name":"`+name+`","newcomer":true}`)
	}
	for _, name := range []string{"Moderator", "Waymark Team", "ꓮꓓꓟꓲꓠ", "Ada (администратор)"} {
		got := put(testkit.Token(ada), name)
		p := read1[fault.Problem](got.is(http.StatusUnprocessableEntity))
		if len(p.Fields) != 1 || p.Fields[0].Code != naming.Titled || p.Fields[0].Pointer != "/display_name" {
			t.Errorf("%q: %s", name, got.body)
		}
	}
	put(testkit.Token(ada), "Adminah Example").is(http.StatusOK)
	put(testkit.Token(bo, "moderator"), "Admin").is(http.StatusUnprocessableEntity)
	put(testkit.Token(bo, "moderator"), "Bo (moderator)").is(http.StatusOK)
	w.ask(testkit.Token(bo), http.MethodPatch, "/api/v1/people/me", `{"about":"No moderator any more."}`).is(http.StatusOK)
	say := func(token, pronouns string) answer {
		return w.ask(token, http.MethodPatch, "/api/v1/people/me", `{"pronouns":"`+pronouns+`"}`)
	}
	for pronouns, code := range map[string]string{
		"Moderator": naming.Titled, "she/her (mod)": naming.Titled, "Waymark staff": naming.Titled, "staff http://evil.example": naming.Address,
		"a\u200bb": naming.Invisible, "...": naming.NoLetter, "\u0455he": naming.Mixed,
	} {
		got := say(testkit.Token(ada), pronouns)
		p := read1[fault.Problem](got.is(http.StatusUnprocessableEntity))
		if len(p.Fields) != 1 || p.Fields[0].Code != code || p.Fields[0].Pointer != "/pronouns" {
			t.Errorf("%q: %s", pronouns, got.body)
		}
	}
	for _, pronouns := range []string{"she/her", "they/them", "elle", "она/её", "هي", "她", "xe/xem/xyr", "any", "ze (or they)", ""} {
		say(testkit.Token(ada), pronouns).is(http.StatusOK)
	}
	if _, problems := read(t, "name,email,pronouns\nMika Example,m@example.org,Moderator\nAda Example,a@example.org,she/her\n", nil); problems.Total != 1 {
		t.Errorf("%+v", problems)
	}
	if _, problems := read(t, "name,email\nModerator,m@example.org\nAdminah Example,a@example.org\n", nil); problems.Total != 1 {
		t.Errorf("%+v", problems)
	}
}
