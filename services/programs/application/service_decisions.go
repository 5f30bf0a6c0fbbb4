package application

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/refusal"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

const maxWords = 2000

// Sight is an application as the caller may see it.
type Sight struct {
	*store.Doc[Application]
	Own       bool
	Organiser bool
	Reader    bool
	Eligible  string                // what the rules make of it, for a reader of one application
	Reviews   *api.ApplicationRated // nil for the applicant
}

// Get reads an application: one's own; organisers and reviewers of the cohort read what was sent, unless they declared a conflict
// or apply there themselves as the same. NotFound
// "application.absent"; Forbidden "application.conflict".
func (s *Service) Get(ctx context.Context, id string) (Sight, error) {
	p := auth.From(ctx).ID
	d, err := s.c.applications.Get(ctx, id)
	if err != nil {
		return Sight{}, absent(err)
	}
	out := Sight{Doc: d, Own: d.Body.Person == p}
	if out.Own {
		return out, nil
	}
	k, err := s.d.Cohorts.Get(ctx, d.Body.Cohort)
	if err != nil {
		return Sight{}, absentOr(err)
	}
	out.Organiser, out.Reader = k.Seen.Organiser, k.Reader(p)
	if !k.Seen.Organiser && !k.Seen.Reviewer && !out.Reader || d.Body.State == Draft || d.Body.State == Withdrawn {
		return Sight{}, errAbsent
	}
	opinions, err := s.c.opinionsOf(ctx, []string{id})
	if err != nil {
		return Sight{}, err
	}
	rival, err := s.rival(ctx, d.Body.Cohort, p)
	if err != nil {
		return Sight{}, err
	}
	out.Reviews = sum(opinions[id], p)
	if out.Reviews.Conflict = out.Reviews.Conflict || rival(&d.Body); out.Reviews.Conflict {
		return out, errConflict
	}
	if out.Reader {
		out.Eligible, err = s.Eligible(ctx, &k.Body, d)
	}
	return out, err
}

// rival says of which applications of a cohort somebody is no judge: of all that are of one kind with one of their own, while that is not decided.
// Who takes part by now is nobody's rival.
func (s *Service) rival(ctx context.Context, cohortID, person string) (func(a *Application) bool, error) {
	ids := []string{ID(cohortID, person, Newcomer), ID(cohortID, person, Mentor)}
	own, err := s.c.applications.GetMany(ctx, ids)
	return func(a *Application) bool {
		d := own[ID(cohortID, person, a.As)]
		return d != nil && a.Person != person && !a.Was() && (d.Body.State == Draft || d.Body.State == Sent || d.Body.State == Waiting)
	}, err
}

// List pages through a cohort's applications, in one state, those where a decision waits to be told ("decided") or all that were sent.
// Organisers, reviewers and named readers. Of one with which the caller has a conflict of interests nothing but that is in the list. Forbidden
// "programs.organisers_only".
func (s *Service) List(ctx context.Context, cohortID, state string, limit int, after string) ([]Sight, string, error) {
	k, err := s.d.Cohorts.Get(ctx, cohortID)
	if err != nil {
		return nil, "", err
	}
	p := auth.From(ctx).ID
	if !k.Seen.Organiser && !k.Seen.Reviewer && !k.Reader(p) {
		return nil, "", refusal.NotOrganiser
	}
	q := where(byCohort, cohortID, limit, after)
	switch state {
	case "":
	case "decided":
		q = where(byTelling, cohortID, limit, after)
	default:
		q = where(byStanding, standing(cohortID, state), limit, after)
	}
	page, err := s.c.applications.Find(ctx, q)
	if err != nil {
		return nil, "", err
	}
	var ids []string
	for _, d := range page.Docs {
		ids = append(ids, d.ID)
	}
	opinions, err := s.c.opinionsOf(ctx, ids)
	if err != nil {
		return nil, "", err
	}
	rival, err := s.rival(ctx, cohortID, p)
	if err != nil {
		return nil, "", err
	}
	out := []Sight{}
	for _, d := range page.Docs {
		if d.Body.State == Draft || d.Body.State == Withdrawn {
			continue
		}
		one := Sight{Doc: d, Own: d.Body.Person == p, Organiser: k.Seen.Organiser, Reader: k.Reader(p), Reviews: sum(opinions[d.ID], p)}
		one.Reviews.Conflict = one.Reviews.Conflict || one.Own || rival(&d.Body)
		out = append(out, one)
	}
	return out, page.Next, nil
}

// Eligibility are the answers about eligibility of an application: one's own, and for the cohort's named readers those that were sent.
// NotFound "application.absent", also once they are deleted; Forbidden "application.conflict".
func (s *Service) Eligibility(ctx context.Context, id string) (*store.Doc[Secret], error) {
	x, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if !x.Own && !x.Reader {
		return nil, errAbsent
	}
	d, err := s.secret(ctx, id)
	if err == nil && d == nil {
		err = errAbsent
	}
	return d, err
}

