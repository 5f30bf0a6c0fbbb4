package profiles

import (
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestClient walks the typed client over every route.
func TestClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	srv := httptest.NewServer(w.s.Router().Handler())
	t.Cleanup(srv.Close)
	c, err := client.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	as := func(token string) *client.Client { return c.As(client.Token(token)) }
	ctx := t.Context()
	w.confirm(ada, bo, mo)
	var got client.Answer
	me, err := as(testkit.Token(bo)).SaveMe(ctx, api.ProfileBody{
		DisplayName: "Bo Example", Mentor: true, Have: []api.ProfileSkill{{Skill: "Design", Level: 5}},
	}, client.Into(&got))
	if err != nil || me.Approval.State != "waiting" {
		t.Fatal(me, err)
	}
	about := "I draw."
	if me, err = as(testkit.Token(bo)).ChangeMe(ctx, api.ProfilePatch{About: &about}, client.IfMatch(got.Version)); err != nil || me.About != about {
		t.Fatal(me, err)
	}
	if _, err = as(testkit.Token(bo)).ChangeMe(ctx, api.ProfilePatch{About: &about}, client.IfMatch(got.Version)); !fault.Coded(err, "profile.changed") {
		t.Fatal(err)
	}
	moderator := as(testkit.Token(mo, "moderator"))
	n := 0
	for x, err := range moderator.MentorCandidates(ctx, "waiting") {
		if err != nil || x.Person.ID != bo {
			t.Fatal(x, err)
		}
		n++
	}
	if x, err := moderator.MentorApproval(ctx, bo); err != nil || x.Person.ID != bo || x.Approval.State != "waiting" || x.Version == 0 {
		t.Fatal(x, err)
	}
	if _, err := moderator.RefuseMentor(ctx, bo, "tell_more"); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	seen, err := moderator.MentorApproval(ctx, bo)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := moderator.ApproveMentor(ctx, bo, client.IfMatch(seen.Version)); err != nil {
		t.Fatal(err)
	}
	zone, spoken := "Europe/Lisbon", []api.ProfileLanguage{{Language: "pt", Level: 4}}
	if _, err = as(testkit.Token(bo)).ChangeMe(ctx, api.ProfilePatch{Zone: &zone, Languages: &spoken}); err != nil {
		t.Fatal(err)
	}
	people, err := as(testkit.Token(ada)).People(ctx, []string{bo, ada})
	if diff := cmp.Diff(map[string]api.PersonCard{bo: {
		ID: bo, DisplayName: "Bo Example", About: about, Zone: zone, Languages: spoken, Format: "either", Teaches: []string{"design"}, Mentor: true,
	}}, people); diff != "" || err != nil {
		t.Fatal(diff, err)
	}
	if _, err := as(testkit.Token(ada)).Person(ctx, bo); err != nil {
		t.Fatal(err)
	}
	if _, err := as(testkit.Token(ada)).Me(ctx); !fault.Coded(err, "profile.none_yet") {
		t.Fatal(err)
	}
	for name, ask := range map[string]func() (*api.SkillEntries, error){
		"skills":  func() (*api.SkillEntries, error) { return c.Skills(ctx, "docu", "craft") },
		"names":   func() (*api.SkillEntries, error) { return c.SkillNames(ctx, []string{"go"}) },
		"suggest": func() (*api.SkillEntries, error) { return c.SuggestSkills(ctx, nil) },
	} {
		if list, err := ask(); err != nil || len(list.Items) == 0 {
			t.Fatal(name, list, err)
		}
	}
	if causes, err := c.Causes(ctx); err != nil || len(causes.Items) == 0 {
		t.Fatal(causes, err)
	}
	admin := as(testkit.Token(adm, "administrator"))
	file := []byte("Wer;Kontakt\nDi Example;di@example.org\n")
	mapping := map[string]string{"display_name": "Wer", "email": "Kontakt"}
	report, err := admin.ImportPeople(ctx, file, client.ImportPeople{DryRun: true, Mapping: mapping})
	if err != nil || report.Rows != 1 || report.ProblemsTotal != 0 {
		t.Fatal(report, err)
	}
	if report, err = admin.ImportPeople(ctx, file, client.ImportPeople{Mapping: mapping, Role: "both", Locale: "de"}); err != nil {
		t.Fatal(err)
	}
	w.importDone(report.Import.ID)
	if im, err := admin.PeopleImport(ctx, report.Import.ID); err != nil || im.Done != 1 {
		t.Fatal(im, err)
	}
	for x, err := range admin.PeopleImports(ctx, "open") {
		if err != nil || x.ID != report.Import.ID {
			t.Fatal(x, err)
		}
	}
}
