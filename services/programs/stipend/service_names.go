package stipend

import (
	"context"
	"errors"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/refusal"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// GiveName keeps the legal name of whom it is due to, who alone gives it, for the readers that they saw. Errors: NotFound "stipend.absent";
// Conflict "stipend.no_reader", "stipend.settled"; Stale "programs.changed" if those who are readers now are others.
func (s *Service) GiveName(ctx context.Context, id, name string, saw []string) error {
	name, wrong := wording.Text("/name", name, 1, maxName, false)
	for range nameTries {
		was, err := s.c.names.Get(ctx, id)
		if fault.UnlessAbsent(err) != nil {
			return err
		}
		// After the name was read: whoever it is due to meanwhile, and gave theirs, moved the name.
		d, x, err := s.know(ctx, id)
		if err == nil && d.Body.Person != auth.From(ctx).ID {
			err = errAbsent
		}
		if err != nil {
			return err
		}
		switch {
		case len(wrong) > 0:
			return fault.InvalidFields(wrong...)
		case len(x.readers) == 0:
			return fault.New(fault.Conflict, "stipend.no_reader", "Nobody is named yet who would read it. The organisers name somebody first.")
		case !slices.Equal(slices.Sorted(slices.Values(saw)), slices.Sorted(slices.Values(x.readers))):
			return refusal.Changed
		case d.Body.State == Cancelled:
			return fault.New(fault.Conflict, "stipend.settled", "This was given up: no name is needed.")
		}
		me, now := d.Body.Person, s.d.Now()
		given := Name{Programme: d.Body.Programme, Person: me, Name: name, Readers: slices.Clone(x.readers), DueAt: d.Body.until(now),
			CheckAt: now.Add(NameChecked)}
		_, err = s.c.names.Upsert(ctx, id, func(n *store.Doc[Name]) error {
			if was == nil && n.Version > 0 || was != nil && n.Rev != was.Rev {
				return errMoved
			}
			n.Body = given
			return nil
		})
		if errors.Is(err, errMoved) {
			continue
		}
		if err != nil {
			return err
		}
		gone, err := s.d.Closed(ctx, me)
		if err != nil {
			return err
		}
		if gone {
			return s.Forget(ctx, me)
		}
		return s.wind(ctx, id) // moved, or due to somebody else, while it was written
	}
	return errBusy
}

// TakeName deletes the legal name: its person does.
func (s *Service) TakeName(ctx context.Context, id string) error {
	d, _, err := s.know(ctx, id)
	if err == nil && d.Body.Person != auth.From(ctx).ID {
		err = errAbsent
	}
	if err != nil {
		return err
	}
	me := d.Body.Person
	return s.c.names.DropIf(ctx, id, func(n *store.Doc[Name]) bool { return n.Body.Person == me })
}

// ReadName is the legal name beside a stipend: for whom it is about, and for readers who were readers when it was given; that they read it
// is a fact. NotFound "stipend.no_name"; "stipend.absent" for everybody else.
func (s *Service) ReadName(ctx context.Context, id string) (string, error) {
	d, x, err := s.know(ctx, id)
	if err != nil {
		return "", err
	}
	me := auth.From(ctx).ID
	if d.Body.Person != me && !x.reader {
		return "", errAbsent // whether there is a name is nobody else's business here
	}
	n, err := s.c.names.Get(ctx, id)
	if err != nil && !fault.Absent(err) {
		return "", err
	}
	switch {
	case err != nil, n.Body.Person != d.Body.Person: // of whom it was due to before
		return "", errNoName
	case n.Body.Person == me && d.Body.Person == me:
		return n.Body.Name, nil
	case !n.Body.reads(me, x.readers):
		return "", errNoName
	}
	_, err = s.c.stipends.Update(ctx, id, func(d *store.Doc[Stipend]) error {
		if d.Body.Person != n.Body.Person {
			return errNoName
		}
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.StipendRead{Stipend: id, Programme: d.Body.Programme}, outbox.Scope{Org: d.Body.Org, Programme: d.Body.Programme}))
		return nil
	})
	if err != nil {
		return "", err
	}
	return n.Body.Name, nil
}

// wind brings the legal name beside a stipend in line with it: deleted where the stipend was given up, is gone, or is due to somebody else;
// otherwise it goes when it is no longer needed, and is looked at again after NameChecked.
func (s *Service) wind(ctx context.Context, id string) error {
	n, err := s.c.names.Get(ctx, id)
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	d, err := s.c.stipends.Get(ctx, id)
	if fault.UnlessAbsent(err) != nil {
		return err
	}
	now := s.d.Now()
	if err != nil || d.Body.State == Cancelled || d.Body.Person != n.Body.Person || n.Body.over(now) {
		return s.c.names.DropIf(ctx, id, func(x *store.Doc[Name]) bool { return x.Rev == n.Rev }) // what was given since is not this one
	}
	until := d.Body.until(now)
	_, err = s.c.names.Update(ctx, id, func(x *store.Doc[Name]) error {
		switch right := x.Body.DueAt.IsZero() == until.IsZero(); {
		case x.Rev != n.Rev, right && x.Body.CheckAt.After(now):
			return store.Unchanged // who gave it since winds it
		case !right:
			x.Body.DueAt = until
		}
		x.Body.CheckAt = now.Add(NameChecked)
		return nil
	})
	return fault.UnlessAbsent(err)
}

