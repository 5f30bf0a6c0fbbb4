package profiles

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestInviteByAddress: an organiser invites one person, who stays invisible until they accept; the same twice is once, nobody else may,
// and what is wrong is said of its field.
func TestInviteByAddress(t *testing.T) {
	t.Parallel()
	disk := testkit.OnDisk(t, testkit.NewClock().Now)
	x := newSteer(t, disk.DB, Config{})
	ctx := t.Context()
	testkit.Heard(t, x.s.m.programmes, "p1", x.say(wire.ProgrammeState{Programme: "p1", Org: "o1", Open: true}, "p1"))
	organiser := x.nobody.As(client.Token(testkit.Token(org)))
	in := api.PeopleInvitation{Address: "Canary.Address@example.org", DisplayName: "Di Example", Programme: "p1", Role: "mentor", Locale: "pt"}
	im, err := organiser.InvitePerson(ctx, in, client.Key("one"))
	if err != nil || im.Rows != 1 || im.Programme != "p1" {
		t.Fatal(im, err)
	}
	again, err := organiser.InvitePerson(ctx, in, client.Key("one"))
	if err != nil || again.ID != im.ID {
		t.Fatal(again, err)
	}
	x.importDone(im.ID)
	invited := x.accounts.all()
	if len(invited) != 1 {
		t.Fatal(invited)
	}
	d, err := x.s.c.people.Get(ctx, invited[0])
	if err != nil || !d.Body.Mentor || d.Body.Newcomer || !d.Body.Invitation.Open || d.Body.FoundBy != FoundByProgramme || d.Body.DisplayName != "Di Example" {
		t.Fatalf("%+v %v", d, err)
	}
	if got := x.facts(invited[0]); len(got) != 1 || got[0] != "person_imported" {
		t.Error(got)
	}
	x.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/"+invited[0], "").is(http.StatusNotFound)
	disk.Settle(t)
	if found := testkit.Holding(t, []string{"canary.address"}, disk.Dir, x.nats.Dir); len(found) > 0 {
		t.Errorf("the address is kept: %v", found)
	}

	var many []*store.Doc[Import]
	for i := range mostInvites {
		many = append(many, &store.Doc[Import]{ID: fmt.Sprintf("import-%d", i), Body: Import{
			Programme: "p1", By: org, State: ImportDone, Created: x.clock.Now(), Finished: x.clock.Now(),
		}})
	}
	for _, err := range x.s.c.imports.Bulk(ctx, many) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := organiser.InvitePerson(ctx, in); !fault.Coded(err, "import.too_many_today") {
		t.Error(err)
	}
	if again, err = organiser.InvitePerson(ctx, in, client.Key("one")); err != nil || again.ID != im.ID {
		t.Error("what was answered is answered again", again, err)
	}
	x.clock.Advance(25 * time.Hour)
	if _, err := organiser.InvitePerson(ctx, in); err != nil {
		t.Error(err)
	}

	other := x.nobody.As(client.Token(testkit.Token(ada)))
	if _, err := other.InvitePerson(ctx, in); !fault.Coded(err, "import.no_programme") {
		t.Error(err)
	}
	in.Programme = ""
	if _, err := organiser.InvitePerson(ctx, in); !fault.Coded(err, "import.no_programme") {
		t.Error("only administrators invite into the always-open programme", err)
	}
	x.ask("", http.MethodPost, "/api/v1/people-imports/invitations", `{"address":"a@example.org","display_name":"A"}`).is(http.StatusUnauthorized)
	for body, want := range map[string]string{
		`{"address":"nobody","display_name":"A","programme":"p1"}`:                                 "/address not_an_address",
		`{"address":"a@example.org","display_name":"  ","programme":"p1"}`:                         "/display_name required",
		`{"address":"a@example.org","display_name":"A","programme":"p1","locale":"wibble-wobble"}`: "/locale unknown_language",
	} {
		p := read1[fault.Problem](x.ask(testkit.Token(org), http.MethodPost, "/api/v1/people-imports/invitations", body, "Idempotency-Key",
			"k"+strings.Repeat("x", len(want))).is(http.StatusUnprocessableEntity))
		if len(p.Fields) != 1 || p.Fields[0].Pointer+" "+p.Fields[0].Code != want {
			t.Errorf("%s: %+v, want %s", body, p.Fields, want)
		}
	}
}
