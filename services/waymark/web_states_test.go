package main

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/waymark-dev/waymark/pkg/api"
)

// state is what only a sent form shows: a refusal, a confirmation, an answer. The first form of a page that has the field or the button named is
// filled and sent as it is, without the browser's own checks.
type state struct {
	who  string // guest, newcomer, sol, mentor
	name string
	path string            // with {name} for what the world has
	has  string            // a selector of something in the form
	fill map[string]string // by selector; "" empties, or unticks
	send string            // a selector of the button; the first one of the form without
	want string            // what the page then has
}

// states is a world in which each state below can come about.
type states struct {
	*together
	sol          *person
	asked, token string
}

const refusal = `[role="alert"]`

// to is the path of the page.
func (s state) to(x *states) string {
	return strings.NewReplacer("{id}", x.id, "{issue}", x.issue, "{asked}", x.asked, "{m}", x.mentors[0].id, "{o}", x.mentors[1].id).Replace(s.path)
}

// sentStates are forms that are refused, or that show more before anything is done.
var sentStates = []state{
	{"guest", "a refused sign-up", "/sign-up", "#address", map[string]string{"#address": "nobody at all"}, "", refusal},
	{"guest", "a refused sign-in", "/sign-in", "#password", map[string]string{"#address": "nia@example.org", "#password": "not the password"}, "", refusal},
	{"guest", "a refused request", "/ask", "#message", map[string]string{"#message": ""}, "", refusal},
	{"guest", "a refused report", "/report?person={m}", "#report_words", nil, "", refusal},
	{"guest", "a code of no report", "/reports/code", "#report_code", map[string]string{"#report_code": "nothing"}, "", refusal},
	{"guest", "a code of no receipt", "/erasure", "#token", map[string]string{"#token": ""}, "", refusal},
	{"guest", "a code of no mail", "/answer", "#token", map[string]string{"#token": "nothing"}, "", refusal},
	{"guest", "a screen of the start without a language", "/start/2", "[name=language]", map[string]string{"[name=language]": ""}, "button.go", refusal},

	{"newcomer", "a refused profile", "/settings/profile", "#name", map[string]string{"#name": "", "#links": "http://example.org/x"}, "", refusal},
	{"newcomer", "a profile with a title of staff", "/settings/profile", "#name", map[string]string{"#name": "Waymark Team"}, "", refusal},
	{"newcomer", "a refused password", "/settings/account", "#new_password", map[string]string{"#new_password": "short"}, "", refusal},
	{"newcomer", "a refused closing", "/settings/close", "#sure", nil, "", refusal},
	{"newcomer", "quiet for a whole day", "/settings/mail", "#quiet_to", map[string]string{"#quiet_from": "21:00", "#quiet_to": "21:00"}, "", refusal},
	{"newcomer", "a message without words", "/mentorships/{id}", "#message", map[string]string{"#message": ""}, "", refusal},
	{"newcomer", "a meeting without a day", "/mentorships/{id}/meetings", "#meeting_day", map[string]string{"#meeting_day": ""}, "", refusal},
	{"newcomer", "a refused report of somebody", "/report?person={o}", "#report_words", map[string]string{"#report_words": "Hm."}, "", refusal},
	{"newcomer", "a name of nobody", "/look", "#look", map[string]string{"#look": "zzzz"}, "", "main h1"},
	{"newcomer", "a name that is too short", "/look", "#look", map[string]string{"#look": "z"}, "", refusal},

	{"mentor", "places that cannot be", "/mentoring", "#places", map[string]string{"#places": "99"}, "", refusal},
	{"mentor", "a pause in the past", "/mentoring", "#until", map[string]string{"#until": "2020-01-01"}, "", refusal},
	{"mentor", "an office hour without a day", "/office-hours/new", "#meeting_day", map[string]string{"#meeting_day": ""}, "", refusal},
	{"mentor", "a hand-over to nobody", "/mentorships/{id}/hand-over", "#successor-name", map[string]string{"#successor-name": "zzzz"}, "", "main h1"},

	{"other", "a question without words", "/queue/{asked}/ask", "#message", map[string]string{"#message": ""}, "", refusal},
	{"guest", "a request behind a mail", "/answer", "#token", map[string]string{"#token": "{token}"}, "", `button[value="decline"]`},
}

