package safety

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// Tick does once what is due: contact that is not stopped yet, copies that are not taken yet, reminders, closing, destroying. Any
// replica may; compare-and-swap decides. What fails does not stop the others.
func (s *Service) Tick(ctx context.Context) error {
	ctx = quiet(ctx)
	now := s.d.Now()
	var errs []error
	err := s.c.cases.Each(ctx, due(store.At(now)), func(d *store.Doc[Case]) error {
		if err := s.tick(ctx, d); err != nil && len(errs) < 10 {
			errs = append(errs, err)
		}
		return ctx.Err()
	})
	return errors.Join(append(errs, err, s.lookRound(ctx), s.destroyNotes(ctx, now), s.noteAlone(ctx), s.sweep(ctx), s.checkAudit(ctx))...)
}

// roundPage is how many open cases one tick looks at anew.
const roundPage = 100

// lookRound goes round the open cases, some at each tick: whether anybody is left to look at them changes by what others do (roles,
// matches, blocks), of which no case hears.
func (s *Service) lookRound(ctx context.Context) error {
	s.mu.Lock()
	after := s.round
	s.mu.Unlock()
	page, err := s.c.list(ctx, byOpen, roundPage, after)
	after = "" // after the last, or a cursor that is good for nothing any more: from the start
	if err == nil {
		after = page.Next
	}
	s.mu.Lock()
	s.round = after
	s.mu.Unlock()
	if err != nil {
		return err
	}
	if len(page.Docs) == 0 {
		return nil
	}
	cases := make([]*Case, len(page.Docs))
	for i, d := range page.Docs {
		cases[i] = &d.Body
	}
	watches, err := s.watches(ctx, cases...)
	if err != nil {
		return err
	}
	var errs []error
	for i, d := range page.Docs {
		if !d.Body.stirs(watches[i], s.d.Now()) {
			continue
		}
		w := watches[i]
		w.Hush = d.Body.Many && d.Body.Status == Received && !s.doors.together.AllowN(s.d.Now(), 1)
		_, err := s.update(ctx, "tick", d.ID, Key{}, func(d *store.Doc[Case], now time.Time) error { return d.Body.tick(d.ID, w, now) })
		if err != nil && len(errs) < 10 {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (s *Service) tick(ctx context.Context, d *store.Doc[Case]) error {
	if at := d.Body.removeAt(); !at.IsZero() && !s.d.Now().Before(at) {
		if err := s.audit.Forget(ctx, d.ID); err != nil {
			return err
		}
		return s.c.cases.Delete(ctx, d.ID, nil)
	}
	var errs []error
	if stopped, err := s.stopContact(ctx, d); err != nil {
		errs = append(errs, err)
	} else {
		d = stopped
	}
	if d.Body.Copy == CopyWaits {
		if copied, err := s.copyAgain(ctx, d); err != nil {
			errs = append(errs, err)
		} else {
			d = copied
		}
	}
	w, err := s.watch(ctx, &d.Body)
	if err == nil {
		w.Hush = d.Body.Many && d.Body.Status == Received && !s.doors.together.AllowN(s.d.Now(), 1)
		_, err = s.update(ctx, "tick", d.ID, Key{}, func(d *store.Doc[Case], now time.Time) error { return d.Body.tick(d.ID, w, now) })
	}
	return errors.Join(append(errs, err)...)
}

// copyAgain takes the copy that could not be taken when the report came, and notes who has a conflict by what it tells. A project that
// is not there any more has neither.
func (s *Service) copyAgain(ctx context.Context, d *store.Doc[Case]) (*store.Doc[Case], error) {
	c := d.Body
	c.Barred = slices.Clone(c.Barred)
	words := ""
	if c.unnamed() {
		var err error
		if words, err = s.unseal(d, "words"); err != nil {
			return d, err
		}
	}
	b, err := s.evidence(ctx, &c, words)
	if fault.Has(err, fault.Invalid) {
		b, c.Copy, err = nil, CopyNothing, nil
	}
	if err != nil || c.Copy == CopyWaits {
		return d, err
	}
	if err := s.bar(ctx, &c); err != nil {
		return d, err
	}
	w, err := s.watch(ctx, &c)
	if err != nil {
		return d, err
	}
	return s.update(ctx, "copy", d.ID, Key{}, func(d *store.Doc[Case], now time.Time) error {
		if d.Body.Copy != CopyWaits || len(d.Body.Key) == 0 {
			return errKept
		}
		first := d.Body.unknown() // moderators hear of it only now
		d.Body.Copy, d.Body.Maintainers, d.Body.Barred = c.Copy, c.Maintainers, c.Barred
		if first && d.Body.Status == Received {
			d.Body.tell(d.ID, "new", time.Time{}, w.first())
		}
		if len(b) == 0 {
			return nil
		}
		return s.seal(d, "copy", "", string(b), now)
	})
}

// noteAlone tells the operator that cases wait for somebody independent: that there are any, and nothing else.
func (s *Service) noteAlone(ctx context.Context) error {
	page, err := s.c.list(ctx, byOpen, store.MaxLimit, "")
	if err != nil {
		return err
	}
	n, appeals := 0, 0
	for _, d := range page.Docs {
		switch {
		case d.Body.Alone && d.Body.Status == Appealed:
			appeals++
		case d.Body.Alone:
			n++
		}
	}
	s.mu.Lock()
	told, appealTold := s.alone > 0, s.appealsAlone > 0
	s.alone, s.appealsAlone = n, appeals
	s.mu.Unlock()
	if appeals > 0 && !appealTold {
		s.d.Log.WarnContext(ctx, "an appeal waits for somebody who did not decide the first time: make somebody else a moderator")
	}
	if n > 0 && !told {
		s.d.Log.WarnContext(ctx, "a case waits for somebody independent: make somebody else a moderator")
	}
	return nil
}

func (s *Service) sweep(ctx context.Context) error {
	_, err := s.c.cases.Sweep(ctx, store.MaxLimit)
	_, err2 := s.c.reporting.Sweep(ctx, store.MaxLimit)
	return errors.Join(err, err2, s.audit.Sweep(ctx))
}
