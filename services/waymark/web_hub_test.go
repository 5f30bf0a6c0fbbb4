package main

import (
	"io"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
)

// TestWebHub: an organiser makes a hub, another brings a community, and somebody registers once for it, on pages alone.
func TestWebHub(t *testing.T) {
	one(t)
	x := openCohort(t)
	ctx := t.Context()
	other := x.site.newcomer("Ona Lind", "ona@example.org")
	org, err := x.office.admin.MakeOrganisation(ctx, api.OrganisationBody{Name: "Another Foundation"})
	if err != nil {
		t.Fatal(err)
	}
	community, err := x.office.admin.MakeProgramme(ctx, api.ProgrammeBody{Org: org.ID, Name: "Coral Community", Open: true, Listed: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.heard(func() error {
		_, err := x.office.admin.GiveRole(ctx, other.id, "organiser", "org:"+org.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	o, c := x.browser().signIn(x.organiser), x.browser().signIn(other)
	o.open("/programmes/"+x.programme).follow("Hub and communities").must("/programmes/", "First Steps: its communities")
	o.follow("Make it a hub").says("That stays so").press("Make it a hub").says("No community is in it yet.")
	c.open("/programmes/"+community.ID+"/hub").press("Ask to be in", "hub_programme", "nowhere at all")
	if c.code != 422 {
		t.Fatalf("no programme: %d", c.code)
	}
	c.open("/programmes/"+community.ID+"/hub").press("Ask to be in", "hub_programme", "https://waymark.example.org/programmes/"+x.programme)
	o.open("/programmes/"+x.programme+"/hub").says("Coral Community", "asks to be in").press("Take it in")
	n := x.browser()
	n.open("/programmes/"+x.programme).follow("Its communities: register once").says("Coral Community", "Sign in to register")
	n.signIn(x.newcomer).open("/programmes/" + x.programme + "/hub").says("Each community that you tick has its own rules")
	n.press("Register", "community", community.ID+".1")
	if n.code != 422 || !strings.Contains(n.body, `href="#as"`) {
		t.Fatalf("as nothing: %d\n%s", n.code, shownText(n.doc))
	}
	if err := x.heard(func() error {
		n.open("/programmes/"+x.programme+"/hub").press("Register", "as", "newcomer", "community", community.ID+".1")
		p, err := x.newcomer.Programme(ctx, community.ID)
		if err == nil && (p.Me == nil || !p.Me.Newcomer) {
			return io.ErrNoProgress
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	n.says("You are in it now")
	o.open("/programmes/"+x.programme+"/hub/report").must("/programmes/", "First Steps: figures over all communities")
	if n.open("/programmes/" + x.programme + "/hub/report"); n.code != 403 {
		t.Errorf("a member reads the hub's figures: %d", n.code)
	}
	c.open("/programmes/" + community.ID + "/hub").press("Leave this hub")
	if list, err := x.public.Communities(ctx, x.programme); err != nil || len(list.Items) != 0 {
		t.Errorf("%+v %v", list, err)
	}
}
