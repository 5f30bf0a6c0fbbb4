package participation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/participation/dp"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

var (
	errAbsent = fault.New(fault.NotFound, "participation.absent", "There is nothing here that you are asked about yourself.")
	errFixed  = fault.New(fault.Conflict, "participation.fixed",
		"The call of this cycle has begun, or somebody takes part in it: what is asked and how it is published can no longer change.")
	errClosed = fault.New(fault.Conflict, "participation.closed",
		"This cycle is closed. You can still take back what you said until the figures are published.")
	errNever = fault.New(fault.Conflict, "participation.never",
		"So few people take part here that nothing of this could ever be published, so nothing is kept. You can take back what you said before.")
	errNotClosed = fault.New(fault.Conflict, "participation.not_closed",
		"Figures are published once the cycle is closed, and of a pool once all its cycles are.")
	errNoSetup  = fault.New(fault.Conflict, "participation.not_set_up", "Nothing was asked in this cycle, so there is nothing to publish.")
	errPurged   = fault.New(fault.Conflict, "participation.purged", "The answers of this cycle were destroyed without a report.")
	errNoCycle  = fault.New(fault.NotFound, "cohort.absent", "There is no cohort here that you can see.")
	errNoReport = fault.New(fault.NotFound, "participation.no_report", "No figures of this have been published.")
)

// maxAsking is in how many cohorts one organisation asks at a time: what each keeps is as large whether anybody answers or not.
const maxAsking = 200

var errAsking = fault.Newf(fault.Conflict, "participation.asking_enough",
	"One organisation asks about people in %d cohorts at a time. Publish the figures of those that are over first.", maxAsking)

// week is the ISO week of a time; nothing finer is kept.
func week(t time.Time) string {
	year, w := t.UTC().ISOWeek()
	return fmt.Sprintf("%d-W%02d", year, w)
}

// setup finds a cycle's set-up; nil if there is none.
func (s *Service) setup(ctx context.Context, cycle string) (*store.Doc[Setup], error) {
	d, err := s.c.setups.Get(ctx, cycle)
	if fault.Absent(err) {
		return nil, nil
	}
	return d, err
}

// Chosen says whether it was chosen what is asked in a cycle and how that is published. For other rooms of this service.
func (s *Service) Chosen(ctx context.Context, cycle string) (bool, error) {
	d, err := s.setup(ctx, cycle)
	return d != nil, err
}

// begun notes for good that a cycle's call was seen begun, or that somebody takes part in it: not that they said anything, which organisers would
// learn by it. d may be nil.
func (s *Service) begun(ctx context.Context, c Cycle, d *store.Doc[Setup]) (*store.Doc[Setup], error) {
	if d == nil || d.Body.Fixed {
		return d, nil
	}
	if !c.Called {
		if took, err := s.d.Took(ctx, d.ID); err != nil || len(took) == 0 {
			return d, err
		}
	}
	return s.c.setups.Update(ctx, d.ID, func(d *store.Doc[Setup]) error {
		if d.Body.Fixed {
			return store.Unchanged
		}
		d.Body.Fixed = true
		return nil
	})
}

// Cycle is what organisers see of a cycle. Its programme's organisers; NotFound, Forbidden. people is the size of the cycle that the outlook is
// for, 0 for how many take part so far; of a pool the outlook is for all its cycles.
func (s *Service) Cycle(ctx context.Context, id string, people int) (api.ParticipationCycle, error) {
	c, err := s.organised(ctx, id)
	if err != nil {
		return api.ParticipationCycle{}, err
	}
	d, err := s.setup(ctx, id)
	if err == nil {
		d, err = s.begun(ctx, c, d)
	}
	if err != nil {
		return api.ParticipationCycle{}, err
	}
	return s.show(ctx, id, c, d, people)
}

// organised finds a cycle for its organisers. What is not there and what the caller does not see answer alike.
func (s *Service) organised(ctx context.Context, id string) (Cycle, error) {
	c, err := s.d.Cycle(ctx, id)
	if err == nil {
		err = s.d.Organises(ctx, c.Programme)
	}
	if fault.Absent(err) {
		return c, errNoCycle
	}
	return c, err
}

