package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"golang.org/x/net/html"

	"github.com/waymark-dev/waymark/pkg/api"
)

// hit goes to something with Tab and presses Enter on it.
func hit(selector string) gesture {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		if v, err := tabTo(selector)(ctx, target); err != nil {
			return v, err
		}
		return keys(kb.Enter)(ctx, target)
	}
}

// keysIn signs somebody in by keyboard, from any page that has the head; keysOut signs them out and leads to the first page.
func keysIn(p *person) []gesture {
	return []gesture{hit(`header a[href^="/sign-in"]`), shown(`#password`), tabTo(`#address`), keys(p.address), tabTo(`#password`),
		keys(p.password, kb.Enter), shown(`header a[href="/settings"]`)}
}

func keysOut() []gesture {
	return []gesture{hit(`header a[href="/settings"]`), shown(`main a[href="/sign-out"]`), hit(`main a[href="/sign-out"]`),
		shown(`form[action="/sign-out"]`), hit(`form[action="/sign-out"] button`), shown(`a.go[href="/start/1"]`)}
}

// keysAnswer is the mentor's job by keyboard: from the first page to the queue, the yes with kind words, and a first message.
func keysAnswer(request, words, first string) []gesture {
	at := `form[action="/mentorships/` + request + `"] `
	return []gesture{hit(`header a[href="/queue"]`), shown(`main a[href="/queue/` + request + `/accept"]`),
		hit(`main a[href="/queue/` + request + `/accept"]`), shown(`form[action="/queue/` + request + `"] #message`),
		tabTo(`#message`), keys(words), hit(`button[value=accept]`),
		shown(at + `#message`), tabTo(at + `#message`), keys(first), hit(at + `button[value=write]`), shown(`.toast[data-sent]`)}
}

// texts are what was written in a thread, the oldest first.
func (s *site) texts(p *person, match string) (out []string) {
	s.Helper()
	for m, err := range p.Messages(s.Context(), match, false) {
		if err != nil {
			s.Fatal(err)
		}
		out = append(out, m.Text)
	}
	return out
}

// TestWebJobs does what mentors, maintainers and moderators come for, from the first page on: without a script, then with one and by
// keyboard alone. The newcomer's are TestWebMainJob and TestWebByKeyboard.
func TestWebJobs(t *testing.T) {
	x := openBusy(t)
	var project string // of the maintainer without a script
	t.Run("maintainer and moderator without a script", func(t *testing.T) { project = x.plainClaim(t); x.plainCase(t) })
	t.Run("by keyboard", func(t *testing.T) {
		ctx := chromium(t, 1280)
		do(ctx, t, chromedp.Navigate(x.address+"/"), shown(`a.go[href="/start/1"]`))
		x.keysMentor(ctx, t)
		x.keysMaintainer(ctx, t, project)
		x.keysModerator(ctx, t)
	})
}

