package profiles

import (
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
)

func TestSee(t *testing.T) {
	mentor := Profile{Said: Said{Mentor: true, FoundBy: FoundByMembers}, Account: AccountConfirmed, Approval: Approval{State: Approved}}
	newcomer := Profile{Said: Said{Newcomer: true, FoundBy: FoundByMembers}, Account: AccountConfirmed}
	for _, c := range []struct {
		name   string
		viewer Viewer
		of     Profile
		change func(*Profile)
		want   Sight
	}{
		{"own, whatever happens", Viewer{ID: "a", Blocked: true}, mentor, func(p *Profile) { p.Account = AccountSuspended; p.Invitation.Open = true }, Own},
		{"members see a mentor", Viewer{ID: "b"}, mentor, nil, Page},
		{"signed out does not", Viewer{}, mentor, nil, Nothing},
		{"everybody", Viewer{}, mentor, func(p *Profile) { p.FoundBy = FoundByEverybody }, Page},
		{"nobody", Viewer{ID: "b", Shares: true}, mentor, func(p *Profile) { p.FoundBy = FoundByNobody }, Nothing},
		{"nobody, but matched", Viewer{ID: "b", Matched: true}, mentor, func(p *Profile) { p.FoundBy = FoundByNobody }, Page},
		{"programme", Viewer{ID: "b", Shares: true, Asks: true}, mentor, func(p *Profile) { p.FoundBy = FoundByProgramme }, Page},
		{"a programme that has not taken the mentor", Viewer{ID: "b", Shares: true}, mentor, func(p *Profile) { p.FoundBy = FoundByProgramme }, Nothing},
		{"waits, but a programme asks for no approval", Viewer{ID: "b", Shares: true, Asks: true}, mentor, func(p *Profile) { p.Approval.State = Waiting }, Page},
		{"nobody, in a programme too", Viewer{ID: "b", Shares: true, Asks: true}, mentor, func(p *Profile) { p.FoundBy = FoundByNobody }, Nothing},
		{"a mentor of a programme sees its newcomers", Viewer{ID: "b", Shares: true, Asked: true}, newcomer, func(p *Profile) { p.Offers = true }, Page},
		{"another programme", Viewer{ID: "b"}, mentor, func(p *Profile) { p.FoundBy = FoundByProgramme }, Nothing},
		{"unapproved", Viewer{ID: "b"}, mentor, func(p *Profile) { p.Approval.State = Waiting }, Nothing},
		{"refused", Viewer{ID: "b"}, mentor, func(p *Profile) { p.Approval.State = Refused }, Nothing},
		{"unapproved, to a moderator", Viewer{ID: "b", Moderator: true}, mentor, func(p *Profile) { p.Approval.State = Waiting }, Page},
		{"a blocked moderator", Viewer{ID: "b", Moderator: true, Blocked: true}, mentor, nil, Nothing},
		{"blocked, though live", Viewer{ID: "b", Blocked: true, Matched: true, Live: true}, mentor, nil, Nothing},
		{"unconfirmed", Viewer{ID: "b", Moderator: true}, mentor, func(p *Profile) { p.Account = AccountUnconfirmed }, Nothing},
		{"not looked up yet", Viewer{ID: "b"}, mentor, func(p *Profile) { p.Account = AccountUnknown }, Nothing},
		{"suspended", Viewer{ID: "b", Live: true}, mentor, func(p *Profile) { p.Account = AccountSuspended }, Nothing},
		{"invited", Viewer{ID: "b", Organises: true}, mentor, func(p *Profile) { p.Invitation.Open = true }, Nothing},
		{"live partners see the hours", Viewer{ID: "b", Live: true}, newcomer, nil, Partner},
		{"newcomer, no offers", Viewer{ID: "b", Mentor: true}, newcomer, nil, Nothing},
		{"newcomer who allows offers", Viewer{ID: "b", Mentor: true}, newcomer, func(p *Profile) { p.Offers = true }, Page},
		{"newcomers do not see each other", Viewer{ID: "b"}, newcomer, func(p *Profile) { p.Offers = true }, Nothing},
		{"newcomer who asked", Viewer{ID: "b", Matched: true}, newcomer, nil, Page},
		{"an organiser", Viewer{ID: "b", Organises: true}, newcomer, nil, Page},
		{"signed out with empty id", Viewer{ID: ""}, newcomer, nil, Nothing},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := c.of
			if c.change != nil {
				c.change(&p)
			}
			if got := See(c.viewer, "a", &p); got != c.want {
				t.Fatalf("got %d, want %d", got, c.want)
			}
		})
	}
}

