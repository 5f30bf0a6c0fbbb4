package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// cookiesSeen notes every cookie that pages set, with how long it stays.
type cookiesSeen struct {
	next http.RoundTripper
	ages map[string]int
}

func (c *cookiesSeen) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := c.next.RoundTrip(r)
	if err == nil {
		for _, k := range res.Cookies() {
			if k.MaxAge >= 0 {
				c.ages[k.Name] = k.MaxAge
			}
		}
	}
	return res, err
}

var draftPart = regexp.MustCompile(`-draft-\d$`)

// TestWebNamesEveryCookie: the page on privacy names each cookie that is set on the way to a first request and out again, says how long it
// stays, and names no other.
func TestWebNamesEveryCookie(t *testing.T) {
	one(t)
	s := openSite(t)
	b := s.browser()
	seen := &cookiesSeen{next: http.DefaultTransport, ages: map[string]int{}}
	b.http.Transport = seen
	b.answersOnPages()
	b.press("Compare", "with", s.mentors[1].id).must("/compare", "Whom")
	b.follow("Write your first message").must("/ask", "Write to")
	long := make([]rune, 2000)
	for i := range long {
		long[i] = rune(0x4e00 + i*7919%20000)
	}
	if b.press("Continue", "message", string(long), "name", "Nia"); b.code != http.StatusUnprocessableEntity || !strings.Contains(b.body, string(long)) {
		t.Errorf("a message that no cookie keeps: %d", b.code)
	}
	b.press("Continue", "message", "Hello.", "name", "Nia", "goal", "One change").must("/sign-up", "Open an account")
	b.open("/appearance")
	for _, form := range []url.Values{{"language": {"en"}, "back": {"/"}}, {"theme": {"dark"}, "back": {"/"}}, {"saver": {"on"}, "back": {"/"}}} {
		res, err := b.http.PostForm(s.address+"/choose", form)
		b.read(res, err)
	}
	b.signIn(s.newcomer("Nia Owino", "nia@example.org"))
	b.open("/ask").press("Send my request", "message", "Hello.").must("/requests/", "has your request")
	b.open("/privacy").must("/privacy", "Privacy")
	rows := map[string]string{}
	for _, tr := range b.all(func(n *html.Node) bool { return n.Data == "tr" }) {
		cells := []string{}
		for n := range tr.ChildNodes() {
			if n.Type == html.ElementNode {
				cells = append(cells, shownText(n))
			}
		}
		if len(cells) == 3 && cells[0] != "Name" { // the head of the table
			rows[cells[0]] = cells[2]
		}
	}
	stays := map[int]string{0: "until you close the browser", 60: "1 min", 86400: "1 day", 60 * 86400: "60 days", 365 * 86400: "365 days"}
	if len(seen.ages) < 10 {
		t.Errorf("only %d cookies were set: %v", len(seen.ages), seen.ages)
	}
	set := map[string]bool{}
	for name, age := range seen.ages {
		name = draftPart.ReplaceAllString(name, "-draft-…")
		if got, ok := rows[name]; !ok || stays[age] == "" || !strings.HasPrefix(got, stays[age]) {
			t.Errorf("the cookie %s stays %d s; the page says %q", name, age, got)
		}
		set[name] = true
	}
	for name := range rows {
		if !set[name] {
			t.Errorf("the page names the cookie %s, and nothing here sets it", name)
		}
	}
}
