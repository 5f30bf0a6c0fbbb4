package profiles

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestChangedSinceApproved: what a moderator approved is what whoever is signed out sees. Members, and matching, go on meanwhile.
func TestChangedSinceApproved(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{})
		w.confirm(ada, bo, mo)
		w.save(bo, `{"display_name":"Bo Example","about":"I help.","mentor":true,"found_by":"everybody","have":[{"skill":"go","level":5}]}`)
		a, b, m := testkit.Token(ada), testkit.Token(bo), testkit.Token(mo, "moderator")
		person, own, offer := "/api/v1/people/"+bo, "/api/v1/people/me", "/api/v1/mentor-approvals/"+bo
		listed := func(state string) int {
			return len(read1[api.MentorCandidates](w.ask(m, http.MethodGet, "/api/v1/mentor-approvals?state="+state, "").is(http.StatusOK)).Items)
		}
		w.approve(m, bo).is(http.StatusOK)
		w.ask("", http.MethodGet, person, "").is(http.StatusOK)

		// What is chosen from lists, or taken away, is nothing new to read.
		w.ask(b, http.MethodPatch, own, `{"want":[{"skill":"Go","level":4}],"minutes":60,"languages":[{"language":"fr","level":3}]}`).is(http.StatusOK)
		w.ask(b, http.MethodPatch, own, `{"about":""}`).is(http.StatusOK)
		w.ask("", http.MethodGet, person, "").is(http.StatusOK)

		w.ask(b, http.MethodPatch, own, `{"display_name":"Somebody Famous","about":"buy pills"}`).is(http.StatusOK)
		w.ask("", http.MethodGet, person, "").code(http.StatusNotFound, "profile.absent")
		if page := read1[api.PersonPage](w.ask(a, http.MethodGet, person, "").is(http.StatusOK)); !page.Mentor {
			t.Fatalf("members lose the mentor: %+v", page)
		}
		me := read1[api.OwnProfile](w.ask(b, http.MethodGet, own, "").is(http.StatusOK))
		if me.Approval.State != "approved" || me.Approval.Changed.IsZero() || !me.Visible {
			t.Fatalf("the person is not told: %+v", me)
		}
		d, err := w.s.c.people.Get(t.Context(), bo)
		if err != nil {
			t.Fatal(err)
		}
		if s := StateOf(bo, &d.Body, skill.Shipped()); !s.Approved || s.FoundBy != FoundByMembers {
			t.Fatalf("others hear: %+v", s)
		}
		row := read1[api.MentorCandidate](w.ask(m, http.MethodGet, offer, "").is(http.StatusOK))
		if row.Approval.State != "approved" || row.Approval.Changed.IsZero() || row.Person.DisplayName != "Somebody Famous" || row.Version != d.Version {
			t.Fatalf("the moderators read: %+v", row)
		}
		if w, a := listed("waiting"), listed("approved"); w != 1 || a != 0 {
			t.Fatalf("%d wait, %d approved", w, a)
		}

		// Who takes it back, or has only members find them, waits for nobody.
		w.ask(b, http.MethodPatch, own, `{"display_name":"Bo Example","about":"I help."}`).is(http.StatusOK)
		w.ask("", http.MethodGet, person, "").is(http.StatusOK)
		w.ask(b, http.MethodPatch, own, `{"found_by":"members","about":"buy pills"}`).is(http.StatusOK)
		if listed("waiting") != 0 {
			t.Fatal("who is not shown signed out waits")
		}
		w.ask(b, http.MethodPatch, own, `{"found_by":"everybody"}`).is(http.StatusOK)
		w.ask("", http.MethodGet, person, "").is(http.StatusNotFound)
		w.ask(b, http.MethodPatch, own, `{"mentor":false}`).is(http.StatusOK)
		w.ask(b, http.MethodPatch, own, `{"mentor":true}`).is(http.StatusOK)
		w.ask("", http.MethodGet, person, "").is(http.StatusNotFound)

		w.ask(m, http.MethodPost, offer+"/approve", "", "If-Match", `"1"`).code(http.StatusPreconditionFailed, "profile.changed")
		w.approve(m, bo).is(http.StatusOK)
		w.ask("", http.MethodGet, person, "").is(http.StatusOK)
		if w, a := listed("waiting"), listed("approved"); w != 0 || a != 1 {
			t.Fatalf("%d wait, %d approved", w, a)
		}
	})
}

