package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/waymark-dev/waymark/pkg/api"
)

// chromium opens the system's browser; without one the test says so and stops. width is of the screen in pixels.
func chromium(t *testing.T, width int64) context.Context {
	t.Helper()
	one(t)
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("NOT RUN: there is no Chromium on this machine")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("lang", "en"), chromedp.Flag("disable-dev-shm-usage", true))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800)); err != nil { // no timeout: it would end the browser
		t.Fatal(err)
	}
	ctx, stop = context.WithTimeout(ctx, 12*time.Minute)
	t.Cleanup(stop)
	return ctx
}

type gesture = chromedp.Action[chromedp.Void]

// do runs steps and stops at the first that fails.
func do(ctx context.Context, t *testing.T, steps ...gesture) {
	t.Helper()
	for i, s := range steps {
		if err := chromedp.Do(ctx, s); err != nil {
			at, _ := chromedp.Run(context.WithoutCancel(ctx), chromedp.Location())
			text, _ := chromedp.Run(context.WithoutCancel(ctx), chromedp.Evaluate[string](`document.body.innerText`))
			t.Fatalf("step %d: %v at %s\n%s", i, err, at, text)
		}
	}
}

// within bounds one gesture.
func within(s gesture) gesture {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
		defer cancel()
		return s(ctx, target)
	}
}

// shown waits until something is there.
func shown(selector string) gesture { return within(chromedp.WaitVisible(chromedp.CSS(selector))) }

// there waits until something is in the page.
func there(selector string) gesture { return within(chromedp.WaitReady(chromedp.CSS(selector))) }

func value[T any](ctx context.Context, t *testing.T, script string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, evaluated[T](script))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// evaluated answers a script's value in a page that is loaded. Between two pages there is a document without anything in it for a moment, and
// what was begun in the page before is given up with it: that is asked again. The script may be run twice then.
func evaluated[T any](script string) chromedp.Action[T] {
	ready := `(async()=>{while(document.readyState!=="complete"||!document.body)await new Promise(r=>setTimeout(r,10));return (` + script + `)})()`
	return func(ctx context.Context, target *chromedp.Target) (T, error) {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
		defer cancel()
		for {
			v, err := chromedp.Evaluate[T](ready, chromedp.EvalAwaitPromise)(ctx, target)
			if err == nil || ctx.Err() != nil || !slices.ContainsFunc(leftBehind, func(s string) bool { return strings.Contains(err.Error(), s) }) {
				return v, err
			}
		}
	}
}

// leftBehind is what Chromium says of a script whose page has gone.
var leftBehind = []string{
	"Promise was collected", "context was destroyed", "Cannot find context", "navigated or closed", "Cannot find default execution context",
}

// keys types without a mouse.
func keys(list ...string) gesture {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		for _, k := range list {
			if _, err := chromedp.KeyEvent(k)(ctx, target); err != nil {
				return chromedp.Void{}, err
			}
		}
		return chromedp.Void{}, nil
	}
}

// tabTo presses Tab until what is focused answers to the selector, and looks whether it can be seen that it is focused.
func tabTo(selector string) gesture {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		quoted, err := json.Marshal(selector)
		if err != nil {
			return chromedp.Void{}, err
		}
		for range 250 {
			if _, err := chromedp.KeyEvent(kb.Tab)(ctx, target); err != nil {
				return chromedp.Void{}, err
			}
			found, err := evaluated[string](`(()=>{let e=document.activeElement;if(!e||!e.matches(`+string(quoted)+`))return "";`+
				`return getComputedStyle(e).outlineStyle==="none"?"hidden":"seen"})()`)(ctx, target)
			switch {
			case err != nil:
				return chromedp.Void{}, err
			case found == "hidden":
				return chromedp.Void{}, fmt.Errorf("%s has the focus, and nobody sees it", selector)
			case found == "seen":
				return chromedp.Void{}, nil
			}
		}
		return chromedp.Void{}, fmt.Errorf("nobody gets to %s by keyboard", selector)
	}
}

// TestWebByKeyboard does the newcomer's main job with Tab, Space, Enter and letters alone, on a phone's screen, with scripts.
func TestWebByKeyboard(t *testing.T) {
	ctx := chromium(t, 390)
	s := openSite(t)
	p, err := s.office.open(t.Context(), "keys@example.org", "a sentence that nobody else would choose")
	if err != nil {
		t.Fatal(err)
	}
	do(ctx, t, chromedp.Navigate(s.address+"/"), tabTo(`a.go`), keys(kb.Enter), shown(`input[value=python][name=have]`),
		tabTo(`input[value=python][name=have]`), keys(" "), tabTo(`input[value=go][name=want]`), keys(" "), tabTo(`button.go`), keys(kb.Enter),
		shown(`#zone`), tabTo(`button.go`), keys(kb.Enter),
		shown(`input[name=causes]`), tabTo(`input[name=causes][value=health]`), keys(" "), tabTo(`button.go`), keys(kb.Enter),
		shown(`input[name=with]`), tabTo(`input[name=with]`), keys(" "), tabTo(`button.go`), keys(kb.Enter),
		shown(`ol.way`), tabTo(`a.go`), keys(kb.Enter),
		shown(`#message`), tabTo(`#message`), keys("Hello, may I learn Go with you?"), tabTo(`#name`), keys("Kim Keys"),
		tabTo(`button.go`), keys(kb.Enter), shown(`form[action="/sign-up"]`), tabTo(`p > a[href^="/sign-in"]`), keys(kb.Enter),
		shown(`#password`), tabTo(`#address`), keys(p.address), tabTo(`#password`), keys(p.password, kb.Enter),
		shown(`#name`), tabTo(`button.go`), keys(kb.Enter), shown(`.clock`))
	if title := value[string](ctx, t, `document.querySelector("h1").innerText`); !strings.HasSuffix(title, "has your request") {
		t.Errorf("at the end: %q", title)
	}
	do(ctx, t, hit(`button[value=ar]`), shown(`html[dir=rtl] .clock`))
	s.answeredInArabic(ctx, t, p)
}

