package rounds

import (
	"context"
	"errors"
	"slices"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/assign"
)

// unless is a fault that says that somebody organises nothing, or Unavailable while it is not known yet who organises what.
func (s *Service) unless(absent error) error {
	if s.d.Ready != nil {
		if err := s.d.Ready(); err != nil {
			return err
		}
	}
	return absent
}

// own reads a round of a programme that the caller organises; errAbsent otherwise, Unavailable while that is not known yet.
func (s *Service) own(ctx context.Context, id string) (*store.Doc[Round], error) {
	d, err := s.c.rounds.Get(ctx, id)
	if fault.Absent(err) {
		return nil, s.unless(errAbsent)
	}
	if err != nil {
		return nil, err
	}
	if _, ok := s.d.Organises(ctx, d.Body.Programme); !ok || d.Body.Status == Discarded {
		return nil, s.unless(errAbsent)
	}
	return d, nil
}

// Create drafts a round under this id and begins to gather who takes part and to solve it for the objectives. For organisers of the
// programme. side is whose best answer stable gives. op is the idempotency key. Errors: NotFound "programme.absent", "cohort.absent";
// Conflict "round.always_open",
// "round.too_many", "idempotency.reused"; Unavailable where programs does not answer.
func (s *Service) Create(ctx context.Context, id, programme, cohort string, objectives []assign.Objective, side assign.Side, op store.Op) (
	*store.Doc[Round], error) {
	org, ok := s.d.Organises(ctx, programme)
	if !ok {
		return nil, s.unless(errNoProgramme)
	}
	if programme == wire.AlwaysOpen {
		return nil, errOpen
	}
	if d, err := s.c.rounds.Get(ctx, id); err == nil {
		return again(d, op)
	} else if !fault.Has(err, fault.NotFound) {
		return nil, err
	}
	if cohort != "" {
		if err := s.cohortOf(ctx, programme, cohort); err != nil {
			return nil, err
		}
	}
	n, err := s.c.rounds.Count(ctx, store.Where(byProgramme, store.Eq, programme), store.Where(byStatus, store.Eq, string(Draft)))
	if err != nil {
		return nil, err
	}
	if n >= maxDrafts {
		return nil, errDrafts
	}
	now := s.d.Now()
	r := newRound(programme, org, cohort, auth.From(ctx).ID, objectives, now)
	r.Side = side
	d, err := s.c.rounds.Insert(ctx, id, r, func(d *store.Doc[Round]) {
		d.RecordMade(op, now)
	})
	if fault.Coded(err, "store.exists") {
		if d, err = s.c.rounds.Get(ctx, id); err == nil {
			return again(d, op)
		}
	}
	s.stir()
	return d, err
}

// again answers a repeated key with the round that it made.
func again(d *store.Doc[Round], op store.Op) (*store.Doc[Round], error) {
	if err := d.SameOrder(op); err != nil {
		return nil, err
	}
	if d.Body.Status == Discarded {
		return nil, errAbsent
	}
	return d, nil
}

// cohortOf refuses a cohort that is none of the programme's.
func (s *Service) cohortOf(ctx context.Context, programme, cohort string) error {
	got, err := s.d.Input(ctx, wire.RoundInputQuestion{Cohort: cohort})
	if err == nil && (!got.Known || got.Programme != programme) {
		err = errNoCohort
	}
	return err
}

var errNoCohort = &fault.Fault{Kind: fault.NotFound, Code: "cohort.absent", Detail: "There is no such cohort of this programme.",
	Fields: []fault.Field{{Pointer: "/cohort", Code: "absent"}}}

