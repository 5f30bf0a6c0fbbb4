package mentoring

import (
	"context"
	"errors"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// forget is what happens when an account is closed: the standing takes nothing up any more, whatever is open or live ends,
// what the person wrote is blanked, and a tombstone refuses the rest. It may run many times.
func (s *Service) forget(ctx context.Context, person string) error {
	d, err := s.upsert(ctx, "forget.close", person, func(st *Standing) error {
		if st.Closed {
			return errKept
		}
		st.Closed, st.Blocks, st.Caps, st.Waiting, st.Turns, st.Made, st.Rests = true, nil, nil, nil, nil, nil, nil
		return nil
	})
	if fault.Has(err, fault.Gone) {
		return s.eraseRest(ctx, person)
	}
	if err != nil {
		return err
	}
	ids := map[string]bool{}
	for _, id := range d.Body.matches("") {
		ids[id] = true
	}
	q := store.Query{Where: []store.Cond{store.Where("people", store.Eq, person)}, Limit: 200}
	if err := s.c.matches.Each(ctx, q, func(d *store.Doc[Match]) error { ids[d.ID] = true; return nil }); err != nil {
		return err
	}
	var errs []error
	for id := range ids {
		errs = append(errs, s.partAll(ctx, id, person))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if err := s.eraseRest(ctx, person); err != nil {
		return err
	}
	if _, err := s.settle(ctx, person, "", thorough); err != nil {
		return err
	}
	return s.c.standings.Delete(ctx, person, nil)
}

// eraseRest takes the person out of everything beside standing and matches.
func (s *Service) eraseRest(ctx context.Context, person string) error {
	return errors.Join(s.eraseMessages(ctx, person), s.eraseSessions(ctx, person), s.eraseClaims(ctx, person), s.eraseWaiting(ctx, person),
		s.office.Erase(ctx, person), s.help.Erase(ctx, person), s.c.lining.Forget(ctx, person))
}

// partAll ends whatever a person who left has in a match, and blanks what they wrote in its tail.
func (s *Service) partAll(ctx context.Context, id, person string) error {
	seen, err := s.c.matches.Get(ctx, id)
	if fault.Has(err, fault.NotFound) {
		if absent, err := s.void(ctx, id); absent || err != nil {
			return err
		}
		seen, err = s.c.matches.Get(ctx, id)
	}
	if err != nil {
		return err
	}
	rules := s.rulesOf(ctx, seen.Body.Programme)
	d, err := s.update(ctx, "forget.part", id, func(d *store.Doc[Match]) error {
		m, now := &d.Body, s.d.Now()
		changed := false
		for i := range m.Tail {
			if m.Tail[i].From == person && m.Tail[i].Text != "" {
				m.Tail[i].Text, changed = "", true
			}
		}
		switch {
		case m.Newcomer == person && m.open():
			changed = m.withdraw(id, rules, now) == nil || changed
		case m.Newcomer == person:
			for _, p := range m.mentors() {
				changed = m.part(id, p, person, rules, now) == nil || changed
			}
		default:
			if m.liveWith(person) {
				m.Orphaned = now
			}
			changed = m.part(id, person, person, rules, now) == nil || changed
		}
		changed = m.eraseGoals(person) || changed
		if !changed {
			return errKept
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.flush(ctx, d)
	s.tidy(ctx, id, append(d.Body.mentors(), d.Body.Newcomer)...)
	return nil
}
