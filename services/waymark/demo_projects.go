package main

import (
	"context"
	"fmt"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// offers are projects of a cohort: one is approved, one was approved and has changed since, one waits.
func (l *life) offers(ctx context.Context, cohort string) error {
	organiser := l.people[demoOrganiser]
	for _, x := range []struct {
		by, more string
		approved bool
		body     api.CohortProjectBody
	}{
		{by: "Paco Arvela", approved: true, body: api.CohortProjectBody{Title: "Pages that a screen reader can read",
			Text:   "Go through our pages with a screen reader and mend what it cannot say. Made up.",
			Skills: []string{"html", "documentation"}, Contact: "Paco, room 3"}},
		{by: "Mireille Doucan", approved: true, more: " And put them into two languages. Made up.", body: api.CohortProjectBody{Title: "First steps in words",
			Text: "Write down how somebody makes a first contribution.", Skills: []string{"documentation"}, Contact: "Mireille, in the mornings"}},
		{by: "Tiva Morelo", body: api.CohortProjectBody{Title: "Tests for the timetable", Text: "Nothing checks that a bus is not there twice. Made up.",
			Skills: []string{"python"}, Money: &api.CohortProjectMoney{Currency: "EUR", Minor: 30000}}},
	} {
		err := eventually(ctx, patience, func() error {
			var was client.Answer
			x.body.Mentors = []string{l.people[x.by].id}
			p, err := l.people[x.by].OfferProject(ctx, cohort, x.body, client.Into(&was))
			if err == nil && x.approved {
				p, err = organiser.DecideCohortProject(ctx, cohort, p.ID, api.CohortProjectDecision{State: "approved"}, client.IfMatch(was.Version),
					client.Into(&was))
			}
			if err == nil && x.more != "" {
				x.body.Text += x.more
				_, err = l.people[x.by].ChangeCohortProject(ctx, cohort, p.ID, x.body, client.IfMatch(was.Version))
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("%s offers a project: %w", x.by, err)
		}
	}
	return nil
}