// Get reads a round. For organisers of its programme. NotFound "round.absent".
func (s *Service) Get(ctx context.Context, id string) (*store.Doc[Round], *Lease, error) {
	d, err := s.own(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if d.Body.Work == nil {
		return d, nil, nil
	}
	l, err := s.c.leases.Get(ctx, id)
	if fault.Has(err, fault.NotFound) {
		return d, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return d, &l.Body, nil
}

// List pages through the rounds of a programme, newest first. For its organisers. NotFound "programme.absent".
func (s *Service) List(ctx context.Context, programme string, limit int, after string) (*store.Page[Round], error) {
	if _, ok := s.d.Organises(ctx, programme); !ok {
		return nil, s.unless(errNoProgramme)
	}
	page, err := s.c.rounds.Find(ctx, newestFirst(programme, limit, after))
	if err != nil {
		return nil, err
	}
	page.Docs = slices.DeleteFunc(page.Docs, func(d *store.Doc[Round]) bool { return d.Body.Status == Discarded })
	return page, nil
}

// change is one change of a round by its organiser, at the version it was seen at (0: any). Errors: errAbsent; Stale; those of fn.
func (s *Service) change(ctx context.Context, id string, want int64, fn func(d *store.Doc[Round]) error) (*store.Doc[Round], error) {
	if _, err := s.own(ctx, id); err != nil {
		return nil, err
	}
	d, err := s.c.rounds.Update(ctx, id, func(d *store.Doc[Round]) error {
		if want > 0 && d.Version != want {
			return fault.New(fault.Stale, "round.changed", "The round has changed meanwhile. Load it again, and decide then.")
		}
		if d.Body.Status == Discarded {
			return errAbsent
		}
		if err := fn(d); !errors.Is(err, error(errKept)) {
			return err
		}
		return store.Unchanged
	})
	if fault.Absent(err) {
		err = errAbsent
	}
	s.stir()
	return d, err
}

// Fix pins a pair ("pinned"), rules it out ("forbidden") or lets it be again ("free"), at the version that was seen. What was solved stays
// until it is solved again. For organisers. Errors: NotFound; Invalid; Conflict "round.published", "round.not_gathered",
// "round.pins_exceed_places", "round.self", "round.too_many_fixed"; Stale.
func (s *Service) Fix(ctx context.Context, id string, want int64, pair assign.Pair, as string) (*store.Doc[Round], error) {
	d, l, err := s.knownPair(ctx, id, pair)
	if err != nil {
		return nil, err
	}
	if as == asPinned {
		if err := s.oneself(ctx, d, pair); err != nil {
			return nil, err
		}
	}
	return s.change(ctx, id, want, func(d *store.Doc[Round]) error {
		return d.Body.settle(func(x *Settled) (Settled, error) { return x.fix(pair, as, l.problem.Capacity[pair.Mentor]) }, s.d.Now())
	})
}

// LeaveOut says that the newcomer of a row takes no part any more, or does again, at the version that was seen. Their pin goes. What was solved
// stays until it is solved again. For organisers. Errors: NotFound; Invalid; Conflict "round.published", "round.not_gathered",
// "round.too_many_fixed"; Stale.
func (s *Service) LeaveOut(ctx context.Context, id string, want int64, row int32, left bool) (*store.Doc[Round], error) {
	return s.change(ctx, id, want, func(d *store.Doc[Round]) error {
		if err := d.Body.editable(); err != nil {
			return err
		}
		if err := d.Body.known(newcomers, row); err != nil {
			return err
		}
		return d.Body.settle(func(x *Settled) (Settled, error) { return x.leave(row, left) }, s.d.Now())
	})
}

// Places gives the mentor of a row so many places, 0 to as many as they can carry and not fewer than are pinned, at the version that was seen.
// What was solved stays until it is solved again. For organisers. Errors: as of LeaveOut, and Conflict "round.pins_exceed_places".
func (s *Service) Places(ctx context.Context, id string, want int64, row, places int32) (*store.Doc[Round], error) {
	d, err := s.own(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := d.Body.editable(); err != nil {
		return nil, err
	}
	if err := d.Body.known(mentors, row); err != nil {
		return nil, err
	}
	l, err := s.load(ctx, d)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, id, want, func(d *store.Doc[Round]) error {
		return d.Body.settle(func(x *Settled) (Settled, error) { return x.give(row, places, l.problem.Capacity[row]) }, s.d.Now())
	})
}

// knownPair reads a round that the caller organises, which has both rows of a pair, with what it was made of.
func (s *Service) knownPair(ctx context.Context, id string, pair assign.Pair) (*store.Doc[Round], *loaded, error) {
	d, err := s.own(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if err := d.Body.known(newcomers, pair.Newcomer); err != nil {
		return nil, nil, err
	}
	if err := d.Body.known(mentors, pair.Mentor); err != nil {
		return nil, nil, err
	}
	l, err := s.load(ctx, d)
	return d, l, err
}

// oneself refuses a pair of somebody who is on both sides with themself.
func (s *Service) oneself(ctx context.Context, d *store.Doc[Round], pair assign.Pair) error {
	in := d.Body.Input
	n, err := s.c.rowOf(ctx, in.Draw, newcomers, int(pair.Newcomer))
	if err != nil {
		return err
	}
	m, err := s.c.rowOf(ctx, in.Draw, mentors, int(pair.Mentor))
	if err == nil && n != "" && n == m {
		err = errSelf
	}
	return err
}

// Solve solves the round, as it is then, for the objectives, in the background; stable for this side from then on, unless it is "".
// Errors: NotFound; Conflict "round.busy", "round.published", "round.not_gathered"; Stale.
func (s *Service) Solve(ctx context.Context, id string, want int64, objectives []assign.Objective, side assign.Side) (*store.Doc[Round],
	error) {
	return s.change(ctx, id, want, func(d *store.Doc[Round]) error {
		if err := d.Body.toWork(solving, objectives, s.d.Now()); err != nil {
			return err
		}
		if side != "" {
			d.Body.Side = side
		}
		return nil
	})
}

// Check proves what the objectives made of the round from what is stored, and solves it again from there, in the background: years later
// too. Errors: NotFound; Conflict "round.unsolved", "round.busy".
func (s *Service) Check(ctx context.Context, id string) (*store.Doc[Round], error) {
	return s.change(ctx, id, 0, func(d *store.Doc[Round]) error {
		var have []assign.Objective
		for _, o := range Objectives {
			if d.Body.Answers[o] != nil {
				have = append(have, o)
			}
		}
		if len(have) == 0 {
			return errUnsolved
		}
		return d.Body.toWork(check, have, s.d.Now())
	})
}

// Publish proposes the pairs that an objective made, each to its mentor, in the background; proposals wait for so many days. It cannot be
// taken back. Publishing that was given up goes on, until the same moment. For organisers. Errors: NotFound; Invalid; Conflict
// "round.unsolved", "round.edited", "round.busy", "round.published"; Stale.
func (s *Service) Publish(ctx context.Context, id string, want int64, objective assign.Objective, days int) (*store.Doc[Round], error) {
	if days == 0 {
		days = defaultDays
	}
	if days < leastDays || days > mostDays {
		return nil, fault.InvalidFields(fault.Field{Pointer: "/days", Code: "out_of_range", Params: map[string]any{"min": leastDays, "max": mostDays}})
	}
	return s.change(ctx, id, want, func(d *store.Doc[Round]) error {
		return d.Body.publish(objective, days, auth.From(ctx).ID, s.d.Now())
	})
}

// Discard forgets a draft with everything that belongs to it. One that is published stays. Errors: NotFound; Conflict "round.published";
// Stale.
func (s *Service) Discard(ctx context.Context, id string, want int64) error {
	d, err := s.change(ctx, id, want, func(d *store.Doc[Round]) error { return d.Body.discard(s.d.Now()) })
	if err != nil {
		return err
	}
	s.at("discard.before")
	return s.remove(ctx, d)
}

// remove removes what belongs to a round that is discarded, and at last the round: again and again, if need be.
func (s *Service) remove(ctx context.Context, d *store.Doc[Round]) error {
	if err := s.c.forget(ctx, d.ID, ""); err != nil {
		return err
	}
	for _, c := range d.Body.chunks() {
		if err := s.d.DB.RemoveChunk(ctx, c); err != nil {
			return err
		}
	}
	if d.Body.Input != nil {
		s.cache.drop(d.Body.Input.Draw)
	}
	s.at("discard.removed")
	if err := s.c.leases.Drop(ctx, d.ID); err != nil {
		return err
	}
	return fault.UnlessAbsent(s.c.rounds.Delete(ctx, d.ID, nil))
}

// published is the fact that a round was published.
func (s *Service) published(ctx context.Context, d *store.Doc[Round]) {
	p := d.Body.Publication
	returned := 0
	for _, n := range p.Returned {
		returned += n
	}
	d.Emit(outbox.Fact(ctx, s.d.DB, wire.RoundPublished{
		Round: d.ID, Programme: d.Body.Programme, Cohort: d.Body.Cohort, Objective: string(p.Objective), Proposed: p.Proposed, Returned: returned,
	}, outbox.Scope{Org: d.Body.Org, Programme: d.Body.Programme}))
}
