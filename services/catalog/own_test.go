package catalog

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// TestOwnProjects: a maintainer finds the projects that they claimed and those on which they have a role, each once, page by page; to
// mentoring who has the role maintains the project too; and the claimant is told what was decided.
func TestOwnProjects(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	list := "issue_url,title\n"
	for i := range 5 {
		list += "https://github.com/orchard/plum" + itoa(i) + "/issues/1,Something to do\n"
	}
	w.load("plums", list, today)
	plum := func(i int) string { return source.ID("https://github.com/orchard/plum" + itoa(i)) }
	given := map[string]bool{"project:" + plum(1): true, "project:" + plum(3): true, "project:absent": true}
	w.d.Given = func(person string) (out []string) {
		for scope := range given {
			if person == "ada" {
				out = append(out, scope)
			}
		}
		return out
	}
	mod := as("mod", auth.Moderator)
	for _, i := range []int{0, 1, 2} {
		_, err := w.Claim(as("ada"), plum(i))
		must(err)
	}
	_, err := w.Decide(mod, plum(0), "ada", true)
	must(err)
	d, err := w.Decide(mod, plum(2), "ada", false)
	must(err)
	var told wire.ProjectClaimDecided
	for _, f := range d.Facts() {
		if strings.Contains(f.Type, "project_claim_decided") {
			must(json.Unmarshal(f.Data, &told))
		}
	}
	if told != (wire.ProjectClaimDecided{Project: plum(2), Person: "ada", Decision: "refused"}) {
		t.Errorf("told: %+v", told)
	}

	c, err := client.New("http://waymark.test", client.WithTransport(client.InProcess(w.Router().Handler())), client.WithTries(1, 0))
	must(err)
	want := map[string]api.OwnProject{
		plum(0): {Maintainer: true, Claim: "confirmed"}, plum(1): {Maintainer: true, Claim: "asked"}, plum(2): {Claim: "refused"},
		plum(3): {Maintainer: true},
	}
	for x, err := range c.As(client.Token(testkit.Token("ada"))).OwnProjects(t.Context()) {
		must(err)
		if is, ok := want[x.Project]; !ok || is.Maintainer != x.Maintainer || is.Claim != x.Claim || x.URL == "" || x.Name == "" {
			t.Errorf("%+v, want %+v", x, is)
		}
		delete(want, x.Project)
	}
	if len(want) > 0 {
		t.Errorf("not there: %v", want)
	}
	seen := 0
	for after := ""; ; {
		own, next, err := w.OwnProjects(as("ada"), 1, after)
		must(err)
		seen += len(own)
		if after = next; next == "" {
			break
		}
	}
	if seen != 4 {
		t.Errorf("%d projects one by one", seen)
	}
	if own, _, err := w.OwnProjects(as("bo"), 10, ""); err != nil || len(own) != 0 {
		t.Errorf("somebody else: %v %v", own, err)
	}
	one := source.ID("https://github.com/orchard/plum3/issues/1")
	a, err := w.KnownIssues(t.Context(), wire.IssuesQuestion{Issues: []string{one}, People: []string{"ada", "bo"}})
	must(err)
	if got := fmt.Sprint(a.Issues[0].Maintainers); got != "[ada]" {
		t.Errorf("mentoring hears of %s", got)
	}
}
