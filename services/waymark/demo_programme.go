package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Who organises the demo's programme, and who maintains a project of the catalogue.
const (
	demoOrganiser  = "Kofa Mensari"
	demoMaintainer = "Lena Hofrad"
	demoModerator  = "Noor Halabi"
)

// appeal: a warning that fell on somebody who asks for a second look; it waits for whoever did not decide.
func (l *life) appeal(ctx context.Context) error {
	who := l.people["Duc Tranhai"]
	var id string
	if err := eventually(ctx, patience, func() error {
		r, err := l.people["Jonas Feldt"].Report(ctx, api.NewReport{About: "person", Person: who.id, Kind: "other",
			Words: "Sent the same text to several people. Made up.", Language: "en"})
		if err == nil {
			id = r.ID
		}
		return err
	}); err != nil {
		return err
	}
	if _, err := l.moderator.OpenCase(ctx, id, "triage"); err != nil {
		return err
	}
	if _, err := l.moderator.DecideCase(ctx, id, api.NewCaseDecision{Measure: "warning", Words: "Please write to people one by one."}); err != nil {
		return err
	}
	return eventually(ctx, patience, func() error {
		list, err := who.Outcomes(ctx)
		if err == nil && len(list.Items) == 0 {
			err = errors.New("nothing was decided about them")
		}
		if err == nil {
			_, err = who.Appeal(ctx, list.Items[0].ID, "I answered questions of several people that were alike.")
		}
		return err
	})
}

// programme: an organisation with a programme, a cohort that takes applications, and a round in draft; somebody maintains a project.
func (l *life) programme(ctx context.Context) error {
	admin, organiser := l.office.admin, l.people[demoOrganiser]
	give := func(person, role, scope string) error {
		return eventually(ctx, patience, func() error { _, err := admin.GiveRole(ctx, person, role, scope); return err })
	}
	if err := errors.Join(give(organiser.id, "organiser", "org:"+l.org), give(l.people[demoMaintainer].id, "maintainer", "project:"+l.project)); err != nil {
		return fmt.Errorf("roles: %w", err)
	}
	p, err := admin.MakeProgramme(ctx, api.ProgrammeBody{Org: l.org, Name: "First Steps", About: "Twelve weeks with a mentor. Made up.", Open: true,
		Listed: true})
	if err != nil {
		return err
	}
	newcomers, mentors := []string{"Farid Ouazene", "Ines Caboreal", "Tom Wexcombe", "Clara Ibarren", "Jonas Feldt"}, []string{"Paco Arvela",
		"Mireille Doucan", "Wanjiru Keme", "Tiva Morelo"}
	for _, name := range newcomers {
		if err := eventually(ctx, patience, func() error { _, err := l.people[name].Join(ctx, p.ID, true, false); return err }); err != nil {
			return fmt.Errorf("%s joins: %w", name, err)
		}
	}
	for _, name := range mentors {
		m := l.people[name]
		if err := eventually(ctx, patience, func() error { _, err := m.Join(ctx, p.ID, false, true); return err }); err != nil {
			return fmt.Errorf("%s joins: %w", name, err)
		}
		if err := eventually(ctx, patience, func() error {
			_, err := admin.DecideMember(ctx, p.ID, m.id, api.MemberDecision{Decision: "approve"})
			return err
		}); err != nil {
			return fmt.Errorf("%s is approved: %w", name, err)
		}
	}
	if err := l.cohort(ctx, p.ID, newcomers[:3]); err != nil {
		return fmt.Errorf("a cohort: %w", err)
	}
	if err := l.board(ctx, p.ID); err != nil {
		return fmt.Errorf("a board: %w", err)
	}
	return eventually(ctx, patience, func() error { _, err := organiser.NewRound(ctx, api.NewRound{Programme: p.ID}); return err })
}

// cohort takes applications for a month; three people have sent theirs.
func (l *life) cohort(ctx context.Context, programme string, applicants []string) error {
	now, organiser := time.Now(), l.people[demoOrganiser]
	var c *api.Cohort
	err := eventually(ctx, patience, func() (err error) {
		c, err = organiser.MakeCohort(ctx, programme, api.CohortBody{Name: "First cohort", Settings: &api.CohortSettings{
			Name: "First cohort", About: "For people who want to make a first contribution. Made up.", Published: true, NoFigures: true, Newcomers: "apply",
			Mentors: "apply",
			Phases: []api.CohortPhase{{Name: "application", From: now.Add(-time.Hour)}, {Name: "running", From: now.Add(30 * 24 * time.Hour)},
				{Name: "closed", From: now.Add(120 * 24 * time.Hour)}},
			Questions: []api.CohortQuestion{{Code: "why", Text: "What would you like to learn?", Kind: "long"}},
		}})
		return err
	})
	if err != nil {
		return err
	}
	for _, name := range applicants {
		if err := eventually(ctx, patience, func() error {
			a, err := l.people[name].SaveApplication(ctx, c.ID, "newcomer", api.ApplicationDraft{Answers: []api.ApplicationAnswer{
				{Question: "why", Text: "How people who have never met write something together."}}})
			if err == nil {
				_, err = l.people[name].SendApplication(ctx, a.ID, 0)
			}
			return err
		}); err != nil {
			return fmt.Errorf("%s applies: %w", name, err)
		}
	}
	return l.offers(ctx, c.ID)
}
