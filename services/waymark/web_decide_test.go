package main

import (
	"io"
	"strings"
	"testing"
)

// TestWebTwoOrganisersDecide: whoever decides from a page that is older than another's decision is told what stands and by whom, and replaces it
// only knowingly; the same of several at once.
func TestWebTwoOrganisersDecide(t *testing.T) {
	one(t)
	x := openCohort(t)
	id := x.sent("")
	second := x.site.newcomer("Omar Idris", "omar@example.org")
	if err := x.heard(func() error {
		_, err := x.office.admin.GiveRole(t.Context(), second.id, "organiser", "programme:"+x.programme)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	page, list := "/cohorts/"+x.id+"/reviews/"+id, "/cohorts/"+x.id+"/reviews"
	const keep, several = "Keep the decision", "Keep the decision for all of them"
	a, b, c := x.browser().signIn(x.organiser), x.browser().signIn(second), x.browser().signIn(second)
	a.open(page)
	if err := x.heard(func() error { // the role reaches each service by itself
		if b.open(page); b.code != 200 || !strings.Contains(b.body, keep) {
			return io.ErrNoProgress
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	c.open(list)
	a.press(keep, "outcome", "accept", "words", "Welcome.").must(page, "Applicant").says("What stands now", "You prepared this.")

	by := "Somebody without a page (…" + x.organiser.id[len(x.organiser.id)-4:] + ")" // whose page is open to nobody yet
	b.press(keep, "outcome", "decline", "because", "fit", "words", "Come again.")
	if b.code != 409 {
		t.Fatalf("%d\n%s", b.code, shownText(b.doc))
	}
	b.says("Another organiser decided about this", "What stands now", "Accept", by+" prepared this.", "Your choice below is not kept yet.")
	if !b.checked("outcome", "decline") || !strings.Contains(b.body, "Come again.") {
		t.Errorf("what was chosen is gone\n%s", shownText(b.doc))
	}
	c.press(several, "application", id, "outcome", "decline", "because", "places")
	if c.code != 409 || !c.checked("application", id) {
		t.Fatalf("%d\n%s", c.code, shownText(c.doc))
	}
	c.says("1 application was decided by somebody since you looked.", "Accept", "by "+by)
	if got := x.decided(id); got != "accept" {
		t.Fatal("overwritten by", got)
	}
	// Knowingly: the page has seen it now.
	b.press(keep).must(page, "Applicant").says("You prepared this.")
	if got := x.decided(id); got != "decline" {
		t.Fatal(got)
	}
}

// decided is what waits to be told.
func (x *calling) decided(id string) string {
	x.Helper()
	got, err := x.organiser.Application(x.Context(), id)
	if err != nil || got.Decision == nil {
		x.Fatalf("%+v %v", got, err)
	}
	return got.Decision.Outcome
}