// Rate keeps what the caller says of an application as its reviewer. Forbidden "application.conflict" once they declared one, and of
// one's own.
func (s *Service) Rate(ctx context.Context, id string, b api.ReviewBody) (*store.Doc[Opinion], error) {
	x, err := s.Get(ctx, id)
	if fault.Coded(err, "application.conflict") && b.Conflict {
		return s.c.opinions.Get(ctx, opinionID(id, auth.From(ctx).ID))
	}
	if err != nil {
		return nil, err
	}
	if x.Own {
		return nil, errConflict
	}
	if b, err = checkReview(b); err != nil {
		return nil, err
	}
	p := auth.From(ctx).ID
	d, err := s.c.opinions.Upsert(ctx, opinionID(id, p), func(d *store.Doc[Opinion]) error {
		d.Body = Opinion{Application: id, Cohort: x.Body.Cohort, About: x.Body.Person, Reviewer: p, ReviewBody: b, At: s.d.Now()}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if _, err := s.c.applications.Get(ctx, id); fault.Absent(err) { // the applicant left meanwhile, or it was deleted
		if err := s.c.opinions.Drop(ctx, d.ID); err != nil {
			return nil, err
		}
		return nil, errAbsent
	}
	return d, nil
}

// Reviews are what all reviewers say of an application. Organisers and reviewers.
func (s *Service) Reviews(ctx context.Context, id string) ([]Opinion, error) {
	x, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if x.Own {
		return nil, errAbsent
	}
	all, err := s.c.opinionsOf(ctx, []string{id})
	return all[id], err
}

// organised reads an application of a cohort that the caller organises, and has no conflict with.
func (s *Service) organised(ctx context.Context, id string) (Sight, error) {
	x, err := s.Get(ctx, id)
	switch {
	case err != nil:
	case x.Own:
		err = errConflict
	case !x.Organiser:
		err = refusal.NotOrganiser
	}
	return x, err
}

// Decide prepares a decision; the applicant reads it once it is released. Organisers. seen is the number of the decision that stood when the
// caller looked, 0 for none. Errors: NotFound; Forbidden; Invalid; Conflict "application.not_sent", "application.waits",
// "application.decided_since", "application.no_line".
func (s *Service) Decide(ctx context.Context, id string, b api.ApplicationDecision, seen int64) (Sight, error) {
	x, err := s.organised(ctx, id)
	if err != nil {
		return x, err
	}
	var wrong []fault.Field
	if b.Words, wrong = wording.Text("/words", b.Words, 0, maxWords, true); len(wrong) > 0 {
		return x, fault.InvalidFields(wrong...)
	}
	if b.Outcome == "wait" {
		c, err := s.d.Cohorts.Read(ctx, x.Body.Cohort)
		if err != nil {
			return x, absent(err)
		}
		if c.Body.GivesNoMore(s.d.Now()) {
			return x, errNoLine
		}
	}
	x.Doc, err = s.c.applications.Update(ctx, id, func(d *store.Doc[Application]) error {
		if d.Body.prepared(b, auth.From(ctx).ID) { // the same twice
			return store.Unchanged
		}
		return d.Body.decide(b, seen, auth.From(ctx).ID, s.d.Now())
	})
	return x, absent(err)
}

// Release tells applicants what was decided, each in a step of its own: who is accepted takes part in the same step. Organisers. numbers
// are those of the decisions that were looked at, in the order of ids; none for whichever there are. What cannot be released says why; to ask
// again does no harm.
func (s *Service) Release(ctx context.Context, cohortID string, ids []string, numbers ...int64) ([]api.DecisionReleased, error) {
	k, err := s.d.Cohorts.Get(ctx, cohortID)
	if err != nil {
		return nil, err
	}
	if !k.Seen.Organiser {
		return nil, refusal.NotOrganiser
	}
	if len(numbers) > 0 && len(numbers) != len(ids) {
		return nil, fault.InvalidFields(fault.Field{Pointer: "/numbers", Code: "required"})
	}
	out := make([]api.DecisionReleased, 0, len(ids))
	for i, id := range ids {
		one := api.DecisionReleased{Application: id}
		if !store.ValidID(id) {
			one.Code = errAbsent.Code
			out = append(out, one)
			continue
		}
		number := int64(0)
		if len(numbers) > 0 {
			number = numbers[i]
		}
		d, err := s.release(ctx, k, id, number)
		switch {
		case err == nil:
			one.Released = true
			s.admit(ctx, d)
		case ctx.Err() != nil:
			return nil, err
		default:
			one.Code = fault.As(err).Code
		}
		out = append(out, one)
	}
	return out, nil
}

func (s *Service) release(ctx context.Context, k cohort.Known, id string, number int64) (*store.Doc[Application], error) {
	x, err := s.organised(ctx, id)
	if err != nil {
		return nil, err
	}
	if x.Body.Cohort != k.ID {
		return nil, errAbsent
	}
	if dec := x.Body.Decision; dec != nil && !dec.Released.IsZero() {
		return x.Doc, s.shorten(ctx, x.Doc)
	}
	now := s.d.Now()
	// Before the decision: in doubt the answers are deleted early, never late.
	if dec := x.Body.Decision; dec != nil && dec.Outcome != "wait" {
		if err := s.shortenTo(ctx, id, now.Add(cohort.EligibilityKept)); err != nil {
			return nil, err
		}
	}
	d, err := s.c.applications.Update(ctx, id, func(d *store.Doc[Application]) error {
		if err := d.Body.release(number, now); err != nil {
			return err
		}
		if d.Body.State == Waiting && k.Body.GivesNoMore(now) { // the clock would end it at once
			return errNoLine
		}
		s.emit(ctx, d, wire.ApplicationDecided{Application: id, Cohort: d.Body.Cohort, Person: d.Body.Person, Outcome: d.Body.Decision.Outcome})
		return nil
	})
	if err != nil {
		return nil, absent(err)
	}
	return d, s.shorten(ctx, d) // what the applicant wrote in between too
}

var (
	errNoLine = fault.New(fault.Conflict, "application.no_line",
		"The cohort runs, and nobody who waits is given a place any more. Accept them, or do not select them.")
	errConflict = fault.New(fault.Forbidden, "application.conflict", "You have an interest in this application: others look at it and decide.")
)
