package profiles

import (
	"context"
	"errors"
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// carryOut goes on with every import that is due, until it is done or a neighbour is away.
func (s *Service) carryOut(ctx context.Context) error {
	page, err := s.c.importsDue(ctx, store.At(s.d.Now()))
	if err != nil {
		return err
	}
	for _, d := range page.Docs {
		if err := s.carryOutOne(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// carryOutOne goes step by step: some rows, then one write of the progress. Killed in between, the rows of that step are done
// once more, to the same effect: accounts answers the same for the same row, and a profile that is there is left as it is. Of two
// replicas at the same import the one whose progress is not at the version it read stops.
func (s *Service) carryOutOne(ctx context.Context, d *store.Doc[Import]) error {
	d, err := s.take(ctx, d)
	var rows []Row
	opened := -1
	for err == nil {
		at, from, to, more := d.Body.Next()
		if !more {
			return s.finish(ctx, d)
		}
		if at != opened {
			if rows, err = s.openChunk(ctx, d.Body.Key, d.Body.Chunks[at]); errors.Is(err, errLostChunk) {
				s.d.Log.Error("rows of an import are lost", "import", d.ID, "rows", d.Body.Chunks[at].Rows-from)
				d, err = s.progress(ctx, d, func(im *Import) { im.Lose(im.Chunks[at].Rows-from, s.d.Now()) })
				continue
			}
			if err != nil {
				break
			}
			opened = at
		}
		var failures []Failure
		if failures, err = s.carryOutRows(ctx, d, rows[from:to]); err != nil {
			break
		}
		n, over, name := to-from, to == d.Body.Chunks[at].Rows, d.Body.Chunks[at].Name
		d, err = s.progress(ctx, d, func(im *Import) { im.Advance(n, failures, s.d.Now()) })
		if err == nil && over {
			err = s.d.DB.RemoveChunk(ctx, name) // finish removes it again should this be cut short
		}
	}
	switch {
	case fault.Coded(err, "store.moved"): // another replica is at it
		return nil
	case ctx.Err() != nil:
		return nil
	}
	s.postpone(ctx, d)
	return err
}

// progress writes what was done, if no other replica has meanwhile.
func (s *Service) progress(ctx context.Context, d *store.Doc[Import], change func(im *Import)) (*store.Doc[Import], error) {
	return s.c.imports.UpdateAt(ctx, d.ID, d.Version, func(d *store.Doc[Import]) error {
		change(&d.Body)
		return nil
	})
}

// take keeps an import for this replica.
func (s *Service) take(ctx context.Context, d *store.Doc[Import]) (*store.Doc[Import], error) {
	taken, err := s.progress(ctx, d, func(im *Import) { im.Due = s.d.Now().Add(importLease) })
	if err != nil {
		return d, err
	}
	return taken, nil
}

// postpone lets the timer take an import up again soon.
func (s *Service) postpone(ctx context.Context, d *store.Doc[Import]) {
	if d == nil {
		return
	}
	_, err := s.progress(ctx, d, func(im *Import) { im.Due = s.d.Now().Add(importBack) })
	if err != nil && !fault.Coded(err, "store.moved") {
		s.d.Log.Warn("import not postponed; it goes on after its lease", "import", d.ID, "err", err)
	}
}

// errLostChunk: trying again brings nothing back.
var errLostChunk = errors.New("profiles: a chunk of an import is lost")

func (s *Service) openChunk(ctx context.Context, key []byte, c Chunk) ([]Row, error) {
	sealed, err := s.d.DB.GetChunk(ctx, c.Name)
	if fault.Has(err, fault.NotFound) {
		return nil, errLostChunk
	}
	if err != nil {
		return nil, err
	}
	rows, err := open(key, sealed)
	if err != nil || len(rows) != c.Rows {
		return nil, errLostChunk
	}
	return rows, nil
}

// carryOutRows invites the people of some rows. A row that accounts refuses for good is a failure; anything else stops.
func (s *Service) carryOutRows(ctx context.Context, d *store.Doc[Import], rows []Row) ([]Failure, error) {
	var failures []Failure
	for _, r := range rows {
		err := s.carryOutRow(ctx, d.ID, &d.Body, r)
		f := fault.As(err)
		switch {
		case err == nil:
		case f.Kind == fault.Invalid && len(f.Fields) > 0:
			failures = append(failures, Failure{Line: r.Line, Code: f.Fields[0].Code})
		case slices.Contains([]fault.Kind{fault.Invalid, fault.Malformed, fault.Conflict, fault.Gone, fault.Forbidden, fault.NotFound}, f.Kind):
			failures = append(failures, Failure{Line: r.Line, Code: codeRefused}) // which of them is nobody's business
		default:
			return nil, err
		}
	}
	return failures, nil
}

// carryOutRow invites one person. A profile that is there is never touched: its person wrote it. The fact goes out in any case,
// so that the programme knows whom it invited; whether the person was here before is told to nobody.
func (s *Service) carryOutRow(ctx context.Context, id string, im *Import, r Row) error {
	answer, err := s.invite(ctx, id, im, r)
	if err != nil {
		return err
	}
	if !store.ValidID(answer.Account) {
		return fault.New(fault.Invalid, codeRefused, "accounts named nobody.")
	}
	if im.OneList {
		r.Said = r.Said.fromOneList()
	}
	fresh := false
	_, err = s.c.people.Upsert(ctx, answer.Account, func(d *store.Doc[Profile]) error {
		if _, before := d.Op(importOp(id)); before {
			return store.Unchanged
		}
		now := s.d.Now()
		if fresh = d.Version == 0; fresh {
			d.Body = Profile{
				Said: r.Said, Since: now, Changed: now,
				Invitation: Invitation{Import: id, Programme: im.Programme, Open: true, BySaving: answer.Already},
			}
		}
		d.Record(store.Op{Key: importOp(id), At: now})
		fact := wire.PersonImported{Person: answer.Account, Import: id}
		if fresh { // nobody can read it off the profile before its person has accepted
			fact.Newcomer, fact.Mentor = r.Said.Newcomer, r.Said.Mentor
		}
		s.emit(ctx, d, outbox.Scope{Org: im.Org, Programme: im.Programme}, fact)
		return nil
	})
	if err == nil && fresh {
		_, err = s.settleAccount(ctx, answer.Account)
	}
	return err
}

// importOp marks a profile as answered for one import.
func importOp(id string) string { return "import-" + id }

// finish removes every chunk and then forgets their names and their key.
func (s *Service) finish(ctx context.Context, d *store.Doc[Import]) error {
	for _, c := range d.Body.Chunks {
		if err := s.d.DB.RemoveChunk(ctx, c.Name); err != nil {
			return err
		}
	}
	_, err := s.progress(ctx, d, func(im *Import) { im.Finish(s.d.Now()) })
	if fault.Coded(err, "store.moved") {
		return nil
	}
	return err
}

// removeChunks takes back what was put for nothing. What stays behind cannot be opened.
func (s *Service) removeChunks(ctx context.Context, chunks []Chunk) {
	for _, c := range chunks {
		if err := s.d.DB.RemoveChunk(context.WithoutCancel(ctx), c.Name); err != nil {
			s.d.Log.Warn("a sealed chunk without a key stays behind", "err", err)
		}
	}
}

// sweep forgets imports that are long over, and tombstones.
func (s *Service) sweep(ctx context.Context) error {
	page, err := s.c.importsOver(ctx, store.At(s.d.Now().Add(-importMaxAge)))
	if err != nil {
		return err
	}
	for _, d := range page.Docs {
		if err := s.c.imports.Drop(ctx, d.ID); err != nil {
			return err
		}
	}
	_, err = s.c.people.Sweep(ctx, 100)
	_, err2 := s.c.inviting.Sweep(ctx, 100)
	_, err3 := s.c.lookers.Sweep(ctx, 100)
	return errors.Join(err, err2, err3)
}
