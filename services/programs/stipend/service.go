package stipend

import (
	"context"
	"slices"
	"strconv"

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

// Deps are what the room stands on. What it asks of the rest of programs are functions.
type Deps struct {
	DB  *store.DB
	Now run.Clock
	// Sees reads a programme that the caller can see; NotFound else.
	Sees func(ctx context.Context, programme string) (cohort.Seen, error)
	// Partner is the programme and the name of a partner; NotFound without one.
	Partner func(ctx context.Context, id string) (programme, name string, err error)
	// TakesPart says whether somebody is in a programme.
	TakesPart func(ctx context.Context, programme, person string) (bool, error)
	// Confirmed refuses people whose account is not there, not confirmed or suspended; Closed says whether one is gone.
	Confirmed func(ctx context.Context, person string) error
	Closed    func(ctx context.Context, person string) (bool, error)
}

// Service notes what is due.
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

// Sources are what the relay publishes of it.
func (s *Service) Sources() []outbox.Source {
	return []outbox.Source{outbox.SourceOf(s.c.stipends, "", nil), outbox.SourceOf(s.c.finance, "", nil)}
}

// staff is what the caller is to a programme's stipends.
type staff struct {
	org               string
	organiser, reader bool
	readers           []string // of the programme now
	version           int64    // of their list, 0 before the first
}

func (s *Service) staff(ctx context.Context, programme string) (x staff, err error) {
	f, err := s.c.finance.Get(ctx, programme)
	if err := fault.UnlessAbsent(err); err != nil {
		return x, err
	}
	if err == nil {
		x.readers, x.version = f.Body.Readers, f.Version
	}
	p := auth.From(ctx)
	x.reader = p.SignedIn() && slices.Contains(x.readers, p.ID)
	seen, err := s.d.Sees(ctx, programme)
	if err != nil && !(x.reader && fault.Absent(err)) {
		return x, err
	}
	x.org, x.organiser = seen.Org, seen.Organiser
	return x, nil
}

// works is staff of somebody who organises or reads. Forbidden "programs.organisers_only" else.
func (s *Service) works(ctx context.Context, programme string) (staff, error) {
	x, err := s.staff(ctx, programme)
	if err == nil && !x.organiser && !x.reader {
		err = refusal.NotOrganiser
	}
	return x, err
}

func (s *Service) organises(ctx context.Context, programme string) (staff, error) {
	x, err := s.staff(ctx, programme)
	if err == nil && !x.organiser {
		err = refusal.NotOrganiser
	}
	return x, err
}

// Readers are who reads legal names of a programme, and the version of that list, 0 before the first: organisers and readers see it.
func (s *Service) Readers(ctx context.Context, programme string) ([]string, int64, error) {
	x, err := s.works(ctx, programme)
	if err != nil {
		return nil, 0, err
	}
	return append([]string{}, x.readers...), x.version, nil
}

// SetReaders names them. Organisers. Who was not there when a name was given does not read that name. want is the version that was read, 0
// where there was no list: Stale "programs.changed", Unconditional "stipend.which_version" else. The same list again is no change.
func (s *Service) SetReaders(ctx context.Context, programme string, want int64, list []string) ([]string, int64, error) {
	x, err := s.organises(ctx, programme)
	if err != nil {
		return nil, 0, err
	}
	for i, p := range list {
		at := "/readers/" + strconv.Itoa(i)
		switch {
		case !personID.MatchString(p):
			return nil, 0, fault.InvalidFields(fault.Field{Pointer: at, Code: "bad_id"})
		case slices.Contains(list[:i], p):
			return nil, 0, fault.InvalidFields(fault.Field{Pointer: at, Code: "repeated"})
		case !slices.Contains(x.readers, p) && s.d.Confirmed(ctx, p) != nil: // which of the reasons it is, is nobody's business
			return nil, 0, fault.InvalidFields(fault.Field{Pointer: at, Code: "unknown"})
		}
	}
	d, err := s.c.finance.Upsert(ctx, programme, func(d *store.Doc[Finance]) error {
		switch {
		case d.Version > 0 && slices.Equal(d.Body.Readers, list):
			return store.Unchanged
		case d.Version > 0 && want == 0:
			return errWhich
		case d.Version != want:
			return refusal.Changed
		}
		d.Body.Readers = slices.Clone(list)
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.FinanceNamed{Programme: programme}, outbox.Scope{Org: x.org, Programme: programme}))
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	for _, p := range list { // closed meanwhile
		gone, err := s.d.Closed(ctx, p)
		if err != nil {
			return nil, 0, err
		}
		if gone {
			if err := s.unread(ctx, p); err != nil {
				return nil, 0, err
			}
		}
	}
	return list, d.Version, nil
}

// check checks a stipend against the programme.
func (s *Service) check(ctx context.Context, programme string, b api.StipendBody) (api.StipendBody, error) {
	b, wrong := Check(b, s.d.Now())
	if len(wrong) > 0 {
		return b, fault.InvalidFields(wrong...)
	}
	if b.Funder.Partner != "" {
		of, _, err := s.d.Partner(ctx, b.Funder.Partner)
		if fault.Absent(err) || err == nil && of != programme {
			err = fault.InvalidFields(fault.Field{Pointer: "/funder/partner", Code: "unknown"})
		}
		if err != nil {
			return b, err
		}
	}
	if b.Person != "" {
		in, err := s.d.TakesPart(ctx, programme, b.Person)
		if err != nil {
			return b, err
		}
		if !in {
			return b, fault.InvalidFields(fault.Field{Pointer: "/person", Code: "unknown"})
		}
	}
	return b, nil
}

// Make notes something that is due under this id. Organisers; nobody for themselves. op is the idempotency key. Errors: Invalid; Forbidden
// "programs.organisers_only", "stipend.own"; Conflict "stipend.too_many", "idempotency.reused".
func (s *Service) Make(ctx context.Context, id, programme string, b api.StipendBody, op store.Op) (api.Stipend, int64, error) {
	x, err := s.organises(ctx, programme)
	if err != nil {
		return api.Stipend{}, 0, err
	}
	if b, err = s.check(ctx, programme, b); err != nil {
		return api.Stipend{}, 0, err
	}
	me := auth.From(ctx).ID
	if b.Person == me {
		return api.Stipend{}, 0, errOwn
	}
	free, err := s.hold(ctx, programme, id)
	if err != nil {
		return api.Stipend{}, 0, err
	}
	defer free()
	now := s.d.Now()
	made := Stipend{Org: x.org, Programme: programme, StipendBody: b, State: Planned, Created: now, Moves: []Move{{State: Planned, By: me, At: now}}}
	d, err := s.c.stipends.Insert(ctx, id, made, func(d *store.Doc[Stipend]) {
		s.say(ctx, d)
		d.RecordMade(op, now)
	})
	if fault.Coded(err, "store.exists") {
		if d, err = s.c.stipends.Get(ctx, id); err == nil {
			err = d.SameOrder(op)
		}
	}
	if err == nil {
		err = s.stayed(ctx, d)
	}
	if err != nil {
		return api.Stipend{}, 0, err
	}
	out, err := s.body(ctx, d, x)
	return out, d.Version, err
}

// hold holds the place of what is about to be noted, if it is not there yet. Conflict "stipend.too_many".
func (s *Service) hold(ctx context.Context, programme, id string) (free func(), err error) {
	if _, err := s.c.stipends.Get(ctx, id); !fault.Absent(err) {
		return func() {}, err
	}
	full := fault.Newf(fault.Conflict, "stipend.too_many", "A programme notes at most %d of them.", stipendsMost)
	return s.c.noting.Take(ctx, programme, id, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.c.stipends, others, stipendsMost, full, store.Where(byProgramme, store.Eq, programme))
	})
}

