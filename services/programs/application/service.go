package application

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// maxOwn is how many applications one person has at a time, of all cohorts.
const maxOwn = 100

// Deps are what the room stands on. What it asks of the rest of programs are functions.
type Deps struct {
	DB      *store.DB
	Now     run.Clock
	Log     *slog.Logger
	Cohorts *cohort.Service
	// Confirmed refuses people whose account is not there, not confirmed or suspended.
	Confirmed func(ctx context.Context, person string) error
	// Closed says whether somebody's account was closed, as far as is known.
	Closed func(ctx context.Context, person string) (bool, error)
	// Admit makes somebody a member of a programme, beside what they are in it. chosen says that somebody decided so: a mentor who only
	// registered waits for the programme's approval, where its rules ask for one.
	Admit func(ctx context.Context, programme, person string, newcomer, mentor, chosen bool) error
	// Offered are a cohort's approved projects, by id; nil where there are none.
	Offered func(ctx context.Context, cohort string) ([]Offered, error)
}

// Service keeps applications and who takes part.
type Service struct {
	d Deps
	c collections
}

// New opens the collections. Nothing runs: whoever made it calls Tick.
func New(ctx context.Context, d Deps) (*Service, error) {
	s := &Service{d: d}
	var err error
	s.c, err = open(ctx, d.DB)
	return s, err
}

// Source is what the relay publishes of it.
func (s *Service) Source() outbox.Source {
	return outbox.SourceOf(s.c.applications, "participant", func(d *store.Doc[Application]) wire.State { return StateOf(d.ID, &d.Body) })
}

func (s *Service) emit(ctx context.Context, d *store.Doc[Application], e wire.Event) {
	d.Emit(outbox.Fact(ctx, s.d.DB, e, outbox.Scope{Org: d.Body.Org, Programme: d.Body.Programme}))
}

// Mine pages through the caller's own.
func (s *Service) Mine(ctx context.Context, limit int, after string) (*store.Page[Application], error) {
	return s.c.applications.Find(ctx, where(byPerson, auth.From(ctx).ID, limit, after))
}

// own reads an application of the caller. NotFound "application.absent".
func (s *Service) own(ctx context.Context, id string) (*store.Doc[Application], error) {
	d, err := s.c.applications.Get(ctx, id)
	if err == nil && d.Body.Person != auth.From(ctx).ID {
		err = errAbsent
	}
	return d, absent(err)
}

// open is a cohort that takes applications of this kind from the caller now. Errors: NotFound "cohort.absent"; Conflict "cohort.takes_nobody",
// "cohort.not_for"; Forbidden "programme.invited_only".
func (s *Service) open(ctx context.Context, id, as string) (cohort.Known, error) {
	k, err := s.d.Cohorts.Get(ctx, id)
	switch {
	case err != nil:
	case k.Body.Way(as) == cohort.Nobody:
		err = fault.New(fault.Conflict, "cohort.not_for", "This cohort takes nobody as that. Look at its page for what it takes.")
	case !k.Body.Takes(s.d.Now()):
		err = fault.New(fault.Conflict, "cohort.takes_nobody", "This cohort takes no applications now. Its page says when it does.")
	case k.Body.Way(as) == cohort.ByInvitation && !k.Seen.Invited && !k.Seen.Member && !k.Seen.Organiser:
		err = fault.New(fault.Forbidden, "programme.invited_only", "Joining needs an invitation by an organiser.")
	}
	return k, err
}