// answeredInArabic goes on where the newcomer's request was sent, in Arabic on the same phone: the mentor says yes and writes, the newcomer
// answers.
func (s *site) answeredInArabic(ctx context.Context, t *testing.T, p *person) {
	t.Helper()
	var asked api.Request
	for r, err := range p.Requests(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		asked = r
	}
	n := slices.IndexFunc(s.mentors, func(m *person) bool { return len(asked.Offers) > 0 && m.id == asked.Offers[0].Mentor })
	if n < 0 {
		t.Fatalf("nobody was asked: %+v", asked)
	}
	look, rtl := lookAt(ctx, t, s), func() string {
		return value[string](ctx, t, `getComputedStyle(document.querySelector("h1")).direction`)
	}
	said := []string{"Hello, may I learn Go with you?", "أهلا وسهلا بك.", "ابدأ بأقصر ملف.", "شكرا، سأقرأه اليوم."}
	do(ctx, t, slices.Concat(keysOut(), keysIn(s.mentors[n]), keysAnswer(asked.ID, said[1], said[2]))...)
	look("the mentor's first message", "ar", "light")
	if got := rtl(); got != "rtl" {
		t.Errorf("the mentor's page is written %s", got)
	}
	at := `form[action="/mentorships/` + asked.ID + `"] `
	do(ctx, t, slices.Concat(keysOut(), keysIn(p), []gesture{shown(`main a[href="/mentorships/` + asked.ID + `"]`),
		hit(`main a[href="/mentorships/` + asked.ID + `"]`), shown(at + `#message`)})...)
	if text := value[string](ctx, t, `document.querySelector("main").innerText`); !strings.Contains(text, said[1]) || !strings.Contains(text, said[2]) {
		t.Errorf("the newcomer does not read what the mentor wrote:\n%s", text)
	}
	do(ctx, t, tabTo(at+`#message`), keys(said[3]), hit(at+`button[value=write]`), shown(`.toast[data-sent]`))
	look("the newcomer's answer", "ar", "light")
	if got := rtl(); got != "rtl" {
		t.Errorf("the newcomer's page is written %s", got)
	}
	if got := s.texts(p, asked.ID); !slices.Equal(got, said) {
		t.Errorf("the thread: %q", got)
	}
}

// TestWebLive: a notice reaches a page that is open, and the token of a link leaves the address.
func TestWebLive(t *testing.T) {
	ctx := chromium(t, 1280)
	s := openSite(t)
	p, err := s.office.open(t.Context(), "sol@example.org", newPassword())
	if err == nil {
		_, err = p.SaveMe(t.Context(), newcomerBody("Sol Reyes"))
	}
	if err != nil {
		t.Fatal(err)
	}
	m := s.mentors[0]
	do(ctx, t, chromedp.Navigate(s.address+"/sign-in"), chromedp.SendKeys(chromedp.CSS("#address"), m.address),
		chromedp.SendKeys(chromedp.CSS("#password"), m.password+kb.Enter),
		shown(`a[href="/queue"]`), chromedp.Navigate(s.address+"/queue"), shown(`#requests`))
	b := s.browser().signIn(p)
	b.open("/compare?with=" + m.id)
	b.open("/ask").press("Send my request", "message", "Hello.").must("/requests/", "has your request")
	do(ctx, t, shown(`#live-note`), shown(`#unread`))
	do(ctx, t, chromedp.Navigate(s.address+"/links/reset#token=abc123"), shown(`#password`))
	at, token := value[string](ctx, t, `location.href`), value[string](ctx, t, `document.getElementById("token").value`)
	if strings.Contains(at, "abc123") || token != "abc123" {
		t.Errorf("the address is %s, the field has %q", at, token)
	}
}

