package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/waymark-dev/waymark/pkg/api"
)

// besides makes everything that stands beside a cohort: a hub of thirty communities with an invitation that waits, a partner with money and
// a mentor, and a stipend. It answers with the pages that the organiser and the newcomer look at.
func (x *calling) besides(t *testing.T) (organisers, theirs []string) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	admin := x.office.admin
	org, err := admin.MakeOrganisation(ctx, api.OrganisationBody{Name: "Harbour"})
	must(err)
	hub, err := admin.MakeProgramme(ctx, api.ProgrammeBody{Org: org.ID, Name: "Harbour of Communities", Open: true, Listed: true})
	must(err)
	_, err = admin.MakeHub(ctx, hub.ID)
	must(err)
	for i := range 30 {
		c, err := admin.MakeProgramme(ctx, api.ProgrammeBody{Org: org.ID, Name: fmt.Sprintf("Community of patient cartographers %d", i+1),
			About: "Maps of places that nobody has drawn yet, in every language.", Open: i%7 != 3, Listed: true})
		must(err)
		_, err = admin.MeetHub(ctx, hub.ID, c.ID)
		must(err)
	}
	must(x.heard(func() error { _, err := admin.GiveRole(ctx, x.organiser.id, "organiser", "org:"+org.ID); return err }))
	must(x.heard(func() error { _, err := x.newcomer.Join(ctx, x.programme, true, true); return err }))
	p, err := x.organiser.MakePartner(ctx, x.programme, api.PartnerBody{Name: "Example Labs", Homepage: "https://labs.example.org",
		Brings: []string{"mentors", "money"}, About: "What a laptop costs."})
	must(err)
	_, err = x.organiser.NamePartnerMentor(ctx, p.ID, x.newcomer.id)
	must(err)
	for i, state := range []string{"received", "pledged"} {
		_, err := x.organiser.AddPartnerMoney(ctx, p.ID, api.PartnerMoneyBody{Currency: "EUR", Minor: int64(1_250_050 * (i + 1)), On: time.Now(), State: state})
		must(err)
	}
	s, err := x.organiser.MakeStipend(ctx, x.programme, api.StipendBody{Kind: "stipend", Person: x.newcomer.id, What: "Twelve weeks", Currency: "EUR",
		Minor: 300_000, Funder: api.StipendFunder{Partner: p.ID}, Due: time.Now().AddDate(0, 1, 0)})
	must(err)
	_, err = x.organiser.NameFinanceReaders(ctx, x.programme, []string{x.organiser.id})
	must(err)
	return []string{"/programmes/" + hub.ID + "/hub", "/programmes/" + hub.ID + "/hub/report", "/programmes/" + x.programme + "/hub",
			"/programmes/" + x.programme + "/hub/make",
			"/programmes/" + x.programme + "/partners", "/partners/" + p.ID, "/partners/" + p.ID + "/setup", "/partners/" + p.ID + "/remove",
			"/programmes/" + x.programme + "/stipends", "/stipends/" + s.ID},
		[]string{"/programmes/" + hub.ID + "/hub", "/partners", "/partners/" + p.ID, "/stipends", "/stipends/" + s.ID}
}

// TestWebHubFitsAndPassesAxe: hubs, partners and stipends at 320 pixels, in both directions of writing and both schemes.
func TestWebHubFitsAndPassesAxe(t *testing.T) {
	ctx := chromium(t, 320)
	x := openCohort(t)
	organisers, theirs := x.besides(t)
	look := lookAt(ctx, t, x.site)
	for _, who := range []struct {
		*person
		pages []string
	}{{x.organiser, organisers}, {x.newcomer, theirs}} {
		enter(ctx, t, x.site, who.person)
		for _, as := range [][2]string{{"ar", "dark"}, {"en", "light"}} {
			appear(ctx, t, x.site, as[0], as[1])
			for _, path := range who.pages {
				look(path, as[0], as[1])
			}
		}
		do(ctx, t, chromedp.Navigate(x.address+"/sign-out"), there("form[action='/sign-out'] button"),
			chromedp.Click(chromedp.CSS("form[action='/sign-out'] button")), there(`a[href^="/sign-in"]`))
	}
}