// doneStates are what is shown once something was done; each is sent once, last of all. The first goes on from the last above.
var doneStates = []state{
	{"guest", "an answer from the mail", "/answer", `button[value="decline"]`, nil, `button[value="decline"]`, "main h1"},
	{"newcomer", "a claim that is given back", "/issues/{issue}/release", `button[name="do"]`, nil, "", "main h1"},
	{"newcomer", "somebody who was blocked", "/people/{o}/block", `button[name="do"]`, nil, "", "main h1"},
	{"newcomer", "a report that was sent", "/report?person={o}", "#report_words",
		map[string]string{"[name=report_kind]": "on", "#report_words": "The same to many."}, "", "main h1"},
	{"newcomer", "a mentorship that was ended", "/mentorships/{id}/end", `button[name="do"]`, nil, "", "main h1"},
	{"sol", "an account that was closed", "/settings/close", "#sure", map[string]string{"#sure": "on", "#current": "{password}"}, "", "main h1"},
}

func openStates(t *testing.T) *states {
	t.Helper()
	x := &states{together: openTogether(t)}
	x.sol = x.site.newcomer("Sol Reyes", "sol@example.org")
	x.asked = x.ask(x.sol, api.NewRequest{Mentors: []string{x.mentors[1].id}, Message: "Hello, may I ask you?"}).ID
	x.token = x.answerToken(x.asked, x.mentors[1].id)
	if err := x.heard(func() error { _, err := x.newcomer.ClaimIssue(t.Context(), x.issue); return err }); err != nil {
		t.Fatal(err)
	}
	return x
}

// sendForm fills a form and sends it, and waits for the page after it.
func (s state) sendForm(ctx context.Context, t *testing.T, x *states, p *person) {
	t.Helper()
	fill := map[string]string{}
	for selector, v := range s.fill {
		v = strings.ReplaceAll(v, "{token}", x.token)
		if p != nil {
			v = strings.ReplaceAll(v, "{password}", p.password)
		}
		fill[selector] = v
	}
	b, err := json.Marshal(fill)
	if err != nil {
		t.Fatal(err)
	}
	quoted := strconv.Quote
	value[int](ctx, t, `(function () {
		document.documentElement.dataset.before = "1";
		var form = Array.from(document.querySelectorAll("main form[method=post]")).find(f => f.querySelector(`+quoted(s.has)+`));
		if (!form) throw new Error("no such form");
		form.noValidate = true;
		var fill = `+string(b)+`;
		Object.keys(fill).forEach(function (selector) {
			var field = form.querySelector(selector);
			if (!field) return;
			if (field.type === "checkbox" || field.type === "radio") field.checked = fill[selector] !== ""; else field.value = fill[selector];
		});
		var send = `+quoted(s.send)+`;
		setTimeout(function () { (send ? form.querySelector(send) : form.querySelector("button:not(.vh)")).click(); }); // after the answer
		return 1;
	})()`)
	do(ctx, t, there("html:not([data-before])"), there(s.want))
}

// TestWebStatesPassAxe: what only a sent form shows, at 320 pixels: none is too wide, axe finds nothing, in English by day and in Arabic by night.
func TestWebStatesPassAxe(t *testing.T) {
	ctx := chromium(t, 320)
	x := openStates(t)
	look := lookAt(ctx, t, x.site)
	people := map[string]*person{"newcomer": x.newcomer, "sol": x.sol, "mentor": x.mentor, "other": x.mentors[1]}
	who := ""
	be := func(next string) {
		t.Helper()
		if who == next {
			return
		}
		if people[who] != nil {
			do(ctx, t, chromedp.Navigate(x.address+"/sign-out"), there("form[action='/sign-out'] button"),
				chromedp.Click(chromedp.CSS("form[action='/sign-out'] button")), there(`a[href^="/sign-in"]`))
		}
		if who = next; people[who] != nil {
			enter(ctx, t, x.site, people[who])
		} else {
			do(ctx, t, chromedp.Navigate(x.address+"/compare?with="+x.mentors[0].id), there("h1")) // whom a request is for
		}
	}
	show := func(s state, language, theme string) {
		t.Helper()
		be(s.who)
		do(ctx, t, chromedp.Navigate(x.address+s.to(x)), there("h1"))
		s.sendForm(ctx, t, x, people[s.who])
		look(s.name, language, theme)
	}
	for _, as := range [][2]string{{"en", "light"}, {"ar", "dark"}} {
		appear(ctx, t, x.site, as[0], as[1])
		for _, s := range sentStates {
			show(s, as[0], as[1])
		}
	}
	for i, s := range doneStates {
		if i == 0 { // the page of the mail is one that was sent already
			be("guest")
			looked := sentStates[len(sentStates)-1]
			do(ctx, t, chromedp.Navigate(x.address+looked.to(x)), there("h1"))
			looked.sendForm(ctx, t, x, nil)
			s.sendForm(ctx, t, x, nil)
			look(s.name, "ar", "dark")
			continue
		}
		show(s, "ar", "dark")
	}
}
