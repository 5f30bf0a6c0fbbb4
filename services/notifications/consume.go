package notifications

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// consumers are one durable consumer for each service whose facts are told to people.
func (s *Service) consumers() []bus.Consumer {
	var out []bus.Consumer
	for _, from := range []string{"accounts", "profiles", "programs", "catalog", "mentoring", "safety"} {
		out = append(out, bus.Consumer{
			Service: "notifications", Name: "inbox_" + from, From: from, Subjects: wire.SubjectsOf(notice.Events[from]...),
			Handle: s.consume, Dead: s.dead, MaxTries: tries(from),
		})
	}
	return append(out, bus.Consumer{
		Service: "notifications", Name: "zone_moved", From: "profiles", Subjects: []string{wire.StateSubject("profiles", "person", "*")},
		Handle: s.zoneMoved, Dead: s.dead,
	})
}

// tries: somebody who has left is forgotten, however long the store is away; that waits for no operator. And what safety says is
// never left where administrators read it: it names who reported.
func tries(from string) int {
	if from == "accounts" || from == "safety" {
		return 1 << 30
	}
	return 0
}

// consume tells everybody a fact concerns. Repeats change nothing: every document's id derives from (fact, recipient).
func (s *Service) consume(ctx context.Context, m bus.Message) error {
	e := m.Envelope
	if service, typ := e.TypeOf(); service == "accounts" && typ == "account_closed" {
		d, err := wire.Read[wire.AccountClosed](e)
		if err != nil {
			return bus.Hopeless("unreadable", err)
		}
		return s.forget(ctx, d.Account)
	}
	notices, err := notice.Of(e)
	if err != nil {
		return bus.Hopeless("unreadable", err)
	}
	for _, n := range notices {
		if n.Person == "" {
			continue
		}
		if err := s.deliver(ctx, e, n); err != nil {
			return err
		}
	}
	thread, settled, err := notice.Settled(e)
	if err != nil {
		return bus.Hopeless("unreadable", err)
	}
	for _, of := range settled {
		if of.Person == "" {
			continue
		}
		if err := s.settle(ctx, e, thread, of); err != nil {
			return err
		}
	}
	return nil
}

// deliver puts a notice into the inbox and a letter into the queue, where each is wanted. Somebody who has left is told
// nothing.
func (s *Service) deliver(ctx context.Context, e wire.Envelope, n notice.Notice) error {
	id := derivedID(e.ID, n.Person)
	if n.Old {
		id = derivedID(e.ID+"/old", n.Person)
	}
	way, err := s.way(ctx, n)
	if err == nil && !n.Hidden {
		way, err = s.keep(ctx, id, e, way, n)
	}
	if err != nil {
		if fault.Has(err, fault.Gone) {
			return nil
		}
		return err
	}
	switch way {
	case atOnce:
		return s.queue(ctx, id, e, n)
	case inDigest:
		return s.plan(ctx, n.Person)
	}
	return nil
}

// way is how the person wants to hear of a notice, now; where no mail is sent, by the inbox alone.
func (s *Service) way(ctx context.Context, n notice.Notice) (string, error) {
	if s.sender == nil {
		return "", nil
	}
	prefs, err := s.preferences(ctx, n.Person)
	return prefs.way(n), err
}

// keep inserts the item, lets the head give it its place, and writes the place into the item. A crash in between is mended by
// the redelivery; until then the item is not shown. What was chosen when the item was first inserted stays: it answers that.
func (s *Service) keep(ctx context.Context, id string, e wire.Envelope, way string, n notice.Notice) (string, error) {
	_, err := s.c.items.Insert(ctx, id, newItem(e.ID, e.Time, e.Version, way, n), nil)
	if err != nil && !fault.Coded(err, "store.exists") {
		return "", err
	}
	d, err := s.c.items.Get(ctx, id)
	if err != nil {
		return "", err
	}
	way = d.Body.Way
	if err := s.settledBefore(ctx, d); err != nil || d.Body.Seq > 0 {
		return way, err
	}
	var seq int64
	_, err = s.c.heads.Upsert(ctx, n.Person, func(h *store.Doc[Head]) error {
		var fresh bool
		if seq, fresh = h.Body.place(id); !fresh {
			return store.Unchanged
		}
		return nil
	})
	if err != nil {
		if fault.Has(err, fault.Gone) {
			_ = s.c.items.Drop(ctx, id) // they have left meanwhile; forget may already have passed
		}
		return "", err
	}
	_, err = s.c.items.Update(ctx, id, func(d *store.Doc[Item]) error {
		if d.Body.Seq > 0 {
			return store.Unchanged
		}
		d.Body.Seq = seq
		return nil
	})
	if err != nil {
		return "", err
	}
	s.live.wake(n.Person)
	return way, s.d.Bus.Wake(wakeTopic, []byte(n.Person))
}

// queue inserts the letter; in quiet hours it waits for their end.
func (s *Service) queue(ctx context.Context, id string, e wire.Envelope, n notice.Notice) error {
	if s.sender == nil {
		return nil
	}
	prefs, zone, err := s.habits(ctx, n.Person)
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	l := newLetter(e.ID, e.Version, e.Time, s.d.Now(), n)
	if l.rests() {
		l.Due = prefs.quiet().after(l.Due, zone)
	}
	_, err = s.c.letters.Insert(ctx, id, l, nil)
	if err != nil && !fault.Coded(err, "store.exists") {
		if fault.Has(err, fault.Gone) {
			return nil
		}
		return err
	}
	if gone, err := s.left(ctx, n.Person); err != nil || gone { // forget may already have passed
		if gone {
			err = s.c.letters.Drop(ctx, id)
		}
		return fault.UnlessAbsent(err)
	}
	return nil
}
