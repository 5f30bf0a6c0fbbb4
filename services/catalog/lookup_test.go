package catalog

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// TestIssuesByWords: whole words of the title find what is shown, and on request what is not; what is removed is found by nobody.
func TestIssuesByWords(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		w.load("orchard", orchard, today)
		one := source.ID(appleURL + "/issues/1")
		d, err := w.Issue(w.ctx, one)
		if err != nil {
			t.Fatal(err)
		}
		title := d.Body.Shows.Title
		find := func(text string, hidden bool) (ids []string) {
			t.Helper()
			found, _, err := w.Issues(w.ctx, IssueFilter{Text: text, Hidden: hidden, Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range found {
				ids = append(ids, i.ID)
			}
			return ids
		}
		is := func(got []string, want bool) {
			t.Helper()
			if len(got) > 1 || (len(got) == 1 && got[0] == one) != want {
				t.Errorf("%q finds %v, want it: %v", title, got, want)
			}
		}
		is(find(title, false), true)
		is(find("wibble "+title, true), false)
		if len(find("?!", true)) != 0 {
			t.Error("no word finds something")
		}
		if _, err := w.Mark(as("bob", "moderator"), one, "closed"); err != nil {
			t.Fatal(err)
		}
		is(find(title, false), false)
		is(find(title, true), true)
		removed := true
		if _, err := w.Wish(as("mod", "moderator"), d.Of.ID, Wish{Removed: &removed}, 0); err != nil {
			t.Fatal(err)
		}
		is(find(title, true), false)
	})
}