// stayed takes somebody out again whose account was closed while they were written down.
func (s *Service) stayed(ctx context.Context, d *store.Doc[Stipend]) error {
	if d.Body.Person == "" {
		return nil
	}
	gone, err := s.d.Closed(ctx, d.Body.Person)
	if err != nil || !gone {
		return err
	}
	return s.Forget(ctx, d.Body.Person)
}

// say tells whom it concerns that it moved.
func (s *Service) say(ctx context.Context, d *store.Doc[Stipend]) {
	b := &d.Body
	d.Emit(outbox.Fact(ctx, s.d.DB, wire.StipendMoved{Stipend: d.ID, Programme: b.Programme, Person: b.Person, State: b.State},
		outbox.Scope{Org: b.Org, Programme: b.Programme}))
}

// know reads a stipend that the caller may see: to whom it is due, organisers and readers. NotFound "stipend.absent".
func (s *Service) know(ctx context.Context, id string) (*store.Doc[Stipend], staff, error) {
	d, err := s.c.stipends.Get(ctx, id)
	if fault.Absent(err) {
		return nil, staff{}, errAbsent
	}
	if err != nil {
		return nil, staff{}, err
	}
	x, err := s.staff(ctx, d.Body.Programme)
	if err != nil && !fault.Absent(err) {
		return nil, x, err
	}
	p := auth.From(ctx)
	if !x.organiser && !x.reader && (!p.SignedIn() || p.ID != d.Body.Person) {
		return nil, x, errAbsent
	}
	return d, x, nil
}

