package rehearsal

import (
	"context"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/running"
)

// run plays the check-ins: most sides say something in time, some are chased.
func (x *stage) run(ctx context.Context, _ *cohort.Cohort) error {
	x.to(x.c.Body.Begins(cohort.Running))
	in, err := x.standing(ctx, application.Newcomer, application.Accepted)
	if err != nil {
		return err
	}
	if err := x.note(ctx, "runs", len(in)); err != nil || len(in) == 0 {
		return err
	}
	days, err := x.days(ctx, in[0])
	if err != nil {
		return err
	}
	for i, at := range days {
		x.to(at)
		if err := x.note(ctx, "check_in", i+1); err != nil {
			return err
		}
		x.to(at.Add(day))
		if err := x.say(ctx, in, i+1, false); err != nil {
			return err
		}
		x.to(at.Add(chase))
		n, err := x.runs.Late(ctx, x.c)
		if err != nil {
			return err
		}
		if n > 0 {
			if err := x.note(ctx, "chased", int(n)); err != nil {
				return err
			}
		}
		if err := x.say(ctx, in, i+1, true); err != nil {
			return err
		}
		if i == 0 && len(in) > 2 {
			if in, err = x.leaves(ctx, in); err != nil {
				return err
			}
		}
	}
	return nil
}

// days are the days of the check-ins; of a cohort without dates those of one mentorship.
func (x *stage) days(ctx context.Context, a *actor) ([]time.Time, error) {
	d, err := x.apps.Read(ctx, a.application)
	if err != nil {
		return nil, err
	}
	days := running.Days(&x.c.Body, &d.Body)
	if len(x.c.Body.Phases) == 0 {
		end := x.at.Add(time.Duration(x.rules.Weeks) * 7 * day)
		for i, at := range days {
			if at.After(end) {
				return days[:i], nil
			}
		}
	}
	return days, nil
}

// say has those say something at a check-in who are in time, or those who are late.
func (x *stage) say(ctx context.Context, in []*actor, number int, late bool) error {
	for i, a := range in {
		for j, who := range []string{a.ID, x.pairs[a.ID]} {
			if who == "" || ((i+number+j*2)%5 == 4) != late {
				continue
			}
			if _, err := x.runs.CheckIn(x.as(ctx, who), a.application, number, api.CheckInBody{Going: "well"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// leaves is that somebody gives up early.
func (x *stage) leaves(ctx context.Context, in []*actor) ([]*actor, error) {
	goes := in[1]
	if _, err := x.apps.Leave(x.as(ctx, goes.ID), goes.application, "time"); err != nil {
		return nil, err
	}
	goes.End = left
	delete(x.pairs, goes.ID)
	return append(in[:1:1], in[2:]...), x.note(ctx, "left", 1)
}

// close notes who completed, ends the cohort, and waits until answers about eligibility are deleted.
func (x *stage) close(ctx context.Context, _ *cohort.Cohort) error {
	end := x.c.Body.Begins(cohort.Closed)
	if !end.IsZero() {
		x.to(end.Add(-time.Minute))
	}
	in, err := x.standing(ctx, application.Newcomer, application.Accepted)
	if err != nil {
		return err
	}
	n := 0
	for i, a := range in {
		if i%4 == 3 || a.End == noPair {
			continue
		}
		show := api.CohortEvidence{URL: "https://example.org/merged/" + strconv.Itoa(i+1)}
		if _, err := x.runs.Show(x.as(ctx, a.ID), a.application, show); err != nil {
			return err
		}
		if _, err := x.runs.Complete(x.as(ctx, organiser), a.application, true); err != nil {
			return err
		}
		a.End = completed
		n++
	}
	if err := x.note(ctx, "completed", n); err != nil {
		return err
	}
	if !end.IsZero() {
		x.to(end)
		if err := x.note(ctx, "closed", 0); err != nil {
			return err
		}
	}
	return x.forgotten(ctx)
}

// forgotten waits until the answers about eligibility are deleted.
func (x *stage) forgotten(ctx context.Context) error {
	left, err := x.apps.Counts(ctx, x.c.ID)
	if err != nil || left[cohort.LeftEligibility] == 0 {
		return err
	}
	x.to(x.c.Body.Forget(x.at))
	if err := x.note(ctx, "forgotten", int(left[cohort.LeftEligibility])); err != nil {
		return err
	}
	if left, err = x.apps.Counts(ctx, x.c.ID); err == nil && left[cohort.LeftEligibility] > 0 {
		x.warn(api.RehearsalWarning{Code: "still_kept", Number: int(left[cohort.LeftEligibility])})
	}
	return err
}
