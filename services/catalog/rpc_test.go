package catalog

import (
	"fmt"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// TestKnownIssues: what mentoring is told of issues that are shown, marked, of a paused project, and not there.
func TestKnownIssues(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		w.load("orchard", orchard, today.AddDate(0, 0, -10))
		one, two, none := source.ID(appleURL+"/issues/1"), source.ID(appleURL+"/issues/2"), "no-such-issue"
		apple := source.ID(appleURL)
		ask := func(ids ...string) string {
			t.Helper()
			got, err := w.KnownIssues(t.Context(), wire.IssuesQuestion{Issues: ids})
			if err != nil {
				t.Fatal(err)
			}
			out := ""
			for i, x := range got.Issues {
				if x.Issue != ids[i] || x.Known != (x.Project == apple) {
					t.Errorf("%s: %+v", ids[i], x)
				}
				out += fmt.Sprint(x.Known, x.Open, " ")
			}
			return out
		}
		if got := ask(two, none, one); got != "true true false false true true " {
			t.Errorf("at first: %s", got)
		}
		if _, err := w.Mark(as("bo", auth.Moderator), two, "taken"); err != nil {
			t.Fatal(err)
		}
		if got := ask(one, two); got != "true true true false " {
			t.Errorf("one is marked: %s", got)
		}
		if _, err := w.Wish(as("root", auth.Administrator), apple, Wish{Paused: ptr(true)}, 0); err != nil {
			t.Fatal(err)
		}
		if got := ask(one, two); got != "true false true false " { // before any sweep
			t.Errorf("the project is paused: %s", got)
		}
		// Who may help: everybody who knows it, unless its maintainers say otherwise; who maintains it is told of those asked about alone.
		if _, err := w.Claim(as("mia"), apple); err == nil {
			_, err = w.Decide(as("mod", auth.Moderator), apple, "mia", true)
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, wish := range []struct{ help, want string }{
			{wire.HelpMentors, "mentors [mia]"}, {wire.HelpMaintainers, "maintainers [mia]"}, {wire.HelpNobody, "nobody [mia]"},
		} {
			if _, err := w.Wish(as("mia"), apple, Wish{Help: &wish.help}, 0); err != nil {
				t.Fatal(err)
			}
			got, err := w.KnownIssues(t.Context(), wire.IssuesQuestion{Issues: []string{one}, People: []string{"bo", "mia"}})
			if err != nil || fmt.Sprint(got.Issues[0].Help, " ", got.Issues[0].Maintainers) != wish.want {
				t.Errorf("%s: %+v %v", wish.want, got, err)
			}
		}
		if got, _ := w.KnownIssues(t.Context(), wire.IssuesQuestion{Issues: []string{one}, People: []string{"bo"}}); len(got.Issues[0].Maintainers) != 0 {
			t.Errorf("%+v", got)
		}
		for _, n := range []int{0, wire.MaxIssues + 1} {
			if _, err := w.KnownIssues(t.Context(), wire.IssuesQuestion{Issues: make([]string, n)}); !fault.Has(err, fault.Invalid) {
				t.Errorf("%d ids: %v", n, err)
			}
		}
	})
}
