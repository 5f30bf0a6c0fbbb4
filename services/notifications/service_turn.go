package notifications

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func turnID(match, person string) string { return derivedID("turn/"+match, person) }

// settle takes what a fact settles off the people it waited on. It remembers first and closes then, while an item is inserted first
// and looks then: whichever comes first, one of the two sees the other.
func (s *Service) settle(ctx context.Context, e wire.Envelope, match string, of settlement) error {
	if gone, err := s.left(ctx, of.person); err != nil || gone {
		return err
	}
	id := turnID(match, of.person)
	d, err := s.c.turns.Upsert(ctx, id, func(d *store.Doc[Turn]) error {
		d.Body.Person, d.Body.Match = of.person, match
		if !d.Body.settle(of.kinds, e.Version, e.Time) {
			return store.Unchanged
		}
		return nil
	})
	if err != nil {
		return err
	}
	if gone, err := s.left(ctx, of.person); err != nil || gone { // forget may already have passed
		if gone {
			err = s.c.turns.Drop(ctx, id)
		}
		return err
	}
	waiting, err := s.c.waiting(ctx, of.person, match)
	if err != nil {
		return err
	}
	for _, i := range waiting {
		if err := s.close(ctx, i, &d.Body); err != nil {
			return err
		}
	}
	return nil
}

// left says whether somebody has closed their account.
func (s *Service) left(ctx context.Context, person string) (bool, error) {
	_, err := s.c.heads.Get(ctx, person)
	switch {
	case fault.Has(err, fault.Gone):
		return true, nil
	case fault.Has(err, fault.NotFound):
		return false, nil
	}
	return false, err
}

// close takes an item off its person if the turn says that it is settled.
func (s *Service) close(ctx context.Context, i *store.Doc[Item], t *Turn) error {
	if !i.Body.Waits || !t.settled(i.Body.Kind, i.Body.Version) {
		return nil
	}
	_, err := s.c.items.Update(ctx, i.ID, func(d *store.Doc[Item]) error {
		if !d.Body.Waits {
			return store.Unchanged
		}
		d.Body.Waits = false
		return nil
	})
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	return err
}

// settledBefore closes a new item if the fact that settles it came before it did.
func (s *Service) settledBefore(ctx context.Context, i *store.Doc[Item]) error {
	if !i.Body.Waits || i.Body.Match == "" {
		return nil
	}
	t, err := s.c.turns.Get(ctx, turnID(i.Body.Match, i.Body.Person))
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.close(ctx, i, &t.Body)
}

// overtaken says whether what a letter asks for has been done meanwhile.
func (s *Service) overtaken(ctx context.Context, l *Letter) (bool, error) {
	if l.Match == "" {
		return false, nil
	}
	t, err := s.c.turns.Get(ctx, turnID(l.Match, l.Person))
	if fault.Has(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && t.Body.settled(l.Kind, l.Version), err
}