func (s *Service) show(ctx context.Context, id string, c Cycle, d *store.Doc[Setup], people int) (api.ParticipationCycle, error) {
	out := api.ParticipationCycle{
		Cycle: id, Programme: c.Programme, State: "none", Fixed: c.Called, Newcomers: c.Newcomers, Mentors: c.Mentors, People: people,
	}
	plan, _ := Setup{Way: "tables"}.Check()
	if d != nil {
		plan, out.Fixed = d.Body, c.Called || d.Body.Fixed
		out.Setup = setupBody(&plan, id)
		out.Consent = plan.ConsentText()
		switch {
		case plan.State != Open:
			out.State = plan.State
		case c.Closed.IsZero():
			out.State = Open
		default:
			out.State = "closed"
		}
		if plan.Report != "" && plan.State == Published {
			out.Report = plan.PoolWith
		}
	} else {
		out.Consent = plan.ConsentText()
	}
	newcomers, mentors := c.Newcomers, c.Mentors
	if people > 0 { // as they are split so far; three newcomers to a mentor where nobody is there yet
		newcomers = people * 3 / 4
		if all := c.Newcomers + c.Mentors; all > 0 {
			newcomers = people * c.Newcomers / all
		}
		mentors = people - newcomers
	} else {
		out.People = newcomers + mentors
	}
	out.Questions = questionBodies(plan.Questions)
	var err error
	if plan.Pool > 1 {
		if newcomers, mentors, err = s.pooled(ctx, id, &plan, newcomers, mentors); err != nil {
			return out, err
		}
		out.Pooled = newcomers + mentors
	}
	out.Outlook, out.Choices = plan.Outlook(newcomers, mentors), plan.choices()
	if out.Fixed && plan.Way == report.Tables { // nothing is left to choose: no report needs to be read for what noise has spent
		return out, nil
	}
	kin, err := s.d.Kin(ctx, c.Programme)
	if err != nil {
		return out, err
	}
	l, err := s.spent(ctx, kin)
	if err != nil {
		return out, err
	}
	promised, _, err := s.promised(ctx, c.Org, kin, id, plan.PoolWith)
	out.Left = max(0, l.Left()-promised)
	return out, err
}

// pooled is how many people the cycles of a pool can have at the most, if nobody is in two of them: one that is over has those it had, any
// other, also one that has not joined yet, has as many as this one, or more where it has more.
func (s *Service) pooled(ctx context.Context, id string, plan *Setup, newcomers, mentors int) (int, int, error) {
	pool, err := s.c.poolOf(ctx, plan.PoolWith)
	if err != nil {
		return 0, 0, err
	}
	n, m, left := newcomers, mentors, plan.Pool-1
	for _, x := range pool {
		if x.ID == id {
			continue
		}
		c, err := s.d.Cycle(ctx, x.ID)
		if err := fault.UnlessAbsent(err); err != nil {
			return 0, 0, err
		}
		if c.Closed.IsZero() {
			c.Newcomers, c.Mentors = max(c.Newcomers, newcomers), max(c.Mentors, mentors)
		}
		n, m, left = n+c.Newcomers, m+c.Mentors, left-1
	}
	left = max(0, left)
	return n + left*newcomers, m + left*mentors, nil
}

// SetUp fixes what is asked in a cycle and how it is published. Its programme's organisers, until its call begins or somebody takes
// part: from then on for good, whatever becomes of the cohort's dates. Conflict "participation.fixed"; Invalid, also of a cohort without
// a closing date.
func (s *Service) SetUp(ctx context.Context, id string, in Setup) (api.ParticipationCycle, error) {
	c, err := s.organised(ctx, id)
	if err != nil {
		return api.ParticipationCycle{}, err
	}
	was, err := s.setup(ctx, id)
	if err == nil {
		was, err = s.begun(ctx, c, was)
	}
	if err != nil {
		return api.ParticipationCycle{}, err
	}
	if c.Called {
		return api.ParticipationCycle{}, errFixed
	}
	kin, err := s.d.Kin(ctx, c.Programme)
	if err != nil {
		return api.ParticipationCycle{}, err
	}
	made, err := s.c.made(ctx, byRoot, kin.Root, maxEarlier)
	if err != nil {
		return api.ParticipationCycle{}, err
	}
	earlier := near(made, kin)
	in, wrong := in.Check()
	if len(wrong) == 0 {
		before, err := s.askedBefore(ctx, id, c.Programme, in.PoolWith, earlier)
		if err != nil {
			return api.ParticipationCycle{}, err
		}
		if in.asBefore(before) {
			in, wrong = in.Check() // by other codes it is another set
		}
	}
	if was != nil && was.Body.Fixed {
		if in.Programme = c.Programme; len(wrong) > 0 || !in.Like(&was.Body) || cmp.Or(in.PoolWith, id) != was.Body.PoolWith {
			return api.ParticipationCycle{}, errFixed
		}
		return s.show(ctx, id, c, was, 0) // the same twice
	}
	if c.Ends.IsZero() {
		wrong = append(wrong, fault.Field{Pointer: "/phases", Code: "required",
			Detail: "Give the cohort a closing date first (its last phase): figures are made, and answers destroyed, after it."})
	}
	if in.Way == report.Noise && len(wrong) == 0 { // nobody is asked for what could never be published
		l, err := s.spent(ctx, kin)
		if err != nil {
			return api.ParticipationCycle{}, err
		}
		promised, _, err := s.promised(ctx, c.Org, kin, id, cmp.Or(in.PoolWith, id))
		if err != nil {
			return api.ParticipationCycle{}, err
		}
		if left := max(0, l.Left()-promised); in.Epsilon > left {
			wrong = append(wrong, fault.Field{Pointer: "/epsilon", Code: "out_of_range", Params: map[string]any{"min": min(dp.MinEpsilon, left), "max": left}})
		}
	}
	if in.Way == report.Tables && len(wrong) == 0 {
		if wrong, err = s.asksTooMuch(ctx, c.Org, kin, id, &in, earlier); err != nil {
			return api.ParticipationCycle{}, err
		}
	}
	in.Org, in.Programme, in.State, in.Report, in.Fixed, in.Ends = c.Org, c.Programme, Open, "", false, c.Ends
	if in.PoolWith == "" {
		in.PoolWith = id
	}
	others, err := s.c.poolOf(ctx, id)
	if err != nil {
		return api.ParticipationCycle{}, err
	}
	for _, o := range others { // those who joined its pool joined it as it was
		if o.ID != id && (in.PoolWith != id || !in.Like(&o.Body)) {
			return api.ParticipationCycle{}, errFixed
		}
	}
	if in.PoolWith != id && len(wrong) == 0 {
		if wrong, err = s.join(ctx, id, &in); err != nil {
			return api.ParticipationCycle{}, err
		}
	}
	if len(wrong) > 0 {
		return api.ParticipationCycle{}, fault.InvalidFields(wrong...)
	}
	if was == nil {
		free, err := s.c.asking.Take(ctx, c.Org, id, "", func(ctx context.Context, others store.Held) error {
			return store.Room(ctx, s.c.setups, others, maxAsking, errAsking, store.Where(byAsking, store.Eq, c.Org))
		})
		if err != nil {
			return api.ParticipationCycle{}, err
		}
		defer free()
	}
	// The key and the shelves are there before anybody is asked, all at once: when somebody answers nothing appears.
	if _, err = s.c.keys.Insert(ctx, id, newKey(), nil); err != nil && !fault.Coded(err, "store.exists") {
		return api.ParticipationCycle{}, err
	}
	if err := s.shelve(ctx, id); err != nil {
		return api.ParticipationCycle{}, err
	}
	d, err := s.c.setups.Upsert(ctx, id, func(d *store.Doc[Setup]) error {
		if d.Version > 0 && (d.Body.State != Open || d.Body.Fixed) { // somebody may have said something meanwhile
			return errFixed
		}
		if d.Body.claimed(s.d.Now(), id) && (in.PoolWith != id || !in.Like(&d.Body)) { // somebody joins it at this moment, as it is
			return errFixed
		}
		in.Claims = d.Body.Claims
		d.Body = in
		d.Emit(s.moved(ctx, id, in.Programme, "set_up"))
		return nil
	})
	if err != nil {
		return api.ParticipationCycle{}, err
	}
	return s.show(ctx, id, c, d, 0)
}

