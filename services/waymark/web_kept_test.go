package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// own is somebody's profile as it stands.
func (s *site) own(p *person) *api.OwnProfile {
	s.Helper()
	me, err := p.Me(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	return me
}

// checked says whether a box stands ticked on the page.
func (b *browser) checked(name, value string) bool {
	return len(b.all(func(n *html.Node) bool {
		return attr(n, "name") == name && attr(n, "value") == value && has(n, "checked")
	})) > 0
}

// TestWebOfferKeepsWhatWasChosen: who saves what they help with is found by nobody new, keeps what they said about a skill, and does not
// write over places that were changed meanwhile.
func TestWebOfferKeepsWhatWasChosen(t *testing.T) {
	one(t)
	s := openSite(t)
	mika := s.mentors[0]
	nobody, skills := "nobody", []api.ProfileSkill{{Skill: "go", Level: 5, Example: "A small compiler"}}
	if _, err := mika.ChangeMe(t.Context(), api.ProfilePatch{FoundBy: &nobody, Teach: &skills}); err != nil {
		t.Fatal(err)
	}
	b := s.browser().signIn(mika)
	b.open("/mentoring").must("/mentoring", "Your offer")
	if b.checked("shown", "yes") {
		t.Error("the box says that everybody sees somebody whom nobody may find")
	}
	b.press("Save what I help with", "teach-more", "knitting").must("/mentoring", "Your offer")
	me := s.own(mika)
	if me.FoundBy != "nobody" {
		t.Errorf("a skill was added, and now they are found by %s", me.FoundBy)
	}
	if n := slices.IndexFunc(me.Teach, func(x api.ProfileSkill) bool { return x.Skill == "go" }); n < 0 || me.Teach[n].Level != 5 || me.Teach[n].Example == "" {
		t.Errorf("what was said about a skill is gone: %+v", me.Teach)
	}
	b.press("Save what I help with", "shown", "yes").must("/mentoring", "Your offer")
	if me = s.own(mika); me.FoundBy != "everybody" {
		t.Errorf("the box was ticked, and they are found by %s", me.FoundBy)
	}
	if b.press("Save what I help with", "teach", "", "teach-more", "", "shown", ""); b.code != http.StatusUnprocessableEntity || b.checked("shown", "yes") {
		t.Errorf("a refused form ticks the box again, or was not refused: %d", b.code)
	}
	other := s.browser().signIn(mika)
	other.open("/mentoring").press("Save my places", "places", "3").must("/mentoring", "Your offer")
	b.open("/mentoring")
	other.press("Save my places", "places", "4")
	if b.press("Save my places", "places", "1"); b.code != http.StatusPreconditionFailed {
		t.Errorf("places that were changed meanwhile are written over: %d", b.code)
	}
	b.press("Save my places", "places", "2", "cap-open", "1").must("/mentoring", "Your offer")
	if st, err := mika.Standing(t.Context()); err != nil || st.Capacity != 2 || st.Caps["open"] != 1 {
		t.Errorf("a cap for one programme: %+v, %v", st, err)
	}
}

// TestWebAnswersKeepTheProfile: the guided start begins from the profile, not from what this browser heard before, and saves each screen.
func TestWebAnswersKeepTheProfile(t *testing.T) {
	one(t)
	s := openSite(t)
	nia := s.newcomer("Nia Owino", "nia@example.org")
	b := s.browser()
	b.answersOnPages() // knows python and documentation, wants go
	b.signIn(nia)
	skills := []api.ProfileSkill{{Skill: "rust", Level: 2}}
	if _, err := nia.ChangeMe(t.Context(), api.ProfilePatch{Want: &skills}); err != nil {
		t.Fatal(err)
	}
	if b.open("/start/1").must("/start/1", "What do you know"); !b.checked("want", "rust") || b.checked("want", "go") {
		t.Error("the start shows what an old cookie says, not what the profile says")
	}
	b.press("Continue", "have", "java").must("/start/2", "When")
	if me := s.own(nia); len(me.Want) != 1 || me.Want[0].Skill != "rust" ||
		!slices.ContainsFunc(me.Have, func(x api.ProfileSkill) bool { return x.Skill == "java" }) {
		t.Errorf("the first screen is not saved, or wrote something over: %+v %+v", me.Have, me.Want)
	}
	about, minutes := "Changed elsewhere, meanwhile.", 180 // of these the screen shows the second
	if _, err := nia.ChangeMe(t.Context(), api.ProfilePatch{About: &about, Minutes: &minutes}); err != nil {
		t.Fatal(err)
	}
	if b.press("Continue", "minutes", "360"); b.code != http.StatusPreconditionFailed {
		t.Errorf("what was changed elsewhere meanwhile is written over without a word: %d", b.code)
	}
	b.press("Continue", "minutes", "360").must("/start/3", "What matters")
	if me := s.own(nia); me.Minutes != 360 || me.About != about {
		t.Errorf("the second screen: %+v", me)
	}
}

// TestWebAnswersGoOutAfterTheYes: a text that goes with a yes is sent once, and only where the yes was possible; the ready-made words of a
// no are in the language of whoever reads them.
func TestWebAnswersGoOutAfterTheYes(t *testing.T) {
	one(t)
	s := openSite(t)
	mika := s.mentors[0]
	if _, err := mika.SetPlaces(t.Context(), api.Places{Capacity: 1}); err != nil {
		t.Fatal(err)
	}
	var asked []string
	var people []*person
	for _, name := range []string{"Nia Owino", "Sol Reyes", "Tam Vo"} {
		p := s.newcomer(name, strings.ToLower(name[:3])+"@example.org")
		r := s.ask(p, api.NewRequest{Mentors: []string{mika.id}, Message: "Hello."})
		asked, people = append(asked, r.ID), append(people, p)
	}
	texts := func(p *person, id string) (out []string) {
		for m, err := range p.Messages(t.Context(), id, false) {
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, m.Text)
		}
		return out
	}
	b := s.browser().signIn(mika)
	b.open("/queue/"+asked[0]+"/accept").press("Accept", "message", "Welcome, Nia.").must("/mentorships/", "You and Nia")
	if got := texts(people[0], asked[0]); !slices.Equal(got, []string{"Hello.", "Welcome, Nia."}) {
		t.Errorf("the first words with a yes: %q", got)
	}
	if b.open("/queue/"+asked[1]+"/accept").press("Accept", "message", "Welcome, Sol."); b.code != http.StatusConflict {
		t.Fatalf("a second yes with one place: %d", b.code)
	}
	b.press("Accept")
	if got := texts(people[1], asked[1]); !slices.Equal(got, []string{"Hello."}) {
		t.Errorf("the words went out before a yes that was refused: %q", got)
	}
	b.open("/queue/"+asked[1]+"/not-this-time").press("Send it", "text", "enough_people", "message", "").must("/queue", "newcomer")
	r, err := people[1].Request(t.Context(), asked[1])
	if err != nil || r.Offers[0].Reason != "enough_people" || len(texts(people[1], asked[1])) != 1 {
		t.Errorf("the ready-made words are no code: %+v, %v", r, err)
	}
	sol := s.browser().signIn(people[1])
	sol.open("/choose")
	res, err := sol.http.PostForm(s.address+"/choose", map[string][]string{"language": {"es"}, "back": {"/"}})
	sol.read(res, err).open("/requests/" + asked[1])
	if !strings.Contains(sol.body, "plazas están ocupadas") {
		t.Errorf("the words are not in the reader's language:\n%s", shownText(sol.doc))
	}
	b.open("/queue/"+asked[2]+"/not-this-time").press("Send it", "text", "own", "message", "My own words.").must("/queue", "Nobody")
	if got := texts(people[2], asked[2]); !slices.Equal(got, []string{"Hello.", "My own words."}) {
		t.Errorf("one's own words with a no: %q", got)
	}
}

