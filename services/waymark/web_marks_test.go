package main

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// TestWebMarkedIssue: whoever says that an issue is not to be had can take it back; a moderator, and whoever maintains the project, says what
// they found, and it is shown again.
func TestWebMarkedIssue(t *testing.T) {
	one(t)
	s := openSite(t)
	list, err := s.public.Issues(t.Context(), client.IssueQuery{Limit: 1})
	if err != nil || len(list.Items) == 0 {
		t.Fatal("no issue", err)
	}
	i := list.Items[0]
	shown := func(want bool) {
		t.Helper()
		if got, err := s.public.Issue(t.Context(), i.ID); err != nil || got.Shown != want {
			t.Errorf("shown: %v, %v; expected %v", got.Shown, err, want)
		}
	}
	b := s.browser().signIn(s.newcomer("Nia Owino", "nia@example.org"))
	b.open("/issues/"+i.ID).press("It is closed").must("/issues/", "").says("You said that it is closed")
	b.says("What can come next", "All open issues of "+i.ProjectName) // whoever says it is done goes on
	b.press("Take it back").must("/issues/", "").says("Taken back.")
	shown(true)
	if b.open("/marks"); b.code != http.StatusForbidden {
		t.Errorf("a newcomer at the marks: %d", b.code)
	}
	// What hides an issue is the catalogue's rule: one who maintains it, or two people, one of whom is not new here.
	other := s.browser().signIn(s.newcomer("Sol Reyes", "sol@example.org"))
	b.open("/issues/" + i.ID).press("It is closed")
	other.open("/issues/" + i.ID).press("Somebody works on it")
	shown(true)
	boss := s.operator()
	boss.says("Issues that somebody marked: 1")
	boss.open("/marks").must("/marks", "Issues that somebody marked").says(i.Title, "Say that it is closed: 1. Say that somebody works on it: 1")
	boss.press("It is open: show it").must("/marks", "Issues that").says("It is shown again.", "No issue waits")
	shown(true)

	tam := s.newcomer("Tam Vo", "tam@example.org")
	if _, err := tam.ClaimProject(t.Context(), i.Project); err != nil {
		t.Fatal(err)
	}
	if _, err := s.office.admin.DecideClaim(t.Context(), i.Project, api.ProjectClaimDecision{Person: tam.id, Confirm: true}); err != nil {
		t.Fatal(err)
	}
	eve, kim := s.newcomer("Eve Oduya", "eve@example.org"), s.newcomer("Kim Sato", "kim@example.org")
	for _, p := range []*person{eve, kim} {
		if _, err := p.MarkIssue(t.Context(), i.ID, "taken"); err != nil {
			t.Fatal(err)
		}
	}
	m := s.browser().signIn(tam)
	err = eventually(t.Context(), patience, func() error {
		if m.open("/projects/" + i.Project + "/maintain"); !strings.Contains(m.body, "Issues that somebody marked") {
			return errors.New("the maintainer sees no marked issue")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	m.press("Save: What it asks", "browser", "yes", "download_mb", "120").must("/projects/"+i.Project+"/maintain", "")
	if m.open("/projects/" + i.Project); !strings.Contains(m.body, "A browser is enough") || !strings.Contains(m.body, "To download first: 120 MB") {
		t.Errorf("what the project needs is not said:\n%s", shownText(m.doc))
	}
	m.open("/issues/"+i.ID).says("A browser is enough", "To download first: 120 MB")
	m.open("/projects/" + i.Project + "/maintain")
	m.press("It is closed").must("/projects/"+i.Project+"/maintain", "").says("It is closed here too.")
	shown(false)
	if b.open("/issues/" + i.ID); !strings.Contains(b.body, "This issue is closed.") {
		t.Error("the issue does not say that it is closed")
	}
}