// TestRefusedStaysRefused: switching the offer off and on asks again; it does not undo what moderators decided, not even where
// nobody needs an approval.
func TestRefusedStaysRefused(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for _, approval := range []bool{true, false} {
		p := Profile{Said: Said{Mentor: true}, Account: AccountConfirmed}
		p.settleOffer("m", approval, now)
		if _, err := p.Refuse("mod", RefusalReasons[0], now); err != nil {
			t.Fatal(err)
		}
		for _, offer := range []bool{true, false, true, true, false, true} {
			p.Mentor = offer
			p.settleOffer("m", approval, now)
			if s := StateOf("m", &p, skill.Shipped()); !s.Refused || s.Approved || p.FoundAsMentor() {
				t.Fatalf("approval %v, offer %v: %+v", approval, offer, p.Approval)
			}
		}
		if p.Approval.State != Waiting {
			t.Fatalf("does not ask again: %+v", p.Approval)
		}
		if _, err := p.Approve("mod", now); err != nil || StateOf("m", &p, skill.Shipped()).Refused || !p.FoundAsMentor() {
			t.Fatalf("%v %+v", err, p.Approval)
		}
	}
}

func TestRelated(t *testing.T) {
	asked := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	m := Match{Status: "open", Newcomer: "n", Offers: []Offer{{Mentor: "m1", Asked: asked}, {Mentor: "m2"}}}
	if got := Pairs(Match{Newcomer: "n", Mentor: "m1", Offers: append(m.Offers, Offer{Mentor: "m1"})}); !slices.Equal(got, []string{"n_m1", "n_m2"}) {
		t.Errorf("pairs: %v", got)
	}
	for _, c := range []struct {
		viewer, other string
		status        string
		mentor        string
		want          Relation
	}{
		{"n", "m1", "open", "", Relation{Matched: true}},
		{"n", "m2", "open", "", Relation{Matched: true}},
		{"m1", "n", "open", "", Relation{Matched: true, AskedBy: true}},
		{"m2", "n", "open", "", Relation{}},
		{"m1", "m2", "open", "", Relation{}},
		{"", "n", "open", "", Relation{}},
		{"n", "n", "open", "", Relation{}},
		{"m1", "n", "accepted", "m1", Relation{Matched: true, Live: true, AskedBy: true}},
		{"n", "m1", "active", "m1", Relation{Matched: true, Live: true}},
		{"n", "m2", "active", "m1", Relation{Matched: true}},
		{"n", "m1", "completed", "m1", Relation{Matched: true}},
		{"m2", "n", "proposed", "", Relation{Matched: true, AskedBy: true}},
		{"n", "m1", "void", "", Relation{}},
		{"m1", "n", "active", "m0", Relation{Matched: true, AskedBy: true}}, // is asked to take the mentorship over
		{"m2", "n", "active", "m0", Relation{}},                             // stands in line for it
	} {
		m := m
		m.Status, m.Mentor = c.status, c.mentor
		if got := Related(m, c.viewer, c.other); got != c.want {
			t.Errorf("%s looks at %s, %s: got %+v, want %+v", c.viewer, c.other, c.status, got, c.want)
		}
	}
}

func TestHidden(t *testing.T) {
	mentor := Profile{Said: Said{Mentor: true, FoundBy: FoundByMembers}, Account: AccountConfirmed, Approval: Approval{State: Approved}}
	newcomer := Profile{Said: Said{Newcomer: true, Offers: true, FoundBy: FoundByMembers}, Account: AccountConfirmed}
	for _, c := range []struct {
		of              Profile
		change          func(*Profile)
		shares, mentors bool
		want            string
	}{
		{mentor, nil, false, false, ""},
		{mentor, func(p *Profile) { p.Approval.State = Waiting }, false, false, HiddenWaiting},
		{mentor, func(p *Profile) { p.Approval.State = Waiting }, true, true, ""},
		{mentor, func(p *Profile) { p.Approval = Approval{State: Waiting, Again: true} }, false, false, HiddenRefused},
		{mentor, func(p *Profile) { p.FoundBy = FoundByProgramme }, false, false, HiddenNoProgramme},
		{mentor, func(p *Profile) { p.FoundBy = FoundByProgramme }, true, true, ""},
		{mentor, func(p *Profile) { p.FoundBy = FoundByNobody }, true, true, HiddenNobody},
		{mentor, func(p *Profile) { p.Invitation.Open = true }, false, false, HiddenInvited},
		{mentor, func(p *Profile) { p.Account = AccountSuspended }, true, true, HiddenSuspended},
		{mentor, func(p *Profile) { p.Account = AccountUnknown }, true, true, HiddenUnconfirmed},
		{mentor, func(p *Profile) { p.Mentor = false }, true, false, HiddenNoRole},
		{newcomer, nil, false, false, ""},
		{newcomer, func(p *Profile) { p.Offers = false }, true, false, HiddenUnasked},
		{newcomer, func(p *Profile) { p.FoundBy = FoundByProgramme }, false, false, HiddenNoProgramme},
		{newcomer, func(p *Profile) { p.FoundBy = FoundByProgramme }, true, false, ""},
	} {
		p := c.of
		if c.change != nil {
			c.change(&p)
		}
		if got := p.Hidden(c.shares, c.mentors); got != c.want {
			t.Errorf("%+v, shares %v: got %q, want %q", p.Said, c.shares, got, c.want)
		}
	}
}