// TestWebDraft: a message that did not get through is in its field when the signal is back, and gone once it was sent.
func TestWebDraft(t *testing.T) {
	ctx := chromium(t, 390)
	x := openTogether(t)
	enter(ctx, t, x.site, x.newcomer)
	page, typed := x.address+"/requests/"+x.id, "A long answer, typed on the train."
	do(ctx, t, chromedp.Navigate(page), there("#message"), chromedp.SendKeys(chromedp.CSS("#message"), typed),
		chromedp.Navigate("about:blank"), chromedp.Navigate(page), there("#message"))
	if got := value[string](ctx, t, `document.getElementById("message").value`); got != typed {
		t.Fatalf("the draft is %q", got)
	}
	do(ctx, t, shown("#message-back"), chromedp.Click(chromedp.CSS(`button[value="write"]`)), there(".toast"),
		chromedp.Navigate(page), there("#message"))
	if got := value[string](ctx, t, `document.getElementById("message").value`); got != "" {
		t.Errorf("what was sent is typed again: %q", got)
	}
	if kept := value[int](ctx, t, `sessionStorage.length`); kept != 0 {
		t.Errorf("the tab keeps %d things", kept)
	}
	do(ctx, t, chromedp.SendKeys(chromedp.CSS("#message"), typed), chromedp.Navigate(x.address+"/settings"), there("h1"))
	if kept := value[string](ctx, t, `sessionStorage.getItem("whose")`); kept != x.newcomer.id {
		t.Errorf("a draft is %q's", kept)
	}
	value[int](ctx, t, `(sessionStorage.setItem("whose", "somebody-else"), 1)`) // as if another had signed in on this tab
	do(ctx, t, chromedp.Navigate(page), there("#message"))
	if got, kept := value[string](ctx, t, `document.getElementById("message").value`), value[int](ctx, t, `sessionStorage.length`); got != "" || kept != 0 {
		t.Errorf("what somebody else typed is there: %q, %d things", got, kept)
	}
}

// lookAt gives a look at a page: it is not wider than the screen, and axe finds nothing. A path without "/" is a name for what is shown already.
func lookAt(ctx context.Context, t *testing.T, s *site) func(path, language, theme string) {
	axe, err := os.ReadFile(filepath.Join(os.Getenv("WAYMARK_AXE"), "axe.min.js"))
	if err != nil {
		t.Log("NOT RUN: axe; scripts/axe fetches it, then set WAYMARK_AXE to its folder")
	}
	return func(path, language, theme string) {
		t.Helper()
		if strings.HasPrefix(path, "/") {
			do(ctx, t, chromedp.Navigate(s.address+path))
		}
		do(ctx, t, there("h1"))
		wide := value[int](ctx, t, `Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - document.documentElement.clientWidth`)
		if wide > 0 {
			t.Errorf("%s in %s is %d pixels wider than the screen", path, language, wide)
		}
		if axe == nil {
			return
		}
		do(ctx, t, chromedp.Steps(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
			return chromedp.Evaluate[chromedp.Void](string(axe))(ctx, target)
		}))
		found := value[[]struct{ ID, Help, Target string }](ctx, t, `axe.run({resultTypes:["violations"]}).then(r => r.violations.map(v =>
			({ID: v.id, Help: v.help, Target: v.nodes.map(n => n.html.slice(0, 120) + " " + (n.failureSummary||"").slice(0, 200)).slice(0, 2).join(" | ")})))`)
		for _, f := range found {
			t.Errorf("%s in %s, %s: axe: %s: %s: %s", path, language, theme, f.ID, f.Help, f.Target)
		}
	}
}

// appear chooses a language and a theme.
func appear(ctx context.Context, t *testing.T, s *site, language, theme string) {
	t.Helper()
	do(ctx, t, chromedp.Navigate(s.address+"/appearance"), there(`input[value=`+theme+`]`), chromedp.Click(chromedp.CSS(`input[value=`+theme+`]`)),
		chromedp.Click(chromedp.CSS(`form[action="/choose"] button.go`)), there(`html[data-theme=`+theme+`]`))
	if !strings.HasPrefix(value[string](ctx, t, `document.documentElement.lang`), language) {
		do(ctx, t, chromedp.Click(chromedp.CSS(`button[value=`+language+`]`)), there(`html[lang^=`+language+`]`))
	}
}

// enter signs somebody in.
func enter(ctx context.Context, t *testing.T, s *site, p *person) {
	t.Helper()
	do(ctx, t, chromedp.Navigate(s.address+"/sign-in"), there("#address"), chromedp.SendKeys(chromedp.CSS("#address"), p.address),
		chromedp.SendKeys(chromedp.CSS("#password"), p.password+kb.Enter), there(`a[href="/settings"]`))
}

// TestWebFitsAndPassesAxe: at 320 pixels nothing is wider than the screen, in both directions of writing; axe finds no violation in
// either scheme. axe comes from scripts/axe.
func TestWebFitsAndPassesAxe(t *testing.T) {
	ctx := chromium(t, 320)
	s := openSite(t)
	look := lookAt(ctx, t, s)
	m := s.mentors[0]
	for i, as := range [][2]string{{"en", "light"}, {"ar", "dark"}} {
		appear(ctx, t, s, as[0], as[1])
		for _, path := range openPages {
			look(path, as[0], as[1])
		}
		if i == 0 {
			enter(ctx, t, s, m)
		}
		for _, path := range append(ownPages, "/people/"+s.mentors[1].id) {
			look(path, as[0], as[1])
		}
	}
}
