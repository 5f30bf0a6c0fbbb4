package main

import (
	"net/http"
	"net/url"
	"testing"

	"golang.org/x/net/html"
)

// TestWebMail: somebody chooses what comes by mail and when; what cannot be is named at its field and keeps what was typed; an old page
// does not overrule what was chosen since.
func TestWebMail(t *testing.T) {
	one(t)
	s := openSite(t)
	b := s.browser().signIn(s.mentors[0])
	now := func() url.Values {
		values := url.Values{}
		for _, n := range b.all(func(n *html.Node) bool { return n.Data == "input" || n.Data == "select" }) {
			b.field(n, values)
		}
		return values
	}
	is := func(field, want string) {
		t.Helper()
		if got := now().Get(field); got != want {
			t.Errorf("%s is %q, not %q", field, got, want)
		}
	}
	b.open("/settings/mail").must("/settings/mail", "Mail")
	is("event-mentor_asked", "at_once")
	is("event-match_ended", "digest")
	is("weekday", "monday")
	is("quiet_from", "21:00")
	old := s.browser().signIn(s.mentors[0]).open("/settings/mail")
	b.press("Save", "event-match_ended", "inbox", "weekday", "friday", "hour", "17", "quiet_to", "06:30", "on", "quiet").must("/settings", "Settings")
	b.open("/settings/mail")
	is("event-match_ended", "inbox")
	is("event-mentor_asked", "at_once")
	is("weekday", "friday")
	is("hour", "17")
	is("quiet_to", "06:30")
	is("on", "quiet")
	if b.press("Save", "quiet_to", "21:00", "event-match_active", "at_once"); b.code != http.StatusUnprocessableEntity {
		t.Errorf("quiet for a whole day was answered %d", b.code)
	}
	is("quiet_to", "21:00")
	is("event-match_active", "at_once")
	b.press("Save", "quiet_to", "07:00").must("/settings", "Settings")
	if old.press("Save"); old.code != http.StatusUnprocessableEntity {
		t.Errorf("an old page was answered %d", old.code)
	}
	b.open("/settings/mail")
	is("event-match_active", "at_once")
	is("quiet_to", "07:00")
}
