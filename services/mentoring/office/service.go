package office

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/calendar"
	"github.com/waymark-dev/waymark/services/mentoring/session"
)

// Which slots are listed.
const (
	boxOwn    = "own"    // that the caller holds
	boxComing = "coming" // that the caller comes to
)

// List pages through the slots ahead that the caller can see, in the order of their time; a page may have fewer than limit although
// others follow. mentor "" is all.
func (s *Service) List(ctx context.Context, mentor, programme, box string, limit int, after string) ([]*store.Doc[Slot], string, error) {
	p := auth.From(ctx).ID
	var where []store.Cond
	switch {
	case box == boxOwn:
		where = append(where, store.Where("mentor", store.Eq, p))
	case box == boxComing:
		where = append(where, store.Where("people", store.Eq, p))
	default:
		where = append(where, store.Where("programme", store.Eq, programme))
	}
	if mentor != "" && box != boxOwn {
		where = append(where, store.Where("mentor", store.Eq, mentor))
	}
	page, err := s.slots.Find(ctx, soon(limit, after, where...))
	if err != nil {
		return nil, "", err
	}
	shown, err := s.visible(ctx, page.Docs)
	shown = slices.DeleteFunc(shown, func(d *store.Doc[Slot]) bool { // to who was taken out it begins when it was to
		was := d.Body.parted(p)
		return was != nil && !was.Starts.After(s.d.Now())
	})
	return shown, page.Next, err
}

// visible are those of the slots that the caller can see: their own, those they come to, and those ahead of mentors whom they can find.
func (s *Service) visible(ctx context.Context, docs []*store.Doc[Slot]) ([]*store.Doc[Slot], error) {
	p, now := auth.From(ctx).ID, s.d.Now()
	asked := map[string][]string{}
	for _, d := range docs {
		if x := &d.Body; x.Mentor != p && !x.has(p) && x.parted(p) == nil && x.ahead(now) {
			asked[x.Programme] = append(asked[x.Programme], x.Mentor)
		}
	}
	finds := map[string]map[string]bool{}
	for programme, mentors := range asked {
		found, err := s.d.Finds(ctx, programme, p, mentors)
		if err != nil {
			return nil, err
		}
		finds[programme] = found
	}
	var out []*store.Doc[Slot]
	for _, d := range docs {
		x := &d.Body
		if x.Mentor == p || x.has(p) || x.parted(p) != nil || x.ahead(now) && finds[x.Programme][x.Mentor] {
			out = append(out, d)
		}
	}
	return out, nil
}

// Get reads a slot that the caller can see. NotFound "office_hour.absent" otherwise.
func (s *Service) Get(ctx context.Context, id string) (*store.Doc[Slot], error) {
	d, err := s.slots.Get(ctx, id)
	if fault.Absent(err) {
		return nil, errAbsent
	}
	if err != nil {
		return nil, err
	}
	shown, err := s.visible(ctx, []*store.Doc[Slot]{d})
	if err == nil && len(shown) == 0 {
		err = errAbsent
	}
	return d, err
}

// Hold opens a slot under this id: a mentor whom people can find in the programme. op is the idempotency key. Errors: Invalid; Forbidden
// "office_hour.no_mentor"; Conflict "office_hour.too_many", "idempotency.reused".
func (s *Service) Hold(ctx context.Context, id, programme string, w Wish, op store.Op) (*store.Doc[Slot], error) {
	p, now := auth.From(ctx).ID, s.d.Now()
	if d, err := s.slots.Get(ctx, id); err == nil {
		return s.held(d, p, op)
	} else if !fault.Has(err, fault.NotFound) {
		return nil, err
	}
	org, ok, err := s.d.Holds(ctx, programme, p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errMentor
	}
	x, err := newSlot(p, programme, org, w, now)
	if err != nil {
		return nil, err
	}
	drop, err := s.holds.Take(ctx, p, id, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.slots, others, slotsMost, errSlots, store.Where("mentor", store.Eq, p), store.Where("ahead", store.Eq, true))
	})
	if err != nil {
		return nil, err
	}
	defer drop()
	d, err := s.slots.Insert(ctx, id, x, func(d *store.Doc[Slot]) {
		d.RecordMade(op, now)
	})
	if fault.Coded(err, "store.exists") {
		if d, err = s.slots.Get(ctx, id); err == nil {
			return s.held(d, p, op)
		}
	}
	if err != nil {
		return nil, err
	}
	if err := s.d.Left(ctx, p); err != nil { // Erase may already have passed
		return nil, errors.Join(err, s.close(ctx, id))
	}
	return d, nil
}

