package main

import (
	"strings"
	"testing"
)

// TestWebPartners: a partner with its contact, mentor, money and figures, and what is due to somebody, on pages alone.
func TestWebPartners(t *testing.T) {
	one(t)
	x := openCohort(t)
	ctx := t.Context()
	mentor := x.newcomer
	speaks := x.site.newcomer("Sam Okoro", "sam@example.org")
	if err := x.heard(func() error {
		_, err := mentor.Join(ctx, x.programme, true, true)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	o := x.browser().signIn(x.organiser)
	o.open("/programmes/"+x.programme).follow("Partners and what they bring").must("/programmes/", "Partners of First Steps")
	o.press("Name it", "partner_name", "Example Labs", "homepage", "http://labs.example.org")
	if o.code != 422 || !strings.Contains(o.body, `href="#homepage"`) {
		t.Fatalf("a bad address: %d\n%s", o.code, shownText(o.doc))
	}
	o.press("Name it", "homepage", "https://labs.example.org", "brings", "mentors", "partner_about", "Two projects.").
		must("/partners/", "Example Labs: what it brings").says("It is named.")
	id := strings.Split(o.at.Path, "/")[2]
	if err := x.heard(func() error {
		o.open("/partners/"+id+"/setup").press("Add this person", "partner_person", "https://waymark.example.org/people/"+speaks.id)
		_, err := speaks.PartnerReport(ctx, id)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	o.press("Name as its mentor", "mentor", mentor.id).says("has not answered")
	o.press("Add the project", "project", "not a project")
	if o.code != 422 {
		t.Fatalf("no project: %d", o.code)
	}
	o.open("/partners/"+id+"/setup").press("Add the project", "project", "https://waymark.example.org/projects/"+strings.Repeat("a", 26))
	o.press("Note it", "amount", "12.345", "currency", "eur", "state", "pledged")
	if o.code != 422 || !strings.Contains(o.body, `href="#amount"`) {
		t.Fatalf("a bad amount: %d\n%s", o.code, shownText(o.doc))
	}
	o.press("Note it", "amount", "2500.50", "currency", "eur", "state", "pledged").says("2500.50", "Promised")
	o.press("It is here").says("Received")

	// Who speaks for it sees its page and nothing else; the mentor answers.
	s := x.browser().signIn(speaks)
	s.open("/partners").follow("Example Labs").must("/partners/"+id, "Example Labs").says("2500.50", "There are no figures yet", "Two projects.")
	if s.open("/partners/" + id + "/setup"); s.code != 403 {
		t.Errorf("a contact sets a partner up: %d", s.code)
	}
	if s.open("/partners/" + id + "/file"); !strings.Contains(s.body, "received,,,,EUR,2500.50,") {
		t.Errorf("%s", s.body)
	}
	n := x.browser().signIn(mentor)
	n.open("/partners").follow("Example Labs").says("You were named as its mentor", "Waits for your answer")
	if strings.Contains(n.body, "2500.50") {
		t.Error("a mentor reads the partner's money")
	}
	n.press("Do not count me").says("You are not counted")
	n.press("Count me").says("You are counted")

	// What is due: noted, approved, the legal name given to named readers and read by them.
	o.open("/programmes/"+x.programme+"/stipends").must("/programmes/", "What is due: First Steps")
	o.press("Add this reader", "partner_person", x.organiser.id)
	o.press("Note it", "kind", "stipend", "stipend_person", mentor.id, "stipend_what", "Twelve weeks", "amount", "3000", "currency", "EUR", "funder_partner", id).
		says("3000.00", "Planned", "given by Example Labs")
	o.press("Approve").says("Approved")
	n.open("/stipends").follow("Stipend, 3000.00").must("/stipends/", "Stipend, 3000.00").press("Give it to them", "legal_name", "Nia Legally").says("Nia Legally")
	own := n.at.Path
	o.open(own)
	if strings.Contains(o.body, "Nia Legally") {
		t.Error("the name is on the page before it is asked for")
	}
	o.press("Read the legal name").says("Nia Legally")
	if s.open(own); s.code != 404 {
		t.Errorf("somebody else reads what is due: %d", s.code)
	}
	n.open(own).press("Take it back")
	if strings.Contains(n.body, "Nia Legally") {
		t.Error("the name was taken back")
	}
	o.open("/partners/"+id+"/remove").press("Take it out").must("/programmes/"+x.programme+"/partners", "Partners of First Steps").says("Example Labs")
	if strings.Contains(o.body, "/partners/"+id) { // the cohort's own is still there
		t.Error("it is still in the list")
	}
	if _, err := x.public.Partner(ctx, id); err == nil {
		t.Error("it is still there")
	}
}
