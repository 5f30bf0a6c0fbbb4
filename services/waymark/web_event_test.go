package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// TestWebEvent: an organiser sets up an event, two people arrive by badge and nothing else, one pitches, teams are made and told, they see each
// other, hand over, and the organiser prints lists. Every page is well made in a language that reads from the right, too.
func TestWebEvent(t *testing.T) {
	one(t)
	x := openPairing(t, 0)
	ctx := t.Context()
	no := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	c, err := x.organiser.MakeCohort(ctx, x.programme, api.CohortBody{Name: "Weekend", Template: "hackathon", Begins: time.Now()})
	no(err)
	set := c.CohortSettings
	set.Published, set.NoFigures = true, true
	var read client.Answer
	_, err = x.organiser.Cohort(ctx, c.ID, client.Into(&read))
	no(err)
	_, err = x.organiser.ChangeCohort(ctx, c.ID, set, client.IfMatch(read.Version))
	no(err)
	at := "/cohorts/" + c.ID + "/event"
	o := x.browser().signIn(x.organiser)
	o.open("/cohorts/"+c.ID).follow("Event").must(at+"/manage", "The organisers’ desk").
		press("Save", "team_least", "2", "event_rooms", "Hall").refused("one room a line").
		press("Save", "team_least", "2", "event_rooms", "Hall, 3").must(at+"/manage", "The organisers’ desk").says("People here", "Badges made")
	b, err := x.organiser.OrderBadges(ctx, c.ID, api.BadgeOrder{Count: 3, As: "newcomer"})
	no(err)
	var people []*browser
	for i, name := range []string{"Nia Arrives", "Sam Arrives", "Eve Arrives"} {
		p := x.browser().open("/event")
		p.press("Arrive", "badge_code", "AAAAA-AAAAA", "shown_name", name).refused("is wrong or missing")
		p.press("Arrive", "badge_code", strings.ToLower(b.Codes[i]), "shown_name", name, "languages", "en").must(at, "Weekend").says("You are here.")
		people = append(people, p)
	}
	people[0].open(at+"/challenges").press("Pitch it", "challenge_title", "Bus times that speak", "needs", "design").must(at+"/challenges", "Challenges").
		says("Pitched. An organiser looks at it.")
	o.open(at+"/challenges?state=pitched").says("Bus times that speak").press("Accept", "teams", "1").must(at+"/challenges", "Challenges")
	people[1].open(at + "/challenges").says("Wishes that you have left: 3").press("Wish for it").says("Your wish 1")
	o.open(at + "/manage").press("Make teams")
	no(x.heard(func() error {
		if o.open(at + "/manage"); !strings.Contains(shownText(o.doc), "Look at the teams") {
			return errors.New(shownText(o.doc))
		}
		return nil
	}))
	o.follow("Look at the teams").must(at+"/draft", "The draft of teams").says("Bus times that speak", "Team 1", "Hall, table 1")
	o.open(at + "/manage").press("Publish: tell everybody")
	no(x.heard(func() error {
		if people[0].open(at); !strings.Contains(shownText(people[0].doc), "Look at your team") {
			return errors.New(shownText(people[0].doc))
		}
		return nil
	}))
	people[0].follow("Look at your team")
	no(x.heard(func() error { // profiles hears of teams late
		if people[0].open(people[0].at.Path); !strings.Contains(shownText(people[0].doc), "Sam Arrives") {
			return fmt.Errorf("%s", shownText(people[0].doc))
		}
		return nil
	}))
	people[0].says("English", "Hall, table 1")
	if strings.Contains(shownText(people[0].doc), "their wish 1") {
		t.Error("a mate reads what another one wished for")
	}
	// One of the team notes that another does not come, and is asked first; who was noted stands on the desk until they say that they are here.
	people[0].open(people[0].at.Path).follow("Does not come").says("does not come?", "is told").press("Does not come").says("Noted. The team is being mended.")
	no(x.heard(func() error {
		for _, p := range people {
			if p.open(at); strings.Contains(shownText(p.doc), "Somebody noted that you are not here") {
				return nil
			}
		}
		return errors.New(shownText(people[1].doc))
	}))
	o.open(at + "/manage").says("Noted as not here")
	for _, p := range people {
		if p.open(at); strings.Contains(shownText(p.doc), "Somebody noted that you are not here") {
			p.press("I am here")
			if strings.Contains(shownText(p.doc), "Somebody noted") {
				t.Error(shownText(p.doc))
			}
		}
	}
	o.open(at + "/manage")
	if strings.Contains(shownText(o.doc), "Noted as not here") {
		t.Error("who is here again stands on the desk")
	}
	o.follow("The event is over").says("Is the event over?").follow("Not yet").must(at+"/manage", "The organisers’ desk")
	no(x.heard(func() error {
		if people[0].open(at); !strings.Contains(shownText(people[0].doc), "Look at your team") {
			return errors.New(shownText(people[0].doc))
		}
		return nil
	}))
	people[0].follow("Look at your team").press("Save", "made", "A board that speaks", "made_licence", "MIT").
		says("Kept. Everybody can read it now.", "I go on with it")
	x.browser().open(at+"/results").must(at+"/results", "What was made").says("A board that speaks", "MIT")
	no(x.heard(func() error {
		if o.open(at + "/lists?by=name"); !strings.Contains(shownText(o.doc), "Nia Arrives") {
			return errors.New(shownText(o.doc))
		}
		return nil
	}))
	no(x.heard(func() error {
		if o.open(at + "/lists?by=team"); !strings.Contains(shownText(o.doc), "Sam Arrives") {
			return errors.New(shownText(o.doc))
		}
		return nil
	}))
	o.says("Team 1", "Sam Arrives")
	o.open(at + "/lists?by=mentor").says("No mentor")
	if res, err := o.http.Get(o.address + at + "/lists/file?by=team"); err != nil || res.StatusCode != 200 ||
		!strings.HasPrefix(res.Header.Get("Content-Type"), "text/csv") {
		t.Error("no file", err)
	}
	if nobody := people[1].open(at + "/manage"); nobody.code != 403 {
		t.Errorf("a participant is at the organisers' desk: %d", nobody.code)
	}
}