// held answers a repeated key with the slot that it made.
func (s *Service) held(d *store.Doc[Slot], p string, op store.Op) (*store.Doc[Slot], error) {
	if was, ok := d.Op(op.Key); d.Body.Mentor != p || ok && was.Body != op.Body {
		return nil, fault.KeyReused
	}
	return d, nil
}

// own is one change of the mentor's own slot.
func (s *Service) own(ctx context.Context, id string, want int64, fn func(x *Slot, now time.Time) error) (*store.Doc[Slot], error) {
	p := auth.From(ctx).ID
	if d, err := s.Get(ctx, id); err != nil {
		return nil, err
	} else if d.Body.Mentor != p {
		return nil, errAbsent
	}
	return s.slots.Update(ctx, id, func(d *store.Doc[Slot]) error {
		if want != 0 && want != d.Version {
			return fault.New(fault.Stale, "office_hour.changed", "This has changed since you loaded it. Load it again and decide then.")
		}
		return s.pack(ctx, d, fn(&d.Body, s.d.Now()))
	})
}

// Change changes when, where, for how many and about what it is. Its mentor. Errors: NotFound; Invalid; Conflict "office_hour.over",
// "office_hour.people_come"; Stale.
func (s *Service) Change(ctx context.Context, id string, w Wish, want int64) (*store.Doc[Slot], error) {
	return s.own(ctx, id, want, func(x *Slot, now time.Time) error { return x.change(w, now) })
}

// Cancel is its mentor's, until it begins; those who come are told. Errors: NotFound; Conflict "office_hour.over"; Stale.
func (s *Service) Cancel(ctx context.Context, id string, want int64) (*store.Doc[Slot], error) {
	return s.own(ctx, id, want, func(x *Slot, now time.Time) error { return x.cancel(now) })
}

// Come takes one of its places. Whoever can see it, but not its mentor. Errors: NotFound; Conflict "office_hour.full", also where a block
// parts the caller from somebody who comes, "office_hour.over", "office_hour.own", "office_hour.coming_too_many".
func (s *Service) Come(ctx context.Context, id string) (*store.Doc[Slot], error) {
	p := auth.From(ctx).ID
	d, err := s.Get(ctx, id)
	if err != nil || d.Body.has(p) {
		return d, err
	}
	if d.Body.parted(p) != nil {
		return nil, errOver
	}
	drop, err := s.comes.Take(ctx, p, id, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.slots, others, comingMost, errComing, store.Where("people", store.Eq, p), store.Where("ahead", store.Eq, true))
	})
	if err != nil {
		return nil, err
	}
	defer drop()
	if err := s.apart(ctx, d, p); err != nil {
		return nil, err
	}
	d, err = s.slots.Update(ctx, id, func(d *store.Doc[Slot]) error { return s.pack(ctx, d, d.Body.come(p, s.d.Now())) })
	if err != nil {
		return nil, err
	}
	// Whoever left meanwhile, the caller or the mentor, whose slot then goes: Erase may have passed before this was written.
	if err := s.d.Left(ctx, p); err != nil {
		return nil, errors.Join(err, s.leave(ctx, id, p))
	}
	if s.d.Left(ctx, d.Body.Mentor) != nil {
		return nil, errors.Join(errAbsent, s.close(ctx, id))
	}
	// A block that was set meanwhile may have looked before this person was there, and so may somebody else who comes.
	if err := s.apart(ctx, d, p, d.Body.Mentor); err != nil {
		if left := s.leave(ctx, id, p); left != nil {
			return nil, left
		}
		return nil, err
	}
	return d, nil
}

// apart refuses where a block parts p from somebody who comes, or from one of the others: errFull.
func (s *Service) apart(ctx context.Context, d *store.Doc[Slot], p string, others ...string) error {
	for _, x := range d.Body.people() {
		if x != p {
			others = append(others, x)
		}
	}
	if len(others) == 0 {
		return nil
	}
	parted, err := s.d.Parted(ctx, p, others)
	for _, is := range parted {
		if is {
			return errFull
		}
	}
	return err
}