// Get reads one: to whom it is due, organisers and readers.
func (s *Service) Get(ctx context.Context, id string) (api.Stipend, int64, error) {
	d, x, err := s.know(ctx, id)
	if err != nil {
		return api.Stipend{}, 0, err
	}
	out, err := s.body(ctx, d, x)
	return out, d.Version, err
}

// Change replaces what is due; what was approved is planned again. Organisers; nobody what is due to themselves. want is the version that was read.
func (s *Service) Change(ctx context.Context, id string, want int64, b api.StipendBody) (api.Stipend, int64, error) {
	d, x, err := s.know(ctx, id)
	if err == nil && !x.organiser {
		err = refusal.NotOrganiser
	}
	if err == nil && want == 0 {
		err = errWhich
	}
	if err == nil {
		b, err = s.check(ctx, d.Body.Programme, b)
	}
	me := auth.From(ctx).ID
	if err == nil && (d.Body.Person == me || b.Person == me) {
		err = errOwn
	}
	if err != nil {
		return api.Stipend{}, 0, err
	}
	d, err = s.c.stipends.Update(ctx, id, func(d *store.Doc[Stipend]) error {
		if d.Version != want {
			return refusal.Changed
		}
		if err := d.Body.change(b, me, s.d.Now()); err != nil {
			return err
		}
		s.say(ctx, d)
		return nil
	})
	if err != nil {
		return api.Stipend{}, 0, err
	}
	if err := s.wind(ctx, id); err != nil { // a name that somebody else gave is not theirs
		return api.Stipend{}, 0, err
	}
	if err := s.stayed(ctx, d); err != nil {
		return api.Stipend{}, 0, err
	}
	out, err := s.body(ctx, d, x)
	return out, d.Version, err
}

// Move takes one into another state. Organisers; readers note that it was paid or came back; nobody moves what is due to themselves. want is the
// version that was read, 0 for whichever, which nobody approves. Into the state where it is already is no change. Errors: Forbidden
// "programs.organisers_only", "stipend.own"; Conflict "stipend.no_way"; Unconditional "stipend.which_version"; Stale "programs.changed".
func (s *Service) Move(ctx context.Context, id string, want int64, to string) (api.Stipend, int64, error) {
	d, x, err := s.know(ctx, id)
	me := auth.From(ctx).ID
	switch {
	case err != nil:
	case d.Body.Person == me && (x.organiser || x.reader):
		err = errOwn
	case !x.organiser && (!x.reader || to != Paid && to != Returned):
		err = refusal.NotOrganiser
	case want == 0 && to == Approved:
		err = errWhich
	}
	if err != nil {
		return api.Stipend{}, 0, err
	}
	now := s.d.Now()
	d, err = s.c.stipends.Update(ctx, id, func(d *store.Doc[Stipend]) error {
		changed, err := d.Body.move(to, me, now)
		switch {
		case err != nil:
			return err
		case !changed:
			return store.Unchanged
		case want > 0 && d.Version != want:
			return refusal.Changed
		}
		s.say(ctx, d)
		return nil
	})
	if err != nil {
		return api.Stipend{}, 0, err
	}
	if err := s.wind(ctx, id); err != nil {
		return api.Stipend{}, 0, err
	}
	out, err := s.body(ctx, d, x)
	return out, d.Version, err
}

var (
	errAbsent = fault.New(fault.NotFound, "stipend.absent", "There is nothing of this id that you can see.")
	errWhich  = fault.New(fault.Unconditional, "stipend.which_version", "Read it first and send its ETag as If-Match, so that nobody's change is lost.")
	errOwn    = fault.New(fault.Forbidden, "stipend.own", "Somebody else decides about what is due to you.")
)