// Tick looks at legal names again: it deletes those that are past their time, and what a crash between a stipend's move and its name's left
// behind. Any number of replicas may call it.
func (s *Service) Tick(ctx context.Context) error {
	return each(ctx, s.c.names, due(store.At(s.d.Now())), func(id string) error { return s.wind(ctx, id) })
}

// List pages through a programme's, the latest day first: organisers and readers.
func (s *Service) List(ctx context.Context, programme string, limit int, after string) ([]api.Stipend, string, error) {
	x, err := s.works(ctx, programme)
	if err != nil {
		return nil, "", err
	}
	page, err := s.c.stipends.Find(ctx, latest(byProgramme, programme, limit, after))
	if err != nil {
		return nil, "", err
	}
	out, err := s.bodies(ctx, page.Docs, func(string) (staff, error) { return x, nil })
	return out, page.Next, err
}

// Mine pages through what is due to the caller, the latest day first.
func (s *Service) Mine(ctx context.Context, limit int, after string) ([]api.Stipend, string, error) {
	page, err := s.c.stipends.Find(ctx, latest(byPerson, auth.From(ctx).ID, limit, after))
	if err != nil {
		return nil, "", err
	}
	out, err := s.bodies(ctx, page.Docs, func(programme string) (staff, error) {
		x, err := s.staff(ctx, programme)
		return x, fault.UnlessAbsent(err)
	})
	return out, page.Next, err
}

func (s *Service) bodies(ctx context.Context, docs []*store.Doc[Stipend], of func(programme string) (staff, error)) ([]api.Stipend, error) {
	out := make([]api.Stipend, 0, len(docs))
	for _, d := range docs {
		x, err := of(d.Body.Programme)
		if err != nil {
			return nil, err
		}
		b, err := s.body(ctx, d, x)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// body is a stipend as the caller sees it; never with a legal name.
func (s *Service) body(ctx context.Context, d *store.Doc[Stipend], x staff) (api.Stipend, error) {
	me := auth.From(ctx).ID
	out := api.Stipend{ID: d.ID, Programme: d.Body.Programme, StipendBody: d.Body.StipendBody, State: d.Body.State, Created: d.Body.Created,
		FunderName: d.Body.Funder.Name, Moves: []api.StipendMove{}, Version: d.Version}
	for _, m := range d.Body.Moves {
		out.Moves = append(out.Moves, api.StipendMove{State: m.State, At: m.At})
	}
	if me == d.Body.Person {
		out.Readers = x.readers
	}
	if id := d.Body.Funder.Partner; id != "" {
		_, name, err := s.d.Partner(ctx, id)
		if fault.UnlessAbsent(err) != nil {
			return out, err
		}
		out.FunderName = name
	}
	n, err := s.c.names.Get(ctx, d.ID)
	if fault.UnlessAbsent(err) != nil {
		return out, err
	}
	if err == nil && n.Body.Person == d.Body.Person {
		out.Named, out.Readable = true, n.Body.reads(me, x.readers) || n.Body.Person == me
	}
	return out, nil
}

// unread takes somebody out of all readers.
func (s *Service) unread(ctx context.Context, person string) error {
	drop := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(p string) bool { return p == person })
	}
	if err := forget(ctx, s.c.finance, byReader, person, func(f *Finance) { f.Readers = drop(f.Readers) }); err != nil {
		return err
	}
	return forget(ctx, s.c.names, byReader, person, func(n *Name) { n.Readers = drop(n.Readers) })
}

// Forget erases somebody: legal names, and their id from everything. Amounts stay.
func (s *Service) Forget(ctx context.Context, person string) error {
	err := each(ctx, s.c.names, where(byPerson, person, 100, ""), func(id string) error { return s.c.names.Drop(ctx, id) })
	if err != nil {
		return err
	}
	if err := forget(ctx, s.c.stipends, byPerson, person, func(x *Stipend) { x.erase(person) }); err != nil {
		return err
	}
	if err := forget(ctx, s.c.stipends, byActor, person, func(x *Stipend) { x.erase(person) }); err != nil {
		return err
	}
	return s.unread(ctx, person)
}

// Kept is the list of what is due to a person, for their export, page by page into out.
func (s *Service) Kept(ctx context.Context, person string, out *api.ProgramsExport) []store.Section {
	return []store.Section{store.Listed(ctx, s.c.stipends, latest(byPerson, person, 0, ""), func(d *store.Doc[Stipend]) error {
		b, err := s.body(ctx, d, staff{})
		if err != nil {
			return err
		}
		x := api.ExportedStipend{Stipend: b}
		n, err := s.c.names.Get(ctx, d.ID)
		if fault.UnlessAbsent(err) != nil {
			return err
		}
		if err == nil && n.Body.Person == person {
			x.LegalName = n.Body.Name
		}
		out.Stipends = append(out.Stipends, x)
		return nil
	})}
}

// nameTries is how often a name is given again that somebody else's crossed.
const nameTries = 20

var (
	errMoved = errors.New("stipend: the name beside it moved")
	errBusy  = fault.New(fault.Unavailable, "store.contended", "Too many changed this at the same moment. Try again.")
)

var errNoName = fault.New(fault.NotFound, "stipend.no_name", "There is no legal name beside it that you may read.")
