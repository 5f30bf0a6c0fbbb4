package main

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// answersOnPages goes through the three screens of the start.
func (b *browser) answersOnPages() *browser {
	b.Helper()
	b.open("/").must("/", "Your first steps").follow("Find a mentor").must("/start/1", "What do you know")
	b.press("Continue", "have", "python", "have", "documentation", "level", "3", "want", "go").must("/start/2", "When do you have time")
	b.press("Weekday evenings", "zone", "Africa/Nairobi").must("/start/2", "When do you have time")
	if n := len(b.all(func(n *html.Node) bool { return attr(n, "name") == "hours" && has(n, "checked") })); n != 5 {
		b.Errorf("%d evenings were filled in", n)
	}
	b.press("Continue", "language", "en", "spoken", "3", "minutes", "180").must("/start/3", "What matters")
	return b.press("Show who fits", "causes", "health", "goals", "contribute").must("/fit", "Mentors and issues that fit you")
}

// TestWebMainJob goes, without a script, from the first page to an accepted request and the first messages of both.
func TestWebMainJob(t *testing.T) {
	s := openSite(t)
	b := s.browser()
	b.answersOnPages()
	for _, want := range []string{"Helps with Go, which you want to learn", "A gap:", "Mika Aalto", "Ora Bell"} {
		if !strings.Contains(b.body, want) {
			t.Errorf("what fits does not say %q", want)
		}
	}
	b.press("Compare", "with", s.mentors[1].id, "with", s.mentors[0].id).must("/compare", "Whom shall we ask first")
	b.press("Earlier", "up", s.mentors[0].id).must("/compare", "Whom")
	b.follow("Write your first message").must("/ask", "Write to Mika")
	b.press("Continue", "message", "", "name", "Nia")
	if b.code != http.StatusUnprocessableEntity || !strings.Contains(b.body, "One thing needs your attention") {
		t.Fatalf("an empty message: %d", b.code)
	}
	const message = "Hello Mika. I write Python at work & would like to learn Go <by> fixing something real."
	b.press("Continue", "message", message, "name", "")
	if b.code != http.StatusUnprocessableEntity || !strings.Contains(b.body, "Say how you want to be called") {
		t.Fatalf("no name: %d", b.code)
	}
	b.press("Continue", "message", message, "name", "Nia", "goal", "A first merged change").must("/sign-up", "Open an account")
	for _, c := range b.http.Jar.Cookies(b.at) {
		if strings.Contains(c.Value, "Python at work") {
			t.Error("the message stands in a cookie as plain text")
		}
	}
	b.press("Send me a link", "address", "nia@example.org", "conduct", "yes").must("/sign-up", "Ask for your link")
	token, err := s.office.link(t.Context(), "nia@example.org", "confirm")
	if err != nil {
		t.Fatal(err)
	}
	b.open("/links/confirm").must("/links/confirm", "Confirm your address")
	b.press("Confirm", "token", token, "password", "a sentence that nobody else would choose").must("/ask", "Write to Mika") // straight on to what was begun
	if b.open("/").must("/", "Hello"); !strings.Contains(b.body, "Your first message is written and waits.") {
		t.Error("the first page does not speak of the draft")
	}
	b.follow("To my message").must("/ask", "Write to Mika")
	if !strings.Contains(b.body, html.EscapeString(message)) {
		t.Fatalf("the draft is gone:\n%s", b.body)
	}
	b.press("Send my request", "name", "Nia Owino").must("/requests/", "Mika has your request")
	request := b.at.Path
	if b.open("/").must("/", "Hello"); !strings.Contains(b.body, "Mika has your request") || !strings.Contains(b.body, request) {
		t.Error("the first page does not speak of the request that runs")
	}
	b.open(request)
	t.Logf("%d bytes of pages to the first sent request", b.bytes)
	if b.bytes > 300_000 {
		t.Errorf("the main path has %d bytes", b.bytes)
	}

	m := s.browser().signIn(s.mentors[0])
	m.open("/queue").must("/queue", "1 newcomer would like your help")
	if !strings.Contains(m.body, "Wants to learn Go, which you help with") || !strings.Contains(m.body, html.EscapeString("<by>")) {
		t.Errorf("the queue does not say why, or not what was written:\n%s", shownText(m.doc))
	}
	m.follow("Ask something").must("/queue/", "Ask Nia something")
	m.press("Send my question", "message", "Which hours suit you?").must("/queue", "1 newcomer")
	b.open(b.at.Path).must("/requests/", "Mika has a question for you")
	b.press("Send my answer", "message", "Tuesdays.").must("/requests/", "Mika has your request")
	m.open("/queue").follow("Accept").must("/queue/", "Say yes to Nia?")
	m.press("Accept").must("/mentorships/", "You and Nia")
	m.press("Send", "message", "Welcome. **Begin** with the shortest file.").must("/mentorships/", "You and Nia")
	b.open("/inbox").must("/inbox", "Inbox")
	b.open("/mentorships/"+strings.TrimPrefix(m.at.Path, "/mentorships/")).must("/mentorships/", "You and Mika")
	if !strings.Contains(b.body, "<strong>Begin</strong>") {
		t.Error("the mentor's message is not there")
	}
	b.press("Send", "message", "Thank you.").must("/mentorships/", "You and Mika")
	b.press("Save the goals", "goal-1", "One merged change", "done", "1").must("/mentorships/", "You and Mika")
	b.follow("End it").must("/mentorships/", "End this mentorship?")
	b.press("End it").must("/mentorships/", "You and Mika")
	if !strings.Contains(b.body, "This mentorship has ended") {
		t.Error("it has not ended")
	}
}