// Leave gives the caller's place back. Who does not come changes nothing.
func (s *Service) Leave(ctx context.Context, id string) error {
	p := auth.From(ctx).ID
	if d, err := s.Get(ctx, id); err != nil || !d.Body.has(p) && d.Body.parted(p) == nil {
		if fault.Has(err, fault.NotFound) {
			return nil
		}
		return err
	}
	return s.leave(ctx, id, p)
}

func (s *Service) leave(ctx context.Context, id, p string) error {
	_, err := s.slots.Update(ctx, id, func(d *store.Doc[Slot]) error { return s.pack(ctx, d, d.Body.leave(p)) })
	if fault.Absent(err) {
		return nil
	}
	return err
}

// Part takes two people out of each other's slots, and of those of others to which both come the one who came later: they are not to
// meet. Who is taken out is told, and reads, that it is cancelled.
func (s *Service) Part(ctx context.Context, p, q string) error {
	for _, x := range [][2]string{{p, q}, {q, p}} {
		where := soon(100, "", store.Where("people", store.Eq, x[0]))
		err := s.slots.Each(ctx, where, func(d *store.Doc[Slot]) error {
			out := d.Body.later(x[0], x[1])
			if d.Body.Mentor == x[1] {
				out = x[0]
			}
			if out == "" {
				return nil
			}
			_, err := s.slots.Update(ctx, d.ID, func(d *store.Doc[Slot]) error { return s.pack(ctx, d, d.Body.part(out, d.Version, s.d.Now())) })
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Erase takes a person who left out of the slots they come to; those they hold are cancelled and gone.
func (s *Service) Erase(ctx context.Context, person string) error {
	err := s.slots.Each(ctx, byTime(100, "", store.Where("people", store.Eq, person)), func(d *store.Doc[Slot]) error {
		return s.leave(ctx, d.ID, person)
	})
	if err != nil {
		return err
	}
	err = s.slots.Each(ctx, byTime(100, "", store.Where("mentor", store.Eq, person)), func(d *store.Doc[Slot]) error {
		return s.close(ctx, d.ID)
	})
	return errors.Join(err, s.holds.Forget(ctx, person), s.comes.Forget(ctx, person))
}

// close takes away the slot of a mentor who has left; those who come are told.
func (s *Service) close(ctx context.Context, id string) error {
	return fault.UnlessAbsent(s.slots.Delete(ctx, id, func(d *store.Doc[Slot]) error {
		if d.Body.cancel(s.d.Now()) == nil {
			s.emit(ctx, d)
		}
		return nil
	}))
}

// closeOfLeft takes whoever has left out of slots ahead: a process that was killed right after it wrote one did not look again.
func (s *Service) closeOfLeft(ctx context.Context) error {
	return s.slots.Each(ctx, soon(200, "", store.Where("ahead", store.Eq, true)), func(d *store.Doc[Slot]) error {
		if s.d.Left(ctx, d.Body.Mentor) != nil {
			return s.close(ctx, d.ID)
		}
		for _, p := range d.Body.people() {
			if s.d.Left(ctx, p) != nil {
				if err := s.leave(ctx, d.ID, p); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Tick lets every clock fire that is due. Any number of replicas may call it.
func (s *Service) Tick(ctx context.Context) error {
	var errs []error
	err := s.slots.Each(ctx, due(store.At(s.d.Now())), func(d *store.Doc[Slot]) error {
		if err := s.clock(ctx, d.ID); err != nil && len(errs) < 10 {
			errs = append(errs, err)
		}
		return ctx.Err()
	})
	return errors.Join(append(errs, err)...)
}

func (s *Service) clock(ctx context.Context, id string) error {
	d, err := s.slots.Get(ctx, id)
	if err != nil {
		return err
	}
	if d.Body.ahead(s.d.Now()) { // a mentor who is suspended holds none
		if barred, err := s.d.Barred(ctx, d.Body.Mentor); err == nil && barred {
			_, err = s.slots.Update(ctx, id, func(d *store.Doc[Slot]) error { return s.pack(ctx, d, d.Body.cancel(s.d.Now())) })
			return err
		}
	}
	done := false
	_, err = s.slots.Update(ctx, id, func(d *store.Doc[Slot]) (err error) {
		if done, err = d.Body.tick(s.d.Now()); done {
			return store.Unchanged
		}
		return s.pack(ctx, d, err)
	})
	if err == nil && done {
		return s.slots.Drop(ctx, id)
	}
	return err
}

// Sweep takes out whoever has left, and removes tombstones past their age.
func (s *Service) Sweep(ctx context.Context) error {
	_, err := s.slots.Sweep(ctx, 1000)
	_, err2 := s.holds.Sweep(ctx, 1000)
	_, err3 := s.comes.Sweep(ctx, 1000)
	return errors.Join(err, err2, err3, s.closeOfLeft(ctx))
}

// Kept pages through all that is kept of slots that the caller holds or comes to: for the export.
func (s *Service) Kept(held bool) func(ctx context.Context, limit int, after string) ([]*store.Doc[Slot], string, error) {
	index := "people"
	if held {
		index = "mentor"
	}
	return func(ctx context.Context, limit int, after string) ([]*store.Doc[Slot], string, error) {
		page, err := s.slots.Find(ctx, byTime(limit, after, store.Where(index, store.Eq, auth.From(ctx).ID)))
		if err != nil {
			return nil, "", err
		}
		return page.Docs, page.Next, nil
	}
}

// Appointments are the slots that a person holds or comes to, since then, at most so many of each: for their calendar.
func (s *Service) Appointments(ctx context.Context, person string, since time.Time, most int) (out []calendar.Appointment, err error) {
	for _, index := range []string{"mentor", "people"} {
		page, err := s.slots.Find(ctx, byTime(most, "", store.Where(index, store.Eq, person), store.Where("starts", store.Ge, store.At(since))))
		if err != nil {
			return nil, err
		}
		for _, d := range page.Docs {
			out = append(out, appointment(d, person))
		}
	}
	return out, nil
}

// Calendar is one slot as a calendar file, for whoever can see it; where it is, is in it for its mentor and those who come. NotFound for
// everybody else.
func (s *Service) Calendar(ctx context.Context, id string) ([]byte, error) {
	p := auth.From(ctx).ID
	d, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	locale, err := s.d.Locale(ctx, p)
	if err != nil {
		return nil, err
	}
	return calendar.File([]calendar.Appointment{appointment(d, p)}, locale), nil
}

func appointment(d *store.Doc[Slot], p string) calendar.Appointment {
	x := &d.Body
	out := calendar.Appointment{ID: d.ID, Version: d.Version, Kind: calendar.Office, Status: session.Confirmed, Changed: x.Changed, Plan: x.Plan}
	if x.Cancelled {
		out.Status = session.Cancelled
	}
	if was := x.parted(p); was != nil {
		out.Status, out.Plan, out.Version, out.Changed = session.Cancelled, was.Plan, was.Version, was.Changed
	}
	if x.Mentor != p && !x.has(p) {
		out.Place = ""
	}
	return out
}

// pack adds to a change the facts it caused; nothing to change is no change.
func (s *Service) pack(ctx context.Context, d *store.Doc[Slot], err error) error {
	if err == error(errKept) {
		return store.Unchanged
	}
	if err == nil {
		s.emit(ctx, d)
	}
	return err
}

func (s *Service) emit(ctx context.Context, d *store.Doc[Slot]) {
	x := &d.Body
	for _, t := range x.told {
		var ev wire.Event
		switch t.What {
		case tellMoved:
			ev = wire.OfficeHourMoved{Slot: d.ID, Mentor: x.Mentor, To: t.To, Starts: x.Starts}
		case tellCancelled:
			ev = wire.OfficeHourCancelled{Slot: d.ID, Mentor: x.Mentor, To: t.To, Starts: x.Starts}
		default:
			ev = wire.OfficeHourReminded{Slot: d.ID, Mentor: x.Mentor, To: t.To, Starts: x.Starts, Hours: t.Hours, Coming: len(x.People)}
		}
		d.Emit(outbox.Fact(ctx, s.d.DB, ev, outbox.Scope{Org: x.Org, Programme: x.Programme}))
	}
	x.told = nil
}
