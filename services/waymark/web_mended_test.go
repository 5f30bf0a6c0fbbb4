package main

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/waymark-dev/waymark/pkg/api"
)

// TestWebSaysWhatIsSo: things that people who tried the pages found untrue, hidden or missing, each as it should be.
func TestWebSaysWhatIsSo(t *testing.T) {
	one(t)
	x := openTogether(t)
	for _, c := range []struct {
		name string
		run  func(*together, *testing.T)
	}{
		{"the start goes on where one was", (*together).keepsThePlace},
		{"own words go in place of the ready-made ones", (*together).ownWords},
		{"nobody asks whom they could not read", (*together).noCommonLanguage},
		{"opening a case takes it up, and says so", (*together).openingTakesUp},
		{"one's own claim reads as one's own", (*together).ownClaim},
		{"what is kept and spared", (*together).keptAndSpared},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, y := *x.site, *x // what fails, fails here
			s.TB, y.site = t, &s
			c.run(&y, t)
		})
	}
}

// keepsThePlace: filling in the week, or one language more, leads back to where one was, which can take the focus.
func (x *together) keepsThePlace(t *testing.T) {
	b := x.browser()
	b.open("/start/2").must("/start/2", "When")
	for button, place := range map[string]string{"Weekday evenings": "week", "Add a language": "languages"} {
		b.press(button).must("/start/2", "When")
		at := b.all(func(n *html.Node) bool { return attr(n, "id") == place && attr(n, "tabindex") == "-1" })
		if b.at.Fragment != place || len(at) != 1 {
			t.Errorf("after %q one is at %q, of which there are %d", button, b.at.Fragment, len(at))
		}
	}
}

func (x *together) ownWords(t *testing.T) {
	r := x.ask(x.site.newcomer("Tam Vo", "tam@example.org"), api.NewRequest{Mentors: []string{x.mentors[1].id}, Message: "Hello."})
	m := x.browser().signIn(x.mentors[1])
	m.open("/queue").says("has kind words ready; or write your own")
	m.open("/queue/"+r.ID+"/not-this-time").must("/queue/", "Not this time").says("Choose words that fit", "No words of mine", "Or write your own",
		"What you write here goes in place of the words above.")
	if strings.Contains(m.body, "can change before they go") {
		t.Error("words can be changed that cannot be")
	}
}

func (x *together) noCommonLanguage(t *testing.T) {
	ctx := t.Context()
	body := mentorBody("Zoya Lind")
	body.Languages = []api.ProfileLanguage{{Language: "ru", Level: 4}}
	zoya, err := x.office.open(ctx, "zoya@example.org", newPassword())
	if err == nil {
		_, err = zoya.SaveMe(ctx, body)
	}
	if err == nil {
		err = x.office.approve(ctx, zoya.id)
	}
	if err != nil {
		t.Fatal(err)
	}
	b := x.browser().signIn(x.site.newcomer("Uma Rao", "uma@example.org"))
	at := "/people/" + zoya.id
	if err := x.heard(func() error {
		if b.open(at); !strings.Contains(b.body, "You share no language yet.") {
			return errors.New("the page does not say that they share no language")
		}
		return nil
	}); err != nil {
		t.Fatalf("%v\n%s", err, shownText(b.doc))
	}
	b.says("Neither of you could read what the other writes, so nothing is sent.", "Add a language")
	if len(b.all(func(n *html.Node) bool { return attr(n, "value") == "pick" })) > 0 {
		t.Error("there is a button to ask them all the same")
	}
	res, err := b.http.PostForm(x.address+at, url.Values{"do": {"pick"}})
	b.read(res, err).must(at, "Zoya Lind").says("You share no language, so nothing was picked.")
	b.open("/compare?with=" + zoya.id)
	b.open("/ask")
	if b.at.Path == "/ask" && len(b.all(func(n *html.Node) bool { return attr(n, "id") == "message" })) > 0 {
		b.press("Send my request", "message", "Hello.")
	}
	for r, err := range zoya.AskedRequests(ctx) {
		t.Errorf("they were asked all the same: %+v, %v", r, err)
	}
}

func (x *together) openingTakesUp(t *testing.T) {
	projects, err := x.public.Issue(t.Context(), x.issue)
	if err == nil {
		_, err = x.mentors[1].Report(t.Context(), api.NewReport{About: "project", Project: projects.Project, Kind: "spam", Words: "It only sells."})
	}
	if err != nil {
		t.Fatal(err)
	}
	boss := x.operator()
	var links []*html.Node
	if err := x.heard(func() error {
		boss.open("/cases").must("/cases", "")
		links = boss.all(func(n *html.Node) bool {
			return n.Data == "a" && strings.HasPrefix(attr(n, "href"), "/cases/")
		})
		if len(links) == 0 {
			return errors.New("no case yet")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	boss.open(attr(links[0], "href")).must("/cases/", "").says("Opening it takes it up: it is with you from then on.")
	boss.press("Open and read").must("/cases/", "").says("With it you have taken it up: it is with you now.", "It only sells.")
	boss.open("/cases").says("With you")
}

func (x *together) ownClaim(t *testing.T) {
	b, other := x.browser().signIn(x.newcomer), x.browser().signIn(x.mentors[1])
	at := "/issues/" + x.issue
	b.open(at).press("I work on this").must(at, "").says("You work on it until")
	if text := shownText(b.all(func(n *html.Node) bool { return attr(n, "aria-labelledby") == "work" })[0]); strings.Contains(text, "Somebody") {
		t.Errorf("one's own work reads as somebody's: %s", text)
	}
	other.open(at).says("Somebody works on it until")
	b.open("/mentorships/" + x.id).says("You work on it until")
}

// keptAndSpared: what the pages say of who reads what, and of what an erasure spares, in every language.
func (x *together) keptAndSpared(t *testing.T) {
	b := x.browser().signIn(x.mentors[1])
	b.open("/privacy").must("/privacy", "Privacy").says("Those who run this place can look it up", "A request is read by the mentors whom it asks",
		"by a mentor who takes over if you agree", "What somebody reports is read by the moderators", "One thing is spared: the sealed copy in a report")
	for _, untrue := range []string{"seen by nobody but you", "until you close it. No others"} {
		if strings.Contains(b.body, untrue) {
			t.Errorf("the page on privacy says %q", untrue)
		}
	}
	b.open("/settings/close").must("/settings/close", "Close my account").says("One thing is spared: the sealed copy in a report", "90 days after")
	for _, tag := range languages() {
		res, err := b.http.PostForm(x.address+"/choose", url.Values{"language": {tag}, "back": {"/"}})
		b.read(res, err)
		for _, path := range []string{"/privacy", "/settings/close"} {
			if b.open(path); !strings.Contains(b.body, "90") && !strings.Contains(b.body, "٩٠") {
				t.Errorf("%s in %s does not say for how long a sealed copy is spared", path, tag)
			}
		}
	}
}