// TestWebNotThisTime: kind words go with it, and the next person is asked.
func TestWebNotThisTime(t *testing.T) {
	one(t)
	s := openSite(t)
	p, err := s.office.open(t.Context(), "sol@example.org", newPassword())
	if err == nil {
		_, err = p.SaveMe(t.Context(), newcomerBody("Sol Reyes"))
	}
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser().signIn(p)
	b.open("/compare?with="+s.mentors[0].id+"&with="+s.mentors[1].id).must("/compare", "Whom")
	b.open("/ask").press("Send my request", "message", "Hello.").must("/requests/", "Mika has your request")
	m := s.browser().signIn(s.mentors[0])
	m.open("/queue").follow("Not this time").must("/queue/", "Not this time")
	m.press("Send it").must("/queue", "Nobody waits for you now")
	b.open(b.at.Path).must("/requests/", "Ora has your request")
	if !strings.Contains(b.body, "Not this time") {
		t.Error("the order does not say what the first answered")
	}
	b.follow("Withdraw my request").must("/requests/", "Withdraw your request?")
	b.press("Withdraw my request").must("/requests/", "A request you took back")
	b.open("/people/"+s.mentors[1].id).must("/people/", "Ora Bell").follow("Block this person").must("/people/", "Block Ora?")
	b.press("Block").must("/settings/blocks", "People you have blocked")
	err = eventually(t.Context(), patience, func() error {
		if b.open("/people/" + s.mentors[1].id); b.code != http.StatusNotFound {
			return errors.New("somebody blocked is still shown")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	b.open("/settings/blocks").press("Lift the block").must("/settings/blocks", "People you have blocked")
	b.open("/settings/account").press("Sign out everywhere").must("/sign-in", "Sign in")
	if b.open("/settings"); !strings.HasPrefix(b.at.Path, "/sign-in") {
		t.Errorf("signed out everywhere, and still at %s", b.at)
	}
}

// ownPages are pages that need nothing but the reader.
var ownPages = []string{"/", "/requests", "/queue", "/inbox", "/settings", "/settings/profile", "/settings/mail", "/settings/account",
	"/settings/blocks", "/settings/data", "/settings/calendar", "/settings/projects", "/waiting", "/office-hours", "/office-hours/new",
	"/reports", "/outcomes", "/settings/close", "/mentoring", "/sign-out", "/start/1", "/start/2", "/start/3", "/fit", "/compare"}

// openPages are for anybody.
var openPages = []string{"/", "/issues", "/issues?kind=documentation", "/projects", "/mentors", "/start/1", "/start/2", "/start/3", "/sign-in", "/sign-up",
	"/reset", "/appearance", "/conduct", "/privacy", "/accessibility", "/mentoring", "/links/confirm", "/links/reset", "/nothing", "/answer", "/erasure",
	"/report", "/reports/code", "/issues?mentored=true&free=true"}

var inlined = regexp.MustCompile(`(?i)<style|\sstyle=|<script>|<script [^>]*>[^<]|\son[a-z]+=|javascript:|data:|https?://fonts`)

// languages are those of the pages; with -short, whose run looks for races, Arabic alone.
func languages() []string {
	if testing.Short() {
		return []string{"ar"}
	}
	return []string{"en", "fr", "es", "ru", "ar", "zh"}
}

// TestWebEveryPageInEveryLanguage: no key left untranslated, one h1, the direction, nothing inline, ids once, light.
func TestWebEveryPageInEveryLanguage(t *testing.T) {
	s := openSite(t)
	for _, tag := range languages() {
		guest, mentor := s.browser(), s.browser().signIn(s.mentors[0])
		for _, b := range []*browser{guest, mentor} {
			b.open("/appearance")
			res, err := b.http.PostForm(s.address+"/choose", url.Values{"language": {tag}, "back": {"/"}})
			b.read(res, err)
			list := openPages
			if b == mentor {
				list = append(ownPages, "/people/"+s.mentors[1].id, "/people/"+s.mentors[1].id+"/block")
			}
			for _, path := range list {
				b.open(path)
				b.wellMade(tag)
			}
		}
	}
}

var leftKey = regexp.MustCompile(`^[a-z_]+\.[a-z_0-9.]+$`)

func (b *browser) wellMade(tag string) {
	b.Helper()
	if b.code >= 500 {
		b.Errorf("%s %s: %d", tag, b.at.Path, b.code)
		return
	}
	_ = b.title()
	root := b.all(func(n *html.Node) bool { return n.Data == "html" })[0]
	if (attr(root, "dir") == "rtl") != (tag == "ar") || !strings.HasPrefix(attr(root, "lang"), tag) {
		b.Errorf("%s %s: lang %q, dir %q", tag, b.at.Path, attr(root, "lang"), attr(root, "dir"))
	}
	if m := inlined.FindString(b.body); m != "" {
		b.Errorf("%s %s has something inline: %q", tag, b.at.Path, m)
	}
	ids := map[string]bool{}
	for n := range b.doc.Descendants() {
		if n.Type == html.TextNode && leftKey.MatchString(strings.TrimSpace(n.Data)) && !strings.Contains(n.Data, "example") {
			b.Errorf("%s %s: “%s” has no text", tag, b.at.Path, strings.TrimSpace(n.Data))
		}
		if n.Type != html.ElementNode {
			continue
		}
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				b.Errorf("%s %s: the id %q stands twice", tag, b.at.Path, id)
			}
			ids[id] = true
		}
	}
	if len(b.body) > 100_000 {
		b.Errorf("%s %s has %d bytes", tag, b.at.Path, len(b.body))
	}
}

// TestWebRefusesWhatOthersSend: no redirect to elsewhere, no change by another origin, no page in a frame, no token for a script.
func TestWebRefusesWhatOthersSend(t *testing.T) {
	one(t)
	s := openSite(t)
	b := s.browser()
	for _, then := range []string{"https://evil.example/", "//evil.example/", "/\\evil.example", "/%5cevil.example/..//x", "javascript:alert(1)", "/\t/evil"} {
		b = s.browser()
		b.open("/sign-in?then=" + url.QueryEscape(then))
		b.press("Sign in", "address", s.mentors[0].address, "password", s.mentors[0].password)
		if b.at.Host != strings.TrimPrefix(s.address, "http://") {
			t.Errorf("%q led to %s", then, b.at)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.address+"/settings/account", strings.NewReader("do=everywhere"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	req.Header.Set("Origin", "https://evil.example")
	res, err := b.http.Do(req)
	if b.read(res, err); b.code != http.StatusForbidden || !strings.Contains(b.body, "a page that is not ours") {
		t.Errorf("a form of another origin: %d %.200s", b.code, b.body)
	}
	res, err = b.http.PostForm(s.address+"/issues/x", url.Values{"do": {strings.Repeat("x", 300<<10)}})
	if b.read(res, err); b.code != http.StatusRequestEntityTooLarge || !strings.Contains(b.body, "too much at once") {
		t.Errorf("a form beyond the bound: %d", b.code)
	}
	b.open("/settings").must("/settings", "Settings")
	res, err = b.http.Get(s.address + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	policy := res.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is %q", policy)
	}
}

// TestWebLinks: what a one-time link is for happens at the button, once; a link that is over says so, at its field.
func TestWebLinks(t *testing.T) {
	one(t)
	s := openSite(t)
	p, err := s.office.open(t.Context(), "mila@example.org", newPassword())
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser()
	b.open("/reset").press("Send me the link", "address", p.address).must("/reset", "Ask for your link")
	token, err := s.office.link(t.Context(), p.address, "reset")
	if err != nil {
		t.Fatal(err)
	}
	b.open("/links/reset").press("Set the password", "token", token, "password", "short")
	if b.code != http.StatusUnprocessableEntity || !strings.Contains(b.body, "at least 10 characters") || !strings.Contains(b.body, token) {
		t.Fatalf("a short password: %d\n%s", b.code, shownText(b.doc))
	}
	b.press("Set the password", "token", s.address+"/links/reset#"+token, "password", "a sentence that nobody else would choose").must("/", "Hello")
	p.password = "a sentence that nobody else would choose"
	s.browser().signIn(p)
	other := s.browser()
	other.open("/links/reset").press("Set the password", "token", token, "password", "a sentence that nobody else would choose")
	if other.code != http.StatusUnprocessableEntity || !strings.Contains(other.body, "This link was used before") {
		t.Errorf("a link that is over: %d\n%s", other.code, shownText(other.doc))
	}
	other.open("/links/reset").press("Set the password", "token", "", "password", "a sentence that nobody else would choose")
	if !strings.Contains(other.body, "Enter the code that stands beside the link") {
		t.Error("no code, and nothing is said")
	}
	if b.open("/links/nothing"); b.code != http.StatusNotFound {
		t.Errorf("a link for nothing: %d", b.code)
	}
}
