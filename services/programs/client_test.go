package programs

import (
	"net/http/httptest"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestClient walks the typed client over every route.
func TestClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	srv := httptest.NewServer(w.s.Router().Handler())
	t.Cleanup(srv.Close)
	c, err := client.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	admin, a := c.As(client.Token(admin)), c.As(client.Token(testkit.Token(ada)))
	o, err := admin.MakeOrganisation(ctx, api.OrganisationBody{Name: "Example Foundation"})
	if err != nil {
		t.Fatal(err)
	}
	about := "What it does."
	if o, err = admin.ChangeOrganisation(ctx, o.ID, api.OrganisationPatch{About: &about}); err != nil || o.About != about {
		t.Fatal(o, err)
	}
	if _, err := c.Organisation(ctx, o.ID); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range c.Organisations(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 2 {
		t.Fatal(n)
	}
	p, err := admin.MakeProgramme(ctx, api.ProgrammeBody{Org: o.ID, Name: "Autumn", Listed: true})
	if err != nil {
		t.Fatal(err)
	}
	open := true
	if p, err = admin.ChangeProgramme(ctx, p.ID, api.ProgrammePatch{Open: &open}); err != nil || !p.Open {
		t.Fatal(p, err)
	}
	for x, err := range c.Programmes(ctx, o.ID) {
		if err != nil || x.ID != p.ID {
			t.Fatal(x, err)
		}
	}
	rules, err := c.Rules(ctx, p.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	rules.Rules.Weeks = 12
	if rules, err = admin.ChangeRules(ctx, p.ID, rules.Rules, client.IfMatch(1)); err != nil || rules.Version != 2 {
		t.Fatal(rules, err)
	}
	if rules, err = c.Rules(ctx, p.ID, 1); err != nil || rules.Rules.Weeks != 8 {
		t.Fatal(rules, err)
	}
	if _, err := a.Join(ctx, p.ID, false, true); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.InviteMember(ctx, p.ID, bo); err != nil {
		t.Fatal(err)
	}
	if m, err := admin.DecideMember(ctx, p.ID, ada, api.MemberDecision{Decision: "approve"}); err != nil || m.Approval != "approved" {
		t.Fatal(m, err)
	}
	for x, err := range admin.Members(ctx, p.ID, "approved") {
		if err != nil || x.Person != ada {
			t.Fatal(x, err)
		}
	}
	if g, err := admin.GiveRole(ctx, ada, "observer", "programme:"+p.ID); err != nil || g.Person != ada {
		t.Fatal(g, err)
	}
	for x, err := range admin.Roles(ctx, "programme:"+p.ID) {
		if err != nil || x.Person != ada {
			t.Fatal(x, err)
		}
	}
	if mine, err := a.MyRoles(ctx); err != nil || len(mine.Items) != 1 {
		t.Fatal(mine, err)
	}
	if mine, err := a.MyProgrammes(ctx); err != nil || len(mine.Items) != 1 || mine.Items[0].Me == nil || !mine.Items[0].Me.Mentor {
		t.Fatal(mine, err)
	}
	if err := admin.TakeRole(ctx, ada, "observer", "programme:"+p.ID); err != nil {
		t.Fatal(err)
	}
	if err := a.Leave(ctx, p.ID, "me"); err != nil {
		t.Fatal(err)
	}
	if seen, err := a.Programme(ctx, p.ID); err != nil || seen.Me != nil {
		t.Fatal(seen, err)
	}
}