// near are the reports that one of a programme is compared with, the newest first.
func near(made []*store.Doc[Frozen], kin Kin) (out []*report.Report) {
	for _, b := range made {
		if slices.Contains(kin.Near, b.Body.Report.Programme) {
			out = append(out, &b.Body.Report)
		}
	}
	return out
}

// shelve makes the shelves of a cycle that are not there yet.
func (s *Service) shelve(ctx context.Context, id string) error {
	key, err := s.c.keys.Get(ctx, id)
	if err != nil {
		return err
	}
	docs := make([]*store.Doc[Shelf], Shelves)
	for n := range docs {
		shelf, err := key.Body.seal(n, map[string]Record{})
		if err != nil {
			return err
		}
		docs[n] = &store.Doc[Shelf]{ID: key.Body.ShelfID(n), Body: shelf}
	}
	for _, err := range s.c.shelves.Bulk(ctx, docs) {
		if err != nil && !fault.Coded(err, "store.exists") {
			return err
		}
	}
	return nil
}

// Reports are the published reports of a programme, the latest first, at most 100. Whoever may see the programme.
func (s *Service) Reports(ctx context.Context, programme string) ([]Frozen, error) {
	if err := s.d.Sees(ctx, programme); err != nil {
		return nil, err
	}
	docs, err := s.c.made(ctx, byProgramme, programme, 100)
	if err != nil {
		return nil, err
	}
	out := make([]Frozen, 0, len(docs))
	for _, d := range docs {
		out = append(out, d.Body)
	}
	return out, nil
}

// Report is the published report of a cycle, or of its pool. Whoever may see the programme. NotFound "participation.no_report".
func (s *Service) Report(ctx context.Context, cycle string) (Frozen, error) {
	d, err := s.setup(ctx, cycle)
	if err != nil {
		return Frozen{}, err
	}
	if d == nil {
		return Frozen{}, errNoReport
	}
	if err := s.d.Sees(ctx, d.Body.Programme); err != nil {
		return Frozen{}, errNoReport
	}
	return s.frozen(ctx, d.Body.PoolWith)
}

// frozen is the report of a pool, by its first cycle.
func (s *Service) frozen(ctx context.Context, first string) (Frozen, error) {
	d, err := s.setup(ctx, first)
	if err != nil {
		return Frozen{}, err
	}
	if d == nil || d.Body.Report == "" {
		return Frozen{}, errNoReport
	}
	f, err := s.c.reports.Get(ctx, d.Body.Report)
	if fault.Absent(err) || err == nil && f.Body.Report.ID != d.ID {
		return Frozen{}, errNoReport
	}
	if err != nil {
		return Frozen{}, err
	}
	return f.Body, nil
}

// me is the caller.
func me(ctx context.Context) string { return auth.From(ctx).ID }