// Save keeps the caller's draft for a cohort, as newcomer or mentor; what was sent can be changed while the cohort takes applications, and stays complete.
// want is the version that was read, 0 for whichever: Stale "programs.changed". Errors: those of open; Invalid; Conflict
// "account.unconfirmed", "application.decided", "application.too_many"; Gone "account.closed".
func (s *Service) Save(ctx context.Context, cohortID, as string, want int64, draft api.ApplicationDraft) (*store.Doc[Application], error) {
	k, err := s.open(ctx, cohortID, as)
	if err != nil {
		return nil, err
	}
	p, now := auth.From(ctx).ID, s.d.Now()
	if err := s.d.Confirmed(ctx, p); err != nil {
		return nil, err
	}
	open, secret, wrong := read(draft, &k.Body, as)
	id := ID(cohortID, p, as)
	more, err := s.wishes(ctx, id, cohortID, as, open.Projects)
	if err != nil {
		return nil, err
	}
	if wrong = append(wrong, more...); len(wrong) > 0 {
		return nil, fault.InvalidFields(wrong...)
	}
	if err := s.room(ctx, id, p); err != nil {
		return nil, err
	}
	before, err := s.hidden(ctx, id)
	if err != nil {
		return nil, err
	}
	same := slices.EqualFunc(before, secret, sameAnswer)
	d, err := s.c.applications.Upsert(ctx, id, func(d *store.Doc[Application]) error {
		a := &d.Body
		if want > 0 && d.Version-d.Body.Hidden != want {
			if same && a.says(open) { // sent twice: nobody's change is lost
				return store.Unchanged
			}
			return refusal.Changed
		}
		if a.State != "" && a.State != Draft && a.State != Sent && a.State != Withdrawn {
			return errDecided
		}
		a.Org, a.Programme, a.Cohort, a.Person, a.As = k.Body.Org, k.Body.Programme, cohortID, p, as
		if !a.save(open, now) {
			if same {
				return store.Unchanged
			}
			a.Saved = now // a version of its own, so that who read the answers about eligibility before is told
		}
		if a.State != Sent {
			return nil
		}
		if wrong := missing(&k.Body, as, open.Belongs, append(slices.Clone(open.Answers), secret...)); len(wrong) > 0 {
			return fault.InvalidFields(wrong...)
		}
		return nil
	})
	if err != nil {
		if fault.Has(err, fault.Gone) {
			return nil, errors.Join(s.dropSecret(ctx, id), refusal.Closed)
		}
		return nil, err
	}
	if !same {
		if err := s.keepSecret(ctx, id, k, p, secret); err != nil {
			return nil, err
		}
	}
	return d, s.alive(ctx, p)
}

// wishes says what is wrong with the projects that somebody wishes for.
func (s *Service) wishes(ctx context.Context, id, cohortID, as string, chosen []string) ([]fault.Field, error) {
	if len(chosen) == 0 {
		return nil, nil
	}
	offered, err := s.offered(ctx, cohortID)
	if err != nil {
		return nil, err
	}
	d, err := s.c.applications.Get(ctx, id)
	switch {
	case err == nil:
		return wishes(chosen, d.Body.Projects, as, offered), nil
	case fault.Absent(err):
		return wishes(chosen, nil, as, offered), nil
	}
	return nil, err
}

func (s *Service) offered(ctx context.Context, cohortID string) ([]Offered, error) {
	if s.d.Offered == nil {
		return nil, nil
	}
	return s.d.Offered(ctx, cohortID)
}

// room refuses another application beyond maxOwn.
func (s *Service) room(ctx context.Context, id, person string) error {
	if _, err := s.c.applications.Get(ctx, id); err == nil || !fault.Has(err, fault.NotFound) {
		return fault.UnlessAbsent(err)
	}
	n, err := s.c.applications.Count(ctx, store.Where(byPerson, store.Eq, person))
	if err == nil && n >= maxOwn {
		err = fault.Newf(fault.Conflict, "application.too_many", "One person has at most %d applications.", maxOwn)
	}
	return err
}

// alive takes back what crossed the closing of the account.
func (s *Service) alive(ctx context.Context, person string) error {
	return refusal.Stayed(ctx, person, s.d.Closed, s.Forget)
}

// hidden are the answers about eligibility; none where they were not given or are deleted.
func (s *Service) hidden(ctx context.Context, id string) ([]api.ApplicationAnswer, error) {
	d, err := s.secret(ctx, id)
	if err != nil || d == nil {
		return nil, err
	}
	return d.Body.Answers, nil
}

// keepSecret writes the answers about eligibility once the application was written. A decision can come in between: it has set when they
// are deleted, which is set again.
func (s *Service) keepSecret(ctx context.Context, id string, k cohort.Known, person string, answers []api.ApplicationAnswer) error {
	if len(answers) == 0 {
		return s.dropSecret(ctx, id)
	}
	due := k.Body.Forget(s.d.Now())
	if _, err := s.c.secrets.Upsert(ctx, id, func(d *store.Doc[Secret]) error {
		d.Body = Secret{Application: id, Cohort: k.ID, Person: person, Answers: answers, DueAt: due}
		return nil
	}); err != nil {
		return err
	}
	d, err := s.c.applications.Get(ctx, id)
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	return s.shorten(ctx, d)
}

