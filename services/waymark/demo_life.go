package main

import (
	"context"
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Whom one can sign in as beside the first of each kind, and who waits to be approved.
var (
	demoRoles = map[string]string{demoModerator: "moderator", "Samir Qadeen": "mentor in a mentorship", "Mei Lintao": "newcomer with a mentor",
		demoOrganiser: "organiser of a programme", demoMaintainer: "maintainer of a project"}
	demoWaiting = map[string]bool{"Duc Tranhai": true}
)

// life is what the demo's people do with each other, so that every page has something worth looking at. All of it is made up.
type life struct {
	world             *world
	public, moderator *client.Client
	office            *office
	people            map[string]*person // by display name
	org               string             // the organisation of the programmes
	issues            []string
	project, marked   string // of the maintainer, and an issue of it that somebody marks
	sold              string // a project that somebody reports, and another claims
	operator          string
}

// live does it. What one service does follows what it has heard from others: each step is tried until it is taken.
func (l *life) live(ctx context.Context) error {
	for _, step := range []struct {
		what string
		do   func(ctx context.Context) error
	}{
		{"what waits on people", l.desks},
		{"a mentorship", l.mentorship}, {"a hand-over", l.handOver}, {"requests", l.requests}, {"claims", l.claims},
		{"office hours", l.officeHours}, {"cases", l.cases}, {"an appeal", l.appeal}, {"a programme", l.programme}, {"an event", l.event},
		{"partners and a hub", l.hub},
		{"a message that nobody can read", l.deadLetter},
	} {
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return nil
}

// pair lets a newcomer ask a mentor, who says yes.
func (l *life) pair(ctx context.Context, newcomer, mentor, issue string) (id string, err error) {
	if id, err = l.ask(ctx, newcomer, mentor, issue); err == nil {
		_, err = l.people[mentor].AcceptRequest(ctx, id)
	}
	return id, err
}

func (l *life) ask(ctx context.Context, newcomer, mentor, issue string) (id string, err error) {
	err = eventually(ctx, patience, func() error {
		r, err := l.people[newcomer].CreateRequest(ctx, api.NewRequest{
			Mentors: []string{l.people[mentor].id}, Issue: issue, Goals: []string{"A first merged contribution"},
			Message: "Hello! I would like to learn by doing something small and real. Would you look over my shoulder?",
		})
		if err == nil {
			id = r.ID
		}
		return err
	})
	return id, err
}

func (l *life) mentorship(ctx context.Context) error {
	mentor, newcomer := l.people["Samir Qadeen"], l.people["Mei Lintao"]
	id, err := l.pair(ctx, "Mei Lintao", "Samir Qadeen", l.issues[0])
	if err != nil {
		return err
	}
	for _, x := range []struct {
		who  *person
		text string
	}{
		{newcomer, "Thank you! I have it running on my machine; three tests are red and I do not know why."},
		{mentor, "Well done. Two of them need a time zone: look at the setup page. Shall we read the third together?"},
		{newcomer, "Yes, please."},
	} {
		if _, err := x.who.PostMessage(ctx, id, x.text); err != nil {
			return err
		}
	}
	if _, err := newcomer.SetGoals(ctx, id, []api.Goal{{Text: "Run the tests", Done: true}, {Text: "A first merged contribution"}}); err != nil {
		return err
	}
	at := time.Now().Add(72 * time.Hour).Truncate(time.Hour)
	_, err = mentor.PlanSession(ctx, id, api.NewMeeting{Starts: at, Minutes: 30, Zone: "Europe/Lisbon", Place: "https://meet.example.org/samir"})
	return err
}

func (l *life) handOver(ctx context.Context) error {
	id, err := l.pair(ctx, "Sunita Raoveti", "Petra Novosad", "")
	if err != nil {
		return err
	}
	return eventually(ctx, patience, func() error {
		_, err := l.people["Petra Novosad"].ProposeHandOver(ctx, id, l.people["Kofa Mensari"].id)
		return err
	})
}

// requests: one waits for its mentor; another mentor is full, and somebody waits for a place.
func (l *life) requests(ctx context.Context) error {
	if _, err := l.ask(ctx, "Farid Ouazene", "Paco Arvela", ""); err != nil {
		return err
	}
	if _, err := l.pair(ctx, "Jonas Feldt", "Anuk Desair", ""); err != nil {
		return err
	}
	return eventually(ctx, patience, func() error {
		_, err := l.people["Ines Caboreal"].WaitFor(ctx, wire.AlwaysOpen, api.WaitingWish{Mentors: []string{l.people["Anuk Desair"].id}})
		return err
	})
}

// claims: one issue has somebody on it and two in line; on another a mentor offers help.
func (l *life) claims(ctx context.Context) error {
	for _, name := range []string{"Sunita Raoveti", "Tom Wexcombe", "Jonas Feldt"} {
		if err := eventually(ctx, patience, func() error { _, err := l.people[name].ClaimIssue(ctx, l.issues[1]); return err }); err != nil {
			return err
		}
	}
	return eventually(ctx, patience, func() error {
		_, err := l.people["Lena Hofrad"].OfferHelp(ctx, l.issues[2], api.NewHelpOffer{KnowsProject: true})
		return err
	})
}

func (l *life) officeHours(ctx context.Context) error {
	var slot *api.OfficeHour
	at := time.Now().Add(5 * 24 * time.Hour).Truncate(time.Hour)
	if err := eventually(ctx, patience, func() (err error) {
		slot, err = l.people["Mireille Doucan"].NewOfficeHour(ctx, api.NewOfficeHour{
			Starts: at, Minutes: 60, Zone: "Europe/Paris", Most: 4, Topic: "How to find your first event team", Place: "https://meet.example.org/events",
		})
		return err
	}); err != nil {
		return err
	}
	for _, name := range []string{"Ines Caboreal", "Tom Wexcombe"} {
		if err := eventually(ctx, patience, func() error { _, err := l.people[name].ComeToOfficeHour(ctx, slot.ID); return err }); err != nil {
			return err
		}
	}
	return nil
}

// cases: one is new, one is acknowledged, one is decided.
func (l *life) cases(ctx context.Context) error {
	var ids []string
	for _, x := range []struct {
		who string
		in  api.NewReport
	}{
		{"Ines Caboreal", api.NewReport{About: "person", Person: l.people["Oluwa Bandele"].id, Kind: "other", Words: "Asked for money. Made up."}},
		{"Tom Wexcombe", api.NewReport{About: "project", Project: l.sold, Kind: "spam", Words: "It sells something else by now. Made up."}},
		{"Clara Ibarren", api.NewReport{About: "person", Person: l.people["Lena Hofrad"].id, Kind: "spam", Words: "A link to a shop. Made up."}},
	} {
		x.in.Language = "en"
		if err := eventually(ctx, patience, func() error {
			r, err := l.people[x.who].Report(ctx, x.in)
			if err == nil {
				ids = append(ids, r.ID)
			}
			return err
		}); err != nil {
			return err
		}
	}
	if err := eventually(ctx, patience, func() error { _, err := l.moderator.AcknowledgeCase(ctx, ids[1]); return err }); err != nil {
		return err
	}
	_, err := l.moderator.OpenCase(ctx, ids[2], "triage")
	if err == nil {
		_, err = l.moderator.DecideCase(ctx, ids[2], api.NewCaseDecision{Measure: "none"})
	}
	return err
}
