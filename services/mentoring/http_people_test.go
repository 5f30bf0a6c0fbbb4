package mentoring

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func TestWhoMayAskWhom(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.account("newcomer")
	h.mentor("good")
	person := func(id string, p wire.PersonState) {
		h.account(id)
		p.Person = id
		testkit.Heard(t, h.s.m.persons, id, h.state(id, p))
	}
	person("unapproved", wire.PersonState{Mentor: true, FoundBy: "everybody"})
	person("invited", wire.PersonState{Mentor: true, Approved: true, Invited: true, FoundBy: "everybody"})
	person("hidden", wire.PersonState{Mentor: true, Approved: true, FoundBy: "nobody"})
	person("plain", wire.PersonState{Newcomer: true, FoundBy: "everybody"})
	person("refused", wire.PersonState{Mentor: true, Refused: true, FoundBy: "everybody"})
	free := h.state("free", wire.ProgrammeState{Programme: "free", Org: "org", Open: true, Rules: wire.Rules{Unanswered: 1}})
	testkit.Heard(t, h.s.m.programmes, "free", free)
	v := h.state("unconfirmed", wire.AccountState{Account: "unconfirmed"})
	testkit.Heard(t, h.s.m.accounts, "unconfirmed", v)
	v = h.state("club", wire.ProgrammeState{Programme: "club", Org: "org", Open: true, Rules: wire.Rules{Unanswered: 1, MentorApproval: true}})
	testkit.Heard(t, h.s.m.programmes, "club", v)
	ask := func(who, programme string, mentors ...string) error {
		_, err := h.as(who).CreateRequest(ctx, api.NewRequest{Programme: programme, Mentors: mentors, Message: "hello"})
		return err
	}
	var first string
	for _, m := range []string{"absent", "unapproved", "invited", "hidden", "plain"} {
		err := ask("newcomer", "", m)
		if !fault.Coded(err, "mentor.unavailable") {
			t.Errorf("%s: %v", m, err)
		}
		if first == "" {
			first = err.Error()
		}
		if err.Error() != first {
			t.Errorf("%s reads differently: %v", m, err)
		}
	}
	if err := ask("unconfirmed", "", "good"); !fault.Coded(err, "account.unconfirmed") {
		t.Errorf("unconfirmed: %v", err)
	}
	for _, p := range []string{"club", "nowhere"} {
		if err := ask("newcomer", p, "good"); !fault.Coded(err, "programme.absent") {
			t.Errorf("not a member of %s: %v", p, err)
		}
	}
	join := func(person string, m wire.MemberState) {
		m.Programme, m.Person = "club", person
		testkit.Heard(t, h.s.m.members, "club-"+person, h.state("club-"+person, m))
	}
	join("newcomer", wire.MemberState{Newcomer: true})
	if err := ask("newcomer", "club", "good"); !fault.Coded(err, "mentor.unavailable") {
		t.Errorf("the mentor is no member: %v", err)
	}
	join("good", wire.MemberState{Mentor: true})
	if err := ask("newcomer", "club", "good"); !fault.Coded(err, "mentor.unavailable") {
		t.Errorf("the mentor is not approved there: %v", err)
	}
	join("good", wire.MemberState{Mentor: true, Approved: true})
	h.must(ask("newcomer", "club", "good"))
	h.must(ask("newcomer", "", "good")) // another programme
	// Whom moderators refused mentors nowhere, not even where a programme asks for no approval.
	member := func(person string, m wire.MemberState) {
		m.Programme, m.Person = "free", person
		testkit.Heard(t, h.s.m.members, "free-"+person, h.state("free-"+person, m))
	}
	member("newcomer", wire.MemberState{Newcomer: true})
	member("refused", wire.MemberState{Mentor: true})
	if err := ask("newcomer", "free", "refused"); !fault.Coded(err, "mentor.unavailable") {
		t.Errorf("refused by moderators: %v", err)
	}
	h.account("second")
	join("second", wire.MemberState{Newcomer: true})
	if err := ask("second", "club", "good"); !fault.Coded(err, "mentor.busy") {
		t.Errorf("beyond the programme's cap: %v", err)
	}
}

// TestForget: an account is closed; everything with it ends, and nothing they wrote is left.
func TestForget(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.account("nela")
	h.account("nora")
	h.mentor("max", "mona")
	open, err := h.as("nela").CreateRequest(ctx, api.NewRequest{Mentors: []string{"max", "mona"}, Message: "secret words"})
	h.must(err)
	live, err := h.as("nora").CreateRequest(ctx, api.NewRequest{Mentors: []string{"max"}, Message: "hello"})
	h.must(err)
	_, err = h.as("max").AcceptRequest(ctx, live.ID)
	h.must(err)
	_, err = h.as("max").PostMessage(ctx, live.ID, "private words")
	h.must(err)
	closed := func(id string) {
		data, _ := json.Marshal(wire.AccountClosed{Account: id})
		_, err := h.bus.Publish(ctx, wire.Envelope{
			SpecVersion: "1.0", ID: id + "-9-1", Type: "waymark.evt.accounts.account_closed.v1", Subject: id, Time: h.clock.Now(), Version: 9, Data: data,
		})
		h.must(err)
		deadline := time.After(2 * time.Minute)
		for {
			if _, err := h.s.c.standings.Get(ctx, id); fault.Has(err, fault.Gone) {
				return
			}
			select {
			case <-deadline:
				t.Fatal("the account is not forgotten")
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
	closed("max")
	r, err := h.as("nela").Request(ctx, open.ID)
	h.must(err)
	if r.Offers[0].State != "declined" || r.Offers[1].State != "asked" {
		t.Fatalf("the next is not asked: %+v", r)
	}
	m, err := h.as("nora").Mentorship(ctx, live.ID)
	h.must(err)
	if m.Status != "ended" {
		t.Fatalf("the mentorship goes on: %+v", m)
	}
	for x, err := range h.as("nora").Messages(ctx, live.ID, false) {
		h.must(err)
		if strings.Contains(x.Text, "private") {
			t.Fatal("words of somebody who left are still there")
		}
	}
	closed("nela")
	d, err := h.s.c.matches.Get(ctx, open.ID)
	h.must(err)
	if raw, _ := json.Marshal(d.Body); strings.Contains(string(raw), "secret") || d.Body.Status != Withdrawn {
		t.Fatalf("%s", raw)
	}
	if _, err := h.as("nora").CreateRequest(ctx, api.NewRequest{Mentors: []string{"max"}, Message: "again"}); !fault.Coded(err, "mentor.unavailable") {
		t.Fatalf("asking somebody who left: %v", err)
	}
}
