package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
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

// TestWebLiveIsBounded: one person's pages hold as many lines as the API gives them, and one more is refused in plain words; where one ends,
// another may begin.
func TestWebLiveIsBounded(t *testing.T) {
	const bound = 5 // of pkg/httpserver, for one person
	s := openSite(t)
	b := s.browser().signIn(s.mentors[0])
	b.http.Timeout = 0 // lines stay open
	line := func() (*http.Response, context.CancelFunc) {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+"/live", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		res, err := b.http.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { cancel(); res.Body.Close() })
		return res, cancel
	}
	var end context.CancelFunc
	for range bound {
		res, cancel := line()
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" {
			t.Fatalf("%d %s", res.StatusCode, res.Header)
		}
		end = cancel
	}
	res, _ := line()
	if b.read(res, nil); b.code != http.StatusTooManyRequests || !strings.Contains(b.body, "five windows") {
		t.Fatalf("%d: %s", b.code, shownText(b.doc))
	}
	end()
	if err := s.heard(func() error {
		if res, _ := line(); res.StatusCode != http.StatusOK {
			return errors.New(res.Status)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}
