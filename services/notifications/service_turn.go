package notifications

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

func turnID(thread, person string) string { return derivedID("turn/"+thread, person) }

// settle takes what a fact settles off the people it waited on. It remembers first and closes then, while an item is inserted first
// and looks then: whichever comes first, one of the two sees the other.
func (s *Service) settle(ctx context.Context, e wire.Envelope, thread string, of notice.Settlement) error {
	if of.Person == notice.Everyone {
		return s.settleForAll(ctx, e, thread, of)
	}
	if gone, err := s.left(ctx, of.Person); err != nil || gone {
		return err
	}
	id := turnID(thread, of.Person)
	d, err := s.c.turns.Upsert(ctx, id, func(d *store.Doc[notice.Turn]) error {
		d.Body.Person, d.Body.Thread = of.Person, thread
		if !d.Body.Settle(of, e.Version, e.Time) {
			return store.Unchanged
		}
		return nil
	})
	if err != nil {
		return err
	}
	if gone, err := s.left(ctx, of.Person); err != nil || gone { // forget may already have passed
		if gone {
			err = s.c.turns.Drop(ctx, id)
		}
		return err
	}
	waiting, err := s.c.waiting(ctx, of.Person, thread, d.Body.IsOver())
	if err != nil {
		return err
	}
	for _, i := range waiting {
		if under := i.Body.thread() != thread; !under && !d.Body.Settled(i.Body.Kind, i.Body.Version) {
			continue
		}
		if err := s.close(ctx, i.ID); err != nil {
			return err
		}
	}
	return nil
}

// settleForAll takes what a fact settles off everybody it waited on, in the same order.
func (s *Service) settleForAll(ctx context.Context, e wire.Envelope, thread string, of notice.Settlement) error {
	d, err := s.c.turns.Upsert(ctx, turnID(thread, notice.Everyone), func(d *store.Doc[notice.Turn]) error {
		d.Body.Thread = thread
		if !d.Body.Settle(of, e.Version, e.Time) {
			return store.Unchanged
		}
		return nil
	})
	if err != nil {
		return err
	}
	waiting, err := s.c.waitingOnAnybody(ctx, thread)
	if err != nil {
		return err
	}
	for _, i := range waiting {
		if d.Body.Settled(i.Body.Kind, i.Body.Version) {
			if err := s.close(ctx, i.ID); err != nil {
				return err
			}
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

// close takes an item off its person.
func (s *Service) close(ctx context.Context, item string) error {
	_, err := s.c.items.Update(ctx, item, func(d *store.Doc[Item]) error {
		if !d.Body.Waits {
			return store.Unchanged
		}
		d.Body.Waits, d.Body.Settled = false, true
		return nil
	})
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	return err
}

// settledBefore closes a new item if the fact that settles it came before it did.
func (s *Service) settledBefore(ctx context.Context, i *store.Doc[Item]) error {
	if !i.Body.Waits {
		return nil
	}
	done, err := s.settled(ctx, i.Body.Person, i.Body.thread(), i.Body.Match, i.Body.Kind, i.Body.Version)
	if err != nil || !done {
		return err
	}
	return s.close(ctx, i.ID)
}

// overtaken says whether what a letter asks for has been done meanwhile.
func (s *Service) overtaken(ctx context.Context, l *Letter) (bool, error) {
	return s.settled(ctx, l.Person, l.thread(), l.Match, l.Kind, l.Version)
}

// settled says whether what was told in a version of a thread waits no more, by the thread's turn or because its match is over.
func (s *Service) settled(ctx context.Context, person, thread, match, kind string, version int64) (bool, error) {
	if thread == "" {
		return false, nil
	}
	t, err := s.turn(ctx, thread, person)
	if err != nil || t.Settled(kind, version) {
		return err == nil, err
	}
	switch match {
	case thread:
		return false, nil
	case "":
		t, err = s.turn(ctx, thread, notice.Everyone)
		return t.Settled(kind, version), err
	}
	t, err = s.turn(ctx, match, person)
	return t.IsOver(), err
}

func (s *Service) turn(ctx context.Context, thread, person string) (notice.Turn, error) {
	d, err := s.c.turns.Get(ctx, turnID(thread, person))
	if fault.Has(err, fault.NotFound) {
		return notice.Turn{}, nil
	}
	if err != nil {
		return notice.Turn{}, err
	}
	return d.Body, nil
}