// shorten has the answers about eligibility of what was decided deleted so long after the decision, never later than they would be.
func (s *Service) shorten(ctx context.Context, d *store.Doc[Application]) error {
	if at := d.Body.decided(); !at.IsZero() {
		return s.shortenTo(ctx, d.ID, at.Add(cohort.EligibilityKept))
	}
	return nil
}

func (s *Service) shortenTo(ctx context.Context, id string, due time.Time) error {
	_, err := s.c.secrets.Update(ctx, id, func(d *store.Doc[Secret]) error {
		if !due.Before(d.Body.DueAt) {
			return store.Unchanged
		}
		d.Body.DueAt = due
		return nil
	})
	return fault.UnlessAbsent(err)
}

func (s *Service) dropSecret(ctx context.Context, id string) error {
	return fault.UnlessAbsent(s.c.secrets.Drop(ctx, id))
}

// Eligible says what the rules of a cohort make of the answers about eligibility of an application that was sent: yes, no; "" where there are none,
// or none any more. It is worked out from them each time and kept nowhere, as it may be as good as an answer. For named readers, and the
// program itself.
func (s *Service) Eligible(ctx context.Context, c *cohort.Cohort, d *store.Doc[Application]) (string, error) {
	secret, err := s.secret(ctx, d.ID)
	if err != nil || secret == nil || d.Body.Sent.IsZero() {
		return "", err
	}
	return eligible(c, d.Body.As, secret.Body.Answers), nil
}

func (s *Service) secret(ctx context.Context, id string) (*store.Doc[Secret], error) {
	d, err := s.c.secrets.Get(ctx, id)
	if fault.Absent(err) {
		return nil, nil
	}
	return d, err
}

// Send sends the caller's application; where people register, it lets them take part at once, or puts them on the waiting list where the
// places are gone. The same twice is once. Errors: NotFound; those of open; Invalid for what is missing; Conflict "application.decided".
func (s *Service) Send(ctx context.Context, id string, agreement int) (*store.Doc[Application], error) {
	d, err := s.own(ctx, id)
	if err != nil {
		return nil, err
	}
	if d.Body.Was() || d.Body.State == Waiting {
		return d, s.shorten(ctx, d)
	}
	k, err := s.open(ctx, d.Body.Cohort, d.Body.As)
	if err != nil {
		return nil, err
	}
	c := &k.Body
	if err := s.d.Confirmed(ctx, d.Body.Person); err != nil {
		return nil, err
	}
	hidden, err := s.hidden(ctx, id)
	if err != nil {
		return nil, err
	}
	if d.Body.As != Mentor || c.Agreement == "" {
		agreement = 0
	} else if agreement != c.AgreementVersion {
		return nil, errAgreement
	}
	if err := d.Body.sendable(c, hidden); err != nil { // before a place is claimed
		return nil, err
	}
	full, free, err := s.claim(ctx, k, id, d.Body.As)
	if err != nil {
		return nil, err
	}
	defer free()
	now := s.d.Now()
	d, err = s.c.applications.Update(ctx, id, func(d *store.Doc[Application]) error {
		a := &d.Body
		if a.State == Sent && a.Agreed == agreement { // the same twice
			return store.Unchanged
		}
		if err := a.sendable(c, hidden); err != nil {
			return err
		}
		a.send(c.Way(a.As), agreement, now)
		if a.State == Accepted && full {
			a.State, a.Admit, a.Joined = Waiting, false, time.Time{}
		}
		s.emit(ctx, d, wire.ApplicationSent{Application: id, Cohort: a.Cohort, Person: a.Person, As: a.As})
		return nil
	})
	if err != nil {
		return nil, absent(err)
	}
	s.admit(ctx, d)
	return d, errors.Join(s.shorten(ctx, d), s.alive(ctx, d.Body.Person))
}

// Withdraw takes the caller's application back before it was decided; its answers about eligibility are deleted.
func (s *Service) Withdraw(ctx context.Context, id string) (*store.Doc[Application], error) {
	if _, err := s.own(ctx, id); err != nil {
		return nil, err
	}
	d, err := s.c.applications.Update(ctx, id, func(d *store.Doc[Application]) error {
		if d.Body.State == Withdrawn {
			return store.Unchanged
		}
		return d.Body.withdraw(s.d.Now())
	})
	if err != nil {
		return nil, absent(err)
	}
	return d, s.dropSecret(ctx, id)
}

