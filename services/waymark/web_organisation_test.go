package main

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

// TestWebOrganisation: an administrator makes an organisation and names who organises it; they make a programme, name a reviewer, take a
// mentor in; all of it on pages alone, and what is wrong is said at its field.
func TestWebOrganisation(t *testing.T) {
	one(t)
	s := openSite(t)
	organiser, mentor := s.newcomer("Oda Berg", "oda@example.org"), s.mentors[0]
	b := s.operator()
	b.open("/operate").follow("Organisations").must("/operate/organisations", "Organisations").says("Community")
	b.press("Make it", "org_name", "").refused("Name of the organisation: fill this in")
	b.press("Make it", "org_name", "Example Foundation", "org_homepage", "http://foundation.example.org")
	if b.code != http.StatusUnprocessableEntity || !strings.Contains(b.body, `href="#org_homepage"`) || !strings.Contains(b.body, "Example Foundation") {
		t.Fatalf("an address without https: %d\n%s", b.code, shownText(b.doc))
	}
	b.press("Make it", "org_homepage", "https://foundation.example.org").must("/organisations/", "Set up").says("Name who organises it")
	setup := b.at.Path
	b.press("Give the role", "grant_person", "oda@example.org").refused("Choose which role")
	b.press("Give the role", "grant_person", "nobody@example.org", "grant_role", "organiser").refused("No account has exactly this address")
	b.press("Give the role", "grant_person", "/people/nobody-at-all").refused("Nobody here has this page")
	b.press("Give the role", "grant_person", "oda@example.org").must(setup, "Set up").says("Oda Berg", "Organiser")
	if strings.Contains(b.at.String(), "oda") {
		t.Errorf("an address stands in an address: %s", b.at)
	}
	b.open("/operate/audit")

	o := s.browser().signIn(organiser)
	if o.open("/operate/organisations"); o.code != http.StatusForbidden {
		t.Errorf("an organiser at the operator's list: %d", o.code)
	}
	if err := s.heard(func() error { // the role counts within seconds
		if o.open(setup); o.code != http.StatusOK {
			return errors.New("not yet")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	o.says("You", "Organiser")
	o.press("Save", "org_about", "We help people begin.").must(setup, "Set up")
	o.follow("Example Foundation").must("/organisations/", "Example Foundation").says("We help people begin.", "It has no programme yet")
	o.follow("A new programme").must("/organisations/", "A new programme")
	o.press("Make the programme", "programme_name", "").refused("Name of the programme: fill this in")
	o.press("Make the programme", "programme_name", "First Steps", "joining", "invited").must("/programmes/", "Set up the programme")
	at := strings.TrimSuffix(o.at.Path, "/setup")
	o.press("Give the role", "grant_person", s.address+"/people/"+s.mentors[1].id+"?x=1", "grant_role", "reviewer").says("Ora Bell", "Reviewer")
	o.press("Take it away")
	if o.says("The role was taken away"); strings.Contains(shownText(o.doc), "Ora Bell") {
		t.Error("a role that was taken is still there")
	}
	o.open(at).follow("Its people").must(at+"/people", "People of First Steps")

	m := s.browser().signIn(mentor)
	m.open(at).follow("Your part in it").must(at+"/part", "Your part in First Steps").says("Joining needs an invitation")
	o.press("Invite", "invite_person", "hello there").refused("no address of a page here")
	o.press("Invite", "invite_person", "/people/"+mentor.id).says("Invited. They see it")
	m.open(at + "/part").press("Take part").refused("Choose as what you take part")
	m.press("Take part", "as", "mentor").must(at+"/part", "Your part").says("You offered to mentor here")
	o.open(at+"/people").says("Mika Aalto", "waits for a decision")
	o.press("Not yet", "refusal", "").refused("Choose")
	o.press("Not yet", "refusal", "tell_more")
	m.open(at+"/part").says("have not taken you as a mentor yet", "say a little more about yourself")
	if err := s.heard(func() error {
		if m.open("/inbox"); !strings.Contains(m.body, "A programme does not have you as a mentor") {
			return errors.New("not yet")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(m.body, `value="`+at+`/part"`) {
		t.Error("the notice does not lead to where one can do something")
	}
	m.open(at + "/part").press("Leave the programme").says("You have left the programme")

	// Another organiser's page is none of a mentor's.
	for _, path := range []string{setup, setup[:len(setup)-len("setup")] + "new", at + "/setup", at + "/people"} {
		if m.open(path); m.code != http.StatusForbidden && m.code != http.StatusNotFound {
			t.Errorf("%s for a mentor: %d", path, m.code)
		}
	}
}
