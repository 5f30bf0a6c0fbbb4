package outcomes

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/refusal"
	"github.com/waymark-dev/waymark/services/programs/running"
)

// Console is what waits for whoever organises or reviews a cohort, the most urgent first. What is about somebody about whom they declared a
// conflict of interests is left out, and so is what the other side of their own pair said in a check-in, or did not: nobody organises
// themselves into that. Forbidden "programs.organisers_only"; NotFound "cohort.absent".
func (s *Service) Console(ctx context.Context, id string) (api.CohortConsole, error) {
	out := api.CohortConsole{Items: []api.ConsoleItem{}, Mentors: []api.ConsoleMentor{}}
	k, err := s.d.Cohorts.Get(ctx, id)
	if err != nil {
		return out, err
	}
	if !k.Seen.Organiser && !k.Seen.Reviewer {
		return out, refusal.NotOrganiser
	}
	conflicts, err := s.d.Applications.Conflicts(ctx, auth.From(ctx).ID)
	if err != nil {
		return out, err
	}
	var mentors []string
	var hours []int
	err = s.d.Applications.LookAtTaking(ctx, id, func(ctx context.Context, a *store.Doc[application.Application]) (func(), error) {
		var one api.CohortConsole
		var err error
		mentor := a.Body.As == application.Mentor
		switch {
		case conflicts[a.ID]:
		case mentor:
			err = s.mentorWaits(ctx, a, &one)
		default:
			err = s.newcomerWaits(ctx, k.Doc, a, &one)
		}
		return func() {
			if mentor {
				mentors = append(mentors, a.Body.Person)
			}
			for _, m := range one.Mentors {
				if !m.ReplyHours.Hidden {
					hours = append(hours, m.ReplyHours.Value)
				}
			}
			out.Items, out.Mentors = append(out.Items, one.Items...), append(out.Mentors, one.Mentors...)
			out.Without, out.Places, out.Live = out.Without+one.Without, out.Places+one.Places, out.Live+one.Live
		}, err
	})
	if err == nil {
		err = s.projectsWait(ctx, k.Doc, mentors, &out)
	}
	if err == nil && s.d.Helped != nil {
		out.Helped, out.HelpedMore, err = s.d.Helped(ctx, k.Doc)
	}
	out.Items, out.Left = sorted(out.Items)
	out.Mentors, out.More = byLoad(out.Mentors)
	out.ReplyHours = figure(median(hours), len(hours) > 0)
	return out, err
}

func (s *Service) newcomerWaits(ctx context.Context, c *store.Doc[cohort.Cohort], a *store.Doc[application.Application], out *api.CohortConsole) error {
	waits, mentor, over, err := s.d.Running.Waits(ctx, c, a)
	if err != nil || over { // who completed it waits for nobody
		return err
	}
	one := api.ConsoleItem{Application: a.ID, Person: a.Body.Person}
	if mentor == "" {
		out.Without++
		// Before pairs are made nobody waits for one.
		from := a.Body.Joined
		if round := c.Body.Begins(cohort.Round); round.After(from) {
			from = round
		} else if runs := c.Body.Begins(cohort.Running); round.IsZero() && runs.After(from) {
			from = runs
		}
		if !from.After(s.d.Now()) && c.Body.At(s.d.Now()) != cohort.Closed {
			one.Code, one.Since = "unmatched", from
			out.Items = append(out.Items, one)
		}
	}
	hidden := ""
	switch auth.From(ctx).ID {
	case a.Body.Person:
		hidden = running.Mentor
	case mentor:
		hidden = running.Newcomer
	}
	for _, w := range waits {
		if w.Side == hidden {
			continue
		}
		one.Side = w.Side
		if !w.Stuck.IsZero() {
			one.Code, one.Since, one.Count = "stuck", w.Stuck, 0
			out.Items = append(out.Items, one)
		}
		if w.Late > 0 {
			one.Code, one.Since, one.Count = "check_in", w.Since, w.Late
			out.Items = append(out.Items, one)
		}
	}
	return nil
}

func (s *Service) mentorWaits(ctx context.Context, a *store.Doc[application.Application], out *api.CohortConsole) (err error) {
	m := api.ConsoleMentor{Application: a.ID, Person: a.Body.Person, Places: max(1, a.Body.Places)}
	if m.Live, err = s.d.Live(ctx, a.Body.Programme, a.Body.Person); err != nil {
		return err
	}
	requests, err := s.d.Requests(ctx, a.Body.Programme, a.Body.Person, a.Body.Joined)
	if err != nil {
		return err
	}
	m, since, slow := work(m, requests, s.d.Now())
	one := api.ConsoleItem{Application: a.ID, Person: a.Body.Person}
	if slow > 0 {
		one.Code, one.Since, one.Count = "reply", since, slow
		out.Items = append(out.Items, one)
	}
	if over := m.Live - m.Places; over > 0 {
		one.Code, one.Since, one.Count = "overload", a.Body.Joined, over
		out.Items = append(out.Items, one)
	}
	out.Mentors = append(out.Mentors, m)
	out.Places, out.Live = out.Places+m.Places, out.Live+m.Live
	return nil
}

// projectsWait are the projects that were offered and wait for an organiser or a mentor, and those that partners bring and that none of the
// cohort's mentors looks after.
func (s *Service) projectsWait(ctx context.Context, c *store.Doc[cohort.Cohort], mentors []string, out *api.CohortConsole) error {
	if s.d.Offered != nil {
		items, err := s.d.Offered(ctx, c.ID, mentors)
		if err != nil {
			return err
		}
		out.Items = append(out.Items, items...)
	}
	if s.d.Partners == nil {
		return nil
	}
	with, err := s.d.Partners(ctx, c)
	if err != nil {
		return err
	}
	for _, p := range with {
		for _, project := range p.Projects {
			ok, err := s.d.Maintains(ctx, project, mentors)
			if err != nil {
				return err
			}
			if !ok {
				out.Items = append(out.Items, api.ConsoleItem{Code: "project", Project: project, Partner: p.Name})
			}
		}
	}
	return nil
}
