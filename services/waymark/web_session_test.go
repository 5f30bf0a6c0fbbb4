package main

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestWebLostAnswer: a browser that lost the page with its next cookie is still signed in minutes later, and so is one that got it; a cookie
// that is far older ends the session, as a stolen one would.
func TestWebLostAnswer(t *testing.T) {
	clock := testkit.NewClock()
	s := openSiteAt(t, clock.Now)
	at, err := url.Parse(s.address)
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser().signIn(s.mentors[0])
	old := b.http.Jar.Cookies(at)
	stale := func() *browser {
		c := s.browser()
		c.http.Jar.SetCookies(at, old)
		return c
	}
	in := func(b *browser) {
		t.Helper()
		if b.open("/inbox"); b.code != http.StatusOK || b.at.Path != "/inbox" {
			t.Fatalf("%d %s", b.code, b.at)
		}
	}
	clock.Advance(auth.AccessLife + time.Minute)
	in(b)
	clock.Advance(auth.AccessLife + time.Minute) // what came with the lost page has ended, too
	late := stale()
	in(late)
	in(b)
	in(late)
	clock.Advance(time.Hour)
	if c := stale().open("/inbox"); c.code != http.StatusOK || c.at.Path != "/sign-in" {
		t.Errorf("an old cookie leads to %d %s", c.code, c.at)
	}
	if b.open("/inbox"); b.at.Path != "/sign-in" {
		t.Errorf("the session goes on after an old token was used again: %s", b.at)
	}
}