// TestWebThreadAndGoals: older messages are a link away; goals that the other side changed meanwhile are not written over; what has ended shows
// where to go on, and to who was blocked no name.
func TestWebThreadAndGoals(t *testing.T) {
	one(t)
	x := openTogether(t)
	if _, err := x.mentor.AcceptRequest(t.Context(), x.id); err != nil && !fault.Has(err, fault.Conflict) {
		t.Fatal(err)
	}
	for i := range 62 {
		who := x.newcomer
		if i%2 == 1 {
			who = x.mentor
		}
		if _, err := who.PostMessage(t.Context(), x.id, fmt.Sprintf("Word number %d.", i)); err != nil {
			t.Fatal(err)
		}
	}
	n, m := x.browser().signIn(x.newcomer), x.browser().signIn(x.mentor)
	n.open("/mentorships/" + x.id)
	if strings.Contains(n.body, "Word number 0.") || !strings.Contains(n.body, "Word number 61.") {
		t.Error("the newest messages are not what the page begins with")
	}
	n.follow("Older messages").says("Word number 0.")
	n.open("/mentorships/" + x.id)
	m.open("/mentorships/"+x.id).press("Save the goals", "goal-1", "One merged change").must("/mentorships/", "You and Nia")
	if n.press("Save the goals", "goal-1", "Another goal"); n.code != http.StatusPreconditionFailed {
		t.Errorf("goals that the other side has changed are written over: %d", n.code)
	}
	m.open("/queue").says("Goals reached: 0 of 1")
	if err := x.mentor.Block(t.Context(), x.newcomer.id); err != nil {
		t.Fatal(err)
	}
	x.eventually(n, "/mentorships/"+x.id, "You and Somebody") // as if the other had left; mentoring and profiles hear of it each by themselves
	x.eventually(n, "/mentorships/"+x.id, "This mentorship has ended")
	n.says("You and Somebody", "What can come next")
	m.open("/mentorships/" + x.id).says("You and Nia") // whoever blocks keeps the name
}

// eventually opens a page until it says something.
func (x *together) eventually(b *browser, path, want string) {
	x.Helper()
	err := x.heard(func() error {
		if b.open(path); !strings.Contains(b.body, want) {
			return errors.New("the page does not say: " + want)
		}
		return nil
	})
	if err != nil {
		x.Fatal(err)
	}
}
