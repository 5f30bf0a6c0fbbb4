package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/waymark-dev/waymark/pkg/api"
)

// operator signs in as the administrator of the place.
func (s *site) operator() *browser {
	s.Helper()
	return s.browser().signIn(s.boss)
}

// TestWebDataAndErasure: the file has a part of every room; an account is closed with a receipt, which can be looked at without one.
func TestWebDataAndErasure(t *testing.T) {
	one(t)
	s := openSite(t)
	p := s.newcomer("Nia Owino", "nia@example.org")
	b := s.browser().signIn(p)
	b.open("/settings/data").must("/settings/data", "").press("Download the file")
	var parts map[string]json.RawMessage
	if err := json.Unmarshal([]byte(b.body), &parts); err != nil {
		t.Fatalf("%v: %.300s", err, b.body)
	}
	for _, room := range []string{"accounts", "catalog", "mentoring", "notifications", "profiles", "programs", "safety"} {
		if len(parts[room]) < 3 {
			t.Errorf("the file has no part of %s", room)
		}
	}
	if !strings.Contains(b.body, "A small script for our library") {
		t.Error("the file does not have what was written")
	}
	b.open("/settings/close").press("Close my account", "current", p.password).refused("Tick that you are sure")
	b.press("Close my account", "current", p.password, "sure", "yes").must("/settings/close", "Your account is closed").says("Write it down now")
	code := ""
	for _, n := range b.all(func(n *html.Node) bool { return n.Data == "bdi" && attr(n, "class") == "code" }) {
		code = shownText(n)
	}
	if b.open("/settings"); !strings.HasPrefix(b.at.Path, "/sign-in") {
		t.Errorf("the account is closed, and %s opens", b.at)
	}
	g := s.browser()
	g.open("/erasure").must("/erasure", "What became of an erasure").press("Look at a receipt", "token", "nothing-like-it").refused("Enter the whole code")
	g.open("/erasure").press("Look at a receipt", "token", code).must("/erasure", "What became of an erasure")
	g.says("Requests and mentorships", "One thing is spared")
}

// TestWebSkills: a moderator says what a word stands for; pages call it so from then on, and it is taken back.
func TestWebSkills(t *testing.T) {
	one(t)
	s := openSite(t)
	var p *person
	for i, name := range []string{"Nia Owino", "Sol Reyes", "Kofi Mensah"} { // a word of fewer people may tell of one of them: it is not shown
		p = s.newcomer(name, fmt.Sprintf("person%d@example.org", i))
		body := newcomerBody(name)
		body.Have = append(body.Have, api.ProfileSkill{Skill: "qwertzology", Level: 3})
		if _, err := p.SaveMe(t.Context(), body); err != nil {
			t.Fatal(err)
		}
	}
	if b := s.browser().signIn(p).open("/skills"); b.code != http.StatusForbidden {
		t.Errorf("a newcomer at the words: %d", b.code)
	}
	m := s.operator()
	m.open("/skills").must("/skills", "Words for skills").says("qwertzology", "3 people use it")
	m.follow("qwertzology").must("/skills/words/", "qwertzology")
	if strings.Contains(m.at.Path, "qwertz") {
		t.Errorf("what somebody wrote stands in the address: %s", m.at)
	}
	m.press("Decide").refused("Choose what becomes of it")
	m.press("Decide", "do", "alias", "into", "no-such-thing-at-all").refused("The skill that it stands for")
	m.press("Decide", "do", "alias", "into", "git").must("/skills", "Words for skills").says("qwertzology stands for Git", "Every word that people use is known")
	m.press("Take it back").must("/skills", "Words for skills").says("3 people use it")
	m.follow("Rename or merge a skill").must("/skills/change", "").press("Decide", "do", "rename", "steer_word", "git", "steer_name", "Git, the tool")
	m.must("/skills", "Words for skills").says("git is written Git, the tool")
}

// TestWebOwnProjects: who claims a project finds it again.
func TestWebOwnProjects(t *testing.T) {
	one(t)
	s := openSite(t)
	b := s.browser().signIn(s.mentors[0])
	b.open("/settings/projects").must("/settings/projects", "Projects you look after").says("You have claimed no project")
	b.open("/projects")
	first := b.all(func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(attr(n, "href"), "/projects/") })
	if len(first) == 0 {
		t.Fatal("no project")
	}
	b.open(attr(first[0], "href") + "/maintain").press("I maintain this project")
	b.open("/settings/projects").says(shownText(first[0]))
}
