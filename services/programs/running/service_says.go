package running

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// CheckIn keeps what the caller's side says. Errors: NotFound "check_in.absent" for one that is none, or of whom it does not concern;
// Conflict "check_in.not_open".
func (s *Service) CheckIn(ctx context.Context, id string, number int, b api.CheckInBody) (api.CohortRun, error) {
	x, err := s.see(ctx, id)
	if err != nil {
		return api.CohortRun{}, err
	}
	before, err := s.run(ctx, id)
	if err != nil {
		return api.CohortRun{}, err
	}
	days := before.days(&x.c.Body, &x.a.Body)
	switch {
	case x.side == "organiser" || number < 1 || number > len(days):
		return api.CohortRun{}, fault.New(fault.NotFound, "check_in.absent", "There is no such check-in that is yours.")
	case days[number-1].After(s.d.Now()) || !x.a.Body.TakesPart():
		return api.CohortRun{}, fault.New(fault.Conflict, "check_in.not_open", "This check-in is not open. Its page says when it is.")
	}
	return s.change(ctx, x, func(r *Run, now time.Time) error { return r.say(number, x.side, auth.From(ctx).ID, b, now) })
}

// SetGoals replaces the goals. The participant and their mentor; organisers only read: Forbidden "run.not_yours". Conflict "run.over".
func (s *Service) SetGoals(ctx context.Context, id string, list []api.CohortGoal) (api.CohortRun, error) {
	x, err := s.writes(ctx, id)
	if err == nil && x.side == "organiser" {
		err = fault.New(fault.Forbidden, "run.not_yours", "Only the two sides set goals.")
	}
	if err != nil {
		return api.CohortRun{}, err
	}
	return s.change(ctx, x, func(r *Run, _ time.Time) error { return r.setGoals(list) })
}

// Show adds a piece of evidence; the same twice is once. The participant, their mentor and organisers; reviewers only read: Forbidden
// "run.not_yours". Conflict "evidence.too_many", "run.over".
func (s *Service) Show(ctx context.Context, id string, e api.CohortEvidence) (api.CohortRun, error) {
	x, err := s.writes(ctx, id)
	if err == nil && x.side == "organiser" && !x.organises {
		err = fault.New(fault.Forbidden, "run.not_yours", "Only the two sides and organisers add evidence.")
	}
	if err != nil {
		return api.CohortRun{}, err
	}
	return s.change(ctx, x, func(r *Run, now time.Time) error { return r.show(e, x.side, auth.From(ctx).ID, now) })
}

// TakeBack takes a piece of evidence away, also after the participant has left: whoever showed it, and organisers any of them. What was
// frozen before, such as a partner's figures of a quarter, stays. What is there no more is no error. NotFound; Forbidden "run.not_yours".
func (s *Service) TakeBack(ctx context.Context, id, piece string) (api.CohortRun, error) {
	x, err := s.see(ctx, id)
	if err != nil {
		return api.CohortRun{}, err
	}
	return s.change(ctx, x, func(r *Run, _ time.Time) error { return r.takeBack(piece, auth.From(ctx).ID, x.organises) })
}

// Complete notes that somebody completed the cohort, or takes it back; they are told either way. Organisers; nobody about themselves.
// Forbidden "programs.organisers_only", "application.conflict"; Conflict "completion.too_early" before the cohort runs, "run.over" for
// somebody who has left.
func (s *Service) Complete(ctx context.Context, id string, completed bool) (api.CohortRun, error) {
	x, err := s.see(ctx, id)
	if err != nil {
		return api.CohortRun{}, err
	}
	if !x.organises {
		return api.CohortRun{}, refusal.NotOrganiser
	}
	if completed && !x.a.Body.TakesPart() {
		return api.CohortRun{}, errOver
	}
	if runs := x.c.Body.Begins(cohort.Running); completed && s.d.Now().Before(runs) {
		return api.CohortRun{}, fault.New(fault.Conflict, "completion.too_early", "The cohort does not run yet, so nobody can have completed it.")
	}
	out, err := s.note(ctx, x, func(d *store.Doc[Run], now time.Time) error {
		how := "taken_back"
		if completed {
			how = "completed"
		}
		if completed == !d.Body.Completed.IsZero() {
			return nil
		}
		if d.Body.Completed, d.Body.By = now, auth.From(ctx).ID; !completed {
			d.Body.Completed, d.Body.By = time.Time{}, ""
		}
		a := &x.a.Body
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.ParticipantCompleted{Application: x.a.ID, Cohort: a.Cohort, Person: a.Person, How: how},
			outbox.Scope{Org: a.Org, Programme: a.Programme}))
		return nil
	})
	if err != nil || completed {
		return out, err
	}
	// After it: who asks for a certificate in between finds that there is none to have.
	k, err := s.c.key(ctx)
	if err != nil {
		return api.CohortRun{}, err
	}
	return out, fault.UnlessAbsent(s.c.certificates.Drop(ctx, k.code(id)))
}
