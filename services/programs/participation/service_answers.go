package participation

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// asked finds what the caller is asked in a cycle: they take part in it, and it was set up. NotFound "participation.absent" for everybody else,
// whatever the reason.
func (s *Service) asked(ctx context.Context, cycle string) (d *store.Doc[Setup], c Cycle, as string, err error) {
	if d, err = s.setup(ctx, cycle); err != nil {
		return nil, c, "", err
	}
	if d == nil {
		return nil, c, "", errAbsent
	}
	c, err = s.d.Cycle(ctx, cycle)
	if fault.Absent(err) {
		return nil, c, "", errAbsent
	}
	if err == nil {
		d, err = s.begun(ctx, c, d)
	}
	if err != nil {
		return nil, c, "", err
	}
	as, ok, err := s.d.TakesPart(ctx, cycle, me(ctx))
	if err != nil {
		return nil, c, "", err
	}
	if !ok {
		return nil, c, "", errAbsent
	}
	return d, c, as, nil
}

// Mine is what the caller is asked in a cycle, and what they said.
func (s *Service) Mine(ctx context.Context, cycle string) (api.SelfDescription, error) {
	d, c, _, err := s.asked(ctx, cycle)
	if err != nil {
		return api.SelfDescription{}, err
	}
	r, err := s.record(ctx, d, me(ctx))
	if err != nil {
		return api.SelfDescription{}, err
	}
	out := ownBody(d, c, r)
	out.Never, err = s.never(ctx, d, c)
	return out, err
}

// never says whether nothing of what is asked in a cycle could be published, whoever still comes and whatever anybody says: so few take or took
// part in it, or can. A pool may always get larger cycles.
func (s *Service) never(ctx context.Context, d *store.Doc[Setup], c Cycle) (bool, error) {
	if d.Body.Pool > 1 || !c.Full && c.Places == 0 {
		return false, nil
	}
	nothing := func(newcomers, mentors int) bool {
		if !c.Full { // no more mentors than newcomers are likely to come
			newcomers, mentors = max(newcomers, c.Places), max(mentors, c.Places)
		}
		return !slices.ContainsFunc(d.Body.Outlook(newcomers, mentors), func(o api.ParticipationOutlook) bool { return o.Can != "never" })
	}
	if !nothing(c.Newcomers, c.Mentors) {
		return false, nil
	}
	took, err := s.d.Took(ctx, d.ID) // a report counts who left, too
	if err != nil {
		return false, err
	}
	newcomers, mentors := 0, 0
	for _, as := range took {
		if as == report.Mentor {
			mentors++
		} else {
			newcomers++
		}
	}
	return nothing(newcomers, mentors), nil
}

// record reads what a person said; the zero Record if nothing, or if it is purged.
func (s *Service) record(ctx context.Context, d *store.Doc[Setup], person string) (Record, error) {
	key, err := s.c.keys.Get(ctx, d.ID)
	if fault.Absent(err) {
		return Record{}, nil
	}
	if err != nil {
		return Record{}, err
	}
	name := key.Body.Pseudonym(d.Body.Programme, d.ID, person)
	n := ShelfOf(name)
	shelf, err := s.c.shelves.Get(ctx, key.Body.ShelfID(n))
	if fault.Absent(err) {
		return Record{}, nil
	}
	if err != nil {
		return Record{}, err
	}
	records, err := key.Body.open(n, shelf.Body)
	return records[name], err
}

// Say keeps what the caller says about themselves in a cycle in place of what they said before; no answers takes it all back. Conflict
// "participation.closed" after the close, "participation.never" where nothing of it could be published; Invalid. The set-up is fixed by it,
// before anything is kept.
func (s *Service) Say(ctx context.Context, cycle, consent string, answers []Answer) (api.SelfDescription, error) {
	set, c, as, err := s.asked(ctx, cycle)
	if err != nil {
		return api.SelfDescription{}, err
	}
	if !c.Closed.IsZero() {
		return api.SelfDescription{}, errClosed
	}
	if len(answers) > 0 { // what was said before can be taken back all the same
		if never, err := s.never(ctx, set, c); err != nil || never {
			return api.SelfDescription{}, cmp.Or(err, error(errNever))
		}
	}
	// What was agreed to is compared and fixed in one step: no set-up can come between. No answers fix it too, so that it tells nothing.
	var clean []Answer
	d, err := s.c.setups.Update(ctx, cycle, func(d *store.Doc[Setup]) error {
		if d.Body.State != Open {
			return errClosed
		}
		var wrong []fault.Field
		clean, wrong = d.Body.CheckAnswers(answers)
		if len(clean) > 0 && consent != d.Body.Consent() {
			wrong = append(wrong, fault.Field{Pointer: "/consent", Code: "not_confirmed"})
		}
		switch {
		case len(wrong) > 0:
			return fault.InvalidFields(wrong...)
		case d.Body.Fixed:
			return store.Unchanged
		}
		d.Body.Fixed = true
		return nil
	})
	if err != nil {
		return api.SelfDescription{}, err
	}
	r := Record{Group: as, Consent: consent, Week: week(s.d.Now()), Answers: clean}
	if len(clean) == 0 {
		r = Record{}
	}
	if err := s.put(ctx, d, me(ctx), r); err != nil {
		return api.SelfDescription{}, err
	}
	if _, still, err := s.d.TakesPart(ctx, cycle, me(ctx)); err != nil || !still { // whose account was closed meanwhile leaves nothing
		if err == nil {
			err = errors.Join(errAbsent, s.put(ctx, d, me(ctx), Record{}))
		}
		return api.SelfDescription{}, err
	}
	return ownBody(d, c, r), nil
}