// plainClaim: a project is claimed and confirmed; what is shown of it is corrected, and it is paused.
func (x *busy) plainClaim(t *testing.T) string {
	m := x.browser().signIn(x.mentor)
	m.open("/projects")
	links := m.all(func(n *html.Node) bool {
		return n.Data == "a" && strings.HasPrefix(attr(n, "href"), "/projects/") && attr(n, "href") != "/projects/"+x.project
	})
	if len(links) == 0 {
		t.Fatal("no project")
	}
	at := attr(links[0], "href")
	m.open(at).follow("Is this your project?").must(at+"/maintain", "Is this your project?")
	m.press("I maintain this project").must(at+"/maintain", "").says("We have your claim. A moderator looks at it.")
	boss := x.operator()
	boss.says("Claimed projects: 2")
	boss.open("/claims").must("/claims", "Claimed projects").press("Confirm: Mika Aalto").must("/claims", "Claimed projects")
	if err := x.heard(func() error {
		if m.open("/"); !strings.Contains(m.body, at+"/maintain") {
			return errors.New("the maintainer's first page does not lead to the project")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	m.open(at+"/maintain").must(at+"/maintain", "").says("Issues for newcomers")
	m.press("Save", "project_text", "Words of who maintains it.").must(at+"/maintain", "")
	m.press("Save: Newcomers at a time", "cap", "2").must(at+"/maintain", "")
	m.press("Pause").must(at+"/maintain", "").says("It is paused")
	x.browser().open(at).says("Words of who maintains it.", "Its maintainers take no newcomers at the moment.")
	return strings.TrimPrefix(at, "/projects/")
}

// plainCase: a case is taken up, opened and decided; who is concerned reads what was decided.
func (x *busy) plainCase(t *testing.T) {
	boss := x.operator()
	boss.says("New cases: 1")
	boss.open("/cases/"+x.caseID).must("/cases/", "").press("Take it up").must("/cases/", "").says("Taken up")
	boss.press("Open and read").must("/cases/", "").says("You have opened this case", "The same to many.")
	boss.press("Decide", "measure", "warning", "decision_words", "The same message went to many.").must("/cases/", "").says("What was decided")
	o := x.browser().signIn(x.mentors[1])
	if err := x.heard(func() error {
		if o.open("/outcomes"); !strings.Contains(o.body, `href="/outcomes/`) {
			return errors.New("no outcome yet")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// keysMentor: signs in, reads who asks and why it fits, says yes with kind words, and writes first.
func (x *busy) keysMentor(ctx context.Context, t *testing.T) {
	ora, sol := x.mentors[1], x.site.newcomer("Sol Reyes", "sol@example.org")
	r := x.ask(sol, api.NewRequest{Mentors: []string{ora.id}, Message: "May I learn from you?"})
	if err := x.heard(func() error { // matching hears of who asks a moment later
		if b := x.browser().signIn(ora).open("/queue"); !strings.Contains(b.body, "Wants to learn ") {
			return errors.New("no reason yet")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	do(ctx, t, slices.Concat(keysIn(ora), []gesture{hit(`header a[href="/queue"]`), shown(`#requests`)})...)
	queue := value[string](ctx, t, `document.querySelector("main").innerText`)
	for _, want := range []string{"Sol Reyes", "May I learn from you?", "Wants to learn Go, which you help with"} {
		if !strings.Contains(queue, want) {
			t.Errorf("the queue does not say %q:\n%s", want, queue)
		}
	}
	do(ctx, t, slices.Concat([]gesture{hit(`a.brand`), shown(`#waits`)}, keysAnswer(r.ID, "Yes, gladly.", "Begin with the shortest file."), keysOut())...)
	if got := x.texts(sol, r.ID); !slices.Equal(got, []string{"May I learn from you?", "Yes, gladly.", "Begin with the shortest file."}) {
		t.Errorf("what the newcomer reads: %q", got)
	}
}

// keysMaintainer: claims a project that is not the one without a script; a moderator confirms; then it is corrected, bounded and paused.
func (x *busy) keysMaintainer(ctx context.Context, t *testing.T, other string) {
	kim := x.site.newcomer("Kim Sato", "kim@example.org")
	link := `main h3 a[href^="/projects/"]:not([href="/projects/` + x.project + `"]):not([href="/projects/` + other + `"])`
	do(ctx, t, hit(`main a[href="/projects"]`), shown(link), hit(link), shown(`main a[href$="/maintain"]`), hit(`main a[href$="/maintain"]`),
		shown(`#password`), tabTo(`#address`), keys(kim.address), tabTo(`#password`), keys(kim.password, kb.Enter),
		shown(`button[value=claim]`), hit(`button[value=claim]`), there(`main .note`))
	project := strings.Split(value[string](ctx, t, `location.pathname`), "/")[2]
	do(ctx, t, slices.Concat(keysOut(), keysIn(x.boss), []gesture{shown(`main a[href="/claims"].button`), hit(`main a[href="/claims"].button`),
		shown(`form:has(input[value="` + project + `"]) button[value=confirm]`),
		hit(`form:has(input[value="` + project + `"]) button[value=confirm]`), shown(`.toast`)}, keysOut(), keysIn(kim))...)
	page := `main a[href="/projects/` + project + `/maintain"]`
	do(ctx, t, shown(page), hit(page), shown(`section[aria-labelledby=issues]`),
		tabTo(`#project_text`), keys("Said by keyboard."), hit(`button[value=correct]`), shown(`.toast`),
		tabTo(`#cap`), keys("2"), hit(`button[value=cap]`), there(`#cap[value="2"]`),
		tabTo(`input[name=help]`), keys(kb.ArrowDown), hit(`button[value=help]`), there(`input[name=help][value=maintainers][checked]`),
		hit(`button[value=pause]`), shown(`button[value=resume]`))
	do(ctx, t, keysOut()...)
	w, err := kim.ProjectWishes(t.Context(), project)
	if err != nil || w.Description != "Said by keyboard." || w.Cap != 2 || w.Help != "maintainers" || !w.Paused {
		t.Errorf("what the project's maintainer wishes: %+v, %v", w, err)
	}
	x.browser().open("/projects/"+project).says("Said by keyboard.", "Its maintainers take no newcomers at the moment.")
}

// keysModerator: takes up a case, opens and decides it.
func (x *busy) keysModerator(ctx context.Context, t *testing.T) {
	if _, err := x.newcomer.Report(t.Context(), api.NewReport{About: "project", Project: x.project, Kind: "spam", Words: "It only sells."}); err != nil {
		t.Fatal(err)
	}
	if err := x.heard(func() error {
		if b := x.operator(); !strings.Contains(b.body, "New cases: 1") {
			return errors.New("no case yet")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	link := `main .rows a[href^="/cases/"]`
	do(ctx, t, slices.Concat(keysIn(x.boss), []gesture{shown(`main a[href="/cases"].button`), hit(`main a[href="/cases"].button`), shown(link), hit(link),
		shown(`button[value=acknowledge]`), hit(`button[value=acknowledge]`), there(`.toast`),
		shown(`button[value=open]`), hit(`button[value=open]`), shown(`input[name=measure]`), tabTo(`input[name=measure]`), keys(" "),
		tabTo(`textarea[name=decision_words]`), keys("Nothing is done."), hit(`button[value=decide]`), shown(`.toast`)})...)
	if text := value[string](ctx, t, `document.querySelector("main").innerText`); !strings.Contains(text, "It is decided") {
		t.Errorf("after the decision:\n%s", text)
	}
}