// Leave ends taking part: one's own, or by an organiser somebody's, who gives a reason that the person reads. Who does not take part any more is
// no error. NotFound; Invalid without the reason; Conflict "application.conflict", "application.no_participant".
func (s *Service) Leave(ctx context.Context, id, reason string) (*store.Doc[Application], error) {
	d, err := s.c.applications.Get(ctx, id)
	if err != nil {
		return nil, absent(err)
	}
	by := "own"
	if d.Body.Person != auth.From(ctx).ID {
		k, err := s.d.Cohorts.Get(ctx, d.Body.Cohort)
		if err != nil || !k.Seen.Organiser || !d.Body.Was() {
			return nil, absentOr(err)
		}
		if conflict, err := s.Conflicted(ctx, id, auth.From(ctx).ID); err != nil || conflict {
			return nil, cmp.Or(err, error(errConflict))
		}
		if reason == "" {
			return nil, fault.InvalidFields(fault.Field{Pointer: "/reason", Code: "required",
				Detail: "Say why their part ends: they read it. Only who leaves on their own needs no reason."})
		}
		by = "organiser"
	}
	d, err = s.c.applications.Update(ctx, id, func(d *store.Doc[Application]) error {
		if !d.Body.Was() {
			return fault.New(fault.Conflict, "application.no_participant", "Only who takes part can leave. Withdraw the application instead.")
		}
		if !d.Body.leave(reason, by, s.d.Now()) {
			return store.Unchanged
		}
		s.emit(ctx, d, wire.ParticipantLeft{Application: id, Cohort: d.Body.Cohort, Person: d.Body.Person, As: d.Body.As, By: by})
		return nil
	})
	if err != nil {
		return nil, absent(err)
	}
	return d, s.shorten(ctx, d)
}

// admit makes a participant a member of the programme; what fails is done again by Tick.
func (s *Service) admit(ctx context.Context, d *store.Doc[Application]) {
	if !d.Body.Admit {
		return
	}
	a := &d.Body
	err := s.d.Admit(ctx, a.Programme, a.Person, a.As == Newcomer, a.As == Mentor, a.chosen())
	if err == nil {
		err = s.welcome(ctx, d)
	}
	if err != nil && fault.UnlessAbsent(err) != nil {
		s.d.Log.WarnContext(ctx, "a participant is not a member of the programme yet", "application", d.ID, "err", err)
	}
}

// Tick admits who was accepted, gives places that became free to those who wait, tells mentors of another agreement, and deletes answers about
// eligibility and whole applications that are old enough. Any number of replicas may call it.
func (s *Service) Tick(ctx context.Context) error {
	err := s.c.applications.Each(ctx, where(byAdmit, true, 200, ""), func(d *store.Doc[Application]) error {
		s.admit(ctx, d)
		return ctx.Err()
	})
	return errors.Join(err, s.c.secrets.Each(ctx, due(store.At(s.d.Now())), func(d *store.Doc[Secret]) error {
		return s.dropSecret(ctx, d.ID)
	}), s.unverdict(ctx), s.moveUp(ctx), s.lapse(ctx), s.announce(ctx))
}

// unverdict takes out what the rules made of answers about eligibility, where it was kept before: it outlived the answers.
func (s *Service) unverdict(ctx context.Context) error {
	return s.c.applications.Each(ctx, where(byVerdict, true, 200, ""), func(d *store.Doc[Application]) error {
		_, err := s.c.applications.Update(ctx, d.ID, func(d *store.Doc[Application]) error {
			if d.Body.Verdict == "" {
				return store.Unchanged
			}
			d.Body.Verdict = ""
			d.Body.Hidden++
			return nil
		})
		return errors.Join(fault.UnlessAbsent(err), ctx.Err())
	})
}

// Sweep removes tombstones past their age.
func (s *Service) Sweep(ctx context.Context) error {
	_, err := s.c.applications.Sweep(ctx, 1000)
	return err
}

func absent(err error) error {
	if fault.Coded(err, "store.absent") || fault.Coded(err, "store.gone") || fault.Has(err, fault.Gone) {
		return errAbsent
	}
	return err
}

func absentOr(err error) error {
	if err == nil || fault.Has(err, fault.NotFound) {
		return errAbsent
	}
	return err
}

var (
	errAbsent    = fault.New(fault.NotFound, "application.absent", "There is no application here that you can see.")
	errAgreement = fault.InvalidFields(fault.Field{Pointer: "/agreement", Code: "agreement",
		Detail: "Read the agreement of this cohort's mentors as it is now, and send its version to accept it."})
)