// TakeBack forgets what the caller said in a cycle, until the report is made. Whoever said nothing gets the same answer.
func (s *Service) TakeBack(ctx context.Context, cycle string) error {
	d, _, _, err := s.asked(ctx, cycle)
	if err != nil {
		return err
	}
	return s.put(ctx, d, me(ctx), Record{})
}

// put replaces a person's record; the zero Record takes it out. The shelf is written in any case, so that nobody who sees writes can tell an
// answer from none. After the purge there is nothing left to take out.
func (s *Service) put(ctx context.Context, d *store.Doc[Setup], person string, r Record) error {
	key, err := s.c.keys.Get(ctx, d.ID)
	if fault.Absent(err) {
		if reflect.ValueOf(r).IsZero() {
			return nil
		}
		return errClosed
	}
	if err != nil {
		return err
	}
	name := key.Body.Pseudonym(d.Body.Programme, d.ID, person)
	n := ShelfOf(name)
	_, err = s.c.shelves.Update(ctx, key.Body.ShelfID(n), func(shelf *store.Doc[Shelf]) error {
		records, err := key.Body.open(n, shelf.Body)
		if err != nil {
			return err
		}
		if reflect.ValueOf(r).IsZero() {
			delete(records, name)
		} else {
			records[name] = r
		}
		shelf.Body, err = key.Body.seal(n, records)
		return err
	})
	if fault.Absent(err) { // purged meanwhile
		if reflect.ValueOf(r).IsZero() {
			return nil
		}
		return errClosed
	}
	return err
}

// Export is everything that the caller said and that is still kept. There is no list of who answered where: every cycle in which they take or
// took part is asked.
func (s *Service) Export(ctx context.Context) (api.ParticipationExport, error) {
	out := api.ParticipationExport{Descriptions: []api.SelfDescriptionKept{}}
	cycles, err := s.d.CyclesOf(ctx, me(ctx))
	if err != nil {
		return out, err
	}
	for _, id := range cycles {
		d, err := s.setup(ctx, id)
		if err != nil {
			return out, err
		}
		if d == nil || d.Body.State != Open {
			continue
		}
		r, err := s.record(ctx, d, me(ctx))
		if err != nil {
			return out, err
		}
		if len(r.Answers) > 0 {
			out.Descriptions = append(out.Descriptions, api.SelfDescriptionKept{Cycle: id, Agreed: r.Consent, Answers: answerBodies(r.Answers)})
		}
	}
	return out, nil
}

// Leave notes out of which cycles somebody is to be taken whose account was closed, before the list of where they took part is erased. It may
// be done again. For the service itself.
func (s *Service) Leave(ctx context.Context, person string) error {
	cycles, err := s.d.CyclesOf(ctx, person)
	if err != nil || len(cycles) == 0 {
		return err
	}
	_, err = s.c.leaving.Upsert(ctx, person, func(d *store.Doc[Leaving]) error {
		all := slices.Concat(d.Body.Cycles, cycles)
		slices.Sort(all)
		if all = slices.Compact(all); slices.Equal(all, d.Body.Cycles) {
			return store.Unchanged
		}
		d.Body.Cycles = all
		return nil
	})
	return err
}

// Forget takes somebody who has left out of the cycles that Leave has noted, where they are not purged. Published reports stay as they are. It
// comes after they take part in nothing any more, so that nothing new is said behind it. For the service itself.
func (s *Service) Forget(ctx context.Context, person string) error {
	noted, err := s.c.leaving.Get(ctx, person)
	if fault.Absent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, id := range noted.Body.Cycles {
		d, err := s.setup(ctx, id)
		if err == nil && d != nil && d.Body.State == Open {
			err = s.put(ctx, d, person, Record{})
		}
		if err != nil {
			return err
		}
	}
	if err := s.cut(ctx); err != nil {
		return err
	}
	return s.c.leaving.Drop(ctx, person)
}

// cut makes the engine give up what it still has of what was replaced, where it can.
func (s *Service) cut(ctx context.Context) error {
	if e, ok := s.d.Answers.Engine.(interface{ Checkpoint(context.Context) error }); ok {
		return e.Checkpoint(ctx)
	}
	return nil
}
