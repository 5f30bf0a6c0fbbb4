package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// How many people are in the demo's cohort that is over, and how many pairs of them worked together.
const seasonNewcomers, seasonMentors, seasonPairs = 56, 16, 40

const dayLong = 24 * time.Hour

// demoSeason is a cohort that ran half a year and is over: pairs, completions, the report that is handed on, and the figures of who took part.
// All of it happens in some seconds: its dates are moved while people act.
func demoSeason(ctx context.Context, o *office, org string) error {
	p, err := o.admin.MakeProgramme(ctx, api.ProgrammeBody{Org: org, Name: "Half a Year", About: "Six months, with a report. Made up.", Open: true, Listed: true})
	if err != nil {
		return err
	}
	c := &crowd{office: o, programme: p.ID, newcomers: make([]*person, seasonNewcomers), mentors: make([]*person, seasonMentors)}
	if err := c.fill(ctx, "season"); err != nil {
		return err
	}
	s := &demoCohort{crowd: c}
	for _, step := range []struct {
		what string
		do   func(ctx context.Context) error
	}{{"set-up", s.setUp}, {"registering", s.register}, {"running", s.run}, {"closing", s.close}} {
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("a cohort that is over: %s: %w", step.what, err)
		}
	}
	return nil
}

// demoCohort is that cohort.
type demoCohort struct {
	*crowd
	id string
}

// app is the application of one of its newcomers.
func (s *demoCohort) app(p *person) string { return s.id + "_" + p.id + "_n" }

// dates moves the cohort so that it applies, runs and closes so many days from now.
func (s *demoCohort) dates(ctx context.Context, applies, runs, closes int) error {
	var read client.Answer
	c, err := s.office.admin.Cohort(ctx, s.id, client.Into(&read))
	if err != nil {
		return err
	}
	at := func(days int) time.Time { return time.Now().Add(time.Duration(days)*dayLong - time.Hour) }
	set := c.CohortSettings
	set.Phases = []api.CohortPhase{{Name: "application", From: at(applies)}, {Name: "running", From: at(runs)}, {Name: "closed", From: at(closes)}}
	_, err = s.office.admin.ChangeCohort(ctx, s.id, set, client.IfMatch(read.Version))
	return err
}

// setUp asks who takes part before the call begins.
func (s *demoCohort) setUp(ctx context.Context) error {
	at := func(days int) time.Time { return time.Now().Add(time.Duration(days) * dayLong) }
	c, err := s.office.admin.MakeCohort(ctx, s.programme, api.CohortBody{Name: "Spring", Settings: &api.CohortSettings{Name: "Spring",
		About: "Six months, from a first question to a first change. Made up.", Published: true, Newcomers: "register", Mentors: "register", Within: "both",
		Tracks: []api.CohortTrack{{Code: "code", Name: "Code"}, {Code: "words", Name: "Documentation and translation"}},
		Phases: []api.CohortPhase{{Name: "application", From: at(1)}, {Name: "running", From: at(2)}, {Name: "closed", From: at(30)}}}})
	if err != nil {
		return err
	}
	s.id = c.ID
	if _, err := s.office.admin.SetUpParticipation(ctx, s.id, api.ParticipationSetup{Way: "tables"}); err != nil {
		return err
	}
	return s.dates(ctx, 0, 1, 30)
}

// register lets all but some send what they began, and most describe themselves.
func (s *demoCohort) register(ctx context.Context) error {
	belongs, tracks := []string{"external", "internal", "external"}, []string{"code", "code", "words"}
	return s.each(len(s.newcomers)+len(s.mentors), func(i int) error {
		p, as := s.one(i)
		d := api.ApplicationDraft{Language: "en", Belongs: belongs[i%3], Tracks: tracks[i/3%3 : i/3%3+1]}
		if as == "mentor" {
			d.Places = placesEach
		}
		if err := eventually(ctx, patience, func() error {
			a, err := p.SaveApplication(ctx, s.id, as, d)
			if err == nil && s.sends(i) {
				_, err = p.SendApplication(ctx, a.ID, 0)
			}
			return err
		}); err != nil || !s.sends(i) || i%3 == 2 {
			return err
		}
		own, err := p.SelfDescription(ctx, s.id)
		if err != nil {
			return err
		}
		_, err = p.DescribeSelf(ctx, s.id, api.SelfDescriptionBody{Consent: own.Consent, Answers: []api.ParticipationAnswer{
			{Question: "age", Chosen: []string{[]string{"under_25", "under_25", "under_25", "25_34"}[i/3%4]}}, {Question: "access", Chosen: []string{"no"}}}})
		return err
	})
}

// sends says whether the i-th of them sends what they began.
func (s *demoCohort) sends(i int) bool { return i%14 != 13 }

// one is the i-th of them: newcomers first.
func (s *demoCohort) one(i int) (p *person, as string) {
	if i < len(s.newcomers) {
		return s.newcomers[i], "newcomer"
	}
	return s.mentors[i-len(s.newcomers)], "mentor"
}

// run lets pairs meet and show what they did, and some leave. Nobody checks in: they are here since today.
func (s *demoCohort) run(ctx context.Context) error {
	if err := s.dates(ctx, -180, -160, 1); err != nil {
		return err
	}
	return s.each(len(s.newcomers), func(i int) error {
		p, m := s.newcomers[i], s.mentors[i%len(s.mentors)]
		if !s.sends(i) {
			return nil
		}
		if i%10 == 7 {
			_, err := p.LeaveCohort(ctx, s.app(p), "time")
			return err
		}
		paired := i < seasonPairs && s.sends(len(s.newcomers)+i%len(s.mentors))
		if paired {
			var r *api.Request
			if err := eventually(ctx, patience, func() (err error) {
				r, err = p.CreateRequest(ctx, api.NewRequest{Programme: s.programme, Mentors: []string{m.id}, Goals: []string{"A first merged change"},
					Message: "Hello! I would like to make a first change this spring. Would you look over my shoulder?"})
				return err
			}); err != nil {
				return err
			}
			if err := eventually(ctx, patience, func() error { _, err := m.AcceptRequest(ctx, r.ID); return err }); err != nil {
				return err
			}
		}
		for n := range i % 4 {
			if _, err := p.ShowEvidence(ctx, s.app(p), api.CohortEvidence{URL: fmt.Sprintf("https://code.example.org/%d-%d", i, n)}); err != nil {
				return err
			}
		}
		if i%5 == 4 || !paired {
			return nil
		}
		_, err := s.office.admin.CompleteCohort(ctx, s.app(p), true)
		return err
	})
}

// close ends it and makes both reports.
func (s *demoCohort) close(ctx context.Context) error {
	if err := s.dates(ctx, -200, -180, 0); err != nil {
		return err
	}
	_, err := s.office.admin.MakeCohortReport(ctx, s.id)
	if err == nil {
		_, err = s.office.admin.PublishParticipation(ctx, s.id)
	}
	return err
}

// each does something with many, several at once, and stops at the first that fails.
func (s *demoCohort) each(n int, do func(i int) error) error {
	var next atomic.Int64
	errs := make(chan error, 6)
	for range cap(errs) {
		go func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := do(i); err != nil {
					next.Store(int64(n))
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	var all error
	for range cap(errs) {
		all = errors.Join(all, <-errs)
	}
	return all
}
