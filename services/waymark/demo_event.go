package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// Who is at the demo's event: each of the mentors guides a team, the first of the participants can be signed in as.
var (
	demoParticipants = []string{"Asha Mwende", "Clara Ibarren", "Jonas Feldt", "Mei Lintao", "Farid Ouazene", "Sunita Raoveti", "Tom Wexcombe",
		"Ines Caboreal", "Yuna Takemi", "Rocio Valderas", "Ben Ashgrove", "Aigul Serikova"}
	demoGuides = []string{"Paco Arvela", "Mireille Doucan"}
)

// event: a weekend of an organiser, with challenges, badges, teams that were told, a no-show who was mended, and a hand-over.
func (l *life) event(ctx context.Context) error {
	organiser := l.people[demoOrganiser]
	id, err := l.weekend(ctx)
	if err != nil {
		return err
	}
	var challenges []string
	for _, c := range []api.ChallengeBody{
		{Title: "Bus times that speak", Text: "A page that reads departures aloud for people who cannot see the board. Made up.", Licence: "Apache-2.0",
			Needs: []api.ChallengeNeed{{Skill: "javascript"}, {Skill: "design"}}},
		{Title: "A library that lends tools", Text: "Who has which drill, and when it comes back. Made up.", Licence: "MIT",
			Needs: []api.ChallengeNeed{{Skill: "go"}, {Skill: "documentation"}}},
		{Title: "Recipes without waste", Text: "What to cook with what is left. Made up.", Needs: []api.ChallengeNeed{{Skill: "python"}}},
	} {
		made, err := organiser.Pitch(ctx, id, c)
		if err != nil {
			return fmt.Errorf("pitching: %w", err)
		}
		challenges = append(challenges, made.ID)
	}
	if err := l.arriving(ctx, id, challenges); err != nil {
		return err
	}
	if _, err := l.people["Clara Ibarren"].Pitch(ctx, id, api.ChallengeBody{Title: "A map of quiet places",
		Text: "Waits for the organiser. Made up."}); err != nil {
		return err
	}
	if _, err := organiser.MakeTeams(ctx, id); err != nil {
		return err
	}
	var e *api.Event
	idle := func() (err error) {
		if e, err = organiser.Event(ctx, id); err == nil && e.Work != nil {
			err = errors.New("an event's work goes on")
		}
		return err
	}
	if err := eventually(ctx, patience, idle); err != nil || e.Draft == nil {
		return errors.Join(fmt.Errorf("no draft of teams: %q", e.Failed), err)
	}
	if _, err := organiser.PublishTeams(ctx, id, e.Draft.ID); err != nil {
		return err
	}
	if err := eventually(ctx, patience, idle); err != nil {
		return err
	}
	writer := l.people[demoParticipants[0]]
	me, err := writer.EventMe(ctx, id)
	if err != nil || me.Team == "" {
		return errors.Join(errors.New("somebody is in no team"), err)
	}
	if _, err := writer.HandOverTeam(ctx, id, me.Team, api.HandOverBody{Made: "A first page that works, and a list of what people asked for. Made up.",
		Link: "https://code.example.org/weekend", Licence: "Apache-2.0",
		Next: "Tests, and a second city. Begin with the issue that is marked as a first one."}); err != nil {
		return err
	}
	_, err = writer.GoOn(ctx, id, true)
	return err
}

// weekend is the event of a cohort that everybody sees.
func (l *life) weekend(ctx context.Context) (id string, err error) {
	organiser, now := l.people[demoOrganiser], time.Now()
	p, err := l.office.admin.MakeProgramme(ctx, api.ProgrammeBody{Org: l.org, Name: "Weekends", About: "Two days, many tables. Made up.",
		Open: true, Listed: true})
	if err != nil {
		return "", err
	}
	var c *api.Cohort
	if err := eventually(ctx, patience, func() (err error) {
		c, err = organiser.MakeCohort(ctx, p.ID, api.CohortBody{Name: "Weekend of small tools", Template: "hackathon", Begins: now.Add(-12 * time.Hour)})
		return err
	}); err != nil {
		return "", err
	}
	var read client.Answer
	if c, err = organiser.Cohort(ctx, c.ID, client.Into(&read)); err != nil {
		return "", err
	}
	set := c.CohortSettings
	set.Published, set.NoFigures = true, true
	if _, err = organiser.ChangeCohort(ctx, c.ID, set, client.IfMatch(read.Version)); err != nil {
		return "", err
	}
	_, err = organiser.SetUpEvent(ctx, c.ID, api.EventSettings{Least: 4, Most: 6, Wishes: 3,
		Rooms: []api.EventRoom{{Name: "Hall", Tables: 2}, {Name: "Attic", Tables: 4}}})
	return c.ID, err
}

// arriving lets everybody in by badge, who say what they can; two come together. Some badges are left over, for whoever looks around.
func (l *life) arriving(ctx context.Context, id string, challenges []string) error {
	organiser := l.people[demoOrganiser]
	codes := map[string][]string{}
	for as, n := range map[string]int{"newcomer": len(demoParticipants) + 8, "mentor": len(demoGuides)} {
		b, err := organiser.OrderBadges(ctx, id, api.BadgeOrder{Count: n, As: as})
		if err != nil {
			return err
		}
		codes[as] = b.Codes
	}
	can := []string{"javascript", "design", "go", "documentation", "python", "testing"}
	in := func(name, code string, say api.AttendeeBody) error {
		if err := eventually(ctx, patience, func() error { _, err := l.people[name].Arrive(ctx, api.Arrival{Code: code}); return err }); err != nil {
			return fmt.Errorf("%s arrives: %w", name, err)
		}
		_, err := l.people[name].SayAtEvent(ctx, id, say)
		return err
	}
	for i, name := range demoParticipants {
		if err := in(name, codes["newcomer"][i], api.AttendeeBody{Languages: []string{"en"}, Want: []string{can[(i+2)%len(can)]},
			Have: []api.EventSkill{{Skill: can[i%len(can)], Level: 4}}}); err != nil {
			return err
		}
		if _, err := l.people[name].WishFor(ctx, id, []string{challenges[i%3], challenges[(i+1)%3]}); err != nil {
			return err
		}
	}
	if _, err := l.people[demoParticipants[0]].Befriend(ctx, id, codes["newcomer"][1]); err != nil {
		return err
	}
	for i, name := range demoGuides {
		if err := in(name, codes["mentor"][i], api.AttendeeBody{Languages: []string{"en"}, Places: 1,
			Have: []api.EventSkill{{Skill: can[i], Level: 5}}}); err != nil {
			return err
		}
	}
	return nil
}