// TestOneOffer: an offer is read by its id by those who may decide about it, and by nobody else.
func TestOneOffer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	w.confirm(ada, bo, mo)
	w.save(bo, mentor)
	w.save(ada, `{"display_name":"Ada Example","newcomer":true}`)
	offer := func(id string) string { return "/api/v1/mentor-approvals/" + id }
	m := testkit.Token(mo, "moderator")
	list := read1[api.MentorCandidates](w.ask(m, http.MethodGet, "/api/v1/mentor-approvals", "").is(http.StatusOK))
	if one := read1[api.MentorCandidate](w.ask(m, http.MethodGet, offer(bo), "").is(http.StatusOK)); len(list.Items) != 1 ||
		one.Person.ID != bo || one.Version != list.Items[0].Version || one.Approval != list.Items[0].Approval {
		t.Fatalf("%+v is not the row of %+v", one, list)
	}
	w.ask("", http.MethodGet, offer(bo), "").is(http.StatusUnauthorized)
	w.ask(testkit.Token(ada), http.MethodGet, offer(bo), "").is(http.StatusForbidden)
	w.ask(testkit.Token(bo, "moderator"), http.MethodGet, offer(bo), "").code(http.StatusForbidden, "approval.own")
	w.ask(m, http.MethodGet, offer(ada), "").code(http.StatusNotFound, "approval.not_offered")
	w.ask(m, http.MethodGet, offer("nobody"), "").code(http.StatusNotFound, "approval.not_offered")
	v := w.say(wire.StandingState{Person: mo, Blocked: []string{bo}}, mo)
	testkit.Heard(t, w.s.m.standings, mo, v)
	w.ask(m, http.MethodGet, offer(bo), "").code(http.StatusNotFound, "approval.not_offered")
}

// TestChangedWhereNobodyApproves: nothing changes there, and what was written meanwhile counts as let in once the community approves.
func TestChangedWhereNobodyApproves(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	said := func(about string) Said {
		return Said{DisplayName: "Bo", About: about, Mentor: true, FoundBy: FoundByEverybody}
	}
	p := Profile{Account: AccountConfirmed}
	p.Save(bo, said("one"), false, now)
	p.Save(bo, said("two"), false, now)
	if p.findableBy() != FoundByEverybody || p.Approval.Seen != nil {
		t.Fatalf("%+v", p.Approval)
	}
	p.Save(bo, said("two"), true, now) // switched on
	if p.findableBy() != FoundByEverybody {
		t.Fatalf("%+v", p.Approval)
	}
	p.Save(bo, said("three"), true, now)
	if state, since := p.Approval.queue(); p.findableBy() != FoundByMembers || state != Waiting || !since.Equal(now) {
		t.Fatalf("%+v", p.Approval)
	}
	p.settleTexts(p.Said, false, now) // and off
	if p.findableBy() != FoundByEverybody || p.Approval.Seen != nil {
		t.Fatalf("%+v", p.Approval)
	}
}

// TestWritten: every free text that others read counts, each by itself; words of the list do not.
func TestWritten(t *testing.T) {
	t.Parallel()
	tax := skill.Shipped()
	base := Said{DisplayName: "Bo", Have: []Skill{{Skill: "go", Level: 5}}}
	for name, change := range map[string]func(*Said){
		"name": func(s *Said) { s.DisplayName = "Bob" }, "pronouns": func(s *Said) { s.Pronouns = "they" }, "about": func(s *Said) { s.About = "x" },
		"example":  func(s *Said) { s.Have = []Skill{{Skill: "go", Level: 5, Example: "x"}} },
		"help":     func(s *Said) { s.Teach = []Skill{{Skill: "go", Level: 5, Example: "x"}} },
		"own help": func(s *Said) { s.Teach = []Skill{{Skill: "K-drama", Level: 5}} },
		"word":     func(s *Said) { s.Interests = []string{"K-drama"} },
		"link":     func(s *Said) { s.Links = []Link{{URL: "https://x.example"}} }, "label": func(s *Said) { s.Links = []Link{{Label: "x"}} },
		"work": func(s *Said) { s.ShowContributed, s.Contributed = true, []Work{{Project: "a/b"}} },
	} {
		s := base
		change(&s)
		if got := s.written(tax); !slices.ContainsFunc(got, func(h string) bool { return !slices.Contains(base.written(tax), h) }) {
			t.Errorf("%s is not noticed", name)
		}
	}
	s := base
	s.Want, s.Interests, s.Contributed = []Skill{{Skill: "rust", Level: 3}}, []string{"accessibility"}, []Work{{Project: "a/b"}}
	if got := s.written(tax); !slices.Equal(got, base.written(tax)) {
		t.Error("words of the list, or what is not shown, count as text")
	}
}
