package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/waymark-dev/waymark/pkg/api"
)

// lost types into a text area, loses the page, opens it again and gives what stands there then.
func lost(ctx context.Context, t *testing.T, page, area, text string) string {
	t.Helper()
	do(ctx, t, chromedp.Navigate(page), there(area), chromedp.SendKeys(chromedp.CSS(area), text),
		chromedp.Navigate("about:blank"), chromedp.Navigate(page), there(area))
	return value[string](ctx, t, `document.querySelector("`+area+`").value`)
}

// TestWebDraftsOfEveryForm: what is typed into any long form is there again, in that form alone, until it has arrived; a report is kept
// nowhere; and where the session has ended, by itself too, the next person at the device reads nothing.
func TestWebDraftsOfEveryForm(t *testing.T) {
	ctx := chromium(t, 390)
	x := openTogether(t)
	sol := x.site.newcomer("Sol Reyes", "sol@example.org")
	if _, err := x.mentor.SetPlaces(t.Context(), api.Places{Capacity: 3}); err != nil {
		t.Fatal(err)
	}
	asked := x.ask(sol, api.NewRequest{Mentors: []string{x.mentor.id}, Message: "Hello."}).ID
	enter(ctx, t, x.site, x.mentor)
	drafts := func() int {
		return value[int](ctx, t, `Object.keys(sessionStorage).filter(function (k) { return k.indexOf("draft ") === 0; }).length`)
	}
	no, yes, profile := x.address+"/queue/"+asked+"/not-this-time", x.address+"/queue/"+asked+"/accept", x.address+"/settings/profile"
	before := value[string](ctx, t, `fetch("/settings/profile").then(function (r) { return r.text(); }).then(function (s) {
		return new DOMParser().parseFromString(s, "text/html").querySelector("#about").value; })`)
	if got := lost(ctx, t, no, "#message", "No, I am away."); got != "No, I am away." {
		t.Errorf("words of a no: %q", got)
	}
	if got := lost(ctx, t, yes, "#message", "Yes, welcome."); got != "Yes, welcome." {
		t.Errorf("words of a yes: %q", got)
	}
	if got := lost(ctx, t, profile, "#about", " More of me."); !strings.Contains(got, before) || !strings.Contains(got, " More of me.") {
		t.Errorf("a text that was there before: %q", got)
	}
	if got := lost(ctx, t, x.address+"/mentorships/"+x.id, "#message", "In the thread."); got != "In the thread." {
		t.Errorf("the thread: %q", got)
	}
	if got := lost(ctx, t, x.address+"/report?person="+sol.id, "#report_words", "What they did."); got != "" || drafts() != 4 {
		t.Errorf("a report is kept on the device: %q, %d drafts", got, drafts())
	}
	names := value[string](ctx, t, `Object.keys(sessionStorage).join(" ")`)
	for _, typed := range []string{"away", "welcome", "More", "thread."} {
		if strings.Contains(names, typed) {
			t.Errorf("what was typed is in a name: %s", names)
		}
	}

	// Only what has arrived is gone: not the other form about the same request.
	do(ctx, t, chromedp.Navigate(yes), there("#message"), hit(`button[value="accept"]`), there(".toast[data-sent]"))
	if drafts() != 3 {
		t.Errorf("after the yes %d drafts: %s", drafts(), value[string](ctx, t, `Object.keys(sessionStorage).join(" ")`))
	}
	// What is refused stays, and the page has it.
	long := strings.Repeat("x", 30)
	if got := lost(ctx, t, profile, "#about", long); !strings.Contains(got, " More of me.") || !strings.Contains(got, long) {
		t.Errorf("typed on after a loss: %q", got)
	}
	value[string](ctx, t, `document.getElementById("name").value = ""`)
	do(ctx, t, hit(`form[action="/settings/profile"] button.go`), there(`[role="alert"]`))
	if drafts() != 3 {
		t.Errorf("a form that was refused is taken for one that arrived: %d drafts", drafts())
	}
	// The session ends while a form is filled in: its writer comes back to it, and it has what was typed.
	const half = " Half a sentence"
	do(ctx, t, chromedp.Navigate(profile), there("#about"), chromedp.SendKeys(chromedp.CSS("#about"), half))
	value[int](ctx, t, `fetch("/sign-out", {method: "POST"}).then(function (r) { return r.status; })`) // as in another tab
	do(ctx, t, hit(`form[action="/settings/profile"] button.go`), there("html[data-keeps] #address"),
		chromedp.SendKeys(chromedp.CSS("#address"), x.mentor.address), chromedp.SendKeys(chromedp.CSS("#password"), "wrong"+kb.Enter), there(`[role="alert"]`),
		there("html[data-keeps] #password"), chromedp.SendKeys(chromedp.CSS("#password"), x.mentor.password+kb.Enter), there("#about"))
	if got := value[string](ctx, t, `document.querySelector("#about").value`); !strings.Contains(got, half) {
		t.Errorf("after signing in again the form has %q", got)
	}
	// The session ends by itself, and nothing was being sent.
	if err := x.mentor.SignOutEverywhere(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := x.heard(func() error {
		do(ctx, t, chromedp.Navigate(x.address+"/requests"), there("h1"))
		if whose := value[string](ctx, t, `document.documentElement.dataset.whose || ""`); whose != "" {
			return errors.New("the session goes on")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if kept := value[int](ctx, t, `sessionStorage.length`); kept != 0 {
		t.Errorf("the next person at this device finds %d things", kept)
	}
}
